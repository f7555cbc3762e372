"""Planned work: announced in time, moved with a reason, and unplanned from the minute that it is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.downtime import (
    AccessTier,
    Cause,
    Extension,
    Extent,
    NoticeKind,
    NoticePolicy,
    Scheduled,
    Severity,
    Unscheduled,
    Window,
)
from downtimekit.models.people import Role, Staff

LEAD = Staff(name="Ines Itoh", role=Role.IT_LEAD)
ENDS = datetime(2026, 3, 3, 8, tzinfo=UTC)  # 03:00 in New York


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def window(starts: str = "2026-03-03T01:00", ends: str = "2026-03-03T03:00") -> Window:
    return Window.model_validate({"zone": "America/New_York", "starts": starts, "ends": ends})


def until(ends: str, *, decided_at: str, **more: str) -> Extension:
    said = {"ends": ends, "decided_at": decided_at, "by": LEAD, "reason": "the database is still copying"}
    return Extension.model_validate(said | more)


PLANNED = Scheduled(window=window())
TO_FOUR = until("2026-03-03T04:00", decided_at="2026-03-03T07:30Z")  # half past two
TO_SIX = until("2026-03-03T06:00", decided_at="2026-03-03T09:10Z")  # ten past four: ten minutes late


def test_it_is_not_overrun_before_or_at_its_end() -> None:
    for at in (ENDS - timedelta(days=1), ENDS - timedelta(minutes=1), ENDS):
        assert PLANNED.overrun(at) is None


def test_from_its_end_on_it_is_an_unplanned_downtime() -> None:
    overrun = PLANNED.overrun(ENDS + timedelta(minutes=25))

    assert overrun
    assert (overrun.since, overrun.lasts) == (ENDS, timedelta(minutes=25))
    assert overrun.as_unscheduled(severity=Severity.HIGH, reported_by=LEAD) == Unscheduled(
        cause=Cause.MAINTENANCE_OVERRUN, severity=Severity.HIGH, detected_at=ENDS, reported_by=LEAD
    )


@pytest.mark.parametrize(
    ("at", "end", "late"),
    [
        ("2026-03-03T07:29", "2026-03-03T08:00", None),
        ("2026-03-03T07:30", "2026-03-03T09:00", None),
        ("2026-03-03T08:30", "2026-03-03T09:00", None),
        ("2026-03-03T09:05", "2026-03-03T09:00", 5),
        ("2026-03-03T09:10", "2026-03-03T11:00", None),
        ("2026-03-03T12:00", "2026-03-03T11:00", 60),
    ],
)
def test_an_extension_counts_from_when_it_was_decided(at: str, end: str, late: int | None) -> None:
    moved = PLANNED.extended(TO_FOUR).extended(TO_SIX)
    overrun = moved.overrun(utc(at))

    assert moved.ends_as_known_at(utc(at)) == utc(end)
    assert (overrun and overrun.lasts) == (None if late is None else timedelta(minutes=late))
    assert moved.ends_at == utc("2026-03-03T11:00")
    assert PLANNED.ends_at == ENDS, "what was announced first is unchanged"


@pytest.mark.parametrize(
    ("extensions", "words"),
    [
        ([until("2026-03-03T03:00", decided_at="2026-03-03T07:30Z")], "extension 1 does not move the end"),
        ([TO_SIX, until("2026-03-03T05:00", decided_at="2026-03-03T10:00Z")], "extension 2 does not move the end"),
        ([TO_FOUR, until("2026-03-03T06:00", decided_at="2026-03-03T07:00Z")], "extension 2 was decided before"),
        ([until("2026-03-08T02:30", decided_at="2026-03-03T07:30Z")], "end of extension 1 does not exist in this zone"),
        ([until("2026-11-01T01:30", decided_at="2026-03-03T07:30Z")], "end of extension 1 comes twice"),
    ],
)
def test_a_chain_of_extensions_moves_the_end_to_a_later_time_each_time(extensions: list[Extension], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Scheduled(window=window(), extensions=tuple(extensions))
    with pytest.raises(InvalidInput, match=words):
        reduce(Scheduled.extended, extensions, PLANNED)


def test_an_end_that_comes_twice_is_extended_by_an_hour_of_the_clock() -> None:
    night = Scheduled(window=window("2026-11-01T00:30", "2026-11-01T00:45"))
    first = night.extended(until("2026-11-01T01:30", decided_at="2026-11-01T04:40Z", ends_pass="first"))
    second = first.extended(until("2026-11-01T01:30", decided_at="2026-11-01T05:00Z", ends_pass="second"))

    assert second.ends_at - first.ends_at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts", "notices"),
    [
        ("2026-03-03T01:00", ["2026-03-02T06:00", "2026-03-03T05:30"]),
        # 24 real hours ahead: the wall shows 00:00 the day before where a clock was put forward in between
        ("2026-03-09T01:00", ["2026-03-08T05:00", "2026-03-09T04:30"]),
        ("2026-11-02T01:00", ["2026-11-01T06:00", "2026-11-02T05:30"]),
    ],
)
def test_people_are_told_a_day_ahead_and_reminded_half_an_hour_ahead(starts: str, notices: list[str]) -> None:
    due = NoticePolicy().due(window(starts, starts.replace("01:00", "03:00")))

    assert [notice.kind for notice in due] == [NoticeKind.ANNOUNCEMENT, NoticeKind.REMINDER]
    assert [notice.by for notice in due] == [utc(text) for text in notices]


def test_a_clinic_has_its_own_lead_times() -> None:
    due = NoticePolicy(announce_hours=1, remind_minutes=(90, 10)).due(window())

    assert [(notice.kind, ENDS - timedelta(hours=2) - notice.by) for notice in due] == [
        (NoticeKind.REMINDER, timedelta(minutes=90)),
        (NoticeKind.ANNOUNCEMENT, timedelta(hours=1)),
        (NoticeKind.REMINDER, timedelta(minutes=10)),
    ]


@pytest.mark.parametrize(
    ("announced_at", "ends", "policy", "codes"),
    [
        (None, "2026-03-03T03:00", NoticePolicy(), []),
        ("2026-03-02T06:00Z", "2026-03-03T05:00", NoticePolicy(), []),
        ("2026-03-02T06:01Z", "2026-03-03T05:00", NoticePolicy(), ["short_notice"]),
        ("2026-03-01T00:00Z", "2026-03-03T05:01", NoticePolicy(), ["long_window"]),
        ("2026-03-03T05:00Z", "2026-03-03T09:00", NoticePolicy(), ["short_notice", "long_window"]),
        ("2026-03-03T05:00Z", "2026-03-03T09:00", NoticePolicy(announce_hours=1, longest_minutes=None), []),
    ],
)
def test_short_notice_and_long_work_are_told_and_not_refused(
    announced_at: str | None, ends: str, policy: NoticePolicy, codes: list[str]
) -> None:
    said = {"window": window(ends=ends), "announced_at": announced_at, "notice": policy}
    concerns = list(Scheduled.model_validate(said).concerns())

    assert [concern.code for concern in concerns] == codes
    assert all(concern.source for concern in concerns)


@pytest.mark.parametrize(
    ("announced_at", "at", "codes"),
    [
        (None, "2026-03-02T06:00", []),  # a day ahead to the minute
        (None, "2026-03-02T06:01", ["not_announced"]),
        ("2026-03-01T00:00Z", "2026-03-03T05:00", []),
    ],
)
def test_work_that_nobody_announced_is_told_as_soon_as_the_lead_time_has_run_out(
    announced_at: str | None, at: str, codes: list[str]
) -> None:
    planned = Scheduled.model_validate({"window": window(), "announced_at": announced_at})

    assert [concern.code for concern in planned.concerns(utc(at))] == codes


def test_work_that_becomes_too_long_by_an_extension_is_told_once() -> None:
    planned = Scheduled(window=window())
    codes = {
        ends: [(c.code, c.path) for c in planned.extended(until(ends, decided_at="2026-03-03T07:30Z")).concerns()]
        for ends in ("2026-03-03T05:00", "2026-03-03T05:01")
    }

    assert codes == {"2026-03-03T05:00": [], "2026-03-03T05:01": [("long_window", "extensions")]}
    far = Scheduled(window=window(ends="2026-03-03T06:00")).extended(
        until("2026-03-03T07:00", decided_at="2026-03-03T07:30Z")
    )
    assert [(concern.code, concern.path) for concern in far.concerns()] == [("long_window", "window")]


def test_a_moment_without_an_offset_cannot_be_late() -> None:
    naive = ENDS.replace(tzinfo=None)
    for asked in (PLANNED.overrun, PLANNED.ends_as_known_at, lambda at: list(PLANNED.concerns(at))):
        with pytest.raises(InvalidInput, match="needs a time zone"):
            asked(naive)


def test_what_people_work_with_follows_from_how_much_is_away() -> None:
    assert [extent.tier for extent in (Extent.READ_ONLY, Extent.FULL)] == [AccessTier.READ_ONLY, AccessTier.PAPER]


def test_a_scheduled_downtime_goes_through_json_unharmed() -> None:
    moved = PLANNED.extended(TO_FOUR)

    assert Scheduled.model_validate_json(moved.model_dump_json()) == moved
