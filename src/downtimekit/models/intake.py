"""What is collected before the images are read: the patient's questionnaire and the technologist's notes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.breast import Side
from downtimekit.models.strict import Confidential, Key, Name, PatientText


class VisitReason(StrEnum):
    """Why the patient comes."""

    SCREENING = "screening"
    DIAGNOSTIC = "diagnostic"
    FOLLOW_UP = "follow_up"


class Symptom(StrEnum):
    """What a patient noticed."""

    LUMP = "lump"
    PAIN = "pain"
    NIPPLE_DISCHARGE = "nipple_discharge"
    NIPPLE_INVERSION = "nipple_inversion"
    SKIN_CHANGE = "skin_change"
    AXILLARY_LUMP = "axillary_lump"


class Questionnaire(Confidential):
    """The mammography questionnaire, as the patient filled it in."""

    record: Literal["questionnaire"] = "questionnaire"
    reason: VisitReason
    symptoms_left: tuple[Symptom, ...] = ()
    symptoms_right: tuple[Symptom, ...] = ()
    pregnant_or_nursing: bool | None = None
    last_mammogram: PatientText = ""
    previous_biopsy: bool | None = None
    implants: bool | None = None
    menarche_age: Annotated[int | None, Field(ge=5, le=25)] = None
    age_at_first_birth: Annotated[int | None, Field(ge=9, le=70)] = None
    menopause_age: Annotated[int | None, Field(ge=20, le=75)] = None
    hormone_therapy: bool | None = None
    relatives_with_breast_cancer: Annotated[int | None, Field(ge=0, le=20)] = None
    remarks: PatientText = ""


class TechNotes(Confidential):
    """What the technologist did and saw."""

    record: Literal["tech_notes"] = "tech_notes"
    exam: Name
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    views: Annotated[tuple[Key, ...], Field(min_length=1)]
    exposures: Annotated[int | None, Field(ge=1, le=40)] = None
    repeats: Annotated[int | None, Field(ge=0, le=40)] = None
    dose_mgy: Annotated[float | None, Field(gt=0, le=100)] = None
    skin_markers: bool | None = None
    unit: Key | None = None
    priors_available: bool | None = None
    technologist: Name
    remarks: PatientText = ""
