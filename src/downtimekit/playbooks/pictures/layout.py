"""Where everything stands in a picture of a ladder: boxes in one column, lanes on both sides, no word on another.

Signals that stay are listed in their box. Signals to the next phase are arrows between two boxes, with their words
beside them. All others come out of their row on the right, where they lead on, or on the left, where they lead back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from downtimekit.models.downtime.tracks import TrackState
from downtimekit.playbooks.pictures.ladder import Kind, Ladder, Rung, Way
from downtimekit.playbooks.pictures.lanes import Lane, lanes, room_for
from downtimekit.playbooks.pictures.rows import HEAD, Row, clock_row, head_of, note, row_of
from downtimekit.playbooks.pictures.shapes import (
    FAINT,
    INK,
    PAPER,
    TINT,
    Area,
    Frame,
    Group,
    Picture,
    Point,
    Ring,
    Shape,
    Stroke,
)

_WIDTH = 470.0  # of a box
_PAD = 12.0
_BAR = 7.0
_SPINE = 34.0  # where arrows to the next box run, from the left edge of the boxes
_GAP = 20.0  # between two boxes that no arrow joins
_ROOM = _WIDTH - _BAR - 2 * _PAD
_STRONG, _THIN = 4.0, 1.3
_LEGEND = (
    "An arrow from box to box leads to the next phase. What comes out of a box on the right leads further on, on the"
    " left it leads back; what does neither stays in its box. A clock marks a deadline. The bar on a box is black where"
    " the service is down, and broken where it is being checked."
)
_WALKED_LEGEND = " The strong line is the path that was gone: the number of each step, and its time."


@frozen
class _Box:
    """A phase with its place; y is its upper edge."""

    rung: Rung
    head: Row
    rows: tuple[Row, ...]
    nexts: tuple[Row, ...]
    y: float

    @property
    def head_height(self) -> float:
        return self.head.height + _PAD

    @property
    def bottom(self) -> float:
        rows = sum(row.height for row in self.rows)
        return self.y + self.head_height + (rows + _PAD if self.rows else 0)

    @property
    def after(self) -> float:
        """Where the next box begins."""
        return self.bottom + (sum(row.height for row in self.nexts) + 2 * _PAD + 4 if self.nexts else _GAP)

    @property
    def into(self) -> float:
        """The height at which lanes lead into it."""
        return self.y + HEAD

    def placed(self) -> Iterator[tuple[Row, float]]:
        """Yield its rows, each with its upper edge."""
        y = self.y + self.head_height + _PAD / 2
        for row in self.rows:
            yield row, y
            y += row.height


def picture(steps: Ladder) -> Picture:
    """Return the picture of a ladder."""
    x = room_for(_targets(steps, Kind.BACK))
    width = x + _WIDTH + room_for(_targets(steps, Kind.SKIPS))
    top = [note(steps.title, room=width - 2 * _PAD, size=20, bold=True), note(steps.subtitle, room=width - 2 * _PAD)]
    y = _PAD + sum(row.height for row in top) + _PAD
    boxes = _stacked(steps, y)
    words = _LEGEND + (_WALKED_LEGEND if steps.is_walked else "")
    legend = note(words, room=width - 2 * _PAD)
    bottom = boxes[-1].bottom + 2 * _PAD
    groups = [
        Group(steps.title, tuple(_below(top, _PAD, _PAD))),
        *_lanes(boxes, x, Kind.BACK, steps),
        *_lanes(boxes, x, Kind.SKIPS, steps),
        *(group for box in boxes for group in _box(box, x, steps)),
        Group("Legend", tuple(legend.drawn(_PAD, bottom))),
    ]
    height = bottom + legend.height + _PAD
    cuts = tuple(box.y - 3 for box in boxes[1:])
    return Picture(width, height, f"{steps.title}: {steps.subtitle}", described(steps), tuple(groups), cuts)


def described(steps: Ladder) -> str:
    """Return everything that a picture shows, in words."""
    lines = []
    for rung in steps.rungs:
        here = f" {rung.here}." if rung.here else ""
        lines.append(f"Phase: {rung.phase.label} ({rung.meaning}).{here}")
        for way in rung.ways:
            where = "stays here" if way.kind is Kind.STAYS else f"leads to: {steps.rungs[way.target].phase.label}"
            small = "".join(f"; {one}" for one in way.small)
            lines.append(f"- {way.label}: {where}{small}{f'; gone: {way.steps}' if way.steps else ''}.")
        lines += [f"- Deadline: {clock}." for clock in rung.clocks]
    return "\n".join(lines)


def short(rung: Rung) -> str:
    """Return what a phase is called for short: what stands before a colon."""
    return re.split("[:;]", rung.phase.label)[0]


def _targets(steps: Ladder, kind: Kind) -> int:
    return len({way.target for way in steps.ways if way.kind is kind})


def _stacked(steps: Ladder, y: float) -> list[_Box]:
    boxes = []
    for rung in steps.rungs:
        ways = sorted((way for way in rung.ways if way.kind is not Kind.NEXT), key=_order)
        rows = [row_of(way, room=_ROOM, to=_to(way, steps)) for way in ways]
        clocks = [clock_row(words, room=_ROOM) for words in rung.clocks]
        nexts = [row_of(way, room=_ROOM - _SPINE, to="") for way in rung.ways if way.kind is Kind.NEXT]
        box = _Box(rung, head_of(rung, room=_ROOM), (*clocks, *rows), tuple(nexts), y)
        boxes.append(box)
        y = box.after
    return boxes


def _order(way: Way) -> int:
    return [Kind.BACK, Kind.STAYS, Kind.SKIPS].index(way.kind)


def _to(way: Way, steps: Ladder) -> str:
    return "" if way.kind is Kind.STAYS else short(steps.rungs[way.target])


def _below(rows: Iterable[Row], x: float, y: float) -> Iterator[Shape]:
    for row in rows:
        yield from row.drawn(x, y)
        y += row.height


def _lanes(boxes: Sequence[_Box], x: float, kind: Kind, steps: Ladder) -> Iterator[Group]:
    out: dict[int, list[tuple[Way, float]]] = {}
    for box in boxes:
        for row, y in box.placed():
            if row.way is not None and row.way.kind is kind:
                out.setdefault(row.way.target, []).append((row.way, y + row.middle))
    found = lanes(out, into={rung: boxes[rung].into for rung in out})
    edge, outward = (x, -1) if kind is Kind.BACK else (x + _WIDTH, 1)
    # What was gone is drawn after all others, so that nothing crosses over it.
    for strong in (False, True) if steps.is_walked else (False,):
        for lane in found:
            yield from _lane(lane, edge, outward, strong=strong, faint=steps.is_walked)


def _lane(lane: Lane, edge: float, outward: int, *, strong: bool, faint: bool) -> Iterator[Group]:
    far = edge + outward * lane.away
    weight, grey = (_STRONG, INK) if strong else (_THIN, FAINT if faint else INK)
    for way, y in lane.out:
        if strong and not way.steps:
            continue
        points = ((edge, y), (far, y), (far, lane.into), (edge + outward * 8, lane.into))
        head = _arrow((edge, lane.into), -outward, 0, strong=strong, grey=grey)
        # A dot tells what joins a lane from what only crosses it.
        dot = Ring(far, y, weight * 0.75 + 1.2, weight=0, fill=grey)
        title = f"{way.label}{f': {way.steps}' if way.steps else ''}"
        yield Group(title, (Stroke(points, weight, grey), dot, head))


def _box(box: _Box, x: float, steps: Ladder) -> Iterator[Group]:
    reached = box.rung.was_reached or not steps.is_walked
    weight, grey = (3.0 if box.rung.was_reached else _THIN), (INK if reached else FAINT)
    height = box.bottom - box.y
    fill = PAPER if box.rung.phase.state is TrackState.RELEASED else TINT
    shapes: list[Shape] = [
        Frame(x, box.y, _WIDTH, height, weight=0, fill=PAPER),
        Frame(x, box.y, _WIDTH, box.head_height, weight=0, fill=fill),
        *_bar(box, x, grey),
        *box.head.drawn(x + _BAR + _PAD, box.y + _PAD / 2),
    ]
    if box.rows:
        line = ((x, box.y + box.head_height), (x + _WIDTH, box.y + box.head_height))
        shapes.append(Stroke(line, 0.8, grey))
    shapes.append(Frame(x, box.y, _WIDTH, height, weight, grey))
    yield Group(box.head.title, tuple(shapes))
    for row, y in box.placed():
        yield Group(row.title, (*row.drawn(x + _BAR + _PAD, y), *_leader(row, x, y, steps)))
    if box.nexts:
        yield from _arrow_down(box, x, steps)


def _leader(row: Row, x: float, y: float, steps: Ladder) -> Iterator[Shape]:
    """Yield the line from the words of a row to where it comes out of its box."""
    if row.way is None or row.way.kind is Kind.STAYS:
        return
    strong = bool(row.way.steps)
    weight, grey = (_STRONG, INK) if strong else (_THIN, FAINT if steps.is_walked else INK)
    start, end = x, x + _BAR + _PAD - 3
    if row.way.kind is Kind.SKIPS:
        start, end = x + _BAR + _PAD + row.first_width + 6, x + _WIDTH
    yield Stroke(((start, y + row.middle), (end, y + row.middle)), weight, grey)


def _bar(box: _Box, x: float, grey: int) -> Iterator[Shape]:
    height = box.bottom - box.y
    if box.rung.phase.state is TrackState.DOWN:
        yield Frame(x, box.y, _BAR, height, weight=0, fill=grey)
    if box.rung.phase.state is TrackState.VALIDATING:
        for step in range(int(height // 12)):
            yield Frame(x, box.y + step * 12, _BAR, 6, weight=0, fill=grey)


def _arrow_down(box: _Box, x: float, steps: Ladder) -> Iterator[Group]:
    strong = any(row.way.steps for row in box.nexts if row.way)
    weight, grey = (_STRONG, INK) if strong else (_THIN, FAINT if steps.is_walked else INK)
    start, end = (x + _SPINE, box.bottom), (x + _SPINE, box.after)
    line = Stroke((start, (end[0], end[1] - 8)), weight, grey)
    yield Group("To the next phase", (line, _arrow(end, 0, 1, strong=strong, grey=grey)))
    y = box.bottom + _PAD + 2
    for row in box.nexts:
        yield Group(row.title, tuple(row.drawn(x + _SPINE + _PAD, y)))
        y += row.height


def _arrow(tip: Point, across: int, down: int, *, strong: bool, grey: int) -> Area:
    """Return the head of an arrow that points to a tip."""
    long, wide = (12.0, 7.0) if strong else (9.0, 4.5)
    x, y = tip[0] - across * long, tip[1] - down * long
    return Area((tip, (x + down * wide, y + across * wide), (x - down * wide, y - across * wide)), grey)
