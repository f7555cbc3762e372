"""Cells: frames with a small label, to write one thing into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.combs import Digit, digit_boxes
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
_CRITICAL = 9.6  # the same for what must be read without doubt
_SHORT = 2  # a statement of no more lines stays with what comes after it
_TIME_BEGINS = 3  # after three groups of digits of a date
_FAINT = Face(6, grey=150)

Answer = Callable[[Pen, Box, FormField], None]


def starred(field: FormField, label: str) -> str:
    """Return a label with the sign of what is needed, which never stands alone on a line."""
    return f"{label}\u00a0*" if field.required or field.required_if else label


def going_on(pen: Pen, field: FormField, width: float) -> Block:
    """Return the label of a field above that part of it which is on a further page."""
    label = f"{field.short or field.label} ({pen.says.continued})"
    return label_block(pen, field.model_copy(update={"label": label, "hint": ""}), width)


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
    return _cell(pen, field, width, partial(_combs, day=True, time=False))


def time_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell with a box for each digit of a time."""
    return _cell(pen, field, width, partial(_combs, day=False, time=True))


def date_time_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell with a box for each digit of a date and a time."""
    return _cell(pen, field, width, partial(_combs, day=True, time=True))


def yes_no_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell with a box for yes and one for no."""
    return _cell(pen, field, width, _yes_no)


def signature_cell(pen: Pen, field: FormField, width: float) -> Block:
    """Return a cell for a name in print and one for the signature."""
    head = label_block(pen, field, width * 0.55)

    def draw(pen: Pen, box: Box) -> None:
        name, signature = box.columns(0.55, 0.45)
        pen.zone(field.key, field.kind, _room(box, head.height))
        for part in (name, signature):
            pen.frame(part, grey=GREY)
        head.draw(pen, name)
        pen.words(pen.says.print_name, name.right - PAD, box.bottom - 1.4, _FAINT, align=1)
        pen.words(pen.says.signature, signature.x + PAD, box.y + PAD + LABEL.rise, LABEL)

    return Block(head.height + _WRITING + 1.6, draw)


def statement_block(pen: Pen, field: FormField, width: float) -> Block:
    """Return what the form says in running text."""
    lines = [line for part in field.label.split("\n") for line in pen.wrap(part, CHOICE, width - 2 * PAD)]

    def draw(pen: Pen, box: Box) -> None:
        pen.lines(lines, box.x + PAD, box.y + PAD / 2, CHOICE)

    return Block(PAD + len(lines) * CHOICE.leading, draw, keep=len(lines) <= _SHORT)


def note_blocks(pen: Pen, field: FormField, width: float) -> list[Block]:
    """Return a label and lines to write on; they may be divided between pages."""

    def head_of(label: Block) -> Block:
        def draw(pen: Pen, box: Box) -> None:
            _sides(pen, box)
            pen.rule((box.x, box.y), (box.right, box.y), grey=GREY)
            label.draw(pen, box)

        return Block(label.height, draw, keep=True)

    def draw_line(pen: Pen, box: Box) -> None:
        _sides(pen, box)
        pen.rule((box.x + PAD, box.y + RULE), (box.right - PAD, box.y + RULE), grey=LIGHT)
        pen.zone(field.key, field.kind, Box(box.x + 0.4, box.y, box.w - 0.8, box.h))

    def draw_end(pen: Pen, box: Box) -> None:
        _sides(pen, box)
        pen.rule((box.x, box.bottom), (box.right, box.bottom), grey=GREY)

    again = head_of(going_on(pen, field, width))
    lines = [Block(RULE, draw_line, keep=number == field.lines - 1, again=again) for number in range(field.lines)]
    return [head_of(label_block(pen, field, width)), *lines, Block(PAD, draw_end, again=again)]


def _cell(pen: Pen, field: FormField, width: float, answer: Answer) -> Block:
    head = label_block(pen, field, width)
    writing = _CRITICAL if field.critical else _WRITING

    def draw(pen: Pen, box: Box) -> None:
        pen.frame(box, grey=GREY)
        head.draw(pen, box)
        room = Box(box.x + PAD, box.bottom - writing, box.w - 2 * PAD, writing)
        answer(pen, room, field)
        if not field.kind.ticked:
            pen.zone(field.key, field.kind, _room(box, head.height))

    return Block(head.height + writing, draw)


def _room(box: Box, label: float) -> Box:
    """Return what is left of a cell under its label, within the frame."""
    return Box(box.x + 0.4, box.y + label + 0.4, box.w - 0.8, box.h - label - 0.8)


def _unit(pen: Pen, box: Box, field: FormField) -> None:
    if field.unit:
        pen.words(field.unit, box.right, box.bottom - 2, FINE, align=1)


def _yes_no(pen: Pen, box: Box, field: FormField) -> None:
    y = box.bottom - PAD - TICK
    for number, word in enumerate((pen.says.yes, pen.says.no)):
        x = box.x + number * 18
        pen.tick_box(x, y)
        pen.zone(field.key, field.kind, Box(x, y, TICK, TICK), ("true", "false")[number])
        pen.words(word, x + TICK + 1.6, y + TICK / 2 + CHOICE.rise / 2, CHOICE)


def _combs(pen: Pen, box: Box, field: FormField, *, day: bool, time: bool) -> None:
    with pen.unmirrored(box) as place:
        right = place.x
        for number, group in enumerate(digit_boxes(pen.says, (place.x - PAD, place.bottom), day=day, time=time)):
            _draw_group(pen, group, _between(number, day=day))
            right = group[-1][1].right
        if time:
            pen.words(pen.says.clock_24, right + 1, place.bottom - PAD - 1.4, FINE)


def _draw_group(pen: Pen, group: Sequence[Digit], between: str) -> None:
    if between:
        pen.words(between, group[0][1].x - 1.2, group[0][1].y + 3.9, Face(10, grey=GREY), align=0.5)
    for letter, place in group:
        pen.frame(place, weight=0.2, grey=BLACK, fill=WHITE)
        pen.words(letter, place.x + place.w / 2, place.y + 3.4, _FAINT, align=0.5)


def _between(number: int, *, day: bool) -> str:
    """Return the sign before a group of digits; there is none before the first of a date or a time."""
    if day and number < _TIME_BEGINS:
        return "/" if number else ""
    return ":" if number not in (0, _TIME_BEGINS) else ""


def _required(field: FormField) -> str:
    return starred(field, field.label)


def _sides(pen: Pen, box: Box) -> None:
    for x in (box.x, box.right):
        pen.rule((x, box.y), (x, box.bottom), grey=GREY)
