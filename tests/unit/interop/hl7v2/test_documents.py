"""Notes and scanned sheets on their way into a chart."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.hl7v2 import Envelope, Read, read, write
from downtimekit.models.documents import (
    Attachment,
    Availability,
    Document,
    DocumentEvent,
    DocumentNews,
    DocumentStatus,
)
from downtimekit.models.orders import ExamCode, SystemNumber
from downtimekit.models.patient import Patient
from tests.hl7v2 import ADA, codes, sample, understood

AT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)
PDF = base64.b64encode(b"%PDF-1.7 a scan")
TXA = "TXA|1|PN||||||||||D-1"
EMPTY = Document(number=SystemNumber(value="D-2"), parent=SystemNumber(value="D-1"))
NOTE = Document(
    number=SystemNumber(value="D-2", issuer="EHR"),
    parent=SystemNumber(value="D-1", issuer="EHR"),
    kind="PN",
    about=ExamCode(text="Progress note"),
    status=DocumentStatus.AUTHENTICATED,
    availability=Availability.AVAILABLE,
    occurred_at=AT,
    performed_by="Tia Therapist, LCSW",
    written_at=AT,
    written_by="Tia Therapist, LCSW",
    transcribed_at=AT,
    transcribed_by="Robin Roe",
    edited_at=AT,
    authenticated_by="Tia Therapist, LCSW",
    authenticated_at=AT,
    placer=SystemNumber(value="P-1"),
    filler=SystemNumber(value="F-1"),
    text="Came on time.\n\n  Slept well & ate | little.",
    attachments=(
        Attachment(media_type="application/pdf", content=PDF),
        Attachment(media_type="image/jpeg", reference="https://west.example.org/scans/1?page=1&of=2"),
    ),
)
TRIGGERS = {
    DocumentEvent.CREATED: ("T01", "T02"),
    DocumentEvent.STATUS_CHANGED: ("T03", "T04"),
    DocumentEvent.ADDENDUM: ("T05", "T06"),
    DocumentEvent.EDITED: ("T07", "T08"),
    DocumentEvent.REPLACED: ("T09", "T10"),
    DocumentEvent.CANCELLED: ("T11", "T11"),
}


def document(*segments: str, trigger: str = "T02") -> tuple[Document, Read]:
    """Read a message about a document."""
    found = understood(f"MDM^{trigger}", *segments)
    assert isinstance(found.value, DocumentNews)
    return found.value.document, found


@pytest.mark.parametrize("event", DocumentEvent)
@pytest.mark.parametrize("sent", [EMPTY, NOTE], ids=["a notice", "with its content"])
def test_what_happened_to_a_document_comes_back(event: DocumentEvent, sent: Document) -> None:
    value = DocumentNews(
        event=event,
        patient=Patient(mrn="T-1"),
        document=sent,
        recorded_at=AT,
        occurred_at=AT,
        entered_by="Robin Roe",
    )

    written = write(value, Envelope(control_id="1"))
    found = read(written.message, zone="America/Chicago")

    assert found.trigger == TRIGGERS[event][1 if sent.text else 0]
    assert (found.value, written.losses) == (value, ())
    assert (set(found.losses) - {"TXA-3"}, codes(found)) == (set(), set())


@pytest.mark.parametrize("status", DocumentStatus)
@pytest.mark.parametrize("availability", Availability)
def test_how_far_a_document_is_comes_back(status: DocumentStatus, availability: Availability) -> None:
    sent = EMPTY.model_copy(update={"status": status, "availability": availability})
    value = DocumentNews(event=DocumentEvent.STATUS_CHANGED, patient=Patient(mrn="T-1"), document=sent)

    assert read(write(value, Envelope(control_id="1")).message, zone="UTC").value == value


@pytest.mark.parametrize(
    ("segments", "trigger", "path"),
    [
        ([ADA], "T02", "TXA-12"),
        ([ADA, "TXA|1|PN"], "T02", "TXA-12"),
        ([TXA], "T02", "PID-3"),
        ([ADA, TXA], "T06", "TXA-13"),
        ([ADA, TXA], "T10", "TXA-13"),
        ([ADA, TXA], "T12", "MSH-9.2"),
    ],
)
def test_a_document_without_what_it_is_known_by_is_refused(segments: list[str], trigger: str, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        document(*segments, trigger=trigger)

    assert [fault.path for fault in refused.value.faults] == [path]


@pytest.mark.parametrize(
    ("obx", "media_type", "content"),
    [
        ("OBX|1|ED|||^application^pdf^Base64^JVBERg==", "application/pdf", b"%PDF"),
        ("OBX|1|ED|||^AP^PDF^Base64^JVBERg==", "application/pdf", b"%PDF"),
        ("OBX|1|ED|||^IM^JPEG^base64^JVBERg==", "image/jpeg", b"%PDF"),
        ("OBX|1|ED|||^TEXT^RTF^Base64^JVBERg==", "text/rtf", b"%PDF"),
    ],
)
def test_a_scan_is_taken_out_of_the_message(obx: str, media_type: str, content: bytes) -> None:
    found, told = document(ADA, TXA, obx)

    assert [(file.media_type, file.content) for file in found.attachments] == [(media_type, content)]
    assert (told.losses, codes(told)) == ((), set())


def test_a_scan_that_is_elsewhere_is_found_by_its_address() -> None:
    found, _ = document(ADA, TXA, "OBX|1|RP|||https://x.example.org/a\\T\\b^^image^jpeg")

    assert [file.reference for file in found.attachments] == ["https://x.example.org/a&b"]


@pytest.mark.parametrize(
    "obx",
    [
        "OBX|1|ED|||^application^pdf^Base64^",
        "OBX|1|ED|||^application^pdf^Base64^not base64!",
        "OBX|1|ED|||^application^pdf^Base64^JVBERg=",
        "OBX|1|ED|||^application^pdf^Hex^255044",
        "OBX|1|ED|||^^^Base64^JVBERg==",
        "OBX|1|RP|||^^image^jpeg",
        "OBX|1|NM|||72",
        "OBX|1|ED|||",
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_left_out(obx: str) -> None:
    found, told = document(ADA, TXA, obx)

    assert (found.attachments, codes(told)) == ((), {"attachment_unusable"})
    assert told.losses == (() if obx.endswith("|||") else ("OBX-5",))


def test_the_text_is_put_together_line_by_line_and_lines_of_an_order_are_not_part_of_it() -> None:
    found, told = document(
        ADA, "OBR|1", "OBX|1|TX|||ordered", TXA, "OBX|1|TX|^Note||one||||||F", "OBX|2|TX|^Note||two^2||||||P"
    )

    assert (found.text, found.about) == ("one\ntwo^2", ExamCode(text="Note"))
    assert told.losses == ("OBR", "OBX", "OBX[3]-11")


def test_the_bytes_of_a_scan_survive_json() -> None:
    file = Attachment(media_type="application/pdf", content=PDF)

    assert Attachment.model_validate_json(file.model_dump_json()) == file
    assert "scan" not in repr(NOTE)


@pytest.mark.parametrize("given", [{}, {"content": PDF, "reference": "https://x.example.org"}])
def test_a_file_is_here_or_elsewhere(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="either its content or the address"):
        Attachment.model_validate({"media_type": "application/pdf", **given})


def test_a_downloaded_note_has_its_text_and_its_two_people() -> None:
    found = read(sample("MDM-T02-03.hl7"), zone="Europe/London")

    assert isinstance(found.value, DocumentNews)
    note = found.value.document
    assert (note.number, note.status, len(note.text.splitlines())) == (
        SystemNumber(value="2RWRVAJ627408"),
        DocumentStatus.IN_PROGRESS,
        29,
    )
    assert (note.performed_by, note.written_at) == ("Dr Kathleen Woolfson", datetime(2021, 8, 2, 21, 45, tzinfo=UTC))


def test_a_downloaded_replacement_names_what_it_replaces() -> None:
    found = read(sample("MDM-T10-02.hl7"), zone="Europe/London")

    assert isinstance(found.value, DocumentNews)
    assert (found.value.event, found.value.document.parent) == (
        DocumentEvent.REPLACED,
        SystemNumber(value="1.2.840.317.5947431.51.20080131155715"),
    )
