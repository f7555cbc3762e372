"""A breast-imaging report, from finding to exam, as a radiologist wrote it on paper.

Order of a report: composition, findings, assessment, recommendations. A finding keeps how it looked in each view;
categories stand where the radiologist put them: on a finding, or on the exam.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from downtimekit.models.breast.assessment import Assessment, Density, suggest_overall
from downtimekit.models.strict import Confidential, Instant, Key, Name, PatientText


class Side(StrEnum):
    """Which breast."""

    LEFT = "left"
    RIGHT = "right"


class FindingKind(StrEnum):
    """What sort of finding it is."""

    MASS = "mass"
    CALCIFICATION = "calcification"
    ASYMMETRY = "asymmetry"
    ARCHITECTURAL_DISTORTION = "architectural_distortion"


class ReportStatus(StrEnum):
    """How far a report is; only a radiologist makes it final."""

    PRELIMINARY = "preliminary"
    FINAL = "final"


class Recommendation(StrEnum):
    """What the radiologist asks for next."""

    ROUTINE_SCREENING = "routine_screening"
    SHORT_INTERVAL_FOLLOWUP = "short_interval_followup"
    ADDITIONAL_VIEWS = "additional_views"
    ULTRASOUND = "ultrasound"
    MRI = "mri"
    OBTAIN_PRIORS = "obtain_priors"
    TISSUE_DIAGNOSIS = "tissue_diagnosis"
    SURGICAL_CONSULT = "surgical_consult"


class Appearance(Confidential):
    """How a finding looks in one view: terms of the lexicon, each by its descriptor."""

    view: Key
    shape: tuple[str, ...] = ()
    margin: tuple[str, ...] = ()
    morphology: tuple[str, ...] = ()
    distribution: tuple[str, ...] = ()


class Finding(Confidential):
    """One finding in one breast."""

    number: Annotated[int, Field(ge=1, le=99)]
    side: Side
    kind: FindingKind
    clock: Annotated[int | None, Field(ge=1, le=12)] = None
    size_mm: Annotated[int | None, Field(ge=1, le=300)] = None
    appearances: tuple[Appearance, ...] = ()
    assessment: Assessment | None = None
    note: PatientText = ""

    @property
    def place(self) -> tuple[str, str, int]:
        """What tells this finding from the others of its exam."""
        return (self.side, self.kind, self.number)


class BreastReport(Confidential):
    """The content of one report."""

    record: Literal["report"] = "report"
    density: Density | None = None
    findings: tuple[Finding, ...] = ()
    assessment: Assessment | None = None
    recommendations: tuple[Recommendation, ...] = ()
    impression: PatientText = ""
    status: ReportStatus = ReportStatus.PRELIMINARY
    interpreted_by: Name | None = None
    interpreted_at: Instant | None = None

    @model_validator(mode="after")
    def _final_is_complete(self) -> BreastReport:
        if self.status is not ReportStatus.FINAL:
            return self
        required = {
            "density": self.density,
            "assessment": self.assessment,
            "recommendations": self.recommendations,
            "interpreted_by": self.interpreted_by,
            "interpreted_at": self.interpreted_at,
        }
        missing = [name for name, value in required.items() if not value]
        if missing:
            raise ValueError(f"a final report also needs: {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _findings_are_distinct(self) -> BreastReport:
        places = [finding.place for finding in self.findings]
        if len(set(places)) != len(places):
            raise ValueError("two findings have the same side, kind and number")
        return self

    @property
    def suggested_assessment(self) -> Assessment | None:
        """The overall category that the findings suggest; to compare with, never to enter."""
        return suggest_overall(finding.assessment for finding in self.findings if finding.assessment)
