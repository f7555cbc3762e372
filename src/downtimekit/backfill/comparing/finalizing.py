"""A preliminary report that becomes final: what a radiologist signs is what they read, and nothing is added to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from downtimekit.backfill.comparing.comparison import gathered, named
from downtimekit.models.breast import BreastReport, ReportStatus, preliminary_concerns
from downtimekit.models.capture import Doubt, ReviewCode
from downtimekit.models.concern import Gravity
from downtimekit.models.plan import FieldComparison, FieldOutcome

READING = frozenset(
    {
        "density",
        "composition",
        "findings",
        "breasts",
        "assessment",
        "incomplete_reason",
        "recommendations",
        "explanation",
        "impression",
        "status",
        "interpreted_by",
        "interpreted_at",
    }
)
"""What whoever reads the images says; the rest of a report is known before they are read."""

_KEPT = (FieldOutcome.CHART_ADDS, FieldOutcome.CHART_CHANGED)
_CODES: Mapping[str, ReviewCode] = {
    "laterality_changed": ReviewCode.LATERALITY_MISMATCH,
    "preliminary_category_changed": ReviewCode.READER_DISCREPANCY,
    "preliminary_finding_missing": ReviewCode.READER_DISCREPANCY,
    "finding_not_in_preliminary": ReviewCode.READER_DISCREPANCY,
}


@frozen
class Finalizing:
    """What speaks against making a preliminary report final, and what a person should know of it."""

    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Doubt, ...] = ()


def reading(fields: Iterable[FieldComparison]) -> Sequence[FieldComparison]:
    """Return the fields that whoever reads the images says."""
    return [found for found in fields if found.path.partition(".")[0].partition("[")[0] in READING]


def finalizing(draft: BreastReport, final: BreastReport, *, fields: Sequence[FieldComparison]) -> Finalizing:
    """Return what a person should look at before a draft in the chart becomes final, and afterwards.

    What only the draft says of the images cannot become part of the final report: nobody signed it. That the final one
    says something else is told, since somebody may have acted on the draft.

    Args:
        draft: what the chart has.
        final: what would take its place; nothing is found where it is not final.
        fields: on which the draft and the sheet differ.
    """
    if final.status is not ReportStatus.FINAL or draft.status is ReportStatus.FINAL:
        return Finalizing()
    unread = tuple(found.path for found in reading(fields) if found.outcome in _KEPT)
    doubts = [(ReviewCode.FIELD_CONFLICT, path) for path in unread]
    notes = []
    for concern in preliminary_concerns(draft, final):
        if concern.gravity is Gravity.FAULT:
            doubts.append((ReviewCode.FIELD_CONFLICT, concern.path))
        else:
            notes.append((_CODES[concern.code], named(concern.path, final)))
    return Finalizing(gathered(doubts), gathered(notes))
