"""Where a downtime stood at a time, and what was known by then."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from downtimekit.errors import InvalidInput, UnknownName
from downtimekit.models.paper import SheetState
from downtimekit.playbooks.decide import Report
from downtimekit.runtime.replaying import as_of, happened_at, replay, told_later
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.lived import SECRETS, a_life
from tests.ward import BEGAN, IT, NURSE, after, an_outage

LIFE = a_life()
JOURNAL = LIFE.journal
ENTRIES = JOURNAL.read(LIFE.id)


@pytest.mark.parametrize(
    ("minute", "phase"), [(0, "down"), (44, "down"), (60, "backfilling"), (239, "backfilling"), (240, "closed")]
)
def test_a_downtime_stands_where_it_stood_then(minute: int, phase: str) -> None:
    assert as_of(JOURNAL, LIFE.id, at=after(minute)).phase == phase


def test_without_a_time_it_stands_where_it_stands_now() -> None:
    assert as_of(JOURNAL, LIFE.id) == LIFE.standing


def test_replay_comes_by_every_version_and_ends_where_it_stands() -> None:
    moments = list(replay(JOURNAL, LIFE.id))

    assert [moment.entry for moment in moments] == list(ENTRIES)
    assert [moment.standing.version for moment in moments] == list(range(1, len(ENTRIES) + 1))
    assert moments[-1].standing == LIFE.standing
    for place in (0, 5, 20, len(moments) - 1):
        assert as_of(JOURNAL, LIFE.id, version=place + 1) == moments[place].standing


def test_a_standing_of_the_past_is_not_changed_by_what_came_later() -> None:
    moments = list(replay(JOURNAL, LIFE.id))
    issued = next(moment for moment in moments if moment.entry.fact.kind == "forms_issued")

    assert issued.standing.sheets == {"W-1": SheetState.OUT, "W-2": SheetState.OUT}
    assert issued.standing.captures == {}


def test_with_a_version_and_a_time_the_earlier_counts() -> None:
    assert as_of(JOURNAL, LIFE.id, version=3, at=after(240)).version == 3
    assert as_of(JOURNAL, LIFE.id, version=len(ENTRIES), at=after(44)).phase == "down"


class TestWhatWasKnownWhen:
    def test_what_is_told_later_was_not_known_then(self) -> None:
        told = [entry for entry in told_later(ENTRIES, at=after(2)) if entry.fact.kind == "signalled"]

        assert [(entry.at, happened_at(entry)) for entry in told] == [(after(5), after(1))]
        assert as_of(JOURNAL, LIFE.id, at=after(2)).last_heard("staff_told") == 0
        assert as_of(JOURNAL, LIFE.id, at=after(5)).last_heard("staff_told") > 0

    def test_a_sheet_was_written_long_before_it_was_typed_in(self) -> None:
        told = told_later(ENTRIES, at=after(40))

        assert [entry.fact.kind for entry in told] == ["capture_taken", "capture_taken"]
        assert {happened_at(entry) for entry in told} == {after(30)}

    def test_when_everything_is_told_nothing_is_told_later(self) -> None:
        assert told_later(ENTRIES, at=after(240)) == ()

    def test_what_nobody_dated_happened_when_it_was_recorded(self) -> None:
        moments = [moment for moment in replay(JOURNAL, LIFE.id) if moment.entry.fact.kind == "task_done"]

        assert [(moment.known_at, moment.happened_at) for moment in moments] == [(after(45), after(45))]

    def test_a_clock_that_was_set_back_does_not_show_what_was_not_yet_known(self) -> None:
        clock = VirtualClock(BEGAN)
        outage = an_outage("declared", clock=clock)
        clock.advance_to(after(30))
        outage.signal("help_desk_contacted", ticket="INC-1", by=IT)
        clock.step(timedelta(minutes=-20))
        outage.signal("vendor_support_contacted", ticket="V-1", by=IT)

        # The vendor was called after the help desk: whoever knew of the one knew of the other.
        assert as_of(outage.journal, outage.id, at=after(15)).phase == "declared"
        assert as_of(outage.journal, outage.id, at=after(15)).last_heard("vendor_support_contacted") == 0
        assert as_of(outage.journal, outage.id, at=after(30)).last_heard("vendor_support_contacted") > 0


def test_a_correction_changes_what_is_known_from_then_on() -> None:
    clock = VirtualClock(BEGAN)
    outage = an_outage("down", clock=clock)
    clock.advance_to(after(20))
    (entry, *_) = outage.report(Report("vendor_support_contacted", {"ticket": "V-1"}), by=IT)
    clock.advance_to(after(25))
    outage.correct(entry.version, details={"ticket": "V-2"}, reason="a slip of the pen", by=NURSE)

    assert as_of(outage.journal, outage.id, at=after(24)).detail("ticket") == "V-1"
    assert as_of(outage.journal, outage.id, at=after(25)).detail("ticket") == "V-2"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"at": after(-1)}, "before the downtime was declared"),
        ({"version": 0}, "is none of this downtime's"),
        ({"version": len(ENTRIES) + 1}, f"it has 1 to {len(ENTRIES)}"),
        ({"at": datetime(2026, 3, 3)}, "needs a time zone"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_answered_is_refused(asked: dict[str, int | datetime], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        as_of(JOURNAL, LIFE.id, **asked)  # type: ignore[arg-type]


def test_a_downtime_that_there_is_not_is_named() -> None:
    with pytest.raises(UnknownName, match="west-9"):
        as_of(MemoryJournal(), "west-9", at=after(0))
    with pytest.raises(UnknownName, match="west-9"):
        replay(JOURNAL, "west-9")


def test_a_moment_does_not_show_whose_sheet_it_is() -> None:
    shown = repr(list(replay(JOURNAL, LIFE.id)))

    assert [secret for secret in SECRETS if secret in shown and secret != "A-1"] == []
