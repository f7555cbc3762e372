"""What the clocks of the law need to know of an exam, and a record of what was sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.modality import Modality
from downtimekit.models.breast.report import BreastReport
from downtimekit.models.reading import read
from downtimekit.models.strict import Confidential, Instant, Key, Name

ExamDay = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]
"""A day by the facility's calendar, near enough for a clock to count from it."""


class Duty(StrEnum):
    """What must be sent, and to whom."""

    PROVIDER_REPORT = "provider_report"
    """The report, to the provider who is named."""
    PATIENT_REPORT = "patient_report"
    """The report itself, to a patient who named no provider."""
    LAY_SUMMARY = "lay_summary"
    """The summary in lay terms, to every patient."""
    FOLLOWUP_REPORT = "followup_report"
    """The report that follows one that needed priors; it may need additional imaging (Alternative Standard #25)."""
    RECORD_TRANSFER = "record_transfer"
    """Mammograms and reports, to where the patient asked them to be sent."""


class Sent(Confidential):
    """That something was sent: what, when, and by whom."""

    duty: Duty
    at: Instant
    by: Name


class MqsaExam(Confidential):
    """One exam, with what starts and what stops its clocks. When it was typed in is not among them.

    Attributes:
        modality: with what it was done: the law holds for mammography.
        examined_on: the date of the exam, as it stands on the paper.
        interpreted_at: when it was interpreted, as it stands on the paper; None as long as nobody did.
        assessments: the overall category, those of the breasts (Alternative Standard #8), or both.
        provider_named: False for a patient who came of their own accord and names no provider.
        initial_report_on: the date of the report that needed priors; without it, that of the interpretation counts.
        transfer_requested_on: when the patient asked for a transfer.
        sent: what was sent already.
    """

    accession: Key
    modality: Modality = Modality.MAMMOGRAPHY
    examined_on: ExamDay
    interpreted_at: Instant | None = None
    assessments: tuple[Assessment, ...] = ()
    provider_named: bool = True
    initial_report_on: ExamDay | None = None
    transfer_requested_on: ExamDay | None = None
    sent: tuple[Sent, ...] = ()

    @model_validator(mode="after")
    def _follows_the_exam(self) -> MqsaExam:
        faults = []
        # Without the zone, a day of the exam begins somewhere within 14 hours of midnight UTC.
        begins = datetime.combine(self.examined_on, time(), UTC) - timedelta(hours=14)
        if self.interpreted_at and self.interpreted_at < begins:
            faults.append("was interpreted before the exam")
        if self.initial_report_on and self.initial_report_on < self.examined_on:
            faults.append("was reported before the exam")
        if any(sent.at < begins for sent in self.sent):
            faults.append("something was sent before the exam")
        if faults:
            raise ValueError("; ".join(faults))
        return self


def exam_of(
    report: BreastReport,
    *,
    accession: str,
    examined_on: date,
    provider_named: bool = True,
    initial_report_on: date | None = None,
    transfer_requested_on: date | None = None,
    sent: tuple[Sent, ...] = (),
) -> MqsaExam:
    """Return what the clocks need to know of a report; for one that was amended, of what it says now.

    To be safe, a preliminary interpretation and a single suspicious breast start the clocks of the suspicious too.

    Args:
        report: the report.
        accession: the exam's.
        examined_on: the date of the exam, in the facility's calendar.
        provider_named: whether a provider is to be told.
        initial_report_on: the date of an earlier report that needed priors.
        transfer_requested_on: when the patient asked for a transfer.
        sent: what was sent already.

    Raises:
        InvalidInput: the dates cannot be: something lies before the exam.
    """
    told = {
        "accession": accession,
        "modality": report.modality,
        "examined_on": examined_on,
        "interpreted_at": report.interpreted_at,
        "assessments": _recorded(report),
        "provider_named": provider_named,
        "initial_report_on": initial_report_on,
        "transfer_requested_on": transfer_requested_on,
        "sent": sent,
    }
    return read(MqsaExam, told, source="exam")


def _recorded(report: BreastReport) -> tuple[Assessment, ...]:
    recorded = (report.assessment, *(breast.assessment for breast in report.breasts))
    return tuple(dict.fromkeys(category for category in recorded if category))
