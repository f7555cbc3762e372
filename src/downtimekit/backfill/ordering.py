"""Was it ordered already? An order on paper beside those that the chart has."""

from __future__ import annotations

from datetime import timedelta

from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.comparing import Comparison
from downtimekit.backfill.placing import Sheet
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.capture import Doubt, ReviewCode
from downtimekit.models.chart import ChartOrder
from downtimekit.models.paperwork import PaperOrder
from downtimekit.models.plan import Verdict


def compare_order(sheet: Sheet, content: PaperOrder, *, chart: ChartIndex, rules: BackfillRules) -> Comparison:
    """Say what becomes of an order.

    One that the chart has under its number is not placed again. One without a number goes to a person where the chart
    has an order of that time for the same side: it may have been placed on paper and in the system.

    Args:
        sheet: the order, in its place.
        content: what it asks for.
        chart: what the target holds, without what arrives on paper.
        rules: how near in time two orders may be one.
    """
    known = chart.orders.get(sheet.accession)
    if known is None:
        alike = not sheet.accession and any(
            _may_be(order, sheet, content, rules) for order in chart.exams.get(sheet.match.mrn or "", ())
        )
        doubts = (Doubt(code=ReviewCode.DOUBLE_DOCUMENTATION, fields=("accession",)),) if alike else ()
        return Comparison(Verdict.CREATE, content, doubts=doubts)
    if chart.survivor(known.mrn) != sheet.match.mrn:
        return _doubtful(content, ReviewCode.ORDER_PATIENT_MISMATCH)
    if known.is_off and content.carried_out is not False:
        return _doubtful(content, ReviewCode.ORDER_CANCELLED_BUT_PERFORMED)
    if known.sides and content.sides and set(known.sides) != set(content.sides):
        return _doubtful(content, ReviewCode.LATERALITY_MISMATCH, "sides")
    return Comparison(Verdict.SKIP_DUPLICATE, content)


def _may_be(order: ChartOrder, sheet: Sheet, content: PaperOrder, rules: BackfillRules) -> bool:
    at, occurred_at = order.scheduled_at, sheet.capture.occurred_at
    hours = timedelta(hours=rules.exam_hours)
    near = abs(occurred_at - at) <= hours if at else abs(occurred_at.date() - order.day) <= hours
    disjoint = order.sides and content.sides and not set(order.sides) & set(content.sides)
    return near and not order.is_off and not disjoint


def _doubtful(content: PaperOrder, code: ReviewCode, field: str = "accession") -> Comparison:
    return Comparison(Verdict.REVIEW, content, doubts=(Doubt(code=code, fields=(field,)),))
