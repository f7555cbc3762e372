"""Tables: a row for each finding, relative or procedure, with a column for each thing that is asked about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from downtimekit.adapters.pdf.blocks import Block, stacked
from downtimekit.adapters.pdf.cells import going_on, label_block, starred
from downtimekit.adapters.pdf.choices import compact_columns, compact_width, draw_compact
from downtimekit.adapters.pdf.measures import BLACK, DARK, FINE, GREY, HINT, PAD, PALE, VALUE, Box, Face
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.widths import shared
from downtimekit.models.forms import Choice, FieldKind, FormField

_HEADING = 7.0
_ROW, _LOW_ROW = 13.4, 9.4
_COLUMN_HEAD = Face(8, bold=True)
_TICKABLE = 4  # a column with more choices than these is written into
_PARTS = Face(6.5, grey=DARK)
_PARTS_HEIGHT = 2.7
_HEAD_EDGE = 0.8
_SLACK = 0.2  # more than a word is wide, so that no rounding breaks it
_SMALLEST, _DENSE = 5.0, 6.5  # points
_WIDEST_WORD = 26.0  # a longer word is written smaller

# How columns share the width of the table.
_COUNT = 9.0
_WRITTEN: Mapping[FieldKind, float] = {
    FieldKind.NUMBER: 13.0,
    FieldKind.NOTE: 54.0,
    FieldKind.TEXT: 40.0,
    FieldKind.DATE_TIME: 30.0,
}
_LEAST: Mapping[FieldKind, float] = {  # narrower, nobody can write into it
    FieldKind.TEXT: 16.0,
    FieldKind.NOTE: 22.0,
    FieldKind.DATE: 19.0,
    FieldKind.DATE_TIME: 26.0,
}
_WRITTEN_LEAST = 10.0
_WRITTEN_CHOICE = 18.0
_WRITTEN_WORDS = 34.0
_BOXES = ((1, 12.0), (2, 14.5), (8, 20.0), (200, 30.0))  # a box with no more letters beside it has such a share


def findings_blocks(pen: Pen, field: FormField, width: float) -> list[Block]:
    """Return the head of the table and its rows, which may be divided between pages.

    The head says what can be written into a column; on every further page it stands above the rows again.
    """
    widths = _widths(pen, field.columns, width)
    heads = [_told_block(pen, line, width) for line in _told(field.columns)]
    height = max(_head_height(pen, column, share) for column, share in zip(field.columns, widths, strict=True))
    heads.append(Block(height, lambda pen, box: _draw_head(pen, box, field.columns, widths), keep=True))
    first, again = (
        [evolve(title, height=title.height + PAD / 2), *heads]
        for title in (label_block(pen, field, width), going_on(pen, field, width))
    )
    boxes = [_boxes(pen, column) for column in field.columns]
    row_height = _ROW if any(compact_columns(choices) < len(choices) for choices in boxes) else _LOW_ROW
    rows = [_row(field, widths, number, row_height) for number in range(1, field.lines + 1)]
    return [*first, *(evolve(row, again=stacked(again)) for row in rows)]


def _row(field: FormField, widths: Sequence[float], number: int, height: float) -> Block:
    def draw(pen: Pen, box: Box) -> None:
        for column, cell in zip(field.columns, box.columns(*widths), strict=True):
            pen.frame(cell, grey=GREY)
            if column.counts_rows:
                pen.words(str(number), cell.x + cell.w / 2, cell.y + cell.h / 2 + 1.4, VALUE, align=0.5)
                continue
            path = f"{field.key}[{number - 1}].{column.key}"
            if boxes := _boxes(pen, column):
                for choice, tick in draw_compact(pen, boxes, cell):
                    pen.zone(path, column.kind, tick, choice.key)
            else:
                pen.zone(path, column.kind, cell.inset(0.4))
                if pen.width(column.unit, FINE) > cell.w - 1.6:
                    pen.refuse("a unit is too long for its place in a column")
                pen.words(column.unit, cell.right - 0.8, cell.bottom - 1.2, FINE, align=1)

    return Block(height, draw)


def _draw_head(pen: Pen, box: Box, columns: Sequence[FormField], widths: Sequence[float]) -> None:
    for column, cell in zip(columns, box.columns(*widths), strict=True):
        pen.frame(cell, grey=GREY, fill=PALE)
        room = cell.inset(_HEAD_EDGE)
        if parts := _parts(pen, column):
            pen.fit(parts, Box(room.x, room.bottom - _PARTS_HEIGHT, room.w, _PARTS_HEIGHT), _PARTS)
            room = Box(room.x, room.y, room.w, room.h - _PARTS_HEIGHT)
        _fit_words(pen, _heading(column), room)
    pen.rule((box.x, box.bottom), (box.right, box.bottom), weight=0.4, grey=BLACK)


def _fit_words(pen: Pen, text: str, box: Box) -> None:
    """Write a heading as large as it can be without a broken word, and with one where there is no other way."""
    pen.fit(text, box, _face(pen, text, box.w))


def _face(pen: Pen, text: str, width: float) -> Face:
    widest = max(pen.width(word, _COLUMN_HEAD) for word in text.split(" "))
    size = min(_COLUMN_HEAD.size, _COLUMN_HEAD.size * (width - _SLACK) / widest)
    return Face(max(size, _SMALLEST), bold=True)


def _head_height(pen: Pen, column: FormField, width: float) -> float:
    """Return how high a heading is; one that needs many lines is written smaller before it is higher."""
    room = width - 2 * _HEAD_EDGE
    face = Face(min(_face(pen, _heading(column), room).size, _DENSE), bold=True)
    lines = pen.wrap(_heading(column), face, room)
    parts = _PARTS_HEIGHT if _parts(pen, column) else 0
    return max(_HEADING, len(lines) * face.leading + 2 * _HEAD_EDGE + parts + _SLACK)


def _heading(column: FormField) -> str:
    """Return what stands above a column."""
    label = column.short or column.label
    text = label if column.counts_rows else starred(column, label)
    return f"{text} ({column.hint})" if column.hint else text


def _parts(pen: Pen, column: FormField) -> str:
    """Return how a date or a time is written into a column, such as ``MM/DD/YYYY``."""
    day, time = "/".join(pen.says.day_parts), ":".join(pen.says.time_parts)
    shown = {FieldKind.DATE: day, FieldKind.TIME: time, FieldKind.DATE_TIME: f"{day} {time}"}
    return shown.get(column.kind, "")


def _told(columns: Sequence[FormField]) -> Iterator[str]:
    """Yield what is said once above the columns: whole questions, and the words that can be written."""
    for column in columns:
        if column.short and column.short != column.label:
            yield f"{column.short}: {column.label}"
        if _is_listed(column):
            yield f"{column.short or column.label}: {', '.join(choice.label for choice in column.choices)}"


def _told_block(pen: Pen, line: str, width: float) -> Block:
    lines = pen.wrap(line, HINT, width - 2 * PAD)
    height = len(lines) * HINT.leading + PAD / 2
    return Block(height, lambda pen, box: pen.lines(lines, box.x + PAD, box.y, HINT), keep=True)


def _widths(pen: Pen, columns: Sequence[FormField], width: float) -> list[float]:
    needs = [_need(pen, column) for column in columns]
    firm = [bool(_boxes(pen, column)) for column in columns]
    return shared(width, needs=needs, shares=[_share(pen, column) for column in columns], firm=firm)


def _need(pen: Pen, column: FormField) -> float:
    """Return how wide a column must be so that nothing in it is broken: words, boxes, the parts of a date."""
    if column.counts_rows:
        return _COUNT
    words = (pen.width(word, _COLUMN_HEAD) for word in _heading(column).split(" "))
    boxes = _boxes(pen, column)
    widest = min(max(words), _WIDEST_WORD)
    shown = max(widest, pen.width(_parts(pen, column), _PARTS), pen.width(column.unit, FINE))
    inner = shown + 2 * _HEAD_EDGE + _SLACK
    return max(inner, compact_width(pen, boxes) if boxes else _LEAST.get(column.kind, _WRITTEN_LEAST))


def _share(pen: Pen, column: FormField) -> float:
    if column.counts_rows:
        return _COUNT / 2
    boxes = _boxes(pen, column)
    if not boxes:
        return _WRITTEN_WORDS if _is_listed(column) else _WRITTEN.get(column.kind, _WRITTEN_CHOICE)
    longest = max(len(choice.mark or choice.label) for choice in boxes)
    return compact_columns(boxes) * next(share for letters, share in _BOXES if longest <= letters)


def _boxes(pen: Pen, column: FormField) -> Sequence[Choice]:
    if column.kind is FieldKind.YES_NO:
        says = pen.says
        yes = Choice(key="true", mark=says.yes_mark, label=says.yes)
        return (yes, Choice(key="false", mark=says.no_mark, label=says.no))
    return column.choices if len(column.choices) <= _TICKABLE else ()


def _is_listed(column: FormField) -> bool:
    """Tell whether the words that can be written are listed: they have no signs, and no hint says where they are."""
    return len(column.choices) > _TICKABLE and not column.hint and not any(choice.mark for choice in column.choices)
