"""What is in each box, as numbers."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from downtimekit.adapters.scan.boxes import CutBoxes
from downtimekit.adapters.scan.frames import STEP, Patches

RIM = 0.5  # millimetres from the middle of the frame's line to what counts as inside
PALE = 0.13  # so dark is ink, on smooth paper
_NOISE = 4.0  # so many times the noise of bare paper is ink
_MOST_NOISE = 0.12
_MIDST = 0.28  # of a side, from its middle: what is farther is near a corner
_LEAK = 0.012  # so much darker may its frame make an empty box
_MOST_BASE = 0.3  # more is no paper under a shadow or a stain
_SHADOW = 2.0  # times as rough is paper in a shadow
_STRAY = 0.4  # what is darker is no paper
_TINT, _SWAY = 0.006, 5.0
_NEAR = 0.95  # millimetres from the frame: so far, nothing is printed around a box
_RING = (0.55, 0.85)  # millimetres from the frame to where ink is looked for that leaves the box

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]


@frozen
class Ink:
    """Measures of what is inside of each box; lengths in millimetres, areas in square millimetres.

    Attributes:
        area: of the ink; share: how much of the inside it covers.
        mean: how dark the inside is altogether; usual: how dark it is in boxes with nothing in
            them; sway: by how much more it may be so by chance.
        strength: how dark the ink is.
        veil: how much darker the inside is, where there is no ink, than the paper around the box.
        long, thin: how far the ink spreads along, and across, the line that fits it best (standard deviations).
        stroke: how wide its strokes are.
        aside: how far its middle is from the middle of the box.
        exits: in how many places it leaves the box; sides: at how many of them far from a corner.
        threshold: how dark was taken for ink.
    """

    area: Numbers
    share: Numbers
    mean: Numbers
    usual: float
    sway: Numbers
    strength: Numbers
    veil: Numbers
    long: Numbers
    thin: Numbers
    stroke: Numbers
    aside: Numbers
    exits: NDArray[np.int64]
    sides: NDArray[np.int64]
    threshold: float


def ink_of(boxes: CutBoxes) -> Ink:
    """Measure what is in boxes."""
    x, y = boxes.away
    out = np.maximum(np.abs(x), np.abs(y)) - boxes.half
    inside, ring = out < -RIM, (out > _RING[0]) & (out < _NEAR)
    smooth = _smoothed(boxes.dark)
    base = np.percentile(smooth[:, inside], 15, axis=1).astype(np.float64)
    around = np.percentile(smooth[:, (out > _RING[0]) & (out < _RING[1])], 35, axis=1)
    threshold = max(PALE, _NOISE * min(float(np.median(_rough(smooth[:, ring]))), _MOST_NOISE))
    dark = smooth - np.clip(base, 0, _MOST_BASE)[:, None, None]
    mask = (dark > threshold) & inside
    count = mask.sum(axis=(1, 2))
    mean, usual, sway = _tint(boxes.dark[:, inside], boxes.dark[:, ring])
    long, thin, aside = _spread(mask, x, y)
    exits, sides = _exits(smooth - np.clip(around, 0, _MOST_BASE)[:, None, None] > threshold, boxes.half)
    return Ink(
        area=count * STEP**2,
        share=count / inside.sum(),
        mean=mean,
        usual=usual,
        sway=sway,
        strength=(dark * mask).sum(axis=(1, 2)) / np.maximum(count, 1),
        veil=base - around,
        long=long,
        thin=thin,
        stroke=2 * count * STEP / np.maximum(_edge(mask), 1),
        aside=aside,
        exits=exits,
        sides=sides,
        threshold=threshold,
    )


def _tint(inside: Patches, ring: Patches) -> tuple[Numbers, float, Numbers]:
    """Return how dark boxes are altogether, how dark they are with nothing in them, and how much that may differ."""
    mean, rough = inside.mean(axis=1).astype(np.float64), _rough(ring)
    bare = float(np.median(np.clip(ring, -_STRAY, _STRAY).mean(axis=1)))
    usual = min(float(np.percentile(mean, 20)), bare + _LEAK)
    typical = float(np.median(rough))  # where a line leaves a box, its own paper seems rough
    sway = _TINT + _SWAY * np.clip(rough, typical, _SHADOW * typical) / np.sqrt(inside.shape[1])
    return mean, usual, sway


def _smoothed(dark: Patches) -> Patches:
    padded = np.pad(dark, ((0, 0), (1, 1), (1, 1)), mode="edge")
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    return np.asarray((rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]) / 9, dtype=np.float32)


def _rough(paper: Patches) -> Numbers:
    """Return how much paper differs from place to place, as a standard deviation; what lies on it hardly counts."""
    low, high = np.percentile(paper, (16, 84), axis=1)
    return np.asarray(high - low, dtype=np.float64) / 2


def _spread(mask: Mask, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    count = np.maximum(mask.sum(axis=(1, 2)), 1)
    across, down = np.broadcast_to(x, mask.shape[1:]).ravel(), np.broadcast_to(y, mask.shape[1:]).ravel()
    terms = np.column_stack([across, down, across**2, down**2, across * down])
    # Without BLAS, whose threads wait for each other longer than this takes.
    sums = np.einsum("nk,kc->nc", mask.reshape(len(mask), -1).astype(np.float64), terms) / count[:, None]
    mx, my = sums[:, 0], sums[:, 1]
    xx, yy, xy = sums[:, 2] - mx**2, sums[:, 3] - my**2, sums[:, 4] - mx * my
    half, root = (xx + yy) / 2, np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    return np.sqrt(np.maximum(half + root, 0)), np.sqrt(np.maximum(half - root, 0)), np.hypot(mx, my)


def _edge(mask: Mask) -> Numbers:
    """Return how long the edge of the ink is, in samples; of a slanted edge a grid counts 4/pi too much."""
    crossings = (mask[:, 1:] ^ mask[:, :-1]).sum(axis=(1, 2)) + (mask[:, :, 1:] ^ mask[:, :, :-1]).sum(axis=(1, 2))
    return np.asarray(crossings * np.pi / 4)


def _exits(ink: Mask, half: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return in how many places there is ink all around boxes, and in how many of them far from a corner."""
    middle = ink.shape[1] // 2
    near, far = (round((half + away) / STEP) for away in _RING)
    rings = []
    for reach in range(near, far + 1):
        span = np.linspace(-reach, reach, 4 * near, endpoint=False).round().astype(int) + middle
        low, high = middle - reach, middle + reach
        rings.append(
            np.concatenate(
                [ink[:, low, span], ink[:, span, high], ink[:, high, span[::-1]], ink[:, span[::-1], low]], axis=1
            )
        )
    ring = np.logical_and.reduce(rings)
    starts = ring & ~np.roll(ring, 1, axis=1)
    side = ring.shape[1] // 4
    place = np.arange(ring.shape[1]) % side / side
    return starts.sum(axis=1), (starts & (np.abs(place - 0.5) < _MIDST)).sum(axis=1)
