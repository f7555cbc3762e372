"""The mammography questionnaire as a patient filled it in; `questionnaire_concerns` says what does not fit together."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from downtimekit.models.drawing import DrawnMark
from downtimekit.models.intake.family import GeneResult, Origin, RelativeWithCancer
from downtimekit.models.intake.history import BreastProcedure, Implant
from downtimekit.models.intake.life import HormoneUse, MenopauseCause, MenopauseStatus, OvariesRemoved
from downtimekit.models.intake.symptoms import Symptom, SymptomDetail
from downtimekit.models.partial_date import PartialDate
from downtimekit.models.strict import Confidential, PatientText

Age = Annotated[int, Field(ge=0, le=120)]
"""Completed years."""

Count = Annotated[int, Field(ge=0, le=40)]


class VisitReason(StrEnum):
    """Why the patient comes."""

    SCREENING = "screening"
    DIAGNOSTIC = "diagnostic"
    FOLLOW_UP = "follow_up"


class Questionnaire(Confidential):
    """The mammography questionnaire, as the patient filled it in.

    None means that it was left open, which is not the same as no. The groups are those of the paper: the visit, what
    was noticed, what was done to the breasts, periods and births, hormones, the family, and everything else.

    Attributes:
        last_mammogram: where, and what the patient remembers; last_mammogram_on: when.
        may_obtain_priors: the patient allows us to ask for the earlier images.
        last_period: when it began; cycle_week: the week of the cycle.
        hormone_therapy: hormones are taken now; hormones_before: they were taken earlier.
        sisters, daughters: how many, with and without cancer; aunts on either side.
    """

    record: Literal["questionnaire"] = "questionnaire"

    reason: VisitReason
    last_mammogram: PatientText = ""
    last_mammogram_on: PartialDate | None = None
    may_obtain_priors: bool | None = None
    pregnant_or_nursing: bool | None = None
    last_period: PartialDate | None = None
    cycle_week: Annotated[int | None, Field(ge=1, le=6)] = None

    symptoms_left: tuple[Symptom, ...] = ()
    symptoms_right: tuple[Symptom, ...] = ()
    symptom_details: tuple[SymptomDetail, ...] = ()

    previous_biopsy: bool | None = None
    breast_cancer: bool | None = None
    procedures: tuple[BreastProcedure, ...] = ()
    implants: bool | None = None
    implant_details: tuple[Implant, ...] = ()

    menarche_age: Annotated[int | None, Field(ge=5, le=25)] = None
    pregnancies: Count | None = None
    births: Count | None = None
    age_at_first_birth: Annotated[int | None, Field(ge=9, le=70)] = None
    breastfed: bool | None = None
    menopause: MenopauseStatus | None = None
    menopause_age: Annotated[int | None, Field(ge=20, le=75)] = None
    menopause_cause: MenopauseCause | None = None
    hysterectomy: bool | None = None
    ovaries_removed: OvariesRemoved | None = None

    hormone_therapy: bool | None = None
    hormones_before: bool | None = None
    hormones: tuple[HormoneUse, ...] = ()

    relatives_with_breast_cancer: Annotated[int | None, Field(ge=0, le=20)] = None
    relatives: tuple[RelativeWithCancer, ...] = ()
    sisters: Count | None = None
    daughters: Count | None = None
    maternal_aunts: Count | None = None
    paternal_aunts: Count | None = None
    gene_test: GeneResult | None = None
    family_gene_test: GeneResult | None = None
    ashkenazi: bool | None = None
    origins: tuple[Origin, ...] = ()

    chest_radiation_before_30: bool | None = None
    ovarian_cancer: bool | None = None
    other_cancers: PatientText = ""
    height_cm: Annotated[float | None, Field(ge=50, le=260)] = None
    weight_kg: Annotated[float | None, Field(ge=20, le=400)] = None
    drinks_per_week: Annotated[int | None, Field(ge=0, le=200)] = None
    remarks: PatientText = ""
    drawing: tuple[DrawnMark, ...] = ()
