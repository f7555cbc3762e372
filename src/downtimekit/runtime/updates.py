"""Which updates that were promised came late: by when news was given, and not by when somebody wrote that down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from downtimekit.models.facts import Promised, PromiseMissed, SignalCorrected, Signalled
from downtimekit.ports import Entry


@frozen
class MissedUpdate:
    """An update that was promised by a time and came late, or never."""

    due: datetime
    given: datetime | None


def dated(entries: Sequence[Entry]) -> Mapping[int, datetime]:
    """Return when signals happened, where people said so, by the version of each; the last correction counts.

    Args:
        entries: of one downtime, in their order.
    """
    said: dict[int, datetime] = {}
    for entry in entries:
        match entry.fact:
            case Signalled(happened_at=datetime() as at):
                said[entry.version] = at
            case SignalCorrected(version=version, happened_at=datetime() as at):
                said[version] = at
    return said


def missed_updates(entries: Sequence[Entry], promises: Collection[str]) -> Iterator[MissedUpdate]:
    """Yield the updates that came late or never.

    Args:
        entries: of one downtime, in their order.
        promises: the names of the deadlines that are promises of news.
    """
    given = list(_given(entries, promises))
    made: dict[datetime, datetime] = {}
    for place, entry in enumerate(entries):
        match entry.fact:
            case Promised(promise=name, due=due) if name in promises:
                made[due] = entry.at
            case PromiseMissed(promise=name, due=due) if name in promises:
                in_time = any(is_dated and made.get(due, at) <= at <= due for _, at, is_dated in given)
                if not in_time:
                    yield MissedUpdate(due, next((at for after, at, _ in given if after >= place), None))


def _given(entries: Sequence[Entry], promises: Collection[str]) -> Iterator[tuple[int, datetime, bool]]:
    """Yield each time that news was given: its place in the record, when, and whether people said when."""
    when = dated(entries)
    heard: Entry | None = None
    for place, entry in enumerate(entries):
        if isinstance(entry.fact, Signalled):
            heard = entry
        elif isinstance(entry.fact, Promised) and entry.fact.promise in promises:
            told = heard if heard is not None and heard.command == entry.command else entry
            yield place, when.get(told.version, told.at), told.version in when
