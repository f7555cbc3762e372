"""Compare a record with what the chart holds: write it, link it, update or amend what is there, or ask a person.

Where nobody kept what the chart held when the system went down, a difference is a contradiction: nothing tells what is
older. Where somebody did, paper may go on from it, and what others did in the chart meanwhile is kept. What is final is
never written over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from attrs import field, frozen

from downtimekit.backfill.amending import correction, is_final
from downtimekit.backfill.comparing.checks import unsigned
from downtimekit.backfill.comparing.comparison import Comparison, contradictions, gathered, is_category
from downtimekit.backfill.comparing.finalizing import finalizing, reading
from downtimekit.backfill.comparing.three_way import PAPER_MOVES, Basis, Joined, has_moved, join
from downtimekit.backfill.rules import DEFAULT_RULES, BackfillRules
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Content, Doubt, ReviewCode
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import FieldComparison, FieldOutcome, Verdict


def compare(
    content: Content,
    *,
    now: ChartRecord | None,
    before: ChartRecord | None = None,
    as_of: bool = False,
    ours: bool = False,
    rewritten: bool = False,
    reason: str = "",
    rules: BackfillRules = DEFAULT_RULES,
) -> Comparison:
    """Compare a record's content with the chart's.

    Args:
        content: what the paper says.
        now: what the chart holds for the same exam and kind, if anything.
        before: what it held when it went down.
        as_of: whether anybody kept what the chart held then.
        ours: whether the chart's record was written by this downtime's back-fill.
        rewritten: whether a person keyed it again on purpose, in place of what was entered.
        reason: why they did, where they said so; it becomes part of the correction of something final.
        rules: of the site.
    """
    if now is None or now.withdrawn:
        return Comparison(Verdict.CREATE, content)
    known = before.content if before and not before.withdrawn else None
    basis = Basis(as_of=as_of, ours=ours, again=ours and rewritten)
    joined = join(content, now=now.content, before=known, basis=basis)
    meeting = _Meeting(content, now, known, basis, joined, rules)
    # Of what was read only in part nobody knows whether it is final, or what an update would take away.
    return meeting.with_final(reason) if is_final(now.content) or not now.whole else meeting.with_open()


@frozen
class _Meeting:
    """A record that meets one of the chart."""

    paper: Content = field(repr=False)
    record: ChartRecord = field(repr=False)
    before: Content | None = field(repr=False)
    basis: Basis
    joined: Joined
    rules: BackfillRules

    def with_open(self) -> Comparison:
        """Compare with what is not final."""
        if not self._of(*PAPER_MOVES, FieldOutcome.CONFLICT):
            return self._linked()
        notes, doubts = list(self._double()), [*self._contradicted(), *self._too_much()]
        report, draft = self.joined.content, self.record.content
        if isinstance(report, BreastReport) and isinstance(draft, BreastReport):
            signing = finalizing(draft, report, fields=self.joined.fields)
            doubts += [*signing.doubts, *gathered(unsigned(report, rules=self.rules))]
            notes += signing.notes
        if doubts:
            return self._review(doubts, notes)
        return Comparison(Verdict.UPDATE, report, notes=tuple(notes), fields=self.joined.fields)

    def with_final(self, reason: str) -> Comparison:
        """Compare with what is final: paper says the same, corrects what was entered from it, or goes to a person."""
        corrects = self.basis.again and is_final(self.paper)
        beside = () if corrects else _signature(self.paper)
        said = [found for found in self._of(*PAPER_MOVES, FieldOutcome.CONFLICT) if found.path not in beside]
        if not said:
            return self._linked()
        if corrects:
            amends = correction(self.record.id, fields=said, reason=reason)
            return Comparison(Verdict.AMEND, self.paper, fields=self.joined.fields, amends=amends)
        return self._review(list(_discrepancies(said, self.record.content)), list(self._double()))

    def _of(self, *outcomes: FieldOutcome) -> Sequence[FieldComparison]:
        return [found for found in self.joined.fields if found.outcome in outcomes]

    def _linked(self) -> Comparison:
        notes = tuple(self._double())
        return Comparison(Verdict.SKIP_DUPLICATE, self.record.content, notes=notes, fields=self.joined.fields)

    def _review(self, doubts: Sequence[Doubt], notes: Sequence[Doubt]) -> Comparison:
        told = tuple(dict.fromkeys(doubts))
        noted = tuple(note for note in dict.fromkeys(notes) if note.code not in {doubt.code for doubt in told})
        return Comparison(Verdict.REVIEW, self.paper, told, noted, self.joined.fields)

    @property
    def _opened_since(self) -> bool:
        """Whether somebody else opened the record in the chart while paper was written."""
        return self.basis.as_of and self.before is None and not self.basis.ours

    def _double(self) -> Sequence[Doubt]:
        """Return that somebody else wrote into the chart too, with what paper does not tell."""
        moved = _paths(found for found in self.joined.fields if has_moved(found, basis=self.basis))
        if not self._opened_since and not moved:
            return ()
        return (Doubt(code=ReviewCode.DOUBLE_DOCUMENTATION, fields=moved),)

    def _contradicted(self) -> Sequence[Doubt]:
        """Return where paper and the chart cannot both be right."""
        doubts = list(contradictions(_paths(self._of(FieldOutcome.CONFLICT)), self.paper))
        if self.joined.misfit:
            doubts.append(Doubt(code=ReviewCode.FIELD_CONFLICT, fields=self.joined.misfit))
        both = self._both_read()
        return [*doubts, Doubt(code=ReviewCode.READER_DISCREPANCY, fields=both)] if both else doubts

    def _both_read(self) -> tuple[str, ...]:
        """Return what was read in the chart and on paper at once: two readings, of which nobody makes one."""
        if not isinstance(self.paper, BreastReport) or self.before is None:
            return ()
        in_chart = [f for f in reading(self.joined.fields) if has_moved(f, basis=self.basis)]
        on_paper = [f for f in reading(self.joined.fields) if f.outcome in PAPER_MOVES]
        return _paths(chain(in_chart, on_paper)) if in_chart and on_paper else ()

    def _too_much(self) -> Sequence[Doubt]:
        """Return what paper may not add or change without being asked."""
        moves = _paths(self._of(*PAPER_MOVES))
        if self.basis.ours:
            changes = _paths(self._of(FieldOutcome.PAPER_CHANGES))
            may_change = self.basis.again or isinstance(self.paper, BreastReport) or not changes
            return () if may_change else (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=changes),)
        is_known = self.basis.as_of and not self._opened_since
        if is_known or self._of(FieldOutcome.CONFLICT):
            return ()
        return (Doubt(code=ReviewCode.DOUBLE_DOCUMENTATION, fields=moves),)


def _discrepancies(said: Sequence[FieldComparison], final: Content) -> Sequence[Doubt]:
    """Return what it comes to that paper says something else than what is final in the chart."""
    paths = _paths(said)
    if not isinstance(final, BreastReport):
        return (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=paths),)
    recategorized = [found.path for found in said if found.now is not None and is_category(found.path)]
    if not recategorized:
        return (Doubt(code=ReviewCode.FINAL_REPORT_EXISTS_DISCREPANT, fields=paths),)
    changed = Doubt(code=ReviewCode.CATEGORY_CHANGED_AFTER_FINAL, fields=paths)
    if "interpreted_by" not in paths:
        return (changed,)
    return changed, Doubt(code=ReviewCode.READER_DISCREPANCY, fields=("interpreted_by", *recategorized))


def _signature(paper: Content) -> tuple[str, ...]:
    """Return the fields in which a sheet may differ from what is final: when it was signed, and a draft by whom."""
    if not isinstance(paper, BreastReport):
        return ()
    is_draft = paper.status is not ReportStatus.FINAL
    return ("interpreted_at", "status", "interpreted_by") if is_draft else ("interpreted_at",)


def _paths(found: Iterable[FieldComparison]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.path for each in found))
