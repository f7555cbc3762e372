"""Patients, as a system knows them and as somebody wrote them on paper."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints, model_validator

from downtimekit.models.strict import PATIENT_DATA, Confidential

_MRN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
Mrn = Annotated[str, StringConstraints(pattern=_MRN), PATIENT_DATA]
"""A medical record number, as its system prints it."""


def is_mrn(number: str) -> bool:
    """Say whether a number could be a medical record number."""
    return re.fullmatch(_MRN, number) is not None


PersonName = Annotated[str, StringConstraints(min_length=1, max_length=120), PATIENT_DATA]
BirthDate = Annotated[date, PATIENT_DATA]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), PATIENT_DATA]
"""A line of an address, or a number as it is written."""

_WITHOUT_CAPITALS = re.compile("[\u0131\u0130\u10d0-\u10ff]")  # both letters i of Turkish, and Georgian


class IdentifierKind(StrEnum):
    """What a number was given for."""

    MRN = "mrn"
    DOWNTIME_MRN = "downtime_mrn"
    ENCOUNTER = "encounter"
    ACCOUNT = "account"
    INSURANCE = "insurance"
    OTHER = "other"


class Identifier(Confidential):
    """A number, who gave it, and what for.

    Attributes:
        system: who gave it: a URI as in FHIR, or the name of the assigning authority as in HL7 v2. Two numbers
            are the same only where their systems are.
    """

    system: Line
    value: Line
    kind: IdentifierKind = IdentifierKind.OTHER


class AdministrativeGender(StrEnum):
    """What the registration desk keeps (FHIR R4 administrative-gender); it says nothing about anatomy."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"


class Address(Confidential):
    """Where a patient lives; any part may be unknown."""

    lines: tuple[Line, ...] = ()
    city: Line | None = None
    state: Line | None = None
    postal_code: Line | None = None
    country: Line | None = None

    @property
    def in_one_line(self) -> str:
        """The address as a label prints it: ``12 Elm St, Springfield, IL 62704``."""
        place = " ".join(part for part in (self.state, self.postal_code) if part)
        return ", ".join(part for part in (*self.lines, self.city, place, self.country) if part)


class PhoneUse(StrEnum):
    """Which phone it is (FHIR R4 contact-point-use)."""

    HOME = "home"
    WORK = "work"
    MOBILE = "mobile"
    OLD = "old"


class PatientPhone(Confidential):
    """A patient's phone number as the chart has it, which is often local and sometimes wrong: nothing dials it."""

    number: Annotated[Line, StringConstraints(max_length=40)]
    use: PhoneUse | None = None


class Patient(Confidential):
    """A patient as a chart knows them.

    Attributes:
        identifiers: numbers beside the MRN: of a downtime, an encounter, another issuer.
        unidentified: nobody knows who it is; the name is an alias such as a trauma name, and the birth date an
            estimate. Such a patient is found by number only.
        deceased: that they died; deceased_on says when, where it is known.
        merged_into: the number of the chart that replaced this one; nothing is written to a merged chart.
    """

    mrn: Mrn
    family: PersonName | None = None
    given: PersonName | None = None
    birth_date: BirthDate | None = None
    identifiers: tuple[Identifier, ...] = ()
    gender: AdministrativeGender | None = None
    address: Address | None = None
    phones: tuple[PatientPhone, ...] = ()
    unidentified: bool = False
    deceased: bool = False
    deceased_on: date | None = None
    merged_into: Mrn | None = None

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> Patient:
        faults = []
        if self.merged_into == self.mrn:
            faults.append("a chart cannot be merged into itself")
        if self.deceased_on and not self.deceased:
            faults.append("has a date of death and is not marked as deceased")
        if self.deceased_on and self.birth_date and self.deceased_on < self.birth_date:
            faults.append("the date of death lies before the birth date")
        if len(set(self.identifiers)) < len(self.identifiers):
            faults.append("the same number is given twice")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def label(self) -> str:
        """The name as forms print it: ``FAMILY, Given``; a family name that capitals would change stays as it is."""
        parts = [_in_capitals(self.family) if self.family else None, self.given]
        return ", ".join(part for part in parts if part)

    @property
    def name_key(self) -> tuple[str, date] | None:
        """Family name and birth date, to look the patient up by; None where they are unknown, or an alias."""
        if self.unidentified or not self.family or not self.birth_date:
            return None
        return self.family, self.birth_date

    def identifier(self, kind: IdentifierKind) -> str | None:
        """Return the first number of a kind, or None."""
        if kind is IdentifierKind.MRN:
            return self.mrn
        return next((number.value for number in self.identifiers if number.kind is kind), None)


class WrittenIdentity(Confidential):
    """What a sheet of paper says about whose it is; any part may be missing or wrong.

    Attributes:
        identifiers: other numbers on the sheet, such as the one that a downtime registration gave out.
        address, phones: as far as they stand on the sheet; they help to find the patient and prove nothing.
        unidentified: the sheet gives an alias, because nobody knew who it was.
    """

    mrn: Mrn | None = None
    family: PersonName | None = None
    given: PersonName | None = None
    birth_date: BirthDate | None = None
    gender: AdministrativeGender | None = None
    identifiers: tuple[Identifier, ...] = ()
    address: Address | None = None
    phones: tuple[PatientPhone, ...] = ()
    unidentified: bool = False


def _in_capitals(name: str) -> str:
    """Return a name in capitals; as it is where they would change its letters, such as the last of Weiß."""
    capitals = name.upper()
    is_same = capitals.lower() == name.lower() and not _WITHOUT_CAPITALS.search(name)
    return capitals if is_same else name
