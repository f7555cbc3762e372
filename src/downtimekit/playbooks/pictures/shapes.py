"""What a picture is made of: a few shapes with places in pixels, whatever they are drawn with in the end."""

from __future__ import annotations

from attrs import frozen

Point = tuple[float, float]

INK, SOFT, FAINT, TINT, PAPER = 0, 80, 150, 238, 255
"""How dark things are, from black (0) to white (255): everything can be printed without colours."""


@frozen
class Text:
    """One line of words; y is the line that letters stand on."""

    x: float
    y: float
    words: str
    size: float
    bold: bool = False
    grey: int = INK


@frozen
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    weight: float = 1.2
    grey: int = INK


@frozen
class Area:
    """A filled shape with straight edges, such as the head of an arrow."""

    points: tuple[Point, ...]
    grey: int = INK


@frozen
class Frame:
    """A rectangle, filled or not."""

    x: float
    y: float
    w: float
    h: float
    weight: float = 1.2
    grey: int = INK
    fill: int | None = None


@frozen
class Ring:
    """A circle, filled or not."""

    x: float
    y: float
    radius: float
    weight: float = 1.2
    fill: int | None = None


Shape = Text | Stroke | Area | Frame | Ring


@frozen
class Group:
    """Shapes that belong together, with the words that are shown when one points at them."""

    title: str
    shapes: tuple[Shape, ...]


@frozen
class Picture:
    """A whole picture.

    Attributes:
        description: everything that it shows, in words, for those who cannot see it.
        cuts: heights at which it can be divided between pages: no word and no box lies across them.
    """

    width: float
    height: float
    title: str
    description: str
    groups: tuple[Group, ...]
    cuts: tuple[float, ...] = ()
