"""Whatever a model holds: what is written is FHIR, and what is read back is the same, or a loss that was told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from downtimekit.errors import InvalidInput
from tests.fhir_oracles import faults
from tests.fhir_roads import ROADS, Road


def listed(said: Any) -> Any:  # noqa: ANN401
    """Return a dump with lists in place of tuples, so that what is lost can be taken out."""
    if isinstance(said, dict):
        return {key: listed(inner) for key, inner in said.items()}
    return [listed(inner) for inner in said] if isinstance(said, tuple) else said


def without(model: BaseModel, losses: Sequence[str]) -> object:
    """Return what a model says, except what was lost."""
    said = listed(model.model_dump())
    for loss in losses:
        *above, name = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", loss)]
        inner = said
        for step in above:
            inner = inner[step]
        inner[name] = None
    return said


def differences(one: object, other: object, at: str = "") -> list[str]:
    """Return where two dumps differ, with both values."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [told for key in one for told in differences(one[key], other[key], f"{at}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [told for number, pair in pairs for told in differences(*pair, f"{at}[{number}]")]
    return [] if one == other else [f"{at}: {one!r}, {other!r}"]


@pytest.mark.parametrize("examples", [20, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_what_is_written_is_fhir_and_comes_back(road: Road, examples: int) -> None:
    @settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(road.made)
    def there_and_back(model: BaseModel) -> None:
        written = road.write(model)
        assert faults(written.resource) == []
        try:
            read = road.read(written.resource)
        except InvalidInput:
            assert written.losses
            return
        assert read.losses == ()
        assert differences(without(model, written.losses), without(read.model, written.losses)) == []

    there_and_back()
