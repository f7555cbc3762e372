"""Rows of a picture: a signal or a clock with its small print, broken into lines, from its upper edge down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from downtimekit.playbooks.pictures.ladder import Rung, Way
from downtimekit.playbooks.pictures.shapes import INK, SOFT, Ring, Shape, Stroke, Text
from downtimekit.playbooks.pictures.widths import width, wrapped

LABEL, SMALL, HEAD = 11.5, 9.5, 14.0
_LEADING = 1.3
_AFTER = 5.0  # between two rows
_ICON = 15.0  # room for a clock before the words


@frozen
class Line:
    """One line of a row."""

    words: str
    size: float
    bold: bool = False
    grey: int = INK
    clock: bool = False

    @property
    def leading(self) -> float:
        """From this line to the next."""
        return self.size * _LEADING


@frozen
class Row:
    """Lines that belong together.

    Attributes:
        title: what is shown when one points at it.
        way: the signal that it is of; None for what only tells.
    """

    lines: tuple[Line, ...]
    title: str
    way: Way | None = None

    @property
    def height(self) -> float:
        """How much room it takes, with the room after it."""
        return sum(line.leading for line in self.lines) + _AFTER

    @property
    def middle(self) -> float:
        """How far under its upper edge the middle of its first line is."""
        return self.lines[0].leading / 2

    @property
    def first_width(self) -> float:
        """How wide its first line can be at most."""
        first = self.lines[0]
        return width(first.words, size=first.size, bold=first.bold)

    def drawn(self, x: float, y: float) -> Iterator[Shape]:
        """Yield its shapes; x and y are its upper left corner."""
        for line in self.lines:
            shift = _ICON if line.clock else 0
            if line.clock:
                yield from _clock(x + 5, y + line.leading / 2, line.size * 0.42)
            yield Text(x + shift, y + line.size, line.words, line.size, line.bold, line.grey)
            y += line.leading


def head_of(rung: Rung, *, room: float) -> Row:
    """Return what stands in the head of a phase."""
    lines = [*_broken(rung.phase.label, HEAD, room, bold=True), *_broken(rung.meaning, SMALL, room, grey=SOFT)]
    if rung.came:
        lines += _broken(f"Last come to at {rung.came}", SMALL, room, bold=True)
    if rung.here:
        lines += _broken(rung.here, LABEL, room, bold=True)
    return Row(tuple(lines), f"Phase '{rung.phase.name}': {rung.phase.label}")


def row_of(way: Way, *, room: float, to: str) -> Row:
    """Return the row of a signal.

    Args:
        way: the signal.
        room: how wide it may be.
        to: the words of the phase that it leads to; '' where a picture shows that anyway.
    """
    lines = [
        *_broken(f"{way.label}{f' (to: {to})' if to else ''}", LABEL, room, bold=bool(way.steps)),
        *(_broken(way.steps, LABEL, room, bold=True) if way.steps else ()),
    ]
    for clock in way.clocks:
        lines += _clocked(f"by the clock: {clock}", room)
    for small in way.small:
        lines += _broken(small, SMALL, room, grey=SOFT)
    title = "\n".join([f"{way.label} (signal '{way.more}')", *way.small])
    return Row(tuple(lines), title, way)


def clock_row(words: str, *, room: float) -> Row:
    """Return the row of a deadline."""
    return Row(tuple(_clocked(words, room)), words)


def note(words: str, *, room: float, size: float = SMALL, bold: bool = False) -> Row:
    """Return a row of plain words."""
    return Row(tuple(_broken(words, size, room, bold=bold)), words)


def _broken(words: str, size: float, room: float, *, bold: bool = False, grey: int = INK) -> Iterable[Line]:
    return (Line(line, size, bold, grey) for line in wrapped(words, room=room, size=size, bold=bold))


def _clocked(words: str, room: float) -> Iterator[Line]:
    lines = wrapped(words, room=room - _ICON, size=SMALL)
    return (Line(line, SMALL, clock=number == 0) for number, line in enumerate(lines))


def _clock(x: float, y: float, radius: float) -> Iterator[Shape]:
    yield Ring(x, y, radius, weight=1)
    yield Stroke(((x, y - radius * 0.7), (x, y), (x + radius * 0.6, y)), weight=1)
