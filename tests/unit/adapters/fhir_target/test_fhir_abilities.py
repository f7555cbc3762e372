"""What a server says of itself, and what is taken from it."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.adapters.fhir_target.abilities import Abilities
from downtimekit.adapters.fhir_target.server import id_in
from downtimekit.interop.fhir.chart_records import TYPES

WHOLE = ("Observation", "Patient", "Provenance", *TYPES)


def a_statement(**otherwise: Any) -> dict[str, Any]:
    kinds = [{"type": kind, "versioning": "versioned-update", "conditionalCreate": True} for kind in WHOLE]
    rest = {"mode": "server", "resource": kinds, "interaction": [{"code": "transaction"}]} | otherwise
    return {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [rest]}


def test_a_server_that_promises_everything_lacks_nothing() -> None:
    assert list(Abilities.of(a_statement()).lacks(transactions=True)) == []


@pytest.mark.parametrize(
    ("otherwise", "words"),
    [
        ({"interaction": []}, "does not take transactions"),
        ({"resource": [{"type": "Patient"}]}, "does not say that it keeps AllergyIntolerance"),
        ({"resource": [{"type": "Observation", "conditionalCreate": True}]}, "checks versions of Observation"),
        ({"resource": [{"type": "Provenance", "versioning": "versioned-update"}]}, "makes Provenance only where"),
        ({"mode": "client"}, "does not say what it can do"),
        ({"resource": "odd"}, "does not say what it can do"),
    ],
    ids=range(6),
)
def test_what_it_does_not_promise_is_told(otherwise: dict[str, Any], words: str) -> None:
    assert words in "\n".join(Abilities.of(a_statement(**otherwise)).lacks(transactions=True))


def test_transactions_that_nobody_wants_are_not_missed() -> None:
    assert list(Abilities.of(a_statement(interaction=[])).lacks(transactions=False)) == []


@pytest.mark.parametrize(
    ("found", "id_"),
    [
        ("Patient/77", "Patient/77"),
        ("https://fhir.example.org/r4/Patient/77/_history/3", "Patient/77"),
        ("Patient/77/_history/3", "Patient/77"),
        ("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", None),
        ("#sheet", None),
        ("", None),
        (None, None),
        (7, None),
    ],
    ids=str,
)
def test_a_reference_names_a_resource_or_none(found: object, id_: str | None) -> None:
    assert id_in(found) == id_
