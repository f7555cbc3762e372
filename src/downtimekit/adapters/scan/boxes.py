"""The boxes of a page: found by their printed frames, and cut out of the picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from downtimekit.adapters.scan.corners import Lay
from downtimekit.adapters.scan.frames import SEARCH, STEP, Patches, agreed, shifts_of, stands_still
from downtimekit.adapters.scan.geometry import Points, moved
from downtimekit.adapters.scan.grey import Grey
from downtimekit.models.forms import Place

BEYOND = 1.6  # millimetres around a box that are looked at with it
_PASSES = 8  # from boxes that were found, those beside them are found
_PAPER = 80  # percent of what is around a box is darker than its paper, or as dark


@frozen
class CutBoxes:
    """The boxes of one size on a page.

    Attributes:
        dark: `Patches` around the boxes, each with its box in the middle.
        half: of the side of a box, in millimetres.
        framed: for each box, whether its printed frame is there.
    """

    dark: Patches
    half: float
    framed: NDArray[np.bool_]

    @property
    def away(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How far each sample is from the middle of its box, across and down, in millimetres."""
        count = self.dark.shape[1]
        line = (np.arange(count) - (count - 1) / 2) * STEP
        return line[None, :], line[:, None]


def cut_boxes(picture: Grey, lay: Lay, places: Sequence[Place]) -> CutBoxes:
    """Cut boxes out of a picture.

    Args:
        picture: what was scanned.
        lay: how the page lies in it.
        places: of the boxes, all of one size.
    """
    half = (places[0].w + places[0].h) / 4
    middles = np.array([(place.x + place.w / 2, place.y + place.h / 2) for place in places])
    expected = np.zeros_like(middles)
    found, sides = np.zeros_like(middles), np.zeros(len(middles))
    looked_for = np.arange(len(middles))
    for _ in range(_PASSES):
        before = expected[looked_for]
        light = _sampled(picture, lay, middles[looked_for] + before, half + BEYOND + SEARCH)
        shifts, sides[looked_for] = shifts_of(_dark(light, lay.black), half)
        found[looked_for] = before + shifts
        agrees, expected = agreed(middles, found, sides)
        again = np.flatnonzero(~agrees)
        if not len(again) or not agrees.any():
            break
        looked_for = again
    best = np.where(agrees[:, None], found, expected)
    dark = _dark(_sampled(picture, lay, middles + best, half + BEYOND), lay.black)
    return CutBoxes(dark, half, agrees | (stands_still(dark, half) & agrees.any()))


def _sampled(picture: Grey, lay: Lay, middles: Points, reach: float) -> Patches:
    """Return how light the page is around places; so near to each other, points lie in the picture as on a grid."""
    count = round(reach / STEP)
    line = (np.arange(-count, count + 1) * STEP).astype(np.float32)
    there = moved(middles, lay.matrix) - 0.5
    right, down = (moved(middles + np.array(step), lay.matrix) - 0.5 - there for step in ((1.0, 0.0), (0.0, 1.0)))
    x, y = (
        there[:, axis, None, None].astype(np.float32)
        + right[:, axis, None, None].astype(np.float32) * line[None, None, :]
        + down[:, axis, None, None].astype(np.float32) * line[None, :, None]
        for axis in (0, 1)
    )
    return _between(picture, x, y)


def _between(picture: Grey, x: Patches, y: Patches) -> Patches:
    """Return how light a picture is between its pixels (bilinear); beyond its edge, as at the edge."""
    high, wide = picture.shape
    x, y = np.clip(x, 0, wide - 1.01), np.clip(y, 0, high - 1.01)
    left, top = x.astype(np.int32), y.astype(np.int32)
    x -= left
    y -= top
    flat, at = picture.reshape(-1), top * wide + left
    upper = flat[at].astype(np.float32)
    upper += (flat[at + 1] - upper) * x
    at += wide
    lower = flat[at].astype(np.float32)
    lower += (flat[at + 1] - lower) * x
    lower -= upper
    lower *= y
    return np.asarray(lower + upper, dtype=np.float32)


def _dark(light: Patches, black: float) -> Patches:
    """Return how dark patches are; their paper is taken to be lit evenly, or more to one side."""
    paper = _paper(light)
    return np.asarray((paper - light) / np.maximum(paper * (1 - black), 8), dtype=np.float32)


def _paper(light: Patches) -> Patches:
    """Return how light the paper is, as a plane through eight places around the middle of each patch."""
    side = light.shape[1]
    third = side // 3
    starts = (0, third, side - third)
    cells = [(row, column) for row in range(3) for column in range(3) if (row, column) != (1, 1)]
    levels = np.stack(
        [
            np.percentile(
                light[:, starts[row] : starts[row] + third : 2, starts[column] : starts[column] + third : 2],
                _PAPER,
                axis=(1, 2),
            )
            for row, column in cells
        ]
    )
    terms = np.array([(1.0, column - 1.0, row - 1.0) for row, column in cells])
    even = np.median(levels, axis=0)
    levels = np.clip(levels, even * 0.8, even * 1.25)  # one place of the eight may be under a blot
    mean, across, down = np.linalg.lstsq(terms, levels, rcond=None)[0].astype(np.float32)
    line = (np.arange(side, dtype=np.float32) - (side - 1) / 2) / third
    plane = (
        mean[:, None, None] + across[:, None, None] * line[None, None, :] + down[:, None, None] * line[None, :, None]
    )
    return np.asarray(np.maximum(plane, 1), dtype=np.float32)
