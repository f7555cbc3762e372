"""What the clock on the wall means, in the nights when it is put back or forward."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.zones import ClockTime, Day, WallTime, Zone, instants, moment, shown_at

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
    "UTC",
    "America/Sao_Paulo",
    "Pacific/Apia",
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown", "meant"),
    [
        ("America/New_York", "2026-03-07T02:30", ["2026-03-07T07:30"]),
        ("America/New_York", "2026-03-08T01:59", ["2026-03-08T06:59"]),
        ("America/New_York", "2026-03-08T02:30", []),
        ("America/New_York", "2026-03-08T03:00", ["2026-03-08T07:00"]),
        ("America/New_York", "2026-11-01T00:59", ["2026-11-01T04:59"]),
        ("America/New_York", "2026-11-01T01:30", ["2026-11-01T05:30", "2026-11-01T06:30"]),
        ("America/New_York", "2026-11-01T02:00", ["2026-11-01T07:00"]),
        ("Europe/Berlin", "2026-03-29T02:00", []),
        ("Europe/Berlin", "2026-03-29T03:00", ["2026-03-29T01:00"]),
        ("Europe/Berlin", "2026-10-25T02:30", ["2026-10-25T00:30", "2026-10-25T01:30"]),
        ("Australia/Lord_Howe", "2026-10-04T02:15", []),
        ("Australia/Lord_Howe", "2026-10-04T02:30", ["2026-10-03T15:30"]),
        ("Australia/Lord_Howe", "2026-04-05T01:45", ["2026-04-04T14:45", "2026-04-04T15:15"]),
        ("Asia/Tokyo", "2026-03-08T02:30", ["2026-03-07T17:30"]),
        ("Asia/Kolkata", "2026-11-01T01:30", ["2026-10-31T20:00"]),
    ],
)
def test_a_clock_shows_a_time_once_twice_or_never(zone: str, shown: str, meant: list[str]) -> None:
    assert instants(wall(shown), zone=zone) == tuple(utc(text) for text in meant)


@pytest.mark.parametrize(
    ("zone", "shown", "first"),
    [
        ("America/New_York", "2026-03-08T01:59", "2026-03-08T06:59"),
        ("America/New_York", "2026-03-08T02:00", "2026-03-08T07:00"),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00"),
        ("America/New_York", "2026-03-08T02:59:59.5", "2026-03-08T07:00"),
        ("America/New_York", "2026-03-08T03:00", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),
        ("America/Sao_Paulo", "2018-11-04T00:20", "2018-11-04T03:00"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00"),
    ],
)
def test_what_comes_back_every_week_begins_at_the_first_or_at_the_jump(zone: str, shown: str, first: str) -> None:
    assert moment(wall(shown), zone=zone) == utc(first)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2030-01-01")),
)
def test_what_a_clock_shows_at_an_instant_means_that_instant(zone: str, at: datetime) -> None:
    shown = shown_at(at.replace(tzinfo=UTC), zone=zone).replace(tzinfo=None, fold=0)

    assert at.replace(tzinfo=UTC) in instants(shown, zone=zone)


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2030-01-01")),
    st.timedeltas(timedelta(0), timedelta(hours=3)),
)
def test_a_later_time_on_the_wall_is_never_an_earlier_moment(zone: str, shown: datetime, later: timedelta) -> None:
    assert moment(shown, zone=zone) <= moment(shown + later, zone=zone)


@pytest.mark.parametrize(
    "name", ["", "EST5", "New York", "america/nowhere", "../../etc/passwd", "/etc/localtime", "\0"]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="not the name of a time zone"):
        TypeAdapter(Zone).validate_python(name)


@pytest.mark.parametrize("name", ["EST", "MST", "HST", "localtime", "posixrules", "Factory"])
def test_an_abbreviation_that_knows_no_summer_time_is_no_zone_of_a_ward(name: str) -> None:
    with pytest.raises(ValidationError, match="not the zone of a place"):
        TypeAdapter(Zone).validate_python(name)


@pytest.mark.parametrize("shown", ["2026-03-08", "03/08/2026 1:00", "20260308", "tomorrow"])
def test_a_day_alone_is_no_time_on_the_wall(shown: str) -> None:
    with pytest.raises(ValidationError, match="a day and a time"):
        TypeAdapter(WallTime).validate_python(shown)


@pytest.mark.parametrize(
    "asked",
    [
        lambda zone: shown_at(datetime(2026, 3, 8, tzinfo=UTC), zone=zone),
        lambda zone: instants(wall("2026-03-08T01:30"), zone=zone),
        lambda zone: moment(wall("2026-03-08T01:30"), zone=zone),
    ],
    ids=["what a clock shows", "when it shows it", "the moment"],
)
@pytest.mark.parametrize("zone", ["America/NewYork", "", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_an_error_of_ours(asked: Callable[[str], object], zone: str) -> None:
    with pytest.raises(InvalidInput, match="zone: 1 fault\n  - is not the name of a time zone") as caught:
        asked(zone)
    assert zone == "" or zone not in str(caught.value)


def test_a_time_on_the_wall_has_no_offset_and_lies_in_our_times() -> None:
    walls: TypeAdapter[datetime] = TypeAdapter(WallTime)

    assert walls.validate_python("2026-03-08T01:30") == wall("2026-03-08T01:30")
    with pytest.raises(ValidationError, match="without an offset"):
        walls.validate_python("2026-03-08T01:30Z")
    with pytest.raises(ValidationError, match="1970 to 2199"):
        walls.validate_python("0001-01-01T00:00")
    with pytest.raises(ValidationError, match="1970 to 2199"):
        TypeAdapter(Day).validate_python(date(9999, 12, 31))


@pytest.mark.parametrize("shown", ["07:00:30", "07:00:00.5", "07:00Z", "1800", 1200, "7 am", None])
def test_a_time_of_day_is_a_whole_minute_without_an_offset(shown: object) -> None:
    times: TypeAdapter[time] = TypeAdapter(ClockTime)

    assert times.validate_python("07:00") == time(7)
    with pytest.raises(ValidationError, match="whole minute"):
        times.validate_python(shown)


def test_an_instant_without_an_offset_could_be_anywhere() -> None:
    with pytest.raises(InvalidInput, match="needs a time zone"):
        shown_at(wall("2026-03-08T01:30"), zone="UTC")
