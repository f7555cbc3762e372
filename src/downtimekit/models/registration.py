"""What a registration desk tells: who came, who went, whose record changed, and which records are one person.

Merges are data here: who survives and which number is gone. What follows from a chain of them is resolved when paper
is back-filled.

Sources: the events of HL7 v2.5.1 chapter 3 and what they mean for a patient's numbers (3.3 and 3.5.2); dcm4chee's HL7
statement for what systems make of merges in production.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

from downtimekit.models.patient import Identifier, Mrn, Patient
from downtimekit.models.strict import (
    ADAPTER,
    OF_KNOWN_KIND,
    PATIENT_DATA,
    Confidential,
    Instant,
    Key,
    Name,
    Strict,
)


class RegistrationEvent(StrEnum):
    """What happened to a visit or to a person's record."""

    ADMITTED = "admitted"
    REGISTERED = "registered"
    PRE_ADMITTED = "pre_admitted"
    TRANSFERRED = "transferred"
    MADE_INPATIENT = "made_inpatient"
    MADE_OUTPATIENT = "made_outpatient"
    DISCHARGED = "discharged"
    VISIT_UPDATED = "visit_updated"
    PERSON_ADDED = "person_added"
    PERSON_UPDATED = "person_updated"
    ADMISSION_CANCELLED = "admission_cancelled"
    TRANSFER_CANCELLED = "transfer_cancelled"
    DISCHARGE_CANCELLED = "discharge_cancelled"
    PRE_ADMISSION_CANCELLED = "pre_admission_cancelled"


class PatientClass(StrEnum):
    """What sort of visit it is (HL7 table 0004, in words)."""

    EMERGENCY = "emergency"
    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    PREADMIT = "preadmit"
    RECURRING = "recurring"


class Visit(Confidential):
    """A stay or a visit, as the registration knows it.

    Attributes:
        number: the visit's number.
        location: where the patient is, as the sender's name for the unit.
        attending: who is responsible.
    """

    number: Annotated[str | None, Field(min_length=1, max_length=200), PATIENT_DATA] = None
    patient_class: PatientClass | None = None
    location: Name | None = None
    attending: Name | None = None
    admitted_at: Instant | None = None
    discharged_at: Instant | None = None


class Clearable(StrEnum):
    """What a sender can tell others to clear from a patient's record."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    GENDER = "gender"
    ADDRESS = "address"
    PHONES = "phones"
    DECEASED_ON = "deceased_on"


def _each_once(found: object) -> object:
    """In one order: what is chained must have the same words in every process."""
    return tuple(sorted(found)) if isinstance(found, set | frozenset) else found


class Told(Confidential):
    """Something that is told to others: its two clocks and who entered it, each as far as the sender says.

    Attributes:
        recorded_at: when it was entered; occurred_at: when it happened.
        entered_by: who entered it.
    """

    recorded_at: Instant | None = None
    occurred_at: Instant | None = None
    entered_by: Name | None = None


class Registration(Told):
    """Somebody was registered, moved or discharged, or what is known about them changed.

    Attributes:
        clears: what the receiver is told to delete; what is merely not given stays as it is.
    """

    kind: Literal["registration"] = "registration"
    event: RegistrationEvent
    patient: Patient
    visit: Visit | None = None
    clears: Annotated[tuple[Clearable, ...], BeforeValidator(_each_once)] = ()

    @model_validator(mode="after")
    def _clears_nothing_that_is_given(self) -> Registration:
        given = {
            Clearable.NAME: self.patient.family or self.patient.given,
            Clearable.BIRTH_DATE: self.patient.birth_date,
            Clearable.GENDER: self.patient.gender,
            Clearable.ADDRESS: self.patient.address,
            Clearable.PHONES: self.patient.phones,
            Clearable.DECEASED_ON: self.patient.deceased_on,
        }
        both = [clearable for clearable in self.clears if given[clearable]]
        if both:
            raise ValueError(f"gives a new value and tells to clear it at once: {', '.join(both)}")
        return self


class MergedPair(Confidential):
    """One record that was merged into another one.

    Attributes:
        survivor: the patient that remains, with what is known of them.
        prior: the number that is gone: nothing is written to it any more.
        prior_identifiers: other numbers that went with it.
    """

    survivor: Patient
    prior: Mrn
    prior_identifiers: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _are_two(self) -> MergedPair:
        if self.survivor.mrn == self.prior:
            raise ValueError("a record cannot be merged into itself")
        return self


class Merge(Told):
    """Records turned out to be one person: each prior number becomes its survivor's (HL7 A40).

    Only numbers of one type are merged; a change of demographics is a `Registration`.
    """

    kind: Literal["merge"] = "merge"
    pairs: Annotated[tuple[MergedPair, ...], Field(min_length=1)]


class NumberChange(Told):
    """A patient was given another number; the old one is gone (HL7 A47).

    To be refused where the new number belongs to somebody already, which only the receiver can know.
    """

    kind: Literal["number_change"] = "number_change"
    patient: Patient
    prior: Mrn

    @model_validator(mode="after")
    def _changes(self) -> NumberChange:
        if self.patient.mrn == self.prior:
            raise ValueError("the old and the new number are the same")
        return self


class Link(Told):
    """Two records were found to be one person, or no longer to be; both stay in use (HL7 A24 and A37).

    Attributes:
        holds: whether they are linked from now on, or no longer.
    """

    kind: Literal["link"] = "link"
    first: Patient
    second: Patient
    holds: bool

    @model_validator(mode="after")
    def _are_two(self) -> Link:
        if self.first.mrn == self.second.mrn:
            raise ValueError("both records have the same number")
        return self


class Unmerge(Told):
    """Two records were one person by mistake, and are two again: the prior number counts as before.

    HL7 version 2 has no event that says so: systems tell each other by hand. What was written to the survivor in the
    meantime may be either's, and a person sorts it out.
    """

    kind: Literal["unmerge"] = "unmerge"
    prior: Mrn
    survivor: Mrn
    reason: Annotated[Name, PATIENT_DATA]

    @model_validator(mode="after")
    def _are_two(self) -> Unmerge:
        if self.survivor == self.prior:
            raise ValueError("a record cannot be parted from itself")
        return self


PatientEvent = Annotated[
    Registration | Merge | NumberChange | Link | Unmerge, OF_KNOWN_KIND, Field(discriminator="kind")
]

PATIENT_EVENT: TypeAdapter[PatientEvent] = TypeAdapter(PatientEvent, config=ADAPTER)
"""Reads an event of any kind, and writes it."""


class PatientEventHeard(Strict):
    """The registration told what became of a patient's record or number, during a downtime or after it.

    Attributes:
        id: the same for the same news, whenever it is heard again.
    """

    kind: Literal["patient_event_heard"] = "patient_event_heard"
    id: Key
    event: PatientEvent
