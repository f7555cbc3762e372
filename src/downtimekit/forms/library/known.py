"""What the schedule knows already, for the sheets of the library that ask for it: to be printed into their fields.

Only what was registered is printed; what is to be found out today, such as when a session began, is never guessed from
the appointment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from downtimekit.models.forms import FormDefinition
from downtimekit.models.patient import Address, Patient, PhoneUse
from downtimekit.models.schedule import Appointment

_LONGEST = 110  # letters; a longer text would be too small to read in its place, and is written by hand
_PLACES = 2  # for lines of an address, and for phones


def known_answers(visit: Appointment, form: FormDefinition) -> dict[str, Any]:
    """Return what is known of a visit for a sheet, as `read_keyed` takes it; goes into `PacketTerms.answers`.

    Args:
        visit: the appointment, with its patient.
        form: any form; nothing is known for one that is not the library's.
    """
    asked = {field.key for field in form.fields()}
    known = _KNOWN.get(form.key, _nothing)(visit)
    return {key: answer for key, answer in known.items() if key in asked and _is_short(answer)}


def _is_short(answer: object) -> bool:
    return answer not in (None, "") and (not isinstance(answer, str) or len(answer) <= _LONGEST)


def _nothing(visit: Appointment) -> Mapping[str, Any]:
    return {}


def _for_exam(visit: Appointment) -> Mapping[str, Any]:
    return {"exam": visit.exam}


def _for_prescription(visit: Appointment) -> Mapping[str, Any]:
    patient = visit.patient
    if patient.unidentified:
        return {}
    name = " ".join(part for part in (patient.given, patient.family) if part)
    return {"patient_name": name, "patient_address": patient.address.in_one_line if patient.address else None}


def _for_registration(visit: Appointment) -> Mapping[str, Any]:
    return {
        **_who(visit.patient),
        **_where(visit.patient.address or Address()),
        **_phones(visit.patient),
        "visit.attending": visit.provider,
        "visit.location": visit.room,
    }


def _who(patient: Patient) -> Mapping[str, Any]:
    # The birth date of somebody whom nobody knows is an estimate, and must not be printed as known.
    born = None if patient.unidentified or not patient.birth_date else patient.birth_date.isoformat()
    return {
        "patient.family": patient.family,
        "patient.given": patient.given,
        "patient.birth_date": born,
        "patient.mrn": patient.mrn,
        "patient.gender": patient.gender.value if patient.gender else None,
        "patient.unidentified": True if patient.unidentified else None,
    }


def _where(address: Address) -> Mapping[str, Any]:
    lines = address.lines if len(address.lines) <= _PLACES else ()
    return {
        **{f"address.lines.{place}": line for place, line in enumerate(lines)},
        "address.city": address.city,
        "address.state": address.state,
        "address.postal_code": address.postal_code,
        "address.country": address.country,
    }


def _phones(patient: Patient) -> Mapping[str, Any]:
    current = [phone for phone in patient.phones if phone.use is not PhoneUse.OLD][:_PLACES]
    said = {f"phones.{place}.number": phone.number for place, phone in enumerate(current)}
    return said | {f"phones.{place}.use": phone.use.value for place, phone in enumerate(current) if phone.use}


_KNOWN: Mapping[str, Callable[[Appointment], Mapping[str, Any]]] = {
    "technologist_notes": _for_exam,
    "prescription": _for_prescription,
    "prescription_reprint": _for_prescription,
    "registration": _for_registration,
}
