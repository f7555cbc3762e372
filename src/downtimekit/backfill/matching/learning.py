"""Weights from records that nobody has matched by hand.

Source: W. E. Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model of Record Linkage"
(1988). How often two people agree by chance comes from the values and from random pairs, and the share of matches
among all pairs is known beforehand: one that is learned among likely pairs fits no random ones, and matches too much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

from attrs import frozen

from downtimekit.backfill.matching.fields import ComparedField
from downtimekit.backfill.matching.scoring import Levels
from downtimekit.backfill.matching.weights import FieldWeights, LevelWeight, Weights

_ROUNDS, _SETTLED = 25, 0.0005
_BEFORE = 10.0
"""For how many pairs the weights to begin with count, so that what was never seen is not held to be impossible."""
_LEAST, _MOST = 1e-9, 1 - 1e-9

Shares = list[list[float]]
"""By field and level, the shares of pairs; level 0, of what is left out, has none."""


@frozen
class Seen:
    """What was seen in the records that weights are learned from.

    Attributes:
        fields: what was compared.
        likely: how often pairs that share a key compare in each way.
        random: how often random pairs do.
        same: by field, the chance that two people have the same value, where that was counted.
        pairs: how many pairs there are in all; matches: how many are expected to be of one person, to begin with.
    """

    fields: Sequence[ComparedField]
    likely: Mapping[Levels, int]
    random: Mapping[Levels, int]
    same: Mapping[str, float]
    pairs: int
    matches: float


@frozen
class Learned:
    """What was learned: the weights, and how many pairs are expected to be of one person."""

    weights: Weights
    matches: float


def learn(seen: Seen, start: Weights, *, learned_from: str | None = None) -> Learned:
    """Return weights that fit what was seen; a field that was not compared keeps what it had.

    Args:
        seen: pairs, as they compare.
        start: to begin with.
        learned_from: what to say of it; never a patient.
    """
    begun = [start.of(field.key) for field in seen.fields]
    before_u = [[0.0, *(level.u for level in found)] for found in begun]
    before_m = [[0.0, *(level.m for level in found)] for found in begun]
    by_chance = _with_counted(seen, _shares(seen.random, before_u))
    matched, matches = before_m, seen.matches
    for _ in range(_ROUNDS):
        expected = _expected(seen, matched, by_chance, matches / seen.pairs)
        earlier, matched, matches = matched, _shares(expected, before_m), max(sum(expected.values()), 1.0)
        if _moved(earlier, matched) < _SETTLED:
            break
    learned = {field.key: _field(field, m, u) for field, m, u in zip(seen.fields, matched, by_chance, strict=True)}
    fields = tuple(learned.get(one.field, one) for one in start.fields)
    return Learned(Weights(fields=fields, learned_from=learned_from), matches)


def _expected(seen: Seen, matched: Shares, by_chance: Shares, prior: float) -> dict[Levels, float]:
    """Return how many pairs of each kind are of one person, as far as the weights tell."""
    bits = [
        [0.0, *(log2(m / u) for m, u in zip(ours[1:], theirs[1:], strict=True))]
        for ours, theirs in zip(matched, by_chance, strict=True)
    ]
    against = (1 - prior) / prior
    found = {}
    for levels, count in seen.likely.items():
        odds = 2.0 ** sum([weights[level] for weights, level in zip(bits, levels, strict=True)])
        found[levels] = count * odds / (odds + against)
    return found


def _shares(seen: Mapping[Levels, float], before: Shares) -> Shares:
    """Return in which share of the pairs each level was seen, among those that say something in a field."""
    counted = [[share * _BEFORE for share in shares] for shares in before]
    for levels, count in seen.items():
        for place, level in enumerate(levels):
            counted[place][level] += count
    return [[0.0, *(_share(count, sum(counts[1:])) for count in counts[1:])] for counts in counted]


def _share(count: float, of: float) -> float:
    return min(max(count / of, _LEAST), _MOST)


def _with_counted(seen: Seen, shares: Shares) -> Shares:
    """Put in place what counting the values tells more exactly than random pairs: how often two are the same."""
    return [
        [0.0, _share(seen.same.get(field.key, found[1]), 1), *found[2:]]
        for field, found in zip(seen.fields, shares, strict=True)
    ]


def _moved(one: Shares, other: Shares) -> float:
    return max(abs(a - b) for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True))


def _field(field: ComparedField, m: list[float], u: list[float]) -> FieldWeights:
    levels = zip(field.levels, m[1:], u[1:], strict=True)
    return FieldWeights(field=field.key, levels=tuple(LevelWeight(level=level.key, m=m, u=u) for level, m, u in levels))
