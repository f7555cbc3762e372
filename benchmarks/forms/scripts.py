"""A file for each patient whose name is in any script, beside fpdf2 with a font and shaping for each file."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from pypdf import PdfReader

from benchmarks.contest import Effort, contest, is_installed, repeated
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from benchmarks.forms.peers import PageDrawing, draw_page, drawings_of
from benchmarks.forms.piles import AS_OF, FORM, SEAL, contents_of, expected, packets_of, token_in, visit_of
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf.press import PdfPress
from downtimekit.models.forms import FormPlan, Layout, Packet

FILES = Measured(
    "forms",
    "unicode_file_vs_fpdf2",
    "fpdf2, with a font and shaping",
    "files/s CPU",
    Wanted(Bound.AT_LEAST, target=150, aim=600),
)
FOLDER = Path("/usr/share/fonts/truetype/noto")
NAMES: Mapping[str, str] = {
    "Παράδειγμα": "NotoSans-Regular.ttf",
    "Пример": "NotoSans-Regular.ttf",
    "Przykładowska": "NotoSans-Regular.ttf",
    "Nguyễn": "NotoSans-Regular.ttf",
    "مثال": "NotoSansArabic-Regular.ttf",
    "דוגמה": "NotoSansHebrew-Regular.ttf",
    "उदाहरण": "NotoSansDevanagari-Regular.ttf",
    "ตัวอย่าง": "NotoSansThai-Regular.ttf",
}
"""Names of nobody, which mean example, and the font in which the peer prints each."""
VARIED = 25
COMPARED = (
    "a file is 2 pages with the form, bars, square codes and a font of the letters in it: ours with pages drawn before "
    "and outlines of letters kept from file to file (names are not; the first file of each letter is not "
    "counted), the peer's drawn anew, the font opened and subset"
)


def varied(name: str, seed: int) -> str:
    """Return another name in the same script: no two patients need the same letters of a font."""
    own = Random(seed)  # noqa: S311  (no secret)
    return "".join(own.sample(clusters(name), own.randint(3, len(clusters(name)))))


def clusters(name: str) -> list[str]:
    """Return the letters of a name, each with its marks."""
    return re.findall(r"[^\W\d_][\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*", name)


def run(effort: Effort) -> Iterator[Figure]:
    """Print each patient's file for itself."""
    press = PdfRenderer(SEAL).compile([FORM], layout=Layout())
    names = [varied(name, seed) for seed in range(VARIED) for name in NAMES]
    packets = packets_of(len(names), names=names)
    ours_next, peers_next = cycle(packets), cycle(packets)
    missing = [name for name in set(NAMES.values()) if not (FOLDER / name).exists()]
    if missing or not is_installed("uharfbuzz", "qrcode"):
        return
    deque(press.files(packets), maxlen=0)  # else a short round would measure how letters are drawn for the first time
    ours = repeated("downtimekit", lambda: press.render([next(ours_next)]), effort=effort)
    (plan,) = press.plans
    drawings = drawings_of(FORM, plan)
    peer = repeated(FILES.peer_name, lambda: with_fpdf2(next(peers_next), plan, drawings), effort=effort)
    result = contest(ours, peer, effort=effort)
    problems = "; ".join(filter(None, (_problem(press, packet) for packet in packets[:: len(packets) // 20])))
    yield FILES.rates(
        result, problems=problems, note=f"{len(set(names))} names, 7 scripts; {COMPARED}; {rounds_of(result)}"
    )


def with_fpdf2(packet: Packet, plan: FormPlan, drawings: Sequence[PageDrawing]) -> bytes:
    """Draw a file as `peers.with_fpdf2` does, with what the patient is called in a font that has it."""
    pdf: Any = import_module("fpdf").FPDF(unit="mm", format=(215.9, 279.4))
    pdf.set_auto_page_break(False)
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_creation_date(AS_OF)
    family = visit_of(packet).patient.family or ""
    file = next(file for name, file in NAMES.items() if set(family) <= set(name))
    pdf.add_font("name", "", FOLDER / file)
    for own, code in expected([packet], [plan]):
        pdf.add_page()
        draw_page(pdf, drawings[code.page - 1], own, code, named=False)
        pdf.set_text_shaping(True)
        pdf.set_font("name", "", 15)
        pdf.text(14, 34, family)
        pdf.set_text_shaping(False)
    return bytes(pdf.output())


def _problem(press: PdfPress, packet: Packet) -> str:
    """Return what is wrong with a patient's file: the letters of the name are read, and the code of each page."""
    pages = PdfReader(BytesIO(press.render([packet]))).pages
    wanted = [code for _, code in expected([packet], press.plans)]
    if [SEAL.open(token_in(contents_of(page))).code for page in pages] != wanted:
        return "a page has another's code"
    letters = set((visit_of(packet).patient.family or "").upper())
    lost = [page for page in pages if not letters <= set(page.extract_text())]
    return "a letter of a name is lost" if lost else ""
