"""Numbers with their issuer (CX), and issuers (HD), read and written.

Sources: HL7 v2.5.1 chapter 2.A, sections 14 (CX, with the check digit schemes M10 and M11) and 33 (HD); table 0203
(identifier type); FHIR R4 on identifier systems, for the URIs that stand for an OID or a UUID.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pydantic import TypeAdapter

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.trail import Field
from downtimekit.interop.hl7v2.writing import Raw, joined, parts, plain
from downtimekit.models.patient import Identifier, IdentifierKind, Line

_CODES: Mapping[IdentifierKind, str] = {
    IdentifierKind.MRN: "MR",
    IdentifierKind.DOWNTIME_MRN: "MRT",
    IdentifierKind.ENCOUNTER: "VN",
    IdentifierKind.ACCOUNT: "AN",
    IdentifierKind.INSURANCE: "MB",
    IdentifierKind.OTHER: "",
}
_KINDS: Mapping[str, IdentifierKind] = {
    **{code: kind for kind, code in _CODES.items() if code},
    "MRN": IdentifierKind.MRN,  # not HL7's, and sent
    "MA": IdentifierKind.INSURANCE,
    "MC": IdentifierKind.INSURANCE,
}
_URN = {"ISO": "urn:oid:", "UUID": "urn:uuid:", "GUID": "urn:uuid:", "URI": ""}
_URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
_LINE = TypeAdapter(Line).validate_python


def issuer(field: Field, component: int) -> str:
    """Read an issuer: an OID, a UUID or a URI as a URI, or else its local name.

    The local name beside a URI is left over; so is an identifier of a type that has no URI beside a local name.
    """
    name, text, kind = (field.peek(component, part).strip() for part in (1, 2, 3))
    uri = universal(text, kind)
    if uri:
        field.text(component, 2)
        field.text(component, 3)
        return uri
    return field.text(component, 1 if name else 2)


def written_issuer(system: str) -> Raw:
    """Write an issuer as one component."""
    return parts(*split_issuer(system))


def split_issuer(system: str) -> tuple[str, str, str]:
    """Return the local name, the universal identifier and its type that an issuer is written with."""
    for kind in ("ISO", "UUID"):
        if system.startswith(_URN[kind]):
            return "", system.removeprefix(_URN[kind]), kind
    return ("", system, "URI") if _URI.fullmatch(system) else (system, "", "")


def universal(text: str, kind: str) -> str:
    """Return the URI that an OID, a UUID or a URI stands for; empty for any other sort of identifier."""
    return _URN[kind.upper()] + text if text and kind.upper() in _URN else ""


def issued_by(field: Field, system: str) -> bool:
    """Say whether a number is of an issuer, by its URI or by its local name, and if so count the issuer as read."""
    name, text, kind = (field.peek(4, part).strip() for part in (1, 2, 3))
    known = {name, text, universal(text, kind)}
    if system not in known:
        return False
    field.take(4)
    return True


def kind_of(field: Field) -> IdentifierKind | None:
    """Say what a number was given for; None where the code for that is not known here, or there is none."""
    code = field.peek(5).strip().upper()
    return _KINDS.get(code) if code else None


def identifier(field: Field, message: Message, *, kind: IdentifierKind | None = None) -> Identifier | None:
    """Read a number.

    Args:
        field: where it stands.
        message: is told what is doubtful.
        kind: what it was given for, where the field that it stands in says so.

    Returns:
        None, and told, where nobody says who gave it: such a number can be compared with no other.
    """
    if not field.peek().strip():
        return None
    if not (field.peek(4, 1) or field.peek(4, 2)).strip():
        message.doubt("issuer_missing", field.path, "does not say who gave the number")
        return None
    system = message.fitting(issuer(field, 4), _LINE, path=field.path)
    value = message.checked(field, _LINE)
    if value is None or system is None:
        message.lose(field.path)
        return None
    check_digit(field, message)
    found = kind_of(field)
    if found is not None:
        field.take(5)
    return Identifier(system=system, value=value, kind=found or kind or IdentifierKind.OTHER)


def written_identifier(identifier: Identifier) -> Raw:
    """Write a number with its issuer and, where HL7 has a code for it, what it was given for."""
    return written_number(identifier.value, system=identifier.system, kind=identifier.kind)


def written_number(value: str, *, system: str, kind: IdentifierKind) -> Raw:
    """Write a number; an empty system leaves out who gave it."""
    return joined(plain(value), Raw(""), Raw(""), written_issuer(system), plain(_CODES[kind]))


def check_digit(field: Field, message: Message) -> None:
    """Compare a number with its check digit, for the schemes that HL7 defines; a right one says nothing more."""
    number, digit, scheme = (field.peek(component).strip() for component in (1, 2, 3))
    compute = _SCHEMES.get(scheme.upper())
    if compute is None or not (number.isascii() and number.isdigit()):
        return
    if compute(number) == digit:
        field.take(2, 3)
    elif digit:
        message.doubt("check_digit_wrong", field.path, "the check digit does not fit the number: one of them is wrong")


def _mod_10(number: str) -> str:
    doubled = "".join(str(int(digit) * 2) for digit in number[::-2])
    total = sum(int(digit) for digit in doubled + number[-2::-2])
    return str(-total % 10)


def _mod_11(number: str) -> str:
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(number)))
    return str((11 - total % 11) % 10)


_SCHEMES: Mapping[str, Callable[[str], str]] = {"M10": _mod_10, "M11": _mod_11}
