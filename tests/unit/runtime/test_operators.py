"""Several people run one downtime: who was overtaken is told by what, and what was told wrongly is put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from downtimekit.errors import CommandReused, InvalidInput, Overtaken, Refused
from downtimekit.models.facts import NoticeOwed, Signalled
from downtimekit.models.people import Role
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.decide import Report
from downtimekit.runtime import Outage, after_action, in_words, timeline
from tests.unit.runtime.rounds import Round, wall
from tests.ward import CLERK, IT, NURSE, codes, reopened

NINE = wall("2026-03-03 09:00")


def a_round(**about: bool) -> Round:
    """Return a downtime whose target is being looked for at ten past nine."""
    day = Round.begun(UNSCHEDULED, at=NINE, interfaces=["adt-in"], **about)  # type: ignore[arg-type]
    day.say("help_desk_contacted", ticket="INC-1")
    return day.at(wall("2026-03-03 09:10"))


def identified(day: Round, target: str = "customer_wan") -> int:
    """Report what is down, and return the version of that entry."""
    entries = day.outage.signal("target_identified", target=target, by=IT)
    return next(entry.version for entry in entries if isinstance(entry.fact, Signalled))


def told(day: Round) -> str:
    """Return the timeline."""
    standing = day.outage.standing
    lines = timeline(day.outage.journal.read("round-1"), playbook=UNSCHEDULED, downtime=standing.downtime)
    return in_words(lines, downtime=standing.downtime)


def test_of_two_who_decide_on_the_same_screen_one_wins_and_the_other_is_told_what_changed() -> None:
    day = a_round()
    seen = day.outage.standing.version
    day.outage.report(Report("target_identified", {"target": "customer_wan"}), by=IT, seen=seen)
    day.outage.complete("work_on_paper", by=NURSE)
    version = day.outage.standing.version
    with pytest.raises(Overtaken) as overtaken:
        reopened(day.outage).report(Report("target_identified", {"target": "power"}), by=NURSE, seen=seen)

    assert overtaken.value.changes == ("target identified, by Ines Itoh", "task done, by Carla Chen")
    assert "look again" in str(overtaken.value)
    assert day.outage.standing.version == version
    again = day.outage.standing.version
    day.outage.report(Report("target_identified", {"target": "power"}), by=NURSE, seen=again)
    assert day.outage.standing.detail("target") == "power"


def test_what_nobody_decided_overtakes_nobody() -> None:
    day = a_round()
    seen = day.outage.standing.version
    for notice in day.outage.standing.notices:
        day.outage.acknowledge(notice, contact="nurse", by=NURSE)

    assert day.outage.report(Report("target_identified", {"target": "power"}), by=IT, seen=seen)


def test_an_update_that_went_by_overtakes_nobody() -> None:
    day = a_round()
    day.outage.signal("target_identified", target="power", by=IT)
    seen = day.outage.standing.version
    day.tick(wall("2026-03-03 09:41"))

    assert day.outage.report(Report("update_given", {"news": "none"}), by=IT, seen=seen)


def test_a_command_that_is_sent_twice_is_done_once_also_where_others_were_faster() -> None:
    day = a_round()
    seen = day.outage.standing.version
    report = Report("target_identified", {"target": "power"})
    first = day.outage.report(report, by=IT, command="k", seen=seen)
    day.outage.signal("staff_told", by=NURSE)

    assert reopened(day.outage).report(report, by=IT, command="k", seen=seen) == first
    with pytest.raises(CommandReused):
        day.outage.report(Report("target_identified", {"target": "customer_wan"}), by=IT, command="k")


def test_a_wrong_target_is_told_again_as_a_correction_and_the_record_keeps_both() -> None:
    day = a_round()
    version = identified(day)
    day.at(wall("2026-03-03 09:20"))
    entries = day.outage.correct(version, details={"target": "data_centre"}, reason="the line is fine", by=IT)

    (notice,) = [entry.fact.notice for entry in entries if isinstance(entry.fact, NoticeOwed)]
    assert notice.subject.startswith("CORRECTION: ")
    assert "data centre" in notice.body.casefold()
    assert day.outage.standing.detail("target") == "data_centre"
    assert day.phase == "down"
    assert "CORRECTION of entry" in told(day)
    assert "What is down was identified: our internet or WAN connection" in told(day)
    assert reopened(day.outage).standing == day.outage.standing


def test_a_second_correction_keeps_what_the_first_one_put_right() -> None:
    day = a_round()
    version = identified(day)
    day.at(wall("2026-03-03 09:30"))
    day.outage.correct(version, details={"target": "data_centre"}, reason="the line is fine", by=IT)
    day.outage.correct(version, happened_at=wall("2026-03-03 09:05"), reason="it was earlier", by=IT)

    assert day.outage.standing.detail("target") == "data_centre"


def test_the_reason_that_a_signal_gave_can_be_corrected_for_another_reason() -> None:
    day = a_round()
    identified(day)
    day.say("service_restored")
    entries = day.outage.signal("service_lost", reason="the line dropped", by=IT)
    day.outage.correct(entries[0].version, details={"reason": "a switch failed"}, reason="seen in the log", by=IT)

    assert day.outage.standing.detail("reason") == "a switch failed"


CORRECTIONS: dict[str, tuple[Callable[[Outage, int], object], str]] = {
    "nothing there": (lambda o, v: o.correct(v + 1, details={"target": "power"}, reason="x", by=IT), "no_signal"),
    "far away": (lambda o, _: o.correct(999, details={"target": "power"}, reason="x", by=IT), "no_signal"),
    "before the first": (lambda o, _: o.correct(0, details={"target": "power"}, reason="x", by=IT), "no_signal"),
    "nothing new": (
        lambda o, v: o.correct(v, details={"target": "customer_wan"}, reason="x", by=IT),
        "nothing_changes",
    ),
    "nothing said": (lambda o, v: o.correct(v, reason="x", by=IT), "nothing_changes"),
    "no target": (lambda o, v: o.correct(v, details={"target": "the cat"}, reason="x", by=IT), "detail_unknown"),
    "a detail too many": (lambda o, v: o.correct(v, details={"cat": "x"}, reason="x", by=IT), "detail_unexpected"),
    "tomorrow": (lambda o, v: o.correct(v, happened_at=wall("2026-03-04 09:00"), reason="x", by=IT), "not_yet"),
    "yesterday": (lambda o, v: o.correct(v, happened_at=wall("2026-03-02 09:00"), reason="x", by=IT), "too_early"),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_that_corrects_nothing_is_refused(name: str) -> None:
    day = a_round()
    version = identified(day)
    before = day.outage.standing
    with pytest.raises(Refused) as refused:
        CORRECTIONS[name][0](day.outage, version)

    assert codes(refused.value.reasons) == [CORRECTIONS[name][1]]
    assert day.outage.standing == before


def test_a_correction_says_why() -> None:
    day = a_round()
    with pytest.raises(InvalidInput):
        day.outage.correct(identified(day), details={"target": "power"}, reason="", by=IT)


def back_at_ten(day: Round) -> int:
    """Bring the service back at ten and release it at eleven; return the version at which it was back."""
    identified(day)
    day.say("staff_told").say("vendor_support_contacted", ticket="V-1").at(wall("2026-03-03 10:00"))
    entries = day.outage.signal("service_restored", by=IT)
    day.say("interface_validated", interface="adt-in").at(wall("2026-03-03 11:00")).say("released")
    return next(entry.version for entry in entries if isinstance(entry.fact, Signalled))


def test_a_technical_end_that_was_noted_late_is_put_right_in_the_figures() -> None:
    day = a_round()
    version = back_at_ten(day)
    day.outage.correct(version, happened_at=wall("2026-03-03 09:40"), reason="the monitor says so", by=IT)
    figures = after_action(day.outage.journal.read("round-1"), playbook=UNSCHEDULED, standing=day.outage.standing)

    assert (figures.down_for, figures.unusable_for) == (timedelta(minutes=40), timedelta(hours=2))


def test_a_service_is_not_up_after_it_was_released() -> None:
    day = a_round()
    version = back_at_ten(day)
    day.at(wall("2026-03-03 12:00"))
    with pytest.raises(Refused) as refused:
        day.outage.correct(version, happened_at=wall("2026-03-03 11:30"), reason="x", by=IT)

    assert codes(refused.value.reasons) == ["out_of_step"]


def test_a_signal_that_is_told_later_counts_from_when_it_happened() -> None:
    day = a_round()
    identified(day)
    day.at(wall("2026-03-03 10:30"))
    day.outage.report(Report("service_restored", {}, happened_at=wall("2026-03-03 10:05")), by=IT)

    assert day.outage.standing.tracks["west", "RIS"].up_at == wall("2026-03-03 10:05")
    assert "The service answers again, at 10:05" in told(day)


@pytest.mark.parametrize(
    ("happened", "code"),
    [("2026-03-03 10:31", "not_yet"), ("2026-03-03 08:59", "too_early"), ("2026-03-02 12:00", "too_early")],
)
def test_what_is_dated_later_than_now_or_before_it_began_is_refused(happened: str, code: str) -> None:
    day = a_round()
    identified(day)
    day.at(wall("2026-03-03 10:30"))
    with pytest.raises(Refused) as refused:
        day.outage.report(Report("update_given", {"news": "x"}, happened_at=wall(happened)), by=IT)

    assert codes(refused.value.reasons) == [code]


def test_a_service_is_not_released_before_it_was_up() -> None:
    day = a_round()
    back_at_ten(day)
    day.at(wall("2026-03-03 11:20"))
    with pytest.raises(Refused) as refused:
        day.outage.report(Report("service_lost", {"reason": "x"}, happened_at=wall("2026-03-03 10:30")), by=IT)

    assert codes(refused.value.reasons) == ["before_the_last"]
    assert "RIS at west" in str(refused.value)


def test_a_task_says_whose_it_is_and_is_done_once() -> None:
    day = a_round()
    (task,) = [task for task in day.outage.open_tasks() if task.name == "identify_target"]
    assert task.who is Role.HELP_DESK
    first = day.outage.complete("work_on_paper", remark="forms are out", by=NURSE, command="k")

    assert day.outage.complete("work_on_paper", remark="forms are out", by=NURSE, command="k") == first
    with pytest.raises(CommandReused):
        day.outage.complete("work_on_paper", remark="something else", by=NURSE, command="k")
    with pytest.raises(Refused) as refused:
        day.outage.complete("work_on_paper", by=CLERK)
    assert codes(refused.value.reasons) == ["task_not_open"]
    assert "open now: identify_target" in str(refused.value)
    assert "forms are out" in told(day)


def test_a_legal_hold_stands_until_it_is_lifted_also_when_the_downtime_is_closed() -> None:
    day = a_round()
    day.say("stood_down", reason="false alarm")
    day.outage.hold("case-17", reason="counsel asks", by=IT)
    day.outage.hold("case-17", reason="counsel asks", by=IT, command="k")
    assert reopened(day.outage).standing.holds == {"case-17": "counsel asks"}
    with pytest.raises(Refused) as refused:
        day.outage.lift_hold("case-18", reason="settled", by=IT)
    assert codes(refused.value.reasons) == ["hold_unknown"]
    day.outage.lift_hold("case-17", reason="settled", by=IT)
    assert day.outage.standing.holds == {}


def test_a_drill_is_marked_in_everything_that_is_told_of_it() -> None:
    day = a_round(drill=True)
    version = identified(day)
    day.outage.correct(version, details={"target": "power"}, reason="x", by=IT)
    day.tick(wall("2026-03-03 10:30"))

    assert {notice.drill for notice in day.outage.standing.notices.values()} == {True}
    assert all(notice.subject.startswith("DRILL: ") for notice in day.outage.standing.notices.values())
    assert any(notice.subject.startswith("DRILL: CORRECTION: ") for notice in day.outage.standing.notices.values())
    assert told(day).splitlines()[0].endswith("DRILL: Unscheduled downtime declared: RIS at west  (Carla Chen)")


def test_a_clock_that_is_put_back_and_forth_misses_an_update_once_and_keeps_the_order() -> None:
    day = a_round()
    identified(day)
    assert day.tick(wall("2026-03-03 09:45"))[0] == "promise_missed next_update 03 09:40"
    for minutes in (-30, 60, -60):
        day.clock.step(timedelta(minutes=minutes))
        assert day.outage.tick(by=IT) == ()
    day.say("service_restored")
    day.clock.step(timedelta(minutes=-30))
    day.say("staff_told").say("vendor_support_contacted", ticket="V-1").say("interface_validated", interface="adt-in")
    day.say("released")

    track = day.outage.standing.tracks["west", "RIS"]
    assert track.is_in_order
    figures = after_action(day.outage.journal.read("round-1"), playbook=UNSCHEDULED, standing=day.outage.standing)
    assert figures.down_for is not None
    assert figures.unusable_for is not None
    assert timedelta() <= figures.down_for <= figures.unusable_for
