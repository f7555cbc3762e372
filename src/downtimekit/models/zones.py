"""Zones and wall clocks: which instant a clock on the wall means, also in the nights when it is put back or forward.

Twice a year a wall clock lies: it shows an hour twice, or jumps over one (RFC 5545 section 3.3.5; PEP 495). What is
agreed once, such as the start of a maintenance window, is refused there until a person says which is meant. What comes
back every week, such as a shift, follows `moment`: of two the first, and for a time that is jumped over the jump.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator

from downtimekit.errors import Fault, InvalidInput

_YEARS = range(1970, 2200)
_NOT_OF_PLACES = frozenset({"EST", "MST", "HST", "localtime", "posixrules", "Factory"})
"""Names in the tz database that are no place: three without summer time, and what a machine happens to be set to."""

_WALL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d")
_CLOCK_TIME = re.compile(r"\d{1,2}:\d{2}")
_WHOLE_MINUTE = "must be a whole minute by the clock on the wall, such as 07:00"
_NOT_A_ZONE = "is not the name of a time zone, such as America/New_York"


def _known_zone(name: str) -> str:
    if name in _NOT_OF_PLACES:
        raise ValueError("is not the zone of a place: an abbreviation knows no summer time; write America/New_York")
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise ValueError(_NOT_A_ZONE) from None
    return name


def _has_a_time(shown: object) -> object:
    # Otherwise a day alone would be taken for its midnight, and a bare number for seconds since 1970.
    if isinstance(shown, str) and not _WALL_TIME.match(shown.strip()):
        raise ValueError("must be a day and a time by the clock on the wall: write YYYY-MM-DDTHH:MM")
    return shown


def _shown(shown: datetime) -> datetime:
    if shown.tzinfo is not None:
        raise ValueError("must be the time that the clock on the wall shows, without an offset: 2026-03-08T01:30")
    if shown.year not in _YEARS:
        raise ValueError(f"must lie in the years {_YEARS.start} to {_YEARS.stop - 1}")
    return shown.replace(fold=0)


def _has_a_colon(shown: object) -> object:
    # Otherwise 1800, as hospitals write it, would be taken for 1800 seconds: half past midnight.
    if not isinstance(shown, time) and not (isinstance(shown, str) and _CLOCK_TIME.match(shown.strip())):
        raise ValueError(_WHOLE_MINUTE)
    return shown


def _whole_minute(shown: time) -> time:
    if shown.tzinfo is not None or shown.second or shown.microsecond:
        raise ValueError(_WHOLE_MINUTE)
    return shown.replace(fold=0)


def _day_in_reach(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(f"must lie in the years {_YEARS.start} to {_YEARS.stop - 1}")
    return day


Zone = Annotated[str, AfterValidator(_known_zone)]
"""The IANA name of the time zone of a place, or ``UTC``."""

WallTime = Annotated[datetime, BeforeValidator(_has_a_time), AfterValidator(_shown)]
"""A day and a time as a clock on the wall shows them, without an offset."""

ClockTime = Annotated[time, BeforeValidator(_has_a_colon), AfterValidator(_whole_minute)]
"""A time of day as a clock on the wall shows it, in whole minutes."""

Day = Annotated[date, AfterValidator(_day_in_reach)]
"""A day in the calendar of a place."""


class Pass(StrEnum):
    """Which of two: the night when clocks are put back shows an hour twice."""

    FIRST = "first"
    SECOND = "second"


def place(zone: str) -> ZoneInfo:
    """Return the rules of a zone.

    Raises:
        InvalidInput: no zone has that name.
    """
    try:
        return ZoneInfo(zone)
    except (ValueError, KeyError, OSError):
        raise InvalidInput("zone", [Fault("", _NOT_A_ZONE)]) from None


def instant(at: datetime) -> datetime:
    """Return a moment in UTC.

    Raises:
        InvalidInput: it has no offset, and so could be anywhere.
    """
    if at.utcoffset() is None:
        raise InvalidInput("time", [Fault("", "needs a time zone or an offset from UTC")])
    return at.astimezone(UTC)


def instants(shown: datetime, *, zone: str) -> tuple[datetime, ...]:
    """Return the instants, in UTC, at which a clock shows a time.

    Args:
        shown: the wall time, without an offset.
        zone: where the clock hangs, as an IANA name.

    Returns:
        One as a rule; two, the earlier first, where the clock is put back; none where it jumps over the time.

    Raises:
        InvalidInput: no zone has that name.
    """
    there = place(zone)
    meant = dict.fromkeys(_meant(shown, there, fold=fold) for fold in (0, 1))
    return tuple(at for at in meant if at.astimezone(there).replace(tzinfo=None, fold=0) == shown)


def moment(shown: datetime, *, zone: str) -> datetime:
    """Return the first instant, in UTC, at which a clock shows a time or has jumped over it.

    So one shift ends where the next begins, whatever the clock does in that night.

    Raises:
        InvalidInput: no zone has that name.
    """
    found = instants(shown, zone=zone)
    return found[0] if found else _jump(shown, place(zone))


def shown_at(at: datetime, *, zone: str) -> datetime:
    """Return what a clock shows at an instant.

    Raises:
        InvalidInput: the instant has no offset, and so could be anywhere; or no zone has that name.
    """
    return instant(at).astimezone(place(zone))


def _meant(shown: datetime, there: ZoneInfo, *, fold: int) -> datetime:
    return shown.replace(tzinfo=there, fold=fold).astimezone(UTC)


def _jump(shown: datetime, there: ZoneInfo) -> datetime:
    # PEP 495: in a gap, fold=1 is read with the offset after the jump, which leads to before it, and fold=0 to after.
    before = _meant(shown, there, fold=1).replace(microsecond=0)
    old = before.astimezone(there).utcoffset()
    low, high = 0, int((_meant(shown, there, fold=0) - before).total_seconds()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        is_old = (before + timedelta(seconds=middle)).astimezone(there).utcoffset() == old
        low, high = (middle, high) if is_old else (low, middle)
    return before + timedelta(seconds=high)
