"""The printed frames of boxes: by them it is seen where each box really lies."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from downtimekit.adapters.scan.geometry import Points

STEP = 0.15  # millimetres from one sample to the next
SEARCH = 1.5  # millimetres by which a box may lie beside its place
_OUTSIDE = 0.7  # millimetres from a side of the frame to where paper must be
_STRONGEST = 0.6  # a side of a frame counts no more than so dark: a pen beside it may be darker than print
_FRAME = 0.22  # a side that is so much darker than what is outside is that of a frame
_ASTRAY = 0.45  # millimetres: a frame that lies farther from where its neighbours tell is not believed
_NEIGHBOURS = 9
_ODD = 1.2  # millimetres: a neighbour that is moved so differently from the rest does not count
_STIFF = 0.02  # so little is believed that neighbours are moved ever more to one side
_FAR = 1000.0  # millimetres, beyond any page

Patches = NDArray[np.float32]
"""A square of samples for each box: how dark each is, 0 for the paper there, 1 for the black of print."""


def shifts_of(dark: Patches, half: float) -> tuple[Points, NDArray[np.float64]]:
    """Return by how much each box lies beside the middle of its patch, and how dark its weaker sides are."""
    across, down = _lines(dark, half), _lines(dark.transpose(0, 2, 1), half)
    reach, middle = round(SEARCH / STEP), dark.shape[1] // 2
    near, far = (middle + sign * round(half / STEP) for sign in (-1, 1))
    start = near  # a line begins where the other side of the frame crosses it
    span = np.arange(-reach, reach + 1)
    sides = np.stack(
        [
            across[0][:, near + span][:, :, start + span],
            across[1][:, far + span][:, :, start + span],
            down[0][:, near + span][:, :, start + span].transpose(0, 2, 1),
            down[1][:, far + span][:, :, start + span].transpose(0, 2, 1),
        ]
    )
    total = np.minimum(sides, _STRONGEST).sum(axis=0) - 0.004 * np.hypot(span[:, None], span[None, :])
    best = total.reshape(len(dark), -1).argmax(axis=1)
    rows, columns = np.divmod(best, len(span))
    weaker = np.partition(sides[:, np.arange(len(dark)), rows, columns], 1, axis=0)[1].astype(np.float64)
    return np.column_stack([span[columns] * STEP, span[rows] * STEP]), weaker


def _lines(dark: Patches, half: float) -> tuple[Patches, Patches]:
    """Return how well lines as long as a side would be the upper and the lower side of a frame."""
    length = round(2 * half / STEP) + 1
    sums = np.pad(dark.cumsum(axis=2), ((0, 0), (0, 0), (1, 0)))
    mean = (sums[:, :, length:] - sums[:, :, :-length]) / length
    thick = mean.copy()
    thick[:, 1:-1] = (mean[:, :-2] + mean[:, 1:-1] + mean[:, 2:]) / 3
    out = round(_OUTSIDE / STEP)
    padded = np.pad(thick, ((0, 0), (out, out), (0, 0)), mode="edge")
    return thick - padded[:, : -2 * out], thick - padded[:, 2 * out :]


def stands_still(dark: Patches, half: float) -> NDArray[np.bool_]:
    """Tell which boxes lie just where they were expected, with all four sides of their frames."""
    across, down = _lines(dark, half), _lines(dark.transpose(0, 2, 1), half)
    middle = dark.shape[1] // 2
    near, far = middle - round(half / STEP), middle + round(half / STEP)
    span = np.arange(-1, 2)
    sides = [
        lines[:, row + span, near].max(axis=1) for lines, row in zip((*across, *down), (near, far) * 2, strict=True)
    ]
    return np.asarray(np.min(sides, axis=0) > _FRAME)


def agreed(middles: Points, found: Points, sides: NDArray[np.float64]) -> tuple[NDArray[np.bool_], Points]:
    """Return which frames lie as those around them do, and where by that each box should be.

    Paper is bent and is not drawn in evenly, so that only boxes near each other are moved alike.

    Args:
        middles: of the boxes, where they were printed, in millimetres.
        found: by how much each was found beside that.
        sides: how dark the weaker sides of its frame are.
    """
    apart = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1)) + np.eye(len(middles)) * _FAR
    is_framed = sides > _FRAME
    for _ in range(4):
        told, enough = _told(middles, found, apart, is_framed)
        agrees = (sides > _FRAME) & enough & (np.hypot(*(found - told).T) < _ASTRAY)
        if (agrees == is_framed).all():
            break
        is_framed = agrees
    return is_framed, told


def _told(
    middles: Points, found: Points, apart: NDArray[np.float64], counts: NDArray[np.bool_]
) -> tuple[Points, NDArray[np.bool_]]:
    """Return by how much each box should lie beside its place, as the nearest that count tell, and whether any do."""
    if not counts.any():
        return np.zeros_like(found), np.zeros(len(found), dtype=bool)
    few = min(_NEIGHBOURS, int(counts.sum()))
    distance = np.where(counts[None, :], apart, _FAR + apart)
    nearest = np.argpartition(distance, few - 1, axis=1)[:, :few]
    weight = 1 / (np.take_along_axis(distance, nearest, axis=1) + 10.0)
    away = middles[nearest] - middles[:, None]
    typical = np.median(found[nearest], axis=1)
    off = found[nearest] - typical[:, None]
    weight = weight * (np.hypot(off[..., 0], off[..., 1]) < _ODD)
    terms = np.concatenate([np.ones_like(away[..., :1]), away / 10], axis=2)
    normal = np.einsum("nk,nki,nkj->nij", weight, terms, terms) + np.diag([1e-4, _STIFF, _STIFF])
    right = np.einsum("nk,nki,nkc->nic", weight, terms, off)
    slope = np.linalg.solve(normal, right)
    return np.asarray(typical + slope[:, 0]), np.ones(len(found), dtype=bool)
