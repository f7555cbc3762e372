"""Draw how costs grow: ``python -m benchmarks.growth_plot growth.csv [more.csv ...] > growth.svg``.

A table has rows ``axis,size,what,microseconds``, as `benchmarks.growth` and `benchmarks.journal_growth` print them.
Both scales are logarithmic: what costs the same however much there is lies flat, and what grows with it goes up.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from pathlib import Path

from attrs import frozen

WIDTH, HEIGHT = 880, 460
LEFT, TOP, RIGHT, BOTTOM = 80, 24, 640, 400
COLOURS = ("#0b5cad", "#b4470f", "#2c7a35", "#7b3fa0", "#a3203c", "#4f5d6b", "#8a6d00", "#00767a", "#c2468f", "#3d3d9e")
MARKS = ("circle", "square")

Point = tuple[float, float]
Lines = Mapping[str, Sequence[Point]]


@frozen
class Scale:
    """Powers of ten, laid out between two places."""

    lowest: int
    highest: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Iterable[float], *, start: float, end: float) -> Scale:
        """Return the scale that holds some values."""
        values = list(values)
        lowest, highest = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(lowest, max(highest, lowest + 1), start, end)

    def place(self, value: float) -> float:
        """Return where a value lies."""
        return self.start + (self.end - self.start) * (log10(value) - self.lowest) / (self.highest - self.lowest)

    def ticks(self) -> Iterator[int]:
        """Yield the powers of ten."""
        return (10**power for power in range(self.lowest, self.highest + 1))


def lines_of(tables: Iterable[str]) -> Lines:
    """Return the points of each line of some tables, by its name."""
    lines: dict[str, list[Point]] = {}
    for table in tables:
        for row in csv.DictReader(table.splitlines()):
            lines.setdefault(f"{row['axis']}: {row['what']}", []).append(
                (float(row["size"]), float(row["microseconds"]))
            )
    return {name: sorted(points) for name, points in lines.items()}


def picture(lines: Lines) -> str:
    """Return the lines as SVG; the same lines make the same picture."""
    points = [point for line in lines.values() for point in line]
    across = Scale.over((size for size, _ in points), start=LEFT, end=RIGHT)
    up = Scale.over((cost for _, cost in points), start=BOTTOM, end=TOP)
    inside = [*_grid(across, up)]
    for number, (name, line) in enumerate(lines.items()):
        inside += _line(number, name, [(across.place(size), up.place(cost)) for size, cost in line])
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    title = "<title>Microseconds a command, by how much there is</title>"
    ground = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    return "\n".join(
        [f'{head} role="img" font-family="sans-serif" font-size="13">', title, ground, *inside, "</svg>\n"]
    )


def _grid(across: Scale, up: Scale) -> Iterator[str]:
    for size in across.ticks():
        x = across.place(size)
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{BOTTOM}" stroke="#d5d9de"/>'
        yield _words(f"{size:,}", x, BOTTOM + 20, "middle")
    for cost in up.ticks():
        y = up.place(cost)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}" stroke="#d5d9de"/>'
        yield _words(f"{cost:,} us" if cost >= 1 else f"{cost:g} us", LEFT - 8, y + 4, "end")
    yield _words("how many there are", (LEFT + RIGHT) / 2, BOTTOM + 44, "middle")


def _line(number: int, name: str, points: Sequence[Point]) -> Iterator[str]:
    """Yield a line with its points, and its name at the side: no name lies on another, whatever the costs are."""
    colour, mark = COLOURS[number % len(COLOURS)], MARKS[number // len(COLOURS) % len(MARKS)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    y = TOP + 8 + 20 * number
    yield from (_mark(mark, *point, colour) for point in [*points, (RIGHT + 24, y)])
    yield _words(escape(name.replace("_", " ")), RIGHT + 36, y + 4, "start")


def _mark(mark: str, x: float, y: float, colour: str) -> str:
    if mark == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'


def _words(words: str, x: float, y: float, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#1f2933">{words}</text>'


if __name__ == "__main__":
    sys.stdout.write(picture(lines_of(Path(name).read_text() for name in sys.argv[1:])))
