"""Tracks: one service at one site, from the failure over the technical end to the clinical end, and their roll-up.

"Up" is not "released": at Fletcher Allen the system was back by noon, and users were let in at 17:00, after it had been
verified (For The Record, 9 Nov 2009). So the two ends are two times, and the durations are two figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Self

from attrs import frozen
from pydantic import model_validator

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.ranked import Ranked
from downtimekit.models.strict import Instant, Key, Strict
from downtimekit.models.zones import instant


class TrackState(Ranked):
    """Where a track stands; each state is worse than those before it."""

    RELEASED = "released"
    """Users are back: the clinical end."""
    VALIDATING = "validating"
    """Up, and being checked: the technical end."""
    DOWN = "down"


class Track(Strict):
    """One service at one site in a downtime.

    Attributes:
        down_at: when it failed, or was taken down.
        up_at: when it answered again, the technical end; None as long as it does not.
        released_at: when it was given back to its users, the clinical end; never before `up_at`.
    """

    site: Key
    service: Key
    down_at: Instant
    up_at: Instant | None = None
    released_at: Instant | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        faults = list(self._disorder())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _disorder(self) -> Iterator[str]:
        if self.up_at is not None and self.up_at < self.down_at:
            yield "is up before it was down"
        if self.released_at is not None and self.up_at is None:
            yield "is released, but not up"
        elif self.released_at is not None and self.up_at is not None and self.released_at < self.up_at:
            yield "is released before it is up"

    @property
    def state(self) -> TrackState:
        """Where it stands."""
        if self.released_at is not None:
            return TrackState.RELEASED
        return TrackState.DOWN if self.up_at is None else TrackState.VALIDATING


@frozen
class RollUp:
    """Several tracks as one: it is as bad as the worst of them, and over when the last of them is.

    Attributes:
        state: the worst.
        tracks: how many there are of each state.
        down_at: when the first failed.
        up_at: when the last was up; released_at: when the last was released; None as long as one is not.
    """

    state: TrackState
    tracks: Mapping[TrackState, int]
    down_at: datetime
    up_at: datetime | None
    released_at: datetime | None

    def down_for(self, at: datetime) -> timedelta:
        """Return how long it was technically down, until now where it still is.

        Raises:
            InvalidInput: the instant has no offset, and so could be anywhere.
        """
        return max((self.up_at or instant(at)) - self.down_at, timedelta())

    def unusable_for(self, at: datetime) -> timedelta:
        """Return how long users were without it, until now where they still are.

        Raises:
            InvalidInput: the instant has no offset, and so could be anywhere.
        """
        return max((self.released_at or instant(at)) - self.down_at, timedelta())


def roll_up(tracks: Sequence[Track]) -> RollUp:
    """Return tracks as one.

    Raises:
        InvalidInput: there are none.
    """
    if not tracks:
        raise InvalidInput("tracks", [Fault("", "are none: nothing is down")])
    return RollUp(
        state=max(track.state for track in tracks),
        tracks=Counter(track.state for track in tracks),
        down_at=min(track.down_at for track in tracks),
        up_at=_last(track.up_at for track in tracks),
        released_at=_last(track.released_at for track in tracks),
    )


def roll_up_by_site(tracks: Sequence[Track]) -> dict[str, RollUp]:
    """Return the tracks of each site as one, by site."""
    sites = dict.fromkeys(track.site for track in tracks)
    return {site: roll_up([track for track in tracks if track.site == site]) for site in sites}


def _last(times: Iterable[datetime | None]) -> datetime | None:
    known = []
    for at in times:
        if at is None:
            return None
        known.append(at)
    return max(known)
