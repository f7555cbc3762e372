"""The book of a prescription pad."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from downtimekit.models.concern import Gravity
from downtimekit.models.prescriptions import Pad, PadMove, PadPolicy, PadState, check_pad, check_pad_use
from tests.prescriptions import NOON, on_paper

NUMBERS = ("RX-1", "RX-2", "RX-3", "RX-4")


def a_move(number: str, to: str, *, minute: int = 0, **more: object) -> dict[str, object]:
    """Return what the book says of one sheet."""
    return {"control_number": number, "to": to, "at": NOON + timedelta(minutes=minute), "by": "Carla Chen", **more}


def a_pad(*moves: dict[str, object], **otherwise: object) -> Pad:
    """Return a pad of four sheets with these entries."""
    said = {
        "id": "pad-7",
        "control_numbers": NUMBERS,
        "place": "Drug cupboard, room 4",
        "stored_secure": True,
        "received_at": NOON - timedelta(days=30),
        "received_by": "Carla Chen",
        "moves": moves,
    }
    return Pad.model_validate(said | otherwise)


def found(pad: Pad, policy: PadPolicy | None = None) -> list[tuple[str, str]]:
    """Return the rule and the place of each concern."""
    concerns = check_pad(pad, policy=policy) if policy else check_pad(pad)
    return [(concern.code, concern.path) for concern in concerns]


SEEN: dict[str, Any] = {"witness": "Nia Nolan", "reason": "spoilt"}


def test_a_book_that_is_kept_well_has_no_concern() -> None:
    pad = a_pad(
        a_move("RX-1", "out", holder="Perla Pond"),
        a_move("RX-1", "used", minute=5),
        a_move("RX-2", "out", minute=6, holder="Perla Pond"),
        a_move("RX-2", "stored", minute=7),
        a_move("RX-3", "voided", minute=8, **SEEN),
    )

    assert found(pad) == []
    assert pad.balance() == {
        PadState.STORED: 2,
        PadState.OUT: 0,
        PadState.USED: 1,
        PadState.VOIDED: 1,
        PadState.MISSING: 0,
    }


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([a_move("RX-1", "used")], ("impossible_move", "moves[0].to")),
        ([a_move("RX-1", "voided", **SEEN), a_move("RX-1", "out")], ("impossible_move", "moves[1].to")),
        ([a_move("RX-1", "out"), a_move("RX-1", "used"), a_move("RX-1", "used")], ("impossible_move", "moves[2].to")),
        ([a_move("RX-1", "out")], ("no_holder", "moves[0].holder")),
        ([a_move("RX-9", "voided", **SEEN)], ("unknown_number", "moves[0].control_number")),
        ([a_move("RX-1", "voided", reason="spoilt")], ("no_witness", "moves[0].witness")),
        ([a_move("RX-1", "missing", witness="Nia Nolan")], ("no_reason", "moves[0].reason")),
        ([a_move("RX-1", "voided", reason="spoilt", witness="carla chen")], ("own_witness", "moves[0].witness")),
        (
            [a_move("RX-1", "voided", minute=9, **SEEN), a_move("RX-2", "voided", minute=8, **SEEN)],
            ("out_of_order", "moves[1].at"),
        ),
        ([a_move("RX-1", "voided", minute=-60 * 24 * 31, **SEEN)], ("out_of_order", "moves[0].at")),
    ],
)
def test_what_cannot_be_is_named(moves: list[dict[str, object]], expected: tuple[str, str]) -> None:
    assert expected in found(a_pad(*moves))


def test_a_sheet_that_was_missing_may_turn_up() -> None:
    moves = [a_move("RX-1", "missing", **SEEN), a_move("RX-1", "stored", minute=5)]

    assert found(a_pad(*moves)) == []


def test_a_pad_that_nobody_locked_away_is_a_fault_and_a_sheet_still_out_a_warning() -> None:
    concerns = check_pad(a_pad(a_move("RX-1", "out", holder="Perla Pond"), stored_secure=None))

    assert [(concern.code, concern.gravity) for concern in concerns] == [
        ("not_secure", Gravity.FAULT),
        ("sheets_out", Gravity.WARNING),
    ]


def test_who_must_see_what_is_a_sites_own_rule() -> None:
    pad = a_pad(a_move("RX-1", "voided"), a_move("RX-2", "out"))
    nobody = PadPolicy(witnessed=frozenset(), explained=frozenset())
    strict = evolve(nobody, witnessed=frozenset({PadState.OUT}))

    assert ("no_witness", "moves[0].witness") not in found(pad, nobody)
    assert ("no_witness", "moves[1].witness") in found(pad, strict)


def test_a_number_stands_on_one_sheet_only() -> None:
    with pytest.raises(ValidationError, match="more than once"):
        a_pad(control_numbers=("RX-1", "RX-1"))


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [
        (("RX-1", "RX-2", "RX-3"), []),
        (("RX-1", "RX-3", "RX-4"), ["control_numbers[1]"]),
        (("RX-3", "RX-2"), ["control_numbers[1]"]),
        (("RX-099", "RX-100"), []),
        (("RX-A", "RX-C", "RX-7"), []),  # letters are not counted
        (("RX-9", "RY-1"), []),  # another series
    ],
)
def test_a_sheet_that_was_torn_out_leaves_a_gap_in_the_numbers(numbers: tuple[str, ...], gaps: list[str]) -> None:
    assert [path for code, path in found(a_pad(control_numbers=numbers)) if code == "gap"] == gaps


USED = (a_move("RX-1", "out", holder="Perla Pond"), a_move("RX-1", "used", minute=5))


def used(pads: list[Pad], *numbers: str | None) -> list[tuple[str, str, Gravity]]:
    written = [on_paper(control_number=number) for number in numbers]
    concerns = check_pad_use(pads, prescriptions=written)
    assert not any(number in str(concern) for number in NUMBERS for concern in concerns)
    return [(concern.code, concern.path, concern.gravity) for concern in concerns]


def test_every_used_sheet_has_a_prescription_and_every_prescription_a_used_sheet() -> None:
    assert used([a_pad(*USED)], "RX-1", None) == []
    assert used([a_pad(*USED)]) == [("prescription_missing", "pads[0].control_numbers[0]", Gravity.FAULT)]


@pytest.mark.parametrize(
    ("moves", "gravity"),
    [
        ([], Gravity.FAULT),
        ([a_move("RX-2", "out")], Gravity.WARNING),
        ([a_move("RX-2", "voided")], Gravity.FAULT),
        ([a_move("RX-2", "missing")], Gravity.FAULT),
    ],
    ids=["stored", "out", "voided", "missing"],
)
def test_a_prescription_on_a_sheet_that_was_not_used_is_told(moves: list[dict[str, object]], gravity: Gravity) -> None:
    assert used([a_pad(*moves)], "RX-2") == [("sheet_not_used", "prescriptions[0].control_number", gravity)]


def test_one_sheet_holds_one_prescription_and_one_number_stands_on_one_pad() -> None:
    assert used([a_pad(*USED)], "RX-1", "RX-1", "RX-77") == [
        ("sheet_twice", "prescriptions[1].control_number", Gravity.FAULT),
        ("unknown_sheet", "prescriptions[2].control_number", Gravity.FAULT),
    ]
    again = a_pad(control_numbers=("RX-0", "RX-2"))
    assert used([a_pad(), again]) == [("number_twice", "pads[1].control_numbers[1]", Gravity.FAULT)]


@given(st.lists(st.tuples(st.sampled_from([*NUMBERS, "RX-9"]), st.sampled_from(PadState)), max_size=12))
def test_every_sheet_is_in_one_state_whatever_the_book_says(entries: list[tuple[str, PadState]]) -> None:
    pad = a_pad(*(a_move(number, state) for number, state in entries))

    assert sum(pad.balance().values()) == len(NUMBERS)
    assert set(pad.states()) == set(NUMBERS)


def test_a_move_is_written_by_somebody() -> None:
    with pytest.raises(ValidationError):
        PadMove.model_validate({**a_move("RX-1", "out"), "by": ""})
