"""Registration messages (ADT) and what they mean: who came, who went, what changed, who is one person.

Sources: HL7 v2.5.1 chapter 3 for the events and their structures. In A40, PID-3 is the survivor and MRG-1 the number
that is gone (3.3.40); A47 changes a number (3.3.47); A24 and A37 link and unlink (3.3.24, 3.3.37).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.event import told, written_told
from downtimekit.interop.hl7v2.identifiers import identifier, written_identifier, written_number
from downtimekit.interop.hl7v2.message import Message, built
from downtimekit.interop.hl7v2.patient import patient, record_number, written_patient
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.trail import Segment
from downtimekit.interop.hl7v2.visit import visit, written_visit
from downtimekit.interop.hl7v2.writing import CLEAR, Dialect, Line, Outgoing, repeated, segment
from downtimekit.models.patient import IdentifierKind, Patient
from downtimekit.models.registration import (
    Clearable,
    Link,
    Merge,
    MergedPair,
    NumberChange,
    PatientEvent,
    Registration,
    RegistrationEvent,
    Unmerge,
)

Event: TypeAlias = Registration | Merge | NumberChange | Link
"""What a message can tell of a patient; none undoes a merge."""

EVENTS: Mapping[str, RegistrationEvent] = {
    "A01": RegistrationEvent.ADMITTED,
    "A02": RegistrationEvent.TRANSFERRED,
    "A03": RegistrationEvent.DISCHARGED,
    "A04": RegistrationEvent.REGISTERED,
    "A05": RegistrationEvent.PRE_ADMITTED,
    "A06": RegistrationEvent.MADE_INPATIENT,
    "A07": RegistrationEvent.MADE_OUTPATIENT,
    "A08": RegistrationEvent.VISIT_UPDATED,
    "A11": RegistrationEvent.ADMISSION_CANCELLED,
    "A12": RegistrationEvent.TRANSFER_CANCELLED,
    "A13": RegistrationEvent.DISCHARGE_CANCELLED,
    "A28": RegistrationEvent.PERSON_ADDED,
    "A31": RegistrationEvent.PERSON_UPDATED,
    "A38": RegistrationEvent.PRE_ADMISSION_CANCELLED,
}
"""What each trigger says happened."""

_TRIGGERS = {event: trigger for trigger, event in EVENTS.items()}
# The structures of version 2.5.1 that do not bear the name of their trigger.
_STRUCTURES = {
    **dict.fromkeys(("A04", "A08", "A13"), "ADT_A01"),
    **dict.fromkeys(("A28", "A31"), "ADT_A05"),
    "A07": "ADT_A06",
    "A11": "ADT_A09",
    "A40": "ADT_A39",
    "A47": "ADT_A30",
}
_CLEARABLE: Mapping[Clearable, int] = {
    Clearable.NAME: 5,
    Clearable.BIRTH_DATE: 7,
    Clearable.GENDER: 8,
    Clearable.ADDRESS: 11,
    Clearable.PHONES: 13,
    Clearable.DECEASED_ON: 29,
}


def read_event(message: Message, trigger: str) -> Event:
    """Read a registration event.

    Raises:
        InvalidInput: the trigger is none that is read here, or it is not clear who it is about.
    """
    reader = _registration if trigger in EVENTS else _READERS.get(trigger)
    if reader is None:
        known = ", ".join(sorted({*EVENTS, *_READERS}))
        raise InvalidInput(SOURCE, [Fault("MSH-9.2", f"is an event that is not read here; read are {known}")])
    return reader(message, trigger, told(message))


def write_event(event: PatientEvent, dialect: Dialect) -> Outgoing:
    """Write a registration event.

    Raises:
        InvalidInput: it undoes a merge, for which HL7 has no event.
    """
    if isinstance(event, Unmerge):
        words = "undoes a merge, and HL7 version 2 has no event that says so: tell the receiver by phone or in writing"
        raise InvalidInput("unmerge", [Fault("kind", words)])
    trigger, about = _about(event, dialect.mrn_issuer)
    return Outgoing("ADT", trigger, _STRUCTURES.get(trigger, f"ADT_{trigger}"), [written_told(event), *about])


def _registration(message: Message, trigger: str, when: Mapping[str, object]) -> Registration:
    pid = message.first("PID")
    clears = frozenset(what for what, number in _CLEARABLE.items() if pid.field(number).cleared())
    about = {
        "event": EVENTS[trigger],
        "patient": patient(pid, message),
        "visit": visit(message.first("PV1"), message),
        "clears": clears or None,
    }
    return built(Registration, {**when, **about}, paths={"": "PID"})


def _merge(message: Message, _trigger: str, when: Mapping[str, object]) -> Merge:
    pairs: list[MergedPair] = []
    pid = message.first("PID")
    for found in message.segments:
        if found.name == "PID":
            pid = found
        elif found.name == "MRG":
            pairs.append(_pair(pid, found, message))
    if not pairs:
        raise InvalidInput(SOURCE, [Fault("MRG", "is missing: nothing says which number is gone")])
    return built(Merge, {**when, "pairs": tuple(pairs)}, paths={})


def _pair(pid: Segment, mrg: Segment, message: Message) -> MergedPair:
    survivor = patient(pid, message)
    prior = record_number(mrg.fields(1), message, path=f"{mrg.path}-1")
    others = (identifier(field, message) for field in mrg.fields(1) if not field.is_read)
    values = {"survivor": survivor, "prior": prior, "prior_identifiers": tuple(number for number in others if number)}
    return built(MergedPair, values, paths={"": f"{mrg.path}-1"})


def _number_change(message: Message, _trigger: str, when: Mapping[str, object]) -> NumberChange:
    about = {
        "patient": patient(message.first("PID"), message),
        "prior": record_number(message.first("MRG").fields(1), message, path="MRG-1"),
    }
    return built(NumberChange, {**when, **about}, paths={"": "MRG-1"})


def _link(message: Message, trigger: str, when: Mapping[str, object]) -> Link:
    first, *others = message.all("PID") or [message.first("PID")]
    if len(others) != 1:
        raise InvalidInput(SOURCE, [Fault("PID[2]", "there must be two patients to link or unlink")])
    records = {"first": patient(first, message), "second": patient(others[0], message)}
    return built(Link, {**when, **records, "holds": trigger == "A24"}, paths={"": "PID[2]-3"})


# Before version 2.3.1 a merge of patients was A18 or A34, or A36 with their accounts; the number that is gone stands in
# the same place (HL7 v2.3.1, 3.2.18, 3.2.34, 3.2.36), and systems that speak 2.3 go on telling it so.
_READERS: Mapping[str, Callable[[Message, str, Mapping[str, object]], Event]] = {
    "A18": _merge,
    "A24": _link,
    "A34": _merge,
    "A36": _merge,
    "A37": _link,
    "A40": _merge,
    "A47": _number_change,
}


def _about(event: Event, mrn_issuer: str) -> tuple[str, Sequence[Line]]:
    """Return the trigger of an event, and the segments that say who it is about."""
    if isinstance(event, Registration):
        cleared = {_CLEARABLE[what]: CLEAR for what in event.clears}
        pid = {**written_patient(event.patient, mrn_issuer=mrn_issuer), **cleared}
        return _TRIGGERS[event.event], [segment("PID", pid), segment("PV1", written_visit(event.visit))]
    if isinstance(event, Merge):
        return "A40", [line for pair in event.pairs for line in _written_pair(pair, mrn_issuer)]
    if isinstance(event, NumberChange):
        gone = written_number(event.prior, system=mrn_issuer, kind=IdentifierKind.MRN)
        return "A47", [_pid(event.patient, mrn_issuer), segment("MRG", {1: gone})]
    records = [_pid(record, mrn_issuer) for record in (event.first, event.second)]
    return "A24" if event.holds else "A37", records


def _written_pair(pair: MergedPair, mrn_issuer: str) -> Sequence[Line]:
    gone = written_number(pair.prior, system=mrn_issuer, kind=IdentifierKind.MRN)
    numbers = repeated([gone, *(written_identifier(number) for number in pair.prior_identifiers)])
    return [_pid(pair.survivor, mrn_issuer), segment("MRG", {1: numbers})]


def _pid(record: Patient, mrn_issuer: str) -> Line:
    return segment("PID", written_patient(record, mrn_issuer=mrn_issuer))
