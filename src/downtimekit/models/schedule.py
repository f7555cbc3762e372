"""A day's appointments as they were known at some moment, to work from when the calendar cannot be opened."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.models.patient import Patient, PatientPhone
from downtimekit.models.strict import PATIENT_DATA, Instant, Key, Name, Strict
from downtimekit.models.zones import Day, Zone, moment, shown_at


class AppointmentStatus(StrEnum):
    """How far a visit is (FHIR R4 appointmentstatus)."""

    PROPOSED = "proposed"
    PENDING = "pending"
    BOOKED = "booked"
    ARRIVED = "arrived"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "noshow"
    ENTERED_IN_ERROR = "entered-in-error"
    CHECKED_IN = "checked-in"
    WAITLIST = "waitlist"

    @property
    def expected(self) -> bool:
        """Whether somebody will still come and need paper."""
        return self in _EXPECTED


_EXPECTED = frozenset(
    {
        AppointmentStatus.PENDING,
        AppointmentStatus.BOOKED,
        AppointmentStatus.ARRIVED,
        AppointmentStatus.CHECKED_IN,
    }
)


class Appointment(Strict):
    """One line of a day's schedule: who comes, when, for what.

    Attributes:
        accession: the exam's number or, where a visit has none, the visit's.
        exam: what is done, in the calendar's own words; visit_type: its kind, such as ``new`` or ``group``.
        minutes: how long it takes; None where the calendar does not say.
        resource: a machine or another thing that only one visit can have at a time.
        contact_phone: where the patient can be reached about this visit.
    """

    accession: Key
    patient: Patient
    starts: Instant
    minutes: Annotated[int | None, Field(ge=1, le=24 * 60)] = None
    exam: Annotated[str, Field(max_length=120), PATIENT_DATA]
    visit_type: Name | None = None
    status: AppointmentStatus = AppointmentStatus.BOOKED
    site: Key
    provider: Name | None = None
    room: Name | None = None
    resource: Name | None = None
    contact_phone: PatientPhone | None = None

    @property
    def ends(self) -> datetime | None:
        """When it ends, in UTC; None where the calendar does not say how long it takes."""
        # In UTC: on a wall clock, Python adds minutes across a change of the clocks as if there were none.
        return self.starts.astimezone(UTC) + timedelta(minutes=self.minutes) if self.minutes else None


class DaySchedule(Strict):
    """A day's appointments at a clinic, and how old that knowledge is.

    Attributes:
        day: the calendar day at the clinic; zone: the zone of its wall clock.
        as_of: when the calendar was asked, which is not when the schedule was printed.
    """

    day: Day
    zone: Zone
    as_of: Instant
    appointments: tuple[Appointment, ...]

    @model_validator(mode="after")
    def _each_exam_stands_once(self) -> DaySchedule:
        lines: dict[str, list[int]] = {}
        for number, appointment in enumerate(self.appointments, 1):
            lines.setdefault(appointment.accession, []).append(number)
        same = [" and ".join(map(str, numbers)) for numbers in lines.values() if len(numbers) > 1]
        if same:
            # By their places: an accession number is an exam's, and through it a patient's.
            raise ValueError("; ".join(f"lines {numbers} have the number of one exam" for numbers in same))
        return self

    def ordered(self) -> tuple[Appointment, ...]:
        """Return the appointments in the order in which the patients come."""
        return tuple(sorted(self.appointments, key=lambda visit: (visit.starts, visit.accession)))

    def expected(self) -> tuple[Appointment, ...]:
        """Return those that somebody will still come to, in that order."""
        return tuple(visit for visit in self.ordered() if visit.status.expected)

    def at_site(self, site: str) -> DaySchedule:
        """Return the part of the schedule that is of one site, or of one ward where wards are sites."""
        return self.model_copy(
            update={"appointments": tuple(visit for visit in self.appointments if visit.site == site)}
        )


def next_day(now: datetime, *, zone: str) -> date:
    """Return tomorrow, as the clinic counts days; an evening in the clinic may be tomorrow already in UTC.

    Raises:
        InvalidInput: `now` has no offset, and so could be anywhere; or no zone has that name.
    """
    return shown_at(now, zone=zone).date() + timedelta(days=1)


def day_bounds(day: date, *, zone: str) -> tuple[datetime, datetime]:
    """Return when a clinic's day begins and when the next one does, in UTC; 23 or 25 hours where clocks change.

    Raises:
        InvalidInput: no zone has that name.
    """
    first, last = (moment(datetime.combine(start, time()), zone=zone) for start in (day, day + timedelta(days=1)))
    return first, last
