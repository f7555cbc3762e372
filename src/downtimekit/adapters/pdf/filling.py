"""What is known before a sheet is printed, written into its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from functools import lru_cache

from attrs import Factory, define

from downtimekit.adapters.pdf.combs import digit_boxes, digits_of
from downtimekit.adapters.pdf.ink import Ink
from downtimekit.adapters.pdf.measures import PAD, Box, Face
from downtimekit.adapters.pdf.notes import Note, note_of
from downtimekit.adapters.pdf.plate import Plate, box_of, in_points
from downtimekit.errors import InvalidInput
from downtimekit.models.drawing import DrawnMark
from downtimekit.models.forms import FieldKind, FormField, Zone
from downtimekit.models.reading import read

_WRITTEN = Face(11)
_DIGIT = Face(11)
_SIGN = Face(12, bold=True)
_CROSS = 0.9  # a cross keeps so far from the edges of its box
_FRAME = 0.4  # a zone begins so far inside its cell
_SIGN_ROOM = 7.0
_NAME_SHARE = 0.55
_PLACE = re.compile(r"([^\[\]]+)(?:\[(\d+)\]\.(.+))?")  # the keys of fields and of columns may hold points
_MOMENTS = frozenset({FieldKind.DATE, FieldKind.TIME, FieldKind.DATE_TIME})
_NO_BOX = "an answer that is known already has no place on the form"
_NO_TIME = "an answer that is known already is no date or time"


@define
class Filling:
    """The answers of one sheet.

    Attributes:
        notes: long texts, as far as they are not written yet, by path.
    """

    ink: Ink
    plate: Plate
    answers: Mapping[str, object]
    notes: dict[str, Note] = Factory(dict)

    def __attrs_post_init__(self) -> None:
        """Refuse what has no place.

        Raises:
            Rejected: the form has no such field, no such row or no such box.
        """
        if not all(_has_place(self.plate.fields, key, answer) for key, answer in self.answers.items()):
            self.ink.refuse(_NO_BOX)

    def write(self, ink: Ink, zones: Sequence[Zone]) -> None:
        """Write what belongs into the zones of a page.

        Raises:
            Rejected: an answer is too long for its place, or holds a character that cannot be shown.
        """
        for zone in zones:
            answer = _answer(self.answers, zone.path)
            if answer is None or answer in ("", [], ()):
                continue
            if zone.choice is None:
                self._write(ink, zone, answer)
            elif zone.choice in _ticked(answer):
                _cross(ink, box_of(zone.place))

    def _write(self, ink: Ink, zone: Zone, answer: object) -> None:
        steps = _steps(zone.path)
        if len(steps) > 1:  # in a table
            column = next(column for column in self.plate.fields[str(steps[0])].columns if column.key == steps[-1])
            ink.fit(
                ", ".join(self._in_cell(ink, column, answer)),
                box_of(zone.place).inset(PAD / 2),
                _WRITTEN,
                align=float(self.plate.right_to_left),
            )
        elif zone.kind is FieldKind.NOTE:
            if zone.path not in self.notes:
                self.notes[zone.path] = note_of(ink, str(answer), self._zones(zone.path))
            self.notes[zone.path].write(ink, box_of(zone.place), align=float(self.plate.right_to_left))
        else:
            _WRITERS.get(zone.kind, _text)(ink, self.plate, zone, answer)

    def _in_cell(self, ink: Ink, column: FormField, answer: object) -> Iterator[str]:
        """Yield what stands in a cell of a table; a moment as its column's head says that it is written."""
        if column.kind not in _MOMENTS:
            yield from _in_words(column, answer)
            return
        day, at = _read(ink, column.kind, answer)
        digits = list(digits_of(day, at, self.plate.words))
        parts = len(self.plate.words.day_parts) if day else 0
        yield " ".join(filter(None, ("/".join(digits[:parts]), ":".join(digits[parts:]))))

    def _zones(self, path: str) -> list[Zone]:
        return [zone for page in self.plate.plan.pages for zone in page.zones if zone.path == path]


def _text(ink: Ink, plate: Plate, zone: Zone, answer: object) -> None:
    unit = plate.fields[zone.path].unit
    box = box_of(zone.place)
    room = Box(box.x + PAD, box.y, box.w - 2 * PAD - 1.6 * len(unit), box.h)
    ink.fit(str(answer), room, _WRITTEN, align=float(plate.right_to_left))


def _signature(ink: Ink, plate: Plate, zone: Zone, answer: object) -> None:
    name = box_of(zone.place).columns(_NAME_SHARE, 1 - _NAME_SHARE)[0]
    if plate.right_to_left:
        name = Box(zone.place.x + zone.place.w - name.w, name.y, name.w, name.h)
    room = Box(name.x + PAD, name.y, name.w - 2 * PAD, name.h - PAD)
    ink.fit(str(answer), room, _WRITTEN, align=float(plate.right_to_left))


