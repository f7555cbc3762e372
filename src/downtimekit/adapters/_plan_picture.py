"""Draws the picture of a playbook onto pages: as large as the paper lets it be, and divided only between two phases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, singledispatch

from attrs import frozen

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.measures import POINT, Box
from downtimekit.adapters.pdf.measures import Face as Type
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.playbooks.pictures.shapes import Area, Frame, Picture, Point, Ring, Shape, Stroke, Text

_SMALLEST = 0.19  # millimetres for a pixel: the small print is 5 points high
_LARGEST = 0.27
_STEP = 0.01


@frozen
class _Place:
    """Where a part of a picture lies on a page: its left upper corner, and how large a pixel is."""

    x: float
    y: float
    scale: float

    def at(self, point: Point) -> Point:
        return self.x + point[0] * self.scale, self.y + point[1] * self.scale


def picture_pages(picture: Picture, area: Box) -> list[Block]:
    """Return the pages that a picture takes, each as a block that fills an area."""
    largest = min(_LARGEST, area.w / picture.width)
    fewest = len(_divided(picture, area.h / min(_SMALLEST, largest)))
    scale = largest
    while scale > _SMALLEST and len(_divided(picture, area.h / scale)) > fewest:
        scale -= _STEP
    parts = _divided(picture, area.h / scale)
    return [Block(area.h, partial(_draw, picture=picture, part=part, scale=scale)) for part in parts]


def _divided(picture: Picture, room: float) -> list[tuple[float, float]]:
    """Return the parts of a picture that fit into a height, each from where to where."""
    parts = []
    top, last = 0.0, 0.0
    for cut in (*picture.cuts, picture.height):
        if cut - top > room and last > top:
            parts.append((top, last))
            top = last
        last = cut
    return [*parts, (top, picture.height)]


def _draw(pen: Pen, box: Box, *, picture: Picture, part: tuple[float, float], scale: float) -> None:
    top, bottom = part
    x = box.x + (box.w - picture.width * scale) / 2
    place = _Place(x, box.y - top * scale, scale)
    shapes: Sequence[Shape] = [shape for group in picture.groups for shape in group.shapes]
    with pen.pdf.rect_clip(box.x, box.y, box.w, (bottom - top) * scale):
        for shape in shapes:
            _shape(shape, pen, place)


@singledispatch
def _shape(shape: Shape, pen: Pen, place: _Place) -> None:
    raise NotImplementedError(type(shape).__name__)


@_shape.register
def _(shape: Text, pen: Pen, place: _Place) -> None:
    x, y = place.at((shape.x, shape.y))
    pen.words(shape.words, x, y, Type(shape.size * place.scale / POINT, shape.bold, shape.grey))


@_shape.register
def _(shape: Stroke, pen: Pen, place: _Place) -> None:
    for start, end in zip(shape.points, shape.points[1:], strict=False):
        pen.rule(place.at(start), place.at(end), weight=shape.weight * place.scale, grey=shape.grey)


@_shape.register
def _(shape: Area, pen: Pen, place: _Place) -> None:
    pen.pdf.set_fill_color(shape.grey)
    pen.pdf.polygon([place.at(point) for point in shape.points], style="F")


@_shape.register
def _(shape: Frame, pen: Pen, place: _Place) -> None:
    x, y = place.at((shape.x, shape.y))
    box = Box(x, y, shape.w * place.scale, shape.h * place.scale)
    pen.frame(box, weight=shape.weight * place.scale, grey=shape.grey, fill=shape.fill)


@_shape.register
def _(shape: Ring, pen: Pen, place: _Place) -> None:
    x, y = place.at((shape.x, shape.y))
    if shape.fill is not None:
        pen.pdf.set_fill_color(shape.fill)
        pen.pdf.circle(x, y, shape.radius * place.scale, style="F")
    else:
        pen.circle(x, y, shape.radius * place.scale, weight=shape.weight * place.scale)
