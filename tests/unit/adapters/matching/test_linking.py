"""Two lists are linked and one is searched for duplicates; nobody labels a pair, and weights come out of it."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from downtimekit.adapters.matching.linking import Linking, dedupe, link
from downtimekit.adapters.matching.ward import WardMatcher
from downtimekit.backfill.matching import SHIPPED_WEIGHTS, MatchRules, Record, Weights, record_of
from downtimekit.models.matching import MatchGrade
from downtimekit.models.patient import Patient
from downtimekit.testing.contracts.matcher import ADAEZE, PATIENTS, sheet_of

GIVEN = "Ada Berta Carla Doris Erika Frieda Greta Helga Irma Jutta Klara Lotte Marta Nora Olga Paula".split()  # noqa: SIM905
FAMILY = "Abel Brandt Conrad Dietz Ebert Fuchs Graf Haas Iser Jung Kern Lang Maier Noll Otto Pohl Roth".split()  # noqa: SIM905


def people(number: int) -> dict[str, Patient]:
    """Return so many people of different names and days."""
    dice = Random(5)
    found = {}
    for n in range(number):
        mrn = f"{n:05}"
        born = date(1930 + dice.randrange(80), 1 + dice.randrange(12), 1 + dice.randrange(28))
        found[mrn] = Patient(mrn=mrn, family=dice.choice(FAMILY), given=dice.choice(GIVEN), birth_date=born)
    return found


def mistyped(patient: Patient, n: int) -> Patient:
    """Return what somebody typed who was tired: every third has a slip."""
    slips: tuple[dict[str, str], ...] = (
        {},
        {"family": f"{patient.family}n"},
        {"given": f"{patient.given}a"},
        {},
        {},
        {},
    )
    return patient.model_copy(update=slips[n % len(slips)])


def pairs(found: Linking) -> set[tuple[str, str]]:
    """Return who was linked with whom."""
    return {(one.left, one.right) for one in found.links}


@pytest.fixture(scope="module")
def charts() -> dict[str, Record]:
    return {mrn: record_of(patient) for mrn, patient in people(400).items()}


@pytest.fixture(scope="module")
def sheets() -> dict[str, Record]:
    typed = (mistyped(patient, n) for n, patient in enumerate(people(400).values()))
    return {f"s{patient.mrn}": record_of(patient) for patient in typed}


def test_who_is_in_both_lists_is_linked(charts: dict[str, Record], sheets: dict[str, Record]) -> None:
    found = pairs(link(charts, sheets))
    truth = {(mrn, f"s{mrn}") for mrn in charts}

    assert len(found & truth) >= 395
    assert len(found - truth) <= 2


def test_the_order_of_the_lists_and_of_their_rows_does_not_matter(
    charts: dict[str, Record], sheets: dict[str, Record]
) -> None:
    there = pairs(link(charts, sheets, weights=SHIPPED_WEIGHTS))
    back = pairs(link(sheets, dict(reversed(charts.items())), weights=SHIPPED_WEIGHTS))

    assert {(right, left) for left, right in back} == there


def test_who_stands_in_a_list_twice_is_found(charts: dict[str, Record], sheets: dict[str, Record]) -> None:
    few = dict(list(sheets.items())[:60])
    found = {frozenset(pair) for pair in pairs(dedupe(charts | few))}
    truth = {frozenset((name, name[1:])) for name in few}

    assert len(found & truth) >= 57
    assert len(found - truth) <= 3


def test_a_link_is_explained_and_adds_up_and_names_nobody(charts: dict[str, Record], sheets: dict[str, Record]) -> None:
    found = link(charts, sheets)
    first = found.links[0]

    assert [one.weight for one in found.links] == sorted((one.weight for one in found.links), reverse=True)
    assert sum(one.weight for one in first.evidence()) == pytest.approx(first.weight)
    assert all(one.probability >= 0.5 for one in found.links)
    assert first.left not in repr(first)


def test_learned_weights_can_be_saved_and_take_the_place_of_those_that_ship(
    charts: dict[str, Record], sheets: dict[str, Record]
) -> None:
    learned = link(charts, sheets).weights
    kept = Weights.model_validate_json(learned.model_dump_json())
    slip = next(level for level in learned.of("family") if level.level == "close")

    assert kept == learned != SHIPPED_WEIGHTS
    assert slip.m > 0.08  # a sixth of the family names have a slip
    assert learned.learned_from == "400 and 400 records"
    assert pairs(link(charts, sheets, weights=kept)) >= {(mrn, f"s{mrn}") for mrn in list(charts)[::6]}
    ward = WardMatcher(PATIENTS, rules=MatchRules(weights=kept))
    assert ward.look_up(sheet_of(ADAEZE))[0].grade is MatchGrade.CERTAIN


def test_an_empty_list_links_nobody(charts: dict[str, Record]) -> None:
    assert link({}, charts) == link(charts, {}) == dedupe({}) == Linking((), SHIPPED_WEIGHTS)
    assert dedupe({"1": Record()}).links == ()
