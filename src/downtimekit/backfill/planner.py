"""Plan a back-fill: from captures and the chart to one decision a record. Pure: it asks nobody and writes nothing.

The order of the walk: whose is each sheet, to which exam does it belong, which sheets make one record, what does the
chart hold already. A doubt at any step sends the whole record to a person.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from attrs import Factory, field, frozen

from downtimekit.backfill.comparing import Comparison, compare
from downtimekit.backfill.identity import ChartIndex, Match, identify
from downtimekit.backfill.merging import merge
from downtimekit.models.behavioural import TherapistNote
from downtimekit.models.breast import SUSPICIOUS, BreastReport, ReportStatus, suggest_overall
from downtimekit.models.capture import Capture, Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import Chart, ChartEntry, ChartRecord, Lookup, place_of
from downtimekit.models.downtime import Downtime
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.paper import IssuedForm
from downtimekit.models.plan import Decision, MatchGrade, Plan, Verdict

_KINDS = tuple(RecordKind)
_GRADES = (MatchGrade.NONE, MatchGrade.POSSIBLE, MatchGrade.PROBABLE, MatchGrade.CERTAIN)
_SETTLING = (Verdict.CREATE, Verdict.UPDATE, Verdict.SKIP_DUPLICATE)


@frozen
class Paper:
    """What came back from paper, and what people decided about it.

    Attributes:
        captures: those that count, the replaced ones left out.
        issued: the numbered forms that were printed, by serial.
        refused: exam and kind of the sheets that must be keyed again; None stands for any kind.
        confirmed: the patient's number by capture, where a person decided.
        settled: the record in the chart by capture, where it is entered already.
    """

    captures: Sequence[Capture]
    issued: Mapping[str, IssuedForm] = Factory(dict)
    refused: frozenset[tuple[str, RecordKind | None]] = frozenset()
    confirmed: Mapping[str, str] = field(factory=dict, repr=False)
    settled: Mapping[str, str] = Factory(dict)


_Record = tuple[str, str, RecordKind]
"""What tells a record from all others: whose it is, its place among the others of its kind, and its kind."""


@frozen
class _Sheet:
    """A capture with its place: whose it is and to which exam it belongs."""

    capture: Capture
    match: Match
    accession: str
    doubts: tuple[Doubt, ...]

    @property
    def record(self) -> _Record:
        """The record that this sheet becomes, or becomes a part of."""
        owner, kind = self.match.mrn or f"?{self.capture.serial or self.capture.id}", self.capture.kind
        several = not (kind.of_exam or kind.one_at_a_time)
        return owner, self.capture.serial if several and self.capture.serial else self.place, kind

    @property
    def place(self) -> str:
        """What tells the record from the others of its kind."""
        owner, occurred_at = self.match.mrn or "", self.capture.occurred_at
        return place_of(self.capture.content, mrn=owner, accession=self.accession, occurred_at=occurred_at)


def lookup_for(paper: Paper) -> Lookup:
    """Return what the target must be asked before a plan can be made."""
    written = [capture.patient for capture in paper.captures]
    return Lookup(
        mrns=frozenset({*(w.mrn for w in written if w.mrn), *paper.confirmed.values()}),
        accessions=frozenset(capture.accession for capture in paper.captures if capture.accession),
        persons=frozenset((w.family, w.birth_date) for w in written if w.family and w.birth_date),
    )


def make_plan(paper: Paper, *, chart: Chart, downtime: Downtime, released: bool) -> Plan:
    """Decide what becomes of every record.

    Args:
        paper: what came back.
        chart: what the target answered to `lookup_for`.
        downtime: the event that the paper belongs to.
        released: whether the interfaces are validated and back-fill has begun; everything is held until then.
    """
    planner = _Planner(paper, ChartIndex.of(chart), downtime, released)
    records: dict[_Record, list[_Sheet]] = defaultdict(list)
    for capture in sorted(paper.captures, key=lambda c: (c.occurred_at, c.recorded_at, c.id)):
        sheet = planner.place(capture)
        records[sheet.record].append(sheet)
    entangled = _entangled(records)
    decided = [(_priority(sheets), planner.decide(sheets, entangled[record])) for record, sheets in records.items()]
    decided.sort(key=lambda pair: pair[0])
    return Plan(downtime=downtime.id, decisions=tuple(decision for _, decision in decided))


def _entangled(records: Mapping[_Record, Sequence[_Sheet]]) -> Mapping[_Record, Sequence[Doubt]]:
    """Return what each record is in doubt about because of another: a sheet or an exam that both lay claim to."""
    claims: dict[tuple[str, ...], set[_Record]] = defaultdict(set)
    for record, sheets in records.items():
        _, place, kind = record
        if place and kind.of_exam:
            claims[place, kind].add(record)
        for sheet in sheets:
            if sheet.capture.serial and not _is_of_group(sheet.capture.content):
                claims[(sheet.capture.serial,)].add(record)
    doubts: dict[_Record, list[Doubt]] = defaultdict(list)
    for claim, claimants in claims.items():
        for record in claimants if len(claimants) > 1 else ():
            doubts[record].append(_torn(record) if len(claim) == 1 else Doubt(code=ReviewCode.PAGE_MISSING))
    return doubts


def _is_of_group(content: Content) -> bool:
    """Say whether one sheet is rightly about several patients: a group session is written down once."""
    return isinstance(content, TherapistNote) and content.group_size is not None


def _torn(record: _Record) -> Doubt:
    """Say that one sheet was typed in as two records, and what they differ in."""
    *_, kind = record
    where = "accession" if kind.of_exam else "occurred_at"
    return Doubt(code=ReviewCode.DOUBLE_ENTRY_DISCREPANCY, fields=("patient", where))


@frozen
class _Planner:
    paper: Paper
    index: ChartIndex
    downtime: Downtime
    released: bool

    def place(self, capture: Capture) -> _Sheet:
        """Find whose a sheet is, and to which exam it belongs."""
        confirmed = self.paper.confirmed.get(capture.id)
        match = identify(capture, chart=self.index, confirmed=confirmed)
        accession, doubts = capture.accession or "", list(match.doubts)
        if match.mrn and (capture.kind.of_exam or capture.accession):
            accession, exam_doubts = _exam(capture, mrn=match.mrn, index=self.index)
            doubts += exam_doubts
        if not confirmed:
            doubts += _misprinted(self.paper.issued.get(capture.serial or ""), match, accession)
        if capture.occurred_at < self.downtime.began_at:
            doubts.append(Doubt(code=ReviewCode.OUTSIDE_DOWNTIME_WINDOW, fields=("occurred_at",)))
        return _Sheet(capture, match, accession, tuple(doubts))

    def decide(self, sheets: Sequence[_Sheet], entangled: Sequence[Doubt]) -> Decision:
        """Decide on one record, which its sheets make together; the first one opens it."""
        first = sheets[0]
        record = self.index.records.get((first.place, first.capture.kind)) if first.match.mrn else None
        content, compared = self._compare(sheets, record)
        doubts = dict.fromkeys([*self._doubts(sheets), *entangled, *compared.doubts])
        verdict = Verdict.REVIEW if doubts else compared.verdict
        entry = None
        if verdict in (Verdict.CREATE, Verdict.UPDATE):
            if self.released:
                entry = self._entry(sheets, content=content, record=record)
            else:
                verdict = Verdict.HELD
                doubts[Doubt(code=ReviewCode.GATE_INTERFACES_NOT_VALIDATED)] = None
        return Decision(
            captures=tuple(sheet.capture.id for sheet in sheets),
            sheets=tuple(sheet.capture.serial or sheet.capture.id for sheet in sheets),
            accession=first.accession,
            encounter=first.capture.encounter,
            kind=first.capture.kind,
            verdict=verdict,
            grade=min((sheet.match.grade for sheet in sheets), key=_GRADES.index),
            doubts=tuple(doubts),
            entry=entry,
            chart_id=record.id if record and verdict is not Verdict.REVIEW else None,
            candidates=max(sheet.match.candidates for sheet in sheets),
            report_status=_status(content) if verdict in _SETTLING else None,
        )

    def _compare(self, sheets: Sequence[_Sheet], record: ChartRecord | None) -> tuple[Content, Comparison]:
        merged = merge([sheet.capture for sheet in sheets])
        if record and all(sheet.capture.id in self.paper.settled for sheet in sheets):
            return record.content, Comparison(Verdict.SKIP_DUPLICATE)
        ours = record is not None and record.key.startswith(f"{self.downtime.id}/")
        compared = compare(merged.content, record=record, ours=ours)
        return merged.content, Comparison(compared.verdict, (*merged.doubts, *compared.doubts))

    def _doubts(self, sheets: Sequence[_Sheet]) -> Iterator[Doubt]:
        first = sheets[0]
        for sheet in sheets:
            yield from sheet.doubts
        if self.paper.refused & {(first.accession, first.capture.kind), (first.accession, None)}:
            yield Doubt(code=ReviewCode.PAGE_MISSING)

    def _entry(self, sheets: Sequence[_Sheet], *, content: Content, record: ChartRecord | None) -> ChartEntry:
        first, last = sheets[0].capture, max((sheet.capture for sheet in sheets), key=lambda c: c.recorded_at)
        version = record.version if record else 0
        return ChartEntry(
            key=write_key(self.downtime.id, content=content, place=sheets[0].place, version=version),
            kind=first.kind,
            mrn=sheets[0].match.mrn or "",
            accession=sheets[0].accession or None,
            encounter=first.encounter,
            content=content,
            late=LateEntry(
                occurred_at=first.occurred_at,
                performed_by=first.performed_by,
                recorded_at=last.recorded_at,
                entered_by=last.entered_by,
                on_behalf_of=last.on_behalf_of,
                reason=last.reason,
            ),
            updates=record.id if record else None,
            expects=record.version if record else None,
        )


def write_key(downtime: str, *, content: Content, place: str, version: int) -> str:
    """Return the idempotency key of a write: the same for the same content on top of the same version of a record.

    A correction has another key than what it corrects: so an answer that came late is never taken for its own.

    Args:
        downtime: its identifier, which the key begins with.
        content: what is written.
        place: what tells the record from the others of its kind, by `place_of`.
        version: of the record in the chart that the write builds on; 0 where there is none yet.
    """
    digest = hashlib.sha256(f"{place}|{version}|{content.model_dump_json()}".encode()).hexdigest()
    return f"{downtime}/{content.record}/{digest[:32]}"


def _status(content: Content) -> ReportStatus | None:
    return content.status if isinstance(content, BreastReport) else None


def _misprinted(form: IssuedForm | None, match: Match, accession: str) -> Iterator[Doubt]:
    """Yield what the label of a sheet says otherwise than the pen."""
    if form and match.mrn and match.mrn != form.mrn:
        yield Doubt(code=ReviewCode.IDENTIFIER_DEMOGRAPHIC_MISMATCH, fields=("serial",))
    elif form and accession and accession != form.accession:
        yield Doubt(code=ReviewCode.ORDER_AMBIGUOUS, fields=("serial", "accession"))


def _exam(capture: Capture, *, mrn: str, index: ChartIndex) -> tuple[str, list[Doubt]]:
    if capture.accession:
        order = index.orders.get(capture.accession)
        if order is None:
            return capture.accession, [Doubt(code=ReviewCode.ORDER_MISSING, fields=("accession",))]
        if order.mrn != mrn:
            return capture.accession, [Doubt(code=ReviewCode.ORDER_PATIENT_MISMATCH, fields=("accession",))]
        return capture.accession, []
    orders = [order.accession for order in index.orders.values() if order.mrn == mrn]
    if len(orders) == 1:
        return orders[0], []
    code = ReviewCode.ORDER_AMBIGUOUS if orders else ReviewCode.ORDER_MISSING
    return "", [Doubt(code=code, fields=("accession",))]


def _priority(sheets: Sequence[_Sheet]) -> tuple[int, bool, datetime, str]:
    """Questionnaires first, then tech notes, then reports; the suspicious before the others, the old before the new."""
    first = sheets[0].capture
    return (_KINDS.index(first.kind), not any(map(_is_pressing, sheets)), first.occurred_at, first.id)


def _is_pressing(sheet: _Sheet) -> bool:
    content = sheet.capture.content
    if not isinstance(content, BreastReport):
        return False
    return not SUSPICIOUS.isdisjoint((*content.assessments, suggest_overall(content)))
