"""An observation says who saw what from where, and nothing that does not fit together."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.downtime.observation import Answer, Observation
from downtimekit.models.reading import read

BY_A_CHECK = {"check": "ris", "site": "west", "answer": "up", "at": "2026-03-03T09:00-05:00", "probe": "ris-ping"}
BY_A_PERSON = {**BY_A_CHECK, "probe": None, "by": {"name": "Carla Chen", "role": "charge_nurse"}}


@pytest.mark.parametrize(
    ("document", "source"), [(BY_A_CHECK, "the check 'ris-ping'"), (BY_A_PERSON, "Carla Chen")], ids=["check", "person"]
)
def test_it_says_who_saw_it_and_survives_json(document: dict[str, Any], source: str) -> None:
    observation = read(Observation, document, source="observation")

    assert observation.source == source
    assert Observation.model_validate_json(observation.model_dump_json()) == observation


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"probe": None}, ["says neither who saw it nor which check did"]),
        ({"answer": "down", "latency_ms": 40}, ["says how long the answer took, but there was none"]),
        (
            {"probe": None, "answer": "unknown", "latency_ms": 40},
            ["says neither who saw it nor which check did; says how long the answer took, but there was none"],
        ),
        ({"at": "2026-03-03T09:00"}, ["needs a time zone or an offset from UTC"]),
        ({"remark": "Ada was in the scanner"}, ["is not a known field"]),
        ({"latency_ms": -1}, ["must be greater than or equal to 0"]),
    ],
)
def test_what_does_not_fit_together_is_refused_in_words(change: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(Observation, {**BY_A_CHECK, **change}, source="observation")

    assert [fault.words for fault in refusal.value.faults] == words


@pytest.mark.parametrize(("answer", "bad"), [("up", False), ("slow", True), ("down", True), ("unknown", False)])
def test_slow_and_down_are_bad(answer: str, bad: bool) -> None:
    assert Answer(answer).is_bad is bad
