"""Orders: what was asked for, under which numbers, and how far it is.

Three numbers tell orders apart: that of the system that asked (placer), that of the system that does it (filler), and
the accession number, by which images and reports are found. Which of them a system has depends on who was down.

Sources: HL7 v2.5.1 chapter 4 (ORC, OBR; tables 0119 and 0038); IHE Radiology TF-2, RAD-2 to RAD-4, for what an imaging
order carries: RAD-4 is where the Study Instance UID is sent for the first time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from downtimekit.models.paperwork import Priority, StudyUid
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Visit
from downtimekit.models.strict import Confidential, Instant, Key, Name, PatientText, Strict


class OrderAction(StrEnum):
    """What a message about an order wants or tells (HL7 table 0119, in words)."""

    NEW = "new"
    ACCEPTED = "accepted"
    UNABLE = "unable"
    CANCEL = "cancel"
    CANCELLED = "cancelled"
    CANCELLED_AS_REQUESTED = "cancelled_as_requested"
    CHANGE = "change"
    CHANGED = "changed"
    DISCONTINUE = "discontinue"
    DISCONTINUED = "discontinued"
    HOLD = "hold"
    RELEASE = "release"
    REPLACE = "replace"
    STATUS_CHANGED = "status_changed"
    NUMBER_WANTED = "number_wanted"
    NUMBER_ASSIGNED = "number_assigned"
    RESULTS_FOLLOW = "results_follow"


class OrderStatus(StrEnum):
    """How far an order is (HL7 table 0038, in words)."""

    SCHEDULED = "scheduled"
    IN_PROCESS = "in_process"
    PARTIAL = "partial"
    COMPLETED = "completed"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"
    DISCONTINUED = "discontinued"
    REPLACED = "replaced"
    ERROR = "error"


Number = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A number as a system prints it."""


class SystemNumber(Strict):
    """A number that a system gave, to an order or a document.

    Attributes:
        issuer: the system, by its name or as a URI; empty where nobody says.
    """

    value: Number
    issuer: Annotated[str, StringConstraints(max_length=200)] = ""


class ExamCode(Strict):
    """What is to be done.

    Attributes:
        code: in the code system; system: its short name, such as ``LN`` for LOINC; text: in words.
    """

    code: Annotated[str, StringConstraints(max_length=200)] = ""
    text: Annotated[str, StringConstraints(max_length=400)] = ""
    system: Annotated[str, StringConstraints(max_length=40)] = ""

    @model_validator(mode="after")
    def _says_something(self) -> ExamCode:
        if not self.code and not self.text:
            raise ValueError("has neither a code nor words")
        return self


class Order(Confidential):
    """One order.

    Attributes:
        action: what is wanted, or what happened.
        placer, filler: the numbers of who asked and who does it; accession: the number of the exam.
        study: the number by which its images are found; requested_procedure, scheduled_step: its parts in a work list.
        modality: as in DICOM, such as ``MG``.
        scheduled_at: when it is to be done; ordered_at: when it was asked for.
        ordered_by: who asked; entered_by: who typed it; acted_by: who made the change that this tells of.
        reason: why it is wanted.
    """

    action: OrderAction
    status: OrderStatus | None = None
    placer: SystemNumber | None = None
    filler: SystemNumber | None = None
    accession: Key | None = None
    exam: ExamCode | None = None
    study: StudyUid | None = None
    requested_procedure: Key | None = None
    scheduled_step: Key | None = None
    modality: Key | None = None
    priority: Priority | None = None
    scheduled_at: Instant | None = None
    ordered_at: Instant | None = None
    ordered_by: Name | None = None
    entered_by: Name | None = None
    acted_by: Name | None = None
    reason: PatientText = ""


class Orders(Confidential):
    """Orders for one patient, as one message tells of them."""

    patient: Patient
    visit: Visit | None = None
    orders: Annotated[tuple[Order, ...], Field(min_length=1)]
