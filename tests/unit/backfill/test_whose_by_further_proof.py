"""Retired numbers, further numbers, aliases, the dead, and what a matcher proposes."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.backfill import OPEN, ChartIndex, Match, Paper, identify, make_plan
from downtimekit.models.chart import Chart
from downtimekit.models.matching import Candidate, MatchGrade, Veto
from downtimekit.models.patient import (
    Address,
    AdministrativeGender,
    Identifier,
    IdentifierKind,
    Patient,
    WrittenIdentity,
)
from downtimekit.models.plan import Verdict
from tests.ward import ADA, ANN, ANNA, NORA, ORDERS, PATIENTS, a_capture, a_downtime, codes, written

TRAUMA = Patient(mrn="T-2001", family="Trauma", given="Alpha", birth_date=date(1980, 1, 1), unidentified=True)
OLD_ADA = Patient(mrn="T-2002", family="Maiden", given="Ada", birth_date=ADA.birth_date, merged_into=ADA.mrn)
NUMBER = Identifier(system="urn:insurer", value="9001", kind=IdentifierKind.INSURANCE)
INSURED = NORA.model_copy(update={"identifiers": (NUMBER,)})


def whose(
    of: WrittenIdentity | Patient, *patients: Patient, proposed: tuple[Candidate, ...] = (), **survivors: str
) -> Match:
    """Say whose a sheet is that names no exam."""
    chart = Chart(patients=patients or PATIENTS)
    index = ChartIndex.of(chart, survivors={old.replace("_", "-"): new for old, new in survivors.items()})
    return identify(a_capture(of=of, accession=None), chart=index, proposed=proposed)


def test_a_number_that_was_merged_away_leads_to_the_chart_that_counts_and_is_never_written_to() -> None:
    match = whose(WrittenIdentity(mrn="T-2002", family="Maiden"), ADA, OLD_ADA)

    assert (match.grade, match.mrn, match.never) == (MatchGrade.CERTAIN, ADA.mrn, ("T-2002",))
    assert codes(match.notes) == ["chart_merged"]


def test_a_merge_that_only_the_registration_told_of_counts_as_well() -> None:
    assert whose(WrittenIdentity(mrn="T-9", family=ADA.family), ADA, T_9="T-8", T_8=ADA.mrn).mrn == ADA.mrn


def test_a_merge_does_not_make_good_what_is_written_about_somebody_else() -> None:
    match = whose(WrittenIdentity(mrn="T-2002", family="Sampleton"), ADA, OLD_ADA)

    assert (match.mrn, codes(match.doubts)) == (None, ["identifier_demographic_mismatch"])


def test_merges_that_lead_round_in_a_circle_lead_to_nobody() -> None:
    assert whose(WrittenIdentity(mrn="T-8"), T_8="T-9", T_9="T-8").mrn is None


def test_a_further_number_of_the_same_issuer_leads_to_its_patient_and_one_of_another_does_not() -> None:
    known = whose(written(NORA, mrn=None, identifiers=(NUMBER,)), INSURED)
    other = whose(written(NORA, mrn=None, identifiers=(NUMBER.model_copy(update={"system": "urn:other"}),)), INSURED)

    assert (known.grade, other.grade) == (MatchGrade.CERTAIN, MatchGrade.PROBABLE)


def test_two_numbers_of_two_patients_on_one_sheet_go_to_a_person_who_sees_both() -> None:
    match = whose(written(ADA, identifiers=(NUMBER,)), ADA, INSURED)

    assert (match.mrn, codes(match.doubts)) == (None, ["patient_ambiguous"])
    assert [one.patient for one in match.candidates] == [ADA, INSURED]
    assert set(match.never) == {ADA.mrn, NORA.mrn}


def test_an_alias_is_found_by_its_number_and_by_nothing_else() -> None:
    by_number = whose(WrittenIdentity(mrn=TRAUMA.mrn, family="Trauma", given="Bravo"), TRAUMA)
    by_name = whose(written(TRAUMA, mrn=None), TRAUMA)

    assert (by_number.mrn, by_name.grade) == (TRAUMA.mrn, MatchGrade.NONE)


@pytest.mark.parametrize(
    ("died", "expected"),
    [(date(2026, 3, 2), ["patient_deceased"]), (None, ["patient_deceased"]), (date(2026, 3, 3), [])],
)
def test_a_sheet_about_somebody_who_had_died_goes_to_a_person(died: date | None, expected: list[str]) -> None:
    dead = ADA.model_copy(update={"deceased": True, "deceased_on": died})

    assert codes(whose(written(ADA), dead).doubts) == expected


def test_another_address_or_gender_is_noted_and_holds_nothing_back() -> None:
    at_home = ADA.model_copy(update={"address": Address(city="Springfield"), "gender": AdministrativeGender.FEMALE})
    match = whose(written(at_home, address=Address(city="Shelbyville")), at_home)

    assert (match.grade, codes(match.notes), match.notes[0].fields) == (
        MatchGrade.CERTAIN,
        ["demographic_difference"],
        ("address",),
    )


def test_two_charts_of_one_name_and_birth_date_seem_to_be_one_patients() -> None:
    twice = whose(written(ADA, mrn=None), ADA, ADA.model_copy(update={"mrn": "T-3001"}))
    twins = whose(written(ANN, mrn=None), ANN, ANNA)

    assert (codes(twice.doubts), codes(twice.notes)) == (["patient_ambiguous"], ["duplicate_chart"])
    assert codes(twins.notes) == []


BARE = WrittenIdentity(family="Tesstwell", given="Ada", birth_date=ADA.birth_date)
SURE = Candidate(patient=ADA, grade=MatchGrade.CERTAIN, weight=31.0)
LIKELY = Candidate(patient=NORA, grade=MatchGrade.PROBABLE, weight=12.0)
TWIN = Candidate(patient=ANN, grade=MatchGrade.POSSIBLE, weight=30.0, vetoes=(Veto.TWIN_OR_SIBLING,))


@pytest.mark.parametrize(
    ("proposed", "grade", "mrn"),
    [
        ((SURE,), MatchGrade.CERTAIN, ADA.mrn),
        ((SURE, LIKELY), MatchGrade.CERTAIN, ADA.mrn),
        ((SURE, LIKELY.model_copy(update={"grade": MatchGrade.CERTAIN})), MatchGrade.POSSIBLE, None),
        ((SURE.model_copy(update={"vetoes": (Veto.DECEASED_BEFORE,)}),), MatchGrade.POSSIBLE, None),
        ((LIKELY,), MatchGrade.PROBABLE, None),
        ((TWIN,), MatchGrade.POSSIBLE, None),
        ((LIKELY.model_copy(update={"grade": MatchGrade.CERTAINLY_NOT}),), MatchGrade.NONE, None),
        ((Candidate(patient=TRAUMA, grade=MatchGrade.CERTAIN),), MatchGrade.NONE, None),
    ],
    ids=["sure", "sure, one likely", "two sure", "a veto", "likely", "a twin", "certainly not", "not in the chart"],
)
def test_what_a_matcher_finds_is_taken_where_it_is_certain_and_alone(
    proposed: tuple[Candidate, ...], grade: MatchGrade, mrn: str | None
) -> None:
    match = whose(BARE, proposed=proposed)

    assert (match.grade, match.mrn) == (grade, mrn)
    assert mrn is not None or not match.never or match.candidates


def test_a_number_on_the_sheet_that_nobody_has_is_not_made_good_by_a_matcher() -> None:
    match = whose(BARE.model_copy(update={"mrn": "T-9999"}), proposed=(SURE,))

    assert (match.grade, match.mrn) == (MatchGrade.PROBABLE, None)


def test_what_a_matcher_knows_under_a_retired_number_is_shown_under_the_one_that_counts() -> None:
    stale = Candidate(patient=OLD_ADA.model_copy(update={"merged_into": None}), grade=MatchGrade.CERTAIN)
    match = whose(BARE, ADA, proposed=(stale,), T_2002=ADA.mrn)

    assert (match.mrn, match.candidates[0].patient) == (ADA.mrn, ADA)


def test_a_decision_says_which_charts_it_must_never_go_to_and_shows_candidates_where_there_is_a_choice() -> None:
    paper = Paper(captures=[a_capture("c1", of=BARE, accession=None)], proposed={"c1": (LIKELY, TWIN)})
    chart = Chart(patients=PATIENTS, orders=ORDERS)
    (decision,) = make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN).decisions

    assert (decision.verdict, decision.mrn) == (Verdict.REVIEW, None)
    assert [one.patient for one in decision.candidates] == [NORA, ANN]
    assert set(decision.never) == {NORA.mrn, ANN.mrn}


def test_a_chart_that_was_merged_away_does_not_speak_against_the_one_that_it_was_merged_into() -> None:
    retired = Candidate(patient=OLD_ADA, grade=MatchGrade.POSSIBLE, weight=40.0, vetoes=(Veto.CHART_RETIRED,))
    for proposed in ((retired, SURE), (SURE, retired)):
        match = whose(BARE, ADA, OLD_ADA, proposed=proposed)

        assert (match.grade, match.mrn) == (MatchGrade.CERTAIN, ADA.mrn)
