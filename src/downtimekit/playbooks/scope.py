"""What a signal is about: all of a downtime, or some of its sites and services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from downtimekit.errors import Reason
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.track import TrackStanding


def _names(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names)


@frozen
class Scope:
    """Some sites and services of a downtime; where none are named, all of them.

    A signal about named tracks is about every one of them. One about all is about those that can move with it.
    """

    sites: tuple[str, ...] = field(default=(), converter=_names)
    services: tuple[str, ...] = field(default=(), converter=_names)

    @property
    def names_tracks(self) -> bool:
        """Whether tracks are named."""
        return bool(self.sites or self.services)

    def tracks(self, standing: Standing) -> tuple[TrackStanding, ...]:
        """Return the tracks that are in it."""
        return tuple(
            track
            for track in standing.tracks.values()
            if (not self.sites or track.site in self.sites) and (not self.services or track.service in self.services)
        )

    def unknown(self, standing: Standing) -> Iterator[Reason]:
        """Yield a reason for each name that the downtime does not have."""
        downtime = standing.downtime
        for kind, named, known in (
            ("site", self.sites, downtime.sites),
            ("service", self.services, downtime.services),
        ):
            for name in named:
                if name not in known:
                    remedy = f"name one of: {', '.join(known)}"
                    yield Reason(f"{kind}_unknown", f"it names a {kind} that this downtime does not have", remedy)


EVERYTHING = Scope()
"""The whole downtime."""
