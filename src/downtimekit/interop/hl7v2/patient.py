"""The patient (PID), read and written, and the one number that counts.

Source: HL7 v2.5.1, 3.4.2 (PID); tables 0001 (sex) and 0136 (yes or no).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import TypeAdapter

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.identifiers import (
    check_digit,
    identifier,
    issued_by,
    kind_of,
    written_identifier,
    written_number,
)
from downtimekit.interop.hl7v2.message import Message, built
from downtimekit.interop.hl7v2.people import (
    address,
    patient_name,
    phone,
    written_address,
    written_patient_name,
    written_phone,
)
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.times import day, written_day
from downtimekit.interop.hl7v2.trail import Field, Segment
from downtimekit.interop.hl7v2.writing import Raw, plain, repeated
from downtimekit.models.patient import AdministrativeGender, Identifier, IdentifierKind, Mrn, Patient, PhoneUse

_MRN = TypeAdapter(Mrn).validate_python
_SEX: Mapping[AdministrativeGender, str] = {
    AdministrativeGender.MALE: "M",
    AdministrativeGender.FEMALE: "F",
    AdministrativeGender.OTHER: "O",
    AdministrativeGender.UNKNOWN: "U",
}
_GENDERS: Mapping[str, AdministrativeGender] = {
    **{code: gender for gender, code in _SEX.items()},
    **{gender.value.upper(): gender for gender in _SEX},  # not HL7's, and sent
}
_YES_OR_NO: Mapping[str, bool] = {"Y": True, "N": False, "YES": True, "NO": False}


def patient(pid: Segment, message: Message) -> Patient:
    """Read a patient.

    Raises:
        InvalidInput: there is no medical record number, or more than one and nothing says which one counts.
    """
    pid.take(1)
    number = record_number(pid.fields(3), message, path=f"{pid.path}-3")
    family, given = patient_name(pid.fields(5), message)
    phones = [phone(field, message) for field in pid.fields(13)]
    phones += [phone(field, message, use=PhoneUse.WORK) for field in pid.fields(14)]
    born = day(pid.field(7), message)
    values = {
        "mrn": number,
        "family": family,
        "given": given,
        "birth_date": born,
        "identifiers": _identifiers(pid, message),
        "gender": message.word(pid.field(8), _GENDERS),
        "address": address(pid.fields(11), message),
        "phones": tuple(dict.fromkeys(number for number in phones if number)),
        "unidentified": message.word(pid.field(31), _YES_OR_NO),
        **_death(pid, message, born=born),
    }
    return built(Patient, values, paths={"": pid.path, "identifiers": f"{pid.path}-3"})


def record_number(fields: Sequence[Field], message: Message, *, path: str) -> str:
    """Read the one medical record number that counts, out of all the numbers of a patient.

    It is the one of the issuer that the reader names; or else the only one that is marked as a medical record number;
    or else the only number, which is told.

    Raises:
        InvalidInput: there is none, or more than one: which one counts is never guessed.
    """
    numbers = [field for field in fields if field.peek().strip()]
    marked = [field for field in numbers if kind_of(field) is IdentifierKind.MRN]
    field = _one_that_counts(numbers, marked, message, path=path)
    if not marked:
        message.doubt("mrn_not_marked", path, "is not marked as a medical record number, and was taken for one")
    if message.fitting(field.peek().strip(), _MRN, path=path) is None:
        raise InvalidInput(SOURCE, [Fault(path, "is no medical record number: it has characters that are not allowed")])
    check_digit(field, message)
    if marked:
        field.take(5)
    return field.text()


def _one_that_counts(numbers: Sequence[Field], marked: Sequence[Field], message: Message, *, path: str) -> Field:
    if message.mrn_issuer:
        fitting = [field for field in marked or numbers if issued_by(field, message.mrn_issuer)]
    else:
        fitting = [*(marked or filter(_misplaced, numbers))] or [*numbers]
    if len({field.peek().strip() for field in fitting}) == 1:
        return fitting[0]
    words = "has no number of the issuer that counts" if numbers else "is missing"
    if fitting:
        words = "holds more than one number that may count: say whose counts"
    raise InvalidInput(SOURCE, [Fault(path, words)])


def written_patient(patient: Patient, *, mrn_issuer: str = "") -> Mapping[int, Raw]:
    """Write a patient as the fields of PID."""
    own = written_number(patient.mrn, system=mrn_issuer, kind=IdentifierKind.MRN)
    # PID-13 keeps all of them in their order; who looks for a number at work looks in PID-14.
    at_work = [number for number in patient.phones if number.use is PhoneUse.WORK]
    return {
        1: Raw("1"),
        3: repeated([own, *(written_identifier(number) for number in patient.identifiers)]),
        5: written_patient_name(patient.family, patient.given, alias=patient.unidentified),
        7: plain(written_day(patient.birth_date)),
        8: plain(_SEX[patient.gender] if patient.gender else ""),
        11: written_address(patient.address),
        13: repeated(written_phone(number) for number in patient.phones),
        14: repeated(written_phone(number) for number in at_work),
        29: plain(written_day(patient.deceased_on)),
        30: Raw("Y" if patient.deceased else ""),
        31: Raw("Y" if patient.unidentified else ""),
    }


def _misplaced(field: Field) -> bool:
    """Say whether the mark of a medical record number stands where its issuer should: it does, in real feeds."""
    return not field.peek(5).strip() and field.peek(4).strip().upper() in ("MR", "MRN")


def _identifiers(pid: Segment, message: Message) -> tuple[Identifier, ...]:
    """Read the numbers beside the one that counts, each once."""
    others = [identifier(field, message) for field in pid.fields(3) if not field.is_read]
    others += [identifier(field, message, kind=IdentifierKind.ACCOUNT) for field in pid.fields(18)]
    return tuple(dict.fromkeys(number for number in others if number))


def _death(pid: Segment, message: Message, *, born: date | None) -> Mapping[str, object]:
    """Read whether and when the patient died; dates that cannot be are left out, and told."""
    deceased, when = message.word(pid.field(30), _YES_OR_NO), pid.field(29)
    died = day(when, message)
    if died and (deceased is False or (born and died < born)):
        words = "does not fit: the patient is not deceased" if deceased is False else "lies before the birth date"
        message.doubt("date_of_death_impossible", when.path, f"{words}; it was left out")
        message.lose(when.path)
        died = None
    elif died and deceased is None:
        message.doubt("deceased_not_marked", pid.field(30).path, "is empty beside a date of death")
        deceased = True
    return {"deceased": deceased, "deceased_on": died}
