"""The ledger of numbers: what was taken, and what became of every single one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import field, frozen

from downtimekit.forms.numbers.book import NumberBook
from downtimekit.models.numbers import NumberKind, NumberState
from downtimekit.models.paper import SheetState

_OPEN = frozenset({NumberState.OUT, NumberState.USED})


@frozen
class NumberLedger:
    """The numbers of one kind that a node took.

    Attributes:
        states: of every number that was taken, as it is printed, in the order in which they were taken.
    """

    kind: NumberKind
    states: Mapping[str, NumberState] = field(repr=False)

    @property
    def issued(self) -> int:
        """How many were taken; a number that was taken and never printed counts until it is voided."""
        return len(self.states)

    def count(self, state: NumberState) -> int:
        """Return how many are in a state; over all states, these add up to what was issued."""
        return self._counts()[state]

    @property
    def open(self) -> tuple[str, ...]:
        """The numbers about which something is still to be said: still out, or used and not reconciled."""
        return tuple(number for number, state in self.states.items() if state in _OPEN)

    @property
    def words(self) -> str:
        """The sum, for a clerk."""
        counts = self._counts()
        parts = " + ".join(f"{counts[state]} {state}" for state in NumberState if counts[state])
        return f"{self.kind}: {self.issued} issued = {parts or '0'}"

    def _counts(self) -> Counter[NumberState]:
        return Counter(self.states.values())


def ledger(book: NumberBook, kind: NumberKind, *, sheets: Mapping[str, SheetState] | None = None) -> NumberLedger:
    """Return the ledger of a kind.

    Args:
        book: of the node.
        kind: of the numbers.
        sheets: of forms, where each is by the record of the downtimes that it was issued in; what these say goes
            before what was said of the bare number.
    """
    ids = {holding.range.id for holding in book.of_kind(kind)}
    numbers = (number for taking in book.takings if taking.range in ids for number in book.numbers(taking))
    told = sheets or {}
    return NumberLedger(
        kind,
        {number: NumberState(told[number]) if number in told else book.state_of(number) for number in numbers},
    )
