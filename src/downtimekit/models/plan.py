"""The back-fill plan: what would be entered, what would not, and why. A value: shown, agreed, saved, resumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Content, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import ChartEntry
from downtimekit.models.matching import Candidate, MatchGrade
from downtimekit.models.patient import Mrn
from downtimekit.models.people.staff import Role
from downtimekit.models.prescriptions import MedicationChange
from downtimekit.models.strict import PATIENT_DATA, Confidential, Key, Name, Strict


class Verdict(StrEnum):
    """What becomes of a record."""

    CREATE = "create"
    UPDATE = "update"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    SKIP_DUPLICATE = "skip_duplicate"
    MERGE_CAPTURES = "merge_captures"
    SUPERSEDED = "superseded"
    SCAN_ONLY = "scan_only"
    HAND_OVER = "hand_over"
    REVIEW = "review"
    HELD = "held"
    FAILED = "failed"

    @property
    def words(self) -> str:
        """What a clerk reads after a count: "3 to create"."""
        return _VERDICTS[self]

    @property
    def writes(self) -> bool:
        """Whether something goes to the chart."""
        return self in _WRITING


_WRITING = (Verdict.CREATE, Verdict.UPDATE, Verdict.AMEND, Verdict.WITHDRAW)
_WAITING = (Verdict.REVIEW, Verdict.HELD, Verdict.FAILED, Verdict.HAND_OVER, Verdict.SCAN_ONLY)
_VERDICTS = {
    Verdict.CREATE: "to create",
    Verdict.UPDATE: "to update",
    Verdict.AMEND: "to add to something final",
    Verdict.WITHDRAW: "to withdraw",
    Verdict.SKIP_DUPLICATE: "in the chart already",
    Verdict.MERGE_CAPTURES: "merged into another keying",
    Verdict.SUPERSEDED: "replaced by a newer keying",
    Verdict.SCAN_ONLY: "to be scanned and not typed in",
    Verdict.HAND_OVER: "for another unit to enter",
    Verdict.REVIEW: "for a person to decide",
    Verdict.HELD: "held",
    Verdict.FAILED: "refused by the system",
}


class FieldOutcome(StrEnum):
    """What three sides say of one field: the chart when it went down, the chart now, and the paper."""

    SAME = "same"
    PAPER_ADDS = "paper_adds"
    PAPER_CHANGES = "paper_changes"
    CHART_ADDS = "chart_adds"
    CHART_CHANGED = "chart_changed"
    CONFLICT = "conflict"
    KEYINGS_DIFFER = "keyings_differ"


Said = Annotated[str, StringConstraints(max_length=4000), PATIENT_DATA]
"""A value as text, for a person to compare."""


class FieldComparison(Strict):
    """One field on three sides.

    Attributes:
        path: such as ``density`` or ``findings[left mass 1].assessment``.
        before: what the chart had when it went down; now: what it has; paper: what the sheet says; again: what another
            keying of it says. None where that side says nothing, or is not there.
    """

    path: str
    outcome: FieldOutcome
    before: Said | None = None
    now: Said | None = None
    paper: Said | None = None
    again: Said | None = None


class Urgency(StrEnum):
    """How soon a record must be in the chart, the soonest first."""

    SUSPICIOUS = "suspicious"
    """A report that calls for a biopsy."""
    DATED = "dated"
    """A law or a rule gives a date by which something must have followed from it."""
    NEEDED = "needed"
    """Care goes on from it: who the patient is, what they must not be given, what they were given."""
    ORDINARY = "ordinary"

    @property
    def rank(self) -> int:
        """0 for the soonest."""
        return _URGENCIES.index(self)


_URGENCIES = tuple(Urgency)


class Owner(Strict):
    """Who enters a record.

    Attributes:
        roles: whoever has one of them may; empty where anybody may who enters records.
        unit: the unit that enters it, where that is not the one that wrote it, such as the receiving one.
        on_behalf_of: in whose name it is entered.
        must_sign: the author must sign it before it counts as finished.
    """

    roles: tuple[Role, ...] = ()
    unit: Name | None = None
    on_behalf_of: Name | None = None
    must_sign: bool = False


class Refusal(Strict):
    """What a target answered to a write that it does not take.

    Attributes:
        key: of the write; whoever offers it again names it.
        reason: in the target's words, which may be about a patient.
    """

    key: Key
    reason: Annotated[str, PATIENT_DATA]


class Decision(Strict):
    """What becomes of one record, which may be made of several captures.

    Attributes:
        captures: the first one opens the record; the others are merged into it.
        sheets: what a person finds each capture's paper by: its serial number, or the capture's id.
        mrn: the chart that it goes to; None where that is not decided.
        accession: the exam; empty where it is in doubt, and for what belongs to no exam.
        encounter: the visit, where the paper names one.
        site: where it was written, where that is known.
        doubts: what keeps it from being entered; notes: what a person should know, and keeps nothing from it.
        chart_id: the record in the chart, where it is there already.
        was: what the chart's record said, where the entry changes it.
        refused: what the target said to it, where it was refused and nobody offers it again.
        fields: the fields on which the sides do not say the same.
        candidates: the patients whom a person has to choose from, the likeliest first.
        never: charts that it must never be written to: merged away, another's, or not certainly theirs.
        waits_for: the sheets that must be in the chart before it, and are not.
        due: the day by which something must follow from it.
        report_status: how far the report is afterwards; None where it is none, or where nothing is decided yet.
    """

    captures: tuple[Key, ...]
    sheets: tuple[Key, ...]
    mrn: Mrn | None = None
    accession: str = ""
    encounter: Key | None = None
    site: Key | None = None
    kind: RecordKind
    verdict: Verdict
    grade: MatchGrade
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[Doubt, ...] = ()
    entry: ChartEntry | None = None
    chart_id: Key | None = None
    was: Content | None = None
    refused: Refusal | None = None
    fields: tuple[FieldComparison, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    never: tuple[Mrn, ...] = ()
    waits_for: tuple[Key, ...] = ()
    urgency: Urgency = Urgency.ORDINARY
    due: date | None = None
    owner: Owner = Owner()
    report_status: ReportStatus | None = None

    @property
    def codes(self) -> frozenset[ReviewCode]:
        """Everything that was found about it, doubts and notes."""
        return frozenset(doubt.code for doubt in (*self.doubts, *self.notes))

    @property
    def where(self) -> str:
        """The exam or the visit that it belongs to, as a plan tells it."""
        if self.accession or self.kind.of_exam:
            return f"exam {self.accession or 'in doubt'}"
        return f"visit {self.encounter}" if self.encounter else "a visit without a number"

    @property
    def audit(self) -> str:
        """One line for the audit trail, without patient data: what was decided, about which sheets, and why."""
        codes = [*(f"because {doubt.code.value}" for doubt in self.doubts), *(note.code.value for note in self.notes)]
        told = f" [{', '.join(codes)}]" if codes else ""
        after = f" -> report {self.report_status.value}" if self.report_status else ""
        return f"{self.verdict.value} {self.kind.value} {self.where}, sheets {' '.join(self.sheets)}{after}{told}"


class CaptureFate(Confidential):
    """What becomes of one capture.

    Attributes:
        verdict: the record's, or that it was merged into another keying, or that a newer keying replaced it.
        record: the decision on the record that it is part of; None for one that was replaced.
    """

    capture: Key
    verdict: Verdict
    record: Decision | None = None


class OutsideChange(Confidential):
    """A change that a portal which does not sync made, and that is neither in the chart nor on any sheet.

    Somebody must document it by hand: nobody here saw it being written.
    """

    mrn: Mrn
    change: MedicationChange


class Plan(Strict):
    """The decisions, in the order in which they would be carried out.

    Attributes:
        basis: the version of the downtime's paper that the plan was made on; a plan made on older paper is refused.
        superseded: the captures that newer ones put right.
        undoing: why it takes back what was entered before; empty where it enters. The captures of what it takes back
            are settled by hand as soon as it is agreed to, so that they are not entered again.
        outside: what a portal changed and nobody documented, where it was asked.
    """

    downtime: Key
    basis: int = 0
    decisions: tuple[Decision, ...] = Field(repr=False)  # an event loop shows what a task returns, and they are many
    superseded: tuple[Key, ...] = ()
    undoing: Annotated[str, StringConstraints(max_length=200), PATIENT_DATA] = ""
    outside: tuple[OutsideChange, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the whole plan, in hexadecimal: what somebody agreed to is what is carried out."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    def entries(self) -> tuple[ChartEntry, ...]:
        """Return what would be written, in order."""
        return tuple(decision.entry for decision in self.decisions if decision.entry)

    def waiting(self) -> tuple[Decision, ...]:
        """Return what waits for a person, a gate, another record or another unit."""
        return tuple(decision for decision in self.decisions if decision.verdict in _WAITING)

    def fates(self) -> Iterator[CaptureFate]:
        """Yield what becomes of every capture, each once."""
        for decision in self.decisions:
            first, *others = decision.captures
            yield CaptureFate(capture=first, verdict=decision.verdict, record=decision)
            for other in others:
                yield CaptureFate(capture=other, verdict=Verdict.MERGE_CAPTURES, record=decision)
        for capture in self.superseded:
            yield CaptureFate(capture=capture, verdict=Verdict.SUPERSEDED)

    def summary(self) -> str:
        """Return the counts in one line: ``2 to create, 1 for a person to decide``."""
        verdicts = Counter(decision.verdict for decision in self.decisions)
        counts = ", ".join(f"{verdicts[verdict]} {verdict.words}" for verdict in Verdict if verdicts[verdict])
        return counts or "nothing to enter"

    def explain(self) -> str:
        """Return the plan in words, a line a record, without patient data."""
        lines = [f"Back-fill plan for {self.downtime}: {self.summary()}"]
        width = max([14, *(len(decision.kind) for decision in self.decisions)])
        for decision in self.decisions:
            merged = f" (+{len(decision.captures) - 1} merged into it)" if len(decision.captures) > 1 else ""
            why = "".join(f"\n{'':17}because {doubt}" for doubt in decision.doubts)
            why += "".join(f"\n{'':17}note: {note}" for note in decision.notes)
            why += f"\n{'':17}waits for sheet {', '.join(decision.waits_for)}" if decision.waits_for else ""
            what = f"{decision.kind.value:<{width}} {decision.where}, sheet {decision.sheets[0]}"
            lines.append(f"  {decision.verdict.value:<14} {what}{merged}{why}")
        if self.outside:
            lines.append(f"  in the portal and nowhere else, to be documented by hand: {len(self.outside)}")
        return "\n".join(lines) + "\n"


class PlanContinued(Strict):
    """A fact: the next part of a plan that was agreed to in the same commit, for a plan may be of any length."""

    kind: Literal["plan_continued"] = "plan_continued"
    decisions: Annotated[tuple[Decision, ...], Field(min_length=1)]
