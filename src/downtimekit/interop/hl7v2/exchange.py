"""Messages into values and values into messages, by what stands in MSH-9."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from attrs import field, frozen
from pydantic import BaseModel, TypeAdapter, ValidationError

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.acks import Acknowledgement, read_acknowledgement, write_acknowledgement
from downtimekit.interop.hl7v2.adt import read_event, write_event
from downtimekit.interop.hl7v2.documents import read_document, write_document
from downtimekit.interop.hl7v2.entry_line import WITHOUT_ROOM, brought_along, with_entry
from downtimekit.interop.hl7v2.envelope import Envelope, envelope, kind, written_envelope
from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.orders import read_orders, write_orders
from downtimekit.interop.hl7v2.results import read_results, write_results
from downtimekit.interop.hl7v2.scheduling import read_appointment, write_appointment
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.wire import render
from downtimekit.interop.hl7v2.writing import Dialect, Outgoing
from downtimekit.models.appointment_news import AppointmentNews
from downtimekit.models.chart import ChartEntry
from downtimekit.models.concern import Concern
from downtimekit.models.documents import DocumentNews
from downtimekit.models.orders import Orders
from downtimekit.models.reading import faults_of
from downtimekit.models.registration import Link, Merge, NumberChange, Registration, Unmerge
from downtimekit.models.results import Results
from downtimekit.models.zones import Zone

Value: TypeAlias = (
    Registration | Merge | NumberChange | Link | Orders | Results | AppointmentNews | DocumentNews | Acknowledgement
)
"""What a message can mean."""


@frozen
class Read:
    """What was read.

    Attributes:
        code, trigger: which message it was, such as ``ADT`` and ``A08``.
        envelope: who sent it, to whom, when, and under which number.
        value: what it means.
        losses: the path of everything that has no place in the value, such as ``PID-9`` or ``ZPI``; never what
            stands there.
        concerns: what is doubtful, such as a time without a zone that came twice.
        entry: the late entry that the message was made of, where it brought it along.
    """

    code: str
    trigger: str
    envelope: Envelope
    value: Value
    losses: Sequence[str] = ()
    concerns: Sequence[Concern] = ()
    entry: ChartEntry | None = field(default=None, repr=False)


@frozen
class Written:
    """What was written.

    Attributes:
        message: the message, its segments ended by carriage returns; to be sent as UTF-8. A repr does not show it.
        losses: the path of every part of the value that HL7 has no place for, such as ``patient.address.lines[2]``.
    """

    message: str = field(repr=False)
    losses: Sequence[str] = ()


def read(message: bytes | str, *, zone: str, mrn_issuer: str = "") -> Read:
    """Read a message.

    Args:
        message: as it came, with or without the framing of MLLP; bytes are read in the character set that they declare.
        zone: where the sender's clock hangs, as an IANA name; for times that carry no offset.
        mrn_issuer: whose medical record numbers are the patients' numbers, by local name or as a URI; needed where
            patients have more than one.

    Raises:
        InvalidInput: it is no message that can be read, or it does not say what cannot be done without, such as
            whose it is. The faults have paths such as ``PID-3``, and never what stands there.
    """
    found = Message(message, zone=_checked(zone), mrn_issuer=mrn_issuer)
    code, trigger = kind(found)
    reader = _READERS.get(code)
    if reader is None:
        words = f"is a kind of message that is not read here; read are {', '.join(sorted(_READERS))}"
        raise InvalidInput(SOURCE, [Fault("MSH-9.1", words if code else "is missing")])
    around = envelope(found)
    value, entry = reader(found, trigger), brought_along(found)
    return Read(code, trigger, around, value, found.losses(), tuple(found.concerns), entry)


def read_envelope(message: bytes | str, *, zone: str) -> Envelope:
    """Read who sent a message and under which number, so that it can be answered although it cannot be read.

    Raises:
        InvalidInput: not even that can be read.
    """
    return envelope(Message(message, zone=_checked(zone)))


def write(
    value: Value | Unmerge, envelope: Envelope, *, mrn_issuer: str = "", entry: ChartEntry | None = None
) -> Written:
    """Write a message. The same value in the same envelope always gives the same message.

    Args:
        value: what is to be said.
        envelope: who says it to whom, when, and under which number; to send again is to write with the same envelope.
        mrn_issuer: whose medical record numbers the patients' numbers are; empty leaves that out.
        entry: the late entry that the value was made of, to go along whole in a line of our own, where the message has
            room for it.

    Raises:
        InvalidInput: there is no control id, or HL7 has no message for it, such as for a merge that is undone.
    """
    outgoing = _WRITERS[type(value)](value, Dialect(envelope.version, mrn_issuer))
    head = written_envelope(envelope, code=outgoing.code, trigger=outgoing.trigger, structure=outgoing.structure)
    has_room = entry is not None and outgoing.structure not in WITHOUT_ROOM
    segments = with_entry(outgoing.segments, entry) if entry and has_room else outgoing.segments
    message = render([head, *segments])
    # What was lost is what does not come back: nothing that is added to a model later can be forgotten here.
    again = read(message, zone="UTC", mrn_issuer=mrn_issuer).value
    return Written(message, tuple(_differences(value.model_dump(), again.model_dump())))


_READERS: Mapping[str, Callable[[Message, str], Value]] = {
    # Orders are answered with a message of their own kind (4.4.2, 4.4.5, 4.4.7), which says more than is read here.
    **dict.fromkeys(("ACK", "ORR", "ORG", "ORI"), read_acknowledgement),
    "ADT": read_event,
    **dict.fromkeys(("ORM", "OMG", "OMI"), read_orders),
    "ORU": read_results,
    "SIU": read_appointment,
    "MDM": read_document,
}
_WRITERS: Mapping[type[BaseModel], Callable[[Any, Dialect], Outgoing]] = {
    Acknowledgement: write_acknowledgement,
    **dict.fromkeys((Registration, Merge, NumberChange, Link, Unmerge), write_event),
    Orders: write_orders,
    Results: write_results,
    AppointmentNews: write_appointment,
    DocumentNews: write_document,
}
_ZONE = TypeAdapter(Zone).validate_python


def _checked(zone: str) -> str:
    try:
        return _ZONE(zone)
    except ValidationError as error:
        faults = faults_of(error)
    # Raised here and not where pydantic failed: its error holds the input, and would stay in our context.
    raise InvalidInput("zone", faults)


def _differences(before: object, after: object, path: str = "") -> Iterator[str]:
    """Yield the path of everything that is not afterwards what it was before."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            yield from _differences(value, after.get(name), f"{path}.{name}" if path else name)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        for number, value in enumerate(before):
            yield from _differences(value, after[number] if number < len(after) else None, f"{path}[{number}]")
    elif before != after:
        yield path
