"""The visit (PV1), read and written.

Source: HL7 v2.5.1, 3.4.3 (PV1); table 0004 (patient class), where ``N`` says that there is no visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.people import staff_name, written_staff_name
from downtimekit.interop.hl7v2.times import instant, written_instant
from downtimekit.interop.hl7v2.trail import Segment
from downtimekit.interop.hl7v2.writing import Raw, plain
from downtimekit.models.registration import PatientClass, Visit
from downtimekit.models.strict import Name

_NAME = TypeAdapter(Name).validate_python
_NUMBER = TypeAdapter(Annotated[str, StringConstraints(min_length=1, max_length=200)]).validate_python
_CLASSES: Mapping[str, PatientClass] = {
    "E": PatientClass.EMERGENCY,
    "I": PatientClass.INPATIENT,
    "O": PatientClass.OUTPATIENT,
    "P": PatientClass.PREADMIT,
    "R": PatientClass.RECURRING,
}
_CODES = {patient_class: code for code, patient_class in _CLASSES.items()}
_NO_VISIT = "N"


def visit(pv1: Segment, message: Message) -> Visit | None:
    """Read a visit; None where there is none.

    Of the place only its first level has room, which is the ward or the unit; room and bed are told as lost.
    """
    pv1.take(1)
    code = pv1.field(2).peek().strip().upper()
    if code in (*_CLASSES, _NO_VISIT):
        pv1.text(2)
    found = Visit(
        number=message.checked(pv1.field(19), _NUMBER),
        patient_class=_CLASSES.get(code),
        location=message.checked(pv1.field(3), _NAME),
        attending=staff_name(pv1.field(7), message),
        admitted_at=instant(pv1.field(44), message),
        discharged_at=instant(pv1.field(45), message),
    )
    return found if found != Visit() else None


def written_visit(visit: Visit | None) -> Mapping[int, Raw]:
    """Write a visit as the fields of PV1."""
    if visit is None:
        return {1: Raw("1"), 2: Raw(_NO_VISIT)}
    return {
        1: Raw("1"),
        2: Raw(_CODES[visit.patient_class] if visit.patient_class else ""),
        3: plain(visit.location),
        7: written_staff_name(visit.attending),
        19: plain(visit.number),
        44: plain(written_instant(visit.admitted_at)),
        45: plain(written_instant(visit.discharged_at)),
    }
