"""Nights that somebody made up who did not write the rules, with their exact times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from downtimekit.errors import CommandReused, InvalidInput, Refused
from downtimekit.models.downtime import Extension, Scheduled
from downtimekit.models.people import Role, Staff
from downtimekit.models.reading import read
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks.checks import faults_of_playbook
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.library import SCHEDULED, SLOW
from downtimekit.playbooks.scope import Scope
from downtimekit.runtime import AfterAction, Desk, Outage, after_action, in_words, summary, timeline
from downtimekit.runtime.desk import About
from downtimekit.testing import MemoryJournal, VirtualClock, assert_cadence_kept

NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
LEAD = Staff(name="Ines Itoh", role=Role.IT_LEAD)
EIGHT = datetime(2026, 3, 3, 14, tzinfo=UTC)
CHICAGO = "America/Chicago"


class Ward:
    """A clinic with one desk and a clock that stands where it is set to."""

    def __init__(self, starts: datetime = EIGHT) -> None:
        self.clock = VirtualClock(starts)
        self.desk = Desk(MemoryJournal(), self.clock)

    def at(self, moment: datetime) -> None:
        """Set the clock, also back."""
        self.clock.step(moment - self.clock.now())

    def an_outage(self) -> Outage:
        """Declare one at eight, and name what is down a minute later."""
        outage = self.desk.declare(
            UNSCHEDULED, id="west-1", by=NURSE, sites=["west"], services=["EHR"], interfaces=["adt-in"], zone=CHICAGO
        )
        outage.signal("help_desk_contacted", ticket="INC-1", by=LEAD)
        self.at(minute(1))
        outage.signal("target_identified", target="vendor_offline", by=LEAD)
        return outage


def minute(count: float) -> datetime:
    """Return a moment so many minutes after eight."""
    return EIGHT + timedelta(minutes=count)


def figures(outage: Outage) -> AfterAction:
    """Return the after-action report."""
    return after_action(outage.journal.read(outage.id), playbook=outage.playbook, standing=outage.standing)


def told(outage: Outage) -> str:
    """Return the timeline as text."""
    about = outage.standing.downtime
    lines = timeline(outage.journal.read(outage.id), playbook=outage.playbook, downtime=about)
    return in_words(lines, downtime=about)


class TestAnUpdateThatWasGivenEarlierThanItWasRecorded:
    @pytest.fixture
    def ward(self) -> Ward:
        return Ward()

    def test_by_a_correction_it_was_not_missed(self, ward: Ward) -> None:
        outage = ward.an_outage()
        ward.at(minute(40))
        entries = outage.signal("update_given", news="We wait.", by=NURSE)
        version = next(entry.version for entry in entries if entry.fact.kind == "signalled")
        assert [(one.due, one.given) for one in figures(outage).missed_updates] == [(minute(31), minute(40))]

        ward.at(minute(45))
        outage.correct(version, happened_at=minute(25), reason="It was given at 8:25", by=NURSE)

        assert figures(outage).missed_updates == ()
        assert figures(outage).steps["Staff were given an update"] == timedelta(minutes=25)
        assert "CORRECTION of entry" in told(outage)
        assert "at 08:25; We wait. (It was given at 8:25)" in told(outage)

    def test_one_that_is_put_right_and_was_late_all_the_same_is_late_by_less(self, ward: Ward) -> None:
        outage = ward.an_outage()
        ward.at(minute(40))
        entries = outage.signal("update_given", news="We wait.", by=NURSE)
        version = next(entry.version for entry in entries if entry.fact.kind == "signalled")
        outage.correct(version, happened_at=minute(33), reason="It was given at 8:33", by=NURSE)

        assert [(one.due, one.given) for one in figures(outage).missed_updates] == [(minute(31), minute(33))]

    def test_reported_with_its_time_after_the_clock_said_that_it_was_missed(self, ward: Ward) -> None:
        outage = ward.an_outage()
        ward.at(minute(40))
        outage.tick(by=LEAD)
        outage.report(Report("update_given", {"news": "We wait."}, happened_at=minute(30)), by=NURSE)

        assert figures(outage).missed_updates == ()
        assert_cadence_kept(outage)


def test_a_corrected_target_is_told_in_words() -> None:
    ward = Ward()
    outage = ward.an_outage()
    version = next(
        entry.version
        for entry in outage.journal.read(outage.id)
        if getattr(entry.fact, "signal", "") == "target_identified"
    )
    outage.correct(version, details={"target": "customer_wan"}, reason="It is the line", by=LEAD)

    assert f"CORRECTION of entry {version}: our internet or WAN connection (It is the line)" in told(outage)


def test_after_a_clock_that_was_two_hours_ahead_the_report_has_no_negative_times() -> None:
    ward = Ward()
    outage = ward.an_outage()
    ward.at(minute(135))
    outage.tick(by=LEAD)
    ward.at(minute(15))
    outage.signal("update_given", news="We wait.", by=NURSE)
    ward.at(minute(-120))
    outage.signal("staff_told", by=NURSE)

    words = summary(figures(outage))

    assert "promised for 2026-03-03 08:31, given at 2026-03-03 08:15, by a clock that was set back meanwhile" in words
    assert "- by a clock that was set back:  All impacted staff were told" in words
    assert re.search(r"-\d+ h", words) is None


FRIDAY = datetime(2026, 3, 6, 23, tzinfo=UTC)
STARTS, ENDS = datetime(2026, 3, 7, 4, tzinfo=UTC), datetime(2026, 3, 8, 11, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)


def a_move(ward: Ward) -> Outage:
    """Plan work from Friday at ten in the evening to Sunday at six, in the night in which an hour is missing."""
    window = {"zone": CHICAGO, "starts": "2026-03-06T22:00", "ends": "2026-03-08T06:00"}
    event = read(Scheduled, {"window": window, "purpose": "Move"}, source="plan")
    return ward.desk.declare(
        SCHEDULED, id="move-1", by=LEAD, sites=["west"], services=["RIS"], event=event, zone=CHICAGO
    )


def heard(outage: Outage) -> list[str]:
    """Return the signals in the order of the record."""
    return [entry.fact.signal for entry in outage.journal.read(outage.id) if entry.fact.kind == "signalled"]


def notices(outage: Outage) -> list[str]:
    """Return the notices that are owed, by their names."""
    return [notice.rpartition("/")[2] for notice in outage.standing.notices]


class TestTheHostIsOffForAWeekendInTheMiddleOfPlannedWork:
    @pytest.fixture
    def ward(self) -> Ward:
        return Ward(FRIDAY)

    def test_work_that_was_back_in_time_did_not_overrun_although_it_is_reported_on_monday(self, ward: Ward) -> None:
        outage = a_move(ward)
        ward.at(STARTS + timedelta(minutes=30))
        outage.tick(by=LEAD)
        ward.at(MONDAY)
        outage.report(Report("service_restored", {}, happened_at=ENDS - timedelta(minutes=30)), by=LEAD)

        assert heard(outage) == ["window_began", "service_restored"]
        assert "overran" not in notices(outage)
        assert "root_cause_analysis/west" not in outage.due()

    def test_work_that_was_back_late_overran_from_its_announced_end_on(self, ward: Ward) -> None:
        outage = a_move(ward)
        ward.at(MONDAY)
        outage.report(Report("service_restored", {}, happened_at=ENDS + timedelta(minutes=30)), by=LEAD)

        assert heard(outage) == ["window_began", "window_overran", "service_restored"]

    def test_nobody_is_reminded_on_monday_to_save_their_work_on_friday(self, ward: Ward) -> None:
        outage = a_move(ward)
        ward.at(MONDAY)
        outage.tick(by=LEAD)

        assert notices(outage) == ["begun", "overran"]
        missed = [entry.fact for entry in outage.journal.read(outage.id) if entry.fact.kind == "promise_missed"]
        assert [fact.promise for fact in missed] == ["announce_by"]

    def test_news_with_its_time_does_not_hide_that_later_news_was_due(self, ward: Ward) -> None:
        outage = a_move(ward)
        ward.at(ENDS + timedelta(minutes=1))
        outage.tick(by=LEAD)
        ward.at(ENDS + timedelta(minutes=90))
        given = ENDS + timedelta(minutes=20)
        outage.report(Report("update_given", {"news": "Not yet."}, happened_at=given), by=LEAD)

        assert "update_overdue" in notices(outage)


class TestPlannedWorkEndsInTheLastMoment:
    @pytest.fixture
    def outage(self) -> Outage:
        self.ward = Ward(FRIDAY)
        outage = a_move(self.ward)
        self.ward.at(STARTS)
        outage.tick(by=LEAD)
        self.ward.at(ENDS)
        return outage

    def test_back_at_the_very_end_is_in_time(self, outage: Outage) -> None:
        outage.signal("service_restored", by=LEAD)

        assert heard(outage) == ["window_began", "service_restored"]

    def test_what_nobody_reported_by_then_is_an_unplanned_downtime(self, outage: Outage) -> None:
        outage.tick(by=LEAD)

        assert outage.standing.phase == "overrun"

    @pytest.mark.parametrize(("before_the_end", "phase"), [(5, "working"), (-5, "overrun")])
    def test_an_extension_counts_from_when_it_was_decided(
        self, outage: Outage, before_the_end: int, phase: str
    ) -> None:
        self.ward.at(ENDS + timedelta(minutes=10))
        told = {
            "ends": "2026-03-08T08:00",
            "decided_at": ENDS - timedelta(minutes=before_the_end),
            "by": LEAD,
            "reason": "An index is rebuilt.",
        }
        outage.extend(read(Extension, told, source="extension"), by=LEAD)

        assert outage.standing.phase == phase


def test_a_time_without_a_zone_is_refused_in_words() -> None:
    outage = Ward().an_outage()
    with pytest.raises(InvalidInput, match="needs a time zone"):
        outage.report(Report("update_given", {"news": "x"}, happened_at=datetime(2026, 3, 3, 8)), by=NURSE)  # noqa: DTZ001


class TestADowntimeIsDeclaredTwiceAtOnce:
    def test_the_same_is_one(self) -> None:
        desk = Ward().desk
        first, second = (
            desk.declare(UNSCHEDULED, id="twice", by=by, sites=["west"], services=["EHR"]) for by in (NURSE, LEAD)
        )

        assert first.standing.version == second.standing.version

    @pytest.mark.parametrize("other", [{"sites": ["east"]}, {"services": ["RIS"]}, {"interfaces": ["adt-in"]}])
    def test_whoever_declares_something_else_is_not_handed_the_first(self, other: About) -> None:
        desk = Ward().desk
        west: About = {"sites": ["west"], "services": ["EHR"]}
        desk.declare(UNSCHEDULED, id="twice", by=NURSE, **west)
        said: About = {**west, **other}

        with pytest.raises(CommandReused):
            desk.declare(UNSCHEDULED, id="twice", by=LEAD, **said)


def test_planned_work_without_a_window_is_refused_before_anybody_is_told_of_it() -> None:
    desk = Ward().desk

    with pytest.raises(InvalidInput, match="event: is missing"):
        desk.declare(SCHEDULED, id="move-1", by=LEAD, sites=["west"], services=["RIS"])
    assert desk.outages() == ()


class TestARefusalIsReadAloudToANurse:
    def test_every_name_comes_with_its_words(self) -> None:
        outage = Ward().an_outage()
        with pytest.raises(Refused) as answer:
            outage.signal("released", by=NURSE)

        words = str(answer.value)
        assert words.startswith(
            "'released' (The service was released to its users) was refused in phase 'down' (Down: the target is known)"
        )
        assert "\nallowed now:\n" in words
        assert "\n  - 'staff_told' (All impacted staff were told)" in words

    @pytest.mark.parametrize(
        ("details", "code"),
        [
            ({"news": "x" * 2001}, "detail_too_long"),
            ({"news": "We wait.\x00"}, "detail_unreadable"),
            ({"news": " "}, "detail_missing"),
        ],
    )
    def test_news_that_no_notice_could_carry_is_not_taken(self, details: dict[str, str], code: str) -> None:
        outage = Ward().an_outage()
        with pytest.raises(Refused) as answer:
            outage.signal("update_given", by=NURSE, **details)

        assert [reason.code for reason in answer.value.reasons] == [code]

    def test_news_as_people_paste_it_is_taken(self) -> None:
        outage = Ward().an_outage()
        outage.signal("update_given", by=NURSE, news="We\u00a0wait \u2013 until noon.\nMore then.")

        assert "until noon" in next(reversed(outage.standing.notices.values())).body

    def test_a_name_that_was_typed_into_the_wrong_field_is_not_said_again(self) -> None:
        outage = Ward().an_outage()
        outage.signal("service_restored", by=LEAD)
        answers = []
        for report in (
            Report("interface_validated", {"interface": "Ada Testwell"}),
            Report("service_lost", {"reason": "x"}, Scope(sites=["Ada Testwell"])),
            Report("service_lost", {"reason": "x"}, Scope(services=["Ada Testwell"])),
        ):
            with pytest.raises(Refused) as answer:
                outage.report(report, by=NURSE)
            answers.append(str(answer.value))

        assert not [words for words in answers if "Testwell" in words]
        assert all("name one of: " in words for words in answers)


def test_an_extension_cannot_have_been_decided_tomorrow() -> None:
    ward = Ward(FRIDAY)
    outage = a_move(ward)
    told = {"ends": "2026-03-08T08:00", "decided_at": MONDAY, "by": LEAD, "reason": "An index is rebuilt."}
    with pytest.raises(Refused) as answer:
        outage.extend(read(Extension, told, source="extension"), by=LEAD)

    assert [reason.code for reason in answer.value.reasons] == ["not_yet"]


def test_an_announcement_without_an_impact_leaves_no_gap() -> None:
    outage = a_move(Ward(FRIDAY))
    outage.signal("announced", by=LEAD)

    assert ": Move. Print what you need before." in next(reversed(outage.standing.notices.values())).body


def test_one_site_that_comes_and_goes_does_not_hold_up_eleven_others() -> None:
    ward = Ward()
    sites = [f"site-{number}" for number in range(1, 13)]
    outage = ward.desk.declare(SLOW, id="slow-1", by=NURSE, sites=sites, services=["RIS/PACS"], zone=CHICAGO)
    outage.signal("too_slow", reason="half a minute a page", by=LEAD)
    ward.at(minute(30))
    outage.signal("fast_again", by=LEAD)
    flapping = Scope(sites=["site-7"])
    ward.at(minute(36))
    outage.report(Report("slow_again", {}, flapping), by=LEAD)
    outage.report(Report("fast_again", {}, flapping), by=LEAD)

    ward.at(minute(45) - timedelta(seconds=1))
    with pytest.raises(Refused):
        outage.report(Report("service_restored", {}, Scope(sites=["site-1"])), by=LEAD)
    ward.at(minute(45))
    outage.tick(by=LEAD)
    assert len([task for task in outage.open_tasks() if task.name == "decide_whether_it_is_back"]) == 11
    with pytest.raises(
        Refused, match=r"RIS/PACS at site-7 .*until 08:51 CST.* or report it now for the others by name"
    ):
        outage.signal("service_restored", by=LEAD)
    outage.report(Report("service_restored", {}, Scope(sites=[site for site in sites if site != "site-7"])), by=LEAD)

    assert [track.site for track in outage.standing.tracks.values() if track.phase == "watching"] == ["site-7"]


def test_a_deadline_for_each_track_finds_one_with_a_slash_in_its_name() -> None:
    each = {"name": "look", "label": "Look at it", "minutes": 10, "starts": ["declared"], "each": "track"}
    table = UNSCHEDULED.model_dump(mode="json")
    table["deadlines"].append({**each, "tells": ["update_overdue"]})
    ward, rules = Ward(), read(Playbook, table, source="table")
    outage = ward.desk.declare(rules, id="w", by=NURSE, sites=["a/b"], services=["RIS/PACS"])
    ward.at(minute(10))
    outage.tick(by=LEAD)

    assert list(outage.standing.notices.values())[-1].sites == ("a/b",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"minutes": -30}, "minutes: can be counted back from planned work only"),
        ({"ends": ["down", "declared"]}, "'paper_stock' would start and end in 'declared'"),
    ],
)
def test_a_deadline_that_could_not_be_kept_is_refused(changed: dict[str, object], words: str) -> None:
    table = UNSCHEDULED.model_dump(mode="json")
    rule = next(one for one in table["deadlines"] if one["name"] == "paper_stock")
    rule |= {"repeats": False, **changed}
    faults = [str(fault) for fault in faults_of_playbook(read(Playbook, table, source="table"))]

    assert any(words in fault for fault in faults), faults


def test_what_is_logged_of_an_outage_is_a_line() -> None:
    assert repr(Ward().an_outage()).startswith("Outage(id='west-1'")
    assert len(repr(Ward().an_outage())) < 200


@pytest.mark.parametrize(("released", "is_analysed"), [(-5, False), (5, True)])
def test_a_cause_is_to_be_analysed_where_users_were_away_for_more_than_a_day(released: int, is_analysed: bool) -> None:
    ward = Ward()
    outage = ward.an_outage()
    for signal, details in (("staff_told", {}), ("vendor_support_contacted", {"ticket": "V-1"})):
        outage.signal(signal, by=LEAD, **details)
    day = 24 * 60
    ward.at(minute(day + 20))  # nobody looked at the clock since
    for report in (
        Report("service_restored", {}, happened_at=minute(day - 20)),
        Report("interface_validated", {"interface": "adt-in"}, happened_at=minute(day - 10)),
        Report("released", {}, happened_at=minute(day + released)),
    ):
        outage.report(report, by=LEAD)
    outage.tick(by=LEAD)

    assert ("analyse_root_cause" in [task.name for task in outage.open_tasks()]) is is_analysed
