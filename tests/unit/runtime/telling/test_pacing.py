"""A channel is given no more than it takes, and a broken one is left alone for a while."""

from __future__ import annotations

from datetime import timedelta

import anyio
import pytest

from downtimekit.models.capabilities import Capabilities
from downtimekit.notices.policy import Limit, TellingPolicy
from downtimekit.runtime.telling.pacing import Pace, breaker, paces, paces_of
from downtimekit.testing import VirtualClock
from tests.ward import BEGAN, after


@pytest.mark.parametrize(
    ("per_second", "burst", "expected"),
    [(2, 1, [0, 0.5, 1, 1.5]), (1, 3, [0, 0, 0, 1]), (0.5, 2, [0, 0, 2, 4])],
)
def test_so_many_a_second_and_some_at_once(per_second: float, burst: int, expected: list[float]) -> None:
    clock, pace = VirtualClock(BEGAN), Pace(Limit(of="sms", per_second=per_second, burst=burst))
    times = list[float]()

    async def send() -> None:
        await pace.wait()
        times.append((clock.now() - BEGAN).total_seconds())

    async def everybody() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(send)

    clock.run(everybody)
    assert times == pytest.approx(expected, abs=1e-5)


def test_after_a_pause_some_go_at_once_again() -> None:
    clock, pace = VirtualClock(BEGAN), Pace(Limit(of="sms", per_second=1, burst=2))

    async def twice() -> float:
        for _ in range(4):
            await pace.wait()
        await anyio.sleep(60)
        before = anyio.current_time()
        await pace.wait()
        await pace.wait()
        return anyio.current_time() - before

    assert clock.run(twice) == 0


def test_a_channel_is_held_back_by_its_own_limit_and_by_its_vendors() -> None:
    known = paces(TellingPolicy(limits=tuple(Limit(of=of, per_second=1) for of in ("sms", "acme", "other"))))
    of_both = paces_of(Capabilities("sms", None, vendor="acme"), known)
    of_voice = paces_of(Capabilities("voice", None, vendor="acme"), known)

    assert [pace.limit.of for pace in of_both] == ["sms", "acme"]
    assert of_voice == (known["acme"],)
    assert paces_of(Capabilities("acme", None, vendor="acme"), known) == (known["acme"],)


def test_a_breaker_opens_rests_and_gives_one_more_chance() -> None:
    fuse = breaker(TellingPolicy(broken_after=3, broken_seconds=60))
    for _ in range(3):
        assert not fuse.is_open(after(0))
        fuse.heard(worked=False, now=after(0))
    assert fuse.is_open(after(0.5))
    assert not fuse.is_open(after(1))

    fuse.heard(worked=False, now=after(1))
    assert fuse.is_open(after(1.9))
    assert not fuse.is_open(after(2))
    fuse.heard(worked=True, now=after(2))
    fuse.heard(worked=False, now=after(2))
    assert not fuse.is_open(after(2))


def test_a_clock_that_is_put_back_closes_a_breaker() -> None:
    fuse = breaker(TellingPolicy(broken_after=1, broken_seconds=60))
    fuse.heard(worked=False, now=after(10))

    assert fuse.is_open(after(10.5))
    assert not fuse.is_open(after(10) - timedelta(hours=1))
