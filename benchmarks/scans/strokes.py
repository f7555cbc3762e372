"""A pen or a pencil on a printed page: how people tick boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from downtimekit.models.forms import Place

Grey = NDArray[np.uint8]
"""A page as rows of pixels, from black (0) to white (255)."""
Line = Sequence[tuple[float, float]]
"""The way of a pen through a box: 0 to 1 from its left and its upper edge, and beyond."""

_FINER = 4  # so many times finer than the page is a mark drawn
_AROUND = 1.2  # so many boxes around a box can a mark reach


class Mark(StrEnum):
    """What people make of a box."""

    NOTHING = "nothing"
    CROSS = "cross"
    CHECK = "check"
    SLASH = "slash"
    BEYOND = "beyond"
    SMALL = "small"
    FILL = "fill"
    DOT = "dot"
    STRUCK = "struck"
    BACK = "taken back"


CLEAR_TICKS = (Mark.CROSS, Mark.CHECK, Mark.BEYOND, Mark.SMALL, Mark.SLASH)
"""Marks that everybody takes for a tick."""
UNCLEAR = (Mark.FILL, Mark.DOT, Mark.STRUCK, Mark.BACK)
"""Marks that a person must look at: a tick, a slip of the pen, or a tick that was taken back."""


@frozen
class Pen:
    """What writes: how wide its line is, in millimetres, and how dark, from 0 to 1."""

    width: float
    dark: float
    grain: float = 0.0


BALLPOINT = Pen(0.45, 0.85)
FELT = Pen(0.8, 0.95)
PENCIL = Pen(0.5, 0.5, grain=0.5)
FAINT_PENCIL = Pen(0.45, 0.22, grain=0.5)


def made(page: Grey, place: Place, mark: Mark, pen: Pen, *, dots: float, chance: np.random.Generator) -> None:
    """Draw a mark into a page, in place.

    Args:
        page: as it was printed.
        place: of the box, in millimetres.
        mark: what is made of it.
        pen: with what.
        dots: pixels in a millimetre of the page.
        chance: no two marks are the same.
    """
    if mark is Mark.NOTHING:
        return
    lines = [[_off(point, chance) for point in line] for line in _WAYS[mark](chance)]
    reach = _AROUND * place.w
    left, top = round((place.x - reach) * dots), round((place.y - reach) * dots)
    size = round((place.w + 2 * reach) * dots)
    finer = Image.new("L", (size * _FINER, size * _FINER))
    scale = dots * _FINER
    width = max(1, round(pen.width * scale * chance.uniform(0.85, 1.2)))
    drawing = ImageDraw.Draw(finer)
    for line in lines:
        points = [
            ((place.x + x * place.w) * scale - left * _FINER, (place.y + y * place.h) * scale - top * _FINER)
            for x, y in line
        ]
        drawing.line(points, fill=255, width=width, joint="curve")
        for x, y in points:
            drawing.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    ink = np.asarray(finer.reduce(_FINER), dtype=np.float32) / 255 * pen.dark
    if pen.grain:
        ink *= 1 - pen.grain * chance.random(ink.shape, dtype=np.float32)
    _inked(page, ink, left, top)


def _inked(page: Grey, ink: NDArray[np.floating], left: int, top: int) -> None:
    high, wide = page.shape
    x, y = max(left, 0), max(top, 0)
    right, bottom = min(left + ink.shape[1], wide), min(top + ink.shape[0], high)
    part = page[y:bottom, x:right]
    part[:] = (part * (1 - ink[y - top : bottom - top, x - left : right - left])).astype(np.uint8)


def _off(point: tuple[float, float], chance: np.random.Generator) -> tuple[float, float]:
    x, y = chance.normal(0, 0.05, 2)
    return point[0] + x, point[1] + y


def _cross(_chance: np.random.Generator) -> list[Line]:
    return [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]]


def _check(_chance: np.random.Generator) -> list[Line]:
    return [[(0.12, 0.5), (0.4, 0.88), (0.95, 0.05)]]


def _slash(_chance: np.random.Generator) -> list[Line]:
    return [[(0.15, 0.85), (0.85, 0.15)]]


def _beyond(chance: np.random.Generator) -> list[Line]:
    if chance.integers(2):
        return [[(-0.1, 0.4), (0.35, 0.95), (1.3, -0.45)]]
    return [[(-0.25, -0.25), (1.25, 1.25)], [(1.25, -0.25), (-0.25, 1.25)]]


def _small(_chance: np.random.Generator) -> list[Line]:
    return [[(0.3, 0.3), (0.7, 0.7)], [(0.7, 0.3), (0.3, 0.7)]]


def _fill(chance: np.random.Generator) -> list[Line]:
    heights = np.linspace(0.1, 0.9, 12)
    sides = (0.08, 0.92) if chance.integers(2) else (0.02, 0.98)
    return [[(sides[number % 2], height) for number, height in enumerate(heights)]]


def _dot(chance: np.random.Generator) -> list[Line]:
    x, y = chance.uniform(0.35, 0.65, 2)
    return [[(x, y), (x + 0.04, y + 0.04)]]


def _struck(_chance: np.random.Generator) -> list[Line]:
    return [[(-1.0, 0.5), (2.0, 0.5)]]


def _back(chance: np.random.Generator) -> list[Line]:
    turns = np.linspace(-0.05, 1.05, int(chance.integers(6, 10)))
    return [*_check(chance), [((1.1, -0.1)[number % 2], height) for number, height in enumerate(turns)]]


_WAYS: Mapping[Mark, Callable[[np.random.Generator], list[Line]]] = {
    Mark.CROSS: _cross,
    Mark.CHECK: _check,
    Mark.SLASH: _slash,
    Mark.BEYOND: _beyond,
    Mark.SMALL: _small,
    Mark.FILL: _fill,
    Mark.DOT: _dot,
    Mark.STRUCK: _struck,
    Mark.BACK: _back,
}
