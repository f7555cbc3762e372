"""The other ways in which a system is away: only to be read, a whole region, too slow, without e-prescribing."""

from __future__ import annotations

import re

import pytest

from downtimekit.errors import Refused
from downtimekit.models.downtime import Scheduled, Window
from downtimekit.models.downtime.access import AccessTier
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.library import EPRESCRIBING, READ_ONLY, REGIONAL, SCHEDULED, SHIPPED, SLOW
from downtimekit.playbooks.scope import Scope
from downtimekit.runtime.desk import About
from tests.unit.runtime.rounds import Round, wall
from tests.ward import IT, codes

NINE = wall("2026-03-03 09:00")


def tier(of: Round) -> AccessTier:
    """Return how the RIS can be used in the west."""
    return of.outage.standing.tier("RIS", site="west")


def refused(of: Round, name: str, **details: str) -> Refused:
    """Return the answer to a signal that is not accepted."""
    with pytest.raises(Refused) as answer:
        of.outage.signal(name, by=IT, **details)
    return answer.value


def test_charts_that_can_only_be_read_are_lost_and_can_be_read_again() -> None:
    night = Round.begun(READ_ONLY, at=NINE)
    tiers = [tier(night)]
    for moment, name, details in (
        ("2026-03-03 09:20", "reading_lost", {"reason": "the copy does not answer"}),
        ("2026-03-03 10:00", "reading_restored", {}),
    ):
        night.at(wall(moment)).say(name, **details)
        tiers.append(tier(night))

    assert tiers == [AccessTier.READ_ONLY, AccessTier.PAPER, AccessTier.READ_ONLY]
    assert night.due("next_update") == "03 10:30 EST"
    assert night.due("paper_stock") == "03 16:00 EST"
    assert night.due("root_cause_analysis/west") == "04 09:00 EST"
    assert "mark_read_only" in night.tasks
    night.outage.complete("mark_read_only", remark="banner is on", by=IT)
    assert "mark_read_only" not in night.tasks
    night.say("service_restored")
    assert codes(refused(night, "released").reasons) == ["staff_told_not_reported"]
    night.say("staff_told").say("released")
    assert "ask_for_data_impact" in night.tasks
    night.say("data_impacted", reference="V-77")
    assert night.happened()[-1] == "tell data_impact"
    assert tier(night) is AccessTier.LIVE


def test_a_region_is_disrupted_when_the_document_site_is_down_as_well() -> None:
    region = Round.begun(REGIONAL, at=NINE)
    assert {"try_document_site", "read_status_page", "use_printed_schedule"} <= set(region.tasks)
    region.at(wall("2026-03-03 09:10")).say("document_site_lost")

    assert (region.phase, tier(region)) == ("regional", AccessTier.PAPER)
    assert region.due("try_document_site_again") == "03 10:10 EST"
    assert region.tick(wall("2026-03-03 10:10"))[-2:] == [
        "came_due try_document_site_again 03 10:10",
        "promised try_document_site_again 03 11:10",
    ]
    assert "retry_document_site" in region.tasks
    region.at(wall("2026-03-03 10:15")).say("document_site_reached")
    assert (region.phase, tier(region)) == ("document_site", AccessTier.DOCUMENT_SITE)
    assert "retry_document_site" not in region.tasks
    assert "try_document_site_again" not in region.outage.due()
    region.at(wall("2026-03-03 10:40")).say("document_site_lost")
    assert region.phase == "regional"
    assert region.due("try_document_site_again") == "03 11:40 EST"
    region.say("service_restored").say("staff_told")
    assert codes(refused(region, "released").reasons) == ["vendor_support_contacted_not_reported"]


def test_a_document_site_that_is_found_keeps_people_reading() -> None:
    region = Round.begun(REGIONAL, at=NINE)
    region.say("document_site_reached").say("status_page_read")

    assert tier(region) is AccessTier.DOCUMENT_SITE
    assert "read_status_page" not in region.tasks
    assert region.happened()[-2:] == ["tell use_document_site", "status_page_read: document_site -> document_site"]


def test_a_service_that_comes_and_goes_is_not_back() -> None:
    slow = Round.begun(SLOW, at=NINE)
    assert tier(slow) is AccessTier.DEGRADED
    slow.say("too_slow", reason="40 seconds a page")
    assert tier(slow) is AccessTier.PAPER
    slow.at(wall("2026-03-03 09:30")).say("fast_again")
    assert slow.due("watched/west/RIS") == "03 09:45 EST"
    for moment in ("2026-03-03 09:35", "2026-03-03 09:41"):
        slow.at(wall(moment)).say("slow_again").say("fast_again")
    answer = refused(slow, "service_restored")

    assert codes(answer.reasons) == ["not_steady"]
    assert str(answer.reasons[0]) == (
        "the service has not been good for 15 minutes yet (watch it until 09:56 EST, and report it then)"
    )
    assert slow.due("watched/west/RIS") == "03 09:56 EST"
    assert slow.tick(wall("2026-03-03 09:55")) == []
    assert "decide_whether_it_is_back west/RIS" not in slow.tasks
    assert slow.tick(wall("2026-03-03 09:56")) == ["came_due watched/west/RIS 03 09:56"]
    assert "decide_whether_it_is_back west/RIS" in slow.tasks
    slow.say("service_restored")
    assert slow.phase == "validating"
    assert "decide_whether_it_is_back west/RIS" not in slow.tasks


