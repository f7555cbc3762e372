"""Shifts keep the hours on the wall, whatever the clock does in the night."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.models.people import DatedHours, Hours, Shift, Weekday
from downtimekit.models.people.hours import spans_on

NEW_YORK, BERLIN, LORD_HOWE, TOKYO = "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours", "starts", "ends"),
    [
        # an ordinary day, and the night into the next
        (NEW_YORK, "2026-03-03", "07:00-19:00", "2026-03-03T12:00", "2026-03-04T00:00"),
        (NEW_YORK, "2026-03-03", "19:00-07:00", "2026-03-04T00:00", "2026-03-04T12:00"),
        (NEW_YORK, "2026-03-03", "08:00-08:00", "2026-03-03T13:00", "2026-03-04T13:00"),
        (NEW_YORK, "2026-03-03", "16:00-24:00", "2026-03-03T21:00", "2026-03-04T05:00"),
        # 07:00 is 07:00 on the days before and after the change
        (NEW_YORK, "2026-03-07", "07:00-19:00", "2026-03-07T12:00", "2026-03-08T00:00"),
        (NEW_YORK, "2026-03-08", "07:00-19:00", "2026-03-08T11:00", "2026-03-08T23:00"),
        # the night in between is an hour shorter, or longer
        (NEW_YORK, "2026-03-07", "19:00-07:00", "2026-03-08T00:00", "2026-03-08T11:00"),
        (NEW_YORK, "2026-10-31", "19:00-07:00", "2026-10-31T23:00", "2026-11-01T12:00"),
        (BERLIN, "2026-03-28", "22:00-06:00", "2026-03-28T21:00", "2026-03-29T04:00"),
        (BERLIN, "2026-10-24", "22:00-06:00", "2026-10-24T20:00", "2026-10-25T05:00"),
        (TOKYO, "2026-03-28", "22:00-06:00", "2026-03-28T13:00", "2026-03-28T21:00"),
        # a start or an end that the clock jumps over is the jump; of two it is the first
        (NEW_YORK, "2026-03-08", "02:30-10:00", "2026-03-08T07:00", "2026-03-08T14:00"),
        (NEW_YORK, "2026-03-07", "19:00-02:30", "2026-03-08T00:00", "2026-03-08T07:00"),
        (NEW_YORK, "2026-10-31", "19:00-01:30", "2026-10-31T23:00", "2026-11-01T05:30"),
        (NEW_YORK, "2026-11-01", "01:30-10:00", "2026-11-01T05:30", "2026-11-01T15:00"),
        # half an hour, at Lord Howe
        (LORD_HOWE, "2026-10-04", "02:15-06:00", "2026-10-03T15:30", "2026-10-03T19:00"),
        (LORD_HOWE, "2026-04-04", "19:00-07:00", "2026-04-04T08:00", "2026-04-04T20:30"),
    ],
)
def test_a_shift_begins_and_ends_by_the_clock_on_the_wall(
    zone: str, day: str, hours: str, starts: str, ends: str
) -> None:
    span = Hours.model_validate(hours).on(date.fromisoformat(day), zone=zone)

    assert (span.starts, span.ends) == (utc(starts), utc(ends))


def test_a_shift_that_the_clock_jumps_over_does_not_take_place() -> None:
    shift = Shift.model_validate("Sun 02:15-02:45")

    assert list(spans_on(date(2026, 3, 8), zone=NEW_YORK, weekly=[shift])) == []
    assert len(list(spans_on(date(2026, 3, 8), zone=TOKYO, weekly=[shift]))) == 1


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Mon-Fri 07:00-19:00", "Mon-Fri 07:00-19:00"),
        ("fri,MON 7:00 - 19:00", "Mon,Fri 07:00-19:00"),
        ("Fri-Mon 19:00-7:00", "Mon,Fri-Sun 19:00-07:00"),
        ("Mon,Tue,Wed,Fri 08:00-24:00", "Mon-Wed,Fri 08:00-00:00"),
        ("Mon - Wed , Sat 08:00-08:00", "Mon-Wed,Sat 08:00-08:00"),
        ("Sat 19:00-07:00  every 2 weeks from 2026-03-07", "Sat 19:00-07:00 every 2 weeks from 2026-03-07"),
        ("Sat 19:00-07:00 from 2026-03-07", "Sat 19:00-07:00 from 2026-03-07"),
    ],
)
def test_a_shift_is_read_as_a_clerk_writes_it(written: str, text: str) -> None:
    shift = Shift.model_validate(written)

    assert shift.text == text
    assert Shift.model_validate(text) == shift == Shift.model_validate_json(shift.model_dump_json())


@pytest.mark.parametrize(
    "written",
    [
        "",
        "07:00-19:00",
        "Mon",
        "Mon 7-19",
        "Mon 07:00-25:00",
        "Mon 24:00-07:00",
        "Mon 07:60-08:00",
        "Mo 07:00-19:00",
        "Montag 07:00-19:00",
        "Mon-Tue-Wed 07:00-19:00",
        "Mon-Foo 07:00-19:00",
        "Mon 07:00-19:00 every 2 weeks",
        "Mon 07:00-19:00 every 0 weeks from 2026-03-02",
        "Mon 07:00-19:00 from 2026-02-30",
        "Mon 07:00-19:00\nTue 07:00-19:00",
    ],
)
def test_what_is_no_shift_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        Shift.model_validate(written)


def test_every_other_week_is_counted_from_the_week_of_its_first_day() -> None:
    shift = Shift.model_validate("Mon,Sat 07:00-19:00 every 2 weeks from 2026-03-04")  # a Wednesday
    days = [date(2026, 3, 1) + timedelta(days=number) for number in range(31)]

    assert [day.day for day in days if shift.begins_on(day)] == [7, 16, 21, 30]


def test_a_dated_day_stands_instead_of_the_shifts_that_begin_on_it() -> None:
    weekly = [Shift.model_validate("Thu-Sat 19:00-07:00")]
    dated = [DatedHours.model_validate(text) for text in ("2026-12-25 off", "2026-12-26 8:00-12:00 20:00-22:00")]

    def hours(day: int) -> list[tuple[str, str]]:
        spans = spans_on(date(2026, 12, day), zone="UTC", weekly=weekly, dated=dated)
        return [(f"{span.starts:%d %H:%M}", f"{span.ends:%d %H:%M}") for span in spans]

    assert hours(24) == [("24 19:00", "25 07:00")], "the night before runs into the holiday"
    assert hours(25) == []
    assert hours(26) == [("26 08:00", "26 12:00"), ("26 20:00", "26 22:00")]


@pytest.mark.parametrize("written", ["", "2026-12-25", "2026-12-25 closed", "25.12.2026 off", "2026-13-01 off"])
def test_what_is_no_dated_day_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        DatedHours.model_validate(written)


def test_days_are_kept_in_the_order_of_the_week_each_once() -> None:
    shift = Shift(days=(Weekday.SUNDAY, Weekday.MONDAY, Weekday.SUNDAY), hours=Hours.model_validate("07:00-08:00"))

    assert shift.days == (Weekday.MONDAY, Weekday.SUNDAY)


def test_hours_and_days_may_be_given_by_their_parts_as_a_program_does() -> None:
    hours = Hours.model_validate({"starts": "07:00", "ends": "19:00"})
    dated = DatedHours.model_validate({"day": "2026-12-26", "hours": [hours, "20:00-22:00"]})

    assert dated == DatedHours.model_validate("2026-12-26 07:00-19:00 20:00-22:00")
    with pytest.raises(ValidationError, match="must be two times"):
        Hours.model_validate("7 to 19")
