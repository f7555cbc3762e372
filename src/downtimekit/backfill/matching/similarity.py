"""How much two words resemble each other, in plain Python; the extra ``matching`` brings the same, much faster.

Sources: Jaro and Winkler's measure as W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
Fellegi-Sunter Model of Record Linkage" (1990), gives it; optimal string alignment for the distance.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

_PREFIX, _SCALE, _BOOST_FROM = 4, 0.1, 0.7


@frozen
class Resemblance:
    """What measures how alike two words are.

    Attributes:
        likeness: of two words, from 0 to 1 (Jaro-Winkler).
        edits: how many letters were left out, added, changed or swapped with their neighbour.
    """

    likeness: Callable[[str, str], float]
    edits: Callable[[str, str], int]


def jaro_winkler(one: str, other: str) -> float:
    """Return how alike two words are, from 0 to 1."""
    common, swapped = _common(one, other)
    if not common:
        return 1.0 if not one and not other else 0.0
    jaro = (common / len(one) + common / len(other) + (common - swapped) / common) / 3
    if jaro <= _BOOST_FROM:
        return jaro
    prefix = 0
    for left, right in zip(one[:_PREFIX], other[:_PREFIX], strict=False):
        if left != right:
            break
        prefix += 1
    return jaro + prefix * _SCALE * (1 - jaro)


def _common(one: str, other: str) -> tuple[int, int]:
    """Return how many letters two words share nearby, and how many of them changed places, in pairs."""
    window = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    left = []
    for place, letter in enumerate(one):
        for found in range(max(0, place - window), min(len(other), place + window + 1)):
            if not taken[found] and other[found] == letter:
                taken[found] = True
                left.append(letter)
                break
    right = [letter for letter, is_taken in zip(other, taken, strict=True) if is_taken]
    return len(left), sum(a != b for a, b in zip(left, right, strict=True)) // 2


def edits(one: str, other: str) -> int:
    """Return by how many slips two words differ; a swap of neighbours is one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
    return row[-1]


IN_PLAIN_PYTHON = Resemblance(jaro_winkler, edits)
