"""From fields to blocks: one way of drawing for each kind of field, and short fields side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil

from downtimekit.adapters.pdf.blocks import Block, abreast
from downtimekit.adapters.pdf.cells import (
    date_cell,
    date_time_cell,
    note_blocks,
    signature_cell,
    statement_block,
    text_cell,
    time_cell,
    yes_no_cell,
)
from downtimekit.adapters.pdf.choices import choices_block, in_one_row
from downtimekit.adapters.pdf.diagram import diagram_block
from downtimekit.adapters.pdf.findings import findings_blocks
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import Diagram, FieldKind, FormField

# How high a drawing is that has a row for itself.
_DRAWING_HEIGHT: Mapping[Diagram, float] = {Diagram.BREASTS: 54.0, Diagram.BODY: 96.0}

_ROW = 12  # a full row is so many shares wide
_SHORT_CHOICE = (3, 4, 5, 6)  # what a question takes whose boxes stand in one row

# What the boxes for digits of a cell need, in millimetres, wherever it stands.
_LEAST: Mapping[FieldKind, float] = {FieldKind.DATE: 46.0, FieldKind.TIME: 32.0, FieldKind.DATE_TIME: 76.0}
_CELLS: Mapping[FieldKind, tuple[int, Callable[[Pen, FormField, float], Block]]] = {
    FieldKind.TEXT: (6, text_cell),
    FieldKind.NUMBER: (3, text_cell),
    FieldKind.DATE: (4, date_cell),
    FieldKind.TIME: (3, time_cell),
    FieldKind.DATE_TIME: (5, date_time_cell),
    FieldKind.YES_NO: (4, yes_no_cell),
    FieldKind.SIGNATURE: (7, signature_cell),
}
_WIDE: Mapping[FieldKind, Callable[[Pen, FormField, float], list[Block]]] = {
    FieldKind.ONE_OF: lambda pen, field, width: [choices_block(pen, field, width)],
    FieldKind.MANY_OF: lambda pen, field, width: [choices_block(pen, field, width)],
    FieldKind.NOTE: note_blocks,
    FieldKind.TABLE: findings_blocks,
    FieldKind.DIAGRAM: lambda pen, field, width: [
        diagram_block(pen, field, width, _DRAWING_HEIGHT[field.diagram or Diagram.BREASTS])
    ],
    FieldKind.STATEMENT: lambda pen, field, width: [statement_block(pen, field, width)],
}


def field_blocks(pen: Pen, fields: Sequence[FormField], width: float) -> Iterator[Block]:
    """Yield the blocks of some fields, in their order.

    Short fields share a row; so do two questions that follow each other and have the same answers.
    """
    waiting = list(fields)
    while waiting:
        row = _next_row(pen, waiting, width)
        waiting = waiting[len(row) :]
        if shares := [share for field in row if (share := _share(pen, field, width))]:
            yield _row_of_cells(pen, row, shares, width)
        elif len(row) > 1:
            yield abreast([choices_block(pen, field, width / len(row)) for field in row], [1] * len(row))
        else:
            yield from _WIDE[row[0].kind](pen, row[0], width)


def are_twins(fields: Sequence[FormField]) -> bool:
    """Tell whether the first two fields are questions with the same answers."""
    return len(fields) > 1 and bool(fields[0].choices) and fields[0].choices == fields[1].choices


def _next_row(pen: Pen, waiting: Sequence[FormField], width: float) -> list[FormField]:
    if not _share(pen, waiting[0], width):
        return list(waiting[: 2 if are_twins(waiting) else 1])
    row: list[FormField] = []
    taken = 0
    for field in waiting:
        taken += _share(pen, field, width) or _ROW + 1
        if row and taken > _ROW:
            break
        row.append(field)
    return row


def _share(pen: Pen, field: FormField, width: float) -> int:
    """Return how much of a row a field takes; 0 where it needs rows of its own."""
    if field.kind is FieldKind.ONE_OF:
        return next((share for share in _SHORT_CHOICE if in_one_row(pen, field, width * share / _ROW)), 0)
    if field.kind not in _CELLS:
        return 0
    return min(_ROW, max(_CELLS[field.kind][0], ceil(_ROW * _LEAST.get(field.kind, 0) / width)))


def _row_of_cells(pen: Pen, row: Sequence[FormField], shares: Sequence[int], width: float) -> Block:
    cells = [
        choices_block(pen, field, width * share / sum(shares))
        if field.kind is FieldKind.ONE_OF
        else _CELLS[field.kind][1](pen, field, width * share / sum(shares))
        for field, share in zip(row, shares, strict=True)
    ]
    return abreast(cells, shares)
