"""Times, and where the clock hung that they were read from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from downtimekit.interop.hl7v2.message import Message
from downtimekit.interop.hl7v2.times import day, instant, written_day, written_instant
from tests.hl7v2 import message


def told(sent: str, zone: str = "America/Chicago") -> tuple[datetime | None, list[str], bool]:
    """Return the instant, the concerns, and whether the field is told as lost."""
    found = Message(message("ADT^A08", f"ZPI|{sent}"), zone=zone)
    moment = instant(found.first("ZPI").field(1), found)
    return moment, [concern.code for concern in found.concerns], "ZPI-1" in found.losses()


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("20260303091200-0600", "2026-03-03T15:12:00+00:00"),
        ("20260303091200", "2026-03-03T15:12:00+00:00"),
        ("202603030912", "2026-03-03T15:12:00+00:00"),
        ("2026030309", "2026-03-03T15:00:00+00:00"),
        ("20260703091200", "2026-07-03T14:12:00+00:00"),
        ("20260303091200.4+0215", "2026-03-03T06:57:00.400000+00:00"),
        ("20260303091200.1234", "2026-03-03T15:12:00.123400+00:00"),
        ("20260303151200Z", "2026-03-03T15:12:00+00:00"),
        ("20260303091200-0000", "2026-03-03T09:12:00+00:00"),
        (" 20260303091200-0600 ", "2026-03-03T15:12:00+00:00"),
    ],
)
def test_a_moment_is_read_with_its_offset_or_by_the_clock_of_the_sender(sent: str, meant: str) -> None:
    moment, concerns, lost = told(sent)

    assert (moment, concerns, lost) == (datetime.fromisoformat(meant), [], False)


def test_the_hour_that_comes_twice_is_read_as_the_first_and_told() -> None:
    moment, concerns, lost = told("20261101013000")

    assert moment == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert (concerns, lost) == (["time_ambiguous"], False)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("20260308023000", "time_nonexistent"),
        ("20260303", "time_not_precise"),
        ("202603", "time_not_precise"),
        ("2026", "time_not_precise"),
        ("20260303+0000", "time_not_precise"),
        ("20261303091200", "time_not_valid"),
        ("20260230091200", "time_not_valid"),
        ("20260303250000", "time_not_valid"),
        ("20260303091200+9900", "time_not_valid"),
        ("20260303091200+0075", "time_not_valid"),
        ("00000000000000", "time_not_valid"),
        ("2026-03-03T09:12:00", "time_not_valid"),
        ("03/03/2026", "time_not_valid"),
        ("yesterday", "time_not_valid"),
        ("\uff12\uff10260303091200", "time_not_valid"),
    ],
)
def test_what_is_no_moment_is_told_and_never_made_one(sent: str, code: str) -> None:
    assert told(sent) == (None, [code], True)


def test_an_empty_time_is_no_time_and_no_concern() -> None:
    assert told("") == (None, [], False)


@pytest.mark.parametrize(
    ("sent", "meant", "codes", "lost"),
    [
        ("19580211", date(1958, 2, 11), [], False),
        ("195802110000", date(1958, 2, 11), [], False),
        ("19580211235900-0600", date(1958, 2, 11), ["time_dropped"], True),
        ("195802", None, ["date_not_valid"], True),
        ("1958", None, ["date_not_valid"], True),
        ("19580230", None, ["date_not_valid"], True),
        ("1958-02-11", None, ["date_not_valid"], True),
        ("99999999", None, ["date_not_valid"], True),
    ],
)
def test_a_day_is_that_of_the_senders_calendar(sent: str, meant: date | None, codes: list[str], lost: bool) -> None:
    found = Message(message("ADT^A08", f"ZPI|{sent}"), zone="America/Chicago")

    assert day(found.first("ZPI").field(1), found) == meant
    assert [concern.code for concern in found.concerns] == codes
    assert ("ZPI-1" in found.losses()) == lost


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 3, 3, 9, 12, tzinfo=timezone(timedelta(hours=-6))), "20260303091200-0600"),
        (datetime(2026, 3, 3, 9, 12, tzinfo=timezone(timedelta(minutes=-30))), "20260303091200-0030"),
        (datetime(2026, 3, 3, 9, 12, 5, 123456, tzinfo=UTC), "20260303091205.1234+0000"),
        (datetime(2026, 3, 3, 9, 12, tzinfo=timezone(timedelta(hours=1, seconds=30))), "20260303081130+0000"),
        (None, ""),
    ],
)
def test_a_moment_is_written_with_its_offset(moment: datetime | None, written: str) -> None:
    assert written_instant(moment) == written


def test_a_day_is_written_with_all_its_digits() -> None:
    assert (written_day(date(958, 2, 1)), written_day(None)) == ("09580201", "")
