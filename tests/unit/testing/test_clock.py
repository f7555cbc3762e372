"""The clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.ports.clock import Clock
from downtimekit.testing import VirtualClock

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_it_stands_still_until_it_is_moved() -> None:
    clock: Clock = VirtualClock(NOON)

    assert clock.now() == clock.now() == NOON


def test_it_advances_by_a_time_and_to_an_instant() -> None:
    clock = VirtualClock(NOON)

    assert clock.advance(MINUTE) == clock.now() == NOON + MINUTE
    assert clock.advance_to(NOON + 5 * MINUTE) == clock.now() == NOON + 5 * MINUTE


def test_it_answers_in_utc_and_counts_hours_that_go_by_on_the_night_of_the_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    clock = VirtualClock(datetime(2026, 3, 29, 1, 30, tzinfo=berlin))

    clock.advance(timedelta(hours=1))

    assert clock.now().tzinfo is UTC
    assert clock.now().astimezone(berlin).isoformat() == "2026-03-29T03:30:00+02:00"


def test_time_does_not_run_backwards_by_mistake() -> None:
    clock = VirtualClock(NOON)

    with pytest.raises(InvalidInput, match=r"use step\(\) to set it back"):
        clock.advance(-MINUTE)
    with pytest.raises(InvalidInput, match=r"use step\(\) to set it back"):
        clock.advance_to(NOON - MINUTE)
    assert clock.now() == NOON


def test_it_may_be_set_back_as_a_corrected_clock_is() -> None:
    clock = VirtualClock(NOON)

    assert clock.step(-MINUTE) == clock.now() == NOON - MINUTE


def test_a_time_without_a_zone_is_refused() -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(InvalidInput, match="start: needs a time zone"):
        VirtualClock(naive)
    with pytest.raises(InvalidInput, match="instant: needs a time zone"):
        VirtualClock(NOON).advance_to(naive)
