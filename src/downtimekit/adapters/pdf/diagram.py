"""Drawings to mark places on, as large as there is room for, and with the geometry that screens show too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise

from attrs import frozen

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.cells import label_block
from downtimekit.adapters.pdf.measures import BLACK, DARK, GREY, LABEL, PAD, Box, Face
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.forms.drawings import DRAWINGS, Drawing, Label, Lettering, Path, Stroke
from downtimekit.forms.drawings import Point as Fraction
from downtimekit.models.forms import Diagram, FormField

_ONE_LINE = PAD + LABEL.leading  # the height of a drawing counts on so much for its label
_ROOM = 0.6  # around the drawing
_FACES: Mapping[Lettering, Face] = {
    Lettering.HOUR: Face(7, grey=DARK),
    Lettering.MAIN_HOUR: Face(8, bold=True),
    Lettering.QUADRANT: Face(6.5, grey=GREY),
    Lettering.SIDE: Face(8, bold=True),
    Lettering.VIEW: Face(8, bold=True),
}
_STROKES: Mapping[Stroke, tuple[float, int]] = {  # how thick, in millimetres, and how dark
    Stroke.OUTLINE: (0.45, BLACK),
    Stroke.FINE: (0.3, DARK),
    Stroke.GUIDE: (0.2, GREY),
}


def diagram_block(pen: Pen, field: FormField, width: float, height: float) -> Block:
    """Return a drawing to mark places on, under its label; it is as large as its box lets it be."""
    label = label_block(pen, field, width)
    more = max(label.height - _ONE_LINE, 0)
    return Block(height + more, partial(_draw, field=field, label=label))


def _draw(pen: Pen, box: Box, *, field: FormField, label: Block) -> None:
    pen.frame(box, grey=GREY)
    label.draw(pen, box)
    drawing = DRAWINGS[field.diagram or Diagram.BREASTS]
    with pen.unmirrored(Box(box.x, box.y + label.height, box.w, box.h - label.height)) as room:
        place = _fitted(room.inset(_ROOM), drawing.aspect)
        pen.zone(field.key, field.kind, place)
        _Drawn(pen, place).draw(drawing)


def _fitted(room: Box, aspect: float) -> Box:
    """Return the largest box of a shape, in the middle of a room."""
    height = min(room.h, room.w / aspect)
    width = height * aspect
    return Box(room.x + (room.w - width) / 2, room.y + (room.h - height) / 2, width, height)


@frozen
class _Drawn:
    """Draws into a box, of whose width and height all points are fractions."""

    pen: Pen
    box: Box

    def draw(self, drawing: Drawing) -> None:
        for path in drawing.paths:
            with self._dashed(path.stroke):
                self._path(path)
        for circle in drawing.circles:
            weight, grey = _STROKES[circle.stroke]
            with self._dashed(circle.stroke):
                self.pen.circle(*self._at(circle.middle), circle.radius * self.box.w, weight=weight, grey=grey)
        for label in drawing.labels:
            self._label(label)

    def _path(self, path: Path) -> None:
        weight, grey = _STROKES[path.stroke]
        points = [self._at(point) for point in path.points]
        if path.curved:
            for curve in _curves(points):
                self.pen.curve(curve, weight=weight, grey=grey)
        else:
            for start, end in pairwise(points):
                self.pen.rule(start, end, weight=weight, grey=grey)

    def _label(self, label: Label) -> None:
        face = _FACES[label.lettering]
        text = getattr(self.pen.says, label.text) if label.lettering.is_named else label.text
        x, y = self._at(label.at)
        self.pen.words(text, x, y + face.rise / 2, face, align=label.align)

    @contextmanager
    def _dashed(self, stroke: Stroke) -> Iterator[None]:
        if stroke is not Stroke.GUIDE:
            yield
            return
        with self.pen.dashed(0.9, 0.9):
            yield

    def _at(self, point: Fraction) -> Fraction:
        return self.box.x + point[0] * self.box.w, self.box.y + point[1] * self.box.h


def _curves(points: Sequence[Fraction]) -> Iterator[list[Fraction]]:
    for start in range(0, len(points) - 1, 3):
        yield list(points[start : start + 4])
