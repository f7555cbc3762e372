"""Plan a back-fill: from captures and the chart to one decision a record. Pure: it asks nobody and writes nothing.

The order of the walk: whose is each sheet, to which exam does it belong, which sheets make one record, what does the
chart hold already. A doubt at any step sends the whole record to a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from downtimekit.backfill.comparing import Comparison, compare
from downtimekit.backfill.identity import ChartIndex
from downtimekit.backfill.merging import merge
from downtimekit.backfill.placing import Paper, Sheet, entangled, placed
from downtimekit.models.breast import SUSPICIOUS, BreastReport, ReportStatus, suggest_overall
from downtimekit.models.capture import Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import Chart, ChartEntry, ChartRecord
from downtimekit.models.downtime import Downtime
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.plan import Decision, MatchGrade, Plan, Verdict

_KINDS = tuple(RecordKind)
_GRADES = (MatchGrade.NONE, MatchGrade.POSSIBLE, MatchGrade.PROBABLE, MatchGrade.CERTAIN)
_WRITING = (Verdict.CREATE, Verdict.UPDATE)
_SETTLING = (*_WRITING, Verdict.SKIP_DUPLICATE)


def make_plan(paper: Paper, *, chart: Chart, downtime: Downtime, released: bool) -> Plan:
    """Decide what becomes of every record.

    Args:
        paper: what came back.
        chart: what the target answered to `lookup_for`.
        downtime: the event that the paper belongs to.
        released: whether the interfaces are validated and back-fill has begun; everything is held until then.
    """
    index = ChartIndex.of(chart)
    records = placed(paper, index=index, downtime=downtime)
    doubts = entangled(records)
    planner = _Planner(paper, index, downtime, released)
    decided = [
        (_priority(sheets), planner.decide(sheets, doubts.get(record, ()))) for record, sheets in records.items()
    ]
    decided.sort(key=lambda pair: pair[0])
    return Plan(downtime=downtime.id, decisions=tuple(decision for _, decision in decided))


@frozen
class _Planner:
    paper: Paper
    index: ChartIndex
    downtime: Downtime
    released: bool

    def decide(self, sheets: Sequence[Sheet], entangled: Sequence[Doubt]) -> Decision:
        """Decide on one record, which its sheets make together; the first one opens it."""
        first = sheets[0]
        record = self.index.records.get((first.place, first.capture.kind)) if first.match.mrn else None
        content, compared = self._compare(sheets, record)
        doubts = dict.fromkeys([*self._doubts(sheets), *entangled, *compared.doubts])
        verdict = Verdict.REVIEW if doubts else compared.verdict
        if verdict in _WRITING and not self.released:
            verdict = Verdict.HELD
            doubts[Doubt(code=ReviewCode.GATE_INTERFACES_NOT_VALIDATED)] = None
        entry = self._entry(sheets, content=content, record=record) if verdict in _WRITING else None
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

    def _compare(self, sheets: Sequence[Sheet], record: ChartRecord | None) -> tuple[Content, Comparison]:
        merged = merge([sheet.capture for sheet in sheets])
        if record and all(sheet.capture.id in self.paper.settled for sheet in sheets):
            return record.content, Comparison(Verdict.SKIP_DUPLICATE)
        ours = record is not None and record.key.startswith(f"{self.downtime.id}/")
        compared = compare(merged.content, record=record, ours=ours)
        return merged.content, Comparison(compared.verdict, (*merged.doubts, *compared.doubts))

    def _doubts(self, sheets: Sequence[Sheet]) -> Iterator[Doubt]:
        first = sheets[0]
        for sheet in sheets:
            yield from sheet.doubts
        if self.paper.refused & {(first.accession, first.capture.kind), (first.accession, None)}:
            yield Doubt(code=ReviewCode.PAGE_MISSING)

    def _entry(self, sheets: Sequence[Sheet], *, content: Content, record: ChartRecord | None) -> ChartEntry:
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


def _priority(sheets: Sequence[Sheet]) -> tuple[int, bool, datetime, str]:
    """Questionnaires first, then tech notes, then reports; the suspicious before the others, the old before the new."""
    first = sheets[0].capture
    return (_KINDS.index(first.kind), not any(map(_is_pressing, sheets)), first.occurred_at, first.id)


def _is_pressing(sheet: Sheet) -> bool:
    content = sheet.capture.content
    if not isinstance(content, BreastReport):
        return False
    return not SUSPICIOUS.isdisjoint((*content.assessments, suggest_overall(content)))
