"""Drugs, the medication list, allergies, and the look into a state's monitoring programme.

Notes, prescriptions and changes made in a portal all speak of medicines in these words. Statuses and categories are
those of FHIR R4 (MedicationStatement, AllergyIntolerance).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints, model_validator

from downtimekit.models.partial_date import PartialDate
from downtimekit.models.prescriptions.codes import Ndc, RxCui
from downtimekit.models.strict import PATIENT_DATA, Confidential, Instant, Name, PatientText

DrugText = Annotated[str, StringConstraints(min_length=1, max_length=200), PATIENT_DATA]
"""A name, a strength or a form, as it is written."""


class DeaSchedule(StrEnum):
    """How a drug is controlled (21 USC 812); schedule I is never prescribed."""

    NOT_CONTROLLED = "not_controlled"
    CII = "CII"
    CIII = "CIII"
    CIV = "CIV"
    CV = "CV"

    @property
    def controlled(self) -> bool:
        """Whether the rules for controlled substances apply."""
        return self is not DeaSchedule.NOT_CONTROLLED


class Drug(Confidential):
    """A drug, in words and, where they are known, in codes."""

    name: DrugText
    strength: DrugText | None = None
    form: DrugText | None = None
    rxcui: RxCui | None = None
    ndc: Ndc | None = None


class MedicationStatus(StrEnum):
    """Where a line of the medication list stands (FHIR R4 medication-statement-status)."""

    ACTIVE = "active"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    INTENDED = "intended"
    STOPPED = "stopped"
    ON_HOLD = "on-hold"
    UNKNOWN = "unknown"
    NOT_TAKEN = "not-taken"


class ListChange(StrEnum):
    """What a visit did to a line of the medication list."""

    CONTINUED = "continued"
    STARTED = "started"
    CHANGED = "changed"
    STOPPED = "stopped"


class MedicationItem(Confidential):
    """One line of a medication list.

    Attributes:
        change: what this visit did to it; None where the visit did not touch it.
        reason: why it was started, changed or stopped.
        prescribed_by: who prescribes it, here or elsewhere.
    """

    drug: Drug
    directions: PatientText = ""
    status: MedicationStatus = MedicationStatus.ACTIVE
    as_needed: bool | None = None
    started: PartialDate | None = None
    stopped: PartialDate | None = None
    change: ListChange | None = None
    reason: PatientText = ""
    prescribed_by: Name | None = None


class PdmpCheck(Confidential):
    """A look into the state's prescription drug monitoring programme: when, by whom, and what it showed."""

    at: Instant
    by: Name
    finding: PatientText = ""


class AllergyCategory(StrEnum):
    """What the patient reacts to (FHIR R4 allergy-intolerance-category)."""

    FOOD = "food"
    MEDICATION = "medication"
    ENVIRONMENT = "environment"
    BIOLOGIC = "biologic"


class AllergyKind(StrEnum):
    """Whether the immune system is behind it (FHIR R4 allergy-intolerance-type)."""

    ALLERGY = "allergy"
    INTOLERANCE = "intolerance"


class Criticality(StrEnum):
    """How dangerous the next exposure may be (FHIR R4 allergy-intolerance-criticality)."""

    LOW = "low"
    HIGH = "high"
    UNABLE_TO_ASSESS = "unable-to-assess"


class ReactionSeverity(StrEnum):
    """How bad a reaction was (FHIR R4 reaction-event-severity)."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class AllergyStatus(StrEnum):
    """Whether it still stands (FHIR R4 allergyintolerance-clinical)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RESOLVED = "resolved"


class Allergy(Confidential):
    """One allergy or intolerance, or the statement that none is known.

    Attributes:
        substance: what the patient reacts to; for "none known" say so in ``none_known`` and leave it out.
        none_known: the patient was asked and has none. It is not the same as nobody having asked.
    """

    record: Literal["allergy"] = "allergy"
    substance: DrugText | None = None
    none_known: bool = False
    rxcui: RxCui | None = None
    category: AllergyCategory | None = None
    kind: AllergyKind | None = None
    criticality: Criticality | None = None
    status: AllergyStatus = AllergyStatus.ACTIVE
    reactions: tuple[DrugText, ...] = ()
    severity: ReactionSeverity | None = None
    onset: PartialDate | None = None
    remarks: PatientText = ""

    @model_validator(mode="after")
    def _says_what_or_none(self) -> Allergy:
        if self.none_known == (self.substance is not None):
            raise ValueError("says either what the patient reacts to, or that no allergy is known: one of the two")
        return self
