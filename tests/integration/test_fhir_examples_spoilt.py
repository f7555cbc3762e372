"""The official examples of FHIR R4 as they come from a broken sender: whatever is in them, it is read or refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fhir_official import READERS, Reader
from tests.fhir_oracles import R4
from tests.fhir_spoiling import PLANTED, spoilt, told

pytestmark = pytest.mark.skipif(not R4.exists(), reason="needs the official examples")
MODELS = {name: reader for name, reader in READERS.items() if name not in ("answer of a server", "interface")}
DEEPER_THAN_PYTHON = 5000


@pytest.mark.parametrize("examples", [12, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("reader", MODELS.values(), ids=MODELS)
def test_a_spoilt_example_is_read_or_refused(reader: Reader, examples: int) -> None:
    sound = [example for _, example in reader.examples()]

    @settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(spoilt(st.integers(0, len(sound) - 1).map(lambda number: sound[number])))
    def read_or_refuse(found: object) -> None:
        assert not any(PLANTED in words for words in told(reader.reads, found))

    read_or_refuse()


@pytest.mark.parametrize("reader", MODELS.values(), ids=MODELS)
def test_an_example_with_a_wrong_element_at_the_top_is_read_or_refused(reader: Reader) -> None:
    deep: Any = []
    for _ in range(DEEPER_THAN_PYTHON):
        deep = [deep]
    odd: list[Any] = [None, 7, "x" * 1_000_000, [], {}, [None], [[]], [{"coding": [None]}], deep]
    for wrong in odd:
        for _, example in reader.examples():
            for name in example:
                if name != "resourceType":
                    told(reader.reads, {**copy.copy(example), name: wrong})
