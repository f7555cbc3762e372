"""Who has the shift, and whom only something grave may wake."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.models.people import OnCall, QuietHours
from downtimekit.models.ranked import Severity

NIGHTS = OnCall.model_validate("America/New_York; Mon-Sun 19:00-07:00; 2026-12-25 off")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "covered"),
    [
        ("2026-01-10T23:59", False),
        ("2026-01-11T00:00", True),  # 19:00 in winter
        ("2026-01-11T11:59", True),
        ("2026-01-11T12:00", False),  # 07:00
        ("2026-07-10T22:59", False),
        ("2026-07-10T23:00", True),  # 19:00 in summer
        ("2026-07-11T10:59", True),
        ("2026-07-11T11:00", False),
        ("2026-03-08T06:59", True),  # the night of the change, an hour shorter
        ("2026-03-08T10:59", True),
        ("2026-03-08T11:00", False),
        ("2026-11-01T05:30", True),  # the hour that comes twice
        ("2026-11-01T06:30", True),
        ("2026-11-01T11:59", True),
        ("2026-11-01T12:00", False),
        ("2026-12-25T11:59", True),  # the shift of the 24th ends on the holiday
        ("2026-12-26T03:00", False),  # the holiday's own shift does not begin
        ("2026-12-27T00:00", True),
    ],
)
def test_the_night_shift_is_on_call_by_the_clock_of_its_zone(at: str, covered: bool) -> None:
    assert NIGHTS.covers(utc(at)) is covered
    assert NIGHTS.covers(utc(at).astimezone()) is covered


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"])
@pytest.mark.parametrize("handover", ["01:30", "01:45", "02:00", "02:15", "02:30", "03:00"])
def test_whenever_shifts_change_exactly_one_of_two_is_on_call(zone: str, handover: str) -> None:
    night = OnCall.model_validate(f"{zone}; Mon-Sun 14:00-{handover}")
    day = OnCall.model_validate(f"{zone}; Mon-Sun {handover}-14:00")

    for first in ("2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31"):
        start = utc(f"{first}T00:00")
        for minutes in range(0, 40 * 60, 15):
            at = start + timedelta(minutes=minutes)
            assert night.covers(at) is not day.covers(at), f"{zone} {handover} {at}"


def test_spans_are_the_shifts_that_begin_on_the_days() -> None:
    spans = list(NIGHTS.spans(date(2026, 12, 24), date(2026, 12, 26)))

    assert [(span.starts, span.ends) for span in spans] == [
        (utc("2026-12-25T00:00"), utc("2026-12-25T12:00")),
        (utc("2026-12-27T00:00"), utc("2026-12-27T12:00")),
    ]
    assert list(NIGHTS.spans(date(2026, 12, 26), date(2026, 12, 24))) == []


def test_somebody_may_be_on_call_on_single_days_only() -> None:
    once = OnCall.model_validate("Europe/Berlin; 2026-03-29 00:00-24:00")

    assert once.covers(utc("2026-03-28T23:00"))
    assert once.covers(utc("2026-03-29T21:59"))
    assert not once.covers(utc("2026-03-29T22:00")), "a day of 23 hours"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "not the name of a time zone"),
        ("Mon-Fri 07:00-19:00", "not the name of a time zone"),
        ("UTC; Mon-Fri 7-19", "must be days and two times"),
        ("UTC; 2026-12-25 closed", "must be a day with times or off"),
        ("UTC; 2026-12-25 off; 2026-12-25 08:00-12:00", "a day more than once"),
    ],
)
def test_hours_that_nobody_can_understand_are_refused(written: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        OnCall.model_validate(written)


@pytest.mark.parametrize(
    ("severity", "waits"),
    [
        (Severity.LOW, True),
        (Severity.MODERATE, True),
        (Severity.HIGH, False),
        (Severity.CRITICAL, False),
        (None, False),
    ],
)
def test_a_downtime_that_is_grave_enough_does_not_wait_for_the_morning(severity: Severity | None, waits: bool) -> None:
    quiet = QuietHours.model_validate("America/New_York; Mon-Sun 22:00-06:00")

    assert quiet.silence(utc("2026-03-03T05:00"), severity=severity) is waits
    assert not quiet.silence(utc("2026-03-03T15:00"), severity=severity), "it is day"


def test_each_person_says_what_is_grave_enough_for_them() -> None:
    quiet = QuietHours.model_validate("UTC; Sat,Sun 00:00-24:00; Mon-Fri 22:00-06:00; unless Critical")

    assert quiet.text == "UTC; Sat,Sun 00:00-00:00; Mon-Fri 22:00-06:00; unless critical"
    assert QuietHours.model_validate(quiet.text) == quiet
    assert quiet.silence(utc("2026-03-07T12:00"), severity=Severity.HIGH)
    assert not quiet.silence(utc("2026-03-07T12:00"), severity=Severity.CRITICAL)
    with pytest.raises(ValidationError):
        QuietHours.model_validate("UTC; unless critical")
    with pytest.raises(ValidationError):
        QuietHours.model_validate("UTC; Sat 00:00-24:00; unless dire")
