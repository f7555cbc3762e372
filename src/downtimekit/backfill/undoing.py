"""Take back what was entered: a correcting plan, from what the journal remembers and what the chart holds. Pure.

Nothing is deleted. What was created is withdrawn and stays in the chart, marked; what was updated gets its former
content as a new version; a final report is never edited, and so gets a retraction beside it. What somebody changed
meanwhile, or what another record builds on, goes to a person.

Sources: what was entered in error is kept and marked (FHIR R4, `entered-in-error`); an amendment keeps the original
legible and says who, when and why (CMS Program Integrity Manual, pub. 100-08, chapter 3, section 3.3.2.5).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import define, field, frozen

from downtimekit.backfill.amending import is_final
from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import Act, Chart, ChartEntry, ChartRecord, Lookup
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.matching import MatchGrade
from downtimekit.models.plan import Decision, Owner, Plan, Verdict

_LONGEST_REASON = 200


@frozen
class Entered:
    """What the journal remembers of one downtime's back-fill.

    Attributes:
        decisions: by the key of its write, what was decided; also on what was not entered.
        records: by the key of each write that was entered, the identifier of its record; in the order of entering.
    """

    downtime: str
    decisions: Mapping[str, Decision] = field(repr=False)
    records: Mapping[str, str]

    def lookup(self, keys: Collection[str]) -> Lookup:
        """Return what to ask the chart for before some of it is taken back."""
        entries = [entry for key in keys if key in self.records and (entry := self.decisions[key].entry)]
        return Lookup(
            mrns=frozenset(entry.mrn for entry in entries),
            accessions=frozenset(entry.accession for entry in entries if entry.accession),
        )


@frozen
class TakenBack:
    """Who takes something back, when, and why."""

    by: str
    at: datetime
    reason: str = field(repr=False)


def undo(keys: Collection[str], *, entered: Entered, chart: Chart, taken: TakenBack, basis: int) -> Plan:
    """Return the plan that takes writes back, what was entered last first.

    Args:
        keys: of the writes; those that were not entered, or were taken back before, are passed over.
        entered: what the journal remembers.
        chart: what the target answered to `Entered.lookup`.
        taken: who, when and why.
        basis: the version of the paper, as in `Plan`.
    """
    undoing = _Undoing(entered, {record.id: record for record in chart.records}, taken, frozenset(keys))
    decisions = tuple(undoing.decisions())
    return Plan(downtime=entered.downtime, basis=basis, decisions=decisions, undoing=taken.reason)


def takes_back(key: str, *, downtime: str) -> bool:
    """Say whether the write of a key takes another one back."""
    return key.startswith(_prefix(downtime))


def _prefix(downtime: str) -> str:
    return f"{downtime}/undo/"


@define
class _Undoing:
    entered: Entered
    chart: Mapping[str, ChartRecord]
    taken: TakenBack
    wanted: frozenset[str]
    _standing: Mapping[str, Sequence[str]] = field(init=False)
    """By record, the writes of it that were not taken back."""
    _keys: dict[str, str] = field(factory=dict, init=False)
    """By write, the key of the one that takes it back."""
    _last: Mapping[str, str] = field(init=False)
    """By record, the write that we entered last."""
    _builders: Mapping[str, Sequence[str]] = field(init=False)
    """By write, those that need it and were not taken back."""

    @_last.default
    def _default_last(self) -> Mapping[str, str]:
        return {record: key for key, record in self.entered.records.items()}

    @_builders.default
    def _default_builders(self) -> Mapping[str, Sequence[str]]:
        builders: dict[str, list[str]] = defaultdict(list)
        for key in (key for writes in self._standing.values() for key in writes):
            entry = self.entered.decisions[key].entry
            for need in entry.needs if entry else ():
                builders[need].append(key)
        return builders

    @_standing.default
    def _default_standing(self) -> Mapping[str, Sequence[str]]:
        writes: dict[str, list[str]] = defaultdict(list)
        for key, record in self.entered.records.items():
            decision = self.entered.decisions[key]
            if self._takes_back(key):
                gone = set(decision.captures)
                kept = writes[decision.chart_id or record]
                kept[:] = [one for one in kept if not gone.issuperset(self.entered.decisions[one].captures)]
            else:
                writes[record].append(key)
        return writes

    def decisions(self) -> Iterator[Decision]:
        """Yield what becomes of each record, what was entered last first."""
        last = {record: key for key, record in self.entered.records.items() if key in self.wanted}
        for record in reversed(last):
            standing = self._standing[record]
            wanted = [key for key in standing if key in self.wanted]
            if wanted and not self._is_withdrawn(record):
                yield self._decide(record, wanted, is_tail=list(standing[-len(wanted) :]) == wanted)

    def _decide(self, id: str, keys: Sequence[str], *, is_tail: bool) -> Decision:
        """Decide on one record, of which some writes are taken back."""
        first, record = self.entered.decisions[keys[0]], self.chart.get(id)
        if record is None or not is_tail or self._was_changed(record):
            return self._review(id, keys, ReviewCode.UNDO_OVERTAKEN)
        if first.entry and first.entry.act is Act.CREATE:
            if self._is_built_on(keys):
                return self._review(id, keys, ReviewCode.UNDO_BUILT_ON)
            return self._retracted(record, keys) if is_final(record.content) else self._withdrawn(record, keys)
        # What a final report said before, only a radiologist can say again; what was withdrawn comes back by nobody.
        if first.was is None or is_final(record.content) or record.withdrawn:
            return self._review(id, keys, ReviewCode.UNDO_OVERTAKEN)
        return self._restored(record, keys, first.was)

    def _withdrawn(self, record: ChartRecord, keys: Sequence[str]) -> Decision:
        entry = self._entry(record, keys, record.content).model_copy(update={"withdraws": True})
        return self._decision(keys, Verdict.WITHDRAW, entry=entry, record=record)

    def _restored(self, record: ChartRecord, keys: Sequence[str], was: Content) -> Decision:
        entry = self._entry(record, keys, was)
        return self._decision(keys, Verdict.UPDATE, entry=entry, record=record, report_status=_status(was))

    def _retracted(self, record: ChartRecord, keys: Sequence[str]) -> Decision:
        words = "This was entered in error and no longer counts."
        told = WrittenAmendment(kind=AmendmentKind.RETRACTION, amends=record.id, text=words, reason=self.taken.reason)
        entry = self._entry(record, keys, told)
        at, by = entry.late.recorded_at, self.taken.by
        late = LateEntry(occurred_at=at, performed_by=by, recorded_at=at, entered_by=by)
        entry = entry.model_copy(update={"kind": RecordKind.ADDENDUM, "late": late, "updates": None, "expects": None})
        decision = self._decision(
            keys, Verdict.AMEND, entry=entry, record=record, report_status=_status(record.content)
        )
        return decision.model_copy(update={"kind": RecordKind.ADDENDUM, "owner": Owner(must_sign=True)})

    def _entry(self, record: ChartRecord, keys: Sequence[str], content: Content) -> ChartEntry:
        written = self.entered.decisions[keys[-1]].entry
        assert written is not None  # noqa: S101  (it was entered)
        key = self._key(record, keys)
        needs = dict.fromkeys(
            self._keys[other] for one in keys for other in self._builders.get(one, ()) if other in self._keys
        )
        self._keys |= dict.fromkeys(keys, key)
        reason = f"taken back: {self.taken.reason}"[:_LONGEST_REASON]
        late = written.late.model_dump() | {
            "recorded_at": max(self.taken.at, written.late.recorded_at),  # another desk's clock may be ahead
            "entered_by": self.taken.by,
            "on_behalf_of": None,
            "reason": reason,
        }
        return ChartEntry(
            key=key,
            kind=record.kind,
            mrn=record.mrn,
            accession=record.accession,
            encounter=record.encounter,
            content=content,
            late=LateEntry.model_validate(late),
            updates=record.id,
            expects=record.version,
            needs=tuple(needs),
        )

    def _decision(
        self,
        keys: Sequence[str],
        verdict: Verdict,
        *,
        entry: ChartEntry,
        record: ChartRecord,
        report_status: ReportStatus | None = None,
    ) -> Decision:
        return self._about(keys).model_copy(
            update={
                "verdict": verdict,
                "mrn": record.mrn,
                "entry": entry,
                "chart_id": record.id,
                "was": record.content,
                "report_status": report_status,
            }
        )

    def _review(self, id: str, keys: Sequence[str], code: ReviewCode) -> Decision:
        return self._about(keys).model_copy(update={"chart_id": id, "doubts": (Doubt(code=code),)})

    def _about(self, keys: Sequence[str]) -> Decision:
        """Return a decision on the sheets of some writes of one record, for a person to decide."""
        made = [self.entered.decisions[key] for key in keys]
        first = made[0]
        return Decision(
            captures=tuple(dict.fromkeys(capture for decision in made for capture in decision.captures)),
            sheets=tuple(dict.fromkeys(sheet for decision in made for sheet in decision.sheets)),
            mrn=first.mrn,
            accession=first.accession,
            encounter=first.encounter,
            site=first.site,
            kind=first.kind,
            verdict=Verdict.REVIEW,
            grade=MatchGrade.CERTAIN,
        )

    def _key(self, record: ChartRecord, keys: Sequence[str]) -> str:
        told = "|".join([*keys, record.id, str(record.version)])
        return f"{_prefix(self.entered.downtime)}{hashlib.sha256(told.encode()).hexdigest()[:32]}"

    def _takes_back(self, key: str) -> bool:
        return takes_back(key, downtime=self.entered.downtime)

    def _is_withdrawn(self, id: str) -> bool:
        record = self.chart.get(id)
        return record is not None and record.withdrawn

    def _was_changed(self, record: ChartRecord) -> bool:
        """Say whether somebody else wrote last; a chart that keeps no keys is compared by what it says."""
        if record.key:
            return record.key != self._last[record.id]
        entry = self.entered.decisions[self._last[record.id]].entry
        return entry is None or entry.content != record.content

    def _is_built_on(self, keys: Sequence[str]) -> bool:
        """Say whether something builds on writes that is not taken back with them."""
        return any(other not in self.wanted for key in keys for other in self._builders.get(key, ()))


def _status(content: Content) -> ReportStatus | None:
    return content.status if isinstance(content, BreastReport) else None
