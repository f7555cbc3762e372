"""Updates are promised by a time; what is late or never comes stands in the record."""

from __future__ import annotations

from collections.abc import Sequence

from downtimekit.models.facts import Fact, Promised, PromiseEnded, PromiseMissed
from downtimekit.playbooks.due import up_to
from tests.ward import Course, after


def promises(facts: Sequence[Fact]) -> list[Fact]:
    """Return what the facts say about the promise of news."""
    about = [fact for fact in facts if isinstance(fact, Promised | PromiseMissed | PromiseEnded)]
    return [fact for fact in about if fact.promise == "next_update"]


def come_due(course: Course, minute: float) -> Sequence[Fact]:
    """Return what has come due by a minute."""
    return up_to(course.standing, now=after(minute))[0]


def down(minute: float = 0) -> Course:
    """Return a downtime whose target was identified at a minute: the next update is due 30 minutes later."""
    course = Course.at("identifying")
    course.until(minute)
    course.signal("target_identified", target="customer_wan")
    return course


def test_the_next_update_is_promised_when_staff_learn_what_is_down() -> None:
    course = down(13)

    assert course.standing.promises["next_update"].due == after(43)
    assert "Next update by 14:35 UTC" in next(reversed(course.standing.notices.values())).body


def test_the_clinic_says_how_long_staff_are_left_without_news() -> None:
    course = Course.at("identifying", update_every_minutes=45, zone="America/New_York")
    course.signal("target_identified", target="customer_wan")

    assert course.standing.promises["next_update"].due == after(45)
    assert "Next update by 09:37 EST" in next(reversed(course.standing.notices.values())).body


def test_an_update_in_time_is_kept_and_promises_the_next_one() -> None:
    course = down()
    course.until(30)
    facts = course.signal("update_given", news="Nothing new.")

    assert promises(facts) == [Promised(promise="next_update", due=after(60))]


def test_an_update_that_comes_late_is_recorded_as_missed() -> None:
    course = down()
    course.until(30.5)
    facts = course.signal("update_given", news="Sorry.")

    assert promises(facts) == [
        PromiseMissed(promise="next_update", due=after(30)),
        Promised(promise="next_update", due=after(60.5)),
    ]
    assert not course.standing.promises["next_update"].missed


def test_an_update_that_never_comes_is_recorded_once() -> None:
    course = down()
    assert come_due(course, 30) == []
    facts = come_due(course, 31)
    course.happen(*facts)

    assert promises(facts) == [PromiseMissed(promise="next_update", due=after(30))]
    assert come_due(course, 90) == []
    assert course.standing.promises["next_update"].missed


def test_whatever_is_said_first_after_the_time_records_that_it_went_by() -> None:
    course = down()
    course.until(40)

    assert promises(course.signal("service_restored")) == [PromiseMissed(promise="next_update", due=after(30))]


def test_release_ends_the_promise() -> None:
    course = Course.at("released")

    assert course.standing.promises == {}
    assert come_due(course, 600) == []


def test_a_promise_that_was_never_made_is_not_ended() -> None:
    assert promises(Course.begun().signal("stood_down", reason="false alarm")) == []


def test_a_loss_promises_news_again() -> None:
    course = Course.at("released")
    course.until(100)
    course.signal("service_lost", reason="the line dropped")

    assert course.standing.promises["next_update"].due == after(130)
