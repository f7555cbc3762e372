"""However broken a resource is, its reader answers with a model or with a list of faults, and never tells a value."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from tests.fhir_roads import ROADS, Road

PLANTED = "Plantagenet"
DEEP: Any = {"extension": []}
for _ in range(50):
    DEEP = {"item": [DEEP]}
NAMES = st.sampled_from(["status", "value", "coding", "_value", "modifierExtension", "code", "", "a b", "reference"])
ODD: list[Any] = [PLANTED, "", " ", "\ud800", "\x00", "2026-02-30", "9" * 5000, 10**400, float("nan"), DEEP]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.integers(0, len(ODD) - 1).map(ODD.__getitem__),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)


def places(found: dict[str, Any] | list[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a resource: what holds it, and under which name or number."""
    for key, inner in list(found.items() if isinstance(found, dict) else enumerate(found)):
        yield found, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@st.composite
def spoilt(draw: st.DrawFn, road: Road) -> object:
    """Draw a resource as it is written, with some of it replaced, removed or added."""
    resource = copy.deepcopy(road.write(draw(road.made)).resource)
    for _ in range(draw(st.integers(1, 3))):
        spots = list(places(resource))  # drawn by number: hypothesis writes out what it samples from
        holder, key = spots[draw(st.integers(0, len(spots) - 1))]
        junk = copy.copy(draw(JUNK))
        if draw(st.booleans()) or not isinstance(holder, dict):
            holder[key] = junk
        elif draw(st.booleans()):
            del holder[key]
        else:
            holder[draw(NAMES)] = junk
        if not resource:
            break
    return resource


def answer(road: Road, found: object) -> list[str]:
    """Return what a reader tells of something: losses or faults."""
    try:
        return list(road.read(found).losses)
    except InvalidInput as error:
        return [str(error), *map(str, error.faults)]


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_a_resource_that_was_spoilt_is_read_or_refused(road: Road) -> None:
    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(spoilt(road))
    def read_or_refuse(found: object) -> None:
        assert not any(PLANTED in told for told in answer(road, found))

    read_or_refuse()


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_what_is_no_resource_at_all_is_refused(road: Road) -> None:
    @settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
    @given(JUNK)
    def refuse(found: object) -> None:
        with pytest.raises(InvalidInput):
            road.read(found)

    refuse()
