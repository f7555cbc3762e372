"""How critical each service is: the *applications and data criticality analysis* of 45 CFR 164.308(a)(7)(ii)(E).

The rule asks for the relative criticality of applications and data; tiers, times and order are for the clinic to fill
in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field, field_validator

from downtimekit.errors import UnknownName
from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.downtime.tracks import Track
from downtimekit.models.ranked import Ranked
from downtimekit.models.strict import Key, Name, Strict
from downtimekit.models.zones import Day

_SOURCE = "45 CFR 164.308(a)(7)(ii)(E)"


class CriticalityTier(Ranked):
    """How much care depends on a service; each tier matters more than those before it. The words are ours."""

    DEFERRABLE = "deferrable"
    """It can wait until after the downtime."""
    IMPORTANT = "important"
    """Care goes on without it, at a cost."""
    ESSENTIAL = "essential"
    """Care needs it or its paper substitute on the same day."""
    VITAL = "vital"
    """Patients are at risk within the hour."""


class ServiceCriticality(Strict):
    """How critical one service is.

    Attributes:
        max_tolerable_minutes: how long users can be without it at most.
        backfill_priority: in which place its records are entered afterwards; 1 comes first, and may be shared.
    """

    service: Key
    label: Name
    tier: CriticalityTier
    max_tolerable_minutes: Annotated[int, Field(ge=1)]
    backfill_priority: Annotated[int, Field(ge=1, le=1000)]

    @property
    def max_tolerable(self) -> timedelta:
        """How long users can be without it at most."""
        return timedelta(minutes=self.max_tolerable_minutes)

    def exceeded_at(self, track: Track) -> datetime:
        """Return the instant from which a track of this service is down for longer than can be tolerated."""
        return track.down_at + self.max_tolerable


class ServiceCatalogue(Strict):
    """The services of a clinic, each with how critical it is.

    Attributes:
        reviewed_on: when somebody last went through it; 45 CFR 164.308(a)(7)(ii)(D) asks for periodic revision.
    """

    services: Annotated[tuple[ServiceCriticality, ...], Field(min_length=1)]
    reviewed_on: Day | None = None

    @field_validator("services")
    @classmethod
    def _each_once(cls, services: tuple[ServiceCriticality, ...]) -> tuple[ServiceCriticality, ...]:
        if len({service.service for service in services}) < len(services):
            raise ValueError("has a service more than once")
        return services

    def service(self, name: str) -> ServiceCriticality:
        """Return one service.

        Raises:
            UnknownName: the catalogue does not have it.
        """
        for service in self.services:
            if service.service == name:
                return service
        raise UnknownName("service", name, known=(service.service for service in self.services))

    def by_backfill_priority(self) -> tuple[ServiceCriticality, ...]:
        """Return the services in the order in which their records are entered."""
        return tuple(sorted(self.services, key=lambda service: (service.backfill_priority, -service.tier.rank)))

    def concerns(self) -> Iterator[Concern]:
        """Yield what does not fit together: a service that matters more, and may be away for longer."""
        for number, service in enumerate(self.services):
            lesser = [other for other in self.services if other.tier < service.tier]
            if any(other.max_tolerable < service.max_tolerable for other in lesser):
                words = "may be away for longer than a service that matters less"
                yield Concern("criticality_order", f"services[{number}]", words, _SOURCE, Gravity.WARNING)
