"""Where a downtime stands: a fold over its facts, and nothing that the facts do not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from datetime import datetime
from functools import singledispatchmethod

from attrs import Factory, define, field, fields, frozen

from downtimekit.models import facts
from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Capture
from downtimekit.models.chart import ChartEntry
from downtimekit.models.downtime import Downtime
from downtimekit.models.notice import Notice, Receipt, ReceiptState
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.models.plan import Decision

_PAPER_FACTS = (
    facts.CaptureTaken,
    facts.CaptureRefused,
    facts.IdentityConfirmed,
    facts.SettledByHand,
    facts.PlanAgreed,
    facts.RecordEntered,
    facts.RecordRejected,
)


@frozen
class Heard:
    """The last time that a signal was heard."""

    version: int
    at: datetime
    details: Mapping[str, str]


@frozen
class Promise:
    """Something that is promised by a time."""

    due: datetime
    missed: bool = False


@define
class Standing:
    """The state of one downtime.

    It is folded in place by whoever made it; what is handed out is a `copy`, which never changes under its reader.

    Attributes:
        version: of the last fact that was folded in.
        heard: the last time of each signal, by its name and subject.
        entered_phase: the version at which each phase was last entered.
        receipts: by notice and contact; owed: writes of the plan that was last agreed to, not in the chart yet, by key.
        settled: which captures are in the chart, by the identifier of their record.
        by_hand: how a person dealt with a sheet that is not entered from here, by its capture.
        statuses: how far the report of each exam is in the chart.
        paper_version: the version at which what came back from paper, or what was decided about it, last changed.
        agreed_version: the version at which a plan was last agreed to.
    """

    downtime: Downtime
    phase: str
    version: int = 0
    heard: dict[tuple[str, str], Heard] = Factory(dict)
    entered_phase: dict[str, int] = Factory(dict)
    promises: dict[str, Promise] = Factory(dict)
    notices: dict[str, Notice] = Factory(dict)
    receipts: dict[tuple[str, str], Receipt] = Factory(dict)
    forms: dict[str, IssuedForm] = Factory(dict)
    sheets: dict[str, SheetState] = Factory(dict)
    captures: dict[str, Capture] = Factory(dict)
    refused: dict[str, facts.CaptureRefused] = Factory(dict)
    confirmed: dict[str, str] = field(factory=dict, repr=False)
    by_hand: dict[str, str] = Factory(dict)
    decisions: dict[str, Decision] = Factory(dict)
    owed: dict[str, ChartEntry] = Factory(dict)
    settled: dict[str, str] = Factory(dict)
    rejected: dict[str, str] = Factory(dict)
    statuses: dict[str, ReportStatus] = Factory(dict)
    paper_version: int = 0
    agreed_version: int = 0

    @classmethod
    def begin(cls, fact: facts.Declared) -> Standing:
        """Return where a downtime stands right after its declaration."""
        return cls(fact.downtime, fact.phase, version=1, entered_phase={fact.phase: 1})

    def copy(self) -> Standing:
        """Return a standing that goes its own way from here."""
        twin = copy(self)
        for part in fields(Standing):
            value = getattr(self, part.name)
            if isinstance(value, dict):
                setattr(twin, part.name, dict(value))
        return twin

    def fold(self, fact: facts.Fact, *, version: int, at: datetime) -> None:
        """Take in one more fact."""
        self.version = version
        if isinstance(fact, _PAPER_FACTS):
            self.paper_version = version
        self._fold(fact, at)

    def last_heard(self, signal: str, *, subject: str = "") -> int:
        """Return the version at which a signal was last heard; 0 where it never was."""
        heard = self.heard.get((signal, subject))
        return heard.version if heard else 0

    def detail(self, signal: str, name: str) -> str:
        """Return what a signal said when it was last heard; '' where it did not."""
        heard = self.heard.get((signal, ""))
        return heard.details.get(name, "") if heard else ""

    def open_captures(self) -> Iterator[Capture]:
        """Yield the captures that count and are not in the chart."""
        return (capture for capture in self.counted_captures() if capture.id not in self.settled)

    def counted_captures(self) -> Iterator[Capture]:
        """Yield the captures that count: no later one puts them right, and nobody dealt with them by hand."""
        aside = {old for capture in self.captures.values() for old in capture.replaces} | self.by_hand.keys()
        return (capture for capture in self.captures.values() if capture.id not in aside)

    def untold(self) -> Iterator[Notice]:
        """Yield the notices of which nobody knows what became of them: they were told to no one yet."""
        told = {notice for notice, _ in self.receipts}
        return (notice for notice in self.notices.values() if notice.id not in told)

    def unsettled_receipts(self) -> Iterator[Receipt]:
        """Yield what became of notices that did not reach somebody."""
        waiting = (ReceiptState.QUEUED, ReceiptState.FAILED, ReceiptState.UNKNOWN)
        return (receipt for receipt in self.receipts.values() if receipt.state in waiting)

    def _settle(self, decision: Decision, chart_id: str) -> None:
        self.settled |= dict.fromkeys(decision.captures, chart_id)
        if decision.report_status:
            self.statuses[decision.accession] = decision.report_status

    @singledispatchmethod
    def _fold(self, fact: facts.Fact, at: datetime) -> None:
        raise NotImplementedError(type(fact).__name__)

    @_fold.register
    def _(self, fact: facts.Signalled, at: datetime) -> None:
        self.heard[fact.signal, fact.subject] = Heard(self.version, at, dict(fact.details))
        if fact.after != fact.before:
            self.phase = fact.after
            self.entered_phase[fact.after] = self.version

    @_fold.register
    def _(self, fact: facts.Promised, at: datetime) -> None:
        self.promises[fact.promise] = Promise(fact.due)

    @_fold.register
    def _(self, fact: facts.PromiseMissed, at: datetime) -> None:
        self.promises[fact.promise] = Promise(fact.due, missed=True)

    @_fold.register
    def _(self, fact: facts.PromiseEnded, at: datetime) -> None:
        self.promises.pop(fact.promise, None)

    @_fold.register
    def _(self, fact: facts.NoticeOwed, at: datetime) -> None:
        self.notices[fact.notice.id] = fact.notice

    @_fold.register
    def _(self, fact: facts.NoticeSettled, at: datetime) -> None:
        self.receipts[fact.receipt.notice, fact.receipt.contact] = fact.receipt

    @_fold.register
    def _(self, fact: facts.FormsIssued, at: datetime) -> None:
        for form in fact.forms:
            self.forms[form.serial] = form
            self.sheets[form.serial] = SheetState.OUT

    @_fold.register
    def _(self, fact: facts.FormAccounted, at: datetime) -> None:
        self.sheets[fact.serial] = fact.state

    @_fold.register
    def _(self, fact: facts.CaptureTaken, at: datetime) -> None:
        capture = fact.capture
        self.captures[capture.id] = capture
        put_right = {capture.id, *capture.replaces}
        self.refused = {
            key: refusal
            for key, refusal in self.refused.items()
            if key not in put_right and (refusal.serial is None or refusal.serial != capture.serial)
        }
        if capture.serial in self.sheets:
            self.sheets[capture.serial] = SheetState.RETURNED

    @_fold.register
    def _(self, fact: facts.CaptureRefused, at: datetime) -> None:
        self.refused[fact.capture] = fact
        if fact.serial in self.sheets:
            self.sheets[fact.serial] = SheetState.RETURNED

    @_fold.register
    def _(self, fact: facts.IdentityConfirmed, at: datetime) -> None:
        self.confirmed[fact.capture] = fact.mrn

    @_fold.register
    def _(self, fact: facts.SettledByHand, at: datetime) -> None:
        self.by_hand[fact.capture] = fact.reason

    @_fold.register
    def _(self, fact: facts.PlanAgreed, at: datetime) -> None:
        self.agreed_version = self.version
        self.rejected.clear()
        self.owed.clear()
        for decision in fact.plan.decisions:
            if decision.entry:
                self.owed[decision.entry.key] = decision.entry
                self.decisions[decision.entry.key] = decision
            elif decision.chart_id:
                self._settle(decision, decision.chart_id)

    @_fold.register
    def _(self, fact: facts.RecordEntered, at: datetime) -> None:
        self.owed.pop(fact.key, None)
        self._settle(self.decisions[fact.key], fact.chart_id)

    @_fold.register
    def _(self, fact: facts.RecordRejected, at: datetime) -> None:
        self.owed.pop(fact.key, None)
        self.rejected[fact.key] = fact.reason
