"""A patient's changes of medicines, as portal, chart and paper have them: what each sheet becomes, and what is missing.

A portal that works on its own does not sync: what was done there is documented by hand. What was printed is documented
and never sent again (21 CFR 1311.170(d)); what was sent and printed too may be filled twice, which a person must stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations

from attrs import field, frozen

from downtimekit.backfill.comparing.comparison import Comparison
from downtimekit.backfill.comparing.strands import Side, Strand, Thread, Told, strands
from downtimekit.backfill.rules import DEFAULT_RULES, BackfillRules
from downtimekit.models.capture import Capture, Doubt, ReviewCode
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import Verdict
from downtimekit.models.prescriptions import ChangeOutcome, MedicationChange, Outcome, PaperPrescription, compare_change
from downtimekit.models.prescriptions.comparing import differing_fields


@frozen
class Change:
    """One change, and who has it.

    Attributes:
        captures: the sheets that tell of it, the first one that is entered first.
        records: where the chart has it; portal: the portal's record of it.
    """

    outcome: ChangeOutcome
    captures: tuple[str, ...]
    records: tuple[str, ...]
    portal: MedicationChange | None = field(default=None, repr=False)


@frozen
class Reconciliation:
    """What a patient's changes come to.

    Attributes:
        changes: each once.
        sheets: what becomes of each sheet, by its capture.
    """

    changes: tuple[Change, ...]
    sheets: dict[str, Comparison] = field(repr=False)

    @property
    def undocumented(self) -> tuple[Change, ...]:
        """What the portal did that neither the chart nor any sheet has: somebody must document it."""
        return tuple(change for change in self.changes if change.portal and not (change.captures or change.records))


def reconcile_changes(
    chart_records: Iterable[ChartRecord],
    captures: Iterable[Capture],
    portal_changes: Iterable[MedicationChange] | None = None,
    *,
    rules: BackfillRules = DEFAULT_RULES,
) -> Reconciliation:
    """Match the changes of one patient on all sides, whatever order they come in.

    Args:
        chart_records: what the chart has; other kinds of records are left aside.
        captures: the sheets: changes that were written down from the portal, and prescriptions on paper.
        portal_changes: what the portal says; None where nobody asked it, so that nothing can be missing there.
        rules: say how far apart two records of one change may lie.
    """
    threads = [*_of_portal(portal_changes or ()), *_of_sheets(captures), *_of_chart(chart_records)]
    changes, sheets = [], {}
    for strand in strands(threads, within=timedelta(hours=rules.same_change_hours)):
        written = sorted([*strand.of(Side.SHEET), *strand.of(Side.PRESCRIPTION)], key=lambda one: (one.at, one.id))
        if portal_changes is None and not written:
            continue
        outcome = _outcome(strand)
        records = tuple(thread.id for thread in strand.of(Side.CHART))
        captured = tuple(thread.id for thread in written)
        changes.append(Change(outcome, captured, records, _in_portal(strand)))
        for side in (Side.SHEET, Side.PRESCRIPTION):
            for number, thread in enumerate(strand.of(side)):
                sheets[thread.id] = _comparison(thread, outcome, records, is_repeat=number > 0)
    return Reconciliation(tuple(changes), sheets)


def _in_portal(strand: Strand) -> MedicationChange | None:
    told = _contents(strand.of(Side.PORTAL))
    return next((one for one in told if isinstance(one, MedicationChange)), None)


def _outcome(strand: Strand) -> ChangeOutcome:
    portal = [*strand.of(Side.PORTAL), *strand.of(Side.SHEET)]
    paper, chart = strand.of(Side.PRESCRIPTION), strand.of(Side.CHART)
    told = _contradicting(portal) or _contradicting(paper)
    if told:
        return ChangeOutcome(Outcome.CONFLICT, told)
    change = next((each for each in _contents(portal) if isinstance(each, MedicationChange)), None)
    sheet = next((each for each in _contents(paper) if isinstance(each, PaperPrescription)), None)
    entered = next(iter(_contents(chart)), None)
    if isinstance(entered, PaperPrescription):
        return _beside_prescription(change, sheet, entered)
    return compare_change(change, ehr=entered, paper=sheet)


def _beside_prescription(
    change: MedicationChange | None, sheet: PaperPrescription | None, entered: PaperPrescription
) -> ChangeOutcome:
    """Compare with a chart that has it as a prescription on paper."""
    outside: Told | None = sheet or change
    if outside is None:
        return ChangeOutcome(Outcome.MISSING_IN_PORTAL)
    if change is not None:
        twice = compare_change(change, paper=sheet or entered)
        if twice.outcome in (Outcome.DUPLICATE, Outcome.CONFLICT):
            return twice
    fields = differing_fields(outside, entered)
    return ChangeOutcome(Outcome.CONFLICT if fields else Outcome.MATCHED, fields)


def _contradicting(threads: Sequence[Thread]) -> tuple[str, ...]:
    pairs = combinations(_contents(threads), 2)
    return tuple(dict.fromkeys(name for one, other in pairs for name in differing_fields(one, other)))


def _comparison(thread: Thread, outcome: ChangeOutcome, records: tuple[str, ...], *, is_repeat: bool) -> Comparison:
    content, chart_id = thread.content, records[0] if records else None
    if outcome.outcome is Outcome.CONFLICT:
        return Comparison(Verdict.REVIEW, content, (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=outcome.fields),))
    double = Doubt(code=ReviewCode.DOUBLE_DOCUMENTATION, fields=outcome.fields)
    # Two prescriptions without a number on them may be two pieces of paper, and both may be filled.
    is_second = is_repeat and isinstance(content, PaperPrescription) and not content.control_number
    if outcome.outcome is Outcome.DUPLICATE or is_second:
        return Comparison(Verdict.REVIEW, content, (double,), chart_id=chart_id)
    if outcome.outcome is Outcome.MATCHED or is_repeat:
        notes = (double,) if is_repeat else ()
        return Comparison(Verdict.SKIP_DUPLICATE, content, notes=notes, chart_id=chart_id)
    external = Doubt(code=ReviewCode.EXTERNAL_CHANGE_NEEDS_DOCUMENTATION)
    return Comparison(Verdict.CREATE, content, notes=(external,) if isinstance(content, MedicationChange) else ())


def _contents(threads: Iterable[Thread]) -> Sequence[Told]:
    return [thread.content for thread in threads]


def _of_portal(changes: Iterable[MedicationChange]) -> Iterator[Thread]:
    for change in changes:
        yield Thread(Side.PORTAL, change.portal_id or "", change.written_at, change)


def _of_sheets(captures: Iterable[Capture]) -> Iterator[Thread]:
    for capture in captures:
        if isinstance(capture.content, MedicationChange):
            yield Thread(Side.SHEET, capture.id, capture.content.written_at, capture.content)
        elif isinstance(capture.content, PaperPrescription):
            yield Thread(Side.PRESCRIPTION, capture.id, capture.occurred_at, capture.content)


def _of_chart(records: Iterable[ChartRecord]) -> Iterator[Thread]:
    for record in records:
        if isinstance(record.content, MedicationChange) and not record.withdrawn:
            yield Thread(Side.CHART, record.id, record.content.written_at, record.content)
        elif isinstance(record.content, PaperPrescription) and record.occurred_at and not record.withdrawn:
            yield Thread(Side.CHART, record.id, record.occurred_at, record.content)
