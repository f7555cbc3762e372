"""Pads of prescription paper: where each numbered sheet is, who moved it, and who saw it.

A pad that is kept for a downtime must be secure, and every sheet of it accounted for: sheets of the pad = stored + out
+ used + voided + missing. The rules for witnesses and storage are a site's own, so they are a policy here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from attrs import frozen
from pydantic import Field, model_validator

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.strict import Instant, Key, Name, Strict


class PadState(StrEnum):
    """Where a sheet is."""

    STORED = "stored"
    OUT = "out"
    USED = "used"
    VOIDED = "voided"
    MISSING = "missing"


_FOLLOWS: Mapping[PadState, frozenset[PadState]] = {
    PadState.STORED: frozenset({PadState.OUT, PadState.VOIDED, PadState.MISSING}),
    PadState.OUT: frozenset({PadState.STORED, PadState.USED, PadState.VOIDED, PadState.MISSING}),
    PadState.USED: frozenset(),
    PadState.VOIDED: frozenset(),
    PadState.MISSING: frozenset({PadState.STORED, PadState.USED, PadState.VOIDED}),
}


class PadMove(Strict):
    """One sheet going from one place to another.

    Attributes:
        to: where it is afterwards; by: who moved it, or found it missing; witness: who saw it.
        holder: who has it, where it is out.
        reason: why it was voided, or is missing.
    """

    control_number: Key
    to: PadState
    at: Instant
    by: Name
    witness: Name | None = None
    holder: Name | None = None
    reason: Name | None = None


class Pad(Strict):
    """A pad, and everything that was done with its sheets, in the order in which it was written down.

    Attributes:
        control_numbers: the number on each sheet.
        place: where it is kept; stored_secure: whether that is locked, and closed to whoever does not prescribe.
    """

    id: Key
    control_numbers: Annotated[tuple[Key, ...], Field(min_length=1)]
    place: Name
    stored_secure: bool | None = None
    received_at: Instant
    received_by: Name
    moves: tuple[PadMove, ...] = ()

    @model_validator(mode="after")
    def _each_number_stands_once(self) -> Pad:
        if len(set(self.control_numbers)) < len(self.control_numbers):
            raise ValueError("a control number stands on it more than once")
        return self

    def states(self) -> dict[str, PadState]:
        """Return where each sheet is; a move that could not be is taken as it was written down."""
        states = dict.fromkeys(self.control_numbers, PadState.STORED)
        for move in self.moves:
            if move.control_number in states:
                states[move.control_number] = move.to
        return states

    def balance(self) -> dict[PadState, int]:
        """Return how many sheets are in each state; together they are the sheets of the pad."""
        counts = Counter(self.states().values())
        return {state: counts[state] for state in PadState}


@frozen
class PadPolicy:
    """What a site wants to see about its pads.

    Attributes:
        witnessed: the states that a sheet comes to only before a witness.
        explained: the states that need a reason.
    """

    witnessed: frozenset[PadState] = frozenset({PadState.VOIDED, PadState.MISSING})
    explained: frozenset[PadState] = frozenset({PadState.VOIDED, PadState.MISSING})


DEFAULT_PAD_POLICY = PadPolicy()


def check_pad(pad: Pad, *, policy: PadPolicy = DEFAULT_PAD_POLICY) -> tuple[Concern, ...]:
    """Return everything that is wrong with a pad's book; what was written on its sheets, `check_pad_use` compares."""
    written = (
        concern for number, move in enumerate(pad.moves) for concern in _written(move, f"moves[{number}]", policy)
    )
    return (*_kept(pad), *_series(pad), *_moved(pad), *written, *_open(pad))


def _kept(pad: Pad) -> Iterator[Concern]:
    if not pad.stored_secure:
        yield Concern("not_secure", "stored_secure", "nobody said that the pad is kept in a secure place")


def _series(pad: Pad) -> Iterator[Concern]:
    for number, (before, after) in enumerate(pairwise(pad.control_numbers), 1):
        one, next_one = _counted(before), _counted(after)
        if one and next_one and one[0] == next_one[0] and next_one[1] != one[1] + 1:
            words = "does not follow the number before it: a sheet may have been torn out, or lies in the wrong place"
            yield Concern("gap", f"control_numbers[{number}]", words, gravity=Gravity.WARNING)


def _counted(control_number: str) -> tuple[str, int] | None:
    """Return a number as what stands before its last digits, and those; None where it has none at its end."""
    before = control_number.rstrip("0123456789")
    digits = control_number[len(before) :]
    return (before, int(digits)) if digits else None


def _moved(pad: Pad) -> Iterator[Concern]:
    states = dict.fromkeys(pad.control_numbers, PadState.STORED)
    latest = pad.received_at
    for number, move in enumerate(pad.moves):
        path = f"moves[{number}]"
        if move.at < latest:
            yield Concern("out_of_order", f"{path}.at", "lies before the entry above it, or before the pad came")
        latest = max(latest, move.at)
        before = states.get(move.control_number)
        if before is None:
            yield Concern("unknown_number", f"{path}.control_number", "is not a number of this pad")
        elif move.to not in _FOLLOWS[before]:
            words = f"a sheet that is {before.value} cannot become {move.to.value}"
            yield Concern("impossible_move", f"{path}.to", words)
        states[move.control_number] = move.to


def _written(move: PadMove, path: str, policy: PadPolicy) -> Iterator[Concern]:
    if move.to in policy.witnessed and move.witness is None:
        yield Concern("no_witness", f"{path}.witness", f"a sheet becomes {move.to.value} before a witness")
    if move.witness is not None and move.witness.casefold() == move.by.casefold():
        yield Concern("own_witness", f"{path}.witness", "the witness is the one who did it")
    if move.to in policy.explained and move.reason is None:
        yield Concern("no_reason", f"{path}.reason", f"say why the sheet is {move.to.value}")
    if move.to is PadState.OUT and move.holder is None:
        yield Concern("no_holder", f"{path}.holder", "say who has the sheet", gravity=Gravity.WARNING)


def _open(pad: Pad) -> Iterator[Concern]:
    counts = pad.balance()
    if counts[PadState.OUT]:
        words = f"{counts[PadState.OUT]} of its sheets are out: neither used, nor voided, nor back"
        yield Concern("sheets_out", "moves", words, gravity=Gravity.WARNING)
