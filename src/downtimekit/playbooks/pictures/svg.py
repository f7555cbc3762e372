"""Pictures as SVG: no script, no font from elsewhere, the same bytes for the same playbook.

It stands on a white ground of its own in black and grey, so that it reads the same on a dark page and on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from xml.sax.saxutils import escape

from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.pictures.ladder import ladder
from downtimekit.playbooks.pictures.layout import picture
from downtimekit.playbooks.pictures.shapes import Area, Frame, Group, Picture, Point, Ring, Shape, Stroke, Text
from downtimekit.playbooks.pictures.walked import Walked
from downtimekit.playbooks.table import Playbook

_FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def svg(playbook: Playbook, *, walked: Walked = (), guards: Guards = GUARDS) -> str:
    """Return a picture of a playbook, and of a downtime's path through it, as SVG.

    Args:
        playbook: the rules.
        walked: what the journal holds of a downtime, from its declaration on, each fact with when it was recorded:
            ``((entry.at, entry.fact) for entry in journal.read("west-1"))``.
        guards: the rules that it names, for the words of a host's own.
    """
    return drawn(picture(ladder(playbook, walked=walked, guards=guards)))


def drawn(shown: Picture) -> str:
    """Return a picture as SVG."""
    width, height = _number(shown.width), _number(shown.height)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
            f' role="img" font-family="{_FONTS}">',
            f"<title>{_safe(shown.title)}</title>",
            f"<desc>{_safe(shown.description)}</desc>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#fff"/>',
            *(line for group in shown.groups for line in _group(group)),
            "</svg>\n",
        ]
    )


def _group(group: Group) -> Iterator[str]:
    yield f"<g><title>{_safe(group.title)}</title>"
    yield from (_shape(shape) for shape in group.shapes)
    yield "</g>"


@singledispatch
def _shape(shape: Shape) -> str:
    raise NotImplementedError(type(shape).__name__)


@_shape.register
def _(shape: Text) -> str:
    bold = ' font-weight="bold"' if shape.bold else ""
    place = f'x="{_number(shape.x)}" y="{_number(shape.y)}" font-size="{_number(shape.size)}"'
    return f'<text {place}{bold} fill="{_grey(shape.grey)}">{_safe(shape.words)}</text>'


@_shape.register
def _(shape: Stroke) -> str:
    pen = f'fill="none" stroke="{_grey(shape.grey)}" stroke-width="{_number(shape.weight)}" stroke-linejoin="round"'
    return f'<polyline points="{_points(shape.points)}" {pen}/>'


@_shape.register
def _(shape: Area) -> str:
    return f'<polygon points="{_points(shape.points)}" fill="{_grey(shape.grey)}"/>'


@_shape.register
def _(shape: Frame) -> str:
    fill = "none" if shape.fill is None else _grey(shape.fill)
    pen = f' stroke="{_grey(shape.grey)}" stroke-width="{_number(shape.weight)}"' if shape.weight else ""
    place = f'x="{_number(shape.x)}" y="{_number(shape.y)}" width="{_number(shape.w)}" height="{_number(shape.h)}"'
    return f'<rect {place} fill="{fill}"{pen}/>'


@_shape.register
def _(shape: Ring) -> str:
    fill = "none" if shape.fill is None else _grey(shape.fill)
    place = f'cx="{_number(shape.x)}" cy="{_number(shape.y)}" r="{_number(shape.radius)}"'
    return f'<circle {place} fill="{fill}" stroke="#000" stroke-width="{_number(shape.weight)}"/>'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _grey(level: int) -> str:
    return f"#{level:02x}{level:02x}{level:02x}"


def _safe(words: str) -> str:
    """Return words as they can stand in XML: escaped, and without what no XML may hold."""
    return escape("".join(char for char in words if char.isprintable() or char in "\n\u00a0"))
