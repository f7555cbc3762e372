"""How much blank paper a site keeps, so that it can work through a downtime without a printer; with its reasons.

The SAFER guide of 2016 asks a unit to have paper for at least 8 hours (practice 1.3). How many sheets that are follows
from the site's own day; the share that is spoilt is an assumption of this library, and a host gives its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from math import ceil

from attrs import field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.forms import FormDefinition
from downtimekit.models.schedule import DaySchedule
from downtimekit.models.zones import shown_at

AT_LEAST = 8.0
"""Hours: SAFER Contingency Planning 2016, practice 1.3."""


@frozen
class StockRule:
    """How often a form is needed.

    Attributes:
        per_visit: sheets for each visit.
        per_hour: sheets for each hour, whoever comes: a call sheet, a round of vital signs.
        par: the least that is kept.
    """

    form: FormDefinition
    per_visit: float = field(default=1.0, kw_only=True)
    per_hour: float = field(default=0.0, kw_only=True)
    par: int = field(default=0, kw_only=True)


@frozen
class StockLine:
    """How many blank sheets of a form are needed, and why.

    Attributes:
        reasons: how the number came about, a sentence each.
    """

    form: FormDefinition
    sheets: int
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.form.title}: {self.sheets} blank sheets ({'; '.join(self.reasons)})"


@frozen
class Load:
    """What a site has to work through.

    Attributes:
        hours: for how long.
        walk_ins_per_hour: patients who come without an appointment.
        has_packets: every visit has a packet already, so that blank paper is for walk-ins alone.
        spoilt: the share of sheets that is written wrongly, torn or lost.
    """

    hours: float = AT_LEAST
    walk_ins_per_hour: float = 0.0
    has_packets: bool = False
    spoilt: float = 0.1

    def faults(self) -> Iterator[Fault]:
        """Yield what is impossible about it."""
        if not 0 < self.hours <= 24 * 31:
            yield Fault("hours", "must be more than 0, and not more than a month")
        if self.walk_ins_per_hour < 0:
            yield Fault("walk_ins_per_hour", "must not be less than 0")
        if not 0 <= self.spoilt <= 1:
            yield Fault("spoilt", "is a share: it lies between 0 and 1")


def stock(schedule: DaySchedule, rules: Iterable[StockRule], *, site: str, load: Load) -> tuple[StockLine, ...]:
    """Work out how many blank sheets of each form a site needs.

    Args:
        schedule: a day of the site, as busy as those that it is meant for.
        rules: how often each form is needed.
        site: which site of the schedule.
        load: how long it must last, and what comes besides.

    Raises:
        InvalidInput: the load is impossible.
    """
    if faults := list(load.faults()):
        raise InvalidInput("stock", faults)
    coming = schedule.at_site(site)
    return tuple(_line(rule, load, *_busiest(coming, load.hours)) for rule in rules)


def _line(rule: StockRule, load: Load, visits: int, when: str) -> StockLine:
    walk_ins = load.walk_ins_per_hour * load.hours
    parts = [
        (0.0 if load.has_packets else visits * rule.per_visit, f"{visits} visits in the busiest hours, {when}"),
        (walk_ins * rule.per_visit, f"{_number(load.walk_ins_per_hour)} walk-ins an hour for {_hours(load)}"),
        (rule.per_hour * load.hours, f"{_number(rule.per_hour)} an hour for {_hours(load)}"),
    ]
    reasons = [f"{words}: {_number(sheets)}" for sheets, words in parts if sheets]
    needed = sum(sheets for sheets, _ in parts)
    total = ceil(round(needed * (1 + load.spoilt), 6))  # 30 * 1.1 is a little more than 33 to a computer
    if load.has_packets:
        reasons.insert(0, "whoever has an appointment has a packet")
    if needed and load.spoilt:
        reasons.append(f"{_number(load.spoilt * 100)} % more for what is spoilt: {total}")
    if total < rule.par:
        reasons.append(f"never fewer than {rule.par}")
    return StockLine(rule.form, max(total, rule.par), tuple(reasons))


def _busiest(schedule: DaySchedule, hours: float) -> tuple[int, str]:
    """Return how many visits begin in the busiest stretch of so many hours, and when it begins on the wall."""
    starts = sorted(visit.starts.astimezone(UTC) for visit in schedule.expected())
    if not starts:
        return 0, "nobody has an appointment"
    counts = [bisect_left(starts, start + timedelta(hours=hours)) - place for place, start in enumerate(starts)]
    most = max(counts)
    first = shown_at(starts[counts.index(most)], zone=schedule.zone)
    return most, f"from {first:%H:%M}"


def _hours(load: Load) -> str:
    return f"{_number(load.hours)} hours"


def _number(value: float) -> str:
    return f"{value:g}"
