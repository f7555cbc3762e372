"""What pages of running text are made of: a band and a foot on every page, headings, paragraphs, places to sign."""

from __future__ import annotations

from downtimekit.adapters.pdf.blocks import Block
from downtimekit.adapters.pdf.measures import BAND, BLACK, FINE, LABEL, MARGIN, PAD, PAGES, PALE, Box, Face, PageName
from downtimekit.adapters.pdf.pen import Pen

PLAIN = Face(9)
_BAND, _FOOT = 9.0, 7.0
_HEADING = Face(12, bold=True)


def page_area(page: PageName, *, sideways: bool = False) -> Box:
    """Return what is left of a page, upright or turned sideways, between the band and the foot."""
    width, height = reversed(PAGES[page]) if sideways else PAGES[page]
    return Box(MARGIN, MARGIN + _BAND, width - 2 * MARGIN, height - 2 * MARGIN - _BAND - _FOOT)


def page_frame(pen: Pen, area: Box, *, title: str, mark: str, foot: str, number: str) -> None:
    """Draw the band and the foot of a page.

    Args:
        pen: what to draw with.
        area: as `page_area` returned it.
        title: on the left of the band.
        mark: on its right.
        foot: on the left of the foot.
        number: on its right.
    """
    band = Box(area.x, MARGIN, area.w, 7)
    pen.frame(band, weight=0, fill=BLACK)
    left, right = Box(band.x + PAD, band.y, band.w - 2 * PAD, band.h).columns(120, 60)
    pen.fit(title, left, BAND)
    pen.fit(mark, right, BAND, align=1)
    base = area.bottom + _FOOT - 1
    pen.rule((area.x, base - 4), (area.right, base - 4), weight=0.4)
    pen.words(foot, area.x, base, FINE)
    pen.words(number, area.right, base, LABEL, align=1)


def heading(pen: Pen, title: str, width: float) -> Block:
    """Return a heading, which stays with what comes after it."""
    lines = pen.wrap(title, _HEADING, width - 2 * PAD)

    def draw(pen: Pen, box: Box) -> None:
        pen.frame(Box(box.x, box.y, box.w, box.h - 1.2), weight=0, fill=PALE)
        pen.rule((box.x, box.y), (box.right, box.y), weight=0.5)
        pen.lines(lines, box.x + PAD, box.y + 1.2, _HEADING)

    return Block(len(lines) * _HEADING.leading + 2.6, draw, keep=True)


def paragraph(pen: Pen, words: str, width: float, face: Face = PLAIN) -> Block:
    """Return words in as many lines as they need."""
    lines = pen.wrap(words, face, width)
    return Block(len(lines) * face.leading + 1, lambda pen, box: pen.lines(lines, box.x, box.y + 0.5, face))


def signing(pen: Pen, x: float, y: float, right: float) -> None:
    """Draw the places for the time and the initials of whoever ticks a box, between x and right, their base on y."""
    middle = (x + right) / 2
    for words, start, end in (("Time", x, middle - 1), ("By", middle, right)):
        pen.words(words, start, y, FINE)
        pen.rule((start + pen.width(words, FINE) + 1, y + 0.4), (end, y + 0.4))
