"""Lanes beside the ladder: one for each phase that is led to from afar, so that no two lines lie on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from downtimekit.playbooks.pictures.ladder import Way

APART = 14.0
_EDGE = 18.0  # from the boxes to the first lane
_BETWEEN = 6.0  # between the ends of two that share a lane


@frozen
class Lane:
    """A line down one side, from where ways come out of boxes to where it leads into one.

    Attributes:
        out: the ways, each with the height at which it comes out of its box.
        into: the height at which it leads into its target.
        number: how far from the boxes it is, from 0 on.
    """

    out: Sequence[tuple[Way, float]]
    into: float
    number: int

    @property
    def away(self) -> float:
        """How far from the boxes it runs."""
        return _EDGE + self.number * APART


def lanes(out: Mapping[int, Sequence[tuple[Way, float]]], *, into: Mapping[int, float]) -> tuple[Lane, ...]:
    """Return the lanes of one side, short ones nearest to the boxes.

    Args:
        out: the ways by the rung that they lead to, each with the height at which it comes out.
        into: the height at which each rung is led to.
    """
    taken: list[list[tuple[float, float]]] = []
    found = []
    for rung in sorted(out, key=lambda rung: (_length(out[rung], into[rung]), rung)):
        top, bottom = _span(out[rung], into[rung])
        number = next((at for at, spans in enumerate(taken) if _is_free(spans, top, bottom)), len(taken))
        if number == len(taken):
            taken.append([])
        taken[number].append((top, bottom))
        found.append(Lane(out[rung], into[rung], number))
    return tuple(found)


def room_for(targets: int) -> float:
    """Return how wide a side must be for lanes to so many phases."""
    return _EDGE + max(targets - 1, 0) * APART + _EDGE


def _span(ways: Sequence[tuple[Way, float]], into: float) -> tuple[float, float]:
    heights = [height for _, height in ways] + [into]
    return min(heights), max(heights)


def _length(ways: Sequence[tuple[Way, float]], into: float) -> float:
    top, bottom = _span(ways, into)
    return bottom - top


def _is_free(spans: Sequence[tuple[float, float]], top: float, bottom: float) -> bool:
    return all(bottom + _BETWEEN < above or below + _BETWEEN < top for above, below in spans)
