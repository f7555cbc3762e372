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


@frozen
class Measured:
    """What a figure is about, before it is measured."""

    benchmark: str
    figure: str
    peer_name: str
    unit: str
    wanted: Wanted

    def costs(self, result: Result, *, scale: float, problems: str, note: str) -> Figure:
        """Return a figure of what things cost: less is better, and the ratio is that of the costs.

        Args:
            result: of the contest.
            scale: units in a CPU second.
            problems: what was wrong with an output; nothing where all were right.
            note: what was measured.
        """
        return self._figure(
            result.ours * scale,
            result.peer * scale,
            ratio=result.ratio,
            is_verified=not problems,
            notes=[problems, note],
        )

    def rates(self, result: Result, *, problems: str, note: str) -> Figure:
        """Return a figure of how much is done in a CPU second: more is better, and the ratio is that of the rates."""
        return self._figure(
            1 / result.ours, 1 / result.peer, ratio=1 / result.ratio, is_verified=not problems, notes=[problems, note]
        )

    def skipped(self, alone: Result, *, missing: str, scale: float | None = None) -> Figure:
        """Return a figure without a peer: how much we do, and what is missing to compare it with.

        Args:
            alone: of a contest with ourselves.
            missing: what is not installed.
            scale: of a cost, units in a CPU second; None for a rate.
        """
        notes = [f"skipped: {missing} is not installed"]
        ours = 1 / alone.ours if scale is None else alone.ours * scale
        return self._figure(ours, None, ratio=None, is_verified=True, notes=notes)

    def _figure(
        self, ours: float, peer: float | None, *, ratio: float | None, is_verified: bool, notes: list[str]
    ) -> Figure:
        return Figure(
            self.benchmark,
            self.figure,
            ours,
            peer,
            self.peer_name,
            self.unit,
            ratio,
            self.wanted,
            is_verified,
            "; ".join(filter(None, notes)),
        )


def rounds_of(result: Result) -> str:
    """Return how a result came about, for a note."""
    low, high = (100 * (edge / result.ratio - 1) for edge in result.spread)
    return f"{result.rounds} rounds, half of them within {low:+.0f} to {high:+.0f} % of the ratio"
