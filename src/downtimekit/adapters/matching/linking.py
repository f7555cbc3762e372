"""Which records of two lists, or of one, are one person: for audits, for duplicates, and to learn a site's weights."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from random import Random

from attrs import field, frozen

from downtimekit.adapters.matching.resemblance import BY_RAPIDFUZZ
from downtimekit.backfill.matching import (
    IN_ONE_INDEX,
    SHIPPED_WEIGHTS,
    Frequencies,
    Learned,
    Levels,
    Record,
    Scale,
    Seen,
    Weights,
    learn,
)
from downtimekit.backfill.matching.keys import wide_keys
from downtimekit.models.matching import Evidence

_RANDOM_PAIRS = 10_000
_ENOUGH = 100
"""From fewer records than that nothing is learned."""

_CROWD = 200
"""A key under which more records stand tells nobody apart, and is passed over."""

Pair = tuple[int, int]


@frozen
class Link:
    """Two records that may be one person.

    Attributes:
        left, right: the names that they were given by; a patient's number may be one, so that a repr does not show it.
        weight: in bits.
        probability: that they are one person.
        evidence: field by field.
    """

    left: str = field(repr=False)
    right: str = field(repr=False)
    weight: float
    probability: float
    evidence: Callable[[], tuple[Evidence, ...]] = field(repr=False, eq=False)


@frozen
class Linking:
    """What was found: the links from a probability of a half on, the likeliest first, and the weights behind them."""

    links: tuple[Link, ...]
    weights: Weights


def link(
    left: Mapping[str, Record], right: Mapping[str, Record], *, weights: Weights | None = None, likely: float = 0.5
) -> Linking:
    """Find who of one list is in another one.

    Args:
        left: records by any names.
        right: the others.
        weights: to weigh them by; None learns them from these very records, where there are a hundred at least.
        likely: the least probability of a link.
    """
    return _linked(_Sides(list(left), list(left.values()), list(right), list(right.values())), weights, likely)


def dedupe(records: Mapping[str, Record], *, weights: Weights | None = None, likely: float = 0.5) -> Linking:
    """Find who stands in a list twice; see `link`."""
    names, found = list(records), list(records.values())
    return _linked(_Sides(names, found, names, found), weights, likely)


@frozen
class _Sides:
    """Two lists of records; one and the same for duplicates."""

    left_names: list[str]
    left: list[Record]
    right_names: list[str]
    right: list[Record]

    @property
    def is_one(self) -> bool:
        return self.left is self.right

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return max(len(self.left) * (len(self.left) - 1) // 2 if self.is_one else len(self.left) * len(self.right), 1)

    @property
    def matches(self) -> float:
        """How many of them may be of one person, before anything is learned: one for each in the shorter list."""
        return min(min(len(self.left), len(self.right)) / (2 if self.is_one else 1), self.pairs / 2)

    @property
    def are_enough(self) -> bool:
        """Whether weights can be learned from them."""
        return min(len(self.left), len(self.right)) >= _ENOUGH

    def likely_pairs(self) -> Iterator[Pair]:
        """Yield each pair of records that share a key, once."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, record in enumerate(self.right):
            for key in set(wide_keys(record)):
                found[key].append(place)
        telling = {key: places for key, places in found.items() if len(places) <= _CROWD}
        for place, record in enumerate(self.left):
            others = set(chain.from_iterable(telling.get(key, ()) for key in set(wide_keys(record))))
            yield from ((place, other) for other in others if not self.is_one or other > place)

    def random_pairs(self) -> Iterator[Pair]:
        """Yield pairs at random, the same ones every time."""
        dice = Random(1)  # noqa: S311  (a sample, no secret)
        for _ in range(_RANDOM_PAIRS):
            pair = dice.randrange(len(self.left)), dice.randrange(len(self.right))
            if not self.is_one or pair[0] != pair[1]:
                yield pair


def _linked(sides: _Sides, weights: Weights | None, likely: float) -> Linking:
    if not sides.left or not sides.right:
        return Linking((), weights or SHIPPED_WEIGHTS)
    scale = Scale.of(weights or SHIPPED_WEIGHTS, fields=IN_ONE_INDEX, like=BY_RAPIDFUZZ)
    compared = {pair: scale.levels(sides.left[pair[0]], sides.right[pair[1]]) for pair in sides.likely_pairs()}
    counts, matches = _counted(sides), sides.matches
    if weights is None and sides.are_enough:
        learned = _learned(sides, scale, compared, counts)
        weights, matches = learned.weights, learned.matches
        scale = Scale.of(weights, fields=IN_ONE_INDEX, like=BY_RAPIDFUZZ)
    weigh = _Weighing(scale, _frequencies(counts), against=sides.pairs / matches - 1, likely=likely)
    return Linking(tuple(_links(sides, compared, weigh)), weights or SHIPPED_WEIGHTS)


def _counted(sides: _Sides) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """Count every value of the fields whose common values say less, on both sides."""
    valued = [(one.key, one.value) for one in IN_ONE_INDEX if one.value]
    return {
        key: (_values(value, sides.left), Counter() if sides.is_one else _values(value, sides.right))
        for key, value in valued
    }


def _values(value: Callable[[Record], str], records: Sequence[Record]) -> Counter[str]:
    found = Counter(map(value, records))
    found.pop("", None)
    return found


def _frequencies(counts: Mapping[str, tuple[Counter[str], Counter[str]]]) -> Frequencies:
    together = {key: left + right for key, (left, right) in counts.items()}
    totals = {key: found.total() for key, found in together.items()}

    def common(field: str, value: str) -> float:
        return together[field][value] / totals[field]

    return common


def _chance(left: Counter[str], right: Counter[str], *, is_one: bool) -> float:
    """Return how likely two people have the same value."""
    if is_one:
        pairs = left.total() * (left.total() - 1)
        return sum(count * (count - 1) for count in left.values()) / pairs if pairs else 0.0
    pairs = left.total() * right.total()
    return sum(count * right[value] for value, count in left.items()) / pairs if pairs else 0.0


def _learned(
    sides: _Sides,
    scale: Scale,
    compared: Mapping[Pair, Levels],
    counts: Mapping[str, tuple[Counter[str], Counter[str]]],
) -> Learned:
    chances = {key: _chance(*both, is_one=sides.is_one) for key, both in counts.items()}
    random = Counter(scale.levels(sides.left[one], sides.right[other]) for one, other in sides.random_pairs())
    seen = Seen(
        scale.fields,
        likely=Counter(compared.values()),
        random=random,
        same={key: chance for key, chance in chances.items() if chance},
        pairs=sides.pairs,
        matches=sides.matches,
    )
    return learn(seen, SHIPPED_WEIGHTS, learned_from=f"{len(sides.left)} and {len(sides.right)} records")


@frozen
class _Weighing:
    """What pairs are weighed with.

    Attributes:
        against: the odds against a random pair being of one person.
        likely: the least probability of a link.
    """

    scale: Scale
    common: Frequencies
    against: float
    likely: float


def _links(sides: _Sides, compared: Mapping[Pair, Levels], by: _Weighing) -> list[Link]:
    found = []
    for (one, other), levels in compared.items():
        record = sides.left[one]
        weight = by.scale.weight(levels, record, by.common)
        odds = 2.0 ** min(weight, 500.0)
        share = odds / (odds + by.against)
        if share >= by.likely:
            evidence = partial(by.scale.evidence, levels, record, by.common)
            found.append(Link(sides.left_names[one], sides.right_names[other], weight, share, evidence))
    return sorted(found, key=lambda link: (-link.weight, link.left, link.right))
