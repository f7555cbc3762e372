"""A vendor who writes plain functions has a channel like any other, and nothing goes on behind the ward's back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import anyio
import anyio.to_thread
import pytest
from attrs import define, field

from downtimekit.errors import Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Capabilities, Message, Notifier, Sent
from downtimekit.runtime.sync_channel import adapted
from downtimekit.testing import FailingNotifier, RecordingNotifier, Troubles
from downtimekit.testing.trouble import unreachable

MESSAGE = Message("west-1/2/update/nurse", "Planted Nurse", "+12025550100", "The RIS is down", "Work on paper.")


@define
class Telephone:
    """Calls by a plain function, and notes how many calls there were at once, and in which threads."""

    act: Callable[[], object] = lambda: None
    at_once: int = 4
    rung: list[str] = field(factory=list)
    threads: set[str] = field(factory=set)
    most: int = 0
    _now: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities("telephone", ChannelKind.PHONE, at_once=self.at_once)

    def send(self, message: Message) -> Sent:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.threads.add(threading.current_thread().name)
        try:
            self.act()
        finally:
            with self._lock:
                self._now -= 1
        self.rung.append(message.key)
        return Sent(ReceiptState.ACCEPTED, "rang")


async def send_many(notifier: Notifier, count: int) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(notifier.send, MESSAGE)


def test_a_plain_function_is_waited_for_in_another_thread() -> None:
    telephone = Telephone()
    notifier = adapted(telephone)

    assert anyio.run(notifier.send, MESSAGE) == Sent(ReceiptState.ACCEPTED, "rang")
    assert notifier.capabilities == telephone.capabilities
    assert threading.current_thread().name not in telephone.threads


def test_who_can_be_waited_for_already_stays_as_they_are() -> None:
    recording = RecordingNotifier()
    plain = adapted(Telephone())

    assert adapted(recording) is recording
    assert adapted(plain) is plain


def test_what_a_decorator_hides_is_waited_for_all_the_same() -> None:
    inner = RecordingNotifier(ChannelKind.PHONE)

    class Decorated:
        capabilities = inner.capabilities

        def send(self, message: Message) -> Coroutine[Any, Any, Sent]:
            return inner.send(message)

    assert anyio.run(adapted(Decorated()).send, MESSAGE).state is ReceiptState.ACCEPTED
    assert inner.messages == [MESSAGE]


@pytest.mark.parametrize("error", [Rejected("no such line"), Unreachable("busy", retry_after=30)])
def test_its_errors_arrive_as_they_were_raised(error: Exception) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        anyio.run(adapted(Telephone(fail)).send, MESSAGE)

    assert caught.value is error


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_calls_at_once_than_the_channel_takes_in_one_loop_after_another(at_once: int) -> None:
    line = threading.Barrier(at_once)

    def ring() -> None:
        line.wait(10)  # breaks where fewer call at once
        time.sleep(0.005)

    telephone = Telephone(ring, at_once=at_once)
    notifier = adapted(telephone)
    for _ in range(2):
        anyio.run(send_many, notifier, at_once * 4)

    assert telephone.most == at_once
    assert len(telephone.rung) == at_once * 8


def test_who_hangs_up_while_it_rings_waits_until_it_is_decided() -> None:
    rings, answered = threading.Event(), threading.Event()

    def ring() -> None:
        rings.set()
        answered.wait(10)
        time.sleep(0.05)  # long enough for whoever does not wait to be gone

    telephone = Telephone(ring)

    async def hang_up() -> bool:
        notifier = adapted(telephone)
        with anyio.CancelScope() as call:
            async with anyio.create_task_group() as group:
                group.start_soon(notifier.send, MESSAGE)
                await anyio.to_thread.run_sync(rings.wait, 10)
                call.cancel()
                answered.set()
        return telephone.rung == [MESSAGE.key]

    assert anyio.run(hang_up)


def test_who_waits_for_a_free_line_and_hangs_up_rings_nobody() -> None:
    rings, answered = threading.Event(), threading.Event()

    def ring() -> None:
        rings.set()
        answered.wait(10)

    telephone = Telephone(ring, at_once=1)

    async def hang_up() -> None:
        notifier = adapted(telephone)
        async with anyio.create_task_group() as first:
            first.start_soon(notifier.send, MESSAGE)
            await anyio.to_thread.run_sync(rings.wait, 10)
            async with anyio.create_task_group() as second:
                second.start_soon(notifier.send, MESSAGE)
                await anyio.wait_all_tasks_blocked()
                second.cancel_scope.cancel()
            answered.set()

    anyio.run(hang_up)
    assert telephone.rung == [MESSAGE.key]


def test_a_plain_channel_may_stand_behind_one_that_fails_as_told() -> None:
    telephone = Telephone()
    failing = FailingNotifier(telephone, Troubles(calls={1: unreachable()}))
    with pytest.raises(Unreachable):
        anyio.run(failing.send, MESSAGE)
    anyio.run(failing.send, MESSAGE)

    assert telephone.rung == [MESSAGE.key]
    assert failing.capabilities == telephone.capabilities
