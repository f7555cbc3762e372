"""What the systems of a radiology department tell each other, as values: the transactions of IHE, and who sends them.

Registrations, orders and appointments are the models of everything else; here are those that travel as DICOM.

Sources: IHE Radiology Technical Framework, volumes 1 (Scheduled Workflow, Patient Information Reconciliation) and 2
(RAD-1 to RAD-13, RAD-48, RAD-49), by the sequences that its MESA tests publish; DICOM PS3.3 and PS3.16 (CID 9300) for
performed steps and why they are discontinued. Which case has which transactions is from general knowledge where the
framework's own text was not at hand.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

from attrs import field, frozen
from pydantic import Field, StringConstraints

from downtimekit.models.appointment_news import AppointmentNews
from downtimekit.models.orders import OrderAction, Orders
from downtimekit.models.paperwork import StudyUid
from downtimekit.models.patient import Mrn, WrittenIdentity
from downtimekit.models.registration import Link, Merge, NumberChange, Registration, RegistrationEvent, Unmerge
from downtimekit.models.strict import Confidential, Instant, Key, Strict


class Rad(StrEnum):
    """A transaction of IHE Radiology, by its number."""

    REGISTRATION = "RAD-1"
    PLACER_ORDER = "RAD-2"
    FILLER_ORDER = "RAD-3"
    PROCEDURE_SCHEDULED = "RAD-4"
    WORKLIST = "RAD-5"
    STEP_IN_PROGRESS = "RAD-6"
    STEP_ENDED = "RAD-7"
    IMAGES_STORED = "RAD-8"
    PATIENT_UPDATE = "RAD-12"
    PROCEDURE_UPDATED = "RAD-13"
    APPOINTMENT = "RAD-48"
    INSTANCES_AVAILABLE = "RAD-49"
    REJECTION_NOTE = "RAD-66"
    DECISION = "decision"
    """No transaction: a person of the department decided."""


class Actor(StrEnum):
    """Who sends a transaction, or gets it."""

    ADT = "adt"
    ORDER_PLACER = "order_placer"
    ORDER_FILLER = "order_filler"
    IMAGE_MANAGER = "image_manager"
    REPORT_MANAGER = "report_manager"
    MODALITY = "modality"


class StepState(StrEnum):
    """How far a performed step is (DICOM PS3.3, C.4.14)."""

    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DISCONTINUED = "discontinued"


class PerformedStep(Confidential):
    """What a modality says that it is doing, or did (RAD-6, RAD-7).

    Attributes:
        uid: of the step; study: of the images that it makes.
        patient: as the modality has them: out of the work list, or typed in.
        scheduled: the scheduled steps that it carries out, as the work list named them; none for an unscheduled one,
            several for a group.
        reason: why it was discontinued, as a code of DICOM (CID 9300), such as ``110514``.
    """

    uid: StudyUid
    study: StudyUid
    state: StepState
    patient: WrittenIdentity = WrittenIdentity()
    scheduled: tuple[Key, ...] = ()
    accession: Key | None = None
    modality: Key | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    reason: Annotated[str, StringConstraints(max_length=16)] = ""


class ImagesStored(Confidential):
    """Images that a modality sent to the archive (RAD-8), as far as the department hears of it."""

    study: StudyUid
    series: Annotated[tuple[StudyUid, ...], Field(min_length=1)]
    patient: WrittenIdentity = WrittenIdentity()
    accession: Key | None = None
    modality: Key | None = None
    stored_at: Instant | None = None


class InstancesAvailable(Strict):
    """The archive says whether the images of a study can be had (RAD-49)."""

    study: StudyUid
    available: bool = True


class WorklistQuery(Confidential):
    """A modality asks what there is to do (RAD-5); what is not named does not narrow it."""

    mrn: Mrn | None = None
    accession: Key | None = None
    modality: Key | None = None
    since: Instant | None = None
    until: Instant | None = None


class Worklist(Confidential):
    """What there is to do (RAD-5): for each exam its patient and its scheduled steps."""

    items: tuple[Orders, ...] = ()


class StudyRejected(Strict):
    """A study must no longer be found: it was made under another patient's entry of the work list.

    Attributes:
        title: of the rejection note, as a code of DICOM; 113038 is "Incorrect Modality Worklist Entry".
    """

    study: StudyUid
    title: str = "113038"


class Assigned(Strict):
    """A person says to which exam a study belongs; to none that is known, where there is no accession number."""

    study: StudyUid
    accession: Key | None = None


Told: TypeAlias = (
    Registration
    | Merge
    | NumberChange
    | Link
    | Unmerge
    | Orders
    | AppointmentNews
    | PerformedStep
    | ImagesStored
    | InstancesAvailable
    | WorklistQuery
    | Worklist
    | StudyRejected
    | Assigned
)
"""What a transaction can say."""

_REGISTERING = frozenset(
    {
        RegistrationEvent.ADMITTED,
        RegistrationEvent.REGISTERED,
        RegistrationEvent.PRE_ADMITTED,
        RegistrationEvent.PERSON_ADDED,
    }
)
_RADS: dict[type, Rad] = {
    **dict.fromkeys((Merge, NumberChange, Link, Unmerge), Rad.PATIENT_UPDATE),
    **dict.fromkeys((WorklistQuery, Worklist), Rad.WORKLIST),
    ImagesStored: Rad.IMAGES_STORED,
    InstancesAvailable: Rad.INSTANCES_AVAILABLE,
    AppointmentNews: Rad.APPOINTMENT,
    StudyRejected: Rad.REJECTION_NOTE,
    Assigned: Rad.DECISION,
}
_IN_HL7 = (Registration, Merge, NumberChange, Link, Orders, AppointmentNews)


@frozen
class Transaction:
    """One transaction; what the order filler decides by itself, it sends to itself.

    Attributes:
        value: what it says.
        twins_acknowledged: of a merge: a person looked, and two who differ in the given name only are one person.
    """

    value: Told = field(repr=False)
    sender: Actor
    to: Actor = Actor.ORDER_FILLER
    twins_acknowledged: bool = False

    @property
    def rad(self) -> Rad:
        """Which transaction of IHE it is."""
        if isinstance(self.value, Registration):
            return Rad.REGISTRATION if self.value.event in _REGISTERING else Rad.PATIENT_UPDATE
        if isinstance(self.value, PerformedStep):
            return Rad.STEP_IN_PROGRESS if self.value.state is StepState.IN_PROGRESS else Rad.STEP_ENDED
        if isinstance(self.value, Orders):
            return _rad_of_orders(self.value, self.sender, self.to)
        return _RADS[type(self.value)]

    @property
    def is_message(self) -> bool:
        """Whether it is sent as an HL7 version 2 message; otherwise it is DICOM's, or a decision."""
        return isinstance(self.value, _IN_HL7)

    def __str__(self) -> str:
        """Return ``RAD-4 order_filler -> image_manager new``."""
        orders = self.value.orders if isinstance(self.value, Orders) else ()
        what = ", ".join(dict.fromkeys(order.action.value for order in orders))
        return f"{self.rad.value} {self.sender.value} -> {self.to.value} {what}".rstrip()


def _rad_of_orders(orders: Orders, sender: Actor, to: Actor) -> Rad:
    actions = {order.action for order in orders.orders}
    if sender is Actor.ORDER_PLACER:
        return Rad.FILLER_ORDER if OrderAction.NUMBER_ASSIGNED in actions else Rad.PLACER_ORDER
    if to in (Actor.IMAGE_MANAGER, Actor.REPORT_MANAGER):
        return Rad.PROCEDURE_SCHEDULED if OrderAction.NEW in actions else Rad.PROCEDURE_UPDATED
    return Rad.FILLER_ORDER
