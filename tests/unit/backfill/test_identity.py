"""Whose sheet is it? Either it is certain, or a person decides."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.backfill import ChartIndex, Paper, identify, lookup_for
from downtimekit.backfill.chart_index import plain
from downtimekit.models.chart import Chart
from downtimekit.models.matching import MatchGrade
from downtimekit.models.patient import Patient, WrittenIdentity
from tests.ward import ADA, ANN, ANNA, EXAMS, LATER_NORA, NORA, ORDERS, PATIENTS, a_capture, a_form, codes, written

CHART = ChartIndex.of(Chart(patients=PATIENTS, orders=ORDERS))
NOBODY = WrittenIdentity()

Whose = tuple[MatchGrade, str | None, list[str]]


def whose(of: Patient | WrittenIdentity, *, accession: str | None = None, confirmed: str | None = None) -> Whose:
    """Return the grade, the patient's number and the codes of a match."""
    match = identify(a_capture(of=of, accession=accession), chart=CHART, confirmed=confirmed)
    return match.grade, match.mrn, codes(match.doubts)


def certainly(patient: Patient) -> Whose:
    """Return what `whose` says of a sheet that is certainly a patient's."""
    return MatchGrade.CERTAIN, patient.mrn, []


def test_a_number_is_enough_where_all_that_is_written_agrees() -> None:
    assert whose(ADA) == certainly(ADA)


@pytest.mark.parametrize(
    "sheet",
    [
        WrittenIdentity(mrn=ADA.mrn),
        WrittenIdentity(mrn=ADA.mrn, family="TESTWELL"),
        WrittenIdentity(mrn=ADA.mrn, given="A."),
        WrittenIdentity(mrn=ADA.mrn, given="Ada Maria", birth_date=ADA.birth_date),
    ],
    ids=["number", "family", "initial", "second given name"],
)
def test_what_a_sheet_leaves_out_or_shortens_contradicts_nothing(sheet: WrittenIdentity) -> None:
    assert whose(sheet) == certainly(ADA)


@pytest.mark.parametrize(
    ("otherwise", "fields"),
    [
        ({"family": "Sampleton"}, ("family",)),
        ({"given": "Ida"}, ("given",)),
        ({"birth_date": date(1958, 11, 2)}, ("birth_date",)),
        ({"family": "Sampleton", "given": "Nora", "birth_date": date(1961, 7, 4)}, ("family", "given", "birth_date")),
    ],
)
def test_a_number_that_belongs_to_somebody_else_goes_to_a_person(
    otherwise: dict[str, object], fields: tuple[str, ...]
) -> None:
    match = identify(a_capture(of=written(ADA, **otherwise)), chart=CHART)

    assert (match.grade, match.mrn, match.candidates[0].patient) == (MatchGrade.POSSIBLE, None, ADA)
    assert match.never == tuple(one.mrn for one in match.candidates)
    assert codes(match.doubts) == ["identifier_demographic_mismatch"]
    assert match.doubts[0].fields == fields


def test_a_chart_that_does_not_know_a_birth_date_contradicts_nothing() -> None:
    known = ChartIndex.of(Chart(patients=(Patient(mrn=ADA.mrn, family="Testwell"),)))

    assert identify(a_capture(of=ADA), chart=known).mrn == ADA.mrn


def test_one_who_fits_by_name_and_birth_date_only_is_probable() -> None:
    assert whose(written(ADA, mrn=None)) == (MatchGrade.PROBABLE, None, ["patient_probable"])


def test_a_number_that_nobody_has_leaves_the_name() -> None:
    assert whose(written(ADA, mrn="T-9999")) == (MatchGrade.PROBABLE, None, ["patient_probable"])


def test_a_wrong_number_is_not_made_good_by_an_exam() -> None:
    assert whose(written(ADA, mrn="T-9999"), accession=EXAMS[ADA.mrn]) == (
        MatchGrade.PROBABLE,
        None,
        ["patient_probable"],
    )


