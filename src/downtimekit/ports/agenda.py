"""Port: what the journal says is owed or will fall due, over all downtimes, and who has taken it on.

The agenda is a projection: it is written in the same transaction as the facts that it follows from, and can be made
anew from them. It lets any number of workers share the work without folding every downtime.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import singledispatch
from typing import Protocol

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput, JournalError
from downtimekit.models import facts
from downtimekit.models.plan import PlanContinued
from downtimekit.models.strict import Strict
from downtimekit.ports.chain import Line, entry_of, kind_of


class Work(StrEnum):
    """What kind of work it is."""

    NOTICE = "notice"
    """A notice must be carried to everybody in its audience."""
    DEADLINE = "deadline"
    """A time comes, and what it asks for is owed then."""
    WRITE = "write"
    """A record must be entered into the chart."""


@frozen
class Item:
    """One thing on the agenda.

    Attributes:
        key: what it is known by within its downtime and kind: a notice's id, a deadline's name, a record's key.
        due: the instant from which it is to be done, in UTC; it follows from the facts alone.
    """

    stream: str
    work: Work
    key: str
    due: datetime


@frozen
class Claim:
    """An item that a worker has taken on.

    Attributes:
        until: when others may take it over, in UTC.
        attempt: counts from 1 how often it was taken on; a worker whose attempt is not the last lost it.
    """

    item: Item
    worker: str
    until: datetime
    attempt: int


class Agenda(Protocol):
    """Shares work between workers; safe to share between threads, and between the processes that share the journal.

    Promises:
        - an item is there from the commit that owes it until the commit that settles it: never later, never longer.
        - of several workers that ask at once, one gets an item.
        - an item that was taken on is not given to anybody before its time is over, by the `now` of who asks; after
          that, whoever asks gets it: the first worker may have died.
        - an item that is owed anew, at another time or at the same, is free again: who took it on before has lost it.
        - the earliest comes first, and of those that are due at the same instant the one that was owed first.

    Raises (from every method):
        JournalError: it cannot be read or written now.
        InvalidInput: an instant has neither a zone nor an offset.
    """

    def due(self, *, now: datetime | None = None, limit: int = 1000) -> Sequence[Item]:
        """Return what is open and due by an instant, whoever has taken it on; without one, whatever is open."""
        ...

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int = 1, works: Collection[Work] = tuple(Work)
    ) -> Sequence[Claim]:
        """Take on what is due and free.

        Args:
            worker: who asks; a name that no other worker has.
            now: the present instant.
            lease: for how long nobody else gets it.
            limit: how many items at most.
            works: of which kinds.
        """
        ...

    def renew(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Keep an item for longer; None where it was settled, or somebody else has it."""
        ...

    def release(self, claim: Claim, *, due: datetime | None = None) -> None:
        """Give an item back; nothing where the claim was lost.

        Args:
            claim: as it was given or renewed.
            due: nobody gets the item before this instant; it stays on the agenda meanwhile, and due since it was.
        """
        ...


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


@frozen
class Opened:
    """An item comes onto the agenda, or has another time; it is free again then.

    Attributes:
        due: in UTC.
    """

    work: Work
    key: str
    due: datetime = field(converter=_utc)


@frozen
class Settled:
    """An item leaves the agenda; without a key, all of its kind do."""

    work: Work
    key: str | None = None


Change = Opened | Settled


def changes(facts: Iterable[facts.Fact], *, at: datetime) -> Iterator[Change]:
    """Yield how facts change the agenda of their downtime.

    Args:
        facts: of one commit, in their order.
        at: when they were written.
    """
    for fact in facts:
        yield from _changes(fact, at)


@singledispatch
def _changes(fact: facts.Fact, at: datetime) -> Iterator[Change]:
    """Yield how one fact changes the agenda; most do not."""
    yield from ()


@_changes.register
def _(fact: facts.NoticeOwed, at: datetime) -> Iterator[Change]:
    yield Opened(Work.NOTICE, fact.notice.id, at)


@_changes.register
def _(fact: facts.NoticeWaits, at: datetime) -> Iterator[Change]:
    yield Opened(Work.NOTICE, fact.notice, fact.until)


@_changes.register
def _(fact: facts.NoticeCarried, at: datetime) -> Iterator[Change]:
    yield Settled(Work.NOTICE, fact.notice)


@_changes.register
def _(fact: facts.Promised, at: datetime) -> Iterator[Change]:
    yield Opened(Work.DEADLINE, fact.key, fact.due)


@_changes.register
def _(fact: facts.PromiseMissed, at: datetime) -> Iterator[Change]:
    yield Settled(Work.DEADLINE, fact.key)


@_changes.register
def _(fact: facts.CameDue, at: datetime) -> Iterator[Change]:
    yield Settled(Work.DEADLINE, fact.key)


@_changes.register
def _(fact: facts.PromiseEnded, at: datetime) -> Iterator[Change]:
    yield Settled(Work.DEADLINE, fact.key)


@_changes.register
def _(fact: facts.PlanAgreed, at: datetime) -> Iterator[Change]:
    yield Settled(Work.WRITE)
    yield from (Opened(Work.WRITE, decision.entry.key, at) for decision in fact.plan.decisions if decision.entry)


@_changes.register
def _(fact: PlanContinued, at: datetime) -> Iterator[Change]:
    yield from (Opened(Work.WRITE, decision.entry.key, at) for decision in fact.decisions if decision.entry)


@_changes.register
def _(fact: facts.RecordEntered, at: datetime) -> Iterator[Change]:
    yield Settled(Work.WRITE, fact.key)


@_changes.register
def _(fact: facts.RecordRejected, at: datetime) -> Iterator[Change]:
    yield Settled(Work.WRITE, fact.key)


KINDS = frozenset(kind.model_fields["kind"].default for kind in _changes.registry if issubclass(kind, Strict))
"""The kinds of facts that can change an agenda."""


def in_utc(moment: datetime, name: str) -> datetime:
    """Return an instant in UTC, where days have 24 hours and a lease is as long as it says.

    Raises:
        InvalidInput: it has neither a zone nor an offset; `name` says which argument it was.
    """
    if moment.utcoffset() is None:
        raise InvalidInput("agenda", [Fault(name, "needs a time zone or an offset from UTC")])
    return moment.astimezone(UTC)


def open_items(lines: Iterable[Line]) -> Mapping[tuple[str, Work, str], datetime]:
    """Return what a journal's lines leave open: when each item is due, by its stream, kind and key.

    A line that is damaged is passed over: `Journal.verify` names it, and the rest of the journal goes on.

    Args:
        lines: those of each stream in their order; of facts that change no agenda, none need be among them.
    """
    found: dict[tuple[str, Work, str], datetime] = {}
    for line in lines:
        if kind_of(line.fact) not in KINDS:
            continue
        with suppress(JournalError):
            entry = entry_of(line)
            for change in changes([entry.fact], at=entry.at):
                _follow(found, entry.stream, change)
    return found


def _follow(found: dict[tuple[str, Work, str], datetime], stream: str, change: Change) -> None:
    if isinstance(change, Opened):
        found[stream, change.work, change.key] = change.due
    elif change.key is not None:
        found.pop((stream, change.work, change.key), None)
    else:
        for place in [place for place in found if place[:2] == (stream, change.work)]:
            del found[place]
