"""The nursing note."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.behavioural.administration import MedicationAdministration, administration_concerns
from downtimekit.models.behavioural.interval import Adherence, Course
from downtimekit.models.behavioural.mental_status import MentalStatus
from downtimekit.models.behavioural.part2 import Part2Mark, part2_concerns
from downtimekit.models.behavioural.risk import RiskAssessment, risk_concerns
from downtimekit.models.behavioural.signing import Signed, signature_concerns
from downtimekit.models.behavioural.vitals import VitalSigns
from downtimekit.models.concern import Concern, Gravity, under
from downtimekit.models.strict import Instant, PatientText


class Shift(StrEnum):
    """Which shift wrote it."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class Circumstance(StrEnum):
    """What happened that has rules of its own."""

    RESTRAINT = "restraint"
    SECLUSION = "seclusion"
    FALL = "fall"
    ELOPEMENT = "elopement"
    INJURY = "injury"
    TRANSFER = "transfer"


class NursingNote(Signed):
    """What a nurse saw and did, for one patient in one shift or at one visit.

    Attributes:
        at: when it was written of, which is not when it was signed.
        rules: whether the patient kept to the rules of the unit.
        sleep_hours: of the last night.
        vitals: with the pain.
        circumstances: restraint, seclusion, falls and the like; circumstances_words: what happened.
        administrations: the doses that were given, refused or held.
        part2: None where nobody said whether the record is protected by 42 CFR Part 2.
    """

    record: Literal["nursing_note"] = "nursing_note"
    at: Instant
    shift: Shift | None = None
    course: Course | None = None
    target_symptoms: PatientText = ""
    attendance: PatientText = ""
    appetite: PatientText = ""
    rules: PatientText = ""
    adherence: Adherence | None = None
    side_effects: PatientText = ""
    allergic_reaction: PatientText = ""
    mental_status: MentalStatus | None = None
    interventions: PatientText = ""
    response: PatientText = ""
    goals: PatientText = ""
    labs_ordered: PatientText = ""
    vitals: VitalSigns | None = None
    sleep_hours: Annotated[float | None, Field(ge=0, le=24)] = None
    risk: RiskAssessment | None = None
    circumstances: tuple[Circumstance, ...] = ()
    circumstances_words: PatientText = ""
    administrations: tuple[MedicationAdministration, ...] = ()
    remarks: PatientText = ""
    part2: Part2Mark | None = None


def nursing_note_concerns(note: NursingNote) -> tuple[Concern, ...]:
    """Return everything that is missing in a note, or contradicts itself; the note is kept as it is."""
    return (
        *_content_concerns(note),
        *(
            concern
            for number, dose in enumerate(note.administrations)
            for concern in under(f"administrations[{number}]", administration_concerns(dose))
        ),
        *(under("risk", risk_concerns(note.risk)) if note.risk else ()),
        *signature_concerns(note),
        *(under("part2", part2_concerns(note.part2)) if note.part2 else ()),
    )


def _content_concerns(note: NursingNote) -> Iterator[Concern]:
    if note.risk is None:
        yield Concern("risk_missing", "risk", "nothing is written about risk", gravity=Gravity.WARNING)
    if note.circumstances and not note.circumstances_words:
        words = "something happened that has rules of its own, and nothing is written about it"
        yield Concern("circumstances_unexplained", "circumstances_words", words)
    if note.interventions and not note.response:
        words = "nothing is written about how the patient responded"
        yield Concern("response_missing", "response", words, gravity=Gravity.WARNING)
