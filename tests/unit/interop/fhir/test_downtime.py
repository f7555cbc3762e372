"""What other systems are told of a downtime: from when to when something is away, and when it may be used again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import downtime
from downtimekit.models.downtime.tracks import Track, TrackState
from tests.fhir_oracles import faults
from tests.fhir_roads import SYSTEMS
from tests.ward import a_downtime

DOWN = datetime(2026, 3, 3, 13, 52, tzinfo=UTC)
UP, RELEASED = DOWN + timedelta(hours=2), DOWN + timedelta(hours=3)
ENDPOINT = {"resourceType": "Endpoint", "id": "oru-out", "status": "active", "address": "https://clinic.example.org"}


@pytest.mark.parametrize(
    ("up", "released", "times"),
    [
        (None, None, [{"start": "2026-03-03T13:52:00+00:00"}]),
        (
            UP,
            None,
            [
                {"start": "2026-03-03T13:52:00+00:00", "end": "2026-03-03T15:52:00+00:00"},
                {"start": "2026-03-03T15:52:00+00:00"},
            ],
        ),
        (
            UP,
            RELEASED,
            [
                {"start": "2026-03-03T13:52:00+00:00", "end": "2026-03-03T15:52:00+00:00"},
                {"start": "2026-03-03T15:52:00+00:00", "end": "2026-03-03T16:52:00+00:00"},
            ],
        ),
    ],
)
def test_what_answers_again_is_away_until_it_is_released(
    up: datetime | None, released: datetime | None, times: list[object]
) -> None:
    track = Track(site="west", service="ris", down_at=DOWN, up_at=up, released_at=released)
    resource: Any = downtime.track_to_fhir(track, systems=SYSTEMS).resource
    assert faults(resource) == []
    assert [one["during"] for one in resource["notAvailable"]] == times
    assert downtime.track_from_fhir(resource, systems=SYSTEMS).model == track


def test_a_downtime_is_told_for_each_of_its_services_and_what_is_not_told_is_a_loss() -> None:
    event = a_downtime()
    written = downtime.to_fhir(event, systems=SYSTEMS)
    assert faults(written.resource) == []
    bundle: Any = written.resource
    told = [entry["resource"]["identifier"][0]["value"] for entry in bundle["entry"]]
    assert told == list(event.services)
    assert "event" in written.losses
    assert not {"services", "sites", "began_at"} & set(written.losses)


@pytest.mark.parametrize(
    ("state", "planned", "status"),
    [
        (TrackState.DOWN, False, "error"),
        (TrackState.DOWN, True, "suspended"),
        (TrackState.VALIDATING, False, "test"),
        (TrackState.RELEASED, False, "active"),
    ],
)
def test_an_interface_of_the_host_gets_the_status_of_what_is_behind_it(
    state: TrackState, planned: bool, status: str
) -> None:
    endpoint = downtime.with_status(ENDPOINT, state, planned=planned)
    assert endpoint == ENDPOINT | {"status": status}
    assert downtime.state_of(endpoint) is state


@pytest.mark.parametrize(
    "found", [None, [], {"resourceType": "Patient"}, ENDPOINT | {"status": "off"}, ENDPOINT | {"status": []}]
)
def test_an_interface_that_is_no_longer_in_use_has_no_state(found: object) -> None:
    with pytest.raises(InvalidInput, match="Endpoint"):
        downtime.state_of(found)
