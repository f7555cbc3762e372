"""Coverage: is somebody on call at every hour, and when do two have the shift at once?

A gap is told before the night in which it matters. Who keeps no hours, such as a help desk, is taken to be there at any
time, and so hides gaps: ask without them to see whether every hour is somebody's shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from attrs import frozen

from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import Directory
from downtimekit.models.people.hours import Span
from downtimekit.models.people.staff import Role
from downtimekit.models.zones import instant

_DAY = timedelta(days=1)


@frozen
class Overlap:
    """A stretch of time in which several have the shift: wanted at a handover, a slip of the pen elsewhere.

    Attributes:
        span: when, in UTC; contacts: their ids, in directory order.
    """

    span: Span
    contacts: tuple[str, ...]


def on_call_gaps(
    directory: Directory, *, role: Role, site: str, first: datetime, last: datetime, shifts_only: bool = False
) -> tuple[Span, ...]:
    """Return when nobody of a role is on call for a site.

    Args:
        directory: the contacts.
        role: what they do.
        site: for which site.
        first: from when.
        last: until when, no longer included.
        shifts_only: leave out who keeps no hours.

    Returns:
        The gaps in UTC, the earliest first; everything, where there is nobody.

    Raises:
        InvalidInput: a time has no offset, and so could be anywhere.
    """
    whole = Span(instant(first), instant(last))
    present = directory.audience(frozenset({role}), sites=(site,))
    if not shifts_only and any(contact.on_call is None for contact in present):
        return ()
    taken = sorted((span.starts, span.ends) for contact in present for span in _shifts(contact, whole))
    gaps, until = [], whole.starts
    for starts, ends in [*taken, (whole.ends, whole.ends)]:
        if starts > until:
            gaps.append(Span(until, starts))
        until = max(until, ends)
    return tuple(gaps)


def on_call_overlaps(
    directory: Directory, *, role: Role, site: str, first: datetime, last: datetime
) -> tuple[Overlap, ...]:
    """Return when several of a role have a shift for a site at once; who keeps no hours has none.

    Args:
        directory: the contacts.
        role: what they do.
        site: for which site.
        first: from when.
        last: until when, no longer included.

    Returns:
        The overlaps, the earliest first, each as long as the same people have the shift.

    Raises:
        InvalidInput: a time has no offset, and so could be anywhere.
    """
    whole = Span(instant(first), instant(last))
    present = directory.audience(frozenset({role}), sites=(site,))
    shifts = [(contact.id, span) for contact in present for span in _shifts(contact, whole)]
    changes = sorted({at for _, span in shifts for at in (span.starts, span.ends)})
    pieces = (
        Overlap(Span(starts, ends), tuple(dict.fromkeys(id_ for id_, span in shifts if starts in span)))
        for starts, ends in pairwise(changes)
    )
    return tuple(_joined(piece for piece in pieces if len(piece.contacts) > 1))


def _shifts(contact: Contact, whole: Span) -> Iterator[Span]:
    """Yield a contact's shifts, as far as they lie in a stretch of time."""
    if contact.on_call is None:
        return
    # Two days around: a zone may be a day ahead or behind, and a shift begins on the day before.
    days = (whole.starts - 2 * _DAY).date(), (whole.ends + _DAY).date()
    for span in contact.on_call.spans(*days):
        starts, ends = max(span.starts, whole.starts), min(span.ends, whole.ends)
        if starts < ends:
            yield Span(starts, ends)


def _joined(pieces: Iterable[Overlap]) -> Sequence[Overlap]:
    joined: list[Overlap] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before and before.contacts == piece.contacts and before.span.ends == piece.span.starts:
            joined[-1] = Overlap(Span(before.span.starts, piece.span.ends), piece.contacts)
        else:
            joined.append(piece)
    return joined
