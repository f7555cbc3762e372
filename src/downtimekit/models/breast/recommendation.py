"""What a radiologist asks for next: what, when, and for which breast.

The kinds cover DICOM CID 6028 (recommended follow-up) in our own words; interval units are those of CID 6046 (UCUM).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.models.breast.location import Laterality
from downtimekit.models.strict import Confidential


class RecommendationKind(StrEnum):
    """What is asked for."""

    ROUTINE_SCREENING = "routine_screening"
    CLINICAL_FOLLOWUP = "clinical_followup"
    SHORT_INTERVAL_FOLLOWUP = "short_interval_followup"
    SURVEILLANCE = "surveillance"
    ADDITIONAL_VIEWS = "additional_views"
    SPOT_COMPRESSION = "spot_compression"
    MAGNIFICATION = "magnification"
    ULTRASOUND = "ultrasound"
    MRI = "mri"
    DUCTOGRAM = "ductogram"
    OBTAIN_PRIORS = "obtain_priors"
    TISSUE_DIAGNOSIS = "tissue_diagnosis"
    ASPIRATION = "aspiration"
    CORE_BIOPSY = "core_biopsy"
    STEREOTACTIC_BIOPSY = "stereotactic_biopsy"
    ULTRASOUND_BIOPSY = "ultrasound_biopsy"
    MRI_BIOPSY = "mri_biopsy"
    SURGICAL_BIOPSY = "surgical_biopsy"
    SURGICAL_CONSULT = "surgical_consult"
    TREATMENT = "treatment"
    PATHOLOGY_PENDING = "pathology_pending"
    NONE = "none"


class IntervalUnit(StrEnum):
    """A unit of time (UCUM, DICOM CID 6046)."""

    DAY = "d"
    WEEK = "wk"
    MONTH = "mo"
    YEAR = "a"


class Recommendation(Confidential):
    """One thing that is asked for; a bare kind, such as ``"mri"``, is read as a recommendation that says no more.

    Attributes:
        interval: after how many units it should be done; without it, it was not said.
        unit: of the interval.
        side: for which breast; None where it was not said.
    """

    kind: RecommendationKind
    interval: Annotated[int | None, Field(ge=1, le=3650)] = None
    unit: IntervalUnit | None = None
    side: Laterality | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_kind(cls, found: object) -> object:
        if not isinstance(found, str):
            return found
        if found not in _KINDS:
            raise ValueError(f"is not a recommendation; write one of {', '.join(RecommendationKind)}")
        return {"kind": found}

    @model_validator(mode="after")
    def _interval_has_its_unit(self) -> Recommendation:
        if (self.interval is None) != (self.unit is None):
            raise ValueError("an interval needs a number and a unit: 6 and mo")
        return self

    @property
    def days(self) -> float | None:
        """The interval in days, a month and a year at their mean length; None where it was not said."""
        return self.interval * _DAYS[self.unit] if self.interval and self.unit else None


_KINDS = frozenset(RecommendationKind)
_DAYS: Mapping[IntervalUnit, float] = {
    IntervalUnit.DAY: 1,
    IntervalUnit.WEEK: 7,
    IntervalUnit.MONTH: 365.25 / 12,
    IntervalUnit.YEAR: 365.25,
}
