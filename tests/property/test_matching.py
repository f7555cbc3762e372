"""Whatever stands on a sheet and whoever is in the index: no veto is overruled, and no order changes an answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters.matching._rows import cells_of, line_of, patient_of, record_of_cells
from downtimekit.adapters.matching.index import PatientIndex
from downtimekit.adapters.matching.resemblance import BY_RAPIDFUZZ
from downtimekit.adapters.matching.ward import WardMatcher
from downtimekit.backfill.matching import (
    IN_PLAIN_PYTHON,
    SHIPPED_WEIGHTS,
    MatchRules,
    Scale,
    Thresholds,
    record_of,
    score,
    vetoes,
)
from downtimekit.backfill.matching.normalising import plain_word
from downtimekit.models.matching import Agreement, Candidate, MatchGrade
from downtimekit.models.patient import Address, AdministrativeGender, Patient, PatientPhone, WrittenIdentity
from tests.strategies import instances

HOMES = (
    Address(lines=("12 Elm St",), city="Springfield", state="IL", postal_code="62704"),
    Address(lines=("21 Elm St",), city="Springfield", postal_code="62740"),
    Address(city="Peoria"),
)
TOLD = {
    "family": st.sampled_from(["Okafor", "okafor", "Okafro", "Okafor-Nagy", "Okafor Jr", "Doe", "Adaeze"]),
    "given": st.sampled_from(["Adaeze", "Adaeza", "A.", "Adaeze Ann", "Chika", "Baby Girl", "John", "Okafor"]),
    "birth_date": st.sampled_from([date(1961, 3, 9), date(1961, 9, 3), date(1991, 3, 9), date(1900, 1, 1)]),
    "gender": st.sampled_from(AdministrativeGender),
    "address": st.sampled_from(HOMES),
}
PHONES = st.sampled_from([(), (PatientPhone(number="217-555-0188"),), (PatientPhone(number="217-555-0111"),)])
NUMBERS = st.sampled_from(["7001001", "7001002", "7001010", "7002001"])
PEOPLE = {field: st.none() | values for field, values in TOLD.items()} | {"phones": PHONES}


@st.composite
def patients(draw: st.DrawFn) -> Patient:
    """Draw a chart; the same few names, days and homes come again and again."""
    is_dead = draw(st.booleans())
    return Patient.model_validate(
        {
            **draw(st.fixed_dictionaries(PEOPLE)),
            "mrn": draw(NUMBERS),
            "unidentified": draw(st.sampled_from([False, False, False, True])),
            "deceased": is_dead,
            "merged_into": draw(st.sampled_from([None, None, None, "7009999"])),
        }
    )


WARDS = st.lists(patients(), unique_by=lambda patient: patient.mrn, max_size=4)
SHEETS = st.builds(
    lambda told, mrn, unidentified: WrittenIdentity.model_validate({**told, "mrn": mrn, "unidentified": unidentified}),
    st.fixed_dictionaries(PEOPLE),
    st.none() | NUMBERS,
    st.sampled_from([False, False, False, True]),
)


def certain(found: tuple[Candidate, ...]) -> list[str]:
    """Return who is certain."""
    return [one.mrn for one in found if one.grade is MatchGrade.CERTAIN]


@given(SHEETS, WARDS)
def test_a_veto_is_never_overruled_and_one_at_most_is_certain(sheet: WrittenIdentity, ward: list[Patient]) -> None:
    found = WardMatcher(ward).look_up(sheet)

    assert len(certain(found)) <= 1
    for one in found:
        assert set(vetoes(sheet, one.patient)) <= set(one.vetoes)
        assert one.grade is not MatchGrade.CERTAIN or not one.vetoes
        assert 0 <= (one.probability or 0) <= 1
    assert sum(one.probability or 0 for one in found if not one.patient.merged_into) <= 1.000001


@given(SHEETS, WARDS, st.randoms())
def test_the_order_of_the_patients_changes_nothing(sheet: WrittenIdentity, ward: list[Patient], dice: object) -> None:
    answer = WardMatcher(ward).look_up(sheet)
    dice.shuffle(ward)  # type: ignore[attr-defined]

    assert WardMatcher(ward).look_up(sheet) == answer


@settings(max_examples=20)
@given(st.lists(SHEETS, max_size=4), WARDS)
def test_an_index_is_certain_of_whom_a_ward_is_certain(sheets: list[WrittenIdentity], ward: list[Patient]) -> None:
    with TemporaryDirectory() as folder:
        PatientIndex.build(Path(folder, "x.index"), ward)
        with PatientIndex(Path(folder, "x.index")) as index:
            for sheet in sheets:
                found = index.look_up(sheet)

                in_ward = WardMatcher(ward).look_up(sheet)
                assert certain(found) == certain(in_ward) or (not sheet.birth_date and in_ward[0] in found)
                assert {one.mrn for one in found} <= {patient.mrn for patient in ward}


@given(patients(), patients())
def test_it_does_not_matter_which_record_is_compared_with_which(one: Patient, other: Patient) -> None:
    for like in (BY_RAPIDFUZZ, IN_PLAIN_PYTHON):
        scale = Scale.of(SHIPPED_WEIGHTS, like=like)
        levels = scale.levels(record_of(one), record_of(other))

        assert scale.levels(record_of(other), record_of(one)) == levels
        assert levels == Scale.of(SHIPPED_WEIGHTS).levels(record_of(one), record_of(other))
        assert scale.weight(levels, record_of(one)) == scale.weight(levels, record_of(other))


@given(SHEETS, patients(), st.sampled_from(["birth_date", "gender", "mrn", "phones"]))
def test_what_is_left_out_adds_nothing_and_changes_nothing_else(
    sheet: WrittenIdentity, patient: Patient, field: str
) -> None:
    empty = WrittenIdentity.model_validate({**dict(sheet), field: () if field == "phones" else None})
    before, after = (score(one, patient, SHIPPED_WEIGHTS) for one in (sheet, empty))
    key = field.removesuffix("s")

    for told, left_out in zip(before.evidence, after.evidence, strict=True):
        if told.field == key:
            assert (left_out.agreement, left_out.weight) == (Agreement.UNKNOWN, 0)
        else:
            assert left_out == told
    assert after.weight == pytest.approx(sum(one.weight for one in after.evidence))


@given(SHEETS, WARDS, st.floats(0.5, 0.9999999), st.floats(0.5, 0.9999999))
def test_a_higher_threshold_makes_nobody_more_certain(
    sheet: WrittenIdentity, ward: list[Patient], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    loose, strict = (WardMatcher(ward, rules=MatchRules(thresholds=Thresholds(match=at))) for at in (low, high))

    assert set(certain(strict.look_up(sheet))) <= set(certain(loose.look_up(sheet)))


@given(SHEETS, WARDS, st.floats(0.0001, 0.5), st.floats(0.0001, 0.5))
def test_a_higher_threshold_shows_nobody_more(
    sheet: WrittenIdentity, ward: list[Patient], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    loose, strict = (WardMatcher(ward, rules=MatchRules(thresholds=Thresholds(person=at))) for at in (low, high))

    assert {found.mrn for found in strict.look_up(sheet)} <= {found.mrn for found in loose.look_up(sheet)}


@given(instances(Patient))
def test_any_patient_comes_back_from_an_index_as_they_went_in(patient: Patient) -> None:
    cells = cells_of(line_of(patient))

    assert patient_of(cells) == patient
    assert record_of_cells(cells) == record_of(patient)


@given(st.text(max_size=60))
def test_what_is_plain_stays_as_it_is(written: str) -> None:
    assert plain_word(plain_word(written)) == plain_word(written)
    assert plain_word(written.upper()) == plain_word(written.upper().lower())
