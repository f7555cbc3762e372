"""A downtime as it was: where it stood at a time, entry by entry, and what was known when.

Two times belong to what somebody tells: when it was recorded, which is when it was known, and when it happened, which
may be told to be earlier. Where a downtime stood at a time is what was known by then; `told_later` is what was not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import singledispatch

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput, UnknownName
from downtimekit.models import facts
from downtimekit.playbooks import UNSCHEDULED, Playbook, Standing
from downtimekit.ports import Entry, Journal
from downtimekit.ports.agenda import in_utc
from downtimekit.runtime.desk import Desk


@frozen
class Moment:
    """One entry, and where the downtime stood from then on.

    Attributes:
        standing: a copy of its own.
    """

    entry: Entry
    standing: Standing = field(repr=False)

    @property
    def known_at(self) -> datetime:
        """When it was recorded."""
        return self.entry.at

    @property
    def happened_at(self) -> datetime:
        """When it happened, by what was told; when it was recorded, where nothing was told."""
        return happened_at(self.entry)


def replay(journal: Journal, id: str, *, playbooks: Sequence[Playbook] = (UNSCHEDULED,)) -> Iterator[Moment]:
    """Live through a downtime again, entry by entry.

    Args:
        journal: where it is.
        id: of the downtime.
        playbooks: the rules of downtimes that were declared by release 0.1.0; later ones bring their own.

    Raises:
        UnknownName: the journal holds no such downtime, or its rules are nowhere to be had.
    """
    rules = Desk(journal, playbooks=playbooks).outage(id).rules
    return lived(journal.read(id), rules)


def as_of(
    journal: Journal,
    id: str,
    *,
    at: datetime | None = None,
    version: int | None = None,
    playbooks: Sequence[Playbook] = (UNSCHEDULED,),
) -> Standing:
    """Return where a downtime stood, by what was known then.

    Args:
        journal: where it is.
        id: of the downtime.
        at: by the end of this instant. What was recorded before an entry with a later time counts, and nothing after
            it: where a clock was set back, it is the order of the record that tells what was known.
        version: after this entry. With both, by whichever is earlier; with neither, now.
        playbooks: as for `replay`.

    Raises:
        UnknownName: as for `replay`.
        InvalidInput: it was not declared by then, or there is no such entry.
    """
    moment = None if at is None else in_utc(at, "at")
    entries = journal.read(id)
    if version is not None and not 1 <= version <= len(entries) and entries:
        raise InvalidInput("as_of", [Fault("version", f"is none of this downtime's: it has 1 to {len(entries)}")])
    rules = Desk(journal, playbooks=playbooks).outage(id).rules
    known = entries[:version] if moment is None else _known_by(entries[:version], moment)
    if not known:
        raise InvalidInput("as_of", [Fault("at", "is before the downtime was declared")])
    standing = _begun(known[0], rules)
    for entry in known[1:]:
        standing.fold(entry.fact, version=entry.version, at=entry.at)
    return standing


def told_later(entries: Sequence[Entry], *, at: datetime) -> tuple[Entry, ...]:
    """Return what had happened by an instant and was recorded only after it, in the order in which it was told.

    Args:
        entries: of one downtime, in their order.
        at: the instant.
    """
    moment = in_utc(at, "at")
    later = entries[len(_known_by(entries, moment)) :]
    return tuple(entry for entry in later if _told(entry.fact) is not None and happened_at(entry) <= moment)


def happened_at(entry: Entry) -> datetime:
    """Return when something happened, by what was told; when it was recorded, where nothing was told."""
    return _told(entry.fact) or entry.at


def lived(entries: Sequence[Entry], rules: Playbook) -> Iterator[Moment]:
    """Yield the moments of a downtime.

    Args:
        entries: all of it, or the first of them.
        rules: those that it was declared under.
    """
    standing = _begun(entries[0], rules)
    yield Moment(entries[0], standing.copy())
    for entry in entries[1:]:
        standing.fold(entry.fact, version=entry.version, at=entry.at)
        yield Moment(entry, standing.copy())


def _begun(entry: Entry, rules: Playbook) -> Standing:
    if not isinstance(entry.fact, facts.Declared):
        raise UnknownName("downtime", entry.stream, known=())
    return Standing.begin(entry.fact, rules)


def _known_by(entries: Sequence[Entry], moment: datetime) -> Sequence[Entry]:
    first = next((place for place, entry in enumerate(entries) if entry.at > moment), len(entries))
    return entries[:first]


@singledispatch
def _told(fact: facts.Fact) -> datetime | None:
    """Return when a fact says that it happened; None where it says nothing of that."""
    return None


@_told.register
def _(fact: facts.Declared) -> datetime:
    return fact.downtime.began_at


@_told.register(facts.Signalled)
@_told.register(facts.SignalCorrected)
def _(fact: facts.Signalled | facts.SignalCorrected) -> datetime | None:
    return fact.happened_at


@_told.register
def _(fact: facts.Observed) -> datetime:
    return fact.observation.at


@_told.register
def _(fact: facts.NoticeSettled) -> datetime:
    return fact.receipt.at


@_told.register
def _(fact: facts.CaptureTaken) -> datetime:
    return fact.capture.occurred_at