def test_a_decision_that_was_asked_for_before_it_got_slow_again_is_not_asked_for_at_once() -> None:
    slow = Round.begun(SLOW, at=NINE)
    slow.say("fast_again").tick(wall("2026-03-03 09:20"))
    assert "decide_whether_it_is_back west/RIS" in slow.tasks
    slow.say("slow_again").at(wall("2026-03-03 09:30")).say("fast_again")

    assert "decide_whether_it_is_back west/RIS" not in slow.tasks
    slow.tick(wall("2026-03-03 09:45"))
    assert "decide_whether_it_is_back west/RIS" in slow.tasks


def test_one_site_that_flaps_does_not_hold_up_one_that_is_steady() -> None:
    slow = Round.begun(SLOW, at=NINE, sites=["west", "east"])
    slow.say("fast_again").at(wall("2026-03-03 09:10"))
    east, west = Scope(sites=["east"]), Scope(sites=["west"])
    slow.outage.report(Report("slow_again", {}, east), by=IT)
    slow.outage.report(Report("fast_again", {}, east), by=IT)
    slow.at(wall("2026-03-03 09:15"))
    with pytest.raises(Refused) as answer:
        slow.outage.signal("service_restored", by=IT)

    assert str(answer.value.reasons[0]) == (
        "the service has not been good for 15 minutes yet for RIS at east (watch it until 09:25 EST,"
        " and report it then, or report it now for the others by name)"
    )
    slow.outage.report(Report("service_restored", {}, west), by=IT)
    assert slow.outage.standing.tracks["west", "RIS"].phase == "validating"
    assert slow.phase == "watching"


def test_the_portal_is_opened_only_with_credentials_that_were_obtained_by_phone() -> None:
    pads = Round.begun(EPRESCRIBING, at=NINE)
    answer = refused(pads, "portal_opened")

    assert codes(answer.reasons) == ["credentials_obtained_not_reported"]
    assert "by phone" in str(answer)
    assert {"fetch_pads", "obtain_credentials"} <= set(pads.tasks)
    pads.say("credentials_obtained").say("portal_opened")
    assert tier(pads) is AccessTier.DEGRADED
    assert {"leave_account_management_alone", "record_portal_changes"} <= set(pads.tasks)
    assert "obtain_credentials" not in pads.tasks
    assert "nobody sends a password" in next(reversed(pads.outage.standing.notices.values())).body


def test_an_outage_of_e_prescribing_is_not_closed_before_what_the_portal_did_is_in_the_chart() -> None:
    pads = Round.begun(EPRESCRIBING, at=NINE)
    for name in ("credentials_obtained", "portal_opened", "portal_lost", "staff_told", "service_restored", "released"):
        pads.say(name)
    assert "document_portal_changes" in pads.tasks
    pads.say("backfill_started").say("reconciled")
    for notice in pads.outage.standing.notices:
        pads.outage.acknowledge(notice, contact="prescriber", by=IT)

    answer = refused(pads, "closed")
    assert codes(answer.reasons) == ["task_not_done", "task_not_done"]
    assert "transmit nothing again" in str(answer)
    pads.outage.complete("document_portal_changes", remark="three changes", by=IT)
    assert codes(refused(pads, "closed").reasons) == ["task_not_done"]
    pads.outage.complete("account_for_pads", by=IT)
    pads.outage.close(by=IT)
    assert pads.phase == "closed"


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_every_answer_that_refuses_can_be_read_aloud(playbook: Playbook) -> None:
    about: About = {"interfaces": ["adt-in"]}
    if playbook is SCHEDULED:
        tomorrow = {"zone": "America/New_York", "starts": "2026-03-04T09:00", "ends": "2026-03-04T11:00"}
        about["event"] = Scheduled(window=Window.model_validate(tomorrow))
    book = Round.begun(playbook, at=NINE, **about)
    spoken = 0
    for signal in (*reversed(playbook.signals), *playbook.signals):
        try:
            book.outage.signal(signal.name, by=IT)
        except Refused as refusal:
            for reason in refusal.reasons:
                spoken += 1
                assert reason.remedy
                words = str(reason).replace("round-1", "")
                assert not set(words) & set("{}[]<>|$")
                assert not re.search(r"None|Factory|\(\)", words)
                keys = re.sub(r"'[a-z_0-9/-]+'", "", words)  # names stand in quotes, as what they are
                assert "_" not in keys, words

    assert spoken
