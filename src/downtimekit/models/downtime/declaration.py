"""The declaration of a downtime: what is down, where, and under which playbook it is run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from downtimekit.models.downtime.access import AccessTier, ServiceAccess
from downtimekit.models.downtime.scheduled import Scheduled
from downtimekit.models.downtime.tracks import Track
from downtimekit.models.downtime.unscheduled import Unscheduled
from downtimekit.models.strict import OF_KNOWN_KIND, Instant, Key, Name, Strict
from downtimekit.models.zones import Zone, shown_at

ShortKey = Annotated[Key, StringConstraints(max_length=80)]
"""A key that leaves room: notices, commands and writes have keys that begin with it."""

Event = Annotated[Unscheduled | Scheduled, OF_KNOWN_KIND, Field(discriminator="kind")]
"""What kind of downtime it is."""


class Downtime(Strict):
    """One downtime, as it was declared.

    Attributes:
        interfaces: in the order in which they must be validated before the service is released.
        update_every_minutes: the promise made to staff: no longer than this without news.
        began_at: when it began, or will begin.
        zone: of the clock by which staff are told.
        call: whom staff call with questions.
        event: whether it was planned, and what that brings with it.
        access: how each service can be used meanwhile; what holds for a service that is not named, `tier` says.
    """

    id: ShortKey
    playbook: Key
    playbook_digest: str
    sites: Annotated[tuple[Key, ...], Field(min_length=1)]
    services: Annotated[tuple[Key, ...], Field(min_length=1)]
    interfaces: tuple[Key, ...] = ()
    update_every_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    began_at: Instant
    zone: Zone = "UTC"
    call: Name = "the IT help desk"
    drill: bool = False
    event: Event = Field(default_factory=Unscheduled)
    access: tuple[ServiceAccess, ...] = ()

    @field_validator("sites", "services", "interfaces")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(names)) < len(names):
            raise ValueError("has a name more than once")
        return names

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = list(self._faults())
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        yield from _contradictions(self.event, self.began_at)
        for number, access in enumerate(self.access, 1):
            if access.service not in self.services:
                yield f"access {number} is about a service that is not part of this downtime"
            if access.site is not None and access.site not in self.sites:
                yield f"access {number} is about a site that is not part of this downtime"
        if len({(access.service, access.site) for access in self.access}) < len(self.access):
            yield "access to a service at a site is told more than once"

    def local(self, moment: datetime) -> datetime:
        """Return an instant as the clinic's wall clock shows it."""
        return shown_at(moment, zone=self.zone)

    def tier(self, service: str, *, site: str) -> AccessTier:
        """Return how a service can be used at a site.

        That is as is said of that site, or else of all; or else read-only in planned work that leaves charts readable,
        and on paper otherwise.
        """
        said = {access.site: access.tier for access in self.access if access.service == service}
        otherwise = self.event.extent.tier if isinstance(self.event, Scheduled) else AccessTier.PAPER
        return said.get(site) or said.get(None) or (otherwise if service in self.services else AccessTier.PAPER)

    def tracks(self) -> tuple[Track, ...]:
        """Return each service at each site as it begins: down, with neither its technical nor its clinical end."""
        places = product(self.sites, self.services)
        return tuple(Track(site=site, service=service, down_at=self.began_at) for site, service in places)


def _contradictions(event: Unscheduled | Scheduled, began_at: datetime) -> Iterator[str]:
    if isinstance(event, Scheduled):
        if began_at >= event.ends_at:
            yield "begins after its planned work has ended"
    elif event.detected_at and event.detected_at < began_at:
        yield "was detected before it began"
