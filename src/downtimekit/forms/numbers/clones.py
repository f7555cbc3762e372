"""Find out that two installations used the same range: a copy that was restored, and the original that still ran.

Neither can know of the other while the line is down. Every taking has a mark that stands for it and for all before it,
and that no other installation makes; where two records of a range go apart, they are told when they meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product, takewhile

from attrs import frozen

from downtimekit.forms.numbers.book import NumberBook
from downtimekit.forms.numbers.printed import printed_all
from downtimekit.models.numbers import NumberRange, NumbersTaken


@frozen
class Clone:
    """Two records of one range that went apart.

    Attributes:
        range: which; between: the names of the two records.
        takings: what each took since they went apart, in the order of ``between``.
        twice: the numbers that both gave out, as they are printed.
    """

    range: NumberRange
    between: tuple[str, str]
    takings: tuple[tuple[NumbersTaken, ...], tuple[NumbersTaken, ...]]
    twice: tuple[str, ...]

    @property
    def words(self) -> str:
        """What happened and what to do, for a clerk."""
        one, other = self.between
        who = f"{one} and {other} both gave out numbers of {self.range.id} without knowing of each other"
        if not self.twice:
            return f"{who}: no number was given out twice; let only one of them go on"
        first, last = self.twice[0], self.twice[-1]
        return (
            f"{who}: {len(self.twice)} numbers from {first} to {last} were given out twice; look at each sheet by name"
        )


def clones(books: Mapping[str, NumberBook]) -> tuple[Clone, ...]:
    """Compare the records of installations, and return every range that two of them used apart from each other.

    A record that only stopped earlier is no clone: it is an older copy of the same.

    Args:
        books: each under a name by which people know it, such as the machine's.
    """
    pairs = combinations(sorted(books.items()), 2)
    return tuple(clone for one, other in pairs for clone in _between(one, other))


def _between(one: tuple[str, NumberBook], other: tuple[str, NumberBook]) -> Iterator[Clone]:
    (name, ours), (their_name, theirs) = one, other
    for range_, their_range in product(ours.ranges, theirs.ranges):
        if range_.prefix == their_range.prefix:
            apart = _apart(_takings(ours, range_), _takings(theirs, their_range))
            twice = _twice(range_, *apart)
            if all(apart) and (range_.id == their_range.id or twice):
                yield Clone(range_, (name, their_name), apart, twice)


def _takings(book: NumberBook, range_: NumberRange) -> tuple[NumbersTaken, ...]:
    return tuple(taking for taking in book.takings if taking.range == range_.id)


def _apart(
    one: Sequence[NumbersTaken], other: Sequence[NumbersTaken]
) -> tuple[tuple[NumbersTaken, ...], tuple[NumbersTaken, ...]]:
    """Return what each has after what both have."""
    pairs = zip(one, other, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0].mark == pair[1].mark, pairs))
    return tuple(one[same:]), tuple(other[same:])


def _twice(range_: NumberRange, one: Iterable[NumbersTaken], other: Iterable[NumbersTaken]) -> tuple[str, ...]:
    def numbers(takings: Iterable[NumbersTaken]) -> set[int]:
        return {number for taking in takings for number in range(taking.first, taking.last + 1)}

    both = numbers(one) & numbers(other)
    return tuple(text for number in sorted(both) for text in printed_all(range_, number, number))
