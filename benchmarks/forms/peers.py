"""The same two pages as people draw them without us: every stroke again for each patient.

What is drawn is laid out once, before anything is measured: where each word, frame and box is. The peers place that,
the patient, and a code of their own, which takes them the same work as it takes us.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from itertools import count
from typing import Any, Protocol

from attrs import frozen

from benchmarks.forms.piles import AS_OF, SEAL, expected, visit_of
from downtimekit.forms.codes import PageCode
from downtimekit.forms.printed import printed_sections
from downtimekit.models.forms import FormDefinition, FormField, FormPlan, Packet, PagePlan, Place

POINT = 25.4 / 72
CODE = Place(x=184, y=13, w=19, h=19)


@frozen
class Word:
    """A text at a place, in millimetres from the upper left corner."""

    x: float
    y: float
    size: float
    text: str


@frozen
class PageDrawing:
    """What is on a page for everybody."""

    words: tuple[Word, ...]
    frames: tuple[Place, ...]


def drawings_of(form: FormDefinition, plan: FormPlan) -> list[PageDrawing]:
    """Return the pages of a form: a frame for each field, a box for each choice, and all their words."""
    fields = {field.key: field for section in printed_sections(form, plan.language) for field in section.fields}
    return [PageDrawing(tuple(_words(form, fields, page)), tuple(z.place for z in page.zones)) for page in plan.pages]


def _words(form: FormDefinition, fields: Mapping[str, FormField], page: PagePlan) -> Iterator[Word]:
    yield Word(12, 19, 16, form.title)
    yield Word(12, 23, 7.5, f"Filled in by {form.filled_in_by}. Black ink; one letter or digit in a box.")
    yield from (Word(12 + 40 * number, 29, 6.5, label) for number, label in enumerate(("Name", "Born", "MRN", "Exam")))
    yield Word(12, 271, 7.5, f"{form.title}, version {form.version} ({form.digest[:8]})")
    told = set()
    for zone in page.zones:
        key = zone.path.partition("[")[0]
        if zone.path not in told:
            told.add(zone.path)
            yield Word(zone.place.x, zone.place.y - 1, 9, fields[key].label)
        labels = {choice.key: choice.label for choice in fields[key].choices}
        if zone.choice is not None:
            yield Word(zone.place.x + 6, zone.place.y + 3.4, 9, labels.get(zone.choice, zone.choice))


def identity_of(packet: Packet, serial: str) -> list[Word]:
    """Return what is on each page of one patient."""
    visit = visit_of(packet)
    born = f"{visit.patient.birth_date:%d %b %Y}"
    return [
        Word(14, 34, 15, visit.patient.label),
        Word(140, 34, 12, born),
        Word(14, 42, 10.5, visit.patient.mrn),
        Word(45, 42, 10.5, visit.accession),
        Word(80, 42, 10.5, f"{visit.starts:%d %b %Y %H:%M (UTC%z)}"),
        Word(140, 42, 10.5, visit.exam),
        Word(
            12, 47, 7.5, f"Site west. Schedule as of {packet.as_of:%d %b %Y %H:%M}. Do not use after {packet.expires}."
        ),
        Word(130, 24, 15, serial),
        Word(170, 9, 9, packet.downtime),
    ]


def with_fpdf2(packets: Sequence[Packet], plan: FormPlan, drawings: Sequence[PageDrawing]) -> bytes:
    """Draw everything again on each page, and the code with python-qrcode as a picture."""
    pdf: Any = import_module("fpdf").FPDF(unit="mm", format=(215.9, 279.4))
    pdf.set_auto_page_break(False)
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_creation_date(AS_OF)
    for packet, code in expected(packets, [plan]):
        pdf.add_page()
        draw_page(pdf, drawings[code.page - 1], packet, code)
    return bytes(pdf.output())


class Writer(Protocol):
    """As much of a document of fpdf2 as is used here."""

    rect: Callable[[float, float, float, float], None]
    set_font: Callable[[str, str, float], None]
    set_xy: Callable[[float, float], None]
    multi_cell: Callable[..., object]
    image: Callable[..., object]
    code39: Callable[..., None]


def draw_page(pdf: Writer, drawing: PageDrawing, packet: Packet, code: PageCode, *, named: bool = True) -> None:
    """Draw one page with fpdf2, with the patient's name or without."""
    for frame in drawing.frames:
        pdf.rect(frame.x, frame.y, frame.w, frame.h)
    own = identity_of(packet, code.serial)[0 if named else 1 :]
    for word in (*drawing.words, *own, Word(180, 271, 9, f"Page {code.page}")):
        pdf.set_font("helvetica", "", word.size)
        pdf.set_xy(word.x, word.y - word.size * POINT)
        pdf.multi_cell(w=max(10.0, 205 - word.x), h=word.size * POINT * 1.18, text=word.text)
    pdf.image(_picture(SEAL.token(code)), CODE.x, CODE.y, CODE.w, CODE.h)
    pdf.code39(f"*{code.serial}*", 125, 13, w=0.6, h=6)


