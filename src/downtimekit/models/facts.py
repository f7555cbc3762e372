"""The facts: everything that the journal holds about a downtime, one model a kind.

Whatever happens becomes a fact: also a notice that is owed, what became of it, and a promise that was made. The state
of a downtime is a fold over its facts, so a fact says what happened and never what follows from it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from downtimekit.models.capture import Capture, RecordKind
from downtimekit.models.downtime import Downtime
from downtimekit.models.notice import Notice, Receipt
from downtimekit.models.paper import IssuedForm, SheetState
from downtimekit.models.patient import Mrn
from downtimekit.models.plan import Plan
from downtimekit.models.strict import ADAPTER, OF_KNOWN_KIND, PATIENT_DATA, Instant, Key, Name, Strict

Why = Annotated[Name, PATIENT_DATA]
"""What somebody gave as the reason; it may be about a patient."""


class Declared(Strict):
    """A downtime began."""

    kind: Literal["declared"] = "declared"
    downtime: Downtime
    phase: Key


class Signalled(Strict):
    """A signal was accepted; where it is about one thing of several, such as one interface, ``subject`` names it."""

    kind: Literal["signalled"] = "signalled"
    signal: Key
    before: Key
    after: Key
    subject: str = ""
    details: tuple[tuple[Key, str], ...] = ()


class NoticeOwed(Strict):
    """Somebody must be told."""

    kind: Literal["notice_owed"] = "notice_owed"
    notice: Notice


class NoticeSettled(Strict):
    """What became of a notice to one contact."""

    kind: Literal["notice_settled"] = "notice_settled"
    receipt: Receipt


class Promised(Strict):
    """Something was promised by a time; a new promise of the same name replaces the one before."""

    kind: Literal["promised"] = "promised"
    promise: Key
    due: Instant


class PromiseMissed(Strict):
    """The time of a promise went by without it being kept."""

    kind: Literal["promise_missed"] = "promise_missed"
    promise: Key
    due: Instant


class PromiseEnded(Strict):
    """A promise no longer stands."""

    kind: Literal["promise_ended"] = "promise_ended"
    promise: Key


class FormsIssued(Strict):
    """Numbered forms were printed."""

    kind: Literal["forms_issued"] = "forms_issued"
    forms: tuple[IssuedForm, ...]


class FormAccounted(Strict):
    """A form that did not come back was voided, or is missing; it says why."""

    kind: Literal["form_accounted"] = "form_accounted"
    serial: Key
    state: Literal[SheetState.VOIDED, SheetState.MISSING]
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
    """A person looked at a plan and agreed to it: what it would write is owed from now on."""

    kind: Literal["plan_agreed"] = "plan_agreed"
    plan: Plan


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
    | Signalled
    | NoticeOwed
    | NoticeSettled
    | Promised
    | PromiseMissed
    | PromiseEnded
    | FormsIssued
    | FormAccounted
    | CaptureTaken
    | CaptureRefused
    | IdentityConfirmed
    | SettledByHand
    | PlanAgreed
    | RecordEntered
    | RecordRejected,
    OF_KNOWN_KIND,
    Field(discriminator="kind"),
]

FACT: TypeAdapter[Fact] = TypeAdapter(Fact, config=ADAPTER)
"""Reads a fact of any kind, and writes it."""