def test_several_who_fit_by_name_go_to_a_person_side_by_side() -> None:
    match = identify(a_capture(of=written(ANN, mrn=None, given="Ann"), accession=None), chart=CHART)

    assert (match.grade, [one.patient for one in match.candidates]) == (MatchGrade.POSSIBLE, [ANN, ANNA])
    assert codes(match.doubts) == ["patient_ambiguous"]


@pytest.mark.parametrize(
    "sheet",
    [
        NOBODY,
        written(ADA, mrn=None, birth_date=None),
        written(ADA, mrn=None, family=None),
        written(ADA, mrn="X-1", family="No"),
    ],
    ids=["blank", "no birth date", "no family name", "unknown"],
)
def test_a_sheet_that_fits_nobody_is_nobodys(sheet: WrittenIdentity) -> None:
    assert whose(sheet) == (MatchGrade.NONE, None, ["patient_unidentified"])


def test_name_birth_date_and_exam_of_one_patient_are_enough_without_a_number() -> None:
    assert whose(written(ADA, mrn=None), accession=EXAMS[ADA.mrn]) == certainly(ADA)


def test_an_exam_tells_which_of_two_twins_it_is() -> None:
    assert whose(written(ANNA, mrn=None), accession=EXAMS[ANNA.mrn]) == certainly(ANNA)


@pytest.mark.parametrize("exam", [EXAMS[NORA.mrn], "A-99"])
def test_an_exam_of_somebody_else_is_no_proof(exam: str) -> None:
    assert whose(written(ADA, mrn=None), accession=exam) == (MatchGrade.PROBABLE, None, ["patient_probable"])


def test_an_exam_alone_is_no_proof() -> None:
    assert whose(NOBODY, accession=EXAMS[ADA.mrn]) == (MatchGrade.NONE, None, ["patient_unidentified"])


def test_the_number_of_a_look_alike_with_the_same_name_is_noticed() -> None:
    sheet = written(LATER_NORA, mrn=NORA.mrn)

    assert whose(sheet, accession=EXAMS[LATER_NORA.mrn])[:2] == (MatchGrade.POSSIBLE, None)


def test_the_number_of_a_twin_whose_name_begins_alike_goes_to_a_person() -> None:
    assert whose(written(ANNA, mrn=ANN.mrn)) == (MatchGrade.POSSIBLE, None, ["patient_ambiguous"])
    assert whose(ANN) == certainly(ANN)
    assert whose(ANNA) == certainly(ANNA)
    assert whose(written(ANN, given="A.")) == certainly(ANN)


def test_what_a_person_decided_needs_no_further_proof() -> None:
    assert whose(written(ADA, mrn=NORA.mrn), confirmed=ADA.mrn) == certainly(ADA)


def test_a_person_cannot_decide_on_somebody_whom_the_chart_does_not_know() -> None:
    assert whose(ADA, confirmed="T-9999") == (MatchGrade.NONE, None, ["patient_unidentified"])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ångström-Testwell", "angstrom testwell"), ("O'Neil", "ONEIL"), ("Groß", "GROSS"), ("  Roe ", "roe")],
)
def test_two_clerks_spell_a_name_alike(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_the_chart_is_asked_for_whatever_could_tell_whose_a_sheet_is() -> None:
    paper = Paper(
        captures=[a_capture("c1", of=ADA, serial="W-1"), a_capture("c2", of=written(NORA, mrn=None), accession=None)],
        confirmed={"c2": NORA.mrn},
        issued={"W-1": a_form("W-1", of=ANN)},
    )
    wanted = lookup_for(paper)

    assert wanted.mrns == {ADA.mrn, NORA.mrn, ANN.mrn}
    assert wanted.accessions == {EXAMS[ADA.mrn]}
    assert wanted.persons == {("Testwell", ADA.birth_date), ("Sampleton", NORA.birth_date)}
