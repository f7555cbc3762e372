"""Late entry as a FHIR Provenance: two clocks and two people, and neither is taken for the other."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.interop.fhir import late_entry
from tests.fhir_entries import LATE
from tests.fhir_oracles import faults

PARTICIPANT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
WRITTEN = {
    "resourceType": "Provenance",
    "target": [{"reference": "DiagnosticReport/12"}],
    "occurredDateTime": "2026-03-03T15:00:00+00:00",
    "recorded": "2026-03-03T20:00:00+00:00",
    "reason": [{"text": "system downtime"}],
    "agent": [
        {
            "type": {"coding": [{"system": PARTICIPANT, "code": "performer"}]},
            "who": {"display": "Rosa Reyes, MD"},
        },
        {
            "type": {"coding": [{"system": PARTICIPANT, "code": "enterer"}]},
            "who": {"display": "Robin Roe"},
            "onBehalfOf": {"display": "West Imaging"},
        },
    ],
}


def test_when_it_happened_and_when_it_was_keyed_are_two_elements_and_so_are_the_two_people() -> None:
    written = late_entry.to_fhir(LATE, of=["DiagnosticReport/12"])
    assert written.resource == WRITTEN
    assert written.losses == ()
    assert faults(written.resource) == []


def test_it_comes_back_whatever_the_order_of_the_people() -> None:
    for agents in (WRITTEN["agent"], WRITTEN["agent"][::-1]):
        read = late_entry.from_fhir({**WRITTEN, "agent": agents})
        assert (read.model, read.losses) == (LATE, ())


@pytest.mark.parametrize(
    ("missing", "place"),
    [
        ({"occurredDateTime": None}, "Provenance.occurredDateTime"),
        ({"recorded": "yesterday"}, "Provenance.recorded"),
        ({"agent": WRITTEN["agent"][:1]}, "Provenance.agent[0].who.display"),
        ({"agent": []}, "Provenance.agent[0].who.display"),
    ],
)
def test_without_one_of_the_clocks_or_people_it_is_no_late_entry(missing: dict[str, object], place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        late_entry.from_fhir({**WRITTEN, **missing})
    assert place in [fault.path for fault in caught.value.faults]


def test_two_performers_are_one_too_many() -> None:
    performer, enterer = WRITTEN["agent"]
    with pytest.raises(InvalidInput, match="stands here a second time: which one is meant"):
        late_entry.from_fhir({**WRITTEN, "agent": [performer, performer, enterer]})


def test_it_is_of_something() -> None:
    with pytest.raises(InvalidInput, match="say what was entered late"):
        late_entry.to_fhir(LATE, of=[])
