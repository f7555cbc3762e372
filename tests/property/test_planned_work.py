"""Planned work in any zone: what was announced, moved and missed fits together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.downtime import Extension, NoticePolicy, Scheduled, Window
from downtimekit.models.downtime.tracks import Track, TrackState, roll_up, roll_up_by_site
from downtimekit.models.people import Role, Staff
from downtimekit.models.zones import instants
from tests.property.directories import ZONES

LEAD = Staff(name="Ines Itoh", role=Role.IT_LEAD)
walls = st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2028-01-01"))
moments = st.datetimes(
    datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2028-01-01"), timezones=st.just(UTC)
)
passes = st.sampled_from([None, "first", "second"])
spans = st.timedeltas(timedelta(minutes=-90), timedelta(hours=12))


@given(st.sampled_from(ZONES), walls, spans, passes, passes)
def test_a_window_is_refused_or_means_two_instants_that_the_wall_shows(
    zone: str, starts: datetime, span: timedelta, starts_pass: str | None, ends_pass: str | None
) -> None:
    ends = starts + span
    said = {"zone": zone, "starts": starts, "ends": ends, "starts_pass": starts_pass, "ends_pass": ends_pass}
    try:
        window = Window.model_validate(said)
    except ValidationError:
        times = [instants(starts, zone=zone), instants(ends, zone=zone)]
        unclear = any(
            not found or (len(found) > 1 and which is None)
            for found, which in zip(times, (starts_pass, ends_pass), strict=True)
        )
        assert unclear or min(times[1]) <= max(times[0])
    else:
        assert window.starts_at in instants(starts, zone=zone)
        assert window.ends_at in instants(ends, zone=zone)
        assert window.lasts > timedelta(0)


@given(st.sampled_from(ZONES), walls, st.lists(st.tuples(spans, spans), max_size=4), moments)
def test_an_overrun_begins_at_the_end_that_was_known_then(
    zone: str, starts: datetime, moves: list[tuple[timedelta, timedelta]], at: datetime
) -> None:
    try:
        planned = Scheduled(window=Window(zone=zone, starts=starts, ends=starts + timedelta(hours=2)))
    except ValidationError:
        return
    for later, decided in moves:
        extension = Extension(
            ends=starts + timedelta(hours=2) + later,
            decided_at=planned.window.starts_at + decided,
            by=LEAD,
            reason="late",
        )
        try:
            moved = planned.extended(extension)
        except InvalidInput:
            continue
        assert moved.ends_at > planned.ends_at
        planned = moved

    known = planned.ends_as_known_at(at)
    overrun = planned.overrun(at)
    assert planned.window.ends_at <= known <= planned.ends_at
    assert (overrun is None) is (at <= known)
    if overrun:
        assert overrun.since + overrun.lasts == at
        assert overrun.as_unscheduled().detected_at == known


@given(st.sampled_from(ZONES), walls, st.integers(0, 400), st.lists(st.integers(1, 10_000), max_size=4).map(tuple))
def test_every_notice_is_due_before_the_window_in_real_time(
    zone: str, starts: datetime, hours: int, reminders: tuple[int, ...]
) -> None:
    try:
        window = Window(zone=zone, starts=starts, ends=starts + timedelta(hours=5))
    except ValidationError:
        return
    due = NoticePolicy(announce_hours=hours, remind_minutes=reminders).due(window)

    assert sorted(window.starts_at - notice.by for notice in due) == sorted(
        [timedelta(hours=hours), *(timedelta(minutes=minutes) for minutes in reminders)]
    )
    assert [notice.by for notice in due] == sorted(notice.by for notice in due)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    down = draw(moments)
    up = down + draw(st.timedeltas(timedelta(0), timedelta(days=2)))
    released = up + draw(st.timedeltas(timedelta(0), timedelta(days=2)))
    state = draw(st.sampled_from(TrackState))
    return Track(
        site=draw(st.sampled_from(["west", "east", "north"])),
        service=draw(st.sampled_from(["RIS", "PACS"])),
        down_at=down,
        up_at=None if state is TrackState.DOWN else up,
        released_at=released if state is TrackState.RELEASED else None,
    )


@given(st.lists(tracks(), min_size=1, max_size=6), moments)
def test_a_roll_up_is_never_better_than_any_of_its_tracks(several: list[Track], now: datetime) -> None:
    whole = roll_up(several)
    sites = roll_up_by_site(several)

    assert whole == roll_up(list(reversed(several)))
    assert whole.state == max(site.state for site in sites.values())
    assert sum(whole.tracks.values()) == len(several)
    for site in sites.values():
        assert whole.down_at <= site.down_at
        assert site.down_for(now) >= timedelta(0)
        if whole.released_at:
            assert site.released_at
            assert site.released_at <= whole.released_at
    if whole.up_at and whole.released_at:
        assert whole.down_for(now) <= whole.unusable_for(now)
