"""Patients: `models.patient.Patient` and the FHIR R4 resource Patient.

A chart that was merged into another one is written as inactive and ``replaced-by`` the other, which is how FHIR's own
merge leaves it. One that is inactive for another reason, or was replaced by one that is named without its number, is
refused: nobody may write to it, and nobody can tell where to write instead. Somebody unidentified has a name of use
``temp``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from attrs import frozen

from downtimekit.interop.fhir.concepts import Coding, Concept, Meaning
from downtimekit.interop.fhir.kinds import DATE, INSTANT, TRUE, URI, Json, Nothing, code, codes
from downtimekit.interop.fhir.reading import Reading
from downtimekit.interop.fhir.resource import Read, ResourceTemplate, Written
from downtimekit.interop.fhir.systems import IDENTIFIER_TYPE, Systems
from downtimekit.interop.fhir.template import (
    Template,
    also,
    blank,
    coded,
    each,
    itself,
    must,
    never,
    one_of,
    part,
    sole,
    unless,
    when,
)
from downtimekit.models.patient import AdministrativeGender, IdentifierKind, Patient, PhoneUse

GENDER = codes(AdministrativeGender)
NAME_USE = code({False: "official", True: "temp"}, also={"usual": False})
PHONE_USE = codes(PhoneUse, others={"temp"})
_TYPES = {
    IdentifierKind.MRN: "MR",
    IdentifierKind.DOWNTIME_MRN: "MRT",
    IdentifierKind.ENCOUNTER: "VN",
    IdentifierKind.ACCOUNT: "AN",
    IdentifierKind.INSURANCE: "MB",
}
IDENTIFIER_KIND = Concept(
    {kind: Meaning((Coding(IDENTIFIER_TYPE, code),), kind.value.replace("_", " ")) for kind, code in _TYPES.items()},
    unsaid=IdentifierKind.OTHER,
)
_IN_USE = must("usual", "official", "secondary", optional=True)
_LIVED_AT = must("home", "work", optional=True)
_PHONE: Template = {"system": "phone", "value": blank("number", needed=True), "use": blank("use", PHONE_USE)}


@frozen
class _Death:
    """The day of a death; whoever has one, of whatever precision, is dead."""

    deceased: tuple[str, ...]

    def read(self, found: object, *, at: str, into: Reading) -> object:
        """Return the day, and mark the patient as deceased."""
        into.fill(self.deceased, True, at=at)
        moment = INSTANT.read(found, at=at, into=Reading())
        if isinstance(moment, datetime):
            into.unplaced(at)
            return moment.date()
        return DATE.read(found, at=at, into=into)

    def write(self, value: object) -> Json | Nothing | None:
        """Return the day."""
        return DATE.write(value)


def body(systems: Systems, *, of: str = "") -> Mapping[str, Template]:
    """Return a Patient as it is written.

    Args:
        systems: the clinic's numbering systems.
        of: before the fields of the patient, where they stand in another model: ``patient.``.
    """
    return {
        "resourceType": must("Patient"),
        "identifier": _numbers(systems, of),
        "active": when(f"{of}merged_into", False, True),
        "name": [_name(of)],
        "telecom": [each(f"{of}phones", _PHONE)],
        "gender": blank(f"{of}gender", GENDER),
        "birthDate": blank(f"{of}birth_date", DATE),
        "deceasedDateTime": blank(f"{of}deceased_on", _Death((*of.split(".")[:-1], "deceased"))),
        "deceasedBoolean": unless(f"{of}deceased_on", blank(f"{of}deceased", TRUE), implied=True),
        "address": [_address(f"{of}address.")],
        "link": [
            {
                "other": {"identifier": {"system": systems.mrn, "value": blank(f"{of}merged_into", needed=True)}},
                "type": "replaced-by",
            },
            never({"type": "replaced-by"}),
        ],
    }


def _numbers(systems: Systems, of: str) -> Sequence[Template]:
    mrn: Mapping[str, Template] = {"type": also(coded(IDENTIFIER_TYPE, "MR")), "system": systems.mrn}
    number: Mapping[str, Template] = {"use": _IN_USE, "type": blank("kind", IDENTIFIER_KIND)}
    value = blank("value", needed=True)
    other = one_of(
        {**number, "system": blank("system", URI, needed=True), "value": value},
        {**number, "value": value, "assigner": {"display": blank("system", needed=True)}},
    )
    return [sole({"use": _IN_USE, **mrn, "value": blank(f"{of}mrn", needed=True)}), each(f"{of}identifiers", other)]


def _name(of: str) -> Template:
    return {
        "use": blank(f"{of}unidentified", NAME_USE, tells=True),
        "family": blank(f"{of}family"),
        "given": [blank(f"{of}given")],
    }


def _address(of: str) -> Template:
    return {
        "use": _LIVED_AT,
        "line": [each(f"{of}lines", itself())],
        "city": blank(f"{of}city"),
        "state": blank(f"{of}state"),
        "postalCode": blank(f"{of}postal_code"),
        "country": blank(f"{of}country"),
    }


def check_in_use(found: Mapping[str, object], *, at: str, into: Reading, of: str = "") -> None:
    """Refuse a record that is not in use and does not say which one replaced it.

    Args:
        found: the Patient.
        at: its path.
        into: the reading.
        of: the field of the model in which the patient stands, where that is another model.
    """
    values = into.values.get(of, {}) if of else into.values
    if found.get("active") is False and "merged_into" not in values:
        into.wrong(f"{at}.active", "the record is not in use, and does not say which one replaced it")


@lru_cache
def _template(systems: Systems) -> ResourceTemplate[Patient]:
    return ResourceTemplate(Patient, part(body(systems)), check=check_in_use)


def to_fhir(patient: Patient, *, systems: Systems) -> Written:
    """Write a patient as a FHIR Patient."""
    return _template(systems).write(patient)


def from_fhir(found: object, *, systems: Systems, at: str = "Patient") -> Read[Patient]:
    """Read a FHIR Patient.

    Args:
        found: the resource, as ``json.loads`` returns it.
        systems: the clinic's numbering systems; the number of ``systems.mrn`` is the patient's.
        at: the path that losses and faults begin with.

    Raises:
        InvalidInput: with every fault.
    """
    return _template(systems).read(found, at=at)
