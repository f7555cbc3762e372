"""Downtimes: `models.downtime` as FHIR R4 tells other systems that something is not there.

A track, one service at one site, is a HealthcareService with two times at which it is not available: while it is down,
until its technical end, and while it is validated, until its clinical end. A downtime as a whole is a HealthcareService
for each of its services. A host that keeps Endpoints for its interfaces gets their status.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.fhir.kinds import INSTANT, Json
from downtimekit.interop.fhir.resource import Read, Resource, ResourceTemplate, Written
from downtimekit.interop.fhir.shelf import bundle
from downtimekit.interop.fhir.systems import Systems
from downtimekit.interop.fhir.template import Template, blank, must, part, sole
from downtimekit.models.downtime import Downtime, Scheduled
from downtimekit.models.downtime.tracks import Track, TrackState

DOWN = "down: work goes on on paper"
VALIDATING = "up, and being validated: not to be used yet"
_STATES: Mapping[str, TrackState] = {
    "active": TrackState.RELEASED,
    "test": TrackState.VALIDATING,
    "error": TrackState.DOWN,
    "suspended": TrackState.DOWN,
}


@lru_cache
def _track(systems: Systems) -> ResourceTemplate[Track]:
    body: Mapping[str, Template] = {
        "resourceType": must("HealthcareService"),
        "identifier": [sole({"system": systems.service, "value": blank("service", needed=True)})],
        "active": must(True, optional=True),
        "location": [
            sole({"type": "Location", "identifier": {"system": systems.site, "value": blank("site", needed=True)}})
        ],
        "notAvailable": [
            sole({"description": DOWN, "during": {"start": blank("down_at", INSTANT), "end": blank("up_at", INSTANT)}}),
            sole(
                {
                    "description": VALIDATING,
                    "during": {"start": blank("up_at", INSTANT), "end": blank("released_at", INSTANT)},
                }
            ),
        ],
    }
    return ResourceTemplate(Track, part(body))


def track_to_fhir(track: Track, *, systems: Systems) -> Written:
    """Write a track as a FHIR HealthcareService."""
    return _track(systems).write(track)


def track_from_fhir(found: object, *, systems: Systems) -> Read[Track]:
    """Read a track from a FHIR HealthcareService.

    Raises:
        InvalidInput: with every fault.
    """
    return _track(systems).read(found, at="HealthcareService")


def to_fhir(downtime: Downtime, *, systems: Systems) -> Written:
    """Write a downtime as a Bundle of FHIR HealthcareServices, one for each service, with the sites where it is away.

    It tells others when what is away; no downtime can be made of it again, as the losses say.
    """
    ends = INSTANT.write(downtime.event.ends_at) if isinstance(downtime.event, Scheduled) else None
    begins = INSTANT.write(downtime.began_at)
    during: Json = {name: at for name, at in (("start", begins), ("end", ends)) if isinstance(at, str)}
    sites: list[Json] = [
        {"type": "Location", "identifier": {"system": systems.site, "value": site}} for site in downtime.sites
    ]
    services: list[Resource] = [
        {
            "resourceType": "HealthcareService",
            "identifier": [{"system": systems.service, "value": service}],
            "location": sites,
            "notAvailable": [{"description": DOWN, "during": during}],
        }
        for service in downtime.services
    ]
    told = {"services", "sites", "began_at"}
    losses = [
        name
        for name, info in Downtime.model_fields.items()
        if name not in told and getattr(downtime, name) != info.get_default()
    ]
    return Written(bundle("collection", [("", service) for service in services]), tuple(losses))


def with_status(endpoint: Mapping[str, Json], state: TrackState, *, planned: bool = False) -> Resource:
    """Return an Endpoint of the host with the status that fits a track.

    Args:
        endpoint: the Endpoint, as the host has it.
        state: how the service behind it is.
        planned: it was taken down on purpose, and comes back by itself: ``suspended`` instead of ``error``.
    """
    down = "suspended" if planned else "error"
    said = {TrackState.DOWN: down, TrackState.VALIDATING: "test", TrackState.RELEASED: "active"}
    return {**endpoint, "status": said[state]}


def state_of(endpoint: object) -> TrackState:
    """Return how the service behind a FHIR Endpoint is, by its status.

    Raises:
        InvalidInput: it is no Endpoint, or one that is no longer in use.
    """
    if not isinstance(endpoint, dict) or endpoint.get("resourceType") != "Endpoint":
        raise InvalidInput("Endpoint", [Fault("", "is not a FHIR Endpoint")])
    status = endpoint.get("status")
    if not isinstance(status, str) or status not in _STATES:
        raise InvalidInput("Endpoint", [Fault("Endpoint.status", "is none of active, test, error and suspended")])
    return _STATES[status]
