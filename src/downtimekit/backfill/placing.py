"""Give every sheet its place: whose it is, to which exam it belongs, and with which others it makes one record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from downtimekit.backfill.arriving import arriving_orders, arriving_patients
from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.exams import Exam, exam_for, exam_ordered
from downtimekit.backfill.identity import Match
from downtimekit.backfill.paper import Paper
from downtimekit.backfill.rules import BackfillRules
from downtimekit.backfill.whose import whose
from downtimekit.models.behavioural import TherapistNote
from downtimekit.models.capture import Capture, Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import place_of
from downtimekit.models.downtime import Downtime
from downtimekit.models.paper import IssuedForm

Record = tuple[str, str, RecordKind]
"""What tells a record from all others: whose it is, its place among the others of its kind, and its kind."""


@frozen
class Sheet:
    """A capture with its place: whose it is and to which exam it belongs.

    Attributes:
        site: where it was written, where that is known.
    """

    capture: Capture
    match: Match
    exam: Exam
    site: str | None
    doubts: tuple[Doubt, ...]

    @property
    def accession(self) -> str:
        """The exam that it belongs to; empty where that is in doubt, or there is none."""
        return self.exam.accession

    @property
    def name(self) -> str:
        """What a person finds the paper by."""
        return self.capture.serial or self.capture.id

    @property
    def record(self) -> Record:
        """The record that this sheet becomes, or becomes a part of."""
        owner, kind = self.match.mrn or f"?{self.name}", self.capture.kind
        several = not (kind.of_exam or kind.one_at_a_time)
        return owner, self.capture.serial if several and self.capture.serial else self.place, kind

    @property
    def place(self) -> str:
        """What tells the record from the others of its kind."""
        owner, occurred_at = self.match.mrn or "", self.capture.occurred_at
        return place_of(self.capture.content, mrn=owner, accession=self.accession, occurred_at=occurred_at)


def placed(
    paper: Paper, *, index: ChartIndex, downtime: Downtime, rules: BackfillRules
) -> tuple[ChartIndex, Mapping[Record, Sequence[Sheet]]]:
    """Return the chart with what arrives on paper, and the sheets of every record in the order of their writing."""
    captures = sorted(paper.captures, key=lambda c: (c.occurred_at, c.recorded_at, c.id))
    index = index.with_arriving(arriving_patients(captures, index=index, rules=rules, proposed=paper.proposed))
    matches = {capture.id: whose(capture, paper, index=index, rules=rules) for capture in captures}
    index = index.with_ordered(arriving_orders(captures, matches=matches, downtime=downtime))
    placing = _Placing(paper, index, downtime, rules)
    records: dict[Record, list[Sheet]] = defaultdict(list)
    for capture in captures:
        sheet = placing.place(capture, matches[capture.id])
        records[sheet.record].append(sheet)
    return index, records


def entangled(records: Mapping[Record, Sequence[Sheet]]) -> Mapping[Record, Sequence[Doubt]]:
    """Return what each record is in doubt about because of another: a sheet or an exam that both lay claim to."""
    claims: dict[tuple[str, ...], set[Record]] = defaultdict(set)
    for record, sheets in records.items():
        for claim in _claims(record, sheets):
            claims[claim].add(record)
    doubts: dict[Record, list[Doubt]] = defaultdict(list)
    for claim, claimants in claims.items():
        for record in claimants if len(claimants) > 1 else ():
            doubts[record].append(_torn(record) if len(claim) == 1 else Doubt(code=ReviewCode.PAGE_MISSING))
    for record in _given_twice(records):
        doubts[record].append(Doubt(code=ReviewCode.ACCESSION_REUSED, fields=("accession",)))
    return doubts


def _claims(record: Record, sheets: Sequence[Sheet]) -> Iterator[tuple[str, ...]]:
    """Yield what only one record can have: the place of its kind in an exam, and each of its sheets."""
    _, place, kind = record
    if place and kind.of_exam:
        yield place, kind
    for capture in (sheet.capture for sheet in sheets):
        if capture.serial and not _is_of_group(capture.content):
            yield (capture.serial,)


def _given_twice(records: Mapping[Record, Sequence[Sheet]]) -> Iterator[Record]:
    """Yield the orders whose exam number stands on another patient's order too."""
    orders = [(sheets[0].accession, record) for record, sheets in records.items() if record[-1] is RecordKind.ORDER]
    owners: dict[str, set[str]] = defaultdict(set)
    for accession, (owner, *_) in orders:
        owners[accession].add(owner)
    yield from (record for accession, record in orders if accession and len(owners[accession]) > 1)


def _is_of_group(content: Content) -> bool:
    """Say whether one sheet is rightly about several patients: a group session is written down once."""
    return isinstance(content, TherapistNote) and content.group_size is not None


def _torn(record: Record) -> Doubt:
    """Say that one sheet was typed in as two records, and what they differ in."""
    *_, kind = record
    where = "accession" if kind.of_exam else "occurred_at"
    return Doubt(code=ReviewCode.DOUBLE_ENTRY_DISCREPANCY, fields=("patient", where))


@frozen
class _Placing:
    paper: Paper
    index: ChartIndex
    downtime: Downtime
    rules: BackfillRules

    def place(self, capture: Capture, match: Match) -> Sheet:
        """Return a sheet in its place."""
        form = self.paper.issued.get(capture.serial or "")
        exam = self._exam(capture, match)
        doubts = [*match.doubts, *exam.doubts]
        if match.mrn and capture.id not in self.paper.confirmed:
            doubts += self._misprinted(form, exam.accession)
        if not self._is_in_window(capture.occurred_at):
            doubts.append(Doubt(code=ReviewCode.OUTSIDE_DOWNTIME_WINDOW, fields=("occurred_at",)))
        only = self.downtime.sites[0] if len(self.downtime.sites) == 1 else None
        return Sheet(capture, match, exam, (form.site if form else None) or only, tuple(doubts))

    def _exam(self, capture: Capture, match: Match) -> Exam:
        if capture.kind is RecordKind.ORDER:
            return exam_ordered(capture, mrn=match.mrn, index=self.index, downtime=self.downtime, rules=self.rules)
        if match.mrn and (capture.kind.of_exam or capture.accession):
            return exam_for(capture, mrn=match.mrn, index=self.index, downtime=self.downtime, rules=self.rules)
        return Exam(capture.accession or "")

    def _is_in_window(self, occurred_at: datetime) -> bool:
        until = self.paper.until
        too_late = until is not None and occurred_at > until + timedelta(hours=self.rules.grace_hours)
        return occurred_at >= self.downtime.began_at and not too_late

    @staticmethod
    def _misprinted(form: IssuedForm | None, accession: str) -> Iterator[Doubt]:
        """Yield that the label of a sheet names another exam than the pen; blank paper says nothing."""
        if form and accession and form.accession and accession != form.accession:
            yield Doubt(code=ReviewCode.ORDER_AMBIGUOUS, fields=("serial", "accession"))
