"""What the answer to a message means: it was taken, refused for good, not taken this time, or nobody knows.

Sources: HL7 v2.5.1, 2.9.2 (original and enhanced mode); tables 0008 and 0357.
"""

from __future__ import annotations

import re

from downtimekit.adapters.mllp_target.blocks import NOT_RECEIVED, RECEIVED
from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.interop.hl7v2 import AckCode, Acknowledgement, read

NOBODY_KNOWS = "the message was sent, and nothing says what became of it"
_CONDITIONS = {
    "100": "its segments are not in the order that is wanted",
    "101": "a field that is wanted is missing",
    "102": "a field is not of its type",
    "103": "a word is not in its table",
    "104": "a field is too long",
    "200": "messages of this kind are not taken",
    "201": "this event is not taken",
    "202": "its processing id is not taken",
    "203": "its version of HL7 is not taken",
    "204": "it knows no such number",
    "205": "it has such a number already",
    "206": "the record is locked",
    "207": "there was an error inside it",
}
"""Table 0357, in our words; a condition that is not in it is not told, as it may hold anything."""

_PLACE = re.compile(r"[A-Z][A-Z0-9]{2}(-\d{1,3})?", re.ASCII)
_ON_RECEIPT = (AckCode.RECEIVED, AckCode.RECEIPT_ERROR, AckCode.RECEIPT_REJECTED)


def answer_to(control_id: str, block: bytes) -> Acknowledgement | None:
    """Return the answer that a block holds; None where it is none to this message.

    Raises:
        Unreachable: the line itself says that it did not get the message.
        OutcomeUnknown: it makes no sense.
    """
    if block == RECEIVED:
        return None
    if block == NOT_RECEIVED:
        raise Unreachable("the line did not get the message through")
    try:
        found = read(block, zone="UTC").value
    except InvalidInput:
        raise OutcomeUnknown(f"{NOBODY_KNOWS}: the answer makes no sense") from None  # it may hold anything
    return found if isinstance(found, Acknowledgement) and found.of == control_id else None


def is_only_receipt(answer: Acknowledgement) -> bool:
    """Say whether an answer tells of the receipt alone, and not yet of what became of the message."""
    return answer.code in _ON_RECEIPT


def no_of(answer: Acknowledgement, *, try_again_on: frozenset[str]) -> PortError | None:
    """Return what a no means; None for a yes. What the other side wrote is not repeated: it may hold patient data."""
    if answer.code.is_yes:
        return None
    conditions = [error.code for error in answer.errors if error.code]
    words = f"the system did not take it ({answer.code}{_said(answer)})"
    if conditions and try_again_on.issuperset(conditions):
        return Unreachable(words)
    return Rejected(words)


def _said(answer: Acknowledgement) -> str:
    said = dict.fromkeys(
        f"{_CONDITIONS[error.code]}{f' at {place[0]}' if (place := _PLACE.match(error.path)) else ''}"
        for error in answer.errors
        if error.code in _CONDITIONS
    )
    return f": {'; '.join(said)}" if said else ""
