"""Nights that somebody made up who did not write the rules, with their exact times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from downtimekit.models.people import Role, Staff
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.decide import Report
from downtimekit.runtime import AfterAction, Desk, Outage, after_action, in_words, summary, timeline
from downtimekit.testing import MemoryJournal, VirtualClock

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
    assert "-" not in {line.removeprefix("- ")[:1] for line in words.splitlines()}
