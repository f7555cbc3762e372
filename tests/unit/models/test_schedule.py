"""A day's schedule: what day it is at the clinic, how old it is, and what is strange about it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.concern import Gravity
from downtimekit.models.schedule import AppointmentStatus, DaySchedule, day_bounds, next_day
from downtimekit.models.schedule_check import DEFAULT_POLICY, SchedulePolicy, schedule_concerns
from tests.made_up import MOMENTS

NEW_YORK = "America/New_York"
ZONES = [NEW_YORK, "Europe/Berlin", "Asia/Kolkata", "Africa/Cairo", "America/Havana", "Pacific/Auckland", "UTC"]
EVENING = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""Half past six in the evening of 2 March in New York."""
NINE = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


def a_visit(number: int, *, minute: int = 0, **otherwise: object) -> dict[str, object]:
    """Return a line of the schedule, so many minutes after nine."""
    said: dict[str, object] = {
        "accession": f"A-{number}",
        "patient": {"mrn": f"T-{number}"},
        "starts": NINE + timedelta(minutes=minute),
        "minutes": 30,
        "exam": "Screening mammogram",
        "site": "west",
    }
    return said | otherwise


def a_day(*visits: dict[str, object], **otherwise: object) -> DaySchedule:
    """Return the schedule of 3 March, as the calendar had it on the evening before."""
    said = {"day": "2026-03-03", "zone": NEW_YORK, "as_of": EVENING, "appointments": visits}
    return DaySchedule.model_validate(said | otherwise)


def found(day: DaySchedule, *, now: datetime = NINE, policy: SchedulePolicy = DEFAULT_POLICY) -> list[tuple[str, str]]:
    """Return the rule and the field of each concern."""
    return [(concern.code, concern.path) for concern in schedule_concerns(day, now=now, policy=policy)]


# Days and clocks


@pytest.mark.parametrize(
    ("now", "zone", "tomorrow"),
    [
        (datetime(2026, 3, 3, 1, 30, tzinfo=UTC), NEW_YORK, date(2026, 3, 3)),
        (datetime(2026, 3, 3, 1, 30, tzinfo=UTC), "UTC", date(2026, 3, 4)),
        (datetime(2026, 3, 3, 1, 30, tzinfo=UTC), "Pacific/Auckland", date(2026, 3, 4)),
        (datetime(2026, 3, 8, 4, 30, tzinfo=UTC), NEW_YORK, date(2026, 3, 8)),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), NEW_YORK, date(2026, 11, 2)),
        (datetime(2026, 12, 31, 18, 0, tzinfo=UTC), NEW_YORK, date(2027, 1, 1)),
    ],
)
def test_tomorrow_is_what_the_clinic_calls_it(now: datetime, zone: str, tomorrow: date) -> None:
    assert next_day(now, zone=zone) == tomorrow
    assert next_day(now.astimezone(ZoneInfo("Asia/Tokyo")), zone=zone) == tomorrow


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 3), NEW_YORK, 24),
        (date(2026, 3, 8), NEW_YORK, 23),
        (date(2026, 11, 1), NEW_YORK, 25),
        (date(2024, 4, 26), "Africa/Cairo", 23),  # midnight does not exist
        (date(2024, 3, 10), "America/Havana", 23),  # nor here
        (date(2024, 11, 3), "America/Havana", 25),  # the hour from midnight comes twice
    ],
)
def test_a_day_has_as_many_hours_as_the_clock_shows(day: date, zone: str, hours: int) -> None:
    first, last = day_bounds(day, zone=zone)

    assert last - first == timedelta(hours=hours)
    assert first.astimezone(ZoneInfo(zone)).date() == day


@given(now=MOMENTS, zone=st.sampled_from(ZONES))
def test_every_moment_lies_in_exactly_one_day_of_the_clinic(now: datetime, zone: str) -> None:
    today = next_day(now, zone=zone) - timedelta(days=1)
    first, last = day_bounds(today, zone=zone)

    assert first <= now < last
    assert day_bounds(today + timedelta(days=1), zone=zone)[0] == last


