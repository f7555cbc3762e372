"""The facts: everything that the journal holds about a downtime, one model a kind.

Whatever happens becomes a fact: also a notice that is owed, what became of it, and a promise that was made. The state
of a downtime is a fold over its facts, so a fact says what happened and never what follows from it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from downtimekit.models.capture import Capture, DoubtsOverruled, RecordKind
from downtimekit.models.closing import ClosingFact
from downtimekit.models.downtime import Downtime, Extension, ServiceAccess
from downtimekit.models.downtime.observation import Observation
from downtimekit.models.notice import Notice, Receipt
from downtimekit.models.numbers import NumberFact
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.models.patient import Mrn
from downtimekit.models.people.channels import ChannelKind
from downtimekit.models.plan import Plan, PlanContinued
from downtimekit.models.prints import PrintFact
from downtimekit.models.registration import PatientEventHeard
from downtimekit.models.strict import ADAPTER, OF_KNOWN_KIND, PATIENT_DATA, Instant, Key, Name, Strict

Why = Annotated[Name, PATIENT_DATA]
"""What somebody gave as the reason; it may be about a patient."""


class Declared(Strict):
    """A downtime began."""

    kind: Literal["declared"] = "declared"
    downtime: Downtime
    phase: Key


class RulesPinned(Strict):
    """The playbook that the downtime is run by, whole, so that it can be gone on with from the journal alone.

    Attributes:
        digest: SHA-256 over the table, as the declaration names it.
        table: the playbook as JSON.
    """

    kind: Literal["rules_pinned"] = "rules_pinned"
    digest: str
    table: str


class RulesChanged(Strict):
    """A running downtime goes on under another playbook.

    Attributes:
        digest, table: of the playbook from now on.
        phases: which phase each phase became, where the name is another; a phase that is not named keeps its name.
        reason: why.
    """

    kind: Literal["rules_changed"] = "rules_changed"
    digest: str
    table: str
    phases: tuple[tuple[Key, Key], ...] = ()
    reason: Name


class TrackMoved(Strict):
    """Which track a signal was about, and where it stood before and stands after it."""

    site: Key
    service: Key
    before: Key
    after: Key


class Signalled(Strict):
    """A signal was accepted.

    Attributes:
        before, after: the phase of the whole downtime.
        subject: where it is about one thing of several, such as one interface, which one.
        tracks: which tracks it was about; none where it was about all of them, and they stood in the same phase.
        happened_at: when it happened, where that was told to be earlier than it was recorded.
    """

    kind: Literal["signalled"] = "signalled"
    signal: Key
    before: Key
    after: Key
    subject: str = ""
    details: tuple[tuple[Key, str], ...] = ()
    tracks: tuple[TrackMoved, ...] = ()
    happened_at: Instant | None = None


class Observed(Strict):
    """Somebody, or a check, found out whether something answers; what is down is named from such observations."""

    kind: Literal["observed"] = "observed"
    observation: Observation


class SignalCorrected(Strict):
    """What a signal said was wrong; what it led to stands, and is put right by further signals.

    Attributes:
        version: of the signal's entry.
        details: what it should have said, whole.
        happened_at: when it happened, where that was wrong; None where it was not.
    """

    kind: Literal["signal_corrected"] = "signal_corrected"
    version: Annotated[int, Field(ge=1)]
    details: tuple[tuple[Key, str], ...] = ()
    happened_at: Instant | None = None
    reason: Name


class TaskDone(Strict):
    """Somebody did a task, and says what came of it."""

    kind: Literal["task_done"] = "task_done"
    task: Key
    subject: str = ""
    remark: Annotated[str, Field(max_length=1000)] = ""


class AccessChanged(Strict):
    """How services can be used from now on; a service that is not named goes on as before."""

    kind: Literal["access_changed"] = "access_changed"
    access: Annotated[tuple[ServiceAccess, ...], Field(min_length=1)]


class WindowExtended(Strict):
    """The end of planned work was moved to a later time."""

    kind: Literal["window_extended"] = "window_extended"
    extension: Extension


class HoldPlaced(Strict):
    """A legal hold: the record of this downtime is kept whatever its retention says."""

    kind: Literal["hold_placed"] = "hold_placed"
    hold: Key
    reason: Name


class HoldLifted(Strict):
    """A legal hold ended."""

    kind: Literal["hold_lifted"] = "hold_lifted"
    hold: Key
    reason: Name


class NoticeOwed(Strict):
    """Somebody must be told."""

    kind: Literal["notice_owed"] = "notice_owed"
    notice: Notice


class NoticeCarried(Strict):
    """A notice was carried as far as channels go: everybody in question has a receipt, no answer is awaited."""

    kind: Literal["notice_carried"] = "notice_carried"
    notice: Key
    remark: str = ""


class TellingBegun(Strict):
    """Somebody is being told over a channel that could tell them twice; without a receipt, nobody knows whether it did.

    Attributes:
        notices: the notices that go out as one message; most often one.
        contact, channel, via, attempt, level: as in `Receipt`.
    """

    kind: Literal["telling_begun"] = "telling_begun"
    notices: Annotated[tuple[Key, ...], Field(min_length=1)]
    contact: Key
    channel: ChannelKind | None = None
    via: Key
    attempt: Annotated[int, Field(ge=1)] = 1
    level: Annotated[int, Field(ge=0)] = 0


class NoticeWaits(Strict):
    """There is nothing to do about a notice until an instant: an answer is waited for, or quiet hours end."""

    kind: Literal["notice_waits"] = "notice_waits"
    notice: Key
    until: Instant
    remark: str = ""


class NoticeSettled(Strict):
    """What became of a notice to one contact."""

    kind: Literal["notice_settled"] = "notice_settled"
    receipt: Receipt


class _OfDeadline(Strict):
    """It is about a deadline of the playbook.

    Attributes:
        promise: the deadline's name.
        subject: which of several it is for, such as a site.
    """

    kind: str
    promise: Key
    subject: str = ""

    @property
    def key(self) -> str:
        """What the deadline is known by within its downtime."""
        return f"{self.promise}/{self.subject}" if self.subject else self.promise


class Promised(_OfDeadline):
    """A deadline was set; a new one of the same name and subject replaces the one before."""

    kind: Literal["promised"] = "promised"
    due: Instant


class PromiseMissed(_OfDeadline):
    """A deadline went by without that being done which people had promised by then."""

    kind: Literal["promise_missed"] = "promise_missed"
    due: Instant


class CameDue(_OfDeadline):
    """The time came for something that nobody had to do until then, such as a reminder, or the start of a window."""

    kind: Literal["came_due"] = "came_due"
    due: Instant


class PromiseEnded(_OfDeadline):
    """A deadline no longer stands."""

    kind: Literal["promise_ended"] = "promise_ended"


class FormsIssued(Strict):
    """Numbered forms were printed."""

    kind: Literal["forms_issued"] = "forms_issued"
    forms: tuple[IssuedForm, ...]


class FormAccounted(Strict):
    """A form was voided or is missing, and it says why; or it came back and is only filed, and it says where."""

    kind: Literal["form_accounted"] = "form_accounted"
    serial: Key
    state: Literal[SheetState.VOIDED, SheetState.MISSING, SheetState.RETURNED]
    reason: Why


class CaptureTaken(Strict):
    """A sheet came back and was keyed."""

    kind: Literal["capture_taken"] = "capture_taken"
    capture: Capture


class CaptureRefused(Strict):
    """A sheet was keyed with faults; it must be keyed again. The faults never hold what was keyed."""

    kind: Literal["capture_refused"] = "capture_refused"
    capture: Key
    serial: Key | None = None
    accession: Key | None = None
    record: RecordKind | None = None
    faults: tuple[str, ...]


class IdentityConfirmed(Strict):
    """A person decided whose a sheet is."""

    kind: Literal["identity_confirmed"] = "identity_confirmed"
    capture: Key
    mrn: Mrn
    reason: Why


class SettledByHand(Strict):
    """A person dealt with a sheet outside the back-fill, and says how: it is no longer entered from here."""

    kind: Literal["settled_by_hand"] = "settled_by_hand"
    capture: Key
    reason: Why


class PlanAgreed(Strict):
    """A person looked at a plan and agreed to it: what it would write is owed from now on.

    Attributes:
        plan: its beginning, where it is long; `PlanContinued` goes on with it in the same commit.
        digest: of the whole plan as the person saw it; empty where that is `plan`.
    """

    kind: Literal["plan_agreed"] = "plan_agreed"
    plan: Plan
    digest: str = ""


class RecordEntered(Strict):
    """The target holds a record that was owed to it."""

    kind: Literal["record_entered"] = "record_entered"
    key: Key
    chart_id: Key


class RecordRejected(Strict):
    """The target refused a record for good."""

    kind: Literal["record_rejected"] = "record_rejected"
    key: Key
    reason: Why


Fact = Annotated[
    Declared
    | RulesPinned
    | RulesChanged
    | Signalled
    | Observed
    | SignalCorrected
    | TaskDone
    | AccessChanged
    | WindowExtended
    | HoldPlaced
    | HoldLifted
    | NoticeOwed
    | NoticeCarried
    | TellingBegun
    | NoticeWaits
    | NoticeSettled
    | Promised
    | PromiseMissed
    | CameDue
    | PromiseEnded
    | FormsIssued
    | FormAccounted
    | CaptureTaken
    | CaptureRefused
    | IdentityConfirmed
    | SettledByHand
    | DoubtsOverruled
    | PatientEventHeard
    | PlanAgreed
    | PlanContinued
    | RecordEntered
    | RecordRejected
    | ClosingFact
    | PrintFact
    | NumberFact,
    OF_KNOWN_KIND,
    Field(discriminator="kind"),
]

FACT: TypeAdapter[Fact] = TypeAdapter(Fact, config=ADAPTER)
"""Reads a fact of any kind, and writes it."""

PAPER_FACTS = (
    CaptureTaken,
    CaptureRefused,
    IdentityConfirmed,
    SettledByHand,
    DoubtsOverruled,
    PatientEventHeard,
    PlanAgreed,
    PlanContinued,
    RecordEntered,
    RecordRejected,
)
"""What came back from paper, and what was decided about it."""

PEOPLES_FACTS = (
    Declared,
    RulesChanged,
    Signalled,
    SignalCorrected,
    TaskDone,
    AccessChanged,
    WindowExtended,
)
"""What somebody decided about the downtime itself, and others who decide must know."""
