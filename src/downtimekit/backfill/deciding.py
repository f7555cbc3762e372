"""Decide on one record: the walk through all that can stand against entering it, as far as it depends on no other.

The verdict follows from the doubts: any doubt sends the record to a person, whatever the comparison says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.comparing import Comparison, PatientRecords, compare, content_doubts, entered_as
from downtimekit.backfill.draft import Draft
from downtimekit.backfill.merging import Merged, merge
from downtimekit.backfill.ordering import compare_order
from downtimekit.backfill.owning import disposition_of, owner_of
from downtimekit.backfill.paper import Paper
from downtimekit.backfill.placing import Sheet
from downtimekit.backfill.rules import BackfillRules
from downtimekit.backfill.urgency import urgency_of
from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.capture import Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import ChartEntry, ChartRecord
from downtimekit.models.downtime import Downtime
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.matching import MatchGrade
from downtimekit.models.paperwork import PaperOrder
from downtimekit.models.plan import OutsideChange, Refusal, Urgency, Verdict

_GRADES = (
    MatchGrade.NONE,
    MatchGrade.CERTAINLY_NOT,
    MatchGrade.POSSIBLE,
    MatchGrade.PROBABLE,
    MatchGrade.CERTAIN,
)


@frozen
class Gate:
    """Where records may be entered: nowhere before the interfaces are validated and the service is released.

    Attributes:
        everywhere: whether every service at every site is back.
        sites: those at which every service is back, although others are not.
    """

    everywhere: bool = False
    sites: Collection[str] = frozenset()

    def is_open(self, site: str | None) -> bool:
        """Say whether what was written at a site may be entered; of a sheet without a site, when all are back."""
        return self.everywhere or site in self.sites


@frozen
class Deciding:
    """What a decision is made with.

    Attributes:
        paper: everything that came back.
        chart: what the target holds now; index: the same, with what arrives on paper; before: what it held when the
            system went down, where somebody kept it.
        piles: the sheets of each patient, the one that opens each record.
    """

    paper: Paper
    chart: ChartIndex = field(repr=False)
    index: ChartIndex = field(repr=False)
    before: ChartIndex | None = field(repr=False)
    piles: Mapping[str, Sequence[Sheet]] = field(repr=False)
    downtime: Downtime
    gate: Gate
    rules: BackfillRules
    _of_patient: dict[str, PatientRecords] = field(factory=dict, init=False, repr=False)

    def draft(self, sheets: Sequence[Sheet], entangled: Sequence[Doubt]) -> Draft:
        """Decide on one record, which its sheets make together; the first opens it."""
        first = sheets[0]
        record = self._record(first)
        compared = self._compared(sheets, record)
        found = dict.fromkeys([*self._doubts(sheets, record), *entangled, *compared.doubts])
        # Where paper and chart contradict each other, nothing says what to enter: it is typed in again.
        overruled = self._overruled(sheets) if compared.verdict is not Verdict.REVIEW else frozenset()
        doubts = tuple(doubt for doubt in found if doubt.code not in overruled)
        looked_at = (doubt for doubt in found if doubt.code in overruled)
        urgency, due = self._urgency(first, compared.content)
        visits = self.index.visits.get(first.match.mrn or "", ())
        owner = owner_of(first.capture, compared.content, visits=visits, rules=self.rules)
        draft = Draft(
            sheets=tuple(sheets),
            mrn=first.match.mrn,
            grade=min((sheet.match.grade for sheet in sheets), key=_GRADES.index),
            verdict=Verdict.REVIEW if doubts else compared.verdict,
            doubts=doubts,
            notes=tuple(dict.fromkeys([*self._notes(sheets), *compared.notes, *looked_at])),
            compared=compared,
            record=record,
            urgency=urgency,
            due=due,
            owner=owner,
            arrives=first.match.mrn in self.index.arriving,
        )
        if not draft.verdict.writes:
            return draft
        aside = disposition_of(first.capture, owner, visits=visits, rules=self.rules)
        return draft.put_aside(aside) if aside else self._gated(evolve(draft, entry=self._entry(draft)))

    def _unnumbered(self, draft: Draft) -> tuple[str, ...]:
        """Return the sheets of the report that an addendum is about, where it has no number in the chart yet."""
        if draft.kind is not RecordKind.ADDENDUM or draft.compared.amends:
            return ()
        return tuple(sheet.name for sheet in self._reports_beside(draft.first))

    def _reports_beside(self, first: Sheet) -> Sequence[Sheet]:
        pile = self.piles.get(first.match.mrn or "", ())
        return [one for one in pile if one.capture.kind is RecordKind.REPORT and one.accession == first.accession]

    def _overruled(self, sheets: Sequence[Sheet]) -> frozenset[ReviewCode]:
        """Return the doubts that a person looked at, on any of a record's sheets."""
        return frozenset(code for sheet in sheets for code in self.paper.overruled.get(sheet.capture.id, ()))

    def _gated(self, draft: Draft) -> Draft:
        if ahead := self._unnumbered(draft):
            return draft.stopped(Verdict.HELD, Doubt(code=ReviewCode.DEPENDENCY_NOT_ENTERED), waits_for=ahead)
        if self._was_entered_before(draft):
            # Somebody withdrew it in the chart, or it lies with another patient: such as after a merge was undone.
            code = ReviewCode.FIELD_CONFLICT if self._withdrawn(draft) else ReviewCode.PATIENT_AMBIGUOUS
            return draft.stopped(Verdict.REVIEW, Doubt(code=code))
        if draft.entry and draft.entry.key in self.paper.rejected:
            refused = Refusal(key=draft.entry.key, reason=self.paper.rejected[draft.entry.key])
            return evolve(draft.stopped(Verdict.FAILED, Doubt(code=ReviewCode.WRITE_REJECTED)), refused=refused)
        if not self.gate.is_open(draft.first.site):
            return draft.stopped(Verdict.HELD, Doubt(code=ReviewCode.GATE_INTERFACES_NOT_VALIDATED))
        return draft

    def _was_entered_before(self, draft: Draft) -> bool:
        """Say whether sheets that are in the chart would be entered once more.

        What the chart lost is offered to it again, under the key that it had.
        """
        in_chart = all(sheet.capture.id in self.paper.settled for sheet in draft.sheets)
        return in_chart and draft.entry is not None and draft.entry.key not in self.paper.entered

    def _withdrawn(self, draft: Draft) -> int:
        return self.index.withdrawn.get((draft.first.place, draft.kind), 0)

    def _record(self, sheet: Sheet) -> ChartRecord | None:
        if not sheet.match.mrn:
            return None
        return self.index.records.get((sheet.place, sheet.capture.kind)) or self._put_right(sheet)

    def _put_right(self, sheet: Sheet) -> ChartRecord | None:
        """Return what was entered from the keying that this one puts right, where only the content gives it a place."""
        kind = sheet.capture.kind
        if kind.of_exam or kind.one_at_a_time:
            return None
        entered = (self.index.by_id.get(self.paper.settled.get(old, "")) for old in sheet.capture.replaces)
        for record in entered:
            if record and record.kind is kind and record.mrn == sheet.match.mrn and not record.withdrawn:
                return record if record.occurred_at == sheet.capture.occurred_at else None
        return None

    def _compared(self, sheets: Sequence[Sheet], record: ChartRecord | None) -> Comparison:
        merged = merge([sheet.capture for sheet in sheets])
        first = sheets[0]
        if record and all(sheet.capture.id in self.paper.settled for sheet in sheets):
            return Comparison(Verdict.SKIP_DUPLICATE, record.content)
        if isinstance(merged.content, PaperOrder):
            ordered = compare_order(first, merged.content, chart=self.chart, rules=self.rules)
            return _merged(ordered, merged)
        beside = self._beside(first) if record is None else None
        if beside is not None:
            return self._checked(_merged(beside, merged), first)
        ours = record is not None and record.key.startswith(f"{self.downtime.id}/")
        compared = compare(
            merged.content,
            now=record,
            before=self.before.records.get((first.place, first.capture.kind)) if self.before else None,
            as_of=self.before is not None,
            ours=ours,
            rewritten=record is not None and self._replaces_entered(sheets, record),
            reason=first.capture.reason,
            rules=self.rules,
        )
        if compared.amends and (entered := self._entered(compared.amends, first)):
            compared = evolve(compared, verdict=Verdict.SKIP_DUPLICATE, amends=None, chart_id=entered.id)
        return self._checked(_merged(compared, merged), first)

    def _entered(self, amends: WrittenAmendment, first: Sheet) -> ChartRecord | None:
        mrn = first.match.mrn or ""
        known = self.index.of_patient.get(mrn, ())
        return entered_as(amends, records=known, mrn=mrn, occurred_at=first.capture.occurred_at)

    def _beside(self, first: Sheet) -> Comparison | None:
        """Compare what has no place of its own with all that there is of its patient."""
        mrn = first.match.mrn
        if mrn is None:
            return None
        if first.capture.kind is RecordKind.ADDENDUM and first.doubts:
            return None
        compared = self._records_of(mrn).compare(first.capture, accession=first.accession or None)
        unknown = (
            {ReviewCode.DEPENDENCY_NOT_ENTERED} == {doubt.code for doubt in compared.doubts} if compared else False
        )
        return (
            None if unknown and self._reports_beside(first) else compared
        )  # it comes with the report that it is about

    def outside(self) -> Iterator[OutsideChange]:
        """Yield what a portal changed that is neither in the chart nor on any sheet."""
        for mrn in self.paper.portal or ():
            for change in self._records_of(mrn).undocumented():
                yield OutsideChange(mrn=mrn, change=change)

    def _records_of(self, mrn: str) -> PatientRecords:
        if mrn not in self._of_patient:
            records = self.index.of_patient.get(mrn, ())
            captures = [sheet.capture for sheet in self.piles.get(mrn, ())]
            said = None if self.paper.portal is None else self.paper.portal.get(mrn, ())
            self._of_patient[mrn] = PatientRecords(mrn, records, captures, said, self.rules)
        return self._of_patient[mrn]

    def _checked(self, compared: Comparison, first: Sheet) -> Comparison:
        """Add what is in doubt about a content by itself; what the chart says already is the chart's."""
        if compared.verdict is Verdict.SKIP_DUPLICATE:
            return compared
        doubts, notes = content_doubts(compared.content, order=first.exam.order, rules=self.rules)
        return evolve(compared, doubts=(*compared.doubts, *doubts), notes=(*compared.notes, *notes))

    def _replaces_entered(self, sheets: Sequence[Sheet], record: ChartRecord) -> bool:
        replaced = (old for sheet in sheets for old in sheet.capture.replaces)
        return any(self.paper.settled.get(old) == record.id for old in replaced)

    def _corrects_a_correction(self, sheets: Sequence[Sheet], record: ChartRecord) -> bool:
        """Say whether the keying that is put right was itself entered as a correction, which still stands."""
        replaced = (self.paper.settled.get(old, "") for sheet in sheets for old in sheet.capture.replaces)
        entered = (known.content for id in replaced if (known := self.index.by_id.get(id)))
        return any(isinstance(said, WrittenAmendment) and said.amends == record.id for said in entered)

    def _about_the_record(self, sheets: Sequence[Sheet], record: ChartRecord) -> Iterator[Doubt]:
        """Yield what stands against comparing with what the chart holds in the place of the sheets."""
        is_new = any(sheet.capture.id not in self.paper.settled for sheet in sheets)
        if self._corrects_a_correction(sheets, record) or (is_new and self._is_retracted(record)):
            yield Doubt(code=ReviewCode.FINAL_REPORT_EXISTS_DISCREPANT, fields=("amends",))
        if record.kind.of_exam and (record.place, record.kind) in self.index.crowded:
            yield Doubt(code=ReviewCode.DOUBLE_DOCUMENTATION)  # which of them is meant, nobody can know

    def _is_retracted(self, record: ChartRecord) -> bool:
        """Say whether a final record stands in the chart only to be read: what says the same anew is not in it."""
        beside = (known.content for known in self.index.of_patient.get(record.mrn, ()) if not known.withdrawn)
        return any(
            isinstance(said, WrittenAmendment) and said.kind is AmendmentKind.RETRACTION and said.amends == record.id
            for said in beside
        )

    def _doubts(self, sheets: Sequence[Sheet], record: ChartRecord | None) -> Iterator[Doubt]:
        first = sheets[0]
        if record:
            yield from self._about_the_record(sheets, record)
        for sheet in sheets:
            yield from sheet.doubts
        if self.paper.refused & {(first.accession, first.capture.kind), (first.accession, None)}:
            yield Doubt(code=ReviewCode.PAGE_MISSING)
        if first.capture.kind in self.rules.typed_twice and any(_is_keyed_once(sheet, sheets) for sheet in sheets):
            yield Doubt(code=ReviewCode.SECOND_KEYING_MISSING)

    def _notes(self, sheets: Sequence[Sheet]) -> Iterator[Doubt]:
        for sheet in sheets:
            yield from sheet.match.notes
        first = sheets[0]
        if first.capture.kind is RecordKind.REGISTRATION and first.match.mrn in self.index.arriving:
            yield Doubt(code=ReviewCode.NEW_PATIENT_REGISTERED)

    def _urgency(self, first: Sheet, content: Content) -> tuple[Urgency, date | None]:
        order = first.exam.order
        day = order.day if order else self.downtime.local(first.capture.occurred_at).date()
        return urgency_of(content, accession=first.accession, examined_on=day, downtime=self.downtime, rules=self.rules)

    def _entry(self, draft: Draft) -> ChartEntry:
        first, sheets = draft.first.capture, draft.sheets
        last = max((sheet.capture for sheet in sheets), key=lambda capture: capture.recorded_at)
        amends, record = draft.compared.amends, draft.record
        content: Content = amends or draft.compared.content
        changes = record if draft.verdict is Verdict.UPDATE else None
        # What was withdrawn keeps its key: the same content anew is another write.
        version = record.version if record else -self._withdrawn(draft)
        return ChartEntry(
            key=write_key(self.downtime.id, content=content, place=draft.first.place, version=version),
            kind=RecordKind(content.record),
            mrn=draft.mrn or "",
            accession=draft.accession or None,
            encounter=first.encounter,
            study=draft.study,
            patient=self.index.arriving.get(draft.mrn or "") if first.kind is RecordKind.REGISTRATION else None,
            content=content,
            late=LateEntry(
                occurred_at=first.occurred_at,
                performed_by=first.performed_by,
                recorded_at=last.recorded_at,
                entered_by=last.entered_by,
                on_behalf_of=last.on_behalf_of,
                reason=last.reason,
            ),
            updates=changes.id if changes else None,
            expects=changes.version if changes else None,
        )


def _merged(compared: Comparison, merged: Merged) -> Comparison:
    """Add what the sheets of a record say against each other to what the chart says against them."""
    return evolve(
        compared,
        doubts=(*merged.doubts, *compared.doubts),
        notes=(*merged.notes, *compared.notes),
        fields=(*merged.fields, *compared.fields),
    )


def write_key(downtime: str, *, content: Content, place: str, version: int) -> str:
    """Return the idempotency key of a write: the same for the same content on top of the same version of a record.

    A correction has another key than what it corrects: so an answer that came late is never taken for its own.

    Args:
        downtime: its identifier, which the key begins with.
        content: what is written.
        place: what tells the record from the others of its kind, by `place_of`.
        version: of the record in the chart that the write builds on; 0 where there is none yet, and -1 or less where
            as many were withdrawn from there.
    """
    digest = hashlib.sha256(f"{place}|{version}|{content.model_dump_json()}".encode()).hexdigest()
    return f"{downtime}/{content.record}/{digest[:32]}"


def _is_keyed_once(sheet: Sheet, sheets: Sequence[Sheet]) -> bool:
    """Say whether one person alone typed a sheet in."""
    return len({other.capture.entered_by.casefold() for other in sheets if other.name == sheet.name}) == 1
