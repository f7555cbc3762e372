"""The timeline: what happened, when and by whom, in words that a charge nurse understands; never about a patient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import singledispatch
from itertools import groupby

from attrs import frozen

from downtimekit.models import facts
from downtimekit.models.capture import DoubtsOverruled
from downtimekit.models.closing import AccountsDrawnUp, DutyExplained, DutySent, ScanExplained, ScanFiled
from downtimekit.models.downtime import AccessTier, Downtime
from downtimekit.models.downtime.targets import target_label
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.models.plan import Plan, PlanContinued
from downtimekit.models.registration import PatientEventHeard
from downtimekit.playbooks import Playbook
from downtimekit.ports import Entry


@frozen
class Line:
    """One thing that happened."""

    at: datetime
    words: str
    by: str


@frozen
class _Told:
    """What the words are taken from: the rules, the event, and when each notice fell due."""

    playbook: Playbook
    downtime: Downtime
    owed: Mapping[str, datetime]

    def label(self, signal: str) -> str:
        """Return the words of a signal; its name, where the rules that it was heard under are no longer these."""
        return next((one.label for one in self.playbook.signals if one.name == signal), signal.replace("_", " "))

    def phase(self, name: str) -> str:
        """Return the words of a phase; its name, where the rules are no longer those."""
        return next((one.label for one in self.playbook.phases if one.name == name), name.replace("_", " "))

    def deadline(self, fact: facts.Promised | facts.PromiseMissed | facts.CameDue) -> str:
        """Return the words of a deadline, with what it is for."""
        rule = self.playbook.deadline(fact.promise)
        label = rule.label if rule else fact.promise.replace("_", " ")
        return f"{label} ({fact.subject})" if fact.subject else label

    def clock(self, moment: datetime) -> str:
        """Return a moment as the clinic's wall clock shows it."""
        return f"{self.downtime.local(moment):%H:%M}"


def timeline(entries: Sequence[Entry], *, playbook: Playbook, downtime: Downtime) -> Iterator[Line]:
    """Yield what happened, a line a thing; what is many of a kind at one time becomes one line.

    Args:
        entries: of one downtime, in their order.
        playbook: the one that it is run by, for the words.
        downtime: the event, for the wall clock.
    """
    owed = {entry.fact.notice.id: entry.at for entry in entries if isinstance(entry.fact, facts.NoticeOwed)}
    told = _Told(playbook, downtime, owed)
    shown = (entry for entry in entries if not isinstance(entry.fact, _NOT_SHOWN))
    for (kind, by), group in groupby(shown, key=lambda entry: (entry.fact.kind, entry.by)):
        alike = list(group)
        if kind == "notice_settled":
            yield from _receipts(alike, told)
        elif kind in _MANY and len(alike) > 1:
            yield Line(alike[-1].at, _MANY[kind].format(len(alike)), by.name)
        else:
            yield from (Line(entry.at, words, by.name) for entry in alike if (words := _words(entry.fact, told)))


def in_words(lines: Iterable[Line], *, downtime: Downtime) -> str:
    """Return a timeline as text, by the clinic's wall clock."""
    return "".join(f"{downtime.local(line.at):%a %H:%M}  {line.words}  ({line.by})\n" for line in lines)


_NOT_SHOWN = (facts.TellingBegun, facts.NoticeWaits)
"""Steps on the way to a receipt, which is shown."""

_MANY = {
    "observed": "{} answers came in on what works and what does not",
    "capture_taken": "{} sheets were typed in",
    "capture_refused": "{} sheets were typed in with faults, and must be typed in again",
    "patient_event_heard": "{} changes to patients' records and numbers were heard",
    "record_entered": "{} records are in the chart",
    "record_rejected": "{} records were refused by the system",
}
_STATES = {
    ReceiptState.QUEUED: "waiting for somebody to act",
    ReceiptState.ACCEPTED: "sent",
    ReceiptState.DELIVERED: "arrived",
    ReceiptState.ACKNOWLEDGED: "acknowledged",
    ReceiptState.FAILED: "not sent",
    ReceiptState.UNKNOWN: "perhaps sent",
    ReceiptState.SUPPRESSED: "held back",
    ReceiptState.EXPIRED: "too late to be sent",
}


