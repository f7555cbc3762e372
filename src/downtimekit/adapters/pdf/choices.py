"""Boxes to tick, aligned in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from attrs import frozen

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.cells import label_block, starred
from downtimekit.adapters.pdf.measures import CHOICE, COMPACT, GREY, HINT, LABEL, LIGHT, MARK, PAD, PITCH, TICK, Box
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import Choice, FormField

_GAP = 1.8  # between a box and its words
_AFTER = 3.6  # between words and the next box: so much more that they belong to the box before them
_COMPACT_GAP, _COMPACT_AFTER = 1.0, 2.2  # the same in a table
_SLACK = 0.2  # more than a word is wide, so that no rounding breaks it
_EDGE = 1.2  # before the first box of a cell of a table
_MARK_WIDTH = 7.0
_MARK_AFTER = 1.2  # between a mark that needs more, and its words
_SIGN = 2  # a sign of no more letters is narrow
_ONE_ROW = 2  # so many boxes stand in one row in a table
_READ_ACROSS = 4  # from so many columns on, choices run across the page and no longer down
_WORTH = 12.0  # so much room is worth labels in two lines
_LINES = 2  # a label in more lines is read badly beside others
_APART = 1.6  # between the boxes that are ticked together and those that stand alone


@frozen
class _Grid:
    """Choices in columns; all rows are as high as the highest."""

    choices: Sequence[Choice]
    texts: Sequence[list[str]]
    columns: int
    pitch: float

    @classmethod
    def of(cls, pen: Pen, choices: Sequence[Choice], width: float) -> _Grid:
        """Return a grid with each label in one line or, where that saves much room, in two."""
        plain = cls.in_columns(pen, choices, width, _columns(pen, choices, width))
        most = _most_columns(pen, choices, width)
        denser = (cls.in_columns(pen, choices, width, columns) for columns in range(plain.columns + 1, most + 1))
        readable = (grid for grid in denser if max(map(len, grid.texts)) <= _LINES)
        return next((grid for grid in readable if grid.height <= plain.height - _WORTH), plain)

    @classmethod
    def in_columns(cls, pen: Pen, choices: Sequence[Choice], width: float, columns: int) -> _Grid:
        """Return a grid of so many columns, or fewer where some would be empty."""
        columns = ceil(len(choices) / ceil(len(choices) / columns))
        texts = [_wrapped(pen, choice, width / columns) for choice in choices]
        return cls(choices, texts, columns, max(PITCH, max(map(len, texts)) * CHOICE.leading + 1.2))

    @property
    def rows(self) -> int:
        return ceil(len(self.choices) / self.columns)

    @property
    def height(self) -> float:
        return self.rows * self.pitch

    def draw(self, pen: Pen, field: FormField, box: Box) -> None:
        for number, (choice, text) in enumerate(zip(self.choices, self.texts, strict=True)):
            column, row = self._place(number)
            x, y = box.x + column * box.w / self.columns, box.y + row * self.pitch
            _draw_choice(pen, choice, text, x, y)
            pen.zone(field.key, field.kind, Box(x, y, TICK, TICK), choice.key)

    def _place(self, number: int) -> tuple[int, int]:
        if self.columns >= _READ_ACROSS:
            return number % self.columns, number // self.columns
        return number // self.rows, number % self.rows


def choices_block(pen: Pen, field: FormField, width: float) -> Block:
    """Return a label and all its boxes, in as many columns as there is room for.

    Boxes that are ticked alone stand below the others, under a line.
    """
    head = label_block(pen, field, width)
    parts = [[choice for choice in field.choices if choice.alone is alone] for alone in (False, True)]
    grids = [_Grid.of(pen, choices, width - 2 * PAD) for choices in parts if choices]

    def draw(pen: Pen, box: Box) -> None:
        pen.frame(box, grey=GREY)
        head.draw(pen, box)
        y = box.y + head.height + 0.6
        for number, grid in enumerate(grids):
            if number:
                pen.rule((box.x + PAD, y), (box.right - PAD, y), grey=LIGHT)
                y += _APART
            grid.draw(pen, field, Box(box.x + PAD, y, width - 2 * PAD, grid.height))
            y += grid.height

    boxes = sum(grid.height for grid in grids) + _APART * (len(grids) - 1)
    return Block(head.height + boxes + PAD - 0.6, draw)


def in_one_row(pen: Pen, field: FormField, width: float) -> bool:
    """Tell whether a label, with its hint, and all boxes of a question need one line each."""
    inner = width - 2 * PAD
    told = pen.width(starred(field, field.label), LABEL) + pen.width(f"({field.hint})", HINT) + 2 if field.hint else 0
    plain = pen.width(starred(field, field.label), LABEL)
    together = not any(choice.alone for choice in field.choices)
    return together and max(told, plain) <= inner and _columns(pen, field.choices, inner) == len(field.choices)


def compact_columns(choices: Sequence[Choice]) -> int:
    """Return how many boxes stand side by side in a cell of a table: one row, or two."""
    signs = all(0 < len(choice.mark) <= _SIGN for choice in choices)
    return len(choices) if signs or len(choices) <= _ONE_ROW else ceil(len(choices) / 2)


def compact_width(pen: Pen, choices: Sequence[Choice]) -> float:
    """Return how wide a cell of a table must be so that no word beside its boxes is broken."""
    words = (word for choice in choices for word in (choice.mark or choice.label).split())
    widest = max(pen.width(word, COMPACT) for word in words) + _SLACK
    return _EDGE + compact_columns(choices) * (TICK + _COMPACT_GAP + widest + _COMPACT_AFTER)


def draw_compact(pen: Pen, choices: Sequence[Choice], box: Box) -> Iterator[tuple[Choice, Box]]:
    """Draw a few boxes with their signs into a cell of a table, in one or two rows; yield where they are."""
    columns = compact_columns(choices)
    rows = ceil(len(choices) / columns)
    room = (box.w - _EDGE) / columns
    for number, choice in enumerate(choices):
        x = box.x + _EDGE + number % columns * room
        y = box.y + number // columns * box.h / rows
        tick = Box(x, y + (box.h / rows - TICK) / 2, TICK, TICK)
        pen.tick_box(tick.x, tick.y)
        words = Box(x + TICK + _COMPACT_GAP, y, room - TICK - _COMPACT_GAP - _COMPACT_AFTER, box.h / rows)
        pen.fit(choice.mark or choice.label, words, COMPACT)
        yield choice, tick


def _draw_choice(pen: Pen, choice: Choice, text: list[str], x: float, y: float) -> None:
    pen.tick_box(x, y)
    base = y + (TICK - CHOICE.rise) / 2
    x += TICK + _GAP
    if choice.mark:
        pen.words(choice.mark, x, base + MARK.rise, MARK)
        x += _mark_width(pen, choice)
    pen.lines(text, x, base, CHOICE)


def _wrapped(pen: Pen, choice: Choice, width: float) -> list[str]:
    return pen.wrap(choice.label, CHOICE, width - _indent(pen, choice) - _AFTER)


def _columns(pen: Pen, choices: Sequence[Choice], width: float) -> int:
    widest = max(_indent(pen, choice) + pen.width(choice.label, CHOICE) + _AFTER for choice in choices)
    return max(1, min(len(choices), int(width // widest)))


def _most_columns(pen: Pen, choices: Sequence[Choice], width: float) -> int:
    """Return in how many columns no word of a label is broken."""
    words = ((choice, word) for choice in choices for word in choice.label.split())
    widest = max(_indent(pen, choice) + pen.width(word, CHOICE) + _AFTER for choice, word in words)
    return max(1, min(len(choices), int(width // widest)))


def _indent(pen: Pen, choice: Choice) -> float:
    return TICK + _GAP + (_mark_width(pen, choice) if choice.mark else 0)


def _mark_width(pen: Pen, choice: Choice) -> float:
    return max(_MARK_WIDTH, pen.width(choice.mark, MARK) + _MARK_AFTER)
