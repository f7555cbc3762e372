"""Answers (ACK): what became of a message, built and read.

Sources: HL7 v2.5.1, 2.9.2 (original and enhanced mode), 2.15.8 (MSA), 2.15.5 (ERR), 2.A.27 (ELD) and 2.A.28 (ERL);
tables 0008 (acknowledgment code), 0357 (error condition) and 0516 (severity). Until version 2.4 the condition stood in
MSA-6 and ERR-1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from downtimekit.errors import Fault
from downtimekit.interop.hl7v2.envelope import ControlId, Envelope
from downtimekit.interop.hl7v2.message import Message, built
from downtimekit.interop.hl7v2.trail import Field, Segment
from downtimekit.interop.hl7v2.writing import Dialect, Line, Outgoing, Raw, components, plain, segment
from downtimekit.models.strict import PatientText, Strict

Place = Annotated[str, StringConstraints(pattern=r"^([A-Z][A-Z0-9]{2}[0-9.\[\]-]*)?$", max_length=40)]
Short = Annotated[str, StringConstraints(max_length=20)]


class AckCode(StrEnum):
    """What became of a message (table 0008): the first three from the application, the others on receipt."""

    ACCEPTED = "AA"
    ERROR = "AE"
    REJECTED = "AR"
    RECEIVED = "CA"
    RECEIPT_ERROR = "CE"
    RECEIPT_REJECTED = "CR"

    @property
    def is_yes(self) -> bool:
        """Whether the other side has it; after anything else it must be sent again, or looked at by a person."""
        return self in (AckCode.ACCEPTED, AckCode.RECEIVED)


class Severity(StrEnum):
    """How bad an error is (table 0516)."""

    WARNING = "W"
    INFORMATION = "I"
    ERROR = "E"
    FATAL = "F"


class AckError(Strict):
    """One thing that the other side objects to.

    Attributes:
        path: where, such as ``PID-3``; empty where it is about the whole message.
        code: what sort of error (table 0357): 101 a required field is missing, 102 a field is not of its type,
            103 a word is not in its table, 204 a number is not known, 206 the record is locked, 207 anything else;
            empty where the other side does not say it.
        words: for a person; from another system, they may hold patient data.
    """

    path: Place = ""
    code: Short = "207"
    severity: Severity = Severity.ERROR
    words: PatientText = ""


class Acknowledgement(Strict):
    """The answer to one message.

    Attributes:
        of: the control id of the message that it answers; trigger: what had triggered that.
        words: from another system, they may hold patient data.
    """

    code: AckCode
    of: ControlId
    trigger: Short = ""
    errors: tuple[AckError, ...] = ()
    words: PatientText = ""


def answering(received: Envelope, *, control_id: str, sent_at: datetime) -> Envelope:
    """Return the envelope of an answer: back to where a message came from, in its version."""
    return Envelope(
        control_id=control_id,
        sent_at=sent_at,
        sending_application=received.receiving_application,
        sending_facility=received.receiving_facility,
        receiving_application=received.sending_application,
        receiving_facility=received.sending_facility,
        processing=received.processing,
        version=received.version,
    )


def objections(faults: Iterable[Fault]) -> tuple[AckError, ...]:
    """Return faults as the errors of an answer; their words never hold patient data.

    A path that HL7 has no place for, such as the number of a line, goes into the words.
    """
    errors = []
    for fault in faults:
        code = "101" if "missing" in fault.words else _CONDITIONS.get(fault.path, "102")
        placed = _PATH.fullmatch(fault.path) is not None
        words = fault.words if placed else str(fault)
        errors.append(AckError(path=fault.path if placed else "", code=code, words=words))
    return tuple(errors)


# Never 206 or 207: they ask the sender to try again, who would be refused for ever.
_CONDITIONS = {"MSH-9.1": "200", "MSH-9.2": "201", "MSH-12": "203"}
_PATH = re.compile(r"([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?(?:-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?)?", re.ASCII)
_AT: Callable[[str], str] = TypeAdapter(Place).validate_python
_SHORT: Callable[[str], str] = TypeAdapter(Short).validate_python
_TEXT: Callable[[str], str] = TypeAdapter(PatientText).validate_python
_SEVERITY: Callable[[str], Severity] = TypeAdapter(Severity).validate_python


def read_acknowledgement(message: Message, trigger: str) -> Acknowledgement:
    """Read an answer.

    Raises:
        InvalidInput: it does not say what became of which message.
    """
    msa = message.first("MSA")
    errors = [_error(err, message) for err in message.all("ERR")]
    condition = message.checked(msa.field(6), _SHORT)
    if condition and not errors:
        errors = [AckError(code=condition)]
    values = {
        "code": msa.text(1).upper(),
        "of": msa.text(2) or None,
        "trigger": trigger,
        "errors": tuple(errors),
        "words": message.checked(msa.field(3), _TEXT),
    }
    return built(Acknowledgement, values, paths={"code": "MSA-1", "of": "MSA-2", "trigger": "MSH-9.2"})


def write_acknowledgement(answer: Acknowledgement, _dialect: Dialect) -> Outgoing:
    """Write an answer."""
    msa = segment("MSA", {1: plain(answer.code), 2: plain(answer.of), 3: plain(answer.words)})
    return Outgoing("ACK", answer.trigger, "ACK", [msa, *(_written_error(error) for error in answer.errors)])


def _written_error(error: AckError) -> Line:
    place, words = _written_path(error.path), plain(error.words)
    return segment("ERR", {2: place, 3: plain(error.code), 4: plain(error.severity), 8: words})


def _error(err: Segment, message: Message) -> AckError:
    older, field = err.field(1), err.field(2)
    place = field if field else older
    return AckError(
        path=message.fitting(_path(place), _AT, path=place.path) or "",
        code=message.checked(err.field(3), _SHORT) or message.checked(older, _SHORT, 4) or "",
        severity=message.checked(err.field(4), _SEVERITY) or Severity.ERROR,
        words=message.checked(err.field(8), _TEXT) or "",
    )


def _path(location: Field) -> str:
    """Read an error location: segment, its turn, field; in ERL, not in the older ELD, repetition, component, part."""
    is_older = location.path.endswith("-1")
    name, turn, number = (location.text(at) for at in (1, 2, 3))
    repetition, component, part = ("", "", "") if is_older else (location.text(at) for at in (4, 5, 6))
    path = name + (f"[{turn}]" if turn not in ("", "1") else "")
    if number:
        path += f"-{number}" + (f"[{repetition}]" if repetition not in ("", "1") else "")
        path += "".join(f".{below}" for below in (component, part) if below)
    return path


def _written_path(path: str) -> Raw:
    found = _PATH.fullmatch(path)
    if found is None:
        return Raw("")
    name, turn, number, repetition, component, part = found.groups()
    return components(name, turn or "1", number, repetition or ("1" if component else ""), component, part)
