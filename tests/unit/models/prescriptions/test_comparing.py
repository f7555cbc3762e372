"""One change, as the portal, the chart and a sheet of paper have it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.prescriptions import (
    Drug,
    MedicationChange,
    Outcome,
    compare_change,
    compare_repeats,
    differing_fields,
    same_drug,
)
from tests.prescriptions import DRUG, NOON, PHARMACY, PRESCRIBER, a_change, on_paper

CHANGE, PAPER = a_change(), on_paper()


def test_every_outcome_follows_from_who_has_the_change() -> None:
    told = {
        Outcome.MATCHED: compare_change(CHANGE, ehr=CHANGE),
        Outcome.MISSING_IN_EHR: compare_change(CHANGE),
        Outcome.MISSING_IN_PORTAL: compare_change(ehr=CHANGE),
        Outcome.CONFLICT: compare_change(CHANGE, ehr=a_change(refills=1)),
        Outcome.DUPLICATE: compare_repeats(CHANGE, CHANGE),
        Outcome.PAPER_ONLY: compare_change(paper=PAPER),
    }

    assert {expected: found and found.outcome for expected, found in told.items()} == {o: o for o in Outcome}
    assert set(told) == set(Outcome)


def test_what_is_on_paper_and_in_the_chart_must_say_the_same() -> None:
    assert compare_change(paper=PAPER, ehr=CHANGE).outcome is Outcome.MATCHED
    conflict = compare_change(paper=on_paper(days_supply=10), ehr=CHANGE)
    assert (conflict.outcome, conflict.fields) == (Outcome.CONFLICT, ("days_supply",))


@pytest.mark.parametrize("ehr", [None, CHANGE])
def test_what_was_sent_and_written_on_paper_too_is_a_duplicate(ehr: MedicationChange | None) -> None:
    assert compare_change(CHANGE, ehr=ehr, paper=PAPER).outcome is Outcome.DUPLICATE


@pytest.mark.parametrize("transmission", ["not_sent", "failed", "cancelled"])
def test_paper_takes_the_place_of_what_the_portal_could_not_send(transmission: str) -> None:
    failed = a_change(transmission=transmission)

    assert compare_change(failed, paper=PAPER).outcome is Outcome.PAPER_ONLY
    assert compare_change(failed, paper=PAPER, ehr=CHANGE).outcome is Outcome.MATCHED


@pytest.mark.parametrize("transmission", ["sent", "delivered", "unknown"])
def test_what_may_have_arrived_and_is_on_paper_too_is_a_duplicate(transmission: str) -> None:
    assert compare_change(a_change(transmission=transmission), paper=PAPER).outcome is Outcome.DUPLICATE


@pytest.mark.parametrize("action", ["discontinued", "cancelled"])
def test_what_the_portal_stopped_and_paper_prescribes_is_a_contradiction(action: str) -> None:
    stopped = compare_change(a_change(action=action, refills=1), paper=PAPER)

    assert (stopped.outcome, stopped.fields) == (Outcome.CONFLICT, ("action", "refills"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Take 2 5 mg tablets", "Take 25 mg tablets", False),
        ("Take 2  5 mg tablets", "Take 25 mg tablets", False),
        ("Take 2 5mg tablets", "take 2  5 MG tablets ", True),
        ("1 tab", "1tab", True),
    ],
)
def test_two_tablets_of_five_milligrams_are_not_twenty_five_milligrams(one: str, other: str, same: bool) -> None:
    told = compare_change(a_change(directions=one), ehr=a_change(directions=other))

    assert told.fields == (() if same else ("directions",))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("tablets", "tab.", True),
        ("tablet", "Tablets", True),
        ("", "mL", True),
        ("tablets", "mL", False),
        ("mg", "mcg", False),
        ("g", "gtt", False),
        ("mL", "ml", True),
    ],
)
def test_thirty_tablets_are_not_thirty_millilitres(one: str, other: str, same: bool) -> None:
    units = [a_change(quantity={"amount": 30, "unit": unit}) for unit in (one, other)]

    assert differing_fields(*units) == (() if same else ("quantity",))


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(InvalidInput, match="nothing to compare"):
        compare_change()


@pytest.mark.parametrize(
    ("otherwise", "field"),
    [
        ({"action": "changed"}, "action"),
        ({"drug": {**DRUG, "rxcui": "1091156"}}, "drug"),
        ({"schedule": "CIII"}, "schedule"),
        ({"directions": "Two tablets in the morning"}, "directions"),
        ({"quantity": {"amount": 31, "unit": "tablets"}}, "quantity"),
        ({"refills": 1}, "refills"),
        ({"days_supply": 31}, "days_supply"),
        ({"pharmacy": {"name": "Corner Pharmacy", "ncpdp_id": "3312346"}}, "pharmacy"),
        ({"prescriber": {**PRESCRIBER, "dea_number": "FH1234563-012"}}, "prescriber"),
    ],
)
def test_each_field_that_counts_can_contradict(otherwise: dict[str, object], field: str) -> None:
    assert differing_fields(CHANGE, a_change(**otherwise)) == (field,)
    assert differing_fields(a_change(**otherwise), CHANGE) == (field,)


@pytest.mark.parametrize("field", ["start", "stop", "dispense_as_written"])
def test_a_field_that_only_one_side_has_is_no_contradiction(field: str) -> None:
    said, other = {
        "start": ("2026-03-03", "2026-03-04"),
        "stop": ("2026-04-03", "2026-04-04"),
        "dispense_as_written": (True, False),
    }[field]

    assert differing_fields(a_change(**{field: said}), CHANGE) == ()
    assert differing_fields(a_change(**{field: said}), a_change(**{field: other})) == (field,)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"directions": "  one TABLET in the  morning "},
        {"quantity": {"amount": "30.0", "unit": "tab"}},
        {"pharmacy": {"name": "Corner Pharmacy No. 12", "ncpdp_id": PHARMACY["ncpdp_id"]}},
        {"pharmacy": {"name": "corner pharmacy"}},
        {"prescriber": {"name": "P. Pond", "dea_number": "ap5836727"}},
        {"drug": {"name": "Ritalin", "rxcui": "1091155"}},
        {"drug": {**DRUG, "strength": "10mg"}},
        {"reason": "Told on the phone", "overridden": [{"kind": "dose"}], "documented": None, "pdmp": None},
        {"portal_id": None, "transmission": "unknown", "sent_at": None},
    ],
)
def test_the_same_in_other_words_is_the_same(otherwise: dict[str, object]) -> None:
    assert differing_fields(CHANGE, a_change(**otherwise)) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"name": "A", "rxcui": "1"}, {"name": "B", "rxcui": "1"}, True),
        ({"name": "A", "rxcui": "1"}, {"name": "A", "rxcui": "2"}, False),
        ({"name": "A", "ndc": "0002-7597-01"}, {"name": "B", "ndc": "00002-7597-01"}, True),
        ({"name": "A", "ndc": "0002-7597-01"}, {"name": "A", "ndc": "0002-7597-02"}, True),
        ({"name": "A", "strength": "10 mg"}, {"name": "a", "strength": "10MG"}, True),
        ({"name": "A", "strength": "10 mg"}, {"name": "A", "strength": "20 mg"}, False),
        ({"name": "A", "form": "tablet"}, {"name": "A", "form": "syrup"}, False),
        ({"name": "A", "form": "tablet"}, {"name": "A"}, True),
        ({"name": "A"}, {"name": "B"}, False),
    ],
)
def test_two_drugs_are_one_by_code_or_by_their_words(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    assert same_drug(Drug.model_validate(one), Drug.model_validate(other)) is same
    assert same_drug(Drug.model_validate(other), Drug.model_validate(one)) is same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, Outcome.DUPLICATE),
        ({}, {"refills": 3}, Outcome.CONFLICT),
        ({}, {"portal_id": "P-78"}, None),
        ({}, {"portal_id": None}, None),
        ({"portal_id": None}, {"portal_id": None, "written_at": NOON + timedelta(hours=3)}, Outcome.DUPLICATE),
        ({"portal_id": None}, {"portal_id": None, "written_at": NOON + timedelta(days=1)}, None),
        ({"portal_id": None}, {"portal_id": None, "refills": 3}, None),
    ],
)
def test_two_records_of_one_side_may_be_one_change(
    one: dict[str, object], other: dict[str, object], expected: Outcome | None
) -> None:
    found = compare_repeats(a_change(**one), a_change(**other))

    assert (found and found.outcome) is expected


def test_an_outcome_reads_as_a_sentence_and_tells_nothing_of_the_patient() -> None:
    found = compare_change(CHANGE, ehr=a_change(refills=1, directions="Planted directions"))

    assert str(found) == "the portal and the chart contradict each other [directions, refills]"
    assert str(compare_change(CHANGE)).startswith("the chart does not have it")
    assert {outcome.words for outcome in Outcome if not outcome.words} == set()


def test_prescribers_without_a_number_are_told_apart_by_their_names() -> None:
    one, same, other = (a_change(prescriber={"name": name}) for name in ("Perla Pond", "perla  pond", "Rosa Reyes"))

    assert differing_fields(one, same) == ()
    assert differing_fields(one, other) == ("prescriber",)
    assert differing_fields(CHANGE, one) == ("prescriber",)  # Perla Pond, MD: a person looks


def test_what_only_one_side_says_is_no_contradiction() -> None:
    silent = a_change(quantity=None, pharmacy=None, directions="", schedule=None)

    assert differing_fields(CHANGE, silent) == differing_fields(silent, CHANGE) == ()
