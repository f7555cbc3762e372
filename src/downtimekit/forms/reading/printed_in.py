"""Answers that were printed into a sheet: nobody types them again, and a person looks what was written over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from downtimekit.forms.reading.marks import Why
from downtimekit.forms.reading.proposals import Proposed

_OPEN = frozenset([None, Why.HANDWRITING, Why.FAINT])  # what print looks like where nobody knows of it


def with_printed(found: Mapping[str, Proposed], answers: Mapping[str, object]) -> dict[str, Proposed]:
    """Return proposals with what was printed where a person writes.

    Ink does not tell what is print from what was written over it, so all of these are for a person to look at. Boxes
    are read as they stand: a printed tick is a tick.

    Args:
        found: what was read, by path.
        answers: what was printed, as `Sheet.answers` holds it.
    """
    printed = dict(_by_path(answers))
    return {
        path: evolve(proposed, value=printed[path], why=Why.PRINTED)
        if path in printed and not proposed.kind.ticked and proposed.why in _OPEN
        else proposed
        for path, proposed in found.items()
    }


def _by_path(answers: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, answer in answers.items():
        yield key, answer
        rows = answer if isinstance(answer, list | tuple) else ()
        for number, row in enumerate(rows):
            cells = row if isinstance(row, Mapping) else {}
            yield from ((f"{key}[{number}].{column}", cell) for column, cell in cells.items())
