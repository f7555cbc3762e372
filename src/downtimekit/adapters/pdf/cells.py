"""Cells: frames with a small label, to write one thing into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.measures import (
    BLACK,
    CHOICE,
    FINE,
    GREY,
    HINT,
    LABEL,
    LIGHT,
    PAD,
    RULE,
    TICK,
    WHITE,
    Box,
    Face,
)
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.models.forms import FormField

_WRITING = 7.2  # room under a label for one line of handwriting
_COMB = 4.7  # the width of a box for one digit
_FAINT = Face(6, grey=150)

Answer = Callable[[Pen, Box, FormField], None]


def label_block(pen: Pen, field: FormField, width: float) -> Block:
    """Return the label of a field, with its hint after it or under it."""
    lines = pen.wrap(_required(field), LABEL, width - 2 * PAD)
    beside = pen.width(lines[-1], LABEL) + 2
    hint = f"({field.hint})" if field.hint else ""
    below = bool(hint) and beside + pen.width(hint, HINT) > width - 2 * PAD
    under = pen.wrap(hint, HINT, width - 2 * PAD) if below else []

    def draw(pen: Pen, box: Box) -> None:
        x, y = box.x + PAD, box.y + PAD
        pen.lines(lines, x, y, LABEL)
        base = y + LABEL.rise + (len(lines) - 1) * LABEL.leading
        if hint and not under:
            pen.words(hint, x + beside, base, HINT)
        pen.lines(under, x, base + 1.3, HINT)

    return Block(PAD + len(lines) * LABEL.leading + len(under) * HINT.leading, draw, keep=True)


def text_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell to write a line into."""
    return _cell(pen, field, width, _unit)


def date_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell with a box for each digit of a date."""
    return _cell(pen, field, width, partial(_combs, groups=("MM", "DD", "YYYY"), time=False))


def date_time_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell with a box for each digit of a date and a time."""
    return _cell(pen, field, width, partial(_combs, groups=("MM", "DD", "YYYY"), time=True))


def yes_no_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell with a box for yes and one for no."""
    return _cell(pen, field, width, _yes_no)


def signature_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell for a name in print and one for the signature."""
    head = label_block(pen, field, width * 0.55)

    def draw(pen: Pen, box: Box) -> None:
        name, signature = box.columns(0.55, 0.45)
        for part in (name, signature):
            pen.frame(part, grey=GREY)
        head.draw(pen, name)
        pen.words("print name", name.right - PAD, box.bottom - 1.4, _FAINT, align=1)
        pen.words("Signature", signature.x + PAD, box.y + PAD + LABEL.rise, LABEL)

    return Block(head.height + _WRITING + 1.6, draw)


def note_blocks(pen: Pen, field: FormField, width: float) -> list[Block]:
    """Return a label and lines to write on; they may be divided between pages."""
    head = label_block(pen, field, width)

    def draw_head(pen: Pen, box: Box) -> None:
        _sides(pen, box)
        pen.rule((box.x, box.y), (box.right, box.y), grey=GREY)
        head.draw(pen, box)

    def draw_line(pen: Pen, box: Box) -> None:
        _sides(pen, box)
        pen.rule((box.x + PAD, box.y + RULE), (box.right - PAD, box.y + RULE), grey=LIGHT)

    def draw_end(pen: Pen, box: Box) -> None:
        _sides(pen, box)
        pen.rule((box.x, box.bottom), (box.right, box.bottom), grey=GREY)

    lines = [Block(RULE, draw_line, keep=number == field.lines - 1) for number in range(field.lines)]
    return [Block(head.height, draw_head, keep=True), *lines, Block(PAD, draw_end)]


def _cell(pen: Pen, field: FormField, width: float, answer: Answer) -> Block:
    head = label_block(pen, field, width)

    def draw(pen: Pen, box: Box) -> None:
        pen.frame(box, grey=GREY)
        head.draw(pen, box)
        answer(pen, Box(box.x + PAD, box.bottom - _WRITING, box.w - 2 * PAD, _WRITING), field)

    return Block(head.height + _WRITING, draw)


def _unit(pen: Pen, box: Box, field: FormField) -> None:
    if field.unit:
        pen.words(field.unit, box.right, box.bottom - 2, FINE, align=1)


def _yes_no(pen: Pen, box: Box, field: FormField) -> None:
    y = box.bottom - PAD - TICK
    for number, word in enumerate(("Yes", "No")):
        x = box.x + number * 18
        pen.tick_box(x, y)
        pen.words(word, x + TICK + 1.6, y + TICK / 2 + CHOICE.rise / 2, CHOICE)


def _combs(pen: Pen, box: Box, field: FormField, *, groups: Sequence[str], time: bool) -> None:
    y = box.bottom - PAD - 5
    x = _comb(pen, box.x, y, groups, "/")
    if time:
        x = _comb(pen, x + 3, y, ("HH", "MM"), ":")
        pen.words("24 h", x + 1, y + 3.6, FINE)


def _comb(pen: Pen, x: float, y: float, groups: Sequence[str], between: str) -> float:
    for number, group in enumerate(groups):
        if number:
            pen.words(between, x + 1.2, y + 3.9, Face(10, grey=GREY), align=0.5)
            x += 2.4
        for letter in group:
            pen.frame(Box(x, y, _COMB, 5.4), weight=0.2, grey=BLACK, fill=WHITE)
            pen.words(letter, x + _COMB / 2, y + 3.4, _FAINT, align=0.5)
            x += _COMB
    return x


def _required(field: FormField) -> str:
    return f"{field.label} *" if field.required or field.required_if else field.label


def _sides(pen: Pen, box: Box) -> None:
    for x in (box.x, box.right):
        pen.rule((x, box.y), (x, box.bottom), grey=GREY)
