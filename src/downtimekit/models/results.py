"""Results of exams as systems send them to each other: how far they are, their text, and a breast report's content.

Sources: HL7 v2.5.1 chapter 7, tables 0123 (result status) and 0085 (status of a line), and 7.1.3 for the parts that a
narrative report is sent in.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from downtimekit.models.breast import BreastReport
from downtimekit.models.orders import ExamCode, SystemNumber
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Visit
from downtimekit.models.strict import PATIENT_DATA, Confidential, Instant, Key, Name


class ResultStatus(StrEnum):
    """How far a result is (HL7 tables 0123 and 0085, in words)."""

    ORDERED = "ordered"
    SCHEDULED = "scheduled"
    PENDING = "pending"
    PARTIAL = "partial"
    UNVERIFIED = "unverified"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """It was sent and is wrong, for instance under another patient: what was taken in must no longer count."""

    @property
    def is_signed(self) -> bool:
        """Whether somebody answers for it."""
        return self in (ResultStatus.FINAL, ResultStatus.CORRECTED)


IMPRESSION_LENGTH = 4000
"""What a breast report has room for."""


class SectionKind(StrEnum):
    """A part of a narrative report."""

    BODY = "body"
    IMPRESSION = "impression"
    RECOMMENDATION = "recommendation"
    ADDENDUM = "addendum"
    TECHNOLOGIST_COMMENT = "technologist_comment"
    INDICATION = "indication"
    OTHER = "other"


class Section(Confidential):
    """The text of one part, with its line breaks."""

    kind: SectionKind
    text: Annotated[str, StringConstraints(min_length=1, max_length=100_000, strip_whitespace=False), PATIENT_DATA]

    @property
    def fits_a_report(self) -> bool:
        """Whether it is an impression that a breast report has room for."""
        return self.kind is SectionKind.IMPRESSION and len(self.text) <= IMPRESSION_LENGTH


class Result(Confidential):
    """One result.

    Attributes:
        status: as the sender said it; None where that cannot be understood.
        placer, filler: the numbers of who asked and who did it; accession: the number of the exam.
        performed_at: when the exam was done; reported_at: when the result was reported, or its status changed.
        interpreted_by: who read the images.
        entered_at, entered_by: when and by whom it was typed in, where that was not at the time.
        acted_by: who did what the message tells of.
        sections: its text, each part once.
        report: the content of a breast report, as far as it was sent as more than text. Where there is one, the
            impression stands in it, unless it is too long for that.
    """

    status: ResultStatus | None = None
    placer: SystemNumber | None = None
    filler: SystemNumber | None = None
    accession: Key | None = None
    exam: ExamCode | None = None
    performed_at: Instant | None = None
    reported_at: Instant | None = None
    interpreted_by: Name | None = None
    entered_at: Instant | None = None
    entered_by: Name | None = None
    acted_by: Name | None = None
    sections: tuple[Section, ...] = ()
    report: BreastReport | None = None

    @model_validator(mode="after")
    def _says_each_part_once(self) -> Result:
        kinds = [section.kind for section in self.sections]
        faults = []
        if len(set(kinds)) < len(kinds):
            faults.append("a part of the text is given twice")
        if self.report is not None and any(section.fits_a_report for section in self.sections):
            faults.append("where there is a breast report, the impression stands in it")
        if faults:
            raise ValueError("; ".join(faults))
        return self


class Results(Confidential):
    """Results of one patient, as one message tells of them."""

    patient: Patient
    visit: Visit | None = None
    results: Annotated[tuple[Result, ...], Field(min_length=1)]
