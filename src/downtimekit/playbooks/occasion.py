"""What people are told of: where the downtime stands then, what is recorded with it, and what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property

from attrs import frozen

from downtimekit.models.downtime import AccessTier, Downtime, Scheduled
from downtimekit.models.downtime.news import NoticeEvent
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Component, NoticeFacts, alike
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Span
from downtimekit.playbooks.track import TrackName, TrackStanding

AHEAD = frozenset({NoticeEvent.PLANNED, NoticeEvent.REMINDER, NoticeEvent.EXTENDED})
"""Told of work that is still to come."""


@frozen
class Access:
    """How some tracks can be used, and as of when their data is; None where it is no copy."""

    tier: AccessTier
    as_of: datetime | None
    tracks: tuple[TrackStanding, ...]


@frozen
class Occasion:
    """What people are told of.

    Attributes:
        standing: where the downtime stands with what they are told of.
        tracks: which of its tracks it is about.
        details: what the signal says.
        now: the present instant.
        corrects: it puts right what was told before.
    """

    standing: Standing
    tracks: tuple[TrackName, ...]
    details: Mapping[str, str]
    now: datetime
    corrects: bool = False

    @property
    def downtime(self) -> Downtime:
        """The downtime, as it was declared."""
        return self.standing.downtime

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """The sites that it is about."""
        return tuple(dict.fromkeys(site for site, _ in self.tracks))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """The services that it is about."""
        return tuple(dict.fromkeys(service for _, service in self.tracks))

    @property
    def planned(self) -> Scheduled | None:
        """The planned work; None where it was not planned."""
        event = self.downtime.event
        return event if isinstance(event, Scheduled) else None

    @cached_property
    def starts(self) -> datetime | None:
        """When planned work starts, as it was announced."""
        return self.planned.window.starts_at if self.planned else None

    @cached_property
    def ends(self) -> datetime | None:
        """The end of planned work that was announced last."""
        return self.planned.ends_at if self.planned else None

    @cached_property
    def target(self) -> str:
        """What is down, by its name; '' as long as nobody knows."""
        return self.details.get("target") or self.standing.detail("target") or _declared_target(self.downtime)

    @cached_property
    def promised(self) -> datetime | None:
        """By when there is to be news for these tracks; None where nothing is promised."""
        rules = [rule for rule in self.standing.playbook.deadlines if rule.promise and rule.span is Span.UPDATE_EVERY]
        about = {(rule.name, rule.each.subject(*track)) for rule in rules for track in self.tracks}
        standing = (promise for promise in self.standing.promises.values() if (promise.name, promise.subject) in about)
        return min((promise.due for promise in standing if promise.due > self.now), default=None)

    def is_ahead(self, event: NoticeEvent) -> bool:
        """Say whether people are told of work that has not begun yet."""
        return event in AHEAD and any(self.standing.tracks[name].down_at is None for name in self.tracks)

    def access(self, event: NoticeEvent) -> tuple[Access, ...]:
        """Return how the tracks can be used then, those together that can be used in the same way."""
        together: dict[tuple[AccessTier, datetime | None], list[TrackStanding]] = {}
        for name in self.tracks:
            track = self.standing.tracks[name]
            together.setdefault(self._use(track, event), []).append(track)
        return tuple(Access(tier, as_of, tuple(tracks)) for (tier, as_of), tracks in together.items())

    def facts(self, *, next_update: datetime | None) -> NoticeFacts:
        """Return the same in fields.

        Args:
            next_update: as the text says it; None where it says none.
        """
        return NoticeFacts(
            downtime=self.downtime.id,
            scheduled=self.planned is not None,
            target=self.target,
            severity=self.downtime.event.severity,
            since=self.downtime.began_at,
            next_update=next_update,
            ends=self.ends,
            ended_at=self._ended_at(),
            call=self.downtime.call,
            zone=self.downtime.zone,
            stands=alike(self._components()),
            out_elsewhere=tuple(self._out_elsewhere()),
        )

    def _components(self) -> Iterator[Component]:
        for name in self.tracks:
            track = self.standing.tracks[name]
            tier = self.standing.tier(track.service, site=track.site)
            yield Component(service=track.service, site=track.site, state=track.state, tier=tier)

    def _out_elsewhere(self) -> Iterator[str]:
        """Yield the services that are out at sites which people are not told of now, each once."""
        told, seen = set(self.tracks), set[str]()
        for name, track in self.standing.tracks.items():
            if track.service not in seen and name not in told and track.state is not TrackState.RELEASED:
                seen.add(track.service)
                yield track.service

    def _ended_at(self) -> datetime | None:
        """Return when the last of the tracks was released; None where one is not, or has not gone down yet."""
        times = [self.standing.tracks[name].released_at for name in self.tracks]
        known = [at for at in times if at is not None]
        return max(known) if known and len(known) == len(times) else None

    def _use(self, track: TrackStanding, event: NoticeEvent) -> tuple[AccessTier, datetime | None]:
        told = self.standing.access.get((track.service, track.site)) or self.standing.access.get((track.service, None))
        if event in AHEAD and track.down_at is None:
            tier = told.tier if told else self.downtime.tier(track.service, site=track.site)
        else:
            tier = self.standing.tier(track.service, site=track.site)
        return tier, told.as_of if told and told.tier is tier else None


def _declared_target(downtime: Downtime) -> str:
    event = downtime.event
    return "" if isinstance(event, Scheduled) else event.target or ""
