"""What is strange about a day's schedule: too old, two in one room, a line from another day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.schedule import Appointment, DaySchedule, day_bounds
from downtimekit.models.zones import instant

_Numbered = tuple[int, Appointment]

_TAKEN: Mapping[str, tuple[Callable[[Appointment], str | None], str]] = {
    "patient": (lambda visit: visit.patient.mrn, "the patient has another visit at the same time"),
    "provider": (lambda visit: visit.provider, "the provider has another visit at the same time"),
    "room": (lambda visit: visit.room, "another visit has the room at the same time"),
    "resource": (lambda visit: visit.resource, "another visit has the machine at the same time"),
}


@frozen
class SchedulePolicy:
    """What a clinic takes for strange.

    Attributes:
        stale_after: how old a schedule may be. A calendar that is printed each evening for the next day is less than
            a day old when that day ends.
        may_overlap: of which of ``patient``, ``provider``, ``room`` and ``resource`` two visits may have the same
            one at a time: a group session has one provider and one room.
    """

    stale_after: timedelta = timedelta(hours=24)
    may_overlap: frozenset[str] = frozenset()


DEFAULT_POLICY = SchedulePolicy()


def schedule_concerns(
    schedule: DaySchedule, *, now: datetime, policy: SchedulePolicy = DEFAULT_POLICY
) -> tuple[Concern, ...]:
    """Return everything that is strange about a schedule; visits that nobody will come to do not count.

    Args:
        schedule: the day's appointments.
        now: when the question is asked.
        policy: what the clinic takes for strange.

    Raises:
        InvalidInput: `now` has no offset, and so could be anywhere.
    """
    lines = [(number, visit) for number, visit in enumerate(schedule.appointments) if visit.status.expected]
    lines.sort(key=lambda line: (line[1].starts, line[1].accession))
    return (
        *_age(schedule, instant(now), policy),
        *_nobody(lines),
        *_other_days(schedule, lines),
        *_repeated(lines),
        *(
            concern
            for name, (key, words) in _TAKEN.items()
            if name not in policy.may_overlap
            for concern in _overlaps(lines, name, key, words)
        ),
    )


def _age(schedule: DaySchedule, now: datetime, policy: SchedulePolicy) -> Iterator[Concern]:
    age = now - schedule.as_of
    if age < timedelta(0):
        yield _warn("from_the_future", "as_of", "the calendar was asked later than now: a clock is wrong")
    elif age > policy.stale_after:
        words = f"the schedule is {_length(age)} old, and should not be older than {_length(policy.stale_after)}"
        yield _warn("stale", "as_of", f"{words}: ask who was added or cancelled")


def _length(time: timedelta) -> str:
    """Return a length of time in whole hours and minutes, rounded down: ``1 h 5 min``."""
    hours, minutes = divmod(int(time / timedelta(minutes=1)), 60)
    return " ".join(filter(None, [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]))


def _nobody(lines: Sequence[_Numbered]) -> Iterator[Concern]:
    if not lines:
        words = "nobody is expected on this day: make sure that the clinic is closed, and the calendar was read whole"
        yield _warn("nobody_expected", "appointments", words)


def _other_days(schedule: DaySchedule, lines: Sequence[_Numbered]) -> Iterator[Concern]:
    first, last = day_bounds(schedule.day, zone=schedule.zone)
    for number, visit in lines:
        if not first <= visit.starts < last:
            yield _warn("another_day", f"appointments[{number}].starts", "lies on another day at the clinic")


def _repeated(lines: Sequence[_Numbered]) -> Iterator[Concern]:
    seen = set()
    for number, visit in lines:
        key = (visit.patient.mrn, visit.exam.casefold())
        if key in seen:
            words = "the patient has the same exam twice on this day: one of the two may be a duplicate"
            yield _warn("duplicate", f"appointments[{number}]", words)
        seen.add(key)


def _overlaps(
    lines: Sequence[_Numbered], name: str, key: Callable[[Appointment], str | None], words: str
) -> Iterator[Concern]:
    taken: dict[str, list[_Numbered]] = defaultdict(list)
    for number, visit in lines:
        if (whose := key(visit)) is not None:
            taken[whose].append((number, visit))
    for visits in taken.values():
        busy = visits[0][1]
        for number, visit in visits[1:]:
            if _at_once(busy, visit):
                yield _warn(f"{name}_overlap", f"appointments[{number}].{name}", words)
            busy = max(busy, visit, key=_end)


def _at_once(busy: Appointment, visit: Appointment) -> bool:
    return visit.starts == busy.starts or visit.starts < _end(busy)


def _end(visit: Appointment) -> datetime:
    return visit.ends or visit.starts


def _warn(code: str, path: str, words: str) -> Concern:
    return Concern(code, path, words, gravity=Gravity.WARNING)