def test_a_visit_ends_so_many_minutes_later_also_when_the_clock_jumps() -> None:
    starts = datetime(2026, 3, 8, 1, 45, tzinfo=ZoneInfo(NEW_YORK))
    (visit,) = a_day(a_visit(1, starts=starts, minutes=30), day="2026-03-08").appointments

    assert visit.ends is not None
    assert visit.ends.astimezone(ZoneInfo(NEW_YORK)).strftime("%H:%M") == "03:15"


def test_a_visit_of_unknown_length_has_no_end() -> None:
    assert a_day(a_visit(1, minutes=None)).appointments[0].ends is None


@pytest.mark.parametrize("zone", ["Mars/Olympus", "EST5EDT6", ""])
def test_a_schedule_hangs_in_a_zone_that_there_is(zone: str) -> None:
    with pytest.raises(ValidationError):
        a_day(zone=zone)


# Order


def test_patients_come_in_the_order_of_their_times_whatever_the_zone_of_each_line() -> None:
    tokyo = (NINE + timedelta(minutes=5)).astimezone(ZoneInfo("Asia/Tokyo"))
    day = a_day(a_visit(3, minute=10), a_visit(2, starts=tokyo), a_visit(1, minute=10), a_visit(4))

    assert [visit.accession for visit in day.ordered()] == ["A-4", "A-2", "A-1", "A-3"]


def test_nobody_prints_paper_for_a_visit_that_is_cancelled_or_over() -> None:
    day = a_day(*(a_visit(number, status=status) for number, status in enumerate(AppointmentStatus)))

    assert {visit.status for visit in day.expected()} == {"pending", "booked", "arrived", "checked-in"}


# What is strange


def test_a_good_schedule_raises_no_concern() -> None:
    visits = [a_visit(number, minute=30 * number, room="1", provider="Dr. Imago") for number in range(6)]

    assert found(a_day(*visits)) == []


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        (EVENING + timedelta(hours=24), []),
        (EVENING + timedelta(hours=24, seconds=1), ["stale"]),
        (EVENING, []),
        (EVENING - timedelta(seconds=1), ["from_the_future"]),
    ],
)
def test_how_old_a_schedule_is_is_said(now: datetime, codes: list[str]) -> None:
    assert [code for code, _ in found(a_day(a_visit(1)), now=now)] == codes


@pytest.mark.parametrize(
    ("age", "stale_after", "words"),
    [
        (timedelta(hours=5), timedelta(hours=4), "5 h old, and should not be older than 4 h"),
        (timedelta(minutes=65), timedelta(minutes=30), "1 h 5 min old, and should not be older than 30 min"),
        (timedelta(seconds=30), timedelta(0), "0 min old, and should not be older than 0 min"),
    ],
)
def test_the_words_tell_how_old_and_what_the_site_allows(age: timedelta, stale_after: timedelta, words: str) -> None:
    (concern,) = schedule_concerns(
        a_day(a_visit(1)), now=EVENING + age, policy=evolve(DEFAULT_POLICY, stale_after=stale_after)
    )

    assert (concern.path, concern.gravity) == ("as_of", Gravity.WARNING)
    assert words in concern.words


@pytest.mark.parametrize("visits", [(), (a_visit(1, status="cancelled"),)])
def test_a_day_on_which_nobody_is_expected_may_be_a_calendar_that_was_not_read(
    visits: tuple[dict[str, object], ...],
) -> None:
    assert found(a_day(*visits)) == [("nobody_expected", "appointments")]


def test_a_schedule_is_not_compared_with_a_clock_that_could_hang_anywhere() -> None:
    with pytest.raises(InvalidInput, match="needs a time zone"):
        found(a_day(a_visit(1)), now=NINE.replace(tzinfo=None))
    with pytest.raises(InvalidInput, match="not the name of a time zone"):
        day_bounds(NINE.date(), zone="America/NewYork")
    with pytest.raises(ValidationError, match="1970 to 2199"):
        a_day(day="9999-12-31")


