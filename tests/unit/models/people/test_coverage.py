"""Every hour of the week is somebody's, or a person hears of it before the night in which it matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.models.people import Contact, Directory, Role, Span
from downtimekit.models.people.coverage import Overlap, on_call_gaps, on_call_overlaps

NEW_YORK = "America/New_York"
MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)
"""Midnight in New York at the beginning of a week; on its Sunday the clock is put forward."""
NEXT = datetime(2026, 3, 9, 4, tzinfo=UTC)


def who(id_: str, hours: str | None, *, role: Role = Role.IT_LEAD, sites: tuple[str, ...] = ()) -> Contact:
    on_call = f"{NEW_YORK}; {hours}" if hours is not None else None
    return Contact.model_validate({"id": id_, "name": id_, "roles": (role,), "sites": sites, "on_call": on_call})


def directory(*contacts: Contact) -> Directory:
    return Directory(contacts=contacts)


def gaps(*contacts: Contact, first: datetime = MONDAY, last: datetime = NEXT, shifts_only: bool = False) -> list[str]:
    found = on_call_gaps(
        directory(*contacts), role=Role.IT_LEAD, site="west", first=first, last=last, shifts_only=shifts_only
    )
    return [f"{span.starts:%m-%dT%H:%M} {span.ends:%m-%dT%H:%M}" for span in found]


def overlaps(*contacts: Contact) -> tuple[Overlap, ...]:
    return on_call_overlaps(directory(*contacts), role=Role.IT_LEAD, site="west", first=MONDAY, last=NEXT)


DAY, NIGHT = who("day", "Mon-Sun 07:00-19:00"), who("night", "Mon-Sun 19:00-07:00")


def test_day_and_night_leave_no_gap_and_no_overlap_also_when_the_clock_is_put_forward() -> None:
    assert gaps(DAY, NIGHT) == []
    assert overlaps(DAY, NIGHT) == ()


WHOLE = "03-02T05:00 03-09T04:00"
SHORT_NIGHTS = [f"03-0{day}T11:30 03-0{day}T12:00" for day in range(2, 8)] + ["03-08T10:30 03-08T11:00"]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ((), [WHOLE]),
        ((who("nurse", "Mon-Sun 00:00-00:00", role=Role.NURSE),), [WHOLE]),
        ((who("east", "Mon-Sun 00:00-00:00", sites=("east",)),), [WHOLE]),
        (
            (DAY, who("late", "Mon-Sat 19:00-07:00; 2026-03-04 off")),
            ["03-02T05:00 03-02T12:00", "03-05T00:00 03-05T12:00", "03-08T23:00 03-09T04:00"],
        ),
        ((DAY, who("short", "Mon-Sun 19:00-06:30")), SHORT_NIGHTS),
    ],
    ids=["nobody", "another role", "another site", "nights off", "home too early"],
)
def test_an_hour_that_nobody_has_is_told(contacts: tuple[Contact, ...], expected: list[str]) -> None:
    assert gaps(*contacts) == expected


def test_a_help_desk_that_keeps_no_hours_hides_gaps_unless_only_shifts_are_asked_for() -> None:
    desk = who("desk", None)

    assert gaps(DAY, desk) == []
    assert len(gaps(DAY, desk, shifts_only=True)) == 8
    assert overlaps(DAY, desk) == ()


def test_two_who_have_the_shift_at_once_are_told_as_one_stretch() -> None:
    second = who("second", "Mon 17:00-21:00")
    (both, later) = overlaps(DAY, NIGHT, second)

    assert both == Overlap(Span(MONDAY + timedelta(hours=17), MONDAY + timedelta(hours=19)), ("day", "second"))
    assert later == Overlap(Span(MONDAY + timedelta(hours=19), MONDAY + timedelta(hours=21)), ("night", "second"))


def test_a_stretch_is_not_cut_where_a_shift_of_the_same_two_follows() -> None:
    one, other = who("one", "Mon 08:00-12:00; Mon 12:00-16:00"), who("other", "Mon 08:00-16:00")

    assert overlaps(one, other) == (
        Overlap(Span(MONDAY + timedelta(hours=8), MONDAY + timedelta(hours=16)), ("one", "other")),
    )


def test_hours_of_a_place_on_the_other_side_of_the_date_line_count() -> None:
    far = Contact.model_validate(
        {"id": "far", "name": "Far", "roles": (Role.IT_LEAD,), "on_call": "Pacific/Kiritimati; Mon-Sun 00:00-00:00"}
    )

    assert gaps(far) == []


@given(st.integers(0, 365 * 24 * 60), st.integers(1, 72))
def test_a_gap_is_when_the_directory_finds_nobody(minute: int, hours: int) -> None:
    people = directory(who("a", "Mon-Fri 07:00-19:00"), who("b", "Sat 19:00-07:00; Wed 18:00-09:00"))
    first = MONDAY + timedelta(minutes=minute)
    last = first + timedelta(hours=hours)
    found = on_call_gaps(people, role=Role.IT_LEAD, site="west", first=first, last=last)

    for minutes in range(0, hours * 60, 17):
        at = first + timedelta(minutes=minutes)
        nobody = not people.on_call(at, role=Role.IT_LEAD, site="west")
        assert nobody == any(at in span for span in found)


def test_a_time_without_an_offset_could_be_anywhere() -> None:
    with pytest.raises(InvalidInput, match="needs a time zone"):
        gaps(DAY, first=MONDAY.replace(tzinfo=None))
    with pytest.raises(InvalidInput, match="needs a time zone"):
        on_call_overlaps(directory(DAY), role=Role.IT_LEAD, site="west", first=MONDAY, last=NEXT.replace(tzinfo=None))
