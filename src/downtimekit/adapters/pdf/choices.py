"""Boxes to tick, aligned in columns."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.cells import label_block
from downtimekit.adapters.pdf.measures import CHOICE, COMPACT, GREY, MARK, PAD, PITCH, TICK, Box
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import Choice, FormField

_GAP = 1.8  # between a box and its words
_MARK_WIDTH = 7.0
_ONE_ROW = 2  # so many boxes stand in one row in a table
_READ_ACROSS = 4  # from so many columns on, choices run across the page and no longer down


def choices_block(pen: Pen, field: FormField, width: float) -> Block:
    """Return a label and all its boxes, in as many columns as there is room for."""
    head = label_block(pen, field, width)
    inner = width - 2 * PAD
    rows = _rows(len(field.choices), _columns(pen, field.choices, inner))
    columns = ceil(len(field.choices) / rows)
    texts = [_wrapped(pen, choice, inner / columns) for choice in field.choices]
    pitch = max(PITCH, max(map(len, texts)) * CHOICE.leading + 1.2)

    def draw(pen: Pen, box: Box) -> None:
        pen.frame(box, grey=GREY)
        head.draw(pen, box)
        top = box.y + head.height + 0.6
        for number, (choice, text) in enumerate(zip(field.choices, texts, strict=True)):
            column, row = _place(number, rows, columns)
            _draw_choice(pen, choice, text, box.x + PAD + column * inner / columns, top + row * pitch)

    return Block(head.height + rows * pitch + PAD - 0.6, draw)


def compact_columns(choices: Sequence[Choice]) -> int:
    """Return how many boxes stand side by side in a cell of a table: one row, or two."""
    return len(choices) if len(choices) <= _ONE_ROW else ceil(len(choices) / 2)


def draw_compact(pen: Pen, choices: Sequence[Choice], box: Box) -> None:
    """Draw a few boxes with their signs into a cell of a table, in one or two rows."""
    columns = compact_columns(choices)
    rows = ceil(len(choices) / columns)
    room = (box.w - PAD) / columns
    for number, choice in enumerate(choices):
        x = box.x + PAD + number % columns * room
        y = box.y + number // columns * box.h / rows
        pen.tick_box(x, y + (box.h / rows - TICK) / 2)
        words = Box(x + TICK + 1, y, room - TICK - 1.4, box.h / rows)
        pen.fit(choice.mark or choice.label, words, COMPACT)


def _draw_choice(pen: Pen, choice: Choice, text: list[str], x: float, y: float) -> None:
    pen.tick_box(x, y)
    base = y + (TICK - CHOICE.rise) / 2
    x += TICK + _GAP
    if choice.mark:
        pen.words(choice.mark, x, base + MARK.rise, MARK)
        x += _MARK_WIDTH
    pen.lines(text, x, base, CHOICE)


def _wrapped(pen: Pen, choice: Choice, width: float) -> list[str]:
    return pen.wrap(choice.label, CHOICE, width - _indent(choice) - _GAP)


def _columns(pen: Pen, choices: Sequence[Choice], width: float) -> int:
    widest = max(_indent(choice) + pen.width(choice.label, CHOICE) + 2 * _GAP for choice in choices)
    return max(1, min(len(choices), int(width // widest)))


def _rows(count: int, columns: int) -> int:
    return ceil(count / columns)


def _place(number: int, rows: int, columns: int) -> tuple[int, int]:
    if columns >= _READ_ACROSS:
        return number % columns, number // columns
    return number // rows, number % rows


def _indent(choice: Choice) -> float:
    return TICK + _GAP + (_MARK_WIDTH if choice.mark else 0)
