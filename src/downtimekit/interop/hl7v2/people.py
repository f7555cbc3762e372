"""Names, addresses and phones of patients (XPN, XAD, XTN), and names of staff (XCN), read and written.

Sources: HL7 v2.5.1 chapter 2.A, sections 88 (XPN), 84 (XAD), 89 (XTN), 86 (XCN); tables 0190 (address type), 0200
(name type), 0201 (telecommunication use) and 0202 (equipment).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.trail import Field
from downtimekit.interop.hl7v2.writing import Raw, components, parts
from downtimekit.models.patient import Address, Line, PatientPhone, PersonName, PhoneUse
from downtimekit.models.strict import Name

_PERSON = TypeAdapter(PersonName).validate_python
_LINE = TypeAdapter(Line).validate_python
_NUMBER = TypeAdapter(Annotated[Line, StringConstraints(max_length=40)]).validate_python
_STAFF = TypeAdapter(Name).validate_python

# What the patient is not called now: an alias, a name at birth, a maiden name, a pseudonym and their like.
_OTHER_NAMES = frozenset({"A", "B", "BAD", "M", "NAV", "NOUSE", "P", "S", "T"})
# Where the patient does not live: a bad address, places of birth, a former or foreign one.
_OTHER_ADDRESSES = frozenset({"BA", "BDL", "BR", "F", "N", "RH"})
_NO_PHONE = frozenset({"FX", "BP", "MD", "SAT", "TDD", "TTY", "INTERNET", "X.400"})
_USES: Mapping[str, PhoneUse] = {
    "PRN": PhoneUse.HOME,
    "WPN": PhoneUse.WORK,
    "HOME": PhoneUse.HOME,
    "WORK": PhoneUse.WORK,
}


def chosen(fields: Sequence[Field], *, kind_at: int, others: frozenset[str]) -> Field:
    """Return the first repetition that holds something and is not of one of the other types, or else the first."""
    filled = [field for field in fields if field]
    fitting = (field for field in filled if field.peek(kind_at).strip().upper() not in others)
    return next(fitting, filled[0] if filled else fields[0])


def patient_name(fields: Sequence[Field], message: Message) -> tuple[str | None, str | None]:
    """Read the family and the given name that a patient goes by now."""
    field = chosen(fields, kind_at=7, others=_OTHER_NAMES)
    family, given = message.checked(field, _PERSON, 1), message.checked(field, _PERSON, 2)
    if field.peek(7).strip().upper() in ("L", "U"):
        field.take(7)
    return family, given


def written_patient_name(family: str | None, given: str | None, *, alias: bool) -> Raw:
    """Write a patient's name; an alias that somebody is known by for now is of no stated type."""
    return components(family, given, "", "", "", "", "U" if alias else "L") if family or given else Raw("")


def address(fields: Sequence[Field], message: Message) -> Address | None:
    """Read where a patient lives now."""
    field = chosen(fields, kind_at=7, others=_OTHER_ADDRESSES)
    lines = tuple(line for at in (1, 2) if (line := message.checked(field, _LINE, at)))
    city, state, postal_code, country = (message.checked(field, _LINE, at) for at in (3, 4, 5, 6))
    if not any((lines, city, state, postal_code, country)):
        return None
    return Address(lines=lines, city=city, state=state, postal_code=postal_code, country=country)


def written_address(address: Address | None) -> Raw:
    """Write an address; HL7 has room for two lines of it."""
    if address is None:
        return Raw("")
    lines = (*address.lines, "", "")[:2]
    return components(*lines, address.city, address.state, address.postal_code, address.country)


def phone(field: Field, message: Message, *, use: PhoneUse | None = None) -> PatientPhone | None:
    """Read a phone number; not a fax number, a pager or an email address.

    Args:
        field: where it stands.
        message: is told what is doubtful.
        use: which phone it is, where the field that it stands in says so.
    """
    equipment = field.peek(3).strip().upper()
    if equipment in _NO_PHONE:
        return None
    number = message.fitting(_number(field), _NUMBER, path=field.path)
    if number is None:
        return None
    meant = PhoneUse.MOBILE if equipment == "CP" else _USES.get(field.peek(2).strip().upper())
    if meant is not None:
        field.take(2)
    if equipment in ("CP", "PH"):
        field.take(3)
    return PatientPhone(number=number, use=meant or use)


def written_phone(phone: PatientPhone) -> Raw:
    """Write a phone number; HL7 has no word for an old one."""
    code = {PhoneUse.HOME: "PRN", PhoneUse.MOBILE: "PRN", PhoneUse.WORK: "WPN"}.get(phone.use) if phone.use else ""
    return components(phone.number, code, "CP" if phone.use is PhoneUse.MOBILE else "PH")


def staff_name(field: Field, message: Message) -> str | None:
    """Read the name of somebody who works there, such as ``Rosa Reyes, MD``; a lone first component is the name too.

    Their number has no place, and is told as lost.
    """
    name = message.fitting(_full_name(field.peek) or field.peek().strip(), _STAFF, path=field.path)
    if name is not None:
        for at in range(2, 8) if _full_name(field.peek) else (1,):
            field.text(at)
    return name


def reader_name(field: Field, message: Message) -> str | None:
    """Read who interpreted an exam (NDL): their name is in the parts of the first component, or is sent as staff is."""
    name = message.fitting(_full_name(lambda at: field.peek(1, at)), _STAFF, path=field.path)
    if name is None:
        return staff_name(field, message)
    for at in range(2, 8):
        field.text(1, at)
    return name


def written_reader(name: str | None) -> Raw:
    """Write who interpreted an exam."""
    return parts("", name) if name else Raw("")


def written_staff_name(name: str | None) -> Raw:
    """Write a name; it stays in one piece, as nobody knows where the family name begins."""
    return components("", name) if name else Raw("")


def _full_name(get: Callable[[int], str]) -> str:
    """Put a name together: prefix, given, middle and family name, suffix, and the degree after a comma."""
    named = " ".join(part for at in (6, 3, 4, 2, 5) if (part := get(at).strip()))
    degree = get(7).strip()
    return f"{named}, {degree}" if named and degree else named


def _number(field: Field) -> str:
    """Read the number as it was typed, or put it together; a second spelling of the same number says nothing new."""
    typed = field.text(1) or field.text(12)
    apart = [field.peek(at).strip() for at in (5, 6, 7)]
    if not typed and apart[2]:
        field.take(5, 6, 7)
        code, area, local = apart
        return " ".join(part for part in (f"+{code.lstrip('+')}" if code else "", area, local) if part)
    digits = re.sub(r"\D", "", typed)
    if digits.endswith(re.sub(r"\D", "", apart[1] + apart[2])):
        field.take(6, 7)
    return typed
