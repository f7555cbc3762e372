"""Say in time that numbers run out, or that something about a range is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain

from attrs import frozen

from downtimekit.forms.numbers.book import Holding, NumberBook
from downtimekit.models.numbers import NumberKind, NumberTerms


class AlarmKind(StrEnum):
    """What the alarm is about."""

    NEARLY_USED = "nearly_used"
    USED_UP = "used_up"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"
    MOVED = "moved"


@frozen
class NumberAlarm:
    """What somebody has to be told about the numbers of a node.

    Attributes:
        kind: of the alarm; numbers: of which kind.
        words: what is wrong and what to do.
    """

    kind: AlarmKind
    numbers: NumberKind
    words: str


def alarms(book: NumberBook, *, now: datetime, terms: NumberTerms, holder: str) -> tuple[NumberAlarm, ...]:
    """Return every alarm that stands for what a node holds; a kind of which it never held any raises none.

    Args:
        book: of the node.
        now: when it is asked.
        terms: when an alarm is due.
        holder: the installation that asks: where another one took numbers last, it may still be taking them.
    """
    of_kinds = (_of_kind(kind, book.of_kind(kind), now, terms) for kind in NumberKind)
    of_ranges = (_of_range(holding, now, terms, holder) for holding in book.holdings.values() if holding.remaining)
    return tuple(chain.from_iterable(chain(of_kinds, of_ranges)))


def _of_kind(kind: NumberKind, held: Sequence[Holding], now: datetime, terms: NumberTerms) -> Iterator[NumberAlarm]:
    giving = [holding for holding in held if not holding.is_over(now) and next(holding.free(), None) is not None]
    left, size = sum(holding.remaining for holding in giving), sum(holding.range.size for holding in giving)
    if held and not giving:
        words = f"no numbers are left ({kind}): have a new range granted before the next downtime"
        yield NumberAlarm(AlarmKind.USED_UP, kind, words)
    elif giving and 100 * (size - left) >= terms.alarm_at_percent * size:
        words = f"{left} of {size} numbers are left ({kind}): have a new range granted"
        yield NumberAlarm(AlarmKind.NEARLY_USED, kind, words)


def _of_range(holding: Holding, now: datetime, terms: NumberTerms, holder: str) -> Iterator[NumberAlarm]:
    kind, name, end = holding.range.kind, holding.range.id, holding.range.expires_at
    if holding.holder not in (None, holder):
        words = (
            f"{name} was used by {holding.holder} last: make sure that it gives out none any more; if its last record "
            f"is lost, take as many numbers as it may have given out since, and print nothing with them ({kind})"
        )
        yield NumberAlarm(AlarmKind.MOVED, kind, words)
    if holding.is_over(now):
        words = f"{name} ended, and gives none of its {holding.remaining} numbers any more ({kind})"
        yield NumberAlarm(AlarmKind.ENDED, kind, words)
    elif end is not None and end - now <= terms.alarm_before:
        words = f"{name} ends at {end:%Y-%m-%d %H:%M %Z}: have a new range granted ({kind})"
        yield NumberAlarm(AlarmKind.ENDS_SOON, kind, words)