def _receipts(entries: Iterable[Entry], told: _Told) -> Iterator[Line]:
    """Say of each notice how many people it reached, and how."""
    of_notice: dict[str, list[tuple[Entry, Receipt]]] = {}
    for entry in entries:
        if isinstance(entry.fact, facts.NoticeSettled):
            of_notice.setdefault(entry.fact.receipt.notice, []).append((entry, entry.fact.receipt))
    for notice, pairs in of_notice.items():
        # Which of them came first is chance, where channels work at the same time.
        ways = Counter(sorted((receipt.state, receipt.channel or "") for _, receipt in pairs))
        how = ", ".join(
            f"{count} {_STATES[state]}{f' ({channel})' if channel else ''}" for (state, channel), count in ways.items()
        )
        last, name = pairs[-1][0], notice.rpartition("/")[2].replace("_", " ")
        yield Line(last.at, f"Notice '{name}' of {told.clock(told.owed[notice])}: {how}", last.by.name)


@singledispatch
def _words(fact: facts.Fact, told: _Told) -> str:
    """Say what one fact means; '' where a timeline need not say it."""
    return ""


@_words.register
def _(fact: facts.Declared, told: _Told) -> str:
    about = fact.downtime
    drill = "DRILL: " if about.drill else ""
    return f"{drill}{told.playbook.title} declared: {', '.join(about.services)} at {', '.join(about.sites)}"


@_words.register
def _(fact: facts.Signalled, told: _Told) -> str:
    details = _said(fact.details)
    where = _where(fact, told.downtime)
    moved = f" -> {told.phase(fact.after)}" if fact.after != fact.before else ""
    when = f", at {told.clock(fact.happened_at)}" if fact.happened_at else ""
    return f"{told.label(fact.signal)}{where}{when}{': ' + details if details else ''}{moved}"


def _where(fact: facts.Signalled, downtime: Downtime) -> str:
    """Say which tracks a signal was about, where it was not about all of them."""
    if not fact.tracks or len(fact.tracks) == len(downtime.sites) * len(downtime.services):
        return ""
    sites = ", ".join(dict.fromkeys(moved.site for moved in fact.tracks))
    services = ", ".join(dict.fromkeys(moved.service for moved in fact.tracks))
    return f" ({services} at {sites})"


@_words.register
def _(fact: facts.Observed, told: _Told) -> str:
    seen = fact.observation
    return f"{seen.check} at {seen.site}: {seen.answer}, seen at {told.clock(seen.at)} by {seen.source}"


@_words.register
def _(fact: facts.SignalCorrected, told: _Told) -> str:
    when = f"at {told.clock(fact.happened_at)}" if fact.happened_at else ""
    said = "; ".join(filter(None, [when, _said(fact.details)]))
    return f"CORRECTION of entry {fact.version}: {said} ({fact.reason})"


def _said(details: Iterable[tuple[str, str]]) -> str:
    """Return what a signal says, with the words for what is down."""
    return "; ".join(target_label(words) if name == "target" else words for name, words in details)


@_words.register
def _(fact: facts.TaskDone, told: _Told) -> str:
    task = next((task.label for task in told.playbook.tasks if task.name == fact.task), fact.task.replace("_", " "))
    subject = f" ({fact.subject})" if fact.subject else ""
    return f"Done: {task}{subject}{': ' + fact.remark if fact.remark else ''}"


@_words.register
def _(fact: facts.AccessChanged, told: _Told) -> str:
    ways = (f"{one.service}{f' at {one.site}' if one.site else ''} is {_tier(one.tier)}" for one in fact.access)
    return f"From now on: {'; '.join(ways)}"


def _tier(tier: AccessTier) -> str:
    return tier.value.replace("_", " ")


@_words.register
def _(fact: facts.WindowExtended, told: _Told) -> str:
    extension = fact.extension
    return f"The end of the planned work was moved to {extension.ends:%Y-%m-%d %H:%M}: {extension.reason}"


@_words.register
def _(fact: facts.RulesChanged, told: _Told) -> str:
    return f"It goes on under other rules ({fact.digest[:12]}): {fact.reason}"


