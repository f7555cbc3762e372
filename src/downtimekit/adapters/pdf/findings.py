"""The table of findings: a row for each, numbered, with a column for each thing that is asked about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.cells import label_block
from downtimekit.adapters.pdf.choices import compact_columns, draw_compact
from downtimekit.adapters.pdf.measures import BLACK, FINE, GREY, PAD, PALE, VALUE, Box, Face
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import FieldKind, FormField

_HEADING = 7.0
_ROW = 13.4
_COLUMN_HEAD = Face(8, bold=True)
_TICKABLE = 4  # a column with more choices than these is written into
_SIGN = 2  # a choice whose mark is no longer is narrow

# How columns share the width of the table.
_COUNT = 9.0
_WRITTEN: Mapping[FieldKind, float] = {FieldKind.NUMBER: 13.0, FieldKind.NOTE: 54.0, FieldKind.TEXT: 40.0}
_WRITTEN_CHOICE = 18.0
_BOX_WITH_SIGN, _BOX_WITH_WORDS = 12.0, 30.0


def findings_blocks(pen: Pen, field: FormField, width: float) -> list[Block]:
    """Return the head of the table and its rows; they may be divided between pages."""
    shares = [_COUNT, *(_share(column) for column in field.columns[1:])]
    title = label_block(pen, field, width)
    head = Block(_HEADING, lambda pen, box: _draw_head(pen, box, field.columns, shares), keep=True)
    rows = [_row(field.columns, shares, number) for number in range(1, field.lines + 1)]
    return [evolve(title, height=title.height + PAD / 2), head, *rows]


def _row(columns: Sequence[FormField], shares: Sequence[float], number: int) -> Block:
    def draw(pen: Pen, box: Box) -> None:
        for column, cell in zip(columns, box.columns(*shares), strict=True):
            pen.frame(cell, grey=GREY)
            if column is columns[0]:
                pen.words(str(number), cell.x + cell.w / 2, cell.y + cell.h / 2 + 1.4, VALUE, align=0.5)
            elif _is_ticked(column):
                draw_compact(pen, column.choices, cell)
            elif column.unit:
                pen.words(column.unit, cell.right - 0.8, cell.bottom - 1.2, FINE, align=1)

    return Block(_ROW, draw)


def _draw_head(pen: Pen, box: Box, columns: Sequence[FormField], shares: Sequence[float]) -> None:
    for column, cell in zip(columns, box.columns(*shares), strict=True):
        pen.frame(cell, grey=GREY, fill=PALE)
        text = f"{column.label} ({column.hint})" if column.hint else column.label
        pen.fit(text, cell.inset(0.8), _COLUMN_HEAD)
    pen.rule((box.x, box.bottom), (box.right, box.bottom), weight=0.4, grey=BLACK)


def _share(column: FormField) -> float:
    if not _is_ticked(column):
        return _WRITTEN.get(column.kind, _WRITTEN_CHOICE)
    longest = max(len(choice.mark or choice.label) for choice in column.choices)
    return compact_columns(column.choices) * (_BOX_WITH_SIGN if longest <= _SIGN else _BOX_WITH_WORDS)


def _is_ticked(column: FormField) -> bool:
    return 0 < len(column.choices) <= _TICKABLE
