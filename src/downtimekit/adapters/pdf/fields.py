"""From fields to blocks: one way of drawing for each kind of field, and short fields side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from downtimekit.adapters.pdf.blocks import Block, abreast
from downtimekit.adapters.pdf.cells import (
    date_cell,
    date_time_cell,
    note_blocks,
    signature_cell,
    text_cell,
    yes_no_cell,
)
from downtimekit.adapters.pdf.choices import choices_block
from downtimekit.adapters.pdf.findings import findings_blocks
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import FieldKind, FormField

_ROW = 12  # a full row is so many shares wide

_CELLS: Mapping[FieldKind, tuple[int, Callable[[Pen, FormField, float], Block]]] = {
    FieldKind.TEXT: (6, text_cell),
    FieldKind.NUMBER: (3, text_cell),
    FieldKind.DATE: (4, date_cell),
    FieldKind.DATE_TIME: (5, date_time_cell),
    FieldKind.YES_NO: (4, yes_no_cell),
    FieldKind.SIGNATURE: (7, signature_cell),
}
_WIDE: Mapping[FieldKind, Callable[[Pen, FormField, float], list[Block]]] = {
    FieldKind.ONE_OF: lambda pen, field, width: [choices_block(pen, field, width)],
    FieldKind.MANY_OF: lambda pen, field, width: [choices_block(pen, field, width)],
    FieldKind.NOTE: note_blocks,
    FieldKind.FINDINGS: findings_blocks,
}


def field_blocks(pen: Pen, fields: Sequence[FormField], width: float) -> Iterator[Block]:
    """Yield the blocks of some fields, in their order.

    Short fields share a row; so do two questions that follow each other and have the same answers.
    """
    waiting = list(fields)
    while waiting:
        row = _next_row(waiting)
        waiting = waiting[len(row) :]
        if row[0].kind in _CELLS:
            yield _row_of_cells(pen, row, width)
        elif len(row) > 1:
            yield abreast([choices_block(pen, field, width / len(row)) for field in row], [1] * len(row))
        else:
            yield from _WIDE[row[0].kind](pen, row[0], width)


def are_twins(fields: Sequence[FormField]) -> bool:
    """Tell whether the first two fields are questions with the same answers."""
    return len(fields) > 1 and bool(fields[0].choices) and fields[0].choices == fields[1].choices


def _next_row(waiting: Sequence[FormField]) -> list[FormField]:
    if waiting[0].kind not in _CELLS:
        return list(waiting[: 2 if are_twins(waiting) else 1])
    row: list[FormField] = []
    taken = 0
    for field in waiting:
        taken += _CELLS[field.kind][0] if field.kind in _CELLS else _ROW + 1
        if row and taken > _ROW:
            break
        row.append(field)
    return row


def _row_of_cells(pen: Pen, row: Sequence[FormField], width: float) -> Block:
    shares = [_CELLS[field.kind][0] for field in row]
    cells = [
        _CELLS[field.kind][1](pen, field, width * share / sum(shares)) for field, share in zip(row, shares, strict=True)
    ]
    return abreast(cells, shares)
