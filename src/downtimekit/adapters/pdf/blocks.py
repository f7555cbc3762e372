"""Blocks: pieces of a form that are not divided, and how they come onto pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from downtimekit.adapters.pdf.measures import Box
from downtimekit.adapters.pdf.pen import Pen

Draw = Callable[[Pen, Box], None]


@frozen
class Block:
    """A piece of a form.

    Attributes:
        height: how much room it needs; it may be given more.
        draw: draws it into a box.
        keep: it stays on one page with the block after it.
        spare: it is only room, which the end of a page can do without.
        again: what stands above it where it is the first of a page: the heads of a table that goes on.
    """

    height: float
    draw: Draw
    keep: bool = False
    spare: bool = False
    again: Block | None = None


def gap(height: float) -> Block:
    """Return an empty block."""
    return Block(height, lambda pen, box: None, spare=True)


def total(blocks: Sequence[Block]) -> float:
    """Return how high blocks are, one under the other."""
    return sum(block.height for block in blocks)


def stacked(blocks: Sequence[Block]) -> Block:
    """Return one block that holds others, one under the other; the last gets what room is left."""

    def draw(pen: Pen, box: Box) -> None:
        y = box.y
        for block in blocks[:-1]:
            block.draw(pen, Box(box.x, y, box.w, block.height))
            y += block.height
        blocks[-1].draw(pen, Box(box.x, y, box.w, box.bottom - y))

    return Block(total(blocks), draw)


def abreast(blocks: Sequence[Block], shares: Sequence[float]) -> Block:
    """Return one block that holds others side by side, all as high as the highest."""

    def draw(pen: Pen, box: Box) -> None:
        for block, column in zip(blocks, box.columns(*shares), strict=True):
            block.draw(pen, column)

    return Block(max(block.height for block in blocks), draw)


def paginate(sections: Sequence[Sequence[Block]], room: float, pen: Pen) -> list[list[Block]]:
    """Share sections among pages; a section is divided only where it is higher than a page.

    Raises:
        Rejected: a block is higher than a page.
    """
    return _shared([run for section in sections for run in _together(section, room)], room, pen)


def on_fewest_pages(sections: Sequence[Sequence[Block]], room: float, pen: Pen) -> list[list[Block]]:
    """Share sections among pages as `paginate` does, but divide them all where that saves a page.

    Raises:
        Rejected: a block is higher than a page.
    """
    whole = paginate(sections, room, pen)
    divided = _shared([run for section in sections for run in _divided(section, room)], room, pen)
    return divided if len(divided) < len(whole) else whole


def _shared(runs: Sequence[Sequence[Block]], room: float, pen: Pen) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    for run in runs:
        if _needed(run) > room:
            pen.refuse("a part of the form is too long for a page")
        if total(pages[-1]) + _needed(run) > room:
            pages.append(_going_on(run, room))
        pages[-1] += run
    return pages


def _going_on(run: Sequence[Block], room: float) -> list[Block]:
    """Return what stands above a run at the top of a page, where there is room for it."""
    again = run[0].again
    return [again] if again and again.height + _needed(run) <= room else []


def _needed(blocks: Sequence[Block]) -> float:
    return total([block for block in blocks if not block.spare])


def _together(section: Sequence[Block], room: float) -> list[list[Block]]:
    """Return what stays on one page: a section, or where it is too high, its runs."""
    return [list(section)] if _needed(section) <= room else list(_divided(section, room))


def _divided(section: Sequence[Block], room: float) -> Iterator[list[Block]]:
    """Yield the runs of a section, or where one is too high, each of its blocks."""
    for run in _runs(section):
        yield from [run] if _needed(run) <= room else [[block] for block in run]


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    run: list[Block] = []
    for block in blocks:
        run.append(block)
        if not block.keep:
            yield run
            run = []
    if run:
        yield run
