"""Both breasts from the front, as a clock: what radiologists and technologists draw findings into.

The viewer faces the patient: her right breast is on the left of the page, and the outer half of each is away from the
middle. The axillary tail lies in the upper outer quadrant.
"""

from __future__ import annotations

from math import cos, radians, sin

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.measures import DARK, GREY, LIGHT, PAD, Box, Face
from downtimekit.adapters.pdf.pen import Pen

_SIDE = Face(10, bold=True)
_MAIN_HOUR = Face(8, bold=True)
_HOUR = Face(7, grey=DARK)
_QUADRANT = Face(6.5, grey=GREY)
_ROUND = 6.0  # room around a circle for the hours
_TAIL = 1.42  # how far the axillary tail reaches, in radii


def breasts_block(height: float) -> Block:
    """Return the diagram; it is as large as its box lets it be."""
    return Block(height, _draw)


def _draw(pen: Pen, box: Box) -> None:
    pen.frame(box, grey=GREY)
    radius = min(box.h / 2, box.w / 4) - _ROUND
    middle, y = box.x + box.w / 2, box.y + box.h / 2
    apart = min(box.w / 4, radius * 1.9)
    for side, outward in (("RIGHT", -1), ("LEFT", 1)):
        _breast(pen, middle + outward * apart, y, radius, outward)
        edge = box.x + PAD if outward < 0 else box.right - PAD
        pen.words(side, edge, box.bottom - PAD, _SIDE, align=0 if outward < 0 else 1)


def _breast(pen: Pen, x: float, y: float, radius: float, outward: int) -> None:
    _tail(pen, x, y, radius, outward)
    pen.circle(x, y, radius, weight=0.45)
    with pen.dashed(0.9, 0.9):
        pen.circle(x, y, radius * 0.6, weight=0.15, grey=LIGHT)
        pen.rule((x - radius, y), (x + radius, y), weight=0.2, grey=GREY)
        pen.rule((x, y - radius), (x, y + radius), weight=0.2, grey=GREY)
    pen.circle(x, y, radius * 0.17, weight=0.3, grey=DARK)
    pen.circle(x, y, radius * 0.05, weight=0.3, grey=DARK)
    _hours(pen, x, y, radius)
    _quadrants(pen, x, y, radius, outward)


def _hours(pen: Pen, x: float, y: float, radius: float) -> None:
    for hour in range(1, 13):
        angle = radians(90 - 30 * hour)
        across, up = cos(angle), -sin(angle)
        inner, outer = radius - 0.8, radius + 0.8
        start, end = (x + inner * across, y + inner * up), (x + outer * across, y + outer * up)
        pen.rule(start, end, weight=0.3)
        face = _HOUR if hour % 3 else _MAIN_HOUR
        away = radius + 3.0
        pen.words(str(hour), x + away * across, y + away * up + face.rise / 2, face, align=0.5)


def _quadrants(pen: Pen, x: float, y: float, radius: float, outward: int) -> None:
    away = radius * 0.54
    for name, across, down in (("UO", 1, -1), ("UI", -1, -1), ("LO", 1, 1), ("LI", -1, 1)):
        base = y + down * away + _QUADRANT.rise / 2
        pen.words(name, x + outward * across * away, base, _QUADRANT, align=0.5)


def _tail(pen: Pen, x: float, y: float, radius: float, outward: int) -> None:
    """Draw the tail between the two hours of the upper outer quadrant, where no number stands."""

    def at(angle: float, away: float) -> tuple[float, float]:
        turn = radians(angle)
        return x + outward * away * radius * cos(turn), y - away * radius * sin(turn)

    for near, far in ((56, 52), (34, 38)):
        pen.curve([at(near, 1), at(near, 1.22), at(far, _TAIL), at(45, _TAIL)], weight=0.3, grey=DARK)
