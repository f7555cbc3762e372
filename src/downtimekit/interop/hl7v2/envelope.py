"""The envelope (MSH): who sends to whom, when, and under which number; read and written.

Source: HL7 v2.5.1, 2.15.9 (MSH) and 2.9.2 (a message that is sent again keeps its control id).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.charset import UTF8
from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.separators import ENCODING, SOURCE
from downtimekit.interop.hl7v2.times import instant, written_instant
from downtimekit.interop.hl7v2.trail import Field
from downtimekit.interop.hl7v2.writing import Raw, components, plain, segment
from downtimekit.models.strict import Instant, Strict

Label = Annotated[str, StringConstraints(max_length=227)]  # what an HD has room for (2.A.33)
ControlId = Annotated[str, StringConstraints(max_length=199)]  # in version 2.7; 20 in 2.5.1, which nobody keeps to
Processing = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]?$")]
Version = Annotated[str, StringConstraints(pattern=r"^2(\.\d){1,2}$")]
Wish = Annotated[str, StringConstraints(pattern=r"^(AL|NE|ER|SU)?$")]


class Party(Strict):
    """A system that sends or receives.

    Attributes:
        name: what the others call it.
        universal_id: an OID or the like; universal_kind: what sort of number that is, such as ``ISO``.
    """

    name: Label = ""
    universal_id: Label = ""
    universal_kind: Label = ""


class Envelope(Strict):
    """What stands around a message. A message that is sent again has the same envelope, and so the same bytes.

    Attributes:
        control_id: the number of the message: a receiver takes it in once, and its answer refers to it.
        sent_at: when it was made, not when it was sent again.
        processing: ``P`` production, ``T`` training, ``D`` debugging.
        version: of HL7.
        accept_ack: whether the sender wants to know that it was received; application_ack: what became of it:
            ``AL`` always, ``NE`` never, ``ER`` and ``SU`` on error or success only; both empty in the original
            mode, where each message gets one answer.
    """

    control_id: ControlId
    sent_at: Instant | None = None
    sending_application: Party = Party()
    sending_facility: Party = Party()
    receiving_application: Party = Party()
    receiving_facility: Party = Party()
    processing: Processing = "P"
    version: Version = "2.5.1"
    accept_ack: Wish = ""
    application_ack: Wish = ""


_LABEL, _CONTROL_ID, _PROCESSING, _VERSION, _WISH = (
    TypeAdapter[str](kind).validate_python for kind in (Label, ControlId, Processing, Version, Wish)
)


def envelope(message: Message) -> Envelope:
    """Read the envelope; what is wrong in it is told and left out."""
    msh = message.first("MSH")
    msh.take(1, 2, 18)
    control_id = message.checked(msh.field(10), _CONTROL_ID)
    if control_id is None:
        message.doubt("control_id_missing", "MSH-10", "is missing: it cannot be told from a message sent again")
    return Envelope(
        control_id=control_id or "",
        sent_at=instant(msh.field(7), message),
        sending_application=_party(msh.field(3), message),
        sending_facility=_party(msh.field(4), message),
        receiving_application=_party(msh.field(5), message),
        receiving_facility=_party(msh.field(6), message),
        processing=message.checked(msh.field(11), _PROCESSING) or "",
        version=message.checked(msh.field(12), _VERSION) or "2.1",
        accept_ack=message.checked(msh.field(15), _WISH) or "",
        application_ack=message.checked(msh.field(16), _WISH) or "",
    )


def kind(message: Message) -> tuple[str, str]:
    """Read which message it is and what triggered it, such as ``ADT`` and ``A08``; either may be empty.

    A trigger that stands in EVN only is taken from there; MSH counts where the two differ, which is told.
    """
    field = message.first("MSH").field(9)
    code, _, joined = field.text(1).upper().partition("_")
    trigger = field.text(2).upper() or joined
    field.take(3)
    event = message.first("EVN").text(1).upper()
    if event and trigger and event != trigger:
        message.doubt("trigger_differs", "EVN-1", "names another event than MSH-9, which counts")
    return code, trigger or event


def written_envelope(envelope: Envelope, *, code: str, trigger: str, structure: str) -> tuple[str, Sequence[Raw]]:
    """Write the envelope of a message.

    Raises:
        InvalidInput: there is no control id, so nobody could answer it or know it again.
    """
    if not envelope.control_id:
        raise InvalidInput(
            SOURCE, [Fault("control_id", "is missing: nobody could answer the message or know it again")]
        )
    fields = {
        1: Raw(ENCODING),
        2: _written_party(envelope.sending_application),
        3: _written_party(envelope.sending_facility),
        4: _written_party(envelope.receiving_application),
        5: _written_party(envelope.receiving_facility),
        6: plain(written_instant(envelope.sent_at)),
        8: components(code, trigger, structure),
        9: plain(envelope.control_id),
        10: plain(envelope.processing),
        11: plain(envelope.version),
        14: plain(envelope.accept_ack),
        15: plain(envelope.application_ack),
        17: plain(UTF8),
    }
    return segment("MSH", fields)


def _party(field: Field, message: Message) -> Party:
    name, universal_id, universal_kind = (message.checked(field, _LABEL, at) or "" for at in (1, 2, 3))
    return Party(name=name, universal_id=universal_id, universal_kind=universal_kind)


def _written_party(party: Party) -> Raw:
    return components(party.name, party.universal_id, party.universal_kind)
