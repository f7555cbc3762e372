"""What goes wrong with a part that a test has told to fail, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import timedelta
from enum import StrEnum

import anyio
from attrs import define, field, frozen

from downtimekit.errors import JournalError, OutcomeUnknown, Rejected, Unreachable


class PowerCut(BaseException):
    """The process is gone; nothing of it may catch this."""


@define
class Fuse:
    """Cuts the power, once, at a moment at which something of the outside world is about to change or just has.

    Attributes:
        after: how many such moments pass before; None for never.
        passed: how many have passed, that one too.
    """

    after: int | None = None
    passed: int = 0

    def burn(self) -> None:
        """Let a moment pass, or cut the power.

        Raises:
            PowerCut: it was the moment.
        """
        self.passed += 1
        if self.after is not None and self.passed == self.after + 1:
            raise PowerCut


@frozen
class Trouble:
    """One thing that goes wrong.

    Attributes:
        error: what the caller gets instead of an answer; None where it only takes long.
        done: what was asked for happens all the same.
        delay: how long it takes until then, by the event loop's clock; see `VirtualClock.run`.
    """

    error: BaseException | None = None
    done: bool = False
    delay: timedelta = timedelta(0)


def rejected(words: str = "refused on purpose") -> Trouble:
    """Return a final no."""
    return Trouble(Rejected(words))


def unreachable(words: str = "out of reach on purpose") -> Trouble:
    """Return a line that is cut: nothing happens, and the caller knows."""
    return Trouble(Unreachable(words))


def unknown(words: str = "no answer, on purpose", *, done: bool = True) -> Trouble:
    """Return a lost answer: it happened, or it did not, and the caller cannot know."""
    return Trouble(OutcomeUnknown(words), done=done)


def slow(delay: timedelta = timedelta(minutes=1)) -> Trouble:
    """Return an answer that takes long."""
    return Trouble(done=True, delay=delay)


def dies(*, done: bool = True) -> Trouble:
    """Return the death of the process that asked: after what it asked for happened, or before."""
    return Trouble(PowerCut(), done=done)


def out_of_order(words: str = "the disk is full, on purpose", *, done: bool = False) -> Trouble:
    """Return a journal that cannot write, or that wrote and cannot say so."""
    return Trouble(JournalError(words), done=done)


class Way(StrEnum):
    """How a part behaves, in a word that a script can say."""

    WORKS = "works"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    """It happens, and the answer is lost."""
    LOST = "lost"
    """It does not happen, and nobody can know."""
    SLOW = "slow"
    DIES_BEFORE = "dies_before"
    """The process dies before it happens, once."""
    DIES_AFTER = "dies_after"
    """The process dies when it has happened, and before it is recorded, once."""

    @property
    def trouble(self) -> Trouble | None:
        """What goes wrong; None where nothing does."""
        made: Mapping[Way, Trouble] = {
            Way.REJECTED: rejected(),
            Way.UNREACHABLE: unreachable(),
            Way.UNKNOWN: unknown(),
            Way.LOST: unknown(done=False),
            Way.SLOW: slow(),
            Way.DIES_BEFORE: dies(done=False),
            Way.DIES_AFTER: dies(),
        }
        return made.get(self)


@define
class Troubles:
    """What goes wrong, and when; the first of these that fits a call befalls it.

    Attributes:
        calls: by the number of the call, from 1.
        once: by what a call is about, the first time only; it is taken out then.
        about: by what a call is about, every time: a message's key or address, an entry's key or exam, a sheet's
            packet, a command of the journal.
        always: what befalls every other call.
        asked: how many calls there were.
    """

    calls: Mapping[int, Trouble] = field(factory=dict)
    once: dict[str, Trouble] = field(factory=dict)
    about: Mapping[str, Trouble] = field(factory=dict)
    always: Trouble | None = None
    asked: int = 0

    def next(self, about: Iterable[str] = ()) -> Trouble | None:
        """Count one more call, and return what befalls it.

        Args:
            about: what the call is about, in all words that it is known by.
        """
        self.asked += 1
        words = tuple(about)
        if self.asked in self.calls:
            return self.calls[self.asked]
        for word in words:
            if word in self.once:
                return self.once.pop(word)
        return next((self.about[word] for word in words if word in self.about), self.always)


def strike(trouble: Trouble | None, *, done: bool) -> None:
    """Let go wrong what goes wrong at this moment.

    Args:
        trouble: what befalls the call; None where nothing does.
        done: whether what was asked for has happened by now.

    Raises:
        BaseException: the trouble's own.
    """
    if trouble is not None and trouble.error is not None and trouble.done is done:
        raise copy(trouble.error)  # one that was raised before holds on to where that was


async def hold_up(trouble: Trouble | None) -> None:
    """Wait as long as it takes."""
    if trouble is not None and trouble.delay:
        await anyio.sleep(trouble.delay.total_seconds())
