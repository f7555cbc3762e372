"""Hours: the shifts that somebody works, week by week, by the clock on the wall.

A shift keeps its wall-clock hours all year: 19:00 is 19:00 before and after the clocks change, and the night in between
is an hour longer or shorter. It belongs to the day on which it begins; one that ends at or before the time at which it
began ends on the next day. Every one can be written as text, as a clerk does: ``Mon-Fri 07:00-19:00``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Annotated, Self

from attrs import frozen
from pydantic import Field, field_validator, model_validator

from downtimekit.models.strict import Strict
from downtimekit.models.zones import ClockTime, Day, moment

_DAY = timedelta(days=1)


class Weekday(StrEnum):
    """A day of the week, from Monday."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


_WEEK = tuple(Weekday)
_TIME = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_HOURS = rf"{_TIME} ?- ?(?:{_TIME}|24:00)"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SHIFT = (
    rf"(?P<days>[A-Za-z]{{3}}(?: ?[-,] ?[A-Za-z]{{3}})*) +(?P<hours>{_HOURS})"
    rf"(?: +every +(?P<every>[0-9]{{1,2}}) +weeks)?(?: +from +(?P<since>{_DATE}))?"
)
_DATED = rf"(?P<day>{_DATE}) +(?P<hours>off|{_HOURS}(?: +{_HOURS})*)"


@frozen
class Span:
    """A stretch of time between two instants; the end is no longer in it."""

    starts: datetime
    ends: datetime

    def __contains__(self, at: datetime) -> bool:
        """Say whether an instant lies in it."""
        return self.starts <= at < self.ends


class Hours(Strict):
    """From one time of day to another, of the next day where the end is not later: 08:00-08:00 is a whole day."""

    starts: ClockTime
    ends: ClockTime

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        if not re.fullmatch(_HOURS, written.strip()):
            raise ValueError("must be two times, such as 07:00-19:00")
        starts, ends = (shown.strip().zfill(5) for shown in written.split("-"))
        return {"starts": starts, "ends": "00:00" if ends == "24:00" else ends}

    @property
    def text(self) -> str:
        """Return it as it is written: ``07:00-19:00``."""
        return f"{self.starts:%H:%M}-{self.ends:%H:%M}"

    def on(self, day: date, *, zone: str) -> Span:
        """Return when they begin and end in truth, where they begin on a day.

        A time that the clock shows twice is the first of the two; for one that it jumps over, the jump counts.
        """
        ends_on = day + _DAY if self.ends <= self.starts else day
        begins, ends = datetime.combine(day, self.starts), datetime.combine(ends_on, self.ends)
        return Span(moment(begins, zone=zone), moment(ends, zone=zone))


class Shift(Strict):
    """Hours that come back on days of the week.

    Attributes:
        days: on which it begins.
        every_weeks: 1 for every week, 2 for every other; it is counted from the week of `since`.
        since: the first day on which it can begin.
    """

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    hours: Hours
    every_weeks: Annotated[int, Field(ge=1, le=52)] = 1
    since: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        found = re.fullmatch(_SHIFT, written.strip())
        if found is None:
            raise ValueError("must be days and two times, such as Mon-Fri 07:00-19:00")
        said = {"days": _days(found["days"]), "hours": found["hours"]}
        return said | {"every_weeks": found["every"] or 1, "since": found["since"]}

    @field_validator("days")
    @classmethod
    def _in_order(cls, days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        return tuple(day for day in _WEEK if day in days)

    @model_validator(mode="after")
    def _can_be_counted(self) -> Self:
        if self.every_weeks > 1 and self.since is None:
            raise ValueError("must say from which day the weeks are counted, such as: every 2 weeks from 2026-03-02")
        return self

    @property
    def text(self) -> str:
        """Return it as it is written: ``Mon-Fri 07:00-19:00 every 2 weeks from 2026-03-02``."""
        every = f" every {self.every_weeks} weeks" if self.every_weeks > 1 else ""
        return f"{_days_text(self.days)} {self.hours.text}{every}" + (f" from {self.since}" if self.since else "")

    def begins_on(self, day: date) -> bool:
        """Say whether it begins on a day."""
        if _WEEK[day.weekday()] not in self.days:
            return False
        if self.since is None:
            return True
        weeks = (_monday(day) - _monday(self.since)).days // 7
        return day >= self.since and weeks % self.every_weeks == 0


class DatedHours(Strict):
    """What holds on one day instead of the weekly shifts that begin on it; without hours, the day is off."""

    day: Day
    hours: tuple[Hours, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, written: object) -> object:
        if not isinstance(written, str):
            return written
        found = re.fullmatch(_DATED, written.strip())
        if found is None:
            raise ValueError("must be a day with times or off, such as 2026-12-25 off or 2026-12-26 08:00-20:00")
        return {"day": found["day"], "hours": re.findall(_HOURS, found["hours"])}

    @property
    def text(self) -> str:
        """Return it as it is written: ``2026-12-26 08:00-20:00``."""
        return f"{self.day} {' '.join(hours.text for hours in self.hours) or 'off'}"


def spans_on(day: date, *, zone: str, weekly: Sequence[Shift], dated: Sequence[DatedHours] = ()) -> Iterator[Span]:
    """Yield the shifts that begin on a day; a span that the clock jumps over as a whole is left out."""
    instead = [exception.hours for exception in dated if exception.day == day]
    hours = instead[0] if instead else [shift.hours for shift in weekly if shift.begins_on(day)]
    spans = (each.on(day, zone=zone) for each in hours)
    return (span for span in spans if span.starts < span.ends)


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _days(written: str) -> list[str]:
    """Return the days that ``Mon-Wed,Fri`` means; what is no day is left to be refused."""
    days: list[str] = []
    for part in written.lower().replace(" ", "").split(","):
        first, *last = part.split("-")
        if len(last) == 1 and {first, *last} <= set(_WEEK):
            place, until = _WEEK.index(Weekday(first)), _WEEK.index(Weekday(last[0]))
            days.extend(_WEEK[(place + step) % 7] for step in range((until - place) % 7 + 1))
        else:
            days.append(part)
    return days


def _days_text(days: Sequence[Weekday]) -> str:
    runs = groupby(enumerate(_WEEK.index(day) for day in days), key=lambda numbered: numbered[1] - numbered[0])
    named = ([_WEEK[place].capitalize() for _, place in run] for _, run in runs)
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run) for run in named)  # noqa: PLR2004
