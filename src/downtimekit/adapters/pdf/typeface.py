"""How a document of fpdf2 comes to the fonts that its pen writes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.output import OutputProducer
from fpdf.syntax import PDFObject

from downtimekit.adapters._type import Case, Fount
from downtimekit.adapters.pdf.pen import Pen

_PREFIX = "F"  # fpdf2 calls its own fonts F1, F2 and so on; a pen uses none of them


def case_of(font: Path | None, bold: Path | None) -> Case:
    """Return the fonts of one file, and of another for bold; without one, those of this machine.

    Raises:
        Rejected: a file is no font.
    """
    case = Case(None if font is None else (font,), () if bold is None else (bold,))
    case.check()
    return case


def pen_for(pdf: FPDF, case: Case, *, right_to_left: bool = False) -> Pen:
    """Return a pen that writes in Helvetica, and in a font file what Helvetica lacks."""
    return Pen(pdf, case, Fount(_PREFIX), right_to_left=right_to_left)


def finished(pen: Pen) -> bytes:
    """Return the document that a pen has drawn."""
    pen.pdf.single_resources_object = True

    class Producer(_Producer):
        fount = pen.fount

    return bytes(pen.pdf.output(output_producer_class=Producer))


class _Body(PDFObject):
    """An object whose words are written already."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body

    def serialize(self, obj_dict: object = None, _security_handler: object = None) -> str:
        return f"{self.id} 0 obj\n{self._body.decode('latin-1')}\nendobj"


class _Producer(OutputProducer):
    """Writes documents of fpdf2 with the fonts of a fount among theirs."""

    fount: Fount

    def _add_fonts(self, *drawn: Any) -> dict[int, Any]:
        fonts: dict[int, Any] = super()._add_fonts(*drawn)
        names, bodies = self.fount.objects(self.obj_id + 1)
        objects = [_Body(body) for body in bodies]
        for body in objects:
            self._add_pdf_obj(body)
        numbered = {body.id: body for body in objects}
        return {**fonts, **{int(name.removeprefix(_PREFIX)): numbered[number] for name, number in names.items()}}
