"""Measures of the page, in millimetres, and of the type, in points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

PageName = Literal["A4", "Letter"]

PAGES: Mapping[str, tuple[float, float]] = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
MARGIN = 10.0
POINT = 25.4 / 72

TICK = 4.3  # a box that a pen hits
PITCH = 6.4  # from one line of boxes to the next
RULE = 7.5  # from one line of handwriting to the next
PAD = 1.8  # between a frame and what stands in it

BLACK, DARK, GREY, LIGHT, PALE, WHITE = 0, 70, 130, 190, 236, 255


@frozen
class Face:
    """How words look: size in points, weight, and how dark from black (0) to white (255)."""

    size: float
    bold: bool = False
    grey: int = BLACK

    @property
    def leading(self) -> float:
        """From one line to the next, in millimetres."""
        return self.size * POINT * 1.18

    @property
    def rise(self) -> float:
        """How high a capital is, in millimetres."""
        return self.size * POINT * 0.72


BAND = Face(10.5, bold=True, grey=WHITE)
TITLE = Face(18, bold=True)
SERIAL = Face(15, bold=True)
NAME = Face(15, bold=True)
BORN = Face(12, bold=True)
VALUE = Face(11, bold=True)
SECTION = Face(10, bold=True)
LABEL = Face(9, bold=True)
CHOICE = Face(9)
COMPACT = Face(8)
MARK = Face(9.5, bold=True)
HINT = Face(7.5, grey=DARK)
FINE = Face(7.5, grey=DARK)


@frozen
class Box:
    """A rectangle on the page, from its upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def inset(self, by: float = PAD) -> Box:
        """Return the room that is left inside."""
        return Box(self.x + by, self.y + by, self.w - 2 * by, self.h - 2 * by)

    def columns(self, *shares: float) -> list[Box]:
        """Return boxes side by side that share the width in these proportions."""
        boxes, x = [], self.x
        for share in shares:
            width = self.w * share / sum(shares)
            boxes.append(Box(x, self.y, width, self.h))
            x += width
        return boxes
