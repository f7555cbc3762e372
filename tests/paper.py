"""Read back what was printed, and the schedule that comes with the examples."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from downtimekit.forms import QUESTIONNAIRE, RADIOLOGIST_WORKSHEET, TECH_NOTES, SerialPool, packets
from downtimekit.models.forms import Packet
from downtimekit.models.reading import read
from downtimekit.models.schedule import DaySchedule

SCHEDULE = Path(__file__).parents[1] / "examples" / "data" / "schedule.json"
POOL = SerialPool("W", 1, 200)
FORMS = (QUESTIONNAIRE, TECH_NOTES, RADIOLOGIST_WORKSHEET)


def pages_of_pdf(document: bytes) -> Sequence[str]:
    """Return the words of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(document)).pages]


def images_of_pdf(document: bytes, *, dpi: int = 150) -> Sequence[Image.Image]:
    """Return each page as a printer prints it, in shades of grey."""
    pages = pypdfium2.PdfDocument(document)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in pages]
    finally:
        pages.close()


def codes_of_pdf(document: bytes) -> Sequence[str]:
    """Return the square code of each page, as a reader of scans finds it."""
    return [code_on(image, zxingcpp.BarcodeFormat.QRCode) for image in images_of_pdf(document)]


def code_on(image: Image.Image, kind: zxingcpp.BarcodeFormat) -> str:
    """Return the one code of a kind that is on a page."""
    (found,) = (code for code in zxingcpp.read_barcodes(image) if code.format == kind)
    return found.text


def codes_of_text(document: bytes) -> Sequence[str]:
    """Return the code of each page, which stands there in groups of letters."""
    found = [re.search(r"^DK\w( \w{4}){12}$", page, re.MULTILINE) for page in pages_of_text(document)]
    return [code[0].replace(" ", "") for code in found if code]


def pages_of_text(document: bytes) -> Sequence[str]:
    """Return the words of each page."""
    return document.decode().split("\f")


def west() -> DaySchedule:
    """Return the example's schedule."""
    return read(DaySchedule, json.loads(SCHEDULE.read_text(encoding="utf-8")), source=SCHEDULE.name)


def packets_of_the_day(*, drill: bool = False) -> tuple[Packet, ...]:
    """Return a packet of all forms for each patient of the example."""
    return packets(west(), forms=FORMS, pool=POOL, downtime="west-2026-03-03", drill=drill)
