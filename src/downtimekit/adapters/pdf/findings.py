"""Tables: a row for each finding, relative or procedure, with a column for each thing that is asked about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.cells import label_block
from downtimekit.adapters.pdf.choices import compact_columns, draw_compact
from downtimekit.adapters.pdf.measures import BLACK, FINE, GREY, HINT, PAD, PALE, VALUE, Box, Face
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import Choice, FieldKind, FormField

_HEADING = 7.0
_ROW, _LOW_ROW = 13.4, 9.4
_COLUMN_HEAD = Face(8, bold=True)
_TICKABLE = 4  # a column with more choices than these is written into
_SIGN = 2  # a choice whose mark is no longer is narrow
_YES_NO = (Choice(key="yes", mark="Y", label="Yes"), Choice(key="no", mark="N", label="No"))

# How columns share the width of the table.
_COUNT = 9.0
_WRITTEN: Mapping[FieldKind, float] = {FieldKind.NUMBER: 13.0, FieldKind.NOTE: 54.0, FieldKind.TEXT: 40.0}
_WRITTEN_CHOICE = 18.0
_WRITTEN_WORDS = 34.0
_BOX_WITH_SIGN, _BOX_WITH_WORDS = 12.0, 30.0
_BOX_WITH_A_WORD, _SHORT = 20.0, 8  # a label of so many letters is short


def findings_blocks(pen: Pen, field: FormField, width: float) -> list[Block]:
    """Return the head of the table, its rows and what can be written into them; they may be divided between pages."""
    shares = [_share(column) for column in field.columns]
    title = label_block(pen, field, width)
    head = Block(_HEADING, lambda pen, box: _draw_head(pen, box, field.columns, shares), keep=True)
    height = _ROW if any(len(_boxes(column)) > _SIGN for column in field.columns) else _LOW_ROW
    rows = [_row(field.columns, shares, number, height) for number in range(1, field.lines + 1)]
    words = [_words_block(pen, column, width) for column in field.columns if _is_listed(column)]
    return [evolve(title, height=title.height + PAD / 2), head, *rows, *words]


def _row(columns: Sequence[FormField], shares: Sequence[float], number: int, height: float) -> Block:
    def draw(pen: Pen, box: Box) -> None:
        for column, cell in zip(columns, box.columns(*shares), strict=True):
            pen.frame(cell, grey=GREY)
            if column.counts_rows:
                pen.words(str(number), cell.x + cell.w / 2, cell.y + cell.h / 2 + 1.4, VALUE, align=0.5)
            elif _boxes(column):
                draw_compact(pen, _boxes(column), cell)
            elif column.unit:
                pen.words(column.unit, cell.right - 0.8, cell.bottom - 1.2, FINE, align=1)

    return Block(height, draw)


def _draw_head(pen: Pen, box: Box, columns: Sequence[FormField], shares: Sequence[float]) -> None:
    for column, cell in zip(columns, box.columns(*shares), strict=True):
        pen.frame(cell, grey=GREY, fill=PALE)
        text = f"{column.label} ({column.hint})" if column.hint else column.label
        pen.fit(text, cell.inset(0.8), _COLUMN_HEAD)
    pen.rule((box.x, box.bottom), (box.right, box.bottom), weight=0.4, grey=BLACK)


def _words_block(pen: Pen, column: FormField, width: float) -> Block:
    lines = pen.wrap(f"{column.label}: {', '.join(choice.label for choice in column.choices)}", HINT, width - 2 * PAD)
    return Block(
        len(lines) * HINT.leading + PAD / 2,
        lambda pen, box: pen.lines(lines, box.x + PAD, box.y + PAD / 2, HINT),
    )


def _share(column: FormField) -> float:
    if column.counts_rows:
        return _COUNT
    boxes = _boxes(column)
    if not boxes:
        return _WRITTEN_WORDS if _is_listed(column) else _WRITTEN.get(column.kind, _WRITTEN_CHOICE)
    longest = max(len(choice.mark or choice.label) for choice in boxes)
    words = _BOX_WITH_A_WORD if longest <= _SHORT else _BOX_WITH_WORDS
    return compact_columns(boxes) * (_BOX_WITH_SIGN if longest <= _SIGN else words)


def _boxes(column: FormField) -> Sequence[Choice]:
    if column.kind is FieldKind.YES_NO:
        return _YES_NO
    return column.choices if len(column.choices) <= _TICKABLE else ()


def _is_listed(column: FormField) -> bool:
    """Tell whether the words that can be written are listed: they have no signs, and no hint says where they are."""
    return len(column.choices) > _TICKABLE and not column.hint and not any(choice.mark for choice in column.choices)
