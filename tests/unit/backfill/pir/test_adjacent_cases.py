"""The cases beside the six: cancelled and ordered again, several steps, groups, changes, wrong entries, appointments.

The numbers are those of IHE's MESA tests. Test 110 is about charges: the department owes nothing for them.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from downtimekit.backfill.pir import Actor, Cardinality, PerformedStep, PirRules, Transaction, cardinality
from downtimekit.models.appointment_news import AppointmentEvent, AppointmentNews
from downtimekit.models.orders import ExamCode, OrderAction, OrderStatus, SystemNumber
from downtimekit.models.registration import RegistrationEvent
from tests.unit.backfill.pir.walk import (
    ADA,
    DONE,
    NORA,
    OTHER_STEP,
    OTHER_STUDY,
    STEP,
    STOPPED,
    STUDY,
    Walk,
    asked,
    at,
    available,
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
    renumbered,
    stored,
)

PRE_ADMITTED = RegistrationEvent.PRE_ADMITTED


def statuses(walk: Walk) -> list[OrderStatus | None]:
    """Return how far each exam is."""
    return [exam.order.status for exam in walk.department.exams]


def test_102_an_order_is_cancelled_before_the_visit_and_another_one_has_a_study_of_its_own() -> None:
    walk = Walk().follow(
        [
            (registered(event=PRE_ADMITTED), []),
            (ordered(), rad4()),
            (ordered(action=OrderAction.CANCEL), rad13("cancel")),
            (ordered(placer="P-2"), rad4()),
        ]
    )

    assert statuses(walk) == [OrderStatus.CANCELLED, OrderStatus.SCHEDULED]
    assert len({exam.order.study for exam in walk.department.exams}) == 2
    assert len(walk.listed()) == 1


def test_104_an_exam_of_two_steps_is_complete_when_both_are_done() -> None:
    walk = Walk.of(registered(), ordered(), rules=PirRules(steps={"MAMMO": 2}))
    first, second = walk.listed()
    study = walk.study or ""
    walk.follow([(performed(study=study, scheduled=[first]), rad3())])
    walk.follow([(performed(state=DONE, study=study, scheduled=[first]), [])])
    assert (statuses(walk), walk.listed()) == ([OrderStatus.IN_PROCESS], [second])

    walk.follow([(performed(state=DONE, study=study, uid=OTHER_STEP, scheduled=[second]), rad3())])
    assert (statuses(walk), walk.listed()) == ([OrderStatus.COMPLETED], [])
    assert {len(owed.value.orders) for owed in walk.owed if str(owed) in rad4()} == {2}  # type: ignore[union-attr]


def test_106_one_step_for_two_exams_makes_one_study_of_both() -> None:
    walk = Walk.of(registered(), ordered(), ordered(placer="P-2"))
    steps = walk.listed()
    used = walk.department.exams[0].order.study or ""
    walk.follow([(performed(study=used, scheduled=steps), [*rad13(), *rad3(), *rad3()])])
    walk.follow([(performed(state=DONE, study=used, scheduled=steps), [*rad3(), *rad3()])])

    assert [exam.order.study for exam in walk.department.exams] == [used, used]
    assert statuses(walk) == [OrderStatus.COMPLETED] * 2


def test_107_and_111_the_order_placer_hears_how_far_an_exam_is() -> None:
    walk = Walk.of(registered(), ordered())
    own, steps = walk.study or "", walk.listed()
    walk.take(performed(study=own, scheduled=steps), performed(state=DONE, study=own, scheduled=steps))
    told = [owed.value.orders[0].status for owed in walk.owed if owed.to is Actor.ORDER_PLACER]  # type: ignore[union-attr]

    assert told == [OrderStatus.IN_PROCESS, OrderStatus.COMPLETED]


def test_109_a_study_under_the_wrong_entry_is_not_found_and_the_exam_is_to_be_done_again() -> None:
    walk = Walk.of(registered(), registered(NORA), ordered(), ordered(NORA, placer="P-2"))
    wrong, right = walk.department.exams
    wrong_step, right_step = walk.listed()
    study = wrong.order.study or ""
    rejected = ["RAD-66 order_filler -> image_manager"]
    walk.follow(
        [
            (performed(study=study, scheduled=[wrong_step]), rad3()),
            (performed(state=STOPPED, study=study, scheduled=[wrong_step], reason="110514"), [*rejected, *rad3()]),
            (stored(study=study), []),
            (performed(NORA, study=right.order.study or "", uid=OTHER_STEP, scheduled=[right_step]), rad3()),
        ]
    )

    assert [made.uid for made in walk.department.studies] == [right.order.study]
    assert statuses(walk) == [OrderStatus.SCHEDULED, OrderStatus.IN_PROCESS]
    assert walk.listed() == [wrong_step]


def test_109_only_the_codes_of_the_site_make_a_study_vanish() -> None:
    stopped = performed(state=STOPPED, reason="110541")

    assert len(Walk.of(registered(), ordered(), stopped).department.studies) == 1
    rules = PirRules(wrong_entry=frozenset({"110514", "110541"}))
    assert Walk.of(registered(), ordered(), stopped, rules=rules).department.studies == ()


def test_132_another_exam_than_was_asked_for_keeps_its_number_and_its_study() -> None:
    walk = Walk.of(registered(), ordered(filler="F-1"))
    before = walk.department.exams[0].order
    other = ExamCode(code="MAMMO-DX", text="Diagnostic")
    walk.follow(
        [
            (
                ordered_here(action=OrderAction.REPLACE, filler="F-2", accession=before.accession, exam=other),
                [*rad3("cancelled"), *rad3("number_wanted"), *rad13()],
            ),
            (numbered(placer="P-9", filler="F-2"), rad13()),
        ]
    )

    (exam,) = walk.department.exams
    assert (exam.order.accession, exam.order.study, exam.order.exam) == (before.accession, before.study, other)
    assert exam.order.placer == SystemNumber(value="P-9", issuer="EHR")


def moved(minutes: float) -> Transaction:
    """The order placer asks for another time."""
    return ordered(action=OrderAction.CHANGE, scheduled_at=at(minutes))


def test_151_to_153_the_order_placer_hears_when_an_exam_is_planned_for() -> None:
    rules = PirRules(tells_appointments=True)
    walk = Walk.of(registered(), ordered(), ordered(), moved(60), ordered(action=OrderAction.CANCEL), rules=rules)
    news = [owed.value for owed in walk.owed if isinstance(owed.value, AppointmentNews)]
    told: list[tuple[AppointmentEvent, datetime]] = [(one.event, one.appointment.starts) for one in news]

    assert told == [
        (AppointmentEvent.BOOKED, at(0)),
        (AppointmentEvent.RESCHEDULED, at(60)),
        (AppointmentEvent.CANCELLED, at(60)),
    ]


def test_161_and_162_it_is_known_which_studies_can_be_had() -> None:
    walk = Walk.of(registered(), ordered()).follow([(stored(), rad13() + rad3()), (available(), [])])

    assert [made.available for made in walk.department.studies] == [True]


def test_a_change_or_a_cancellation_by_the_department_is_told_to_the_order_placer_as_well() -> None:
    walk = Walk.of(registered(), ordered(filler="F-1"))
    later = ordered_here(action=OrderAction.CHANGE, scheduled_at=at(60))

    assert walk.take(later) == [*rad3("changed"), *rad13()]
    assert walk.take(ordered_here(action=OrderAction.CANCEL)) == [*rad3("cancelled"), *rad13("cancel")]
    discontinued = Walk.of(registered(), ordered(filler="F-1"))
    assert discontinued.take(ordered_here(action=OrderAction.DISCONTINUE)) == [
        *rad3("discontinued"),
        *rad13("discontinue"),
    ]


@pytest.mark.parametrize(
    ("steps", "case"),
    [
        (["S.1"], Cardinality.SIMPLE),
        ([], Cardinality.UNSCHEDULED),
        (["S.1", "S.2"], Cardinality.GROUP),
    ],
)
def test_what_was_done_is_told_apart_by_what_was_scheduled(steps: list[str], case: Cardinality) -> None:
    step = PerformedStep(uid=STEP, study=STUDY, state=DONE, scheduled=tuple(steps))
    before = step.model_copy(update={"uid": OTHER_STEP})

    assert cardinality(step, [step]) is case
    assert cardinality(step, [before]) is (Cardinality.APPEND if case is Cardinality.SIMPLE else case)
    assert cardinality(step.model_copy(update={"state": STOPPED}), [before]) is Cardinality.ABANDONED


def test_an_abandoned_exam_is_discontinued_and_what_is_added_later_completes_it() -> None:
    walk = Walk.of(registered(), ordered())
    own, steps = walk.study or "", walk.listed()
    walk.take(performed(state=STOPPED, study=own, scheduled=steps, reason="110513"))
    assert statuses(walk) == [OrderStatus.DISCONTINUED]

    walk.take(performed(state=DONE, study=own, uid=OTHER_STEP, scheduled=steps))
    assert statuses(walk) == [OrderStatus.COMPLETED]


def test_images_that_are_added_in_another_study_leave_the_exam_the_first_one() -> None:
    walk = Walk.of(registered(), ordered(accession="A-1"))
    own, steps = walk.study or "", walk.listed()
    walk.take(performed(state=DONE, study=own, scheduled=steps))

    assert walk.take(performed(state=DONE, study=OTHER_STUDY, uid=OTHER_STEP, accession="A-1", minute=40)) == []
    assert (walk.study, len(walk.department.studies)) == (own, 2)


def test_the_study_of_an_exam_is_the_first_that_was_made_whichever_is_told_first() -> None:
    later = performed(state=DONE, study=OTHER_STUDY, uid=OTHER_STEP, accession="A-1", minute=40)
    walk = Walk.of(registered(), ordered(accession="A-1"), later, performed(state=DONE, accession="A-1", minute=10))

    assert walk.study == STUDY


def test_the_work_list_narrows_by_what_is_asked_for_and_knows_retired_numbers() -> None:
    walk = Walk.of(registered(), registered(NORA), ordered(accession="A-1"), ordered(NORA, placer="P-2", modality="US"))
    walk.take(merged("T-0"))

    def found(**narrowed: object) -> int:
        _, (answer,) = walk.department.received(asked(**narrowed))
        return len(answer.value.items)  # type: ignore[union-attr]

    assert [found(), found(mrn="T-0"), found(accession="A-1"), found(modality="US")] == [2, 1, 1, 1]
    assert [found(since=at(-5), until=at(5)), found(since=at(5)), found(until=at(0))] == [2, 0, 0]


def test_a_new_number_and_a_new_name_are_handed_on() -> None:
    walk = Walk.of(registered(), ordered())
    renamed = ADA.model_copy(update={"family": "Newname"})

    assert walk.take(registered(renamed, event=RegistrationEvent.PERSON_UPDATED, minute=30)) == rad12()
    assert walk.take(renumbered("T-1", renamed.model_copy(update={"mrn": "T-7"}))) == rad12()
    (exam,) = walk.department.exams
    assert walk.department.identities.patient(exam.patient.mrn) == renamed.model_copy(update={"mrn": "T-7"})


@pytest.mark.parametrize("waits", [True, False])
def test_archives_need_not_wait_for_the_order_placers_number(waits: bool) -> None:
    walk = Walk.of(registered(), rules=PirRules(waits_for_placer=waits))

    assert walk.take(ordered_here()) == [*rad3("number_wanted"), *([] if waits else rad4())]
    assert len(walk.listed()) == 1
    assert walk.take(numbered()) == (rad4() if waits else rad13())


def test_an_exam_that_is_begun_before_the_order_placer_answers_is_known_to_the_archives() -> None:
    walk = Walk.of(registered(), ordered_here())

    assert walk.take(performed(study=walk.study or "", scheduled=walk.listed())) == rad4()
