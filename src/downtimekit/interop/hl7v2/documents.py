"""Notes and scanned sheets (MDM), read and written.

Sources: HL7 v2.5.1 chapter 9 (TXA; tables 0271 and 0273), 2.A.24 (ED) and 2.A.63 (RP). A trigger with an even number
brings the content along, one with an odd number only says that there is some.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence

from pydantic import TypeAdapter

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.entry_line import is_entry
from downtimekit.interop.hl7v2.event import told, written_told
from downtimekit.interop.hl7v2.message import Message, built
from downtimekit.interop.hl7v2.order_parts import exam, order_number, written_exam, written_order_number
from downtimekit.interop.hl7v2.patient import patient, written_patient
from downtimekit.interop.hl7v2.people import staff_name, written_staff_name
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.times import instant, written_instant
from downtimekit.interop.hl7v2.trail import Segment
from downtimekit.interop.hl7v2.visit import visit, written_visit
from downtimekit.interop.hl7v2.writing import Dialect, Outgoing, Raw, components, joined, plain, segment
from downtimekit.models.documents import Attachment, Availability, Document, DocumentEvent, DocumentNews, DocumentStatus
from downtimekit.models.orders import Number

_EVENTS: Mapping[str, DocumentEvent] = {
    "T01": DocumentEvent.CREATED,
    "T03": DocumentEvent.STATUS_CHANGED,
    "T05": DocumentEvent.ADDENDUM,
    "T07": DocumentEvent.EDITED,
    "T09": DocumentEvent.REPLACED,
    "T11": DocumentEvent.CANCELLED,
}
_WITH_CONTENT: Mapping[str, str] = {"T01": "T02", "T03": "T04", "T05": "T06", "T07": "T08", "T09": "T10"}
_TRIGGERS = {event: trigger for trigger, event in _EVENTS.items()}
_STATUSES: Mapping[str, DocumentStatus] = {
    "DI": DocumentStatus.DICTATED,
    "DO": DocumentStatus.DOCUMENTED,
    "IP": DocumentStatus.IN_PROGRESS,
    "IN": DocumentStatus.INCOMPLETE,
    "PA": DocumentStatus.PRE_AUTHENTICATED,
    "AU": DocumentStatus.AUTHENTICATED,
    "LA": DocumentStatus.LEGALLY_AUTHENTICATED,
}
_STATUS_CODES = {status: code for code, status in _STATUSES.items()}
_AVAILABILITIES: Mapping[str, Availability] = {
    "AV": Availability.AVAILABLE,
    "OB": Availability.OBSOLETE,
    "CA": Availability.DELETED,
    "UN": Availability.UNAVAILABLE,
}
_AVAILABILITY_CODES = {availability: code for code, availability in _AVAILABILITIES.items()}
# Table 0191, type of data; what is not in it is sent as in MIME.
_MEDIA: Mapping[str, str] = {"AP": "application", "IM": "image", "AU": "audio", "TEXT": "text"}
_TEXT_TYPES = ("TX", "FT", "ST")
_NUMBER = TypeAdapter(Number).validate_python


def read_document(message: Message, trigger: str) -> DocumentNews:
    """Read what happened to a document.

    Raises:
        InvalidInput: the event is none that is read here, or the document, the patient or what an addendum refers to
            has no number.
    """
    notice = next((first for first, second in _WITH_CONTENT.items() if second == trigger), trigger)
    event = _EVENTS.get(notice)
    if event is None:
        words = "is an event that is not read here; read are T01 to T11"
        raise InvalidInput(SOURCE, [Fault("MSH-9.2", words)])
    values = {
        **told(message),
        "event": event,
        "patient": patient(message.first("PID"), message),
        "visit": visit(message.first("PV1"), message),
        "document": _document(message.first("TXA"), message),
    }
    return built(DocumentNews, values, paths={"": "TXA-13"})


def write_document(news: DocumentNews, dialect: Dialect) -> Outgoing:
    """Write what happened to a document; with its content, where it has any."""
    content = list(_written_content(news.document))
    notice = _TRIGGERS[news.event]
    trigger = _WITH_CONTENT.get(notice, notice) if content else notice
    lines = [
        written_told(news),
        segment("PID", written_patient(news.patient, mrn_issuer=dialect.mrn_issuer)),
        segment("PV1", written_visit(news.visit)),
        segment("TXA", _txa(news.document)),
        *(
            segment("OBX", {1: plain(str(number)), **line, 11: Raw("F")})
            for number, line in enumerate(content, start=1)
        ),
    ]
    return Outgoing("MDM", trigger, "MDM_T02" if trigger in _WITH_CONTENT.values() else "MDM_T01", lines)


def _document(txa: Segment, message: Message) -> Document:
    txa.take(1)
    content = _content_lines(txa, message)
    lines = [obx for obx in content if obx.text(2).upper() in _TEXT_TYPES]
    files = [obx for obx in content if obx not in lines]
    signed = txa.field(22)
    values = {
        "number": order_number(txa.field(12), message),
        "parent": order_number(txa.field(13), message),
        "kind": message.checked(txa.field(2), _NUMBER),
        "about": message.agreed((obx.field(3) for obx in content), exam),
        "status": message.word(txa.field(17), _STATUSES),
        "availability": message.word(txa.field(19), _AVAILABILITIES),
        "occurred_at": instant(txa.field(4), message),
        "performed_by": staff_name(txa.field(5), message),
        "written_at": instant(txa.field(6), message),
        "written_by": staff_name(txa.field(9), message),
        "transcribed_at": instant(txa.field(7), message),
        "transcribed_by": staff_name(txa.field(11), message),
        "edited_at": instant(txa.field(8), message),
        "authenticated_by": staff_name(signed, message),
        "authenticated_at": instant(signed, message, 15),
        "placer": order_number(txa.field(14), message),
        "filler": order_number(txa.field(15), message),
        "text": "\n".join(field.whole() for obx in lines for field in obx.fields(5)),
        "attachments": tuple(file for obx in files if (file := _attachment(obx, message))),
    }
    return built(Document, values, paths={"number": "TXA-12", "text": "OBX-5", "": "TXA"})


def _content_lines(txa: Segment, message: Message) -> Sequence[Segment]:
    """Return the lines that follow the head of the document; those before it belong to orders."""
    after = message.segments[message.segments.index(txa) + 1 :] if txa in message.segments else ()
    lines = [obx for obx in after if obx.name == "OBX" and not is_entry(obx)]
    for obx in lines:
        obx.take(1)
        if obx.field(11).peek() == "F":
            obx.take(11)
    return lines


def _attachment(obx: Segment, message: Message) -> Attachment | None:
    """Read a file, which stands there or says where it is; None, and told, where it can be neither."""
    value, kind = obx.field(5), obx.field(2).peek().strip().upper()
    sort, subtype = (value.peek(at).strip().upper() for at in ((2, 3) if kind == "ED" else (3, 4)))
    file: dict[str, object] = {"media_type": f"{_MEDIA.get(sort, sort).lower()}/{subtype.lower()}"}
    if kind == "ED" and value.peek(4).strip().upper() == "BASE64":
        file["content"] = value.peek(5).strip()
    elif kind == "RP":
        file["reference"] = value.peek().strip()
    try:
        base64.b64decode(str(file.get("content", "")), validate=True)
        found = Attachment.model_validate(file)
    except (binascii.Error, ValueError):
        message.doubt("attachment_unusable", value.path, "is no file, in Base64 or at an address, of a known sort")
        return None
    value.take(*((2, 3, 4, 5) if kind == "ED" else (1, 3, 4)))
    return found


def _written_content(document: Document) -> Iterator[Mapping[int, Raw]]:
    head = written_exam(document.about)
    for line in document.text.split("\n") if document.text else ():
        yield {2: Raw("TX"), 3: head, 5: plain(line)}
    for file in document.attachments:
        sort, subtype = file.media_type.split("/", 1)
        if file.content:
            encoded = base64.b64encode(file.content).decode()
            yield {2: Raw("ED"), 3: head, 5: components("", sort, subtype, "Base64", encoded)}
        else:
            yield {2: Raw("RP"), 3: head, 5: components(file.reference, "", sort, subtype)}


def _txa(document: Document) -> dict[int, Raw]:
    signed_at = plain(written_instant(document.authenticated_at))
    signed = joined(written_staff_name(document.authenticated_by), *[Raw("")] * 12, signed_at)
    return {
        1: Raw("1"),
        2: plain(document.kind),
        3: Raw("TX" if document.text else ""),
        4: plain(written_instant(document.occurred_at)),
        5: written_staff_name(document.performed_by),
        6: plain(written_instant(document.written_at)),
        7: plain(written_instant(document.transcribed_at)),
        8: plain(written_instant(document.edited_at)),
        9: written_staff_name(document.written_by),
        11: written_staff_name(document.transcribed_by),
        12: written_order_number(document.number),
        13: written_order_number(document.parent),
        14: written_order_number(document.placer),
        15: written_order_number(document.filler),
        17: plain(_STATUS_CODES[document.status] if document.status else ""),
        19: plain(_AVAILABILITY_CODES[document.availability] if document.availability else ""),
        22: signed if document.authenticated_by or document.authenticated_at else Raw(""),
    }
