"""Zones and wall clocks: which instant a clock on the wall means, also in the nights when it is put back or forward.

Twice a year a wall clock lies: it shows an hour twice, or jumps over one (RFC 5545 section 3.3.5; PEP 495). What is
agreed once, such as the start of a maintenance window, is refused there until a person says which is meant. What comes
back every week, such as a shift, follows `moment`: of two the first, and for a time that is jumped over the jump.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from downtimekit.errors import Fault, InvalidInput

_YEARS = range(1970, 2200)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise ValueError("is not the name of a time zone, such as America/New_York") from None
    return name


def _shown(shown: datetime) -> datetime:
    if shown.tzinfo is not None:
        raise ValueError("must be the time that the clock on the wall shows, without an offset: 2026-03-08T01:30")
    if shown.year not in _YEARS:
        raise ValueError(f"must lie in the years {_YEARS.start} to {_YEARS.stop - 1}")
    return shown.replace(fold=0)


def _whole_minute(shown: time) -> time:
    if shown.tzinfo is not None or shown.second or shown.microsecond:
        raise ValueError("must be a whole minute by the clock on the wall, such as 07:00")
    return shown.replace(fold=0)


def _day_in_reach(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(f"must lie in the years {_YEARS.start} to {_YEARS.stop - 1}")
    return day


Zone = Annotated[str, AfterValidator(_known_zone)]
"""The IANA name of a time zone."""

WallTime = Annotated[datetime, AfterValidator(_shown)]
"""A day and a time as a clock on the wall shows them, without an offset."""

ClockTime = Annotated[time, AfterValidator(_whole_minute)]
"""A time of day as a clock on the wall shows it, in whole minutes."""

Day = Annotated[date, AfterValidator(_day_in_reach)]
"""A day in the calendar of a place."""


class Pass(StrEnum):
    """Which of two: the night when clocks are put back shows an hour twice."""

    FIRST = "first"
    SECOND = "second"


def instants(shown: datetime, *, zone: str) -> tuple[datetime, ...]:
    """Return the instants, in UTC, at which a clock shows a time.

    Args:
        shown: the wall time, without an offset.
        zone: where the clock hangs, as an IANA name.

    Returns:
        One as a rule; two, the earlier first, where the clock is put back; none where it jumps over the time.
    """
    place = ZoneInfo(zone)
    meant = dict.fromkeys(_meant(shown, place, fold=fold) for fold in (0, 1))
    return tuple(at for at in meant if at.astimezone(place).replace(tzinfo=None, fold=0) == shown)


def moment(shown: datetime, *, zone: str) -> datetime:
    """Return the first instant, in UTC, at which a clock shows a time or has jumped over it.

    So one shift ends where the next begins, whatever the clock does in that night.
    """
    found = instants(shown, zone=zone)
    return found[0] if found else _jump(shown, ZoneInfo(zone))


def shown_at(at: datetime, *, zone: str) -> datetime:
    """Return what a clock shows at an instant.

    Raises:
        InvalidInput: the instant has no offset, and so could be anywhere.
    """
    if at.utcoffset() is None:
        raise InvalidInput("time", [Fault("", "needs a time zone or an offset from UTC")])
    return at.astimezone(ZoneInfo(zone))


def _meant(shown: datetime, place: ZoneInfo, *, fold: int) -> datetime:
    return shown.replace(tzinfo=place, fold=fold).astimezone(UTC)


def _jump(shown: datetime, place: ZoneInfo) -> datetime:
    # PEP 495: in a gap, fold=1 is read with the offset after the jump, which leads to before it, and fold=0 to after.
    before = _meant(shown, place, fold=1).replace(microsecond=0)
    old = before.astimezone(place).utcoffset()
    low, high = 0, int((_meant(shown, place, fold=0) - before).total_seconds()) + 1
    while high - low > 1:
        middle = (low + high) // 2
        is_old = (before + timedelta(seconds=middle)).astimezone(place).utcoffset() == old
        low, high = (middle, high) if is_old else (low, middle)
    return before + timedelta(seconds=high)
