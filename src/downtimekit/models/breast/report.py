"""A breast-imaging report, from finding to breast to exam, as a radiologist wrote it.

Order of a report: indication, technique, composition, findings, comparison, assessment, recommendations. Categories
stand where the radiologist put them: on a finding, on a breast, on the exam. Whose report it is stands on the
capture or in the chart, and not in here.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from operator import attrgetter
from typing import Literal

from pydantic import model_validator

from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.comparison import Comparison
from downtimekit.models.breast.composition import Composition
from downtimekit.models.breast.density import Density, denser
from downtimekit.models.breast.finding import Finding
from downtimekit.models.breast.location import Laterality, Side
from downtimekit.models.breast.modality import MAMMOGRAPHIC, Modality
from downtimekit.models.breast.recommendation import Recommendation
from downtimekit.models.drawing import DrawnMark
from downtimekit.models.strict import Confidential, Instant, Name, PatientText


class ReportStatus(StrEnum):
    """How far a report is; only a radiologist makes it final, and a final report is amended, never edited."""

    PRELIMINARY = "preliminary"
    FINAL = "final"


class Indication(StrEnum):
    """Why the exam was done (DICOM CID 6051)."""

    SCREENING = "screening"
    DIAGNOSTIC = "diagnostic"
    ADDITIONAL_EVALUATION = "additional_evaluation"
    SHORT_INTERVAL_FOLLOWUP = "short_interval_followup"
    CLINICAL_FINDING = "clinical_finding"
    KNOWN_MALIGNANCY = "known_malignancy"
    MARKER_PLACEMENT = "marker_placement"
    TECHNICAL_RECALL = "technical_recall"
    OUTSIDE_REVIEW = "outside_review"


class Breast(Confidential):
    """What was said of one breast as a whole."""

    side: Side
    density: Density | None = None
    assessment: Assessment | None = None


class BreastReport(Confidential):
    """The content of one report.

    Attributes:
        laterality: which breasts were examined.
        clinical_question: what the referrer asked; the report answers it also where nothing was found.
        density: of the denser breast; composition: what ultrasound and MRI say instead.
        breasts: what was said of each breast; with an assessment for each breast that was examined, a report needs no
            overall one (FDA, MQSA Alternative Standard #8, 2003).
        assessment: the overall category.
        incomplete_reason: why no final assessment can be made, where the category is one of `INCOMPLETE`.
        explanation: the radiologist's reason for what is unusual, such as a recommendation that does not belong to
            the category.
    """

    record: Literal["report"] = "report"
    modality: Modality = Modality.MAMMOGRAPHY
    laterality: Laterality | None = None
    indication: Indication | None = None
    clinical_question: PatientText = ""
    technique: PatientText = ""
    density: Density | None = None
    composition: Composition | None = None
    comparison: Comparison | None = None
    findings: tuple[Finding, ...] = ()
    breasts: tuple[Breast, ...] = ()
    assessment: Assessment | None = None
    incomplete_reason: PatientText = ""
    recommendations: tuple[Recommendation, ...] = ()
    explanation: PatientText = ""
    impression: PatientText = ""
    drawing: tuple[DrawnMark, ...] = ()
    status: ReportStatus = ReportStatus.PRELIMINARY
    interpreted_by: Name | None = None
    interpreted_at: Instant | None = None

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> BreastReport:
        # Each only where it can have something to say: every record that is read comes through here.
        faults: list[str] = []
        if len(self.findings) > 1 or len(self.breasts) > 1:
            faults += _repetitions(self)
        if self.laterality not in _BOTH_MAY_BE_MEANT:
            faults += _unexamined(self)
        if self.status is _FINAL and not all(_signed(self)):
            faults += _missing_from_final(self)
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def overall_density(self) -> Density | None:
        """The density of the exam: as it was recorded, or that of the denser breast."""
        return self.density or denser(breast.density for breast in self.breasts)

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """The categories that stand for the exam: the overall one, or those of the breasts."""
        if self.assessment:
            return (self.assessment,)
        return tuple(breast.assessment for breast in self.breasts if breast.assessment)

    @property
    def is_assessed(self) -> bool:
        """Whether there is an overall category, or one for each breast that was examined."""
        if self.assessment:
            return True
        examined = (self.laterality or Laterality.BILATERAL).sides
        return {breast.side for breast in self.breasts if breast.assessment}.issuperset(examined)


def _repetitions(report: BreastReport) -> Iterator[str]:
    findings, breasts = report.findings, report.breasts
    # Most reports number their findings through, and numbers are compared much faster than places.
    is_unclear = len({finding.number for finding in findings}) < len(findings)
    if is_unclear and len({finding.place for finding in findings}) < len(findings):
        yield "two findings have the same side, kind and number"
    if len({breast.side for breast in breasts}) < len(breasts):
        yield "one breast is described twice"


def _unexamined(report: BreastReport) -> Iterator[str]:
    examined = report.laterality or Laterality.BILATERAL
    for number, finding in enumerate(report.findings, start=1):
        if not examined.covers(finding.side):
            yield f"finding {number} of the list is in a breast that was not examined: check the side"
    if not all(examined.covers(breast.side) for breast in report.breasts):
        yield "a breast is described that was not examined: check the side"


_BOTH_MAY_BE_MEANT = (Laterality.BILATERAL, None)
_FINAL = ReportStatus.FINAL  # to ask the enum each time takes as long as the rest of the rule
_SIGNED = ("density", "assessment", "recommendations", "interpreted_by", "interpreted_at")
_signed = attrgetter(*_SIGNED)


def _missing_from_final(report: BreastReport) -> Iterator[str]:
    missing = [name for name in _SIGNED if not getattr(report, name) and not _is_said_otherwise(report, name)]
    if missing:
        yield f"a final report also needs: {', '.join(missing)}"


def _is_said_otherwise(report: BreastReport, name: str) -> bool:
    if name == "density":
        return report.overall_density is not None or report.modality not in MAMMOGRAPHIC
    return name == "assessment" and report.is_assessed
