"""Make one record of several captures: two keyings of one sheet, or the sheets that one report was written on.

Nothing is chosen: where two captures say different things, the doubt says which fields, and a person decides. Neither
the order of the captures nor that of a sheet's pages makes a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import evolve, field, frozen

from downtimekit.backfill.comparing.comparison import contradictions
from downtimekit.backfill.comparing.finalizing import finalizing
from downtimekit.backfill.comparing.three_way import Basis, differences, join
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Capture, Content, Doubt, ReviewCode
from downtimekit.models.plan import FieldComparison, FieldOutcome

__all__ = ["Merged", "differences", "merge"]


@frozen
class Merged:
    """One record's content, what stands in doubt about it, what to know of it, and where keyings differ."""

    content: Content = field(repr=False)
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Doubt, ...] = ()
    fields: tuple[FieldComparison, ...] = ()


def merge(captures: Sequence[Capture]) -> Merged:
    """Merge the captures of one record: the keyings of each sheet are compared, then the sheets are joined.

    What was written first comes first, and the first keying of a sheet is the one that is joined. A capture that
    another one puts right no longer counts.
    """
    replaced = {old for capture in captures for old in capture.replaces}
    counting = sorted((capture for capture in captures if capture.id not in replaced), key=_first)
    doubts = [doubt for capture in counting for doubt in capture.doubts]
    sheets: dict[str, Content] = {}
    torn: dict[str, dict[str, None]] = {}
    differing: list[FieldComparison] = []
    for capture in counting:
        name = capture.serial or capture.id
        fields = differences(sheets.setdefault(name, capture.content), capture.content)
        torn.setdefault(name, {}).update(dict.fromkeys(fields))
        differing += _twice_keyed(sheets[name], capture.content) if fields else ()
    doubts += [Doubt(code=ReviewCode.DOUBLE_ENTRY_DISCREPANCY, fields=tuple(paths)) for paths in torn.values() if paths]
    joined = _signed(list(sheets.values()))
    return evolve(joined, doubts=tuple(dict.fromkeys([*doubts, *joined.doubts])), fields=tuple(differing))


def _twice_keyed(first: Content, again: Content) -> Iterator[FieldComparison]:
    """Yield where two keyings of one sheet say different things, and what each says."""
    if type(first) is not type(again):
        return
    for found in join(again, now=first).fields:
        yield FieldComparison(path=found.path, outcome=FieldOutcome.KEYINGS_DIFFER, paper=found.now, again=found.paper)


def _first(capture: Capture) -> tuple[datetime, datetime, str]:
    return capture.occurred_at, capture.recorded_at, capture.id


def _signed(sheets: Sequence[Content]) -> Merged:
    """Join first readings, and what was signed, and let the signed report take the place of the first readings.

    So they become together what they become one after the other: what only a first reading says of the images, nobody
    signed, and that the signed report says something else is told.
    """
    finals = [sheet for sheet in sheets if isinstance(sheet, BreastReport) and sheet.status is ReportStatus.FINAL]
    drafts = [sheet for sheet in sheets if sheet not in finals]
    if not finals or not drafts:
        return _join(sheets)
    draft, final = _join(drafts), _join(finals)
    joined = join(final.content, now=draft.content, basis=Basis(ours=True))
    report, first = joined.content, draft.content
    if not isinstance(report, BreastReport) or not isinstance(first, BreastReport):
        return _join(sheets)
    signing = finalizing(first, report, fields=joined.fields)
    misfit = (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=joined.misfit),) if joined.misfit else ()
    return Merged(report, (*draft.doubts, *final.doubts, *misfit, *signing.doubts), signing.notes)


def _join(sheets: Sequence[Content]) -> Merged:
    """Join sheets of one record; only a report is written on several, each of which may say a part of it."""
    content, *others = sheets
    in_doubt: dict[str, None] = {}
    for other in others:
        joined = join(other, now=content)
        if isinstance(content, BreastReport) and isinstance(other, BreastReport):
            conflicts = [found.path for found in joined.fields if found.outcome is FieldOutcome.CONFLICT]
            in_doubt.update(dict.fromkeys([*conflicts, *joined.misfit]))
            content = joined.content
        else:
            in_doubt.update(dict.fromkeys(found.path for found in joined.fields))
    return Merged(content, tuple(contradictions(tuple(in_doubt), content)))
