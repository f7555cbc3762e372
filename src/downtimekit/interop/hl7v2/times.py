"""Times: how precise they are, and where the clock hung that they were read from.

HL7 writes ``YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`` (DTM and TS, HL7 v2.5.1, 2.A.22). A time without an
offset is the wall clock of the sender; the reader says in which zone that hangs. Where such a time came twice, because
the clocks were put back, the earlier one is taken and told; where it never was, there is none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.trail import Field
from downtimekit.models.zones import instants

# Digits after the fourth, and a Z, are not in the standard, and come.
_SHAPE = re.compile(r"(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?(?:\.(\d{1,6}))?)?([+-]\d{4}|Z)?", re.ASCII)
_YEARS = range(1800, 2200)
_FIRST = (0, 1, 1, 0, 0, 0)
"""What stands for a part that was not written, from the year to the second."""

_AN_HOUR = 60
_DAY, _HOUR = 3, 4
"""How many parts a time has that is precise to the day, or to the hour."""


def instant(field: Field, message: Message, component: int = 1) -> datetime | None:
    """Read a moment; None, and told, where it is not precise enough to be one.

    A time that is given to the hour is the full hour. What is only a day is no moment: midnight is never assumed.
    """
    written = field.peek(component).strip()
    if not written:
        return None
    moment, precision = _read(written)
    if moment is None:
        message.doubt("time_not_valid", field.path, "is not a time as HL7 writes it")
        return None
    if precision < _HOUR:
        message.doubt("time_not_precise", field.path, "says a day and no time; midnight was not assumed")
        return None
    if moment.tzinfo is None:
        moment = _hung(moment, field, message)
    if moment is not None:
        field.take(component)
    return moment


def day(field: Field, message: Message, component: int = 1) -> date | None:
    """Read a calendar day, as the sender's clock showed it; a time of day that stands with it is told as lost."""
    written = field.peek(component).strip()
    if not written:
        return None
    moment, precision = _read(written)
    if moment is None or precision < _DAY:
        words = "is not precise to the day" if moment else "is not a date as HL7 writes it"
        message.doubt("date_not_valid", field.path, words)
        return None
    field.take(component)
    if moment.time() != time.min:
        message.lose(field.path)
        message.doubt("time_dropped", field.path, "has a time of day, for which there is no place")
    return moment.date()


def written_instant(moment: datetime | None) -> str:
    """Write a moment with its offset from UTC, to a ten-thousandth of a second; nothing for None."""
    if moment is None:
        return ""
    offset = moment.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        # Before there were time zones, clocks differed by seconds, for which HL7 has no place.
        moment, offset = moment.astimezone(UTC), timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    ten_thousandths = moment.microsecond // 100
    fraction = f".{ten_thousandths:04}" if ten_thousandths else ""
    sign = "-" if offset < timedelta() else "+"
    return f"{written_day(moment)}{moment:%H%M%S}{fraction}{sign}{hours:02}{minutes:02}"


def written_day(when: date | None) -> str:
    """Write a day; nothing for None."""
    return f"{when.year:04}{when.month:02}{when.day:02}" if when else ""


def _read(written: str) -> tuple[datetime | None, int]:
    """Return a time, and how many of its parts were written, from the year on; None where it is no time."""
    parts = _SHAPE.fullmatch(written)
    if parts is None:
        return None, 0
    return _moment(parts), sum(part is not None for part in parts.groups()[:6])


def _moment(parts: re.Match[str]) -> datetime | None:
    year, month, day_, hour, minute, second = (
        int(part or first) for part, first in zip(parts.groups()[:6], _FIRST, strict=True)
    )
    fraction = int((parts[7] or "").ljust(6, "0"))
    if year not in _YEARS:
        return None
    try:
        return datetime(year, month, day_, hour, minute, second, fraction, _offset(parts[8]))
    except ValueError:
        return None


def _offset(written: str | None) -> timezone | None:
    if written is None:
        return None
    if written == "Z":
        return UTC
    hours, minutes = int(written[1:3]), int(written[3:])
    if minutes >= _AN_HOUR:
        raise ValueError
    behind = -1 if written[0] == "-" else 1
    return timezone(behind * timedelta(hours=hours, minutes=minutes))


def _hung(wall: datetime, field: Field, message: Message) -> datetime | None:
    """Read a wall-clock time in the sender's zone."""
    found = instants(wall, zone=message.zone)
    if not found:
        message.doubt("time_nonexistent", field.path, "never was: the clocks were put forward over it")
        return None
    if len(found) > 1:
        words = "came twice, as the clocks were put back: the earlier one was taken"
        message.doubt("time_ambiguous", field.path, words)
    return found[0]
