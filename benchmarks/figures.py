"""Figures: what a benchmark says in the end, with what was wanted of it, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum

from attrs import asdict, frozen

from benchmarks.contest import Result


class Bound(StrEnum):
    """Which way is better."""

    AT_MOST = "<="
    AT_LEAST = ">="


@frozen
class Wanted:
    """What is wanted of a figure: the target is the least, the aim is what we would like."""

    bound: Bound
    target: float
    aim: float

    def verdict(self, ratio: float) -> str:
        """Return in words what a ratio reaches."""
        reaches: Callable[[float], bool] = ratio.__le__ if self.bound is Bound.AT_MOST else ratio.__ge__
        return "reaches the aim" if reaches(self.aim) else "reaches the target" if reaches(self.target) else "MISSES"


@frozen
class Figure:
    """One figure of a benchmark.

    Attributes:
        ours: what we reach, in the unit; peer: what the peer reaches, None where it was not there.
        ratio: what the target speaks of.
        is_verified: whether what both made was checked, and right.
        note: what was measured and on how much, how the rounds spread, or why something was left out.
    """

    benchmark: str
    figure: str
    ours: float
    peer: float | None
    peer_name: str
    unit: str
    ratio: float | None
    wanted: Wanted
    is_verified: bool
    note: str

    def as_json(self) -> str:
        """Return the figure as one line of JSON."""
        told = asdict(self, filter=lambda field, _: field.name not in {"wanted", "is_verified", "note"})
        wanted = {"target": f"{self.wanted.bound} {self.wanted.target:g}", "aim": f"{self.wanted.aim:g}"}
        return json.dumps(told | wanted | {"verified": self.is_verified, "note": self.note})

    def as_text(self) -> str:
        """Return the figure as one line for people."""
        name = f"{self.benchmark} {self.figure}"
        wanted = f"target {self.wanted.bound} {self.wanted.target:g}, aim {self.wanted.aim:g}"
        if self.ratio is None or self.peer is None:
            return f"{name:<38} {self.ours:,.4g} {self.unit}; no peer ({wanted})  [{self.note}]"
        found = f"{self.ratio:.2f}  {self.wanted.verdict(self.ratio)} ({wanted})"
        sides = f"ours {self.ours:,.4g}, {self.peer_name} {self.peer:,.4g} {self.unit}"
        checked = "verified" if self.is_verified else "NOT VERIFIED"
        return f"{name:<38} {found}: {sides}; {checked}  [{self.note}]"


def rounds_of(result: Result) -> str:
    """Return how a result came about, for a note."""
    low, high = result.spread
    return f"{result.rounds} rounds, half of the ratios in {low:.3g} to {high:.3g}"
