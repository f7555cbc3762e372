"""What else comes back on paper: registrations, orders, exams that were done, and sheets that are only scanned.

Each says what the sheet says. What becomes of it in a chart is decided when it is back-filled.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator

from downtimekit.models.breast import Side
from downtimekit.models.frozen import FrozenMap, frozen
from downtimekit.models.patient import Address, PatientPhone
from downtimekit.models.registration import RegistrationEvent, Visit
from downtimekit.models.strict import PATIENT_DATA, Confidential, Instant, Key, Name, PatientText

Needed = Annotated[str, StringConstraints(min_length=1, max_length=4000), PATIENT_DATA]
"""Free text about a patient that must not be empty."""


class PaperRegistration(Confidential):
    """A registration on paper; name, birth date, gender and numbers stand in the identity that the sheet gives.

    Attributes:
        event: what happened; a new patient is registered like any other, and it is found out later that they are new.
        visit: the visit that was opened, as far as it is known.
    """

    record: Literal["registration"] = "registration"
    event: RegistrationEvent = RegistrationEvent.REGISTERED
    address: Address | None = None
    phones: tuple[PatientPhone, ...] = ()
    visit: Visit | None = None
    remarks: PatientText = ""


class Priority(StrEnum):
    """How soon (FHIR R4 request-priority)."""

    ROUTINE = "routine"
    URGENT = "urgent"
    ASAP = "asap"
    STAT = "stat"


class PaperOrder(Confidential):
    """An order on paper: what is asked for, why, and by whom.

    Attributes:
        call_back: where the one who ordered it is told of the result while the system is down.
        carried_out: whether it was done already, so that back-filling it must not have it done again.
    """

    record: Literal["order"] = "order"
    what: Needed
    sides: tuple[Side, ...] = ()
    reason: PatientText = ""
    priority: Priority = Priority.ROUTINE
    ordered_by: Name | None = None
    call_back: PatientText = ""
    carried_out: bool | None = None


class ExamOutcome(StrEnum):
    """How an exam ended."""

    COMPLETED = "completed"
    DISCONTINUED = "discontinued"


StudyUid = Annotated[str, StringConstraints(pattern=r"^[0-2](\.(0|[1-9][0-9]*))+$", max_length=64)]
"""A DICOM unique identifier (PS3.5 section 9): numbers with points, without leading zeros, at most 64 characters."""


class PerformedExam(Confidential):
    """An exam that was done without its order in the system.

    Attributes:
        downtime_accession: the number that stood for the exam until it has its own.
        study: the study that the modality made; an order that comes later must take it over.
        discontinued_because: why it was not finished.
    """

    record: Literal["exam"] = "exam"
    what: Needed
    sides: tuple[Side, ...] = ()
    downtime_accession: Key | None = None
    study: StudyUid | None = None
    outcome: ExamOutcome = ExamOutcome.COMPLETED
    discontinued_because: PatientText = ""
    remarks: PatientText = ""


class Scan(Confidential):
    """A sheet that is kept as an image and not typed in.

    Attributes:
        title: what the chart should call it.
        file: where the image is, by the name or address under which the host keeps it.
        sha256: of the file, in hexadecimal, so that it is known to be the one that was scanned.
        pages: how many there are; missing_pages: those of the sheet that are not among them, counted from 1.
    """

    record: Literal["scan"] = "scan"
    title: Needed
    file: Needed
    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=100)] = "application/pdf"
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    pages: Annotated[int, Field(ge=1, le=10_000)] = 1
    missing_pages: tuple[Annotated[int, Field(ge=1, le=10_000)], ...] = ()
    scanned_at: Instant | None = None

    @model_validator(mode="after")
    def _missing_pages_differ(self) -> Scan:
        if len(set(self.missing_pages)) < len(self.missing_pages):
            raise ValueError("names a missing page twice")
        return self


class FilledForm(Confidential):
    """A form of a site's own, filled in: answers by the keys of its fields, as its definition asks for them.

    Attributes:
        form, version: which form; form_digest: of the definition that the answers were checked against.
        answers: text, numbers, yes and no, the keys of choices; for a table the rows. Days and moments are text.
    """

    record: Literal["form"] = "form"
    form: Key
    version: Annotated[int, Field(ge=1)]
    form_digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    answers: Annotated[Mapping[str, JsonValue], AfterValidator(frozen), PATIENT_DATA] = FrozenMap()
