"""What a growing mapping promises: it is a dictionary, and a copy of it is another one."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.playbooks.growing import Growing

KEYS = st.integers(0, 90)
STEPS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "take", "again", "copy", "copy", "clear", "fill"]), KEYS), max_size=200
)


def stepped(step: str, key: int, value: int, held: Growing[int, int], plain: dict[int, int]) -> None:
    """Do the same to a growing mapping and to a dictionary."""
    match step:
        case "put":
            held[key] = plain[key] = value
        case "take":
            assert held.pop(key, None) == plain.pop(key, None)
        case "again" if key in plain:
            held[key], plain[key] = held.pop(key), plain.pop(key)
        case "clear" if key < 10:  # not so often that nothing ever grows
            held.clear()
            plain.clear()
        case "fill":
            held.update(dict.fromkeys(range(key), value))
            plain.update(dict.fromkeys(range(key), value))


def same(held: Growing[int, int], plain: dict[int, int]) -> bool:
    """Say whether it answers as the dictionary does, also in its order."""
    return (
        list(held) == list(plain)
        and list(held.items()) == list(plain.items())
        and list(held.values()) == list(plain.values())
        and [held.get(key) for key in range(91)] == [plain.get(key) for key in range(91)]
        and [key in held for key in range(91)] == [key in plain for key in range(91)]
        and (len(held), repr(held), dict(held)) == (len(plain), repr(plain), plain)
    )


@given(STEPS)
def test_it_is_a_dictionary_and_what_was_copied_never_changes(steps: list[tuple[str, int]]) -> None:
    held: Growing[int, int] = Growing()
    plain: dict[int, int] = {}
    handed_out = []
    for value, (step, key) in enumerate(steps):
        if step == "copy":
            handed_out.append((held, plain))
            held, plain = held.copy(), plain.copy()
        stepped(step, key, value, held, plain)
        assert len(held) == len(plain)

    assert all(same(*pair) for pair in [*handed_out, (held, plain)])


@given(STEPS, STEPS)
def test_two_copies_go_their_own_ways(one: list[tuple[str, int]], other: list[tuple[str, int]]) -> None:
    first: Growing[int, int] = Growing()
    first.update(dict.fromkeys(range(40), -1))
    pairs = [(first, dict(first)), (first.copy(), dict(first))]
    for (held, plain), steps in zip(pairs, (one, other), strict=True):
        for value, (step, key) in enumerate(steps):
            stepped(step, key, value, held, plain)

    assert all(same(*pair) for pair in pairs)


def test_what_is_not_there_is_told_as_a_dictionary_does() -> None:
    held: Growing[str, int] = Growing()
    held["sheet 1"] = 1
    held = held.copy()
    del held["sheet 1"]

    for key in ("sheet 1", "sheet 2"):
        with pytest.raises(KeyError):
            held[key]
        with pytest.raises(KeyError):
            del held[key]


def test_what_comes_back_comes_last() -> None:
    held: Growing[int, str] = Growing()
    held.update(dict.fromkeys(range(100), "out"))
    held = held.copy()
    del held[5]
    held[5] = "out again"

    assert list(held) == [*range(5), *range(6, 100), 5]


def test_a_copy_of_much_shares_it_and_holds_little_of_its_own() -> None:
    held: Growing[int, int] = Growing()
    for number in range(5_000):
        held = held.copy()
        held[number] = number

    assert len(held._top) <= 72  # the square root of 5,000, and one more
    assert held.copy()._below is held._below


def test_it_can_be_sent_to_another_process() -> None:
    held: Growing[int, int] = Growing()
    held.update(dict.fromkeys(range(100), 1))
    held = held.copy()
    del held[3]
    back = pickle.loads(pickle.dumps(held))
    back[3] = 2

    assert back == {**dict.fromkeys(range(100), 1), 3: 2}
    assert 3 not in held
    assert dict(Growing()) == {}
