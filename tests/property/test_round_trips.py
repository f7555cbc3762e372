"""What a model holds comes back from JSON as it was, whichever way it is read; and what is equal counts once."""

from __future__ import annotations

import json

import pytest
from hypothesis import Phase, given, settings

from downtimekit.forms.codes import SealKey
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict
from tests.every_model import CONCRETE, name_of
from tests.strategies import instances

FEW = settings(max_examples=4, phases=[Phase.generate])


WRITTEN = [model for model in CONCRETE if model is not SealKey]
"""A key is read from settings; what is written of it is not the key."""


@pytest.mark.parametrize("model", WRITTEN, ids=name_of)
def test_it_comes_back_from_json_as_it_was(model: type[Strict]) -> None:
    @FEW
    @given(instances(model))
    def check(instance: Strict) -> None:
        text = instance.model_dump_json()
        again = model.model_validate_json(text)
        assert again == instance
        assert len({again, instance}) == 1  # and so nothing in it can be changed either
        # As a host reads it: `json.loads` leaves texts where the model has enums, and lists where it has tuples.
        assert read(model, json.loads(text), source="a host") == instance
        assert instance.model_dump(mode="json") == json.loads(text)

    check()
