"""The prescriber's note."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.behavioural.aims import Aims
from downtimekit.models.behavioural.diagnosis import Diagnosis
from downtimekit.models.behavioural.interval import IntervalHistory
from downtimekit.models.behavioural.mental_status import MentalStatus
from downtimekit.models.behavioural.part2 import Part2Mark, part2_concerns
from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.behavioural.risk import RiskAssessment, risk_concerns
from downtimekit.models.behavioural.service_codes import (
    DEFAULT_SERVICE_CODES,
    ServiceCode,
    ServiceCodePolicy,
    service_concerns,
)
from downtimekit.models.behavioural.session import Session, location_concerns
from downtimekit.models.behavioural.signing import Signed, signature_concerns
from downtimekit.models.behavioural.vitals import VitalSigns
from downtimekit.models.concern import Concern, Gravity, under
from downtimekit.models.partial_date import PartialDate
from downtimekit.models.prescriptions import Allergy, ListChange, MedicationItem, PdmpCheck
from downtimekit.models.strict import Instant, PatientText


class LevelBasis(StrEnum):
    """By what the level of a visit for evaluation and management was chosen: one of the two."""

    DECISION_MAKING = "decision_making"
    TIME = "time"


class LabResult(NotePart):
    """One result, or the level of a drug, as it was told or written down."""

    test: PatientText
    result: PatientText
    collected: PartialDate | None = None


class PrescriberNote(Signed):
    """One visit with a prescriber.

    Attributes:
        aims: the examination for involuntary movements, where one was done.
        pdmp: the look into the state's prescription monitoring programme, where there was one.
        allergies: empty where nobody wrote about them; "none known" is an entry of its own.
        medications: the list, each line with what this visit did to it and why.
        consent_given: the patient was told about the treatment and agreed; consent: in words.
        level_basis: by what the level was chosen; total_minutes: of the day of the visit, where it was time.
        part2: None where nobody said whether the record is protected by 42 CFR Part 2.
    """

    record: Literal["prescriber_note"] = "prescriber_note"
    session: Session
    service_codes: tuple[ServiceCode, ...] = ()
    level_basis: LevelBasis | None = None
    total_minutes: Annotated[int | None, Field(ge=1, le=24 * 60)] = None
    chief_complaint: PatientText = ""
    interval: IntervalHistory | None = None
    vitals: VitalSigns | None = None
    mental_status: MentalStatus | None = None
    side_effects: PatientText = ""
    aims: Aims | None = None
    labs: tuple[LabResult, ...] = ()
    pdmp: PdmpCheck | None = None
    allergies: tuple[Allergy, ...] = ()
    medications: tuple[MedicationItem, ...] = ()
    consent_given: bool | None = None
    consent: PatientText = ""
    risk: RiskAssessment | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    plan: PatientText = ""
    next_appointment: Instant | None = None
    part2: Part2Mark | None = None


def prescriber_note_concerns(
    note: PrescriberNote, *, codes: ServiceCodePolicy = DEFAULT_SERVICE_CODES
) -> tuple[Concern, ...]:
    """Return everything that is missing in a note, or contradicts itself; the note is kept as it is.

    Args:
        note: what the paper says.
        codes: what the clinic takes the service codes to mean.
    """
    return (
        *service_concerns(note.session, note.service_codes, policy=codes),
        *_level_concerns(note, codes),
        *_content_concerns(note),
        *_medication_concerns(note),
        *(under("risk", risk_concerns(note.risk)) if note.risk else ()),
        *signature_concerns(note),
        *(under("part2", part2_concerns(note.part2)) if note.part2 else ()),
    )


def _level_concerns(note: PrescriberNote, codes: ServiceCodePolicy) -> Iterator[Concern]:
    if codes.evaluation_codes.isdisjoint(note.service_codes):
        return
    if note.level_basis is None:
        words = "the note does not say by what the level of the visit was chosen: decision making, or time"
        yield Concern("level_basis_missing", "level_basis", words, gravity=Gravity.WARNING)
    elif note.level_basis is LevelBasis.TIME and note.total_minutes is None:
        words = "the level was chosen by time, and the minutes are missing"
        yield Concern("level_minutes_missing", "total_minutes", words)


def _content_concerns(note: PrescriberNote) -> Iterator[Concern]:
    yield from under("session", location_concerns(note.session))
    for name, words in (
        ("plan", "nothing is written under 'plan'"),
        ("diagnoses", "no diagnosis is given"),
        ("risk", "nothing is written about risk"),
        ("allergies", "nobody wrote whether there are allergies; 'none known' is an answer"),
    ):
        if not getattr(note, name):
            yield Concern(f"{name}_missing", name, words, gravity=Gravity.WARNING)
    if note.pdmp and not note.pdmp.finding:
        words = "the monitoring programme was looked into, and nothing is written about what it showed"
        yield Concern("pdmp_finding_missing", "pdmp.finding", words, gravity=Gravity.WARNING)
    yield from _aims_concerns(note.aims)


def _aims_concerns(aims: Aims | None) -> Iterator[Concern]:
    if aims and aims.begun and aims.missing:
        items = ", ".join(map(str, aims.missing))
        yield Concern("aims_incomplete", "aims", f"AIMS is filled in only in part; missing are items {items}")


def _medication_concerns(note: PrescriberNote) -> Iterator[Concern]:
    for number, item in enumerate(note.medications):
        if item.change not in (None, ListChange.CONTINUED) and not item.reason:
            words = f"a medicine was {item.change}, and the reason is missing"
            yield Concern("medication_reason_missing", f"medications[{number}].reason", words)
