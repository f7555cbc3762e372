"""A playbook's table and the machine that walks it agree, and a table that was written down is read as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.adapters.playbook_file import load_playbook
from downtimekit.errors import InvalidInput
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.playbooks._walker import Walker
from downtimekit.playbooks.library import SHIPPED
from downtimekit.playbooks.reading import playbook_from, playbook_from_json, playbook_to_json
from downtimekit.playbooks.table import Move, Phase, Signal, playbook_of

WORDS = ("alpha", "beta", "gamma", "delta", "epsilon")
NAMES = st.sampled_from(WORDS)
MOVES = st.builds(
    Move,
    signal=NAMES,
    sources=st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple),
    target=NAMES | st.none(),
)
PLAYBOOKS = st.builds(
    lambda moves: Playbook(
        name="drawn",
        version=1,
        title="Drawn",
        phases=tuple(Phase(name=name, label=name) for name in WORDS),
        signals=tuple(Signal(name=name, label=name) for name in WORDS),
        moves=tuple(moves),
    ),
    st.lists(MOVES, min_size=1, max_size=12),
)
BOOKS = pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)


def by_the_table(playbook: Playbook, signal: str, phase: str) -> str | None:
    """Return where the table says that a signal leads."""
    move = playbook.move(signal, phase=phase)
    return (move.target or phase) if move else None


@given(PLAYBOOKS, st.lists(NAMES | st.text(max_size=12), max_size=20), NAMES)
def test_random_signals_lead_exactly_where_the_table_says(playbook: Playbook, signals: list[str], phase: str) -> None:
    walker = Walker(playbook)
    for signal in signals:
        led = walker.walk(signal, phase=phase)
        assert led == by_the_table(playbook, signal, phase)
        assert (led is not None) == (signal in walker.triggers(phase=phase))
        phase = led or phase


@BOOKS
def test_every_signal_leads_from_every_phase_where_the_table_says(playbook: Playbook) -> None:
    walker = Walker(playbook)
    for signal in (*(signal.name for signal in playbook.signals), "to_closed", "trigger", ""):
        for phase in playbook.phases:
            assert walker.walk(signal, phase=phase.name) == by_the_table(playbook, signal, phase.name)


def test_a_walk_leaves_nothing_behind() -> None:
    walker = Walker(UNSCHEDULED)

    assert [walker.walk("help_desk_contacted", phase="declared") for _ in range(3)] == ["identifying"] * 3


@BOOKS
def test_a_playbook_that_was_written_down_is_the_same_when_it_is_read(playbook: Playbook) -> None:
    text = playbook_to_json(playbook)
    by_hand = yaml.safe_dump(json.loads(text), sort_keys=False)

    for read in (
        playbook_from_json(text, source="p.json"),
        playbook_from(yaml.safe_load(by_hand), source="p.yaml"),
        playbook_of(playbook.table),
    ):
        assert read == playbook
        assert read.digest == playbook.digest


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('{"name": "a", "name": "b"}', ["name"]),
        ('{"phases": [{"name": "x", "name": "y", "label": "l", "label": "m"}]}', ["label", "name"]),
        ('{"name": ', ["line 1, column 10"]),
        ("", ["line 1, column 1"]),
        ("[1]", [""]),
        ("null", [""]),
    ],
)
def test_a_table_that_says_something_twice_or_is_none_is_refused(text: str, paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as invalid:
        playbook_from_json(text, source="p.json")

    assert [fault.path for fault in invalid.value.faults] == paths


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = sorted(Playbook.model_fields)


def spoiled(document: object, path: list[int], wrong: object) -> object:
    """Return a document with something else in one of its places; which one, the numbers say."""
    if not path or not isinstance(document, dict | list) or not document:
        return wrong
    if isinstance(document, list):
        place = path[0] % len(document)
        return [spoiled(item, path[1:], wrong) if n == place else item for n, item in enumerate(document)]
    key = sorted(document)[path[0] % len(document)]
    return {name: spoiled(item, path[1:], wrong) if name == key else item for name, item in document.items()}


def only_invalid_input(document: object) -> None:
    """A document is a playbook, or it is refused with faults; nothing else happens."""
    try:
        playbook_from(document, source="p.json")
    except InvalidInput as error:
        assert error.faults  # noqa: PT017  (what is not refused is fine as well)


@given(JSON | st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_a_hostile_document_is_refused_and_nothing_else_happens(document: object) -> None:
    only_invalid_input(document)


@given(st.sampled_from(SHIPPED), st.lists(st.integers(0, 60), min_size=1, max_size=4), JSON)
def test_a_playbook_with_one_place_spoiled_is_refused_or_read_and_nothing_else_happens(
    playbook: Playbook, path: list[int], wrong: object
) -> None:
    only_invalid_input(spoiled(json.loads(playbook.table), path, wrong))


@given(st.text(max_size=40))
def test_a_hostile_text_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(InvalidInput):
        playbook_from_json(text, source="p.json")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "NaN", "1e999", "9" * 5000])
def test_a_text_that_is_deep_or_long_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        playbook_from_json(text, source="p.json")


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 5000, "a: 2026-13-45", "!!map [1, 2]", "? [a]\n: b", "9" * 5000, "a: *x", "<<: 5", "!!omap [1]"),
        *("a: !!python/object:os.system x", "!!float x", "!!int x", "!!timestamp x", "!!bool x", "&a [*a]", "\x00"),
        *("a: 1\na: 2", "%YAML 9.9\n---\na", "? !!map [1]\n: 2"),
    ],
)
def test_a_hostile_yaml_file_is_refused_and_nothing_else_happens(text: str, tmp_path: Path) -> None:
    path = tmp_path / "playbook.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInput):
        load_playbook(path)
