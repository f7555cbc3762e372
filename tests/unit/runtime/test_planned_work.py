"""Planned work, by the clock on the wall: announced, begun, ended and overrun, also when the clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from downtimekit.errors import InvalidInput, Refused
from downtimekit.models.downtime import Extension, Extent, Scheduled, Window
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.playbooks.library import SCHEDULED, UNSCHEDULED
from downtimekit.runtime import after_action, in_words, timeline
from tests.unit.runtime.rounds import Round, wall
from tests.ward import IT, codes

FRIDAY = wall("2026-03-06 09:00")
SPRING = {"zone": "America/New_York", "starts": "2026-03-08T01:00", "ends": "2026-03-08T03:30"}
"""The night in which the clock jumps from 2 to 3: an hour and a half in truth."""
AUTUMN = {
    "zone": "America/New_York",
    "starts": "2026-11-01T01:30",
    "starts_pass": "first",
    "ends": "2026-11-01T01:30",
    "ends_pass": "second",
}
"""The night in which the clock shows the hour from 1 to 2 twice: an hour, from half past one to half past one."""


def planned(window: dict[str, str], *, at: datetime, **about: object) -> Round:
    """Return work that was planned at an instant, and that nobody was told of yet."""
    event = Scheduled(window=Window.model_validate(window), purpose="database upgrade", **about)  # type: ignore[arg-type]
    return Round.begun(SCHEDULED, at=at, event=event)


def until(text: str, *, decided: datetime, **more: object) -> Extension:
    """Return the decision to move the end."""
    said = {"ends": text, "decided_at": decided, "by": IT, "reason": "the index takes long", **more}
    return Extension.model_validate(said)


def test_until_its_window_planned_work_takes_nothing_from_anybody() -> None:
    work = planned(SPRING, at=FRIDAY)

    assert work.phase == "planned"
    assert work.outage.standing.tracks["west", "RIS"].state is TrackState.RELEASED
    assert work.outage.standing.tier("RIS", site="west") == "live"
    assert work.tasks == ["announce"]
    assert work.due("announce_by") == "07 01:00 EST"
    assert work.due("reminder/30") == "08 00:30 EST"
    assert work.due("window_starts") == "08 01:00 EST"


def test_planned_work_that_leaves_charts_readable_does_not_send_people_to_paper() -> None:
    work = planned(SPRING, at=FRIDAY, extent=Extent.READ_ONLY)
    work.tick(wall("2026-03-08 01:01"))

    assert work.phase == "working"
    assert work.outage.standing.tier("RIS", site="west") == "read_only"


def test_an_announcement_that_is_not_made_in_time_is_overdue_and_somebody_is_told() -> None:
    work = planned(SPRING, at=FRIDAY)

    assert work.tick(wall("2026-03-07 01:00")) == []
    assert work.tick(wall("2026-03-07 01:01")) == ["promise_missed announce_by 07 01:00", "tell announcement_overdue"]
    assert work.tick(wall("2026-03-07 09:00")) == []
    work.say("announced")
    assert work.happened()[-3:] == ["announced: planned -> announced", "promise_ended announce_by", "tell announcement"]


def test_work_that_was_announced_before_it_is_declared_is_not_overdue() -> None:
    work = planned(SPRING, at=FRIDAY, announced_at=wall("2026-03-01 12:00"))

    assert "announce_by" not in work.outage.due()
    assert work.tick(wall("2026-03-08 00:29")) == []


def test_spring_forward_the_work_begins_and_overruns_by_the_clock_on_the_wall() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced")

    assert work.tick(wall("2026-03-08 00:30")) == ["came_due reminder/30 08 00:30", "tell reminder"]
    assert work.tick(wall("2026-03-08 00:59")) == []
    assert work.tick(wall("2026-03-08 01:00")) == [
        "came_due window_starts 08 01:00",
        "window_began: announced -> working",
        "promised window_ends 08 03:30",
        "promised paper_stock 08 09:00",
        "tell begun",
    ]
    assert work.outage.standing.tracks["west", "RIS"].down_at == wall("2026-03-08 01:00")
    assert work.tick(wall("2026-03-08 03:29")) == []
    assert work.clock.now() - wall("2026-03-08 01:00") == timedelta(minutes=89)
    assert work.tick(wall("2026-03-08 03:30")) == [
        "came_due window_ends 08 03:30",
        "window_overran: working -> overrun",
        "promised next_update 08 04:00",
        "promised root_cause_analysis/west 09 03:30",
        "tell overran",
    ]
    assert "contact_vendor_support" in work.tasks


def test_in_autumn_the_hour_that_comes_twice_is_an_hour() -> None:
    work = planned(AUTUMN, at=wall("2026-10-30 09:00"))
    work.say("announced")

    assert work.tick(wall("2026-11-01 01:29")) == ["came_due reminder/30 01 01:00", "tell reminder"]
    assert work.tick(wall("2026-11-01 01:30"))[1] == "window_began: announced -> working"
    assert work.due("window_ends") == "01 01:30 EST"
    assert work.tick(wall("2026-11-01 01:00", second=True)) == []
    assert work.tick(wall("2026-11-01 01:29", second=True)) == []
    assert work.tick(wall("2026-11-01 01:30", second=True))[1] == "window_overran: working -> overrun"
    assert work.outage.standing.tracks["west", "RIS"].down_at == wall("2026-11-01 01:30")


def test_a_window_at_an_hour_that_does_not_exist_is_not_planned() -> None:
    with pytest.raises(ValueError, match="does not exist in this zone"):
        Window.model_validate({**SPRING, "starts": "2026-03-08T02:30"})


def test_work_that_is_back_in_time_never_overran() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").at(wall("2026-03-08 03:20")).say("service_restored")

    assert work.happened()[-2:] == ["service_restored: working -> validating", "promise_ended window_ends"]
    work.say("released")
    assert work.tick(wall("2026-03-09 12:00")) == []
    assert work.outage.due() == {}
    assert "tell_end_users_it_is_back" in work.tasks


def test_an_extension_in_time_moves_the_end_and_is_told() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").tick(wall("2026-03-08 03:00"))
    later = until("2026-03-08T05:00", decided=wall("2026-03-08 03:10"))
    work.at(wall("2026-03-08 03:10")).outage.extend(later, by=IT, command="k")
    work.outage.extend(later, by=IT, command="k")

    assert work.happened()[-3:] == ["window_extended", "promised window_ends 08 05:00", "tell extended"]
    notice = next(reversed(work.outage.standing.notices.values()))
    assert notice.subject == "Planned work on RIS at west takes longer: until 2026-03-08 05:00 EDT"
    assert work.tick(wall("2026-03-08 04:59")) == []
    assert work.tick(wall("2026-03-08 05:00"))[1] == "window_overran: working -> overrun"
    assert work.phase == "overrun"


def test_an_extension_after_the_end_does_not_undo_that_it_overran() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").at(wall("2026-03-08 03:40"))
    work.outage.extend(until("2026-03-08T05:00", decided=wall("2026-03-08 03:40")), by=IT)

    assert work.phase == "overrun"
    assert "window_overran at 08 03:30: working -> overrun" in work.happened()
    assert "window_ends" not in work.outage.due()


def test_an_extension_before_it_begins_moves_the_end_that_will_be_set() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.outage.extend(until("2026-03-08T05:00", decided=FRIDAY), by=IT)
    work.tick(wall("2026-03-08 01:00"))

    assert work.due("window_ends") == "08 05:00 EDT"


def test_only_planned_work_that_goes_on_can_be_extended_and_only_to_a_later_time() -> None:
    work = planned(SPRING, at=FRIDAY)
    with pytest.raises(InvalidInput, match="does not move the end to a later time"):
        work.outage.extend(until("2026-03-08T03:30", decided=FRIDAY), by=IT)
    work.say("cancelled", reason="the vendor is ill")
    for outage, code in ((work.outage, "closed"), (Round.begun(UNSCHEDULED, at=FRIDAY).outage, "not_planned")):
        with pytest.raises(Refused) as refused:
            outage.extend(until("2026-03-08T05:00", decided=FRIDAY), by=IT)
        assert codes(refused.value.reasons) == [code]


def test_work_that_is_called_off_never_begins() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").at(wall("2026-03-07 20:00")).say("cancelled", reason="the vendor is ill")

    assert work.phase == "closed"
    assert work.outage.due() == {}
    assert work.happened()[-1] == "tell called_off"
    assert work.tick(wall("2026-03-09 12:00")) == []
    assert work.outage.standing.tracks["west", "RIS"].down_at is None


def test_a_host_that_was_off_for_three_hours_finds_everything_in_order_and_dated() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").tick(wall("2026-03-08 00:10"))

    assert work.tick(wall("2026-03-08 04:10")) == [
        "came_due reminder/30 08 00:30",
        "came_due window_starts 08 01:00",
        "window_began at 08 01:00: announced -> working",
        "promised window_ends 08 03:30",
        "promised paper_stock 08 09:00",
        "tell begun",
        "came_due window_ends 08 03:30",
        "window_overran at 08 03:30: working -> overrun",
        "promised next_update 08 04:40",
        "promised root_cause_analysis/west 09 03:30",
        "tell overran",
    ]
    standing = work.outage.standing
    told = in_words(
        timeline(work.outage.journal.read("round-1"), playbook=work.outage.playbook, downtime=standing.downtime),
        downtime=standing.downtime,
    )
    assert "The planned work began, at 01:00" in told
    assert "The planned work is not back by its announced end, at 03:30" in told


def test_whoever_reports_after_a_host_was_off_reports_on_what_the_clock_did() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").at(wall("2026-03-08 04:10"))

    assert "vendor_support_contacted" in work.outage.allowed()
    assert work.phase == "announced"
    work.say("vendor_support_contacted", ticket="V-1")
    assert work.phase == "overrun"


def test_the_two_ends_of_planned_work_count_from_its_window() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").tick(wall("2026-03-08 01:00"))
    work.at(wall("2026-03-08 03:20")).say("service_restored").at(wall("2026-03-08 03:50")).say("released")
    report = after_action(
        work.outage.journal.read("round-1"), playbook=work.outage.playbook, standing=work.outage.standing
    )

    assert (report.down_for, report.unusable_for) == (timedelta(hours=1, minutes=20), timedelta(hours=1, minutes=50))


def test_a_clock_that_is_put_back_lets_nothing_happen_twice() -> None:
    work = planned(SPRING, at=FRIDAY)
    work.say("announced").tick(wall("2026-03-08 01:00"))
    work.clock.step(timedelta(minutes=-40))

    assert [work.short(entry.fact) for entry in work.outage.tick(by=IT)] == []
    work.say("service_restored").say("released")
    track = work.outage.standing.tracks["west", "RIS"].track
    assert track is not None
    assert track.down_at == track.up_at == track.released_at == wall("2026-03-08 01:00")
