"""What a model holds comes back from JSON as it was, whichever way it is read; and what is equal counts once."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import Phase, given, settings

from downtimekit.models.reading import read
from downtimekit.models.strict import Strict
from tests.every_model import CONCRETE, name_of
from tests.strategies import instances

FEW = settings(max_examples=4, phases=[Phase.generate])


@pytest.mark.parametrize("model", CONCRETE, ids=name_of)
def test_it_comes_back_from_json_as_it_was(model: type[Strict]) -> None:
    @FEW
    @given(instances(model))
    def check(instance: Strict) -> None:
        text = instance.model_dump_json()
        again = model.model_validate_json(text)
        assert again == instance
        assert _holds_a_mapping(instance) or len({again, instance}) == 1
        # As a host reads it: `json.loads` leaves texts where the model has enums, and lists where it has tuples.
        assert read(model, json.loads(text), source="a host") == instance
        assert instance.model_dump(mode="json") == json.loads(text)

    check()


def _holds_a_mapping(held: object) -> bool:
    if isinstance(held, Strict):
        return any(_holds_a_mapping(value) for _, value in held)
    return isinstance(held, Mapping) or (isinstance(held, tuple) and any(map(_holds_a_mapping, held)))
