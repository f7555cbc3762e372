"""Pieces of FHIR resources, as tests look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from downtimekit.interop.fhir import Written
from tests.fhir_roads import SYSTEMS

HOME = SYSTEMS.home
Json = dict[str, Any]


def resources(written: Written | Mapping[str, Any], kind: str) -> Sequence[Json]:
    """Return the resources of a type in a Bundle."""
    whole: Any = written.resource if isinstance(written, Written) else written
    return [entry["resource"] for entry in whole["entry"] if entry["resource"]["resourceType"] == kind]


def codes(concept: Mapping[str, Any]) -> Sequence[str]:
    """Return the codes of a concept, each after the last part of its system's name: ``sct|80248007``."""
    return [f"{coding['system'].rpartition('/')[2]}|{coding['code']}" for coding in concept["coding"]]


def observations(written: Written, code: str) -> Sequence[Json]:
    """Return the Observations of a Bundle with a code."""
    return [one for one in resources(written, "Observation") if code in codes(one["code"])]


def components(observation: Mapping[str, Any]) -> Json:
    """Return the values of an Observation's components, by the name of the model's field."""
    return {
        one["code"]["coding"][0]["code"]: next(value for name, value in one.items() if name.startswith("value"))
        for one in observation.get("component", [])
    }
