"""Black squares in a picture: those by which a page is straightened."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from downtimekit.adapters.scan.geometry import Points
from downtimekit.adapters.scan.grey import Grey
from downtimekit.adapters.scan.pictures import reduced

SIDE = 5.0  # millimetres, by agreement with what prints the pages
_COARSE = 1.7  # pixels in a millimetre are enough to see where squares may be
_INSIDE = 1.5  # millimetres from the middle, within the square at any turn
_AROUND = 4.4  # millimetres from the middle to what must be paper
_SPOT = 0.7  # half of the width of what is looked at there
_PALEST = 0.15  # of its paper's lightness a square must be darker by
_MANY = 40
_CORNERS, _PALER = 4, 0.5  # what is paler by half than the four blackest spots is no corner beside them
_LONGER, _COMPACT = 3.2, (0.82, 1.12)  # of a square in perspective, by its moments

Map = NDArray[np.float32]


@frozen
class Square:
    """A black square.

    Attributes:
        middle: in pixels.
        contrast: how much darker it is than the paper around it, as a part of the paper's lightness.
    """

    middle: Points
    contrast: float


def squares_in(picture: Grey, dots: float) -> list[Square]:
    """Return what may be one of the squares, by contrast.

    Args:
        picture: what was scanned.
        dots: pixels in a millimetre, about.
    """
    factor = max(1, round(dots / _COARSE))
    small = reduced(picture, factor)
    coarse = dots / factor
    contrast = _contrast(small, coarse)
    found = (_looked_at(picture, (np.array(spot) + 0.5) * factor, dots) for spot in _peaks(contrast, round(3 * coarse)))
    return [square for square in found if square is not None]


def _contrast(small: Grey, dots: float) -> Map:
    """Return for each pixel how well it could be the middle of a square."""
    reach = round((_AROUND + _SPOT) * dots) + 1
    sums = np.pad(small, reach, mode="edge").astype(np.int64).cumsum(0).cumsum(1)
    sums = np.pad(sums, ((1, 0), (1, 0)))

    def mean(x: int, y: int, half: int) -> Map:
        top, left, side = reach + y - half, reach + x - half, 2 * half + 1
        high, wide = small.shape
        rows, columns = slice(top, top + high), slice(left, left + wide)
        lower, right = slice(top + side, top + side + high), slice(left + side, left + side + wide)
        whole = sums[lower, right] - sums[rows, right] - sums[lower, columns] + sums[rows, columns]
        return np.asarray(whole / (side * side), dtype=np.float32)

    inside = mean(0, 0, max(1, round(_INSIDE * dots)))
    far, half = round(_AROUND * dots), max(1, round(_SPOT * dots))
    spots = [mean(x * far, y * far, half) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]
    # One spot of the eight may be dirty: a staple, a fold, the edge of the paper.
    paper = np.partition(np.stack(spots), 1, axis=0)[1]
    return np.asarray(1 - inside / np.maximum(paper, 1))


def _peaks(contrast: Map, apart: int) -> Iterator[tuple[int, int]]:
    """Yield the places, as x and y, where the contrast is greatest, none near a greater one."""
    left, found = contrast.copy(), list[float]()
    for _ in range(_MANY):
        y, x = np.unravel_index(int(left.argmax()), left.shape)
        found.append(float(left[y, x]))
        if found[-1] < max(_PALEST, _PALER * found[min(len(found), _CORNERS) - 1]):
            return
        yield int(x), int(y)
        left[max(y - apart, 0) : y + apart + 1, max(x - apart, 0) : x + apart + 1] = 0


def _looked_at(picture: Grey, middle: Points, dots: float) -> Square | None:
    """Return the square at a place, to a part of a pixel; None where there is something else."""
    levels = None
    for _ in range(3):
        part, left, top = _part(picture, middle, 4.6 * dots)
        if min(part.shape) < 4 * dots:
            return None
        y, x = np.mgrid[: part.shape[0], : part.shape[1]] + np.array([top, left])[:, None, None] + 0.5
        away = np.maximum(np.abs(x - middle[0]), np.abs(y - middle[1]))
        dark, light = np.median(part[away < _INSIDE * dots]), np.percentile(part[away > 3.7 * dots], 70)
        levels = (float(dark), float(light))
        ink = (part < (dark + light) / 2) & (np.hypot(x - middle[0], y - middle[1]) < 4.0 * dots)
        if light - dark < _PALEST * light or ink.sum() < dots * dots * 6:
            return None
        middle = np.array([x[ink].mean(), y[ink].mean()])
    return Square(middle, 1 - levels[0] / levels[1]) if levels and _is_square(x[ink], y[ink]) else None


def _part(picture: Grey, middle: Points, half: float) -> tuple[Grey, int, int]:
    left, top = max(int(middle[0] - half), 0), max(int(middle[1] - half), 0)
    return picture[top : int(middle[1] + half) + 1, left : int(middle[0] + half) + 1], left, top


def _is_square(x: Points, y: Points) -> bool:
    """Tell by its moments whether a spot is as compact as a square, and not much longer than wide."""
    spread = np.cov(np.vstack([x, y]))
    short, long = np.linalg.eigvalsh(spread)
    compact = len(x) / (12 * np.sqrt(max(short * long, 1e-9)))  # 1 for a square, 1.05 for a disc, less with holes
    return bool(long < _LONGER * short and _COMPACT[0] < compact < _COMPACT[1])
