"""A window is announced by the clock on the wall, and means one stretch of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.models.downtime import Pass, Window

NEW_YORK, BERLIN, LORD_HOWE, TOKYO = "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"


def window(zone: str, starts: str, ends: str, **passes: str) -> Window:
    return Window.model_validate({"zone": zone, "starts": starts, "ends": ends, **passes})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "starts_at", "hours"),
    [
        (NEW_YORK, "2026-03-03T01:00", "2026-03-03T03:00", "2026-03-03T06:00", 2),
        (NEW_YORK, "2026-03-08T01:00", "2026-03-08T03:00", "2026-03-08T06:00", 1),
        (NEW_YORK, "2026-11-01T00:30", "2026-11-01T02:00", "2026-11-01T04:30", 2.5),
        (NEW_YORK, "2026-11-01T22:00", "2026-11-02T02:00", "2026-11-02T03:00", 4),
        (BERLIN, "2026-03-28T23:00", "2026-03-29T04:00", "2026-03-28T22:00", 4),
        (BERLIN, "2026-10-24T23:00", "2026-10-25T04:00", "2026-10-24T21:00", 6),
        (LORD_HOWE, "2026-10-04T01:30", "2026-10-04T03:00", "2026-10-03T15:00", 1),
        (LORD_HOWE, "2026-04-05T01:00", "2026-04-05T03:00", "2026-04-04T14:00", 2.5),
        (TOKYO, "2026-03-08T01:00", "2026-03-08T03:00", "2026-03-07T16:00", 2),
    ],
)
def test_a_window_lasts_as_long_as_it_does_in_truth(
    zone: str, starts: str, ends: str, starts_at: str, hours: float
) -> None:
    found = window(zone, starts, ends)

    assert found.starts_at == utc(starts_at)
    assert found.lasts == timedelta(hours=hours)
    assert found.ends_at - found.starts_at == found.lasts
    assert Window.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (NEW_YORK, "2026-03-08T02:00"),
        (NEW_YORK, "2026-03-08T02:59"),
        (BERLIN, "2026-03-29T02:30"),
        (LORD_HOWE, "2026-10-04T02:15"),
    ],
)
@pytest.mark.parametrize("which", ["first", "second"])
def test_a_time_that_the_clock_jumps_over_is_refused(zone: str, shown: str, which: str) -> None:
    with pytest.raises(ValidationError, match="the clock jumps over it"):
        window(zone, shown, "2026-12-31T00:00")
    with pytest.raises(ValidationError, match="the clock jumps over it"):
        window(zone, shown, "2026-12-31T00:00", starts_pass=which)
    with pytest.raises(ValidationError, match="the clock jumps over it"):
        window(zone, "2026-01-01T00:00", shown)


@pytest.mark.parametrize(
    ("zone", "shown", "first", "second"),
    [
        (NEW_YORK, "2026-11-01T01:30", "2026-11-01T05:30", "2026-11-01T06:30"),
        (BERLIN, "2026-10-25T02:00", "2026-10-25T00:00", "2026-10-25T01:00"),
        (LORD_HOWE, "2026-04-05T01:45", "2026-04-04T14:45", "2026-04-04T15:15"),
    ],
)
def test_a_time_that_comes_twice_is_refused_until_a_person_says_which(
    zone: str, shown: str, first: str, second: str
) -> None:
    with pytest.raises(ValidationError, match="comes twice"):
        window(zone, shown, "2026-12-31T00:00")
    with pytest.raises(ValidationError, match="comes twice"):
        window(zone, "2026-01-01T00:00", shown)

    assert window(zone, shown, "2026-12-31T00:00", starts_pass="first").starts_at == utc(first)
    assert window(zone, shown, "2026-12-31T00:00", starts_pass="second").starts_at == utc(second)
    assert window(zone, "2026-01-01T00:00", shown, ends_pass="second").ends_at == utc(second)


def test_the_hour_that_comes_twice_can_be_a_window_of_its_own() -> None:
    found = window(NEW_YORK, "2026-11-01T01:15", "2026-11-01T01:15", starts_pass="first", ends_pass="second")

    assert found.lasts == timedelta(hours=1)
    with pytest.raises(ValidationError, match="ends when it starts, or before"):
        window(NEW_YORK, "2026-11-01T01:15", "2026-11-01T01:45", starts_pass="second", ends_pass="first")


def test_a_pass_changes_nothing_where_the_clock_shows_the_time_once() -> None:
    plain = window(TOKYO, "2026-03-08T01:00", "2026-03-08T03:00")

    assert window(TOKYO, "2026-03-08T01:00", "2026-03-08T03:00", starts_pass=Pass.SECOND).starts_at == plain.starts_at


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"ends": "2026-03-03T01:00"}, "ends when it starts, or before"),
        ({"ends": "2026-03-03T00:00"}, "ends when it starts, or before"),
        ({"zone": "EST/EDT"}, "not the name of a time zone"),
        ({"starts": "2026-03-03T01:00-05:00"}, "without an offset"),
        ({"ends": "2026-03-03T08:00Z"}, "without an offset"),
    ],
)
def test_a_window_that_means_nothing_is_refused(fields: dict[str, str], words: str) -> None:
    sound = {"zone": NEW_YORK, "starts": "2026-03-03T01:00", "ends": "2026-03-03T03:00"}
    with pytest.raises(ValidationError, match=words):
        Window.model_validate(sound | fields)