def _moment(ink: Ink, plate: Plate, zone: Zone, answer: object) -> None:
    day, at = _read(ink, zone.kind, answer)
    corner = (zone.place.x - _FRAME, zone.place.y + zone.place.h + _FRAME)
    groups = digit_boxes(plate.words, corner, day=day is not None, time=at is not None)
    for digits, boxes in zip(digits_of(day, at, plate.words), groups, strict=True):
        for digit, (_, box) in zip(digits, boxes, strict=True):
            ink.operators.append(b"1 g %.2f %.2f %.2f %.2f re f 0 g\n" % in_points(box.inset(0.3), ink.height))
            ink.fit(digit, box, _DIGIT, align=0.5)


def _read(ink: Ink, kind: FieldKind, answer: object) -> tuple[date | None, time | None]:
    with suppress(ValueError):
        if kind is FieldKind.DATE:
            return date.fromisoformat(str(answer)), None
        if kind is FieldKind.TIME:
            return None, time.fromisoformat(str(answer))
        moment = datetime.fromisoformat(str(answer))
        return moment.date(), moment.time()
    ink.refuse(_NO_TIME)


def _drawn(ink: Ink, plate: Plate, zone: Zone, answer: object) -> None:
    box = box_of(zone.place)
    for mark in answer if isinstance(answer, list | tuple) else ():
        found = mark if isinstance(mark, Mapping) else mark.model_dump()
        x, y = box.x + float(found["x"]) * box.w, box.y + float(found["y"]) * box.h
        place = Box(x - _SIGN_ROOM, y - _SIGN_ROOM / 2, 2 * _SIGN_ROOM, _SIGN_ROOM)
        ink.fit(str(found.get("sign", "x")), place, _SIGN, align=0.5)


_WRITERS: Mapping[FieldKind, Callable[[Ink, Plate, Zone, object], None]] = {
    FieldKind.DATE: _moment,
    FieldKind.TIME: _moment,
    FieldKind.DATE_TIME: _moment,
    FieldKind.SIGNATURE: _signature,
    FieldKind.DIAGRAM: _drawn,
}


def _cross(ink: Ink, box: Box) -> None:
    x, y, w, h = in_points(box.inset(_CROSS), ink.height)
    corners = (x, y, x + w, y + h, x, y + h, x + w, y)
    ink.operators.append(b"q 1.6 w %.2f %.2f m %.2f %.2f l %.2f %.2f m %.2f %.2f l S Q\n" % corners)


def _has_place(fields: Mapping[str, FormField], key: str, answer: object) -> bool:
    field = fields.get(key)
    if field is None or field.kind is FieldKind.STATEMENT:
        return False
    if field.kind is not FieldKind.TABLE:
        return _has_box(field, answer)
    columns = {column.key: column for column in field.columns}
    rows = answer if isinstance(answer, list | tuple) else [None]
    return len(rows) <= field.lines and all(
        isinstance(row, Mapping) and all(_has_place(columns, name, cell) for name, cell in row.items()) for row in rows
    )


def _has_box(field: FormField, answer: object) -> bool:
    if field.kind is FieldKind.DIAGRAM:
        return answer is None or (isinstance(answer, list | tuple) and all(map(_is_mark, answer)))
    if answer is None or not field.kind.ticked:
        return True
    boxes = {"true", "false"} if field.kind is FieldKind.YES_NO else {choice.key for choice in field.choices}
    return boxes.issuperset(_ticked(answer))


def _is_mark(answer: object) -> bool:
    with suppress(InvalidInput):
        return bool(read(DrawnMark, answer, source="mark"))
    return False


def _in_words(field: FormField, answer: object) -> Iterator[str]:
    """Yield what is written for a box that is not there to tick: its sign or its label."""
    words = {choice.key: choice.mark or choice.label for choice in field.choices}
    for key in _ticked(answer) if field.choices else (str(answer),):
        yield words.get(key, key)


def _ticked(answer: object) -> Sequence[str]:
    """Return the keys of the boxes that an answer ticks."""
    if isinstance(answer, bool):
        return (str(answer).lower(),)
    return [str(entry) for entry in answer] if isinstance(answer, list | tuple) else (str(answer),)


def _answer(answers: Mapping[str, object], path: str) -> object:
    found: object = answers
    for step in _steps(path):
        if isinstance(step, int):
            found = found[step] if isinstance(found, list | tuple) and step < len(found) else None
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found


@lru_cache(4096)
def _steps(path: str) -> tuple[str | int, ...]:
    return tuple(_each(path))


def _each(path: str) -> Iterator[str | int]:
    found = _PLACE.fullmatch(path)
    if found is not None:
        key, row, column = found.groups()
        yield from (key,) if row is None else (key, int(row), column)
