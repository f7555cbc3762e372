"""Patients, with their numbers, and those whom nobody knows."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from downtimekit.backfill.chart_index import ChartIndex
from downtimekit.backfill.identity import identify
from downtimekit.models.chart import Chart
from downtimekit.models.matching import MatchGrade
from downtimekit.models.patient import Address, Identifier, IdentifierKind, Patient, WrittenIdentity
from tests.ward import a_capture

NUMBERS = (
    Identifier(system="urn:west:downtime", value="DT-17", kind=IdentifierKind.DOWNTIME_MRN),
    Identifier(system="urn:west:visits", value="V-9001", kind=IdentifierKind.ENCOUNTER),
    Identifier(system="urn:east", value="E-55"),
)
BORN = date(1961, 7, 4)


def test_a_number_is_enough_to_make_a_patient() -> None:
    patient = Patient(mrn="T-1")

    assert patient.label == ""
    assert patient.name_key is None
    assert not patient.unidentified


def test_a_patient_has_other_numbers_beside_the_mrn() -> None:
    patient = Patient(mrn="T-1", identifiers=NUMBERS)
    told = {kind: patient.identifier(kind) for kind in IdentifierKind}

    assert {kind: number for kind, number in told.items() if number} == {
        IdentifierKind.MRN: "T-1",
        IdentifierKind.DOWNTIME_MRN: "DT-17",
        IdentifierKind.ENCOUNTER: "V-9001",
        IdentifierKind.OTHER: "E-55",
    }


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"merged_into": "T-1"}, "cannot be merged into itself"),
        ({"deceased_on": "2026-01-01"}, "not marked as deceased"),
        ({"deceased": True, "deceased_on": "1960-01-01", "birth_date": "1961-07-04"}, "before the birth date"),
        ({"identifiers": [NUMBERS[0], NUMBERS[0]]}, "given twice"),
    ],
)
def test_what_cannot_be_is_refused_without_showing_it(said: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words) as refusal:
        Patient.model_validate({"mrn": "T-1", **said})

    assert not {"T-1", "1961", "DT-17"} & set(str(refusal.value).split())


def test_two_faults_of_a_patient_are_told_at_once() -> None:
    with pytest.raises(ValidationError, match=r"merged into itself; .* deceased"):
        Patient.model_validate({"mrn": "T-1", "merged_into": "T-1", "deceased_on": "2026-01-01"})


@pytest.mark.parametrize("gender", ["male", "female", "other", "unknown", "F"])
def test_the_gender_is_one_of_the_four_administrative_ones(gender: str) -> None:
    if gender == "F":
        with pytest.raises(ValidationError):
            Patient.model_validate({"mrn": "T-1", "gender": gender})
    else:
        assert Patient.model_validate({"mrn": "T-1", "gender": gender}).gender == gender


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (
            Address(lines=("12 Elm St", "Apt 4"), city="Troy", state="NY", postal_code="12180"),
            "12 Elm St, Apt 4, Troy, NY 12180",
        ),
        (Address(city="Troy", country="US"), "Troy, US"),
        (Address(postal_code="12180"), "12180"),
        (Address(), ""),
    ],
)
def test_an_address_fits_on_a_line_without_holes(address: Address, line: str) -> None:
    assert address.in_one_line == line


def test_nothing_of_a_patient_is_shown() -> None:
    patient = Patient.model_validate(
        {
            "mrn": "T-1",
            "family": "Plantedname",
            "identifiers": NUMBERS,
            "address": {"lines": ["9 Planted Lane"]},
            "phones": [{"number": "(202) 555-0147", "use": "mobile"}],
        }
    )
    shown = f"{patient!r}{patient}{patient.address!r}{patient.phones[0]!r}{patient.identifiers!r}"

    assert [words for words in ("Planted", "555", "DT-17", "T-1") if words in shown] == []


# Whoever nobody knows is found by number only

ALIAS = {"mrn": "T-9", "family": "Trauma", "given": "Alpha", "birth_date": BORN}


def matched(patient: Patient, written: WrittenIdentity) -> MatchGrade:
    """Return how sure it is that a sheet is that patient's."""
    return identify(a_capture(of=written), chart=ChartIndex.of(Chart(patients=(patient,)))).grade


def test_an_alias_is_printed_and_never_looked_up() -> None:
    known, unknown = Patient.model_validate(ALIAS), Patient.model_validate({**ALIAS, "unidentified": True})
    sheet = WrittenIdentity(family="Trauma", given="Alpha", birth_date=BORN)

    assert unknown.label == known.label == "TRAUMA, Alpha"
    assert (known.name_key, unknown.name_key) == (("Trauma", BORN), None)
    assert (matched(known, sheet), matched(unknown, sheet)) == (MatchGrade.PROBABLE, MatchGrade.NONE)


def test_an_alias_on_the_sheet_finds_nobody_by_name_but_the_patient_by_number() -> None:
    known = Patient.model_validate(ALIAS)
    sheet = WrittenIdentity(family="Trauma", given="Alpha", birth_date=BORN, unidentified=True)

    assert matched(known, sheet) is MatchGrade.NONE
    assert matched(known, sheet.model_copy(update={"mrn": "T-9"})) is MatchGrade.CERTAIN
