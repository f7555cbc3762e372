"""Addenda, corrections and retractions on paper: each goes beside the final record that it is about, and never into it.

A retraction is entered as what it is, a signed statement of its own. The record that it withdraws stays as it stands:
whether to mark it as entered in error, a person decides when they have read why, and an undoing plan does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from downtimekit.backfill.amending import is_final
from downtimekit.backfill.comparing.comparison import Comparison
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.breast import BreastReport
from downtimekit.models.capture import Doubt, ReviewCode
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import Verdict

_FIELDS = ("amends",)


def compare_amendment(
    content: WrittenAmendment,
    *,
    records: Iterable[ChartRecord],
    mrn: str,
    accession: str | None,
    occurred_at: datetime,
) -> Comparison:
    """Say which record an amendment belongs to, and whether the chart has it already.

    The sheet names the record. Where it names none, or one that the chart does not know, it is the final report of its
    exam, if there is exactly one.

    Args:
        content: what the sheet says.
        records: what the chart holds of the patient and the exam.
        mrn: whose the sheet is.
        accession: its exam, where it has one.
        occurred_at: when it was written.
    """
    known = [record for record in records if not record.withdrawn]
    named = next((record for record in known if record.id == content.amends), None)
    if named is not None and named.mrn != mrn:
        return _asked(content, ReviewCode.ORDER_PATIENT_MISMATCH)
    finals = [named] if named else _final_reports(known, mrn=mrn, accession=accession)
    if len(finals) > 1:
        return _asked(content, ReviewCode.MISSING_REQUIRED)
    if not finals or not is_final(finals[0].content):
        return _asked(content, ReviewCode.DEPENDENCY_NOT_ENTERED)
    amends = content.model_copy(update={"amends": finals[0].id})
    entered = entered_as(amends, records=known, mrn=mrn, occurred_at=occurred_at)
    if entered is not None:
        return Comparison(Verdict.SKIP_DUPLICATE, amends, chart_id=entered.id)
    return Comparison(Verdict.AMEND, amends, amends=amends)


def entered_as(
    amendment: WrittenAmendment, *, records: Iterable[ChartRecord], mrn: str, occurred_at: datetime
) -> ChartRecord | None:
    """Return the chart's record of an amendment; None where it does not have it.

    Args:
        amendment: as it would be written, with the record that it is about.
        records: what the chart holds.
        mrn: whose it is.
        occurred_at: when it was written.
    """
    return next(
        (
            record
            for record in records
            if record.content == amendment and record.mrn == mrn and record.occurred_at == occurred_at
        ),
        None,
    )


def _final_reports(records: Iterable[ChartRecord], *, mrn: str, accession: str | None) -> Sequence[ChartRecord]:
    of_exam = [record for record in records if accession and record.accession == accession and record.mrn == mrn]
    return [record for record in of_exam if isinstance(record.content, BreastReport) and is_final(record.content)]


def _asked(content: WrittenAmendment, code: ReviewCode) -> Comparison:
    return Comparison(Verdict.REVIEW, content, (Doubt(code=code, fields=_FIELDS),))
