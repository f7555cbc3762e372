"""The back-fill plan: what would be entered, what would not, and why. A value: shown, agreed, saved, resumed."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Doubt, RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.strict import Key, Strict


class Verdict(StrEnum):
    """What becomes of a record."""

    CREATE = "create"
    UPDATE = "update"
    SKIP_DUPLICATE = "skip_duplicate"
    REVIEW = "review"
    HELD = "held"

    @property
    def words(self) -> str:
        """What a clerk reads after a count: "3 to create"."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.CREATE: "to create",
    Verdict.UPDATE: "to update",
    Verdict.SKIP_DUPLICATE: "in the chart already",
    Verdict.REVIEW: "for a person to decide",
    Verdict.HELD: "held until release",
}


class MatchGrade(StrEnum):
    """How sure it is whose the sheet is (FHIR match-grade, and none)."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    NONE = "none"


class Decision(Strict):
    """What becomes of one record, which may be made of several captures.

    Attributes:
        captures: the first one opens the record; the others are merged into it.
        sheets: what a person finds each capture's paper by: its serial number, or the capture's id.
        accession: the exam; empty where it is in doubt, and for what belongs to no exam.
        encounter: the visit, where the paper names one.
        chart_id: the record in the chart, where it is there already.
        candidates: how many patients a person has to choose from.
        report_status: how far the report is afterwards; None where it is none, or where nothing is decided yet.
    """

    captures: tuple[Key, ...]
    sheets: tuple[Key, ...]
    accession: str = ""
    encounter: Key | None = None
    kind: RecordKind
    verdict: Verdict
    grade: MatchGrade
    doubts: tuple[Doubt, ...] = ()
    entry: ChartEntry | None = None
    chart_id: Key | None = None
    candidates: int = 0
    report_status: ReportStatus | None = None

    @property
    def where(self) -> str:
        """The exam or the visit that it belongs to, as a plan tells it."""
        if self.accession or self.kind.of_exam:
            return f"exam {self.accession or 'in doubt'}"
        return f"visit {self.encounter}" if self.encounter else "a visit without a number"


class Plan(Strict):
    """The decisions, in the order in which they would be carried out.

    Attributes:
        basis: the version of the downtime's paper that the plan was made on; a plan made on older paper is refused.
    """

    downtime: Key
    basis: int = 0
    decisions: tuple[Decision, ...]

    def entries(self) -> tuple[ChartEntry, ...]:
        """Return what would be written, in order."""
        return tuple(d.entry for d in self.decisions if d.entry and d.verdict in (Verdict.CREATE, Verdict.UPDATE))

    def waiting(self) -> tuple[Decision, ...]:
        """Return what waits for a person or a gate."""
        return tuple(d for d in self.decisions if d.verdict in (Verdict.REVIEW, Verdict.HELD))

    def explain(self) -> str:
        """Return the plan in words, a line a record, without patient data."""
        verdicts = Counter(decision.verdict for decision in self.decisions)
        counts = ", ".join(f"{verdicts[verdict]} {verdict.words}" for verdict in Verdict if verdicts[verdict])
        lines = [f"Back-fill plan for {self.downtime}: {counts or 'nothing to enter'}"]
        width = max([14, *(len(decision.kind) for decision in self.decisions)])
        for decision in self.decisions:
            merged = f" (+{len(decision.captures) - 1} merged into it)" if len(decision.captures) > 1 else ""
            why = "".join(f"\n{'':17}because {doubt}" for doubt in decision.doubts)
            what = f"{decision.kind.value:<{width}} {decision.where}, sheet {decision.sheets[0]}"
            lines.append(f"  {decision.verdict.value:<14} {what}{merged}{why}")
        return "\n".join(lines) + "\n"
