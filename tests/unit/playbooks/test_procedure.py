"""The unscheduled procedure, as the ward goes through it."""

from __future__ import annotations

import pytest

from downtimekit.errors import UnknownName
from downtimekit.models.downtime import OutageTarget
from downtimekit.models.facts import NoticeOwed, Signalled
from downtimekit.models.people import Role
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.decide import allowed
from downtimekit.playbooks.table import playbook_of
from tests.ward import ROAD, Course, codes


def test_the_usual_road_leads_from_the_declaration_to_the_end() -> None:
    course = Course.begun()
    phases = [course.standing.phase]
    for name, details in (*ROAD, ("reconciled", {})):
        course.signal(name, **details)
        phases.append(course.standing.phase)
    course.tell()
    course.signal("closed")

    assert list(dict.fromkeys([*phases, course.standing.phase])) == [phase.name for phase in UNSCHEDULED.phases]


def test_a_downtime_is_told_to_staff_and_help_desk_in_the_moment_it_is_declared() -> None:
    (owed,) = Course.begun().standing.notices.values()

    assert "Work on paper" in owed.body
    assert {Role.HELP_DESK, Role.FRONT_DESK, Role.RADIOLOGIST} <= set(owed.audience)
    assert Role.VENDOR_SUPPORT not in owed.audience


@pytest.mark.parametrize("target", OutageTarget)
def test_vendor_support_is_told_and_must_be_contacted_whatever_is_down(target: OutageTarget) -> None:
    course = Course.at("identifying")
    facts = course.signal("target_identified", target=target.value)
    (owed,) = [fact.notice for fact in facts if isinstance(fact, NoticeOwed)]

    assert Role.VENDOR_SUPPORT in owed.audience
    assert target.label in owed.body
    course.signal("staff_told")
    course.signal("service_restored")
    assert "vendor_support_contacted_not_reported" in codes(course.refusal("released").reasons)


def test_the_target_can_be_corrected_while_the_service_is_down() -> None:
    course = Course.at("down")
    course.signal("target_identified", target="customer_pacs")

    assert course.standing.phase == "down"
    assert course.standing.detail("target") == "customer_pacs"


def test_an_update_keeps_the_phase_and_says_the_news() -> None:
    course = Course.at("down")
    facts = course.signal("update_given", news="A fibre was cut; costs $100.")
    (owed,) = [fact.notice for fact in facts if isinstance(fact, NoticeOwed)]

    assert course.standing.phase == "down"
    assert "A fibre was cut; costs $100." in owed.body


def test_staff_are_told_when_the_service_is_lost_again() -> None:
    course = Course.at("released")
    facts = course.signal("service_lost", reason="the line dropped")
    (owed,) = [fact.notice for fact in facts if isinstance(fact, NoticeOwed)]

    assert course.standing.phase == "down"
    assert "Work on paper" in owed.body
    assert Role.TECHNOLOGIST in owed.audience


def test_staff_are_told_of_a_false_alarm_and_nothing_stays_promised() -> None:
    course = Course.at("identifying")
    course.signal("update_given", news="Still looking.")
    facts = course.signal("stood_down", reason="a cable was loose")
    (owed,) = [fact.notice for fact in facts if isinstance(fact, NoticeOwed)]

    assert course.standing.phase == "closed"
    assert course.standing.promises == {}
    assert "false alarm" in owed.subject


def test_a_sheet_that_turns_up_after_reconciliation_can_still_be_entered() -> None:
    course = Course.at("backfilling")
    course.signal("reconciled")
    course.signal("backfill_started")

    assert course.standing.phase == "backfilling"


@pytest.mark.parametrize("phase", ["declared", "identifying", "down", "validating", "released", "backfilling"])
def test_what_is_said_to_be_allowed_is_accepted(phase: str) -> None:
    details = {
        "help_desk_contacted": {"ticket": "INC-1"},
        "target_identified": {"target": "customer_ris"},
        "vendor_support_contacted": {"ticket": "V-1"},
        "update_given": {"news": "None."},
        "interface_validated": {"interface": "adt-in"},
        "interface_failed": {"interface": "adt-in", "reason": "no answer"},
        "service_lost": {"reason": "the line dropped"},
        "data_impacted": {"reference": "V-1"},
        "stood_down": {"reason": "false alarm"},
    }
    course = Course.at(phase)
    names = allowed(course.standing, now=course.now)

    assert names
    for name in names:
        facts = Course.at(phase).signal(name, **details.get(name, {}))
        assert [fact.signal for fact in facts if isinstance(fact, Signalled)] == [name]


def test_a_closed_downtime_allows_nothing() -> None:
    course = Course.begun()
    course.signal("stood_down", reason="false alarm")

    assert allowed(course.standing, now=course.now) == ()
    assert course.refusal("help_desk_contacted", ticket="INC-1").allowed == ()


def test_a_signal_that_is_asked_for_by_a_wrong_name_is_answered_with_the_right_ones() -> None:
    with pytest.raises(UnknownName) as error:
        UNSCHEDULED.signal("relaesed")

    assert "released" in error.value.known


def test_a_changed_rule_changes_what_a_downtime_is_pinned_to() -> None:
    changed = UNSCHEDULED.model_copy(update={"version": 5})

    assert changed.digest == playbook_of(changed.table).digest != UNSCHEDULED.digest
    assert playbook_of(changed.table).version == 5
    assert playbook_of(UNSCHEDULED.table).digest == UNSCHEDULED.digest
