"""Where one track stands: a service at a site, in a phase, and when it went down, came up and was released."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve, frozen

from downtimekit.models.downtime.tracks import Track, TrackState
from downtimekit.playbooks.table import Phase

TrackName = tuple[str, str]
"""A site and a service."""


@frozen
class TrackStanding:
    """Where one track stands.

    Attributes:
        since: the version at which it came to its phase.
        fell: the version at which it first went down; lost: at which it last did; 0 where it was down from the
            beginning.
        restored: the version at which it last answered again; 0 where it never did.
        freed: the version at which it was last released; 0 where it never was.
        down_at: when it first went down; None where it has not yet.
        up_at: when it answered again, the technical end; released_at: when users were let in, the clinical end; None
            as long as it did not, or went down again after that.
    """

    site: str
    service: str
    phase: str
    state: TrackState
    since: int
    fell: int = 0
    lost: int = 0
    restored: int = 0
    freed: int = 0
    down_at: datetime | None = None
    up_at: datetime | None = None
    released_at: datetime | None = None

    @property
    def name(self) -> TrackName:
        """The site and the service."""
        return self.site, self.service

    @property
    def label(self) -> str:
        """The track as people read it."""
        return f"{self.service} at {self.site}"

    @property
    def track(self) -> Track | None:
        """The track with its times; None where it has not gone down yet."""
        if self.down_at is None:
            return None
        return Track(
            site=self.site,
            service=self.service,
            down_at=self.down_at,
            up_at=self.up_at,
            released_at=self.released_at,
        )

    def moved(self, phase: Phase, *, version: int, at: datetime) -> TrackStanding:
        """Return where it stands after it moved to a phase."""
        after = evolve(self, phase=phase.name, state=phase.state, since=version)
        if phase.state is self.state:
            return after
        at = max(at, self.last_changed_at or at)  # a clock may have been put back meanwhile
        if phase.state is TrackState.DOWN:
            fell = version if self.down_at is None else self.fell
            return evolve(after, fell=fell, lost=version, down_at=self.down_at or at, up_at=None, released_at=None)
        if self.state is TrackState.DOWN:
            after = evolve(after, restored=version, up_at=at)
        if phase.state is TrackState.RELEASED:
            return evolve(after, freed=version, released_at=at)
        return evolve(after, released_at=None)

    @property
    def last_changed_at(self) -> datetime | None:
        """The latest of its times; None where it has none yet."""
        return max((at for at in (self.down_at, self.up_at, self.released_at) if at is not None), default=None)

    @property
    def is_in_order(self) -> bool:
        """Whether it went down before it answered, and answered before it was released."""
        times = [at for at in (self.down_at, self.up_at, self.released_at) if at is not None]
        return times == sorted(times)

    def dated(self, version: int, at: datetime) -> TrackStanding:
        """Return it with the time put right at which the signal of a version happened."""
        down_at = at if version == self.fell and self.down_at else self.down_at
        up_at = at if version == self.restored and self.up_at else self.up_at
        released_at = at if version == self.freed and self.released_at else self.released_at
        return evolve(self, down_at=down_at, up_at=up_at, released_at=released_at)

    def renamed(self, phase: Phase) -> TrackStanding:
        """Return it in the phase that its own has become under other rules; no time changes by that."""
        return evolve(self, phase=phase.name, state=phase.state)
