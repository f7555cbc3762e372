"""Sheets of people who look like those of the ward, through everything: matcher, plan, journal and chart."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.adapters.matching.ward import WardMatcher
from downtimekit.models.paperwork import PaperRegistration
from downtimekit.models.patient import Address, Patient, PatientPhone, WrittenIdentity
from downtimekit.models.plan import Plan, Verdict
from downtimekit.runtime import Backfill, run
from downtimekit.testing import MemoryTarget
from tests.ward import CLERK, ORDERS, PATIENTS, a_capture, an_outage, codes

HOME = Address(lines=("12 Elm St",), city="Springfield", state="IL", postal_code="62704")
PHONES = (PatientPhone(number="217-555-0134"),)
MARGARET = Patient(
    mrn="T-5001",
    family="Winterbourne",
    given="Margaret",
    birth_date=date(1962, 9, 14),
    address=HOME,
    phones=PHONES,
)
SUMMER = Patient(mrn="T-5002", family="Summerfield", given="Margaret", birth_date=date(1962, 9, 14))
SENIOR = Patient(mrn="T-5003", family="Elderby", given="John", birth_date=date(1950, 6, 1), address=HOME)
JUNIOR = Patient(mrn="T-5004", family="Elderby", given="John", birth_date=date(1980, 6, 1), address=HOME)
GIRL = Patient(mrn="T-5005", family="Motherson", given="BABY GIRL", birth_date=date(2026, 3, 3), address=HOME)
RETIRED = MARGARET.model_copy(update={"mrn": "T-5006", "merged_into": "T-5001"})
DEAD = Patient(
    mrn="T-5007",
    family="Goneway",
    given="Greta",
    birth_date=date(1931, 5, 6),
    address=HOME,
    phones=PHONES,
    deceased=True,
    deceased_on=date(2025, 1, 1),
)
ALPHA = Patient(mrn="T-5008", family="Trauma", given="Alpha", birth_date=date(1980, 1, 1), unidentified=True)
WARD = (*PATIENTS, MARGARET, SUMMER, SENIOR, JUNIOR, GIRL, RETIRED, DEAD, ALPHA)


def like(patient: Patient, **otherwise: object) -> WrittenIdentity:
    """Return a sheet without a number about somebody like a patient."""
    said = patient.model_dump(include={"family", "given", "birth_date", "address", "phones", "unidentified"})
    return WrittenIdentity.model_validate(said | otherwise)


LOOK_ALIKES = {
    "a twin in the same house": like(MARGARET, given="Marianne"),
    "a twin with nearly the same name": like(MARGARET, given="Margot"),
    "a daughter of the same name": like(MARGARET, birth_date=date(1990, 2, 3)),
    "born a day later": like(MARGARET, birth_date=date(1962, 9, 15)),
    "the year's digits are transposed": like(MARGARET, birth_date=date(1926, 9, 14)),
    "the husband": like(MARGARET, given="Michael", birth_date=date(1960, 1, 1)),
    "an initial for the given name": like(MARGARET, given="M"),
    "no birth date": like(MARGARET, birth_date=None),
    "no family name": like(MARGARET, family=None),
    "name and birth date only": like(MARGARET, address=None, phones=()),
    "another family name": like(MARGARET, family="Hartley"),
    "father or son": like(SENIOR, birth_date=None),
    "a newborn without a name": like(GIRL),
    "the number is another's by two digits": like(MARGARET, mrn="T-5002"),
    "the number is nobody's": like(MARGARET, mrn="T-5010"),
    "the alias of another unknown patient": like(ALPHA),
    "an alias that nobody marked as one": like(ALPHA, unidentified=False, given="Bravo"),
}
THEMSELVES = {
    "as the chart has it": like(MARGARET),
    "a letter is missing": like(MARGARET, family="Winterbourn"),
    "by the number that was merged away": like(MARGARET, mrn="T-5006"),
}


@pytest.mark.parametrize("of", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_whoever_only_looks_like_a_patient_gets_nothing_into_their_chart(of: WrittenIdentity) -> None:
    plan, target = taken_through(of)
    (decision,) = plan.decisions

    assert target.entries == []
    assert (decision.verdict, decision.mrn) == (Verdict.REVIEW, None)
    assert {one.mrn for one in decision.candidates} <= set(decision.never)


def test_who_had_died_gets_nothing_either_and_it_is_told() -> None:
    plan, target = taken_through(like(DEAD))

    assert target.entries == []
    assert codes(plan.decisions[0].doubts) == ["patient_deceased"]


@pytest.mark.parametrize("of", THEMSELVES.values(), ids=THEMSELVES)
def test_who_is_certainly_a_patient_is_entered_once(of: WrittenIdentity) -> None:
    _, target = taken_through(of)

    assert [entry.mrn for entry in target.entries] == [MARGARET.mrn]


def taken_through(of: WrittenIdentity) -> tuple[Plan, MemoryTarget]:
    """Return the first plan for one sheet, and the chart after everything was agreed to and entered, twice."""
    outage, target = an_outage(), MemoryTarget(WARD, ORDERS)
    outage.take_in([a_capture(of=of, accession=None, content=PaperRegistration(remarks="Planted."))], by=CLERK)
    backfill = Backfill(outage, target, matcher=WardMatcher(WARD))
    first, *_ = plans = [_entered(backfill) for _ in range(2)]
    assert plans[1].entries() == run(backfill.plan).entries() == ()
    return first, target


def _entered(backfill: Backfill) -> Plan:
    plan = run(backfill.plan)
    backfill.agree(plan, by=CLERK)
    run(backfill.apply, by=CLERK)
    return plan
