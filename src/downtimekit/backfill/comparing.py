"""Compare a record with what the chart holds: write it, link it, update our own, or ask a person."""

from __future__ import annotations

from attrs import frozen

from downtimekit.backfill.merging import differences
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Content, Doubt, ReviewCode
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import Verdict


@frozen
class Comparison:
    """What the chart's present content means for a record."""

    verdict: Verdict
    doubts: tuple[Doubt, ...] = ()


def compare(content: Content, *, record: ChartRecord | None, ours: bool) -> Comparison:
    """Compare a record's content with the chart's.

    Args:
        content: what the paper says.
        record: what the chart holds for the same exam and kind, if anything.
        ours: whether the chart's record was written by this downtime's back-fill.
    """
    if record is None:
        return Comparison(Verdict.CREATE)
    if record.content == content:
        return Comparison(Verdict.SKIP_DUPLICATE)
    fields = differences(record.content, content)
    if not isinstance(record.content, BreastReport):
        return _conflict(ReviewCode.FIELD_CONFLICT, fields)
    if record.content.status is ReportStatus.FINAL:
        changed = "assessment" in fields
        code = ReviewCode.CATEGORY_CHANGED_AFTER_FINAL if changed else ReviewCode.FINAL_REPORT_EXISTS_DISCREPANT
        return _conflict(code, fields)
    return Comparison(Verdict.UPDATE) if ours else _conflict(ReviewCode.FIELD_CONFLICT, fields)


def _conflict(code: ReviewCode, fields: tuple[str, ...]) -> Comparison:
    return Comparison(Verdict.REVIEW, (Doubt(code=code, fields=fields),))
