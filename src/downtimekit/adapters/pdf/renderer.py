"""Draws packets as PDF, for a printer."""

from __future__ import annotations

from pathlib import Path

from attrs import field, frozen, validators
from attrs.converters import optional
from fpdf import FPDF

from downtimekit.adapters.pdf.blocks import Block, paginate
from downtimekit.adapters.pdf.head import Frame, draw_frame
from downtimekit.adapters.pdf.measures import FOOT, HEAD, MARGIN, PAGES, Box, PageName
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.sections import section_blocks
from downtimekit.adapters.pdf.typeface import pen_for
from downtimekit.forms.closing import printed_sections
from downtimekit.forms.heading import heading_of
from downtimekit.models.forms import Packet, Sheet


@frozen
class PdfRenderer:
    """Draws a packet as one PDF, a sheet after the other.

    The same packet is drawn as the same bytes. The document's own fields (title, author) say nothing of the patient.

    Attributes:
        page: the size of the paper.
        font: a TrueType or OpenType file for names that Helvetica cannot show. Helvetica, which every viewer has,
            shows the characters of Windows-1252: Western European names. DejaVu Sans and Noto Sans show many more.
            Scripts that join or run from right to left are refused with any font.
        bold: the same in bold; without it, bold is set in ``font``.
    """

    page: PageName = field(default="Letter", validator=validators.in_(PAGES))
    font: Path | None = field(default=None, converter=optional(Path))
    bold: Path | None = field(default=None, converter=optional(Path))

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".pdf"

    def render(self, packet: Packet) -> bytes:
        """Return the document.

        Raises:
            Rejected: the font lacks a character, or something is too long for its place; it names the sheet.
        """
        width, height = PAGES[self.page]
        pdf = FPDF(unit="mm", format=(width, height))
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.set_creation_date(packet.as_of)
        pdf.set_title(f"Downtime forms {packet.sheets[0].serial} to {packet.sheets[-1].serial}")
        pdf.set_lang("en-US")
        pen = pen_for(pdf, self.font, self.bold)
        area = Box(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN)
        for sheet in packet.sheets:
            _draw_sheet(pen, packet, sheet, area)
        return bytes(pdf.output())


def _draw_sheet(pen: Pen, packet: Packet, sheet: Sheet, area: Box) -> None:
    pen.serial = sheet.serial
    sections = [section_blocks(pen, section, area.w) for section in printed_sections(sheet.form)]
    pages = paginate(sections, area.h - HEAD - FOOT, pen)
    frame = Frame(
        heading=heading_of(packet),
        form=sheet.form,
        serial=sheet.serial,
        downtime=packet.downtime,
        drill=packet.drill,
        pages=len(pages),
    )
    for number, blocks in enumerate(pages, start=1):
        pen.pdf.add_page()
        draw_frame(pen, frame, area, number=number)
        _draw_blocks(pen, blocks, area)


def _draw_blocks(pen: Pen, blocks: list[Block], area: Box) -> None:
    y = area.y + HEAD
    for block in blocks:
        block.draw(pen, Box(area.x, y, area.w, block.height))
        y += block.height
