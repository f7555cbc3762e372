"""How long a downtime is kept, what stands against its removal, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Unpack

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput, JournalError
from downtimekit.models.capture import RecordKind
from downtimekit.models.people import Staff
from downtimekit.models.retention import HIPAA, MAMMOGRAPHY, RetentionPolicy, RetentionRule
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Commit
from downtimekit.ports.journal import Removed
from downtimekit.runtime import Outage
from downtimekit.runtime.desk import About, Desk
from downtimekit.runtime.retention import Kept, Removal, remove_expired, retention
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.lived import a_life
from tests.ward import BEGAN, CLERK, IT, NURSE, after, an_outage

POLICY = RetentionPolicy()
YEARS_LATER = datetime(2032, 3, 4, 0, 0, 1, tzinfo=UTC)
"""The first moment after six years in which a downtime of the third of March 2026 need not be kept."""


def a_false_alarm(at: datetime = BEGAN, **about: Unpack[About]) -> Outage:
    """Declare a downtime and stand it down at once: the shortest that there is."""
    clock = VirtualClock(at)
    desk = Desk(MemoryJournal(), clock)
    said: About = {"sites": ("west",), "services": ("RIS",)}
    said.update(about)
    outage = desk.declare(UNSCHEDULED, id="west-1", by=NURSE, **said)
    outage.signal("stood_down", reason="false alarm", by=NURSE)
    for notice in tuple(outage.standing.notices):
        outage.acknowledge(notice, contact="nurse", by=NURSE)
    if not outage.standing.is_over:
        outage.close(by=NURSE)
    return outage


def kept(outage: Outage, now: datetime = YEARS_LATER, policy: RetentionPolicy = POLICY) -> Kept:
    (found,) = retention(outage.journal, policy, now=now)
    return found


def codes(found: Kept) -> list[str]:
    return [reason.code for reason in found.obstacles]


def removal(outage: Outage, now: datetime = YEARS_LATER) -> Removal:
    return remove_expired(outage.journal, POLICY, now=now, by=CLERK, reason="yearly review")


class TestHowLong:
    def test_six_years_from_the_last_entry_by_hipaa(self) -> None:
        outage = a_life()
        found = kept(outage)

        assert (found.last_in_effect, found.keep_until) == (after(240), date(2032, 3, 3))
        assert found.rule == HIPAA
        assert "164.316(b)(2)(i)" in HIPAA.source

    @pytest.mark.parametrize(
        ("now", "is_removable"),
        [
            (datetime(2032, 3, 3, 23, 59, 59, tzinfo=UTC), False),
            (datetime(2032, 3, 4, tzinfo=UTC), True),
        ],
    )
    def test_the_last_day_counts_whole(self, now: datetime, is_removable: bool) -> None:
        assert kept(a_life(), now).is_removable is is_removable

    def test_the_day_is_that_of_the_clinic(self) -> None:
        outage = a_false_alarm(datetime(2026, 3, 3, 5, 30, tzinfo=UTC), zone="America/Los_Angeles")

        assert kept(outage).keep_until == date(2032, 3, 2)
        assert codes(kept(outage, datetime(2032, 3, 3, 7, 59, tzinfo=UTC))) == ["not_yet"]
        assert codes(kept(outage, datetime(2032, 3, 3, 8, 0, tzinfo=UTC))) == []

    @pytest.mark.parametrize(
        ("day", "years", "until"),
        [
            (date(2028, 2, 29), 6, date(2034, 3, 1)),
            (date(2028, 2, 29), 4, date(2032, 2, 29)),
            (date(2028, 2, 28), 6, date(2034, 2, 28)),
            (date(2026, 2, 28), 6, date(2032, 2, 28)),
            (date(2026, 12, 31), 1, date(2027, 12, 31)),
        ],
    )
    def test_a_leap_day_keeps_it_a_day_longer_not_shorter(self, day: date, years: int, until: date) -> None:
        policy = RetentionPolicy(rules=(RetentionRule(name="ours", years=years, source="house rule"),))
        outage = a_false_alarm(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

        assert kept(outage, policy=policy).keep_until == until

    def test_what_is_recorded_after_it_was_closed_keeps_it_longer(self) -> None:
        outage = a_life()
        clock = outage.clock
        assert isinstance(clock, VirtualClock)
        clock.advance_to(after(60 * 24 * 100))
        outage.acknowledge(next(iter(outage.standing.notices)), contact="it-lead", by=IT)

        assert kept(outage).keep_until == date(2032, 6, 11)

    def test_a_clock_that_was_set_back_does_not_shorten_it(self) -> None:
        outage = an_outage("declared", clock=(clock := VirtualClock(BEGAN)))
        clock.step(timedelta(days=-400))
        outage.signal("help_desk_contacted", ticket="INC-1", by=IT)

        assert kept(outage).last_in_effect == BEGAN

    def test_mammograms_keep_it_for_ten_years_where_the_clinic_wants_that(self) -> None:
        policy = RetentionPolicy(rules=(HIPAA, MAMMOGRAPHY))

        assert kept(a_life(), policy=policy).keep_until == date(2036, 3, 3)
        assert kept(a_false_alarm(), policy=policy).keep_until == date(2032, 3, 3)
        assert kept(a_life(drill=True), policy=policy).keep_until == date(2032, 3, 3)

    def test_a_drill_is_kept_too_and_says_what_it_is(self) -> None:
        found = kept(a_life(drill=True))

        assert (found.drill, found.keep_until) == (True, date(2032, 3, 3))
        assert str(found) == "west-1 (DRILL): kept until 2032-03-03; may be removed"

    @pytest.mark.parametrize(
        "rules",
        [
            (),
            (MAMMOGRAPHY,),
            (RetentionRule(name="ours", years=6, source="house rule", drills=False),),
            (RetentionRule(name="ours", years=6, source="house rule", records=(RecordKind.REPORT,)),),
        ],
    )
    def test_a_policy_that_says_nothing_of_some_downtimes_is_refused(self, rules: Sequence[RetentionRule]) -> None:
        with pytest.raises(ValidationError):
            RetentionPolicy(rules=tuple(rules))


class TestWhatStandsAgainstIt:
    def test_an_open_downtime_is_never_removable(self) -> None:
        outage = an_outage("backfilling")
        later = datetime(2099, 1, 1, tzinfo=UTC)

        assert codes(kept(outage, later)) == ["not_over"]
        assert kept(outage, later).keep_until is None
        assert removal(outage, later).removed == ()

    def test_a_legal_hold_stands_against_it_until_it_is_lifted(self) -> None:
        outage = a_life()
        outage.hold("smith-v-west", reason="a letter of counsel", by=CLERK)
        assert codes(kept(outage)) == ["on_hold"]
        assert removal(outage).removed == ()

        outage.lift_hold("smith-v-west", reason="settled", by=CLERK)
        assert codes(kept(outage)) == []

    def test_a_hold_does_not_count_as_being_in_effect(self) -> None:
        outage = a_life()
        clock = outage.clock
        assert isinstance(clock, VirtualClock)
        clock.advance_to(after(60 * 24 * 1000))
        outage.hold("smith-v-west", reason="a letter of counsel", by=CLERK)

        assert kept(outage).keep_until == date(2032, 3, 3)

    def test_every_reason_is_told(self) -> None:
        outage = an_outage("down")
        outage.hold("one", reason="counsel", by=CLERK)
        outage.hold("two", reason="counsel", by=CLERK)

        assert codes(kept(outage)) == ["on_hold", "on_hold", "not_over"]
        assert kept(outage).holds == ("one", "two")

    def test_a_damaged_record_is_kept(self) -> None:
        outage = a_life()
        journal = outage.journal
        assert isinstance(journal, MemoryJournal)
        lines = journal._lines[outage.id]
        lines[4] = lines[4]._replace(at="2026-03-03T13:52:01.000000+00:00")

        assert codes(kept(outage)) == ["damaged"]
        assert removal(outage).removed == ()

    def test_what_cannot_be_read_is_kept(self) -> None:
        outage = a_life()
        journal = outage.journal
        assert isinstance(journal, MemoryJournal)
        journal._lines[outage.id][4] = journal._lines[outage.id][4]._replace(fact='{"schema":99}')

        assert codes(kept(outage)) == ["unreadable"]

    def test_what_is_no_downtime_is_kept(self) -> None:
        outage = a_life()
        journal = MemoryJournal()
        fact = outage.journal.read(outage.id)[-1].fact
        journal.append(Commit("notes", 0, "one", BEGAN, CLERK, [fact]))

        (found,) = retention(journal, POLICY, now=YEARS_LATER)
        assert [reason.code for reason in found.obstacles] == ["rules_unknown"]


class TestRemoval:
    def test_a_mark_is_left_that_says_who_when_why_and_what_was_there(self) -> None:
        outage = a_life()
        last = outage.journal.read(outage.id)[-1]

        (mark,) = removal(outage).removed

        assert outage.journal.streams() == ()
        assert list(outage.journal.removed()) == [mark]
        assert (mark.version, mark.digest, mark.at, mark.by) == (last.version, last.digest, YEARS_LATER, CLERK)
        assert mark.reason.startswith("yearly review (kept until 2032-03-03; 45 CFR 164.316")

    def test_it_is_done_once(self) -> None:
        outage = a_life()

        assert len(removal(outage).removed) == 1
        assert removal(outage).removed == ()

    def test_a_removed_downtime_is_not_declared_again(self) -> None:
        outage = a_life()
        removal(outage)

        with pytest.raises(JournalError, match="was removed"):
            Desk(outage.journal, outage.clock).declare(
                UNSCHEDULED, id=outage.id, by=NURSE, sites=("west",), services=("RIS",)
            )

    def test_only_what_was_named_goes(self) -> None:
        outage = a_life()
        done = remove_expired(outage.journal, POLICY, now=YEARS_LATER, by=CLERK, reason="review", only=["east-1"])

        assert done == Removal((), ())

    def test_a_hold_that_comes_in_the_last_moment_wins(self) -> None:
        outage = a_life()

        class Racing(MemoryJournal):
            def remove(self, stream: str, *, digest: str, at: datetime, by: Staff, reason: str) -> Removed:
                outage.hold("smith-v-west", reason="counsel", by=CLERK)
                return super().remove(stream, digest=digest, at=at, by=by, reason=reason)

        racing = Racing()
        racing.load(outage.journal.lines(outage.id))
        outage.journal = racing

        assert remove_expired(racing, POLICY, now=YEARS_LATER, by=CLERK, reason="review") == Removal((), ("west-1",))
        assert racing.streams() == ("west-1",)

    def test_there_must_be_a_reason_and_a_zone(self) -> None:
        journal = a_life().journal

        with pytest.raises(InvalidInput, match="reason: is missing"):
            remove_expired(journal, POLICY, now=YEARS_LATER, by=CLERK, reason=" ")
        with pytest.raises(InvalidInput, match="needs a time zone"):
            retention(journal, POLICY, now=YEARS_LATER.replace(tzinfo=None))
