"""However broken a resource is, its reader answers with a model or with a list of faults, and never tells a value."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from downtimekit.errors import InvalidInput
from tests.fhir_roads import ROADS, Road
from tests.fhir_spoiling import JUNK, PLANTED, spoilt, told

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_a_resource_that_was_spoilt_is_read_or_refused(road: Road) -> None:
    @settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
    @given(spoilt(road.made.map(lambda model: road.write(model).resource)))
    def read_or_refuse(found: object) -> None:
        assert not any(PLANTED in words for words in told(road.read, found))

    read_or_refuse()


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_what_is_no_resource_at_all_is_refused(road: Road) -> None:
    @settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
    @given(JUNK)
    def refuse(found: object) -> None:
        with pytest.raises(InvalidInput):
            road.read(found)

    refuse()
