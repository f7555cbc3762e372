"""Both breasts from the front, each as a clock, and what a mark on them means.

The viewer faces the patient: her right breast is on the left of the drawing, the outer half of each is away from the
middle, and 12 o'clock is up on both. The axillary tail lies in the upper outer quadrant.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, cos, floor, hypot, inf, pi, radians, sin

from attrs import frozen

from downtimekit.forms.drawings.shapes import Circle, Distance, Drawing, Label, Lettering, Path, Point, Stroke
from downtimekit.models.breast import Side
from downtimekit.models.drawing import DrawnMark

_ASPECT = 2.0
_MIDDLES = {Side.RIGHT: (0.25, 0.5), Side.LEFT: (0.75, 0.5)}
_OUTWARD = {Side.RIGHT: -1, Side.LEFT: 1}
_RADIUS = 0.38  # of the height; hours, names and the tail stand around it
_RING = (1.0, Stroke.OUTLINE), (0.6, Stroke.GUIDE), (0.17, Stroke.FINE), (0.05, Stroke.FINE)
_HOURS_AT, _TICK = 1.16, 0.04
_QUADRANTS = (("UO", 1, -1), ("UI", -1, -1), ("LO", 1, 1), ("LI", -1, 1))
_QUADRANT_AT = 0.54
_TAIL = 1.42

DISTANCES = (
    Distance("middle_spot", 0.0, 0.14),
    Distance("near", 0.28, 0.42),
    Distance("halfway", 0.6, 0.75),
    Distance("outer", 0.88, 1.05),
    Distance("beyond", 1.2, None),
)
"""At the nipple, near it, halfway to the edge, near the edge, outside; our own steps, for words alone."""

_IN_WORDS = {
    "middle_spot": "at the nipple",
    "near": "near the nipple",
    "halfway": "halfway to the edge",
    "outer": "near the edge",
    "beyond": "outside the circle",
}


@frozen
class BreastPlace:
    """A place on a breast.

    Attributes:
        clock: 1 to 12, as whoever faces the patient reads it; None at the nipple, where there is none.
        from_nipple: how far from it, in radii of the drawn breast: 0 is the nipple, 1 the edge; no measure of length.
    """

    side: Side
    clock: int | None
    from_nipple: float

    def __str__(self) -> str:
        """Say it, as a report does."""
        hour = f"{self.clock} o'clock, " if self.clock else ""
        return f"{self.side} breast, {hour}{_IN_WORDS[_distance(self.from_nipple).name]}"


def place_of(mark: DrawnMark) -> BreastPlace:
    """Return where on the breasts a mark stands: on that on whose half of the drawing it is."""
    side = Side.RIGHT if mark.x < 0.5 else Side.LEFT  # noqa: PLR2004  (the middle)
    x, y = _MIDDLES[side]
    across, down = (mark.x - x) * _ASPECT / _RADIUS, (mark.y - y) / _RADIUS
    away = hypot(across, down)
    hour = floor(atan2(across, -down) / (pi / 6) + 0.5) % 12 or 12  # a half rounds as the page's script does
    return BreastPlace(side, None if _distance(away) is DISTANCES[0] else hour, round(away, 2))


def mark_at(place: BreastPlace, *, sign: str = "x") -> DrawnMark:
    """Return a mark at a place.

    Raises:
        ValidationError: the place lies outside the drawing, or the sign is too long.
    """
    angle = (place.clock or 0) * pi / 6
    reach = place.from_nipple * _RADIUS if place.clock else 0.0
    x, y = _from(place.side, reach * sin(angle), -reach * cos(angle))
    return DrawnMark(x=x, y=y, sign=sign)


def _distance(away: float) -> Distance:
    return next(step for step in DISTANCES if away < (inf if step.below is None else step.below))


def _from(side: Side, across: float, down: float) -> Point:
    """Return a point so far from the middle of a breast, in heights."""
    x, y = _MIDDLES[side]
    return round(x + across / _ASPECT, 4), round(y + down, 4)


def _paths(side: Side) -> Iterator[Path]:
    for across, down in ((_RADIUS, 0.0), (0.0, _RADIUS)):
        yield Path((_from(side, -across, -down), _from(side, across, down)), Stroke.GUIDE)
    for hour in range(1, 13):
        turn = hour * pi / 6
        ends = ((1 - _TICK) * _RADIUS, (1 + _TICK) * _RADIUS)
        yield Path(tuple(_from(side, sin(turn) * away, -cos(turn) * away) for away in ends), Stroke.FINE)
    for near, far in ((56, 52), (34, 38)):  # between two hours, where no number stands
        bow = (_polar(side, near, 1), _polar(side, near, 1.22), _polar(side, far, _TAIL), _polar(side, 45, _TAIL))
        yield Path(bow, Stroke.FINE, curved=True)


def _polar(side: Side, angle: float, away: float) -> Point:
    turn, reach = radians(angle), away * _RADIUS
    return _from(side, _OUTWARD[side] * reach * cos(turn), -reach * sin(turn))


def _labels(side: Side) -> Iterator[Label]:
    for hour in range(1, 13):
        turn, reach = hour * pi / 6, _HOURS_AT * _RADIUS
        lettering = Lettering.HOUR if hour % 3 else Lettering.MAIN_HOUR
        yield Label(_from(side, sin(turn) * reach, -cos(turn) * reach), str(hour), lettering)
    for name, across, down in _QUADRANTS:
        away = _QUADRANT_AT * _RADIUS
        yield Label(_from(side, _OUTWARD[side] * across * away, down * away), name, Lettering.QUADRANT)
    edge, align = (0.01, 0.0) if side is Side.RIGHT else (0.99, 1.0)
    yield Label((edge, 0.955), side.value, Lettering.SIDE, align)


BREASTS = Drawing(
    aspect=_ASPECT,
    circles=tuple(
        Circle(_MIDDLES[side], round(part * _RADIUS / _ASPECT, 4), stroke)
        for side in _MIDDLES
        for part, stroke in _RING
    ),
    paths=tuple(path for side in _MIDDLES for path in _paths(side)),
    labels=tuple(label for side in _MIDDLES for label in _labels(side)),
    middles={side.value: middle for side, middle in _MIDDLES.items()},
    radius=_RADIUS,
    distances=DISTANCES,
)
"""Both breasts, twice as wide as high."""
