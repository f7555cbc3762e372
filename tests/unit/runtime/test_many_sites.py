"""Twelve sites go down together and come back one by one; each has a clock of its own, and one of them flaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from downtimekit.errors import Refused
from downtimekit.models.downtime import AccessTier, ServiceAccess
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.scope import EVERYTHING, Scope
from downtimekit.ports import Entry
from downtimekit.runtime import after_action, in_words, summary, timeline
from tests.unit.runtime.rounds import Round, wall
from tests.ward import IT, codes

SITES = tuple(f"site-{number:02}" for number in range(1, 13))
NINE = wall("2026-03-03 09:00")
FLAPPING = Scope(sites=["site-07"])
REST = Scope(sites=[site for site in SITES if site != "site-07"])


def report(of: Round, name: str, scope: Scope = EVERYTHING, **details: str) -> Sequence[Entry]:
    """Report a signal about some sites."""
    return of.outage.report(Report(name, details, scope), by=IT)


def refusal(of: Round, name: str, scope: Scope = EVERYTHING, **details: str) -> Refused:
    """Return the answer to a signal that is not accepted."""
    with pytest.raises(Refused) as refused:
        report(of, name, scope, **details)
    return refused.value


def all_down() -> Round:
    """Declare at nine that everything is down everywhere, and find out what it is five minutes later."""
    day = Round.begun(UNSCHEDULED, at=NINE, sites=SITES, services=["RIS", "PACS"], interfaces=["adt-in"])
    day.say("help_desk_contacted", ticket="INC-1").at(wall("2026-03-03 09:05"))
    return day.say("target_identified", target="data_centre")


def restored_but_for_one() -> Round:
    """Bring eleven sites back at ten, released at half past ten; the seventh is still away."""
    day = all_down().say("staff_told").say("vendor_support_contacted", ticket="V-1")
    day.at(wall("2026-03-03 10:00"))
    report(day, "service_restored", REST)
    report(day, "interface_validated", REST, interface="adt-in")
    day.at(wall("2026-03-03 10:30"))
    report(day, "released", REST)
    return day


def test_the_downtime_stands_where_its_worst_track_does() -> None:
    day = restored_but_for_one()
    standing = day.outage.standing

    assert standing.phase == "down"
    assert {name: count for name, count in standing.census.items() if count} == {"down": 2, "released": 22}
    assert standing.tier("RIS", site="site-01") is AccessTier.LIVE
    assert standing.tier("RIS", site="site-07") is AccessTier.PAPER
    assert {"work_on_paper", "give_updates"} <= set(day.tasks)


def test_up_is_not_released() -> None:
    day = all_down().say("staff_told").say("vendor_support_contacted", ticket="V-1")
    day.at(wall("2026-03-03 12:00")).say("service_restored")
    track = day.outage.standing.tracks["site-01", "RIS"]

    assert (track.state, track.up_at, track.released_at) == (TrackState.VALIDATING, wall("2026-03-03 12:00"), None)
    assert codes(refusal(day, "released").reasons) == ["interface_not_validated"]
    assert "next_update" in day.outage.due()
    day.say("interface_validated", interface="adt-in").at(wall("2026-03-03 17:00")).say("released")
    report = after_action(day.outage.journal.read("round-1"), playbook=UNSCHEDULED, standing=day.outage.standing)
    assert (report.down_for, report.unusable_for) == (timedelta(hours=3), timedelta(hours=8))


def test_a_site_that_flaps_takes_only_itself_back_and_its_interface_counts_anew() -> None:
    day = restored_but_for_one()
    for start in ("10:40", "10:50", "11:00"):
        day.at(wall(f"2026-03-03 {start}"))
        report(day, "service_restored", FLAPPING)
        report(day, "interface_validated", FLAPPING, interface="adt-in")
        report(day, "service_lost", FLAPPING, reason="the line dropped")
    assert day.phase == "down"
    assert day.outage.standing.census["released"] == 22
    report(day, "service_restored", FLAPPING)

    answer = refusal(day, "released", FLAPPING)
    assert codes(answer.reasons) == [
        "interface_not_validated",
        "staff_told_not_reported",
        "vendor_support_contacted_not_reported",
    ]
    assert "for RIS at site-07, PACS at site-07" in str(answer)
    lost = [line for line in day.happened() if line.startswith("service_lost")]
    assert len(lost) == 3


def test_sites_that_are_back_have_their_own_ends() -> None:
    day = restored_but_for_one()
    day.at(wall("2026-03-03 14:00"))
    report(day, "service_restored", FLAPPING)
    report(day, "interface_validated", FLAPPING, interface="adt-in")
    day.at(wall("2026-03-03 15:15"))
    report(day, "released", FLAPPING)
    figures = after_action(day.outage.journal.read("round-1"), playbook=UNSCHEDULED, standing=day.outage.standing)

    assert list(figures.sites) == list(SITES)
    assert figures.sites["site-01"].released_at == wall("2026-03-03 10:30")
    assert figures.sites["site-07"].up_at == wall("2026-03-03 14:00")
    assert figures.unusable_for == timedelta(hours=6, minutes=15)
    lines = summary(figures).splitlines()
    assert "| site-01 | 2026-03-03 09:00 | 2026-03-03 10:00 | 2026-03-03 10:30 | 1 h 30 min |" in lines
    assert "| site-07 | 2026-03-03 09:00 | 2026-03-03 14:00 | 2026-03-03 15:15 | 6 h 15 min |" in lines


def test_a_signal_about_named_sites_moves_all_of_them_or_none() -> None:
    day = restored_but_for_one()
    version = day.outage.standing.version
    answer = refusal(day, "service_restored", Scope(sites=["site-01", "site-07"]))

    assert codes(answer.reasons) == ["out_of_order"]
    assert "RIS at site-01, PACS at site-01 stand at 'released'" in str(answer)
    assert day.outage.standing.version == version


def test_a_signal_about_everything_moves_what_can_move() -> None:
    day = restored_but_for_one()
    day.say("service_restored")

    assert day.outage.standing.census["validating"] == 2
    assert day.outage.standing.census["released"] == 22


def test_only_the_services_that_are_named_come_back() -> None:
    day = all_down()
    report(day, "service_restored", Scope(sites=["site-01"], services=["PACS"]))

    assert day.outage.standing.tracks["site-01", "PACS"].phase == "validating"
    assert day.outage.standing.census["down"] == 23


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(sites=["site-99"]), ["site_unknown"]),
        (Scope(services=["LIS"]), ["service_unknown"]),
        (Scope(sites=["site-99"], services=["LIS"]), ["site_unknown", "service_unknown"]),
    ],
)
def test_a_site_that_is_not_part_of_it_is_named_with_those_that_are(scope: Scope, expected: list[str]) -> None:
    answer = refusal(all_down(), "service_restored", scope)

    assert codes(answer.reasons) == expected
    assert "name one of" in str(answer)


def test_paper_is_entered_only_when_every_site_is_back() -> None:
    day = restored_but_for_one()
    assert codes(refusal(day, "backfill_started").reasons) == ["out_of_order"]
    assert codes(refusal(day, "backfill_started", REST).reasons) == ["not_of_a_part"]
    report(day, "service_restored", FLAPPING)
    report(day, "interface_validated", FLAPPING, interface="adt-in")
    report(day, "released", FLAPPING)
    day.say("backfill_started")

    assert day.outage.standing.may_enter


def test_a_site_that_is_lost_again_during_back_fill_stops_it_and_can_catch_up() -> None:
    day = restored_but_for_one()
    report(day, "service_restored", FLAPPING)
    report(day, "interface_validated", FLAPPING, interface="adt-in")
    report(day, "released", FLAPPING)
    day.say("backfill_started")
    report(day, "service_lost", FLAPPING, reason="the line dropped")
    assert not day.outage.standing.may_enter
    day.say("staff_told").say("vendor_support_contacted", ticket="V-2").say("service_restored")
    day.say("interface_validated", interface="adt-in").say("released").say("backfill_started")

    assert day.outage.standing.may_enter
    assert day.outage.standing.census["backfilling"] == 24


def test_the_cause_is_asked_for_at_each_site_that_is_away_for_24_hours() -> None:
    day = restored_but_for_one()

    assert sorted(day.outage.due()) == ["next_update", "paper_stock", "root_cause_analysis/site-07"]
    assert day.tick(wall("2026-03-04 08:59"))[-1] != "came_due root_cause_analysis/site-07 04 09:00"
    assert day.tick(wall("2026-03-04 09:00")) == ["came_due root_cause_analysis/site-07 04 09:00"]
    assert [task for task in day.tasks if "cause" in task] == ["analyse_root_cause site-07"]
    report(day, "service_restored", FLAPPING)
    report(day, "interface_validated", FLAPPING, interface="adt-in")
    report(day, "released", FLAPPING)
    assert [task for task in day.tasks if "cause" in task] == ["analyse_root_cause site-07"]
    day.outage.complete("analyse_root_cause", subject="site-07", remark="a worn fan", by=IT)
    assert [task for task in day.tasks if "cause" in task] == []


def test_a_late_declaration_counts_from_when_it_began() -> None:
    day = Round.begun(UNSCHEDULED, at=NINE, began_at=wall("2026-03-03 06:00"))

    assert day.due("paper_stock") == "03 13:00 EST"
    assert day.due("root_cause_analysis/west") == "04 06:00 EST"


def test_a_cause_that_was_asked_for_before_anybody_knew_what_is_down_is_not_asked_for_again() -> None:
    day = Round.begun(UNSCHEDULED, at=NINE)
    day.say("help_desk_contacted", ticket="INC-1").tick(wall("2026-03-04 09:00"))
    day.outage.complete("analyse_root_cause", subject="west", by=IT)
    day.at(wall("2026-03-04 10:00")).say("target_identified", target="power")

    assert "root_cause_analysis/west" not in day.outage.due()
    assert "analyse_root_cause west" not in day.tasks


def test_paper_is_looked_at_before_eight_hours_are_over_again_and_again() -> None:
    day = all_down()
    assert day.due("paper_stock") == "03 16:00 EST"
    assert day.tick(wall("2026-03-03 16:00"))[-2:] == ["came_due paper_stock 03 16:00", "promised paper_stock 03 23:00"]
    (task,) = [task for task in day.outage.open_tasks() if task.name == "restock_paper"]
    assert task.due == wall("2026-03-03 17:00")
    day.outage.complete("restock_paper", by=IT)
    assert "restock_paper" not in day.tasks
    day.at(wall("2026-03-03 23:00"))
    assert "restock_paper" in day.tasks  # also before the host has looked at the clock


def test_a_host_that_was_off_for_two_days_is_asked_for_paper_once() -> None:
    day = all_down()
    came = day.tick(wall("2026-03-05 10:00"))

    assert [line for line in came if "paper_stock" in line] == [
        "came_due paper_stock 03 16:00",
        "promised paper_stock 05 17:00",
    ]


def test_the_timeline_says_which_sites_something_was_about() -> None:
    day = restored_but_for_one()
    standing = day.outage.standing
    lines = timeline(day.outage.journal.read("round-1"), playbook=UNSCHEDULED, downtime=standing.downtime)

    told = in_words(lines, downtime=standing.downtime)
    assert "Tue 10:30  The service was released to its users (RIS, PACS at site-01, site-02" in told
    assert "Tue 09:05  What is down was identified: " in told


def test_the_notice_of_a_site_that_is_back_goes_to_that_site() -> None:
    day = restored_but_for_one()
    back = next(reversed(day.outage.standing.notices.values()))

    assert back.sites == REST.sites
    assert "site-07" not in back.body


def test_how_a_service_can_be_used_is_told_by_site_and_ends_with_its_release() -> None:
    day = restored_but_for_one()
    copy = {"service": "PACS", "tier": "local_snapshot", "site": "site-07", "as_of": "2026-03-03T13:00:00Z"}

    day.outage.change_access([ServiceAccess.model_validate(copy)], by=IT)
    assert day.outage.standing.tier("PACS", site="site-07") is AccessTier.LOCAL_SNAPSHOT
    assert day.outage.standing.tier("RIS", site="site-07") is AccessTier.PAPER
    with pytest.raises(Refused) as refused:
        day.outage.change_access([ServiceAccess(service="LIS", tier=AccessTier.PAPER, site="site-99")], by=IT)
    assert codes(refused.value.reasons) == ["site_unknown", "service_unknown"]
    report(day, "service_restored", FLAPPING)
    assert day.outage.standing.tier("PACS", site="site-07") is AccessTier.LOCAL_SNAPSHOT
    report(day, "interface_validated", FLAPPING, interface="adt-in")
    report(day, "released", FLAPPING)
    assert day.outage.standing.tier("PACS", site="site-07") is AccessTier.LIVE