@_words.register
def _(fact: facts.HoldPlaced, told: _Told) -> str:
    return f"Legal hold '{fact.hold}' placed: {fact.reason}"


@_words.register
def _(fact: facts.HoldLifted, told: _Told) -> str:
    return f"Legal hold '{fact.hold}' lifted: {fact.reason}"


@_words.register
def _(fact: facts.PromiseMissed, told: _Told) -> str:
    label = told.deadline(fact)
    return f"MISSED: {label[0].lower()}{label[1:]} was promised by {told.clock(fact.due)}"


@_words.register
def _(fact: facts.CameDue, told: _Told) -> str:
    return f"Due at {told.clock(fact.due)}: {told.deadline(fact)}"


@_words.register
def _(fact: facts.FormsIssued, told: _Told) -> str:
    again = " again" if any(form.copy_number > 1 for form in fact.forms) else ""
    return f"{len(fact.forms)} numbered forms were printed{again}: {fact.forms[0].serial} to {fact.forms[-1].serial}"


@_words.register
def _(fact: facts.FormAccounted, told: _Told) -> str:
    return f"Form {fact.serial} is {fact.state}"


@_words.register
def _(fact: facts.CaptureTaken, told: _Told) -> str:
    capture = fact.capture
    return f"Sheet {capture.serial or capture.id} was typed in by {capture.entered_by}"


@_words.register
def _(fact: facts.CaptureRefused, told: _Told) -> str:
    return f"Sheet {fact.serial or fact.capture} was typed in with faults: {'; '.join(fact.faults)}"


@_words.register
def _(fact: DoubtsOverruled, told: _Told) -> str:
    return f"A person overruled a doubt about a sheet ({fact.capture}): {', '.join(fact.codes)}"


@_words.register
def _(fact: facts.IdentityConfirmed, told: _Told) -> str:
    return f"A person decided whose a sheet is ({fact.capture})"


@_words.register
def _(fact: facts.SettledByHand, told: _Told) -> str:
    return f"A person dealt with a sheet by hand ({fact.capture})"


@_words.register
def _(fact: DutySent, told: _Told) -> str:
    at = told.downtime.local(fact.at).strftime("%Y-%m-%d %H:%M %Z")
    return f"Sent for exam {fact.accession}: {fact.duty.value.replace('_', ' ')}, {at}, by {fact.by}"


@_words.register
def _(fact: DutyExplained, told: _Told) -> str:
    return f"It was said why something was not sent in time: {fact.duty.value.replace('_', ' ')} ({fact.accession})"


@_words.register
def _(fact: ScanFiled, told: _Told) -> str:
    return f"The scan of sheet {fact.serial} is in the chart"


@_words.register
def _(fact: ScanExplained, told: _Told) -> str:
    return f"It was said why sheet {fact.serial} has no scan"


@_words.register
def _(fact: AccountsDrawnUp, told: _Told) -> str:
    numbers = ", ".join(f"{each.issued} {each.of} ({each.out} out)" for each in fact.numbers) or "none"
    return f"Accounts were drawn up: numbers: {numbers}; patients without a name: {fact.unnamed_patients}"


@_words.register
def _(fact: PatientEventHeard, told: _Told) -> str:
    return _PATIENT_NEWS[fact.event.kind]


_PATIENT_NEWS = {
    "registration": "A registration was heard, or a change to one",
    "merge": "Records were merged: their old numbers are retired",
    "number_change": "A patient has another number: the old one is retired",
    "link": "Two records were linked, or are linked no longer",
    "unmerge": "A merge was undone: what was written in the meantime needs a person",
}


@_words.register
def _(fact: facts.PlanAgreed, told: _Told) -> str:
    return f"Back-fill plan agreed: {fact.plan.summary()}"


@_words.register
def _(fact: PlanContinued, told: _Told) -> str:
    return f"The plan goes on: {Plan(downtime=told.downtime.id, decisions=fact.decisions).summary()}"


@_words.register
def _(fact: facts.RecordEntered, told: _Told) -> str:
    return f"Record {fact.chart_id} is in the chart"


@_words.register
def _(fact: facts.RecordRejected, told: _Told) -> str:
    return "A record was refused by the system"
