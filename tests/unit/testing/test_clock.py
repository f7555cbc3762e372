"""The clock that a test moves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import anyio
import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.zones import Pass
from downtimekit.ports.clock import Clock
from downtimekit.testing import VirtualClock, wall_time

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
Sleeper = Callable[[int], Coroutine[None, None, None]]


def test_it_stands_still_until_it_is_moved() -> None:
    clock: Clock = VirtualClock(NOON)

    assert clock.now() == clock.now() == NOON


def test_it_advances_by_a_time_and_to_an_instant() -> None:
    clock = VirtualClock(NOON)

    assert clock.advance(MINUTE) == clock.now() == NOON + MINUTE
    assert clock.advance_to(NOON + 5 * MINUTE) == clock.now() == NOON + 5 * MINUTE


def test_it_answers_in_utc_and_counts_hours_that_go_by_on_the_night_of_the_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    clock = VirtualClock(datetime(2026, 3, 29, 1, 30, tzinfo=berlin))

    clock.advance(timedelta(hours=1))

    assert clock.now().tzinfo is UTC
    assert clock.now().astimezone(berlin).isoformat() == "2026-03-29T03:30:00+02:00"


def test_time_does_not_run_backwards_by_mistake() -> None:
    clock = VirtualClock(NOON)

    with pytest.raises(InvalidInput, match=r"use step\(\) to set it back"):
        clock.advance(-MINUTE)
    with pytest.raises(InvalidInput, match=r"use step\(\) to set it back"):
        clock.advance_to(NOON - MINUTE)
    assert clock.now() == NOON


def test_it_may_be_set_back_as_a_corrected_clock_is() -> None:
    clock = VirtualClock(NOON)

    assert clock.step(-MINUTE) == clock.now() == NOON - MINUTE


def test_a_time_without_a_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(InvalidInput, match="start: needs a time zone"):
        VirtualClock(naive)
    with pytest.raises(InvalidInput, match="instant: needs a time zone"):
        VirtualClock(NOON).advance_to(naive)


@pytest.mark.parametrize(
    ("shown", "which", "instant"),
    [
        ("2026-11-01 01:30", Pass.FIRST, "2026-11-01T05:30+00:00"),
        ("2026-11-01 01:30", Pass.SECOND, "2026-11-01T06:30+00:00"),
        ("2026-11-01T01:30", "second", "2026-11-01T06:30+00:00"),
        ("2026-11-01 00:59", None, "2026-11-01T04:59+00:00"),
        ("2026-03-08 03:00", None, "2026-03-08T07:00+00:00"),
        (datetime.fromisoformat("2026-07-04T12:00"), None, "2026-07-04T16:00+00:00"),
    ],
)
def test_a_wall_time_is_one_instant(shown: str | datetime, which: Pass | str | None, instant: str) -> None:
    found = wall_time(shown, zone="America/New_York", which=which)

    assert found == datetime.fromisoformat(instant)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("shown", "zone", "words"),
    [
        ("2026-11-01 01:30", "America/New_York", "time: comes twice"),
        ("2026-03-08 02:30", "America/New_York", "time: does not exist"),
        ("2026-03-08T02:30+01:00", "America/New_York", "time: is not what a clock shows"),
        ("tomorrow", "America/New_York", "time: is not what a clock shows"),
        ("2026-03-08 12:30", "New York", "zone: is not the name of a time zone"),
    ],
)
def test_a_wall_time_that_is_none_or_two_is_refused(shown: str, zone: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        VirtualClock.at(shown, zone=zone)


def test_a_third_pass_of_an_hour_is_refused() -> None:
    with pytest.raises(InvalidInput, match="which: is neither first nor second"):
        wall_time("2026-11-01 01:30", zone="America/New_York", which="third")


def test_timers_ring_in_their_order_and_each_at_its_own_time() -> None:
    clock, rung = VirtualClock(NOON), list[tuple[str, datetime]]()

    def note(name: str) -> Callable[[], None]:
        return lambda: rung.append((name, clock.now()))

    for name, minutes in (("third", 9), ("first", 1), ("second", 5), ("beside the second", 5)):
        clock.call_in(minutes * MINUTE, note(name))
    off = clock.call_at(NOON + 2 * MINUTE, note("called off"))
    off.cancel()
    clock.call_in(MINUTE, lambda: clock.call_in(MINUTE, note("set by the first")))

    assert clock.advance(6 * MINUTE) == NOON + 6 * MINUTE
    assert rung == [
        ("first", NOON + MINUTE),
        ("set by the first", NOON + 2 * MINUTE),
        ("second", NOON + 5 * MINUTE),
        ("beside the second", NOON + 5 * MINUTE),
    ]
    assert (off.is_open, clock.until_next()) == (False, 3 * MINUTE)
    assert clock.advance_to_next() == NOON + 9 * MINUTE
    assert (clock.advance_to_next(), clock.until_next()) == (None, None)


def test_a_step_of_the_clock_wakes_nobody_and_keeps_nobody_waiting() -> None:
    clock, rung = VirtualClock(NOON), list[datetime]()
    clock.call_in(10 * MINUTE, lambda: rung.append(clock.now()))
    clock.step(60 * MINUTE)

    assert rung == []
    clock.step(-120 * MINUTE)
    clock.advance(10 * MINUTE)
    assert rung == [NOON - 50 * MINUTE]


def test_a_timer_that_is_due_already_waits_for_the_clock_to_move() -> None:
    clock, rung = VirtualClock(NOON), list[str]()
    clock.call_at(NOON - MINUTE, lambda: rung.append("late"))

    assert rung == []
    clock.advance(timedelta(0))
    assert rung == ["late"]


def test_a_timer_may_move_the_clock_itself() -> None:
    clock = VirtualClock(NOON)
    clock.call_in(MINUTE, lambda: clock.advance(10 * MINUTE))

    assert clock.advance(2 * MINUTE) == NOON + 11 * MINUTE


def test_many_timers_ring_in_the_order_of_a_sorted_list() -> None:
    clock, rung, random = VirtualClock(NOON), list[int](), Random(4)
    waits = [random.randrange(10_000) for _ in range(2_000)]
    for wait in waits:
        clock.call_in(timedelta(microseconds=wait), lambda wait=wait: rung.append(wait))  # type: ignore[misc]
    while clock.advance(timedelta(microseconds=random.randrange(500))) < NOON + timedelta(milliseconds=10):
        pass

    assert rung == sorted(waits)


async def sleepers(clock: VirtualClock, woken: list[tuple[int, datetime]]) -> Sleeper:
    """Return what sleeps so many minutes, and once more."""

    async def sleeper(minutes: int) -> None:
        for _ in range(2):
            await clock.sleep(minutes * MINUTE)
            woken.append((minutes, clock.now()))

    return sleeper


def test_sleepers_are_woken_by_whoever_moves_the_clock() -> None:
    clock, woken = VirtualClock(NOON), list[tuple[int, datetime]]()

    async def test() -> None:
        sleeper = await sleepers(clock, woken)
        async with anyio.create_task_group() as group:
            for minutes in (3, 1, 2):
                group.start_soon(sleeper, minutes)
            assert await clock.let_pass(2 * MINUTE) == NOON + 2 * MINUTE
            assert sorted(woken) == [(1, NOON + MINUTE), (1, NOON + 2 * MINUTE), (2, NOON + 2 * MINUTE)]
            assert await clock.run_until_idle() == NOON + 6 * MINUTE

    anyio.run(test)
    assert [at for _, at in woken] == sorted(at for _, at in woken)
    assert sorted(woken)[-3:] == [(2, NOON + 4 * MINUTE), (3, NOON + 3 * MINUTE), (3, NOON + 6 * MINUTE)]


def test_who_was_told_to_stop_waiting_is_not_woken() -> None:
    clock = VirtualClock(NOON)

    async def test() -> datetime:
        async with anyio.create_task_group() as group:
            group.start_soon(clock.sleep, MINUTE)
            await clock.let_pass(timedelta(0))
            group.cancel_scope.cancel()
        return await clock.run_until_idle()

    assert anyio.run(test) == NOON


def test_a_clock_that_runs_a_program_jumps_whenever_all_of_it_waits() -> None:
    clock, woken = VirtualClock(NOON), list[tuple[int, datetime]]()

    async def program(hours: int) -> str:
        sleeper = await sleepers(clock, woken)
        async with anyio.create_task_group() as group:
            group.start_soon(sleeper, 2)
            await anyio.sleep(60)
            woken.append((0, clock.now()))
        with anyio.move_on_after(hours * 3600) as limit:
            await anyio.sleep_forever()
        return "late" if limit.cancelled_caught else "early"

    assert clock.run(program, hours=9) == "late"
    assert woken == [(0, NOON + MINUTE), (2, NOON + 2 * MINUTE), (2, NOON + 4 * MINUTE)]
    assert clock.now() == NOON + 4 * MINUTE + timedelta(hours=9)


def test_a_program_that_counts_on_the_wall_clock_can_be_run_through_a_step() -> None:
    clock = VirtualClock(NOON)

    async def program() -> datetime:
        async with anyio.create_task_group() as group:
            group.start_soon(clock.sleep_until, NOON + 10 * MINUTE)
            await anyio.sleep(30)
            clock.step(-MINUTE)
        return clock.now()

    assert clock.run(program) == NOON + 9 * MINUTE


def test_what_waits_for_no_time_still_gets_its_turn() -> None:
    clock = VirtualClock(NOON)

    async def program() -> int:
        return await anyio.to_thread.run_sync(lambda: 42)

    assert clock.run(program) == 42
    assert clock.now() == NOON
    anyio.run(clock.sleep, timedelta(0))
