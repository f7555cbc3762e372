"""A body from the front and from the back, to mark places on.

From the front the viewer faces the patient, whose right side is on the left of the drawing; from the back it is on the
right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from downtimekit.forms.drawings.shapes import Drawing, Label, Lettering, Path, Point, Stroke

_ASPECT = 1.2
_TALL = 0.92  # the body in the drawing's height; under it stands which view it is
_MIDDLES = {"front": (0.25, 0.0), "back": (0.75, 0.0)}
_SIDES = {"front": ("right", "left"), "back": ("left", "right")}

# Half an outline: from the neck along the arm and the leg to the middle. How far from the middle and how far down each
# point is, in heights of the body.
_HALF = (
    *((0.026, 0.118), (0.030, 0.150), (0.085, 0.168), (0.118, 0.186), (0.136, 0.230), (0.150, 0.310)),
    *((0.168, 0.380), (0.186, 0.450), (0.204, 0.500), (0.208, 0.540), (0.190, 0.552), (0.176, 0.520)),
    *((0.162, 0.462), (0.138, 0.390), (0.118, 0.315), (0.100, 0.262), (0.094, 0.320), (0.082, 0.380)),
    *((0.092, 0.440), (0.102, 0.500), (0.100, 0.590), (0.084, 0.700), (0.086, 0.780), (0.070, 0.880)),
    *((0.062, 0.940), (0.082, 0.972), (0.074, 0.986), (0.034, 0.982), (0.030, 0.930), (0.028, 0.800)),
    *((0.022, 0.700), (0.016, 0.600), (0.000, 0.500)),
)
_HEAD, _HEAD_WIDTH, _HEAD_DOWN = 0.062, 0.046, 0.064
_ROUND = 0.55  # of a cubic Bézier curve, for a quarter of a circle
_SPINE = (0.17, 0.48)

# Head, neck, shoulders, chest, arms, abdomen, hands, pelvis, thighs, knees, lower legs, feet: in heights of the body;
# of two, the patient's right one is first, which is on the viewer's left of the front.
_PLACES = (
    *((0.000, 0.064), (0.000, 0.144), (-0.097, 0.200), (0.097, 0.200), (0.000, 0.254), (-0.132, 0.330)),
    *((0.132, 0.330), (0.000, 0.378), (-0.185, 0.512), (0.185, 0.512), (0.000, 0.476), (-0.052, 0.598)),
    *((0.052, 0.598), (-0.052, 0.723), (0.052, 0.723), (-0.050, 0.828), (0.050, 0.828), (-0.053, 0.962)),
    (0.053, 0.962),
)


def _from(view: str, across: float, down: float) -> Point:
    """Return a point so far from the middle of a view and from the top, in heights of the body."""
    x, y = _MIDDLES[view]
    return round(x + across * _TALL / _ASPECT, 4), round(y + down * _TALL, 4)


def _paths(view: str) -> Iterator[Path]:
    for turn in (-1, 1):
        points = [_from(view, turn * across, down) for across, down in _HALF]
        yield Path((points[0], *chain.from_iterable(_smooth(points))), Stroke.OUTLINE, curved=True)
    yield Path(tuple(_head(view)), Stroke.OUTLINE, curved=True)
    yield Path(tuple(_from(view, 0, down) for down in _SPINE), Stroke.GUIDE)


def _smooth(points: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """Yield a curve to each further point, smooth where they meet (Catmull-Rom)."""
    padded = [points[0], *points, points[-1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        yield _towards(start, before, end), _towards(end, after, start), end


def _towards(point: Point, away: Point, near: Point) -> Point:
    return round(point[0] + (near[0] - away[0]) / 6, 4), round(point[1] + (near[1] - away[1]) / 6, 4)


def _head(view: str) -> Iterator[Point]:
    quarters = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))
    yield _from(view, _HEAD_WIDTH, _HEAD_DOWN)
    for (a, b), (c, d) in pairwise(quarters):
        for across, down in ((a + c * _ROUND, b + d * _ROUND), (c + a * _ROUND, d + b * _ROUND), (c, d)):
            yield _from(view, across * _HEAD_WIDTH, _HEAD_DOWN + down * _HEAD)


def _labels(view: str) -> Iterator[Label]:
    for side, turn in zip(_SIDES[view], (-1, 1), strict=True):
        yield Label(_from(view, turn * 0.08, 0.09), side, Lettering.SIDE, align=1.0 if turn < 0 else 0.0)
    yield Label((_MIDDLES[view][0], 0.965), view, Lettering.VIEW)


BODY = Drawing(
    aspect=_ASPECT,
    circles=(),
    paths=tuple(path for view in _MIDDLES for path in _paths(view)),
    labels=tuple(label for view in _MIDDLES for label in _labels(view)),
    middles=_MIDDLES,
    places=tuple((round(across * _TALL, 4), round(down * _TALL, 4)) for across, down in _PLACES),
)
"""Front and back."""
