"""Who waits for a person: patients without a name, and what was written while two records were one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from attrs import define, field, frozen

from downtimekit.backfill.identities.steps import How, clock
from downtimekit.backfill.identities.value import Identities
from downtimekit.models.capture import Capture
from downtimekit.models.chart import ChartEntry
from downtimekit.models.patient import IdentifierKind, WrittenIdentity
from downtimekit.models.registration import Unmerge


@frozen
class Unnamed:
    """Somebody whose name nobody knows yet.

    Attributes:
        number: under which they are known, the one that counts now; None where the sheets give none.
        since: from when on, as far as that was told.
        captures: what came back from paper about them.
        temporary: the number is one of a downtime.
    """

    number: str | None = field(repr=False)
    since: datetime | None = None
    captures: tuple[str, ...] = ()
    temporary: bool = False


@define
class _Found:
    since: datetime | None = None
    captures: list[str] = field(factory=list)


def unidentified(
    identities: Identities, captures: Iterable[Capture] = (), *, confirmed: Mapping[str, str] | None = None
) -> tuple[Unnamed, ...]:
    """Return who has no name yet: a patient stays on this list until a registration names them, or a merge does.

    Args:
        identities: what the registration told.
        captures: what came back from paper; a sheet with an alias is about somebody on this list until its number
            leads to a named patient, or a person says whose it is.
        confirmed: whose a capture is, where a person decided.
    """
    found: dict[str | tuple[str], _Found] = {
        number: _Found(identities.since(number)) for number in identities.numbers if _is_unnamed(identities, number)
    }
    decided = confirmed or {}
    for capture in captures:
        now = _now(capture, identities, decided)
        is_open = capture.patient.unidentified and capture.id not in decided
        if now in found or (is_open and not _is_named(identities, now)):
            entry = found.setdefault(now or (capture.serial or capture.id,), _Found(capture.occurred_at))
            entry.captures.append(capture.id)
    return tuple(
        Unnamed(number, entry.since, tuple(entry.captures), number is not None and identities.is_temporary(number))
        for key, entry in found.items()
        for number in [key if isinstance(key, str) else None]
    )


def _now(capture: Capture, identities: Identities, decided: Mapping[str, str]) -> str | None:
    """Return the number that counts now for whom a sheet is about, by a person or by what is written."""
    number = decided.get(capture.id) or _number(capture.patient)
    return identities.resolve(number) if number else None


def keys_in_doubt(
    event: Unmerge, *, identities: Identities, entered: Iterable[tuple[ChartEntry, datetime]]
) -> tuple[str, ...]:
    """Return the keys of what was written to the survivor while two records were one: whose it is, a person says.

    Args:
        event: what parted them.
        identities: with the merge in it, and with or without the event.
        entered: what was written, and when.
    """
    return tuple(_in_doubt(event, identities, entered))


def _in_doubt(event: Unmerge, identities: Identities, entered: Iterable[tuple[ChartEntry, datetime]]) -> Iterator[str]:
    merged = [step for step in identities.history(event.prior) if step.how is How.MERGED and step.number == event.prior]
    since = merged[-1].at if merged else None
    until, survivor = clock(event), identities.resolve(event.survivor)
    for entry, at in entered:
        is_within = (since is None or since <= at) and (until is None or at < until)
        if is_within and identities.resolve(entry.mrn) == survivor:
            yield entry.key


def _is_unnamed(identities: Identities, number: str) -> bool:
    patient = identities.patient(number)
    return patient is not None and patient.unidentified


def _is_named(identities: Identities, number: str | None) -> bool:
    patient = identities.patient(number) if number else None
    return patient is not None and not patient.unidentified


def _number(written: WrittenIdentity) -> str | None:
    downtime = (one.value for one in written.identifiers if one.kind is IdentifierKind.DOWNTIME_MRN)
    return written.mrn or next(downtime, None)
