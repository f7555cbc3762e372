"""Draws lists as PDF: the day's schedule, what lies in a pile of packets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from attrs import field, frozen, validators
from attrs.converters import optional
from fpdf import FPDF

from downtimekit.adapters.pdf.listing import page_area, page_frame
from downtimekit.adapters.pdf.measures import GREY, LABEL, PAGES, PALE, TICK, Box, Face, PageName
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.typeface import case_of, finished, pen_for
from downtimekit.forms.words import ENGLISH, PAGE_WORDS, filled
from downtimekit.models.forms import runs_right_to_left
from downtimekit.models.listing import TO_TICK, Listing

_CELL, _FACT = Face(8.5), Face(9)
_PAD = 1.1  # between the frame of a cell and its words
_UPRIGHT = 8  # a list with more columns lies sideways
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # the same list is the same bytes, whenever it is drawn

_Row = tuple[list[str], ...]


@frozen
class ListingPdf:
    """Draws lists; one with many columns lies sideways on the page.

    A text is broken into as many lines as it needs, and a row that is higher than a page goes on on the next one.

    Attributes:
        page: the size of the paper.
        font: a TrueType or OpenType file for words that Helvetica cannot show; without it, suitable ones are looked for
            on this machine.
        bold: the same in bold.
    """

    page: PageName = field(default="Letter", validator=validators.in_(PAGES))
    font: Path | None = field(default=None, converter=optional(Path))
    bold: Path | None = field(default=None, converter=optional(Path))

    @property
    def suffix(self) -> str:
        """The ending of a file's name."""
        return ".pdf"

    def render(self, listing: Listing) -> bytes:
        """Return the document."""
        sideways = len(listing.columns) > _UPRIGHT
        width, height = PAGES[self.page]
        pdf = FPDF(unit="mm", format=(height, width) if sideways else (width, height))
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.set_creation_date(_ALWAYS)
        pdf.set_lang(listing.language)
        pen = pen_for(pdf, case_of(self.font, self.bold), right_to_left=runs_right_to_left(listing.language))
        pen.subject = "the list"
        _draw(pen, listing, page_area(self.page, sideways=sideways))
        return finished(pen)


def _draw(pen: Pen, listing: Listing, area: Box) -> None:
    facts = [line for fact in listing.facts for line in pen.wrap(_shown(pen, fact, listing), _FACT, area.w)]
    top = len(facts) * _FACT.leading + 2
    heads = _broken(pen, listing.columns, listing, area, LABEL)
    rows = [_broken(pen, row, listing, area, _CELL) for row in listing.rows]
    pages = list(_paged(rows, area.h - _height(heads, LABEL), top))
    words = PAGE_WORDS.get(listing.language.partition("-")[0], ENGLISH)
    for number, page in enumerate(pages, start=1):
        pen.pdf.add_page()
        page_frame(
            pen,
            area,
            title=_shown(pen, listing.title, listing),
            mark=listing.mark,
            foot=_shown(pen, listing.foot, listing),
            number=filled(words.page, page=number, pages=len(pages)),
        )
        y = area.y
        if number == 1:
            pen.lines(facts, area.x, y, _FACT)
            y += top
        y = _draw_row(pen, heads, Box(area.x, y, area.w, area.h), listing, LABEL)
        for row in page:
            y = _draw_row(pen, row, Box(area.x, y, area.w, area.h), listing, _CELL)


def _shown(pen: Pen, text: str, listing: Listing) -> str:
    plain = " ".join(text.split())
    return plain if pen.shows(plain) else listing.unshown


def _broken(pen: Pen, texts: Sequence[str], listing: Listing, area: Box, face: Face) -> _Row:
    cells = area.columns(*listing.widths)
    return tuple(
        [TO_TICK] if text == TO_TICK else pen.wrap(_shown(pen, text, listing), face, cell.w - 2 * _PAD)
        for text, cell in zip(texts, cells, strict=True)
    )


def _height(row: _Row, face: Face) -> float:
    words = max(map(len, row)) * face.leading
    return max(words, TICK if [TO_TICK] in row else 0) + 2 * _PAD


def _paged(rows: Sequence[_Row], room: float, top: float) -> Iterator[list[_Row]]:
    page: list[_Row] = []
    left = room - top
    for row in rows:
        for piece in _pieces(row, room):
            height = _height(piece, _CELL)
            if height > left:
                yield page
                page, left = [], room
            page.append(piece)
            left -= height
    yield page


def _pieces(row: _Row, room: float) -> Iterator[_Row]:
    """Yield a row, in pieces where it is higher than a page."""
    lines = int((room - 2 * _PAD) / _CELL.leading)
    for start in range(0, max(map(len, row)), lines):
        yield tuple(cell[start : start + lines] for cell in row)


def _draw_row(pen: Pen, row: _Row, box: Box, listing: Listing, face: Face) -> float:
    height = _height(row, face)
    for lines, cell in zip(row, Box(box.x, box.y, box.w, height).columns(*listing.widths), strict=True):
        pen.frame(cell, grey=GREY, fill=PALE if face is LABEL else None)
        if lines == [TO_TICK]:
            pen.tick_box(cell.x + (cell.w - TICK) / 2, cell.y + (height - TICK) / 2)
        else:
            pen.lines(lines, cell.x + _PAD, cell.y + _PAD, face)
    return box.y + height
