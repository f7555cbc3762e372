"""Patients, as a system knows them and as somebody wrote them on paper."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from downtimekit.models.strict import PATIENT_DATA, Confidential, Instant, Key, Strict

Mrn = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"), PATIENT_DATA]
"""A medical record number, as its system prints it."""

PersonName = Annotated[str, StringConstraints(min_length=1, max_length=120), PATIENT_DATA]
BirthDate = Annotated[date, PATIENT_DATA]


class Patient(Confidential):
    """A patient as a chart knows them."""

    mrn: Mrn
    family: PersonName | None = None
    given: PersonName | None = None
    birth_date: BirthDate | None = None

    @property
    def label(self) -> str:
        """The name as forms print it: ``FAMILY, Given``."""
        parts = [self.family.upper() if self.family else None, self.given]
        return ", ".join(part for part in parts if part)


class WrittenIdentity(Confidential):
    """What a sheet of paper says about whose it is; any part may be missing or wrong."""

    mrn: Mrn | None = None
    family: PersonName | None = None
    given: PersonName | None = None
    birth_date: BirthDate | None = None


class Appointment(Strict):
    """One line of a day's schedule: who comes, when, for which exam."""

    accession: Key
    patient: Patient
    starts: Instant
    exam: str = Field(max_length=120)
    site: Key


class DaySchedule(Strict):
    """A day's appointments at a clinic, and how old that knowledge is."""

    day: date
    as_of: Instant
    appointments: tuple[Appointment, ...]

    @model_validator(mode="after")
    def _each_exam_stands_once(self) -> DaySchedule:
        exams = [appointment.accession for appointment in self.appointments]
        twice = sorted({exam for exam in exams if exams.count(exam) > 1})
        if twice:
            raise ValueError(f"exams stand on it more than once: {', '.join(twice)}")
        return self
