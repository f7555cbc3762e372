"""What is wrong with a content by itself, whatever the chart says: sides, categories, signatures, what is missing.

A category is checked and never assigned: where it does not fit what is recommended, a person gives the reason. What was
prescribed, or changed in a portal, happened whether or not its record is whole, so what is missing there is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from downtimekit.backfill.comparing.comparison import gathered, named
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.breast import BreastReport, ReportStatus, Side, discordances
from downtimekit.models.breast.concordance import recommendation_concerns
from downtimekit.models.breast.mqsa.content import missing_in_report
from downtimekit.models.capture import Content, Doubt, ReviewCode
from downtimekit.models.chart import ChartOrder
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.intake import TechNotes, tech_notes_concerns
from downtimekit.models.paperwork import PaperOrder, PerformedExam
from downtimekit.models.prescriptions import MedicationChange, PaperPrescription, check_change, check_prescription

Found = Iterator[tuple[ReviewCode, str]]

_MISMATCH = frozenset({"recommendation_discordant", "recommendation_unexpected"})
_SIDE = "side_mismatch"
_MISSING = frozenset({"missing", "content_missing", "not_signed", "schedule_unknown", "signing_day_unknown"})


def content_doubts(
    content: Content, *, order: ChartOrder | None, rules: BackfillRules
) -> tuple[tuple[Doubt, ...], tuple[Doubt, ...]]:
    """Return what a content is in doubt about by itself, and what a person should know about it.

    Args:
        content: of the record.
        order: of its exam, where there is one.
        rules: of the site.
    """
    doubts, notes = list(_sides_in_doubt(content, order)), list(_sides_to_note(content, order))
    if isinstance(content, BreastReport):
        doubts += _report_in_doubt(content, rules)
        notes += _report_to_note(content)
    elif isinstance(content, TechNotes):
        unlike = [c for c in tech_notes_concerns(content) if c.code == _SIDE and c.gravity is Gravity.FAULT]
        doubts += [(_SIDES, concern.path) for concern in unlike]
    elif isinstance(content, MedicationChange):
        notes.append((ReviewCode.EXTERNAL_CHANGE_NEEDS_DOCUMENTATION, ""))
        notes += [(ReviewCode.MISSING_REQUIRED, c.path) for c in check_change(content) if _is_lacking(c)]
    elif isinstance(content, PaperPrescription):
        notes += [(ReviewCode.MISSING_REQUIRED, c.path) for c in check_prescription(content) if _is_lacking(c)]
    return gathered(doubts), gathered(notes)


_SIDES = ReviewCode.LATERALITY_MISMATCH


def unsigned(report: BreastReport, *, rules: BackfillRules) -> Found:
    """Yield what speaks against a report being final: only a radiologist makes it so, and signs it with the time.

    Args:
        report: of any status; one that is not final needs no signature.
        rules: name the radiologists of the site, where it wants them checked.
    """
    if report.status is not ReportStatus.FINAL:
        return
    for name in ("interpreted_by", "interpreted_at"):
        if not getattr(report, name):
            yield ReviewCode.SIGNATURE_MISSING, name
    known = {_folded(name) for name in rules.radiologists}
    if known and report.interpreted_by and _folded(report.interpreted_by) not in known:
        yield ReviewCode.SIGNATURE_MISSING, "interpreted_by"


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_lacking(concern: Concern) -> bool:
    return concern.code in _MISSING and concern.gravity is Gravity.FAULT


def _report_in_doubt(report: BreastReport, rules: BackfillRules) -> Found:
    yield from unsigned(report, rules=rules)
    if report.status is ReportStatus.FINAL and report.modality in rules.mqsa.modalities:
        lacking = (concern.path for concern in missing_in_report(report))
        yield from ((ReviewCode.MISSING_REQUIRED, path) for path in lacking if path != "interpreted_by")
    for concern in recommendation_concerns(report):
        if concern.code in _MISMATCH and not report.explanation:
            yield ReviewCode.CATEGORY_RECOMMENDATION_MISMATCH, concern.path
        elif concern.code == "recommendation_on_other_side":
            yield _SIDES, concern.path


def _report_to_note(report: BreastReport) -> Found:
    if report.explanation:
        return
    for concern in discordances(report):
        if concern.code.endswith("assessment_differs"):
            yield ReviewCode.CATEGORY_AMBIGUOUS, named(concern.path, report)


def _sides_in_doubt(content: Content, order: ChartOrder | None) -> Found:
    """Yield the fields that are about a side that was not ordered."""
    ordered = set(order.sides) if order else set()
    for path, sides in _sides(content):
        if ordered and not ordered.issuperset(sides):
            yield _SIDES, path


def _sides_to_note(content: Content, order: ChartOrder | None) -> Found:
    """Yield the field that says that less was examined than was ordered, as after a mastectomy."""
    examined = dict(_sides(content))
    for path in ("laterality", "sides"):
        if order and path in examined and set(examined[path]) < set(order.sides):
            yield _SIDES, path


def _sides(content: Content) -> Iterator[tuple[str, tuple[Side, ...]]]:
    """Yield where a content speaks of a side, and of which."""
    if isinstance(content, TechNotes | PerformedExam | PaperOrder) and content.sides:
        yield "sides", content.sides
    if isinstance(content, BreastReport):
        if content.laterality:
            yield "laterality", content.laterality.sides
        for number, finding in enumerate(content.findings):
            yield named(f"findings[{number}].side", content), finding.side.sides
        for number, breast in enumerate(content.breasts):
            yield named(f"breasts[{number}].side", content), (breast.side,)
