"""What people are told: never about a patient, never too long to send, and marked where it is a drill."""

from __future__ import annotations

import pytest

from downtimekit.models.facts import NoticeOwed
from downtimekit.models.notice import Notice
from downtimekit.playbooks import UNSCHEDULED
from tests.ward import Course, a_capture, after


def last_notice(course: Course) -> Notice:
    """Return the notice that fell due last."""
    return next(reversed(course.standing.notices.values()))


def test_a_notice_is_told_in_the_clinics_own_time() -> None:
    course = Course.begun(zone="America/New_York", call="extension 0100")

    assert "since 08:52 EST" in last_notice(course).body
    assert "call extension 0100" in last_notice(course).body


def test_every_notice_of_a_drill_says_so_first() -> None:
    course = Course.at("released", drill=True)

    for notice in course.standing.notices.values():
        assert notice.drill
        assert notice.subject.startswith("DRILL: ")
        assert notice.body.startswith("DRILL: ")


def test_no_two_notices_have_one_id() -> None:
    course = Course.at("down")
    for minute in (1, 1, 2):
        course.until(minute)
        course.signal("update_given", news="Nothing new.")
    owed = [fact for fact in course.facts if isinstance(fact, NoticeOwed)]

    assert len(course.standing.notices) == len(owed) == 5


def test_a_clinic_with_many_sites_can_declare_and_all_are_named() -> None:
    sites = tuple(f"practice-on-the-hill-number-{number}" for number in range(40))
    course = Course.at("released", sites=sites, services=("RIS", "PACS"))
    first = next(iter(course.standing.notices.values()))

    assert "practice-on-the-hill-number-39" in first.body
    assert all(len(notice.subject) <= 200 for notice in course.standing.notices.values())
    assert first.subject.endswith(": work on paper")


def test_what_came_back_on_paper_stands_in_no_notice() -> None:
    course = Course.at("validating")
    course.take_in(a_capture())
    for interface in ("adt-in", "oru-out"):
        course.signal("interface_validated", interface=interface)
    course.signal("released")

    for notice in course.standing.notices.values():
        assert "Testwell" not in notice.body
        assert "T-1001" not in notice.body


def test_every_notice_of_the_table_can_be_written() -> None:
    course = Course.begun()
    course.signal("help_desk_contacted", ticket="INC-1")
    course.signal("update_given", news="Still looking.")
    course.signal("target_identified", target="customer_wan")
    course.signal("vendor_support_contacted", ticket="V-1")
    course.signal("staff_told")
    course.signal("service_restored")
    course.signal("service_lost", reason="again")
    course.until(36)
    for name in ("staff_told", "service_restored"):
        course.signal(name)
    course.signal("vendor_support_contacted", ticket="V-2")
    for interface in ("adt-in", "oru-out"):
        course.signal("interface_validated", interface=interface)
    course.signal("data_impacted", reference="V-3")
    course.signal("released")
    alarm = Course.begun()
    alarm.signal("stood_down", reason="false alarm")
    told = [*course.standing.notices.values(), *alarm.standing.notices.values()]

    assert {notice.id.rpartition("/")[2] for notice in told} == {rule.name for rule in UNSCHEDULED.notices}
    assert not any("$" in notice.subject + notice.body for notice in told)
    assert course.now == after(36)


@pytest.mark.parametrize(
    ("said", "told"),
    [("Nothing new", "Nothing new. Work"), ("Nothing new.", "Nothing new. Work"), ("Soon!", "Soon! Work")],
)
def test_news_end_before_the_next_sentence_begins(said: str, told: str) -> None:
    course = Course.at("down")
    course.signal("update_given", news=said)

    assert told in next(reversed(course.standing.notices.values())).body
