"""A decision on one record, as far as it depends on no other."""

from __future__ import annotations

from datetime import date

from attrs import evolve, field, frozen

from downtimekit.backfill.comparing import Comparison
from downtimekit.backfill.placing import Sheet
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.capture import Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import ChartEntry, ChartRecord
from downtimekit.models.matching import Candidate, MatchGrade
from downtimekit.models.paperwork import PerformedExam
from downtimekit.models.plan import Decision, Owner, Refusal, Urgency, Verdict

_SETTLING = (Verdict.CREATE, Verdict.UPDATE, Verdict.AMEND, Verdict.SKIP_DUPLICATE)


@frozen(eq=False)
class Draft:
    """What is decided of a record so far.

    Attributes:
        sheets: the first one opens the record.
        record: what the chart holds in its place.
        arrives: whether its patient is registered from paper too, and has no chart yet.
        entry: what would be written, where something would.
        refused: what the target said to it before.
        waits_for: the sheets that must be in the chart before it, and are not.
    """

    sheets: tuple[Sheet, ...]
    mrn: str | None = field(repr=False)
    grade: MatchGrade
    verdict: Verdict
    doubts: tuple[Doubt, ...]
    notes: tuple[Doubt, ...]
    compared: Comparison
    record: ChartRecord | None
    urgency: Urgency
    due: date | None
    owner: Owner
    arrives: bool
    entry: ChartEntry | None = None
    refused: Refusal | None = None
    waits_for: tuple[str, ...] = ()

    @property
    def first(self) -> Sheet:
        """The sheet that opens the record."""
        return self.sheets[0]

    @property
    def kind(self) -> RecordKind:
        """What it is."""
        return self.first.capture.kind

    @property
    def accession(self) -> str:
        """The exam that it belongs to; empty where there is none, or it is in doubt."""
        return self.first.accession

    @property
    def study(self) -> str | None:
        """The images that it belongs to: those that were made, which a late order takes over."""
        content, order = self.compared.content, self.first.exam.order
        made = content.study if isinstance(content, PerformedExam) else None
        return made or (order.study if order else None)

    def put_aside(self, verdict: Verdict) -> Draft:
        """Return it as not to be entered from here."""
        notes = (Doubt(code=ReviewCode.HANDED_OVER),) if verdict is Verdict.HAND_OVER else ()
        return evolve(self, verdict=verdict, notes=(*self.notes, *notes))

    def stopped(self, verdict: Verdict, doubt: Doubt, *, waits_for: tuple[str, ...] = ()) -> Draft:
        """Return it as not to be entered now."""
        return evolve(self, verdict=verdict, doubts=(*self.doubts, doubt), entry=None, waits_for=waits_for)

    def decision(self) -> Decision:
        """Return the decision."""
        record = self.record
        return Decision(
            captures=tuple(sheet.capture.id for sheet in self.sheets),
            sheets=tuple(sheet.name for sheet in self.sheets),
            mrn=self.mrn,
            accession=self.accession,
            encounter=self.first.capture.encounter,
            site=self.first.site,
            kind=self.kind,
            verdict=self.verdict,
            grade=self.grade,
            doubts=self.doubts,
            notes=self.notes,
            entry=self.entry,
            chart_id=self._chart_id(),
            was=record.content if record and self.verdict is Verdict.UPDATE else None,
            refused=self.refused,
            fields=self.compared.fields,
            candidates=self._candidates(),
            never=self._never(),
            waits_for=self.waits_for,
            urgency=self.urgency,
            due=self.due,
            owner=self.owner,
            report_status=self._status() if self.verdict in _SETTLING else None,
        )

    def _chart_id(self) -> str | None:
        """Return the record in the chart; an order that is there already is known by its number."""
        if self.record:
            return self.record.id if self.verdict is not Verdict.REVIEW else None
        if self.verdict is not Verdict.SKIP_DUPLICATE:
            return None
        return self.compared.chart_id or self.accession

    def _candidates(self) -> tuple[Candidate, ...]:
        """Return who comes into question where a person must choose, each once."""
        if self.mrn is not None:
            return ()
        return tuple({one.mrn: one for sheet in self.sheets for one in sheet.match.candidates}.values())

    def _never(self) -> tuple[str, ...]:
        ruled_out = (mrn for sheet in self.sheets for mrn in (*sheet.match.never, *sheet.exam.never))
        return tuple(dict.fromkeys(mrn for mrn in ruled_out if mrn != self.mrn))

    def _status(self) -> ReportStatus | None:
        content = self.compared.content
        return content.status if isinstance(content, BreastReport) else None
