"""What a drawing to mark places on consists of, as data that paper and screens are drawn from.

Points are fractions of the drawing's box, from its upper left corner: across of its width, down of its height.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from attrs import field, frozen

Point = tuple[float, float]


class Stroke(StrEnum):
    """How a line is drawn: as an outline, finer, or as a broken line that only guides."""

    OUTLINE = "outline"
    FINE = "fine"
    GUIDE = "guide"


class Lettering(StrEnum):
    """What a label is: hours and quadrants stand there as they are, sides and views are named in each language."""

    HOUR = "hour"
    MAIN_HOUR = "main_hour"
    QUADRANT = "quadrant"
    SIDE = "side"
    VIEW = "view"

    @property
    def is_named(self) -> bool:
        """Whether the label is the name of a word, such as ``right``."""
        return self in (Lettering.SIDE, Lettering.VIEW)


@frozen
class Circle:
    """A circle; its radius is a fraction of the drawing's width."""

    middle: Point
    radius: float
    stroke: Stroke


@frozen
class Path:
    """A line of one piece: where it starts, and then three points for each cubic Bézier curve, or one where straight.

    Attributes:
        curved: whether it is made of curves; otherwise of straight lines from point to point.
    """

    points: tuple[Point, ...]
    stroke: Stroke
    curved: bool = False


@frozen
class Label:
    """A word in a drawing.

    Attributes:
        at: the middle of its height, and of its width its start, middle or end.
        align: which of them: 0, 0.5 or 1.
    """

    at: Point
    text: str
    lettering: Lettering
    align: float = 0.5


@frozen
class Distance:
    """A step away from the middle of a breast.

    Attributes:
        name: of the word for it.
        at: where it is marked by who cannot point, in radii; below: up to where a mark is called so, None for any.
    """

    name: str
    at: float
    below: float | None


@frozen
class Drawing:
    """A drawing.

    Attributes:
        aspect: its width, by its height.
        middles: of what it shows side by side, by name.
        radius: of a breast, as a fraction of the height; distances: the steps in it, from the middle.
        places: of a body, away from its middle: across, to the viewer's right of the front, and down from the top,
            both as fractions of the height.
    """

    aspect: float
    circles: tuple[Circle, ...]
    paths: tuple[Path, ...]
    labels: tuple[Label, ...]
    middles: Mapping[str, Point]
    radius: float = 0
    distances: tuple[Distance, ...] = ()
    places: tuple[Point, ...] = field(default=())
