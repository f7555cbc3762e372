"""Threads that write at the same time share one transaction, and so one wait for the disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Generic, TypeVar

from attrs import define, field

from downtimekit.errors import JournalError

Work = TypeVar("Work")
Outcome = TypeVar("Outcome")

_PATIENCE = 0.05
"""Seconds after which a thread that waits looks for itself."""


@define(eq=False)
class _Ticket(Generic[Work, Outcome]):
    """What one thread wants to be written, and what became of it.

    Attributes:
        is_left: its thread was interrupted, and waits for it no longer.
    """

    work: Work
    outcome: Outcome | None = None
    error: JournalError | None = None
    is_left: bool = False
    _calls: SimpleQueue[None] = field(factory=SimpleQueue, init=False)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be written."""
        return self.outcome is None and self.error is None and not self.is_left

    def wait(self) -> None:
        """Sleep until something has become of it, or nobody has the turn; a call that is missed is no harm."""
        with suppress(Empty):
            # Whoever would call may itself be interrupted, between any two of its steps.
            self._calls.get(timeout=_PATIENCE)

    def wake(self) -> None:
        """End a `wait`, now or the next."""
        self._calls.put(None)

    def answer(self) -> Outcome:
        """Return what became of it, or raise it."""
        if self.error is not None:
            raise self.error
        assert self.outcome is not None  # noqa: S101  (whoever had the turn has seen to it)
        return self.outcome


@define(eq=False)
class GroupCommit(Generic[Work, Outcome]):
    """Whoever has the turn writes what everybody else has brought by then.

    A thread that is interrupted in its turn leaves the others' work waiting, and the next in turn writes it, perhaps
    for the second time: so what is written must answer a repetition as it did the first time, as commands do.
    """

    _write: Callable[[Sequence[Work]], Sequence[Outcome]]
    _waiting: deque[_Ticket[Work, Outcome]] = field(factory=deque, init=False)
    _turn: Lock = field(factory=Lock, init=False)

    def submit(self, work: Work) -> Outcome:
        """Write something, with whatever others want to be written at the same time.

        Raises:
            JournalError: nothing of the whole transaction was written, as far as anybody can tell.
        """
        ticket: _Ticket[Work, Outcome] = _Ticket(work)
        self._waiting.append(ticket)
        try:
            while ticket.is_open:
                if self._turn.locked():
                    ticket.wait()
                else:
                    self._take_turn()
        except BaseException:
            ticket.is_left = True
            self._wake_next()  # it may have been our turn
            raise
        return ticket.answer()

    def _take_turn(self) -> None:
        try:
            with self._turn:
                self._write_waiting()
        finally:
            self._wake_next()

    def _write_waiting(self) -> None:
        waiting = [*self._waiting]
        batch = [ticket for ticket in waiting if ticket.is_open]
        try:
            outcomes = self._write([ticket.work for ticket in batch]) if batch else []
        except JournalError as error:
            for ticket in batch:
                ticket.error = copy(error)  # its own, for each thread adds its own traceback
        else:
            for ticket, outcome in zip(batch, outcomes, strict=True):
                ticket.outcome = outcome
        for ticket in waiting:
            self._waiting.popleft()
            ticket.wake()

    def _wake_next(self) -> None:
        following = next((ticket for ticket in [*self._waiting] if ticket.is_open), None)
        if following is not None:
            following.wake()
