"""Documents as systems send them to each other: notes and scanned sheets, with where they stand.

Sources: HL7 v2.5.1 chapter 9 (TXA; tables 0271 and 0273).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Base64Bytes, StringConstraints, model_validator

from downtimekit.models.orders import ExamCode, Number, SystemNumber
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Told, Visit
from downtimekit.models.strict import PATIENT_DATA, Confidential, Instant, Name


class DocumentEvent(StrEnum):
    """What happened to a document."""

    CREATED = "created"
    STATUS_CHANGED = "status_changed"
    ADDENDUM = "addendum"
    EDITED = "edited"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class DocumentStatus(StrEnum):
    """How far a document is (HL7 table 0271, in words)."""

    DICTATED = "dictated"
    DOCUMENTED = "documented"
    IN_PROGRESS = "in_progress"
    INCOMPLETE = "incomplete"
    PRE_AUTHENTICATED = "pre_authenticated"
    AUTHENTICATED = "authenticated"
    LEGALLY_AUTHENTICATED = "legally_authenticated"


class Availability(StrEnum):
    """Whether a document can be used (HL7 table 0273, in words)."""

    AVAILABLE = "available"
    OBSOLETE = "obsolete"
    DELETED = "deleted"
    UNAVAILABLE = "unavailable"


class Attachment(Confidential):
    """A file that is part of a document: its bytes, or where they can be fetched.

    Attributes:
        content: the bytes, in Base64 where it is written as JSON.
        reference: the address that they can be fetched from.
    """

    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=100)]
    content: Base64Bytes = b""
    reference: Annotated[str, StringConstraints(max_length=2000)] = ""

    @model_validator(mode="after")
    def _is_here_or_elsewhere(self) -> Attachment:
        if bool(self.content) == bool(self.reference):
            raise ValueError("has either its content or the address that it can be fetched from")
        return self


class Document(Confidential):
    """One document.

    Attributes:
        number: its own; parent: of the document that it adds to or replaces.
        kind: what sort of document, as the sender's code; about: what it is about.
        occurred_at, performed_by: when what it tells of was done, and by whom.
        written_at, written_by: when it was written or dictated, and by whom.
        transcribed_at, transcribed_by: when and by whom it was typed in.
        edited_at: when it was last changed; authenticated_by: who signed it.
        text: with its line breaks.
    """

    number: SystemNumber
    parent: SystemNumber | None = None
    kind: Number | None = None
    about: ExamCode | None = None
    status: DocumentStatus | None = None
    availability: Availability | None = None
    occurred_at: Instant | None = None
    performed_by: Name | None = None
    written_at: Instant | None = None
    written_by: Name | None = None
    transcribed_at: Instant | None = None
    transcribed_by: Name | None = None
    edited_at: Instant | None = None
    authenticated_by: Name | None = None
    authenticated_at: Instant | None = None
    placer: SystemNumber | None = None
    filler: SystemNumber | None = None
    text: Annotated[str, StringConstraints(max_length=1_000_000, strip_whitespace=False), PATIENT_DATA] = ""
    attachments: tuple[Attachment, ...] = ()


class DocumentNews(Told):
    """What happened to a document of a patient; without its text and attachments, it is a notice only."""

    event: DocumentEvent
    patient: Patient
    visit: Visit | None = None
    document: Document

    @model_validator(mode="after")
    def _names_what_it_refers_to(self) -> DocumentNews:
        refers = self.event in (DocumentEvent.ADDENDUM, DocumentEvent.REPLACED)
        if refers and self.document.parent is None:
            raise ValueError("an addendum and a replacement name the document that they refer to")
        return self
