"""What a person must do now: no more than they can do, and nothing that they have done."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import RecordKind
from downtimekit.models.facts import FormAccounted, PlanAgreed
from downtimekit.models.matching import MatchGrade
from downtimekit.models.paper import SheetState
from downtimekit.models.plan import Decision, Plan, Verdict
from downtimekit.playbooks.tasks import open_tasks
from tests.ward import ANSWERS, NOTES, Course, a_capture, a_report


def tasks(course: Course) -> list[str]:
    """Return the names of the open tasks, with what they are about."""
    return [
        f"{task.name}:{task.subject}" if task.subject else task.name
        for task in open_tasks(course.standing, now=course.now)
    ]


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ("declared", ["contact_help_desk", "work_on_paper"]),
        ("identifying", ["work_on_paper", "identify_target"]),
        ("down", ["work_on_paper", "tell_staff", "contact_vendor_support", "give_updates"]),
        ("validating", ["work_on_paper", "give_updates", "validate_interface:adt-in", "validate_interface:oru-out"]),
        ("released", []),
        ("backfilling", []),
    ],
)
def test_every_phase_opens_its_tasks(phase: str, expected: list[str]) -> None:
    assert tasks(Course.at(phase)) == expected


def test_a_task_stays_open_until_it_is_done() -> None:
    course = Course.at("down")
    course.signal("service_restored")

    assert tasks(course)[1:3] == ["tell_staff", "contact_vendor_support"]
    course.signal("staff_told")
    course.signal("vendor_support_contacted", ticket="V-1")
    assert tasks(course)[2:] == ["validate_interface:adt-in", "validate_interface:oru-out"]


def test_vendor_support_that_was_contacted_early_need_not_be_contacted_again() -> None:
    course = Course.at("identifying")
    course.signal("vendor_support_contacted", ticket="V-1")
    course.signal("target_identified", target="vendor_offline")

    assert tasks(course) == ["work_on_paper", "tell_staff", "give_updates"]


def test_an_interface_that_fails_after_its_validation_is_a_task_again() -> None:
    course = Course.at("validating")
    course.signal("interface_validated", interface="adt-in")
    course.signal("interface_failed", interface="adt-in", reason="a test message was lost")

    assert "validate_interface:adt-in" in tasks(course)


def test_after_a_loss_people_are_told_again_and_nothing_is_asked_that_cannot_be_done_yet() -> None:
    course = Course.at("backfilling")
    course.issue("W-1")
    assert tasks(course) == ["account_for_paper"]
    course.signal("service_lost", reason="the line dropped")

    assert tasks(course) == ["work_on_paper", "tell_staff", "contact_vendor_support", "give_updates"]
    course.signal("service_restored")
    assert tasks(course)[4:] == ["validate_interface:adt-in", "validate_interface:oru-out"]


def test_back_fill_asks_for_each_kind_of_work_until_it_is_done() -> None:
    course = Course.at("backfilling")
    course.issue("W-1")
    course.take_in(
        a_capture("c1", content=ANSWERS),
        a_capture("c2", content=NOTES),
        a_capture("c3", content=a_report()),
    )
    assert tasks(course) == ["backfill_questionnaires", "backfill_findings", "account_for_paper"]

    course.happen(PlanAgreed(plan=in_the_chart("c1", kind=RecordKind.QUESTIONNAIRE)))
    assert tasks(course) == ["backfill_findings", "account_for_paper"]

    course.happen(PlanAgreed(plan=in_the_chart("c2", kind=RecordKind.TECH_NOTES)))
    course.happen(PlanAgreed(plan=in_the_chart("c3", kind=RecordKind.REPORT, status=ReportStatus.PRELIMINARY)))
    assert tasks(course) == ["account_for_paper", "finalize_reports"]

    course.happen(FormAccounted(serial="W-1", state=SheetState.MISSING, reason="lost"))
    course.happen(PlanAgreed(plan=in_the_chart("c3", kind=RecordKind.REPORT, status=ReportStatus.FINAL)))
    assert tasks(course) == []


def in_the_chart(capture: str, *, kind: RecordKind, status: ReportStatus | None = None) -> Plan:
    """Return a plan that found one record in the chart."""
    found = Decision(
        captures=(capture,),
        sheets=(capture,),
        accession="A-1",
        kind=kind,
        verdict=Verdict.SKIP_DUPLICATE,
        grade=MatchGrade.CERTAIN,
        chart_id="record-1",
        report_status=status,
    )
    return Plan(downtime="west-1", decisions=(found,))


def test_a_closed_downtime_asks_for_nothing() -> None:
    course = Course.begun()
    course.signal("stood_down", reason="false alarm")

    assert tasks(course) == []
