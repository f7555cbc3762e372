"""Up is not released: two ends, two figures, for each site and for all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.downtime.tracks import Track, TrackState, roll_up, roll_up_by_site

MORNING = datetime(2026, 3, 3, 8, tzinfo=UTC)


def at(hour: float) -> datetime:
    return MORNING + timedelta(hours=hour - 8)


def track(
    site: str, down: float, up: float | None = None, released: float | None = None, service: str = "RIS"
) -> Track:
    return Track(
        site=site,
        service=service,
        down_at=at(down),
        up_at=None if up is None else at(up),
        released_at=None if released is None else at(released),
    )


def test_back_by_noon_and_released_at_five_are_two_figures() -> None:
    fletcher_allen = roll_up([track("ward", 8, 12, 17)])

    assert fletcher_allen.down_for(at(20)) == timedelta(hours=4)
    assert fletcher_allen.unusable_for(at(20)) == timedelta(hours=9)


@pytest.mark.parametrize(
    ("up", "released", "state"),
    [(None, None, TrackState.DOWN), (12, None, TrackState.VALIDATING), (12, 17, TrackState.RELEASED)],
)
def test_a_track_is_down_then_being_validated_then_released(
    up: float | None, released: float | None, state: TrackState
) -> None:
    assert track("west", 8, up, released).state is state


@pytest.mark.parametrize(
    ("up", "released", "words"),
    [
        (7, None, "is up before it was down"),
        (12, 11, "is released before it is up"),
        (None, 12, "is released, but not up"),
        (7, 6, "is up before it was down; is released before it is up"),
    ],
)
def test_nothing_is_released_before_it_is_up(up: float | None, released: float | None, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        track("west", 8, up, released)
    assert track("west", 8, 8, 8).state is TrackState.RELEASED


def test_several_tracks_are_as_bad_as_the_worst_and_over_with_the_last() -> None:
    west, east, pacs = track("west", 8, 12, 17), track("east", 9, 10), track("west", 8.5, None, service="PACS")
    all_of_them = roll_up([west, east, pacs])

    assert all_of_them.state is TrackState.DOWN
    assert all_of_them.tracks == {TrackState.RELEASED: 1, TrackState.VALIDATING: 1, TrackState.DOWN: 1}
    assert (all_of_them.down_at, all_of_them.up_at, all_of_them.released_at) == (at(8), None, None)
    assert all_of_them.down_for(at(20)) == timedelta(hours=12)

    without = roll_up([west, east])
    assert (without.state, without.up_at, without.released_at) == (TrackState.VALIDATING, at(12), None)
    assert without.unusable_for(at(20)) == timedelta(hours=12)

    with pytest.raises(InvalidInput):
        roll_up([])


def test_each_site_has_its_own_figures() -> None:
    sites = roll_up_by_site([track("west", 8, 12, 17), track("east", 9, 10), track("west", 8.5, 13, 14, "PACS")])

    assert list(sites) == ["west", "east"]
    assert (sites["west"].up_at, sites["west"].released_at) == (at(13), at(17))
    assert sites["east"].state is TrackState.VALIDATING
    assert sites["east"].unusable_for(at(11)) == timedelta(hours=2)
    assert sites["east"].unusable_for(at(8)) == timedelta(0), "it has not begun yet"
