"""Whatever the shifts and the zone, the clock on the wall decides."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from downtimekit.models.people import DatedHours, Hours, OnCall, QuietHours, Shift, Weekday
from downtimekit.models.ranked import Severity
from downtimekit.models.zones import instants
from tests.property import directories as some

ZONES = (*some.ZONES, "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns")
zones = st.sampled_from(ZONES)
moments = st.datetimes(
    datetime.fromisoformat("2015-01-01"), datetime.fromisoformat("2030-01-01"), timezones=st.just(UTC)
)
EVERY_DAY = tuple(Weekday)


def every_day(starts: time, ends: time) -> Shift:
    return Shift(days=EVERY_DAY, hours=Hours(starts=starts, ends=ends))


@given(zones, some.times, some.times, moments)
def test_of_two_shifts_that_follow_each_other_exactly_one_is_on_call(
    zone: str, one: time, other: time, at: datetime
) -> None:
    assume(one != other)
    first = OnCall(zone=zone, weekly=(every_day(one, other),))
    second = OnCall(zone=zone, weekly=(every_day(other, one),))

    assert first.covers(at) is not second.covers(at)


@given(zones, some.times, some.times, moments)
def test_away_from_a_change_of_the_clocks_the_wall_says_who_is_on_call(
    zone: str, starts: time, ends: time, at: datetime
) -> None:
    place = ZoneInfo(zone)
    around = {(at + timedelta(hours=hours)).astimezone(place).utcoffset() for hours in range(-26, 27, 2)}
    assume(len(around) == 1 and starts != ends)
    shown = at.astimezone(place).time()
    within = starts <= shown < ends if starts < ends else (shown >= starts or shown < ends)

    assert OnCall(zone=zone, weekly=(every_day(starts, ends),)).covers(at) is within


@given(some.on_call, st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_every_instant_of_a_span_is_covered_and_its_end_begins_what_follows(on_call: OnCall, day: date) -> None:
    for span in on_call.spans(day, day + timedelta(days=6)):
        assert span.starts < span.ends <= span.starts + timedelta(hours=25, minutes=30)
        middle = span.starts + (span.ends - span.starts) / 2
        assert on_call.covers(span.starts)
        assert on_call.covers(middle)
        assert on_call.covers(span.ends - timedelta(seconds=1))
        follows = any(span.ends in other for other in on_call.spans(day - timedelta(days=2), day + timedelta(days=9)))
        assert on_call.covers(span.ends) is follows


@given(zones, some.hours, st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_a_shift_keeps_its_hours_on_the_wall_on_every_day(zone: str, hours: Hours, day: date) -> None:
    shown = datetime.combine(day, hours.starts)
    span = hours.on(day, zone=zone)

    meant = instants(shown, zone=zone)
    assert span.starts == meant[0] if meant else span.starts.astimezone(ZoneInfo(zone)).replace(tzinfo=None) > shown


@given(some.on_call, st.dates(date(2015, 1, 1), date(2030, 1, 1)))
def test_a_day_off_has_no_shift_of_its_own(on_call: OnCall, day: date) -> None:
    others = tuple(exception for exception in on_call.dated if exception.day != day)
    off = on_call.model_copy(update={"dated": (*others, DatedHours(day=day))})

    assert list(off.spans(day, day)) == []


@given(some.quiet_hours, moments, st.sampled_from(Severity))
def test_what_waits_for_one_severity_waits_for_every_lesser_one(
    quiet: QuietHours, at: datetime, severity: Severity
) -> None:
    silent = [quiet.silence(at, severity=each) for each in Severity]

    assert silent == sorted(silent, reverse=True), "once it is grave enough, graver is too"
    assert not quiet.silence(at, severity=None)
    if quiet.silence(at, severity=severity):
        assert OnCall(zone=quiet.zone, weekly=quiet.weekly).covers(at)
