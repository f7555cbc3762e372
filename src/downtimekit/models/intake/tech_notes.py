"""What the technologist did and saw; what does not fit together, `tech_notes_concerns` says."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.breast.location import Side
from downtimekit.models.drawing import DrawnMark
from downtimekit.models.intake.views import ViewName
from downtimekit.models.strict import Confidential, Instant, Key, Name, PatientText


class IdentityProof(StrEnum):
    """By what the technologist made sure who the patient is."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    MRN = "mrn"
    PHOTO_ID = "photo_id"
    WRISTBAND = "wristband"


class RepeatReason(StrEnum):
    """Why an image was taken again."""

    POSITIONING = "positioning"
    MOTION = "motion"
    EXPOSURE = "exposure"
    ARTIFACT = "artifact"
    EQUIPMENT = "equipment"
    OTHER = "other"


class SkinMarkKind(StrEnum):
    """What is on, or under, the skin and may show in the image."""

    MOLE = "mole"
    SCAR = "scar"
    LUMP = "lump"
    OTHER = "other"


class SkinMark(Confidential):
    """One thing on the skin.

    Attributes:
        clock: where, by the clock face that the technologist looks at; marker: a marker was put on it.
    """

    side: Side
    kind: SkinMarkKind
    clock: Annotated[int | None, Field(ge=1, le=12)] = None
    marker: bool | None = None
    note: PatientText = ""


class TechNotes(Confidential):
    """What the technologist did and saw.

    Attributes:
        exam: what was performed; sides: which breasts; views: see `ViewName`.
        exposures: how many in all; repeats: how many of these were taken again.
        dose_mgy: mean glandular dose of the exam in mGy; compression_n: the greatest force in newtons;
            thickness_mm: of the compressed breast, in millimetres.
        palpable_marker: a marker was put on a lump that can be felt.
        temporary_accession: the number that the unit got for the exam while the worklist was down.
        unit: the mammography unit, as on its label.
    """

    record: Literal["tech_notes"] = "tech_notes"

    arrived_at: Instant | None = None
    identified_by: tuple[IdentityProof, ...] = ()

    exam: Name
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    views: tuple[ViewName, ...]

    exposures: Annotated[int | None, Field(ge=1, le=40)] = None
    repeats: Annotated[int | None, Field(ge=0, le=40)] = None
    repeat_reasons: tuple[RepeatReason, ...] = ()
    compression_n: Annotated[float | None, Field(gt=0, le=300)] = None
    thickness_mm: Annotated[float | None, Field(gt=0, le=250)] = None
    dose_mgy: Annotated[float | None, Field(gt=0, le=100)] = None
    unit: Key | None = None
    temporary_accession: Key | None = None
    priors_available: bool | None = None

    skin_markers: bool | None = None
    palpable_marker: bool | None = None
    skin_marks: tuple[SkinMark, ...] = ()
    patient_condition: PatientText = ""
    positioning_limits: PatientText = ""
    technologist: Name
    remarks: PatientText = ""
    drawing: tuple[DrawnMark, ...] = ()