@pytest.mark.parametrize(
    ("starts", "strange"),
    [
        ("2026-03-02T23:59:00-05:00", True),
        ("2026-03-03T00:00:00-05:00", False),
        ("2026-03-04T04:59:00+00:00", False),
        ("2026-03-04T05:00:00+00:00", True),
    ],
)
def test_a_line_of_another_day_at_the_clinic_is_named(starts: str, strange: bool) -> None:
    said = found(a_day(a_visit(1, starts=starts)))

    assert said == ([("another_day", "appointments[0].starts")] if strange else [])


@pytest.mark.parametrize("shared", ["room", "provider", "resource"])
@pytest.mark.parametrize(("minute", "overlap"), [(0, True), (29, True), (30, False), (31, False)])
def test_two_visits_cannot_have_one_room_at_a_time(shared: str, minute: int, overlap: bool) -> None:
    one: dict[str, Any] = {shared: "One"}
    day = a_day(a_visit(1, **one), a_visit(2, minute=minute, **one), a_visit(3))

    assert found(day) == ([(f"{shared}_overlap", f"appointments[1].{shared}")] if overlap else [])


def test_a_long_visit_overlaps_also_with_the_one_after_the_next() -> None:
    visits = [a_visit(1, minutes=120), a_visit(2, minute=10, minutes=10), a_visit(3, minute=60)]

    assert found(a_day(*({**visit, "room": "1"} for visit in visits))) == [
        ("room_overlap", "appointments[1].room"),
        ("room_overlap", "appointments[2].room"),
    ]


def test_visits_of_unknown_length_overlap_only_where_they_start_together() -> None:
    visits = [a_visit(number, minute=minute, minutes=None, room="1") for number, minute in enumerate((0, 0, 5))]

    assert found(a_day(*visits)) == [("room_overlap", "appointments[1].room")]


def test_a_patient_cannot_be_in_two_places() -> None:
    same: dict[str, Any] = {"patient": {"mrn": "T-1"}}
    day = a_day(a_visit(1, **same), a_visit(2, minute=15, exam="Ultrasound", **same))

    assert found(day) == [("patient_overlap", "appointments[1].patient")]


def test_the_same_exam_of_a_patient_twice_may_be_a_duplicate() -> None:
    same: dict[str, Any] = {"patient": {"mrn": "T-1"}}
    day = a_day(a_visit(1, **same), a_visit(2, minute=60, exam="SCREENING mammogram", **same))

    assert found(day) == [("duplicate", "appointments[1]")]


def test_a_cancelled_visit_disturbs_nobody() -> None:
    same: dict[str, Any] = {"patient": {"mrn": "T-1"}, "room": "1"}
    day = a_day(a_visit(1, **same), a_visit(2, status="cancelled", **same))

    assert found(day) == []


def test_a_group_has_one_room_and_one_provider_by_a_sites_own_rule() -> None:
    day = a_day(*(a_visit(number, room="Group room", provider="Tess Tanaka") for number in range(3)))
    policy = SchedulePolicy(may_overlap=frozenset({"room", "provider"}))

    assert len(found(day)) == 4
    assert found(day, policy=policy) == []


def test_an_exam_stands_on_a_schedule_once_and_is_told_by_its_lines() -> None:
    with pytest.raises(ValidationError, match="lines 1 and 3 have the number of one exam; lines 2 and 4 have") as told:
        a_day(a_visit(1), a_visit(2), a_visit(1, minute=60), a_visit(2, minute=60))
    assert "A-1" not in str(told.value)


def test_neither_a_schedule_nor_its_concerns_show_a_patient() -> None:
    patient = {"mrn": "T-1", "family": "Plantedname", "birth_date": "1961-07-04"}
    phone = {"number": "(202) 555-0147"}
    visits = [a_visit(number, patient=patient, contact_phone=phone) for number in (1, 2)]
    day = a_day(*visits)
    shown = f"{day!r} " + " ".join(f"{concern} {concern!r}" for concern in schedule_concerns(day, now=NINE))

    assert "A-1" in shown
    assert [words for words in ("Planted", "T-1", "1961", "555") if words in shown] == []
