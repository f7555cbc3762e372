"""What a node holds and took: a fold over the facts of its stream, and how the next numbers are taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from functools import singledispatchmethod
from itertools import islice

from attrs import define, evolve, field, frozen

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.numbers.printed import check_number, printed, printed_all
from downtimekit.models.numbers import (
    NumberAccounted,
    NumberFact,
    NumberKind,
    NumberRange,
    NumbersGranted,
    NumbersTaken,
    NumberState,
)
from downtimekit.models.reading import read

_FOLLOWS: Mapping[NumberState, frozenset[NumberState]] = {
    NumberState.OUT: frozenset(
        {NumberState.USED, NumberState.RECONCILED, NumberState.VOIDED, NumberState.MISSING, NumberState.RETURNED}
    ),
    NumberState.USED: frozenset({NumberState.RECONCILED, NumberState.MISSING}),
    NumberState.MISSING: frozenset({NumberState.USED, NumberState.RECONCILED, NumberState.VOIDED}),
}
"""What can become of a number in a state; nothing more of one that is reconciled, returned or voided."""


@frozen
class Holding:
    """A range, and how far it is used.

    Attributes:
        next: the first number that was not taken, which may lie beyond the range.
        mark: of the last taking; of the grant where there was none.
        holder: who took last; None where nobody did.
    """

    range: NumberRange
    next: int
    mark: str
    holder: str | None = None

    @property
    def remaining(self) -> int:
        """How many numbers were not taken, with those few that have no check character."""
        return self.range.last - self.next + 1

    def is_over(self, now: datetime) -> bool:
        """Say whether the range has ended."""
        return self.range.expires_at is not None and self.range.expires_at <= now

    def free(self) -> Iterator[int]:
        """Yield the numbers that can be given out."""
        return (number for number in range(self.next, self.range.last + 1) if printed(self.range, number))

    def taken(self, fact: NumbersTaken) -> Holding:
        """Return it after a taking."""
        return evolve(self, next=max(self.next, fact.last + 1), mark=fact.mark, holder=fact.holder)


@define
class NumberBook:
    """What a node holds, took and accounted for.

    Attributes:
        holdings: by the range's id, in the order in which they were granted.
        takings: in their order.
        accounted: what somebody said of a number last, by the number as it is printed.
    """

    holdings: dict[str, Holding] = field(factory=dict)
    takings: list[NumbersTaken] = field(factory=list)
    accounted: dict[str, NumberAccounted] = field(factory=dict, repr=False)

    @classmethod
    def of(cls, facts: Iterable[NumberFact]) -> NumberBook:
        """Return the book of a node from all its facts."""
        return cls().with_(facts)

    def with_(self, facts: Iterable[NumberFact]) -> NumberBook:
        """Return the book after further facts; this one stays as it is."""
        after = copy(self)
        after.holdings, after.takings = dict(self.holdings), list(self.takings)
        after.accounted = dict(self.accounted)
        for fact in facts:
            after._fold(fact)
        return after

    @property
    def ranges(self) -> tuple[NumberRange, ...]:
        """Every range that the node was ever granted."""
        return tuple(holding.range for holding in self.holdings.values())

    def of_kind(self, kind: NumberKind) -> tuple[Holding, ...]:
        """Return what the node holds of a kind."""
        return tuple(holding for holding in self.holdings.values() if holding.range.kind is kind)

    def taken_for(self, purpose: str) -> NumberBook:
        """Return the book with only what was taken for one purpose."""
        return evolve(self, takings=[taking for taking in self.takings if taking.purpose == purpose])

    def numbers(self, fact: NumbersTaken) -> tuple[str, ...]:
        """Return the numbers of a taking as they are printed."""
        return printed_all(self.holdings[fact.range].range, fact.first, fact.last)

    def take(
        self, kind: NumberKind, count: int, *, now: datetime, purpose: str, holder: str, nonce: str
    ) -> tuple[NumbersTaken, ...]:
        """Return what is to be recorded so that numbers are taken: first of the range that ends first, never twice.

        Args:
            kind: of which kind.
            count: how many, at least 1.
            now: when; a range that ended gives none.
            purpose: what for.
            holder: which installation takes them.
            nonce: never used before by anybody; two installations of one node are told apart by it.

        Raises:
            InvalidInput: fewer are left, and it says how many, and whether a range ended.
        """
        if count < 1:
            raise InvalidInput(f"numbers ({kind})", [Fault("count", "must be at least 1")])
        holdings = [holding for holding in self.of_kind(kind) if not holding.is_over(now)]
        holdings.sort(key=lambda holding: (holding.range.expires_at is None, holding.range.expires_at or now))
        taken: list[NumbersTaken] = []
        wanted = count
        for holding in holdings:
            numbers = list(islice(holding.free(), wanted))
            if numbers:
                taken.append(_taking(holding, numbers, purpose=purpose, holder=holder, nonce=nonce))
                wanted -= len(numbers)
            if not wanted:
                return tuple(taken)
        raise InvalidInput(f"numbers ({kind})", [Fault("count", self._too_few(kind, count, count - wanted, now))])

    def accounting(self, text: str, **told: object) -> NumberAccounted:
        """Return what is to be recorded about a number that was taken; whether it can become that, `check` says.

        Args:
            text: the number, as somebody typed it.
            told: its new ``state``, and ``became`` or ``reason`` where it needs them.

        Raises:
            InvalidInput: it is no number of this node, was never taken, or something is not said.
        """
        range_, number = check_number(text, self.ranges)
        if number >= self.holdings[range_.id].next:
            raise _refused("was never taken here")
        fact = read(NumberAccounted, {"number": printed(range_, number), **told}, source="number")
        if range_.kind is NumberKind.FORM and fact.state in (NumberState.USED, NumberState.RECONCILED):
            raise _refused("is of a form: it is returned, voided or missing")
        return fact

    def check(self, fact: NumberAccounted) -> None:
        """Refuse what cannot become of a number any more.

        Raises:
            InvalidInput: it says what did become of it.
        """
        before = self.state_of(fact.number)
        if fact.state not in _FOLLOWS.get(before, ()):
            raise _refused(f"is {before} already")

    def state_of(self, number: str) -> NumberState:
        """Return what became of a number that was taken, as it is printed."""
        said = self.accounted.get(number)
        return said.state if said else NumberState.OUT

    def _too_few(self, kind: NumberKind, count: int, free: int, now: datetime) -> str:
        over = [holding.range.id for holding in self.of_kind(kind) if holding.is_over(now)]
        ended = f"; {', '.join(over)} ended and gives none" if over else ""
        return f"{count} are wanted and {free} remain{ended}: have a new range granted"

    @singledispatchmethod
    def _fold(self, fact: NumberFact) -> None:
        raise NotImplementedError(type(fact).__name__)

    @_fold.register
    def _(self, fact: NumbersGranted) -> None:
        granted = fact.range
        mark = _mark(granted.id, granted.node, granted.granted_at.isoformat())
        self.holdings[granted.id] = Holding(granted, granted.first, mark)

    @_fold.register
    def _(self, fact: NumbersTaken) -> None:
        self.takings.append(fact)
        self.holdings[fact.range] = self.holdings[fact.range].taken(fact)

    @_fold.register
    def _(self, fact: NumberAccounted) -> None:
        self.accounted[fact.number] = fact


def _taking(holding: Holding, numbers: Sequence[int], *, purpose: str, holder: str, nonce: str) -> NumbersTaken:
    return NumbersTaken(
        range=holding.range.id,
        first=numbers[0],
        last=numbers[-1],
        purpose=purpose,
        holder=holder,
        mark=_mark(holding.mark, str(numbers[0]), str(numbers[-1]), nonce),
    )


def _mark(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _refused(words: str) -> InvalidInput:
    return InvalidInput("number", [Fault("number", words)])