def _picture(token: str) -> BytesIO:
    """Draw a token as fpdf2's documentation does, with python-qrcode."""
    qrcode: Any = import_module("qrcode")
    made = BytesIO()
    code = qrcode.QRCode(version=3, error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=4, border=0)
    code.add_data(token)
    code.make_image().save(made, "PNG")
    made.seek(0)
    return made


class Canvas(Protocol):
    """As much of reportlab's canvas as is used here."""

    beginForm: Callable[[str], None]
    endForm: Callable[[], None]
    doForm: Callable[[str], None]
    showPage: Callable[[], None]
    save: Callable[[], None]
    rect: Callable[[float, float, float, float], None]
    setFont: Callable[[str, float], None]
    drawString: Callable[[float, float, str], None]


def with_reportlab(packets: Sequence[Packet], plan: FormPlan, drawings: Sequence[PageDrawing]) -> bytes:
    """Draw each page once as a form, show it on each page, and add the patient, the code and the bars."""
    barcodes: Any = import_module("reportlab.graphics.barcode")
    made = BytesIO()
    page: Canvas = import_module("reportlab.pdfgen.canvas").Canvas(made, pagesize=(612, 792), invariant=1)
    for number, drawing in enumerate(drawings, start=1):
        page.beginForm(f"page{number}")
        for frame in drawing.frames:
            page.rect(frame.x / POINT, _up(frame.y + frame.h), frame.w / POINT, frame.h / POINT)
        _draw(page, drawing.words)
        page.endForm()
    for packet, code in expected(packets, [plan]):
        page.doForm(f"page{code.page}")
        _draw(page, (*identity_of(packet, code.serial), Word(180, 271, 9, f"Page {code.page}")))
        widget = barcodes.createBarcodeDrawing("QR", value=SEAL.token(code), barLevel="M", barBorder=0)
        widget.scale(CODE.w / POINT / widget.width, CODE.h / POINT / widget.height)
        widget.drawOn(page, CODE.x / POINT, _up(CODE.y + CODE.h))
        barcodes.createBarcodeDrawing("Standard39", value=code.serial, barWidth=0.6, barHeight=17, checksum=0).drawOn(
            page, 125 / POINT, _up(19)
        )
        page.showPage()
    page.save()
    return made.getvalue()


def _up(y: float) -> float:
    return 792 - y / POINT


def _draw(page: Canvas, words: Sequence[Word]) -> None:
    for word in words:
        page.setFont("Helvetica", word.size)
        page.drawString(word.x / POINT, _up(word.y), word.text)


_PAGE = (
    b"%d 0 obj\n<</Type/Page/Parent 2 0 R/Contents %d 0 R>>\nendobj\n"
    b"%d 0 obj\n<</Length %d>>\nstream\n/P0.0 Do\n"
    b"BT 39.06 695.00 Td /T1 15.00 Tf (%b) Tj ET\nBT 450.00 695.00 Td /T1 12.00 Tf (%b) Tj ET\n"
    b"BT 39.06 672.00 Td /T1 10.50 Tf (%b) Tj ET\nBT 123.00 672.00 Td /T1 10.50 Tf (%b) Tj ET\n"
    b"BT 216.00 672.00 Td /T1 10.50 Tf (%b) Tj ET\nBT 387.00 672.00 Td /T1 10.50 Tf (%b) Tj ET\n"
    b"BT 34.02 660.00 Td /T2 7.50 Tf (%b) Tj ET\nBT 376.00 722.00 Td /T1 15.00 Tf (%b) Tj ET\n"
    b"BT 498.00 764.00 Td /T1 9.00 Tf (%b) Tj ET\n%b\nendstream\nendobj\n"
)


def copied(packets: Sequence[Packet], front: bytes, code: bytes, pages: int) -> bytes:
    """Copy prepared bytes, with nothing but the patient's words filled in: no code, no bars, no table of objects."""
    numbers = count(100, 2)
    chunks = [front]
    for packet in packets:
        for sheet in packet.sheets:
            words = [word.text.encode("cp1252") for word in identity_of(packet, sheet.serial)]
            for _ in range(pages):
                number = next(numbers)
                chunks.append(_PAGE % (number, number + 1, number + 1, 1000, *words, code))
    return b"".join(chunks)


Drawer = Callable[[Sequence[Packet], FormPlan, Sequence[PageDrawing]], bytes]
"""Draws a document of a form for some patients."""
