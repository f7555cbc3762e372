"""Where a downtime stands: a fold over its facts and the playbook that they pin, and nothing that they do not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from datetime import datetime
from functools import singledispatchmethod
from itertools import product
from sys import intern

from attrs import Factory, define, field, fields

from downtimekit.models import facts
from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Capture, DoubtsOverruled, RecordKind, ReviewCode
from downtimekit.models.chart import ChartEntry
from downtimekit.models.closing import ClosingFact
from downtimekit.models.downtime import AccessTier, Downtime, Scheduled, ServiceAccess
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Notice
from downtimekit.models.numbers import NumberFact
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.models.plan import Decision, PlanContinued
from downtimekit.models.prints import PrintFact
from downtimekit.models.registration import PatientEvent, PatientEventHeard
from downtimekit.models.told import Begun, Told, Try
from downtimekit.playbooks.accounts import Accounts
from downtimekit.playbooks.growing import Growing
from downtimekit.playbooks.marks import Heard, Promise, Step
from downtimekit.playbooks.table import Phase, Playbook, playbook_of
from downtimekit.playbooks.track import TrackName, TrackStanding


@define
class Standing:
    """The state of one downtime.

    It is folded in place by whoever made it; what is handed out is a `copy`, which never changes under its reader.

    Attributes:
        version: of the last fact that was folded in; decided: of the last one that a person decided on.
        tracks: where each service at each site stands.
        census: how many tracks stand in each phase.
        heard: the last time of each signal, by its name and subject, and by its track where it was not about all.
        said: what was last said under each name, by whatever signal.
        entered: when a track last came to each phase.
        promises: the deadlines that stand, by name and subject, as in ``fact.key``.
        opened: when each task was last opened by a deadline; done: when somebody recorded it; by task and subject.
        access: how services can be used, by service and site; holds: why the record must be kept, by the hold's name.
        receipts: what became of each notice to each contact; owed: writes of the plan that was last agreed to, not in
            the chart yet, by key.
        begun: by notice and contact, who is being told, or was when the program stopped.
        waits: until when there is nothing to do about a notice; carried: those that were carried to everybody.
        in_chart: the identifiers of the records that were entered, by the keys of their writes.
        replaced: captures that later ones put right; settled: those in the chart, by the identifier of their record.
        overruled: which doubts a person overruled; by_hand: how they dealt with a sheet elsewhere; by capture.
        statuses: how far the report of each exam is in the chart; patient_events: what the registration told, by id.
        accounts: what was recorded so that it can be closed.
        paper_version, agreed_version: at which the paper or a decision about it last changed, and a plan was agreed to.
    """

    downtime: Downtime
    playbook: Playbook
    version: int = 0
    decided: int = 0
    tracks: dict[TrackName, TrackStanding] = Factory(dict)
    census: dict[str, int] = Factory(dict)
    heard: dict[tuple[str, str, TrackName | None], Heard] = Factory(dict)
    said: dict[str, Heard] = Factory(dict)
    entered: dict[str, Step] = Factory(dict)
    promises: dict[str, Promise] = Factory(dict)
    opened: dict[tuple[str, str], Step] = Factory(dict)
    done: dict[tuple[str, str], Step] = Factory(dict)
    access: dict[tuple[str, str | None], ServiceAccess] = Factory(dict)
    holds: dict[str, str] = Factory(dict)
    notices: Growing[str, Notice] = Factory(Growing)
    carried: Growing[str, int] = Factory(Growing)
    receipts: Growing[tuple[str, str], Told] = Factory(Growing)
    begun: Growing[tuple[str, str], Begun] = Factory(Growing)
    waits: dict[str, datetime] = Factory(dict)
    forms: Growing[str, IssuedForm] = Factory(Growing)
    sheets: Growing[str, SheetState] = Factory(Growing)
    captures: Growing[str, Capture] = Factory(Growing)
    replaced: Growing[str, str] = Factory(Growing)
    refused: Growing[str, facts.CaptureRefused] = Factory(Growing)
    confirmed: Growing[str, str] = field(factory=Growing, repr=False)
    overruled: Growing[str, tuple[ReviewCode, ...]] = Factory(Growing)
    by_hand: Growing[str, str] = field(factory=Growing, repr=False)
    decisions: Growing[str, Decision] = Factory(Growing)
    owed: Growing[str, ChartEntry] = Factory(Growing)
    in_chart: Growing[str, str] = Factory(Growing)
    settled: Growing[str, str] = Factory(Growing)
    rejected: Growing[str, str] = field(factory=Growing, repr=False)
    statuses: Growing[str, ReportStatus] = Factory(Growing)
    patient_events: Growing[str, PatientEvent] = field(factory=Growing, repr=False)
    accounts: Accounts = Factory(Accounts)
    paper_version: int = 0
    agreed_version: int = 0

    @classmethod
    def begin(cls, fact: facts.Declared, playbook: Playbook) -> Standing:
        """Return where a downtime stands right after its declaration, under the rules that it names."""
        downtime = fact.downtime
        phase = playbook.phase(fact.phase)
        down_at = downtime.began_at if phase.state is TrackState.DOWN else None
        places = product(downtime.sites, downtime.services)
        tracks = [TrackStanding(*place, phase.name, phase.state, since=1, down_at=down_at) for place in places]
        return cls(
            downtime,
            playbook,
            version=1,
            decided=1,
            tracks={track.name: track for track in tracks},
            census={phase.name: len(tracks)},
            entered={phase.name: Step(1, downtime.began_at)},
            access={(access.service, access.site): access for access in downtime.access},
        )

    @property
    def phase(self) -> str:
        """Where the downtime stands as a whole: where the track stands that is least far on."""
        return next(phase.name for phase in self.playbook.phases if self.census.get(phase.name))

    @property
    def is_over(self) -> bool:
        """Whether every track came to its end."""
        return self.playbook.phase(self.phase).final

    @property
    def may_enter(self) -> bool:
        """Whether records may be entered into the chart: every track stands where that is allowed."""
        return _may_enter([self.playbook.phase(phase) for phase, count in self.census.items() if count])

    def open_sites(self) -> frozenset[str]:
        """Return the sites at which every service is back and records may be entered, whatever others wait for."""
        phases = {site: list[Phase]() for site, _ in self.tracks}
        for (site, _), track in self.tracks.items():
            phases[site].append(self.playbook.phase(track.phase))
        return frozenset(site for site, stands in phases.items() if _may_enter(stands))

    @property
    def released_at(self) -> datetime | None:
        """When the last service was released; None as long as one is not."""
        times = [track.released_at for track in self.tracks.values()]
        return None if None in times else max((at for at in times if at), default=None)

    def copy(self) -> Standing:
        """Return a standing that goes its own way from here."""
        twin = copy(self)
        for name in _CHANGED_IN_PLACE:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def fold(self, fact: facts.Fact, *, version: int, at: datetime) -> None:
        """Take in one more fact."""
        self.version = version
        if isinstance(fact, facts.PEOPLES_FACTS):
            self.decided = version
        if isinstance(fact, facts.PAPER_FACTS):
            self.paper_version = version
        _folding(type(fact))(self, fact, at)

    def last_heard(self, *signals: str, subject: str = "", track: TrackName | None = None) -> int:
        """Return the version at which one of some signals was last heard, of a track or of all; 0 where none was."""
        heard = (self.heard.get((signal, subject, about)) for signal in signals for about in (None, track))
        return max((last.version for last in heard if last), default=0)

    def detail(self, name: str) -> str:
        """Return what was last said under a name, by whatever signal; '' where nothing was."""
        heard = self.said.get(name)
        return heard.details.get(name, "") if heard else ""

    def tier(self, service: str, *, site: str) -> AccessTier:
        """Return how a service can be used at a site now."""
        if self.tracks[site, service].state is TrackState.RELEASED:
            return AccessTier.LIVE
        told = self.access.get((service, site)) or self.access.get((service, None))
        known = (told or self.playbook.phase(self.tracks[site, service].phase)).tier
        return known or self.downtime.tier(service, site=site)

    def open_captures(self) -> Iterator[Capture]:
        """Yield the captures that count and are not in the chart."""
        return (capture for capture in self.counted_captures() if capture.id not in self.settled)

    def counted_captures(self) -> Iterator[Capture]:
        """Yield the captures that count: no later one puts them right, and nobody dealt with them by hand."""
        return (one for one in self.captures.values() if one.id not in self.replaced and one.id not in self.by_hand)

    def untold(self) -> Iterator[Notice]:
        """Yield the notices of which nobody knows what became of them: they were told to no one yet."""
        told = {notice for notice, _ in self.receipts}
        return (notice for notice in self.notices.values() if notice.id not in told)

    def not_reached(self) -> Iterator[tuple[str, str]]:
        """Yield which notice did not reach which contact, or perhaps not."""
        return (who for who, told in self.receipts.items() if told.is_open)

    def _owe(self, decisions: Iterable[Decision]) -> None:
        for decision in decisions:
            if decision.entry:
                self.rejected.pop(decision.entry.key, None)
                self.owed[decision.entry.key] = decision.entry
                self.decisions[decision.entry.key] = decision
            elif decision.chart_id:
                self._settle(decision, decision.chart_id)

    def _settle(self, decision: Decision, chart_id: str) -> None:
        self.settled.update(dict.fromkeys(decision.captures, chart_id))
        if decision.report_status:
            self.statuses[decision.accession] = decision.report_status
        elif decision.kind is RecordKind.REPORT and decision.entry and decision.entry.withdraws:
            self.statuses.pop(decision.accession, None)

    def _move(self, track: TrackStanding, phase: str, *, at: datetime) -> None:
        if track.phase != phase:
            self.entered[phase] = Step(self.version, at)
            self._put(track.moved(self.playbook.phase(phase), version=self.version, at=at), before=track.phase)

    def _put(self, track: TrackStanding, *, before: str) -> None:
        self.tracks[track.name] = track
        self.census[before] -= 1
        self.census[track.phase] = self.census.get(track.phase, 0) + 1

    def _open_tasks(self, deadline: str, subject: str, at: datetime) -> None:
        rule = self.playbook.deadline(deadline)
        for task in rule.opens if rule else ():
            self.opened[task, subject] = Step(self.version, at)

    @singledispatchmethod
    def _fold(self, fact: facts.Fact, at: datetime) -> None:
        raise NotImplementedError(type(fact).__name__)

    @_fold.register
    def _(self, fact: facts.RulesPinned | facts.Observed | PrintFact | NumberFact, at: datetime) -> None:
        """It decides nothing: the standing was begun under its rules, or it stands in a stream of its own."""

    @_fold.register
    def _(self, fact: facts.RulesChanged, at: datetime) -> None:
        self.playbook = playbook_of(fact.table)
        became = dict(fact.phases)
        for track in tuple(self.tracks.values()):
            phase = self.playbook.phase(became.get(track.phase, track.phase))
            self._put(track.renamed(phase), before=track.phase)
        self.entered = {became.get(phase, phase): step for phase, step in self.entered.items()}

    @_fold.register
    def _(self, fact: facts.Signalled, at: datetime) -> None:
        at = fact.happened_at or at
        heard = Heard(self.version, at, dict(fact.details))
        self.said |= dict.fromkeys(heard.details, heard)
        for moved in fact.tracks:
            self.heard[fact.signal, fact.subject, (moved.site, moved.service)] = heard
            self._move(self.tracks[moved.site, moved.service], moved.after, at=at)
        if not fact.tracks:
            self.heard[fact.signal, fact.subject, None] = heard
            for track in tuple(self.tracks.values()) if fact.after != fact.before else ():
                self._move(track, fact.after, at=at)

    @_fold.register
    def _(self, fact: facts.SignalCorrected, _: datetime) -> None:
        self.heard = {name: heard.corrected(fact) for name, heard in self.heard.items()}
        self.said = {name: heard.corrected(fact) for name, heard in self.said.items()}
        if at := fact.happened_at:
            self.tracks = {name: track.dated(fact.version, at) for name, track in self.tracks.items()}
            self.entered = {phase: step.dated(fact.version, at) for phase, step in self.entered.items()}

    @_fold.register
    def _(self, fact: facts.TaskDone, at: datetime) -> None:
        self.done[fact.task, fact.subject] = Step(self.version, at)

    @_fold.register
    def _(self, fact: facts.AccessChanged, at: datetime) -> None:
        self.access |= {(access.service, access.site): access for access in fact.access}

    @_fold.register
    def _(self, fact: facts.WindowExtended, at: datetime) -> None:
        event = self.downtime.event
        if isinstance(event, Scheduled):
            self.downtime = self.downtime.model_copy(update={"event": event.extended(fact.extension)})

    @_fold.register
    def _(self, fact: facts.HoldPlaced | facts.HoldLifted, at: datetime) -> None:
        if isinstance(fact, facts.HoldPlaced):
            self.holds[fact.hold] = fact.reason
        else:
            self.holds.pop(fact.hold, None)

    @_fold.register
    def _(self, fact: facts.Promised | facts.PromiseMissed, at: datetime) -> None:
        missed = isinstance(fact, facts.PromiseMissed)
        self.promises[fact.key] = Promise(fact.due, missed=missed, name=fact.promise, subject=fact.subject)
        if missed:
            self._open_tasks(fact.promise, fact.subject, at)

    @_fold.register
    def _(self, fact: facts.CameDue | facts.PromiseEnded, at: datetime) -> None:
        self.promises.pop(fact.key, None)
        if isinstance(fact, facts.CameDue):
            self._open_tasks(fact.promise, fact.subject, at)

    @_fold.register
    def _(self, fact: facts.NoticeCarried, at: datetime) -> None:
        self.carried[fact.notice] = self.version
        self.waits.pop(fact.notice, None)

    @_fold.register
    def _(self, fact: facts.NoticeOwed, at: datetime) -> None:
        notice = fact.notice if fact.notice.at else fact.notice.model_copy(update={"at": at})
        self.notices[notice.id] = notice

    @_fold.register
    def _(self, fact: facts.TellingBegun, at: datetime) -> None:
        begun = Begun(fact.notices, fact.channel, fact.via, fact.attempt, fact.level, at)
        self.begun.update(((notice, fact.contact), begun) for notice in fact.notices)

    @_fold.register
    def _(self, fact: facts.NoticeWaits, at: datetime) -> None:
        self.waits[fact.notice] = fact.until
        self.carried.pop(fact.notice, None)

    @_fold.register
    def _(self, fact: facts.NoticeSettled, at: datetime) -> None:
        receipt = fact.receipt
        who = (intern(receipt.notice), receipt.contact)
        told = self.receipts.get(who)
        self.receipts[who] = told.heard(receipt) if told else Told((Try.of(receipt),))
        if (begun := self.begun.get(who)) and begun.attempt <= receipt.attempt:
            del self.begun[who]

    @_fold.register
    def _(self, fact: facts.FormsIssued, at: datetime) -> None:
        self.forms.update((form.serial, form) for form in fact.forms)
        self.sheets.update((form.serial, SheetState.OUT) for form in fact.forms)

    @_fold.register
    def _(self, fact: facts.FormAccounted, at: datetime) -> None:
        self.sheets[fact.serial] = fact.state

    @_fold.register
    def _(self, fact: facts.CaptureTaken, at: datetime) -> None:
        capture = fact.capture
        self.captures[capture.id] = capture
        self.replaced.update((old, capture.id) for old in capture.replaces)
        for key, refusal in tuple(self.refused.items()):
            if key in (capture.id, *capture.replaces) or (refusal.serial and refusal.serial == capture.serial):
                del self.refused[key]
        if capture.serial and capture.serial in self.sheets:
            self.sheets[capture.serial] = SheetState.RETURNED

    @_fold.register
    def _(self, fact: facts.CaptureRefused, at: datetime) -> None:
        self.refused[fact.capture] = fact
        if fact.serial and fact.serial in self.sheets:
            self.sheets[fact.serial] = SheetState.RETURNED

    @_fold.register
    def _(self, fact: facts.IdentityConfirmed | facts.SettledByHand | DoubtsOverruled, at: datetime) -> None:
        if isinstance(fact, facts.SettledByHand):
            self.by_hand[fact.capture] = fact.reason
        elif isinstance(fact, DoubtsOverruled):
            self.overruled[fact.capture] = (*self.overruled.get(fact.capture, ()), *fact.codes)
        else:
            self.confirmed[fact.capture] = fact.mrn

    @_fold.register
    def _(self, fact: PatientEventHeard, at: datetime) -> None:
        self.patient_events[fact.id] = fact.event

    @_fold.register
    def _(self, fact: facts.PlanAgreed | PlanContinued, at: datetime) -> None:
        if isinstance(fact, facts.PlanAgreed):
            self.agreed_version = self.version
            self.owed.clear()
        self._owe(fact.plan.decisions if isinstance(fact, facts.PlanAgreed) else fact.decisions)

    @_fold.register
    def _(self, fact: facts.RecordEntered, at: datetime) -> None:
        self.owed.pop(fact.key, None)
        self.in_chart[fact.key] = fact.chart_id
        self._settle(self.decisions[fact.key], fact.chart_id)

    @_fold.register
    def _(self, fact: facts.RecordRejected, at: datetime) -> None:
        self.owed.pop(fact.key, None)
        self.rejected[fact.key] = fact.reason

    @_fold.register
    def _(self, fact: ClosingFact, at: datetime) -> None:
        self.accounts.take(fact)


def _may_enter(phases: Sequence[Phase]) -> bool:
    return any(phase.entering for phase in phases) and all(phase.entering or phase.final for phase in phases)


# Through the class, Python would make a new function for every single fact (functools.singledispatchmethod).
_folding = vars(Standing)["_fold"].dispatcher.dispatch

_CHANGED_IN_PLACE = tuple(part.name for part in fields(Standing) if hasattr(part.default, "factory"))
