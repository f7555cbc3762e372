"""What is never guessed: held until it is known, refused, or put before a person."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.backfill.identities import Identities
from downtimekit.backfill.pir import Actor, Department, PirRules, Question, Transaction, Worklist
from downtimekit.errors import InvalidInput
from downtimekit.models.capture import ReviewCode
from downtimekit.models.orders import Order, OrderAction, Orders, OrderStatus
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.registration import Link
from tests.unit.backfill.pir.walk import (
    ADA,
    DONE,
    NORA,
    OTHER_STEP,
    OTHER_STUDY,
    STOPPED,
    STUDY,
    Walk,
    assigned,
    at,
    available,
    merged,
    ordered,
    ordered_here,
    parted,
    performed,
    rad3,
    rad4,
    rad12,
    rad13,
    registered,
    renumbered,
    stored,
)


def test_an_order_for_somebody_unknown_is_held_and_not_lost() -> None:
    walk = Walk().follow([(ordered(), []), (ordered(NORA, placer="P-2"), [])])
    assert (len(walk.department.held), walk.department.exams) == (2, ())

    assert walk.take(registered()) == rad4()
    assert walk.take(registered(NORA)) == rad4()
    assert walk.department.held == ()


def test_an_order_that_was_held_goes_to_the_number_that_counts_by_then() -> None:
    walk = Walk.of(ordered())

    assert walk.take(merged("T-1", NORA)) == [*rad4(), *rad12()]
    assert {one.value.patient.mrn for one in walk.owed if isinstance(one.value, Orders)} == {"T-2"}


def test_an_order_that_was_placed_before_its_number_was_retired_and_came_late_is_taken_in() -> None:
    walk = Walk.of(registered(NORA), merged("T-1", NORA, minute=90))

    assert walk.take(ordered(ordered_at=at(80))) == rad4()
    assert {one.value.patient.mrn for one in walk.owed if isinstance(one.value, Orders)} == {"T-2"}
    with pytest.raises(InvalidInput):
        walk.take(ordered(placer="P-2", ordered_at=at(90)))


def test_orders_and_their_cancellations_are_held_in_their_order() -> None:
    walk = Walk.of(ordered(), ordered(action=OrderAction.CANCEL), registered())

    assert [exam.order.status for exam in walk.department.exams] == [OrderStatus.CANCELLED]
    assert walk.owed == []
    never = Walk.of(ordered(action=OrderAction.CANCEL))
    never.take(registered())
    assert (never.codes(), len(never.department.held)) == (["order_missing"], 1)
    assert never.take(registered(NORA)) == []


def test_the_department_may_order_for_those_whom_it_registered_and_an_order_placer_may_not() -> None:
    walk = Walk.of(registered(by=Actor.ORDER_FILLER), ordered())

    assert len(walk.department.held) == 1
    assert walk.take(ordered_here(NORA)) == []
    assert walk.take(ordered_here()) == rad4()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (ordered(placer="P-9"), None),
        (ordered(placer=None, accession="A-9"), "orders[0].placer: is missing: nothing says which order it is"),
        (ordered(placer="P-9", accession="A-1"), "orders[0].accession: stands for another order's exam"),
        (ordered(NORA, placer="P-9", accession="A-1"), "orders[0].accession: stands for another patient's exam"),
        (ordered(placer="P-9", action=OrderAction.CANCEL), "orders[0].placer: is of no order that is known here"),
        (
            ordered_here(action=OrderAction.REPLACE, filler="F-1"),
            "orders[0].filler: is missing: the order that replaces another one has a number of its own",
        ),
        (
            ordered(action=OrderAction.UNABLE),
            "orders[0].action: is none that the department takes; it takes cancel, cancelled, change, changed, "
            "discontinue, discontinued, new, number_assigned, number_wanted, replace",
        ),
        (ordered(Patient(mrn="T-0")), "patient.mrn: is retired: another number counts, which it must name"),
        (registered(Patient(mrn="T-0"), minute=99), "patient.mrn: is retired: another number counts instead, which"),
        (assigned("1.2.9"), "study: is none that was made here"),
        (assigned(STUDY, "A-1"), "study: belongs to an exam already"),
        (assigned(OTHER_STUDY, "A-7"), "accession: is of no exam that is known here"),
        (performed(state=STOPPED, accession="A-1"), "state: differs from how the step ended before"),
        (Transaction(Worklist(), Actor.MODALITY), "value: is nothing that an order filler receives"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(told: Transaction, fault: str | None) -> None:
    walk = Walk.of(registered(), registered(NORA), merged("T-0"), ordered(accession="A-1", filler="F-1"))
    walk.take(performed(state=DONE, accession="A-1"), performed(NORA, study=OTHER_STUDY, uid=OTHER_STEP))
    before = walk.department
    if fault is None:
        walk.take(told)
        return

    with pytest.raises(InvalidInput) as refused:
        before.received(told)
    assert fault in str(refused.value)
    assert "T-" not in str(refused.value)


def test_what_the_department_orders_has_its_number() -> None:
    order = Orders(patient=ADA, orders=(Order(action=OrderAction.NEW),))

    with pytest.raises(InvalidInput, match=r"orders\[0\].filler: is missing"):
        Walk.of(registered(), Transaction(order, Actor.ORDER_FILLER))


AMBIGUOUS = [
    ("two studies, one order", [performed(), performed(study=OTHER_STUDY, uid=OTHER_STEP), ordered(accession="A-1")]),
    ("two orders, one study", [ordered(accession="A-1"), ordered(placer="P-2", accession="A-2"), performed()]),
    (
        "one fits, and another may",
        [ordered(accession="A-1"), ordered(placer="P-2", accession="A-2", modality=None), performed()],
    ),
    ("no modality", [performed(modality=None), ordered(accession="A-1")]),
    ("no time", [performed(started_at=None), ordered(accession="A-1")]),
]


@pytest.mark.parametrize(("why", "told"), AMBIGUOUS, ids=[why for why, _ in AMBIGUOUS])
def test_where_more_than_one_fits_or_too_little_is_known_a_person_decides(why: str, told: list[Transaction]) -> None:
    walk = Walk.of(registered(), *told)

    assert set(walk.codes()) == {"order_ambiguous"}
    assert all("A-1" in question.candidates for question in walk.department.questions)
    assert walk.listed() == [], "what may have been done already is not done again"

    owed = walk.take(assigned(STUDY, "A-1"))
    exam = walk.department.exam("A-1")
    assert exam is not None
    assert exam.order.study == STUDY
    assert owed[:2] in (rad4(), rad13())
    assert walk.codes() == []


def test_a_person_may_say_that_it_is_none_of_them() -> None:
    walk = Walk.of(registered(), performed(modality=None), ordered(accession="A-1"))

    assert walk.take(assigned(STUDY, None)) == rad4()
    assert walk.study != STUDY
    assert (walk.codes(), len(walk.listed()), len(walk.department.without_order)) == ([], 1, 1)


@pytest.mark.parametrize(("minutes", "found"), [(0, True), (59, True), (61, False), (-61, False)])
def test_a_late_order_finds_its_study_by_patient_and_modality_within_the_window(minutes: float, found: bool) -> None:
    rules = PirRules(window=at(60) - at(0))
    walk = Walk.of(registered(), performed(minute=minutes), ordered(), rules=rules)

    assert (walk.study == STUDY) is found
    other = Walk.of(registered(), performed(minute=minutes, modality="US"), ordered(), rules=rules)
    assert other.study != STUDY


FAR: dict[str, Any] = {"modality": "US", "scheduled_at": at(9999)}


@pytest.mark.parametrize(
    "late",
    [ordered(study=STUDY), ordered(accession="A-1"), ordered(accession="A-1", **FAR), ordered(study=STUDY, **FAR)],
)
def test_a_late_order_finds_its_study_by_a_number_that_both_have(late: Transaction) -> None:
    walk = Walk.of(registered(), performed(accession="A-1"), late)

    assert (walk.study, walk.codes(), walk.department.without_order) == (STUDY, [], ())
    assert walk.listed() == []


@pytest.mark.parametrize(
    "who",
    [
        NORA,
        Patient(mrn="X-1", family="Sampleton", given="Nora"),
        WrittenIdentity(family="Sampleton", given="Nora"),
    ],
)
def test_a_number_of_the_exam_with_another_patient_goes_to_a_person(who: Patient | WrittenIdentity) -> None:
    walk = Walk.of(registered(), registered(NORA), performed(who, accession="A-1"), ordered(accession="A-1"))

    assert walk.department.questions == (Question(ReviewCode.ORDER_PATIENT_MISMATCH, STUDY, candidates=("A-1",)),)
    assert "T-" not in str(walk.department.questions[0])
    assert not walk.department.identities.retired


@pytest.mark.parametrize("number", ["UNKNOWN", "unknown", None])
def test_a_number_that_stands_for_nobody_is_never_made_anybodys(number: str | None) -> None:
    who = WrittenIdentity(mrn=number, family="Trauma", unidentified=True) if number else WrittenIdentity()
    walk = Walk.of(registered(), performed(who, accession="A-1"), ordered(accession="A-1"))

    assert walk.study == STUDY
    assert (walk.codes(), walk.department.identities.retired) == (["patient_unidentified"], frozenset())
    assert rad12()[0] not in [str(owed) for owed in walk.owed]


def test_an_exam_that_was_called_off_and_done_goes_to_a_person_and_stays() -> None:
    walk = Walk.of(registered(), ordered(accession="A-1"), performed(accession="A-1"))

    assert walk.take(ordered(action=OrderAction.CANCEL)) == []
    assert walk.codes() == ["order_cancelled_but_performed"]
    assert len(walk.department.studies) == 1
    late = Walk.of(registered(), ordered(accession="A-1"), ordered(action=OrderAction.CANCEL))
    late.take(performed(accession="A-1"))
    assert late.codes() == ["order_cancelled_but_performed"]
    stopped = performed(state=STOPPED, accession="A-1", reason="110514")
    assert rad13("cancel")[0] in walk.take(stopped)
    assert walk.codes() == []


def test_images_that_name_a_retired_number_are_the_survivors() -> None:
    walk = Walk.of(registered(), merged("T-0"), stored(Patient(mrn="T-0")))
    (made,) = walk.department.studies

    assert walk.department.number_of(made) == "T-1"
    assert walk.take(ordered()) == [*rad4(), *rad3()]
    assert walk.study == STUDY


def test_images_of_the_survivor_need_a_person_when_a_merge_is_undone() -> None:
    walk = Walk.of(registered(), merged("T-0"), performed(), performed(NORA, study=OTHER_STUDY, uid=OTHER_STEP))

    assert walk.take(parted("T-0", "T-1")) == []
    assert walk.department.questions == (Question(ReviewCode.PATIENT_AMBIGUOUS, STUDY),)


def test_twins_are_merged_only_where_somebody_has_looked() -> None:
    twin = ADA.model_copy(update={"mrn": "T-9", "given": "Ava"})
    walk = Walk.of(registered(), registered(twin))
    told = merged("T-9")

    with pytest.raises(InvalidInput, match="no twins"):
        walk.take(told)
    assert walk.take(Transaction(told.value, told.sender, twins_acknowledged=True)) == rad12()


def test_what_is_heard_late_is_handed_on_under_the_number_that_counts() -> None:
    walk = Walk.of(merged("T-1", NORA, minute=60))

    assert walk.take(merged("T-0", minute=50)) == rad12()
    assert walk.take(renumbered("E-9", minute=40)) == rad12()
    handed = [owed.value for owed in walk.owed if owed.to is Actor.IMAGE_MANAGER]
    assert [(merge.pairs[0].prior, merge.pairs[0].survivor.mrn) for merge in handed] == [  # type: ignore[union-attr]
        ("T-1", "T-2"),
        ("T-0", "T-2"),
        ("E-9", "T-2"),
    ]
    link = Transaction(Link(first=NORA, second=Patient(mrn="T-8"), holds=True), Actor.ADT)
    assert walk.take(link) == []


def test_a_step_that_is_told_late_does_not_begin_again() -> None:
    walk = Walk.of(registered(), ordered(accession="A-1"), performed(state=DONE, accession="A-1"))

    assert walk.take(performed(accession="A-1")) == []
    assert [exam.order.status for exam in walk.department.exams] == [OrderStatus.COMPLETED]


def test_an_order_of_the_placer_for_what_the_department_ordered_itself_makes_no_second_exam() -> None:
    walk = Walk.of(registered(by=Actor.ORDER_FILLER), ordered_here(), registered(minute=5))

    assert walk.take(ordered(scheduled_at=at(30))) == rad13()
    assert len(walk.department.exams) == 1
    walk.take(ordered(placer="P-2", scheduled_at=at(30)))
    assert len(walk.department.exams) == 2


def test_where_the_department_ordered_two_exams_a_person_says_which_one_the_placer_means() -> None:
    walk = Walk.of(registered(by=Actor.ORDER_FILLER), ordered_here(accession="A-1"))
    walk.take(ordered_here(filler="F-2", accession="A-2"), registered(minute=5), ordered(accession="A-3"))

    assert walk.department.questions == (Question(ReviewCode.ORDER_AMBIGUOUS, "", "A-3", ("A-1", "A-2")),)
    assert [exam.order.placer is None for exam in walk.department.exams] == [True, True, False]
    walk.take(*(ordered_here(action=OrderAction.CANCEL, filler=filler) for filler in ("F-1", "F-2")))
    assert not walk.department.questions


def test_the_patient_of_a_study_is_the_one_that_was_told_first() -> None:
    walk = Walk.of(performed(), stored(NORA))
    (made,) = walk.department.studies

    assert made.patient.mrn == "T-1"


def test_a_pile_with_the_same_transaction_twice_owes_it_once() -> None:
    other = ordered_here(action=OrderAction.REPLACE, filler="F-2", accession="A-1")
    told = [registered(), ordered(accession="A-1"), other]
    _, owed = Department.opened().after([*told, *told])

    assert owed == Department.opened().after(told)[1]


def test_what_changes_about_a_cancelled_order_is_not_told() -> None:
    walk = Walk.of(registered(), ordered(), ordered(action=OrderAction.CANCEL))

    assert walk.take(ordered(action=OrderAction.CHANGE, scheduled_at=at(60))) == []


def test_a_site_may_want_a_person_to_join_what_was_done_under_a_local_number() -> None:
    local = Patient(mrn="X-1", family="Trauma", given="Bravo", unidentified=True)
    told = (registered(), performed(local, accession="A-1"), ordered(accession="A-1"))
    walk = Walk.of(*told, rules=PirRules(joins_local_numbers=False))

    assert (walk.codes(), walk.department.identities.retired) == (["order_patient_mismatch"], frozenset())
    assert walk.take(assigned(STUDY, "A-1")) == [*rad4(), *rad12(), *rad3()]
    assert Walk.of(*told).codes() == []


def test_a_department_knows_who_was_heard_of_before_it_opened() -> None:
    known = Identities.of([registered().value])  # type: ignore[list-item]
    department, owed = Department.opened(identities=known).after([ordered(), available(OTHER_STUDY)])

    assert [str(one) for one in owed] == rad4()
    assert "T-1" not in repr(department)
