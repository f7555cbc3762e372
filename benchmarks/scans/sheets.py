"""Printed pages, filled in by hand with known truth, and what was read from them beside that truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pypdfium2
from attrs import field, frozen

from benchmarks.scans.machines import DOTS
from benchmarks.scans.strokes import (
    BALLPOINT,
    CLEAR_TICKS,
    FAINT_PENCIL,
    FELT,
    PENCIL,
    UNCLEAR,
    Grey,
    Mark,
    Pen,
    made,
)
from downtimekit.forms.reading import ReadPage, Seen, Why
from downtimekit.forms.reading.proposals import proposals_of
from downtimekit.models.forms import FormPlan, Zone

Machine = Callable[[Grey, np.random.Generator], bytes]
"""Makes a file of a page: a scanner, a fax or a phone."""

_PENS: Sequence[tuple[Pen, float]] = ((BALLPOINT, 0.6), (FELT, 0.1), (PENCIL, 0.2), (FAINT_PENCIL, 0.1))
_TICKED = 0.22  # of all boxes
_CLEARLY = 0.95  # of the marks
_HOW = (0.32, 0.34, 0.18, 0.1, 0.06)  # of the clear ticks: cross, check, beyond the box, small, slash


@frozen
class MadeBox:
    """What was made of a box, and with what."""

    zone: Zone
    mark: Mark
    pen: Pen


@frozen
class Tally:
    """What was read beside what was written.

    Attributes:
        boxes: that were looked at; counts: of them by mark, pen and answer.
        silent: boxes that were said to be empty or ticked, and were not.
        lost: pages of which no box was read.
    """

    counts: Counter[tuple[Mark, Pen, Seen]] = field(factory=Counter)
    silent: list[tuple[MadeBox, Seen]] = field(factory=list)
    lost: list[str] = field(factory=list)

    @property
    def boxes(self) -> int:
        """How many boxes were looked at."""
        return self.counts.total()

    def doubts(self, marks: Iterable[Mark], pens: Iterable[Pen]) -> int:
        """Return how many boxes with such marks by such pens a person must look at."""
        return sum(self.counts[mark, pen, Seen.UNCLEAR] for mark in marks for pen in pens)

    def add(self, made_of: Sequence[MadeBox], page: ReadPage, plan: FormPlan) -> None:
        """Take in a page that was read; of a fax, a person looks at every field that seems to be empty."""
        if page.zones is None:
            self.lost.append(page.found.where)
            return
        seen = {(zone.zone.path, zone.zone.choice): zone.seen for zone in page.zones}
        numbers = [number for number, one in enumerate(plan.pages, 1) if one.zones == tuple(z.zone for z in page.zones)]
        fields = proposals_of(plan, {numbers[0]: [page]})
        for box in made_of:
            asked = fields[box.zone.path].why is Why.FAXED
            answer = Seen.UNCLEAR if asked else seen[box.zone.path, box.zone.choice]
            self.counts[box.mark, box.pen, answer] += 1
            if is_wrong(box, answer):
                self.silent.append((box, answer))


def is_wrong(box: MadeBox, answer: Seen) -> bool:
    """Tell whether a box was read as what it is not, without a doubt.

    What a person must look at is no tick; a dot that a pencil hardly left may pass for nothing.
    """
    if answer is Seen.UNCLEAR:
        return False
    if answer is Seen.TICKED:
        return box.mark not in CLEAR_TICKS
    return box.mark is not Mark.NOTHING and (box.mark, box.pen) != (Mark.DOT, FAINT_PENCIL)


def printed(document: bytes) -> Iterator[Grey]:
    """Yield the pages of a PDF as a printer prints them."""
    opened = pypdfium2.PdfDocument(document)
    try:
        for page in opened:
            yield np.asarray(page.render(scale=DOTS * 25.4 / 72, grayscale=True).to_pil().convert("L"))
    finally:
        opened.close()


def filled_in(page: Grey, zones: Iterable[Zone], chance: np.random.Generator) -> tuple[Grey, list[MadeBox]]:
    """Return a page with boxes ticked by chance, by one person with one pen, and what was made of each."""
    paper = page.copy()
    pen = _PENS[chance.choice(len(_PENS), p=[share for _, share in _PENS])][0]
    boxes = []
    for zone in zones:
        if zone.choice is None:
            continue
        mark = _mark(chance)
        made(paper, zone.place, mark, pen, dots=DOTS, chance=chance)
        boxes.append(MadeBox(zone, mark, pen))
    return paper, boxes


def _mark(chance: np.random.Generator) -> Mark:
    if chance.random() > _TICKED:
        return Mark.NOTHING
    if chance.random() < _CLEARLY:
        return CLEAR_TICKS[chance.choice(len(CLEAR_TICKS), p=_HOW)]
    return UNCLEAR[int(chance.integers(len(UNCLEAR)))]
