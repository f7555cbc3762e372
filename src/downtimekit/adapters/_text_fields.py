"""The fields of a form as lines of text, with room to write and what is known already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from attrs import frozen

from downtimekit.adapters._text_width import wrapped
from downtimekit.forms.typed import understood
from downtimekit.forms.words import PageWords, day_in
from downtimekit.models.forms import Choice, Diagram, FieldKind, FormField

WIDTH = 78
INDENT = "   "
"""Before every line but the first of what is in several."""
_BLANK = "_" * 24
_TICKABLE = 4  # a column of a table with more choices than these is written into
_HARD = "\u00a0"  # keeps a box and its word on one line


def blank(answer: str = "") -> str:
    """Return an answer, or room for one."""
    return answer or _BLANK


@frozen
class FieldLines:
    """Writes the fields of one sheet.

    Attributes:
        words: around the form; answers: what is known, by the keys of the fields.
    """

    words: PageWords
    answers: Mapping[str, Any]

    def of(self, field: FormField) -> list[str]:
        """Return the lines of a field."""
        if field.kind is FieldKind.STATEMENT:
            return wrapped(field.label, WIDTH)
        return _WRITERS.get(field.kind, FieldLines._written)(self, field, self.answers.get(field.key))

    def going_on(self, field: FormField) -> list[str]:
        """Return what stands above a field where it goes on over the page."""
        told = [f"{field.short or field.label} ({self.words.continued})", *_told(field.columns)]
        return [line for text in told for line in wrapped(text, WIDTH, indent=INDENT)]

    def _label(self, field: FormField) -> str:
        label = _starred(field, field.label)
        return f"{label} ({field.hint})" if field.hint else label

    def _asked(self, field: FormField) -> str:
        label = self._label(field)
        return label if label.endswith(("?", ":")) else f"{label}:"

    def _written(self, field: FormField, answer: object) -> list[str]:
        return wrapped(f"{self._asked(field)} {self._place(field, answer)} {field.unit}".rstrip(), WIDTH, indent=INDENT)

    def _note(self, field: FormField, answer: object) -> list[str]:
        if _is_empty(answer):
            return [*self._written(field, None), *["_" * WIDTH] * (field.lines - 1)]
        lines = [line for part in str(answer).split("\n") for line in wrapped(f"   {part}", WIDTH, indent=INDENT)]
        return [*wrapped(f"{self._asked(field)}", WIDTH), *lines]

    def _signature(self, field: FormField, answer: object) -> list[str]:
        name = f"{self._place(field, answer)} ({self.words.print_name})"
        return wrapped(f"{self._asked(field)} {name}  {self.words.signature}: {_BLANK}", WIDTH, indent=INDENT)

    def _ticked(self, field: FormField, answer: object) -> list[str]:
        ticks = answer if isinstance(answer, list | tuple) else [answer]
        boxes = [
            line
            for choice in field.choices
            for line in wrapped(f"  {_tick(choice.key in ticks)} {_named(choice)}", WIDTH, indent="      ")
        ]
        return [*wrapped(self._label(field), WIDTH), *boxes]

    def _yes_or_no(self, field: FormField, answer: object) -> list[str]:
        return wrapped(f"{self._label(field)}  {self._yes_no(answer)}", WIDTH, indent=INDENT)

    def _yes_no(self, answer: object) -> str:
        said = understood(FieldKind.YES_NO, answer)
        yes, no = f"{_tick(said is True)}{_HARD}{self.words.yes}", f"{_tick(said is False)}{_HARD}{self.words.no}"
        return f"{yes} {no}"

    def _drawing(self, field: FormField, answer: object) -> list[str]:
        """Return room to say in words where something is, for nobody can draw into a text."""
        words = self.words
        places = (words.right, words.left) if field.diagram is Diagram.BREASTS else (words.front, words.back)
        marks = [_mark(mark) for mark in answer] if isinstance(answer, list | tuple) else []
        room = [line for place in places for line in wrapped(f"  {place}: {'_' * 60}", WIDTH)]
        return [*wrapped(f"{self._asked(field)}", WIDTH), *(f"  {mark}" for mark in marks), *room]

    def _table(self, field: FormField, answer: object) -> list[str]:
        rows = [row for row in answer if isinstance(row, Mapping)] if isinstance(answer, list | tuple) else []
        lines = wrapped(self._label(field), WIDTH)
        for told in _told(field.columns):
            lines += wrapped(told, WIDTH, indent=INDENT)
        for number in range(max(field.lines, len(rows))):
            row = rows[number] if number < len(rows) else {}
            columns = (column for column in field.columns if not column.counts_rows)
            cells = "  ".join(f"{_head(column)} {self._cell(column, row.get(column.key))}" for column in columns)
            lines += wrapped(f"{number + 1}. {cells}", WIDTH, indent=INDENT)
        return lines

    def _cell(self, column: FormField, answer: object) -> str:
        if column.kind is FieldKind.YES_NO:
            return self._yes_no(answer)
        ticks = answer if isinstance(answer, list | tuple) else [answer]
        if 0 < len(column.choices) <= _TICKABLE:
            return " ".join(f"{_tick(choice.key in ticks)}{_HARD}{_sign(choice)}" for choice in column.choices)
        if column.choices and not _is_empty(answer):
            return ", ".join(_sign(choice) for choice in column.choices if choice.key in ticks)
        return f"{self._place(column, answer)} {column.unit}".rstrip()

    def _place(self, field: FormField, answer: object) -> str:
        if not _is_empty(answer):
            return self._shown(field, answer)
        day = "/".join("_" * len(part) for part in self.words.day_parts)
        day_room, time_room = f"{day} ({'/'.join(self.words.day_parts)})", f"__:__ ({self.words.clock_24})"
        rooms = {FieldKind.DATE: day_room, FieldKind.TIME: time_room, FieldKind.DATE_TIME: f"{day_room} {time_room}"}
        return rooms.get(field.kind, _BLANK)

    def _shown(self, field: FormField, answer: object) -> str:
        """Return a known answer; a day with its month in letters, as at the head of the page."""
        value = understood(field.kind, answer)
        if isinstance(value, datetime):
            return f"{day_in(self.words, value)} {value:%H:%M}"
        if isinstance(value, date):
            return day_in(self.words, value)
        return f"{value:%H:%M}" if isinstance(value, time) else str(answer)


def _starred(field: FormField, label: str) -> str:
    return f"{label}{_HARD}*" if field.required or field.required_if else label


def _head(column: FormField) -> str:
    """Return what a column of a table is called before each of its answers."""
    return _starred(column, column.short or column.label)


def _told(columns: Sequence[FormField]) -> Iterator[str]:
    """Yield what is said once above the rows of a table: whole questions, and the words that can be written."""
    for column in columns:
        name = column.short or column.label
        if name != column.label:
            yield f"{name}: {column.label}"
        if len(column.choices) > _TICKABLE:
            yield f"{name}: {', '.join(map(_named, column.choices))}"


def has_place(fields: Mapping[str, FormField], answers: Mapping[str, object]) -> bool:
    """Tell whether every known answer has a place on the form: a field, and a box that is there."""
    return all(key in fields and _fits(fields[key], answer) for key, answer in answers.items())


def _fits(field: FormField, answer: object) -> bool:
    if _is_empty(answer):
        return True
    if field.kind is FieldKind.TABLE:
        columns = {column.key: column for column in field.columns}
        rows = answer if isinstance(answer, list | tuple) else [answer]
        return all(isinstance(row, Mapping) and has_place(columns, row) for row in rows)
    if field.choices:
        known = {choice.key for choice in field.choices}
        ticks: Sequence[object] = answer if isinstance(answer, list | tuple) else [answer]
        return all(isinstance(tick, str) and tick in known for tick in ticks)
    return field.kind is not FieldKind.STATEMENT


def _is_empty(answer: object) -> bool:
    return answer is None or answer in ("", [], ())


def _tick(ticked: bool) -> str:
    return "[X]" if ticked else "[_]"  # in one piece, so that it is not broken between lines


def _named(choice: Choice) -> str:
    return f"{choice.mark} {choice.label}" if choice.mark else choice.label


def _sign(choice: Choice) -> str:
    return choice.mark or choice.label


def _mark(mark: object) -> str:
    """Return a mark in a drawing: its sign, and how far from the left and from above it is."""
    found = mark if isinstance(mark, Mapping) else {}
    across, down = (understood(FieldKind.NUMBER, found.get(name)) for name in ("x", "y"))
    return f"{found.get('sign', 'x')}: {float(across or 0):.0%}, {float(down or 0):.0%}"  # type: ignore[arg-type]


_WRITERS: Mapping[FieldKind, Callable[[FieldLines, FormField, object], list[str]]] = {
    FieldKind.NOTE: FieldLines._note,
    FieldKind.SIGNATURE: FieldLines._signature,
    FieldKind.ONE_OF: FieldLines._ticked,
    FieldKind.MANY_OF: FieldLines._ticked,
    FieldKind.YES_NO: FieldLines._yes_or_no,
    FieldKind.DIAGRAM: FieldLines._drawing,
    FieldKind.TABLE: FieldLines._table,
}
