"""What was given, where and from which lot; and what should not have happened."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import MedicationAdministration, Route, administration_concerns
from downtimekit.models.concern import Gravity
from downtimekit.models.reading import read
from tests.clinic import NINE, an_injection


def told(**otherwise: object) -> list[tuple[str, str]]:
    """Return the rule and the path of everything that is told about a dose."""
    return [(concern.code, concern.path) for concern in administration_concerns(an_injection(**otherwise))]


def test_a_whole_record_is_whole() -> None:
    assert told() == []


@pytest.mark.parametrize("name", ["dose", "route", "site", "lot", "expires"])
def test_what_is_missing_is_told(name: str) -> None:
    paths = [path for _, path in told(**{name: None})]

    assert paths == [name]


def test_an_injection_without_a_drug_code_is_told_and_a_tablet_is_not() -> None:
    tablet = {"route": "oral", "site": None, "lot": None, "expires": None, "drug": {"name": "Plantedol"}}

    assert told(drug={"name": "Plantedol"}) == [("administration_incomplete", "drug.ndc")]
    assert told(**tablet) == []


@pytest.mark.parametrize(
    ("expires", "expired"),
    [
        ("2026-03-02", True),
        ("2026-03-03", False),
        ("2026-03", False),
        ("2026-02", True),
        ("2025-12", True),
        ("2026-12", False),
        ("2026", False),
        ("2025", True),
    ],
)
def test_a_drug_is_good_until_the_end_of_its_day_month_or_year(expires: str, expired: bool) -> None:
    assert told(expires=expires) == ([("drug_expired", "expires")] if expired else [])


def test_an_expired_drug_is_a_fault_and_is_kept_for_it_was_given() -> None:
    (concern,) = administration_concerns(an_injection(expires="2020"))

    assert concern.gravity is Gravity.FAULT
    assert "2020" not in str(concern)


def test_what_is_given_as_needed_has_a_reason_and_a_response() -> None:
    assert told(as_needed=True) == [
        ("as_needed_reason_missing", "reason"),
        ("as_needed_response_missing", "response"),
    ]
    assert told(as_needed=True, reason="planted", response="planted") == []


@pytest.mark.parametrize("outcome", ["refused", "held"])
def test_what_was_not_given_needs_a_reason_and_nothing_else(outcome: str) -> None:
    bare = {"outcome": outcome, "dose": None, "route": None, "site": None, "lot": None, "expires": "2020"}

    assert told(**bare) == [("reason_missing", "reason")]
    assert told(**bare, reason="planted") == []


@pytest.mark.parametrize(
    ("due", "late"), [(date(2026, 3, 2), True), (date(2026, 3, 3), True), (date(2026, 3, 4), False)]
)
def test_the_next_dose_is_due_after_this_one(due: date, late: bool) -> None:
    assert told(next_due=due) == ([("next_due_past", "next_due")] if late else [])


@pytest.mark.parametrize(
    ("said", "path", "words"),
    [
        ({"route": "oral"}, "", "the route is not by needle"),
        ({"drug": {"name": "Plantedol", "ndc": "1234567890"}}, "drug.ndc", "National Drug Code"),
        ({"drug": {"name": "Plantedol", "ndc": "12-34"}}, "drug.ndc", "National Drug Code"),
        ({"lot": "<planted>"}, "lot", "characters that are not allowed"),
        ({"expires": "03/27"}, "expires", "YYYY-MM"),
        ({"expires": "2026-13"}, "expires", "YYYY-MM"),
        ({"at": "2026-03-03T09:00"}, "at", "needs a time zone"),
        ({"site": "elbow"}, "site", "must be"),
    ],
)
def test_what_cannot_be_is_refused_without_being_repeated(said: dict[str, object], path: str, words: str) -> None:
    record = an_injection().model_dump(mode="json") | said
    with pytest.raises(InvalidInput, match=words) as refused:
        read(MedicationAdministration, record, source="sheet")

    assert [fault.path for fault in refused.value.faults] == [path]
    for planted in ("Plantedol", "1234567890", "<planted>", "03/27", "elbow"):
        assert planted not in str(refused.value)


def test_a_needle_needs_a_place_and_a_patch_does_not() -> None:
    assert {route for route in Route if route.by_needle} == {
        Route.INTRAMUSCULAR,
        Route.SUBCUTANEOUS,
        Route.INTRADERMAL,
        Route.INTRAVENOUS,
    }
    assert an_injection(route="transdermal", site=None).at == NINE
