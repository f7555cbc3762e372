"""To which exam does a sheet belong? By its number, or by patient, kind of exam and time where only one fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from attrs import field, frozen

from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.breast import BreastReport
from downtimekit.models.breast.modality import Modality
from downtimekit.models.capture import Capture, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import ChartOrder
from downtimekit.models.downtime import Downtime
from downtimekit.models.paperwork import PerformedExam

DICOM_OF: Mapping[Modality, frozenset[str]] = {
    Modality.MAMMOGRAPHY: frozenset({"MG"}),
    Modality.CONTRAST_MAMMOGRAPHY: frozenset({"MG"}),
    Modality.ULTRASOUND: frozenset({"US"}),
    Modality.MRI: frozenset({"MR"}),
}
"""How DICOM calls what images were made with (PS3.3 C.7.3.1.1.1)."""

_DONE = frozenset({RecordKind.EXAM, RecordKind.TECH_NOTES, RecordKind.REPORT})
"""What shows that an exam was done."""


@frozen
class Exam:
    """The exam that a sheet belongs to.

    Attributes:
        accession: its number; empty where a person must decide.
        order: what the chart, or the paper itself, says of it.
        never: charts that the exam shows it must not be written to.
    """

    accession: str = ""
    order: ChartOrder | None = None
    doubts: tuple[Doubt, ...] = ()
    never: tuple[str, ...] = field(default=(), repr=False)


def exam_for(capture: Capture, *, mrn: str, index: ChartIndex, downtime: Downtime, rules: BackfillRules) -> Exam:
    """Return the exam of a sheet, and what stands in doubt about it.

    Args:
        capture: the sheet.
        mrn: whose it is.
        index: the chart, with the orders that came on paper.
        downtime: whose clock the days are told by.
        rules: how far an exam may lie from its order.
    """
    window = _Window(capture, downtime, rules)
    fitting = [order for order in index.exams.get(mrn, ()) if window.fits(order)]
    accession = capture.accession or _downtime_accession(capture)
    if accession is None:
        return _by_time(capture, fitting)
    order = index.orders.get(accession)
    if order is None:
        codes = [ReviewCode.ACCESSION_UNKNOWN, *([] if fitting else [ReviewCode.ORDER_MISSING])]
        return Exam(accession, doubts=tuple(Doubt(code=code, fields=("accession",)) for code in codes))
    if index.survivor(order.mrn) != mrn:
        never = (index.survivor(order.mrn),)
        return Exam(accession, order, (_doubt(ReviewCode.ORDER_PATIENT_MISMATCH),), never)
    return Exam(accession, order, tuple(_of_order(capture, order, window)))


def exam_ordered(
    capture: Capture, *, mrn: str | None, index: ChartIndex, downtime: Downtime, rules: BackfillRules
) -> Exam:
    """Return the exam that an order asks for, and whether its number stands for one that was over before.

    Args:
        capture: the order.
        mrn: whose it is; None where that is not decided.
        index: the chart, with the orders that came on paper.
        downtime: whose clock the days are told by.
        rules: how far an exam may lie from its order.
    """
    accession = capture.accession or ""
    order = index.orders.get(accession)
    if order is None or mrn is None:
        return Exam(accession, order)
    owner = index.survivor(order.mrn)
    is_over = _Window(capture, downtime, rules).is_after(order)
    doubts = (_doubt(ReviewCode.ACCESSION_REUSED, "occurred_at"),) if is_over and owner == mrn else ()
    return Exam(accession, order, doubts, () if owner == mrn else (owner,))


def _of_order(capture: Capture, order: ChartOrder, window: _Window) -> Sequence[Doubt]:
    found = []
    if order.is_off and capture.kind in _DONE:
        found.append(_doubt(ReviewCode.ORDER_CANCELLED_BUT_PERFORMED))
    unlike = [
        *([] if window.may_be_of(order) else ["occurred_at"]),
        *([] if window.is_of_its_kind(order) or not _says_its_kind(capture) else ["modality"]),
    ]
    if capture.kind.of_exam and unlike:
        found.append(_doubt(ReviewCode.ACCESSION_REUSED, *unlike))
    content = capture.content
    if isinstance(content, PerformedExam) and content.study and order.study and content.study != order.study:
        found.append(_doubt(ReviewCode.ORDER_AMBIGUOUS, "study"))
    return found


def _says_its_kind(capture: Capture) -> bool:
    """Say whether a report names what its images were made with; a sheet that does not is read as of a mammogram."""
    return isinstance(capture.content, BreastReport) and capture.content.modality is not Modality.MAMMOGRAPHY


def _by_time(capture: Capture, fitting: Sequence[ChartOrder]) -> Exam:
    live = [order for order in fitting if not order.is_off]
    if len(live) == 1:
        return Exam(live[0].accession, live[0])
    if len(live) > 1:
        return Exam(doubts=(_doubt(ReviewCode.ORDER_AMBIGUOUS),))
    if fitting and capture.kind in _DONE:
        return Exam(doubts=(_doubt(ReviewCode.ORDER_CANCELLED_BUT_PERFORMED),))
    return Exam(doubts=(_doubt(ReviewCode.ORDER_MISSING),))


def _downtime_accession(capture: Capture) -> str | None:
    return capture.content.downtime_accession if isinstance(capture.content, PerformedExam) else None


def _doubt(code: ReviewCode, *further: str) -> Doubt:
    return Doubt(code=code, fields=("accession", *further))


@frozen
class _Window:
    """When, and with what, an exam was done that a sheet tells of."""

    capture: Capture
    downtime: Downtime
    rules: BackfillRules

    @property
    def _day(self) -> date:
        return self.downtime.local(self.capture.occurred_at).date()

    def fits(self, order: ChartOrder) -> bool:
        """Say whether a sheet without a number could belong to an order."""
        return self.is_of_its_kind(order) and self.may_be_of(order)

    def may_be_of(self, order: ChartOrder) -> bool:
        """Say whether the time of a sheet speaks against an order; what is read lies after what was done."""
        ahead = timedelta(hours=self.rules.exam_hours)
        behind = ahead + timedelta(days=self.rules.reading_days * (self.capture.kind is RecordKind.REPORT))
        if order.scheduled_at:
            return -ahead <= self.capture.occurred_at - order.scheduled_at <= behind
        return -ahead <= self._day - order.day <= behind

    def is_after(self, order: ChartOrder) -> bool:
        """Say whether an exam was over before a sheet was written; it may be planned for any time after that."""
        ahead, at = timedelta(hours=self.rules.exam_hours), self.capture.occurred_at
        return at - order.scheduled_at > ahead if order.scheduled_at else self._day - order.day > ahead

    def is_of_its_kind(self, order: ChartOrder) -> bool:
        """Say whether the images that were read are of the kind that was ordered, as far as both say so."""
        content = self.capture.content
        if order.modality is None or not isinstance(content, BreastReport):
            return True
        return order.modality in DICOM_OF[content.modality]
