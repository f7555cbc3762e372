"""The six cases of IHE's Patient Information Reconciliation, each with its transactions in their order.

Each table says line by line what comes in, and what the department owes for it, to whom.
"""

from __future__ import annotations

import pytest

from downtimekit.backfill.pir import Actor
from downtimekit.models.orders import Orders, OrderStatus
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Merge, RegistrationEvent
from tests.unit.backfill.pir.walk import (
    ADA,
    DOE,
    DONE,
    STUDY,
    Table,
    Walk,
    asked,
    merged,
    numbered,
    ordered,
    ordered_here,
    performed,
    rad3,
    rad4,
    rad12,
    rad13,
    registered,
    stored,
)

UPDATED = RegistrationEvent.VISIT_UPDATED
NAMED = ADA.model_copy(update={"mrn": "E-1"})
LOCAL = Patient(mrn="X-77", family="Trauma", given="Bravo", unidentified=True)
LISTED = ["RAD-5 order_filler -> modality"]
OWN = Walk.of(registered(DOE), ordered(DOE)).study or ""
"""The study that the department gives to the order of these tables."""
OWN_STEP = Walk.of(registered(DOE), ordered(DOE)).listed()

CASE_1_SAME_NUMBER: Table = (
    (registered(DOE), []),
    (ordered(DOE), rad4()),
    (asked(), LISTED),
    (performed(DOE, study=OWN, scheduled=OWN_STEP), rad3()),
    (performed(DOE, DONE, study=OWN, scheduled=OWN_STEP), rad3()),
    (stored(DOE, study=OWN), []),
    (registered(NAMED, event=UPDATED, minute=80), rad12()),
)
CASE_1_MERGED: Table = (
    *CASE_1_SAME_NUMBER[:-1],
    (registered(ADA, minute=70), []),
    (merged("E-1"), rad12()),
)
HERE = Walk.of(registered(DOE), ordered_here(DOE)).study or ""
HERE_STEP = Walk.of(registered(DOE), ordered_here(DOE)).listed()
CASE_2: Table = (
    (registered(DOE), []),
    (ordered_here(DOE), rad3("number_wanted")),
    (numbered(DOE), rad4()),
    (asked(), LISTED),
    (performed(DOE, study=HERE, scheduled=HERE_STEP), rad3()),
    (performed(DOE, DONE, study=HERE, scheduled=HERE_STEP), rad3()),
    (stored(DOE, study=HERE), []),
    (merged("E-1"), rad12()),
)
CASE_3: Table = (
    (registered(DOE), []),
    (performed(DOE), []),
    (performed(DOE, DONE), []),
    (stored(DOE), []),
    (ordered_here(DOE), [*rad3("number_wanted"), *rad4()]),
    (numbered(DOE), [*rad13(), *rad3()]),
    (merged("E-1"), rad12()),
)
CASE_3_ORDERED_BY_THE_PLACER: Table = (
    *CASE_3[:4],
    (ordered(DOE), [*rad4(), *rad3()]),
    (merged("E-1"), rad12()),
)
CASE_4: Table = (
    (registered(DOE, by=Actor.ORDER_FILLER), []),
    (ordered_here(DOE), rad4()),
    (asked(), LISTED),
    (performed(DOE, study=HERE, scheduled=HERE_STEP), []),
    (performed(DOE, DONE, study=HERE, scheduled=HERE_STEP), []),
    (stored(DOE, study=HERE), []),
    (registered(ADA, minute=70), []),
    (merged("E-1", by=Actor.ORDER_FILLER), [*rad3("number_wanted"), *rad12()]),
    (numbered(ADA), [*rad13(), *rad3()]),
)
CASE_5: Table = (
    (performed(LOCAL, accession="D-000017-X"), []),
    (performed(LOCAL, DONE, accession="D-000017-X"), []),
    (stored(LOCAL, accession="D-000017-X"), []),
    (registered(ADA, minute=70), []),
    (ordered(ADA, accession="D-000017-X"), [*rad4(), *rad12(), *rad3()]),
)
CASE_5_RECONCILED_BY_A_PERSON: Table = (
    (performed(LOCAL), []),
    (performed(LOCAL, DONE), []),
    (stored(LOCAL), []),
    (registered(ADA, minute=70), []),
    (ordered(ADA), rad4()),
    (merged("X-77", by=Actor.ORDER_FILLER), [*rad12(), *rad13(), *rad3()]),
)
CASE_6: Table = (
    (registered(DOE), []),
    (ordered(DOE), rad4()),
    (asked(), LISTED),
    (performed(DOE, study=OWN, scheduled=OWN_STEP), rad3()),
    (registered(ADA, minute=12), []),
    (merged("E-1", minute=14), rad12()),
    (performed(DOE, DONE, study=OWN, scheduled=OWN_STEP), rad3()),
    (stored(DOE, study=OWN), []),
)

CASES: dict[str, tuple[Table, str, str]] = {
    "1, named under the same number": (CASE_1_SAME_NUMBER, OWN, "E-1"),
    "1, merged into an earlier record": (CASE_1_MERGED, OWN, "T-1"),
    "2": (CASE_2, HERE, "T-1"),
    "3": (CASE_3, STUDY, "T-1"),
    "3, the order placer asks late": (CASE_3_ORDERED_BY_THE_PLACER, STUDY, "T-1"),
    "4": (CASE_4, HERE, "T-1"),
    "5": (CASE_5, STUDY, "T-1"),
    "5, a person reconciles": (CASE_5_RECONCILED_BY_A_PERSON, STUDY, "T-1"),
    "6": (CASE_6, OWN, "T-1"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_department_owes_what_the_case_says_in_its_order_and_ends_with_one_study(case: str) -> None:
    table, study, number = CASES[case]
    walk = Walk().follow(table)

    (exam,) = walk.department.exams
    (made,) = walk.department.studies
    assert (exam.order.study, made.uid, exam.order.status) == (study, study, OrderStatus.COMPLETED)
    assert (walk.department.identities.resolve(exam.patient.mrn), walk.department.number_of(made)) == (number, number)
    assert walk.department.questions == ()
    assert walk.department.held == ()
    assert walk.department.without_order == ()


@pytest.mark.parametrize("case", CASES)
def test_the_archives_are_told_of_one_study_only_and_it_is_the_one_that_was_made(case: str) -> None:
    table, study, _ = CASES[case]
    walk = Walk().follow(table)
    told = [one.value for one in walk.owed if one.to is Actor.IMAGE_MANAGER and isinstance(one.value, Orders)]

    assert told
    assert told[-1].orders[0].study == study
    if not case.endswith("reconciles"):  # there the order was scheduled before anybody knew whose images they were
        assert {order.study for orders in told for order in orders.orders} == {study}


@pytest.mark.parametrize("case", CASES)
def test_nothing_goes_out_under_a_number_that_was_retired_before(case: str) -> None:
    table, *_ = CASES[case]
    walk = Walk()
    for told, _ in table:
        before = len(walk.owed)
        walk.take(told)
        for owed in walk.owed[before:]:
            if isinstance(owed.value, Orders):
                assert not walk.department.identities.is_retired(owed.value.patient.mrn)
            if isinstance(owed.value, Merge):
                assert not walk.department.identities.is_retired(owed.value.pairs[0].survivor.mrn)
