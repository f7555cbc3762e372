"""A patient as one line of an index: short, because there are a million of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from itertools import starmap
from typing import Any

from downtimekit.backfill.matching import Record
from downtimekit.backfill.matching.normalising import plain_family, plain_given, plain_phones, plain_word
from downtimekit.backfill.matching.records import NOWHERE, TOLD_GENDERS, plain_day, plain_numbers, plain_place
from downtimekit.models.patient import (
    Address,
    AdministrativeGender,
    Identifier,
    IdentifierKind,
    Patient,
    PatientPhone,
    PhoneUse,
)

_LENGTH = 13
_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def line_of(patient: Patient) -> str:
    """Return a patient as a line."""
    where = patient.address
    cells: list[Any] = [
        patient.mrn,
        patient.family,
        patient.given,
        patient.birth_date and patient.birth_date.isoformat(),
        patient.gender,
        where and (where.lines, where.city, where.state, where.postal_code, where.country),
        [(phone.number, phone.use) for phone in patient.phones],
        [(number.system, number.value, number.kind) for number in patient.identifiers],
        patient.unidentified,
        patient.deceased,
        patient.deceased_on and patient.deceased_on.isoformat(),
        patient.merged_into,
    ]
    while not cells[-1]:
        cells.pop()
    return _WRITE(cells)


def cells_of(line: str) -> list[Any]:
    """Read a line; what is left out at its end is None."""
    cells = json.loads(line)
    cells.extend([None] * (_LENGTH - len(cells)))
    return cells  # type: ignore[no-any-return]


def patient_of(cells: Sequence[Any]) -> Patient:
    """Return the patient whole."""
    mrn, family, given, born, gender, where, phones, numbers, unidentified, deceased, died, merged, _ = cells
    return Patient(
        mrn=mrn,
        family=family,
        given=given,
        birth_date=born and date.fromisoformat(born),
        gender=gender and AdministrativeGender(gender),
        address=where and _address(*where),
        phones=tuple(PatientPhone(number=number, use=use and PhoneUse(use)) for number, use in phones or ()),
        identifiers=tuple(starmap(_identifier, numbers or ())),
        unidentified=bool(unidentified),
        deceased=bool(deceased),
        deceased_on=died and date.fromisoformat(died),
        merged_into=merged,
    )


def _address(lines: list[str], city: str | None, state: str | None, code: str | None, country: str | None) -> Address:
    return Address(lines=tuple(lines), city=city, state=state, postal_code=code, country=country)


def _identifier(system: str, value: str, kind: str) -> Identifier:
    return Identifier(system=system, value=value, kind=IdentifierKind(kind))


def record_of_cells(cells: Sequence[Any]) -> Record:
    """Return the patient to be compared; the same as `record_of` of the whole one, in a tenth of its time."""
    mrn, family, given, born, gender, where, phones, told, *_ = cells
    house, street, beside, city, state, postcode = plain_place(*where[:4]) if where else NOWHERE
    former, numbers = plain_numbers(told or ())
    return Record(
        family=plain_family(family),
        given=plain_given(given),
        born=plain_day(born) if born else "",
        gender=TOLD_GENDERS.get(gender, ""),
        mrn=plain_word(mrn),
        former=former,
        numbers=numbers,
        phones=plain_phones(number for number, _ in phones or ()),
        house=house,
        street=street,
        beside=beside,
        city=city,
        state=state,
        postcode=postcode,
    )
