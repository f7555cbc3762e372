"""The books of numbers that a journal holds, and what they say of one downtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from downtimekit.forms.numbers import NumberBook, NumberLedger, ledger
from downtimekit.models.closing import NumberSum
from downtimekit.models.numbers import NumberFact, NumberKind, NumberState
from downtimekit.models.paper import SheetState
from downtimekit.ports import Journal

_SHOWN = frozenset({NumberKind.FORM, NumberKind.ACCESSION})
STREAM = "numbers/"
"""How the name of a node's stream begins."""


def books(journal: Journal) -> Mapping[str, NumberBook]:
    """Return the book of every node that a journal knows, by the node's name."""
    streams = [stream for stream in journal.streams() if stream.startswith(STREAM)]
    return {
        stream.removeprefix(STREAM): NumberBook.of(
            entry.fact for entry in journal.read(stream) if isinstance(entry.fact, NumberFact)
        )
        for stream in streams
    }


def sums_of(downtime: str, *, journal: Journal, sheets: Mapping[str, SheetState]) -> Iterator[NumberSum]:
    """Yield what became of the numbers that were taken for a downtime, by node and kind.

    Args:
        downtime: its id, which the takings name as their purpose.
        journal: where it and the numbers are.
        sheets: where its forms are; what these say goes before what was said of the bare number.
    """
    for node, book in books(journal).items():
        own = book.taken_for(downtime)
        for kind in NumberKind:
            told = ledger(own, kind, sheets=sheets if kind is NumberKind.FORM else None)
            if told.issued:
                yield _sum(node, told)


def _sum(node: str, told: NumberLedger) -> NumberSum:
    out = tuple(number for number, state in told.states.items() if state is NumberState.OUT)
    return NumberSum(
        node=node,
        of=told.kind,
        issued=told.issued,
        **{state.value: told.count(state) for state in NumberState},
        unsaid=out if told.kind in _SHOWN else (),
    )
