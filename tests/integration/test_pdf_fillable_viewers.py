"""A sheet is filled in with the programs that clinics have: what is clicked and typed there comes back."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf_fillable import FillablePdfRenderer, read_fillable
from downtimekit.forms import FormBook, SerialPool, issued, packets
from downtimekit.forms.codes import Reception, Seal
from downtimekit.models.forms import FormPlan, Layout, Packet, Zone
from downtimekit.testing.contracts.renderer import FORM
from tests.printing import a_day, a_visit

pytestmark = pytest.mark.integration

SEAL = Seal.of(b"x" * 32)
RENDERER = FillablePdfRenderer(PdfRenderer(SEAL), SEAL)
PRESS = RENDERER.compile([FORM], layout=Layout())
POINT = 25.4 / 72


def a_packet() -> Packet:
    (packet,) = packets(a_day(a_visit(1)), forms=[FORM], pool=SerialPool("W", 1, 99), downtime="west-1")
    return packet


def zone_of(path: str, choice: str | None = None) -> Zone:
    plan: FormPlan = PRESS.plans[0]
    return next(zone for zone in plan.pages[0].zones if (zone.path, zone.choice) == (path, choice))


def reception(packet: Packet) -> Reception:
    return Reception(
        downtime=packet.downtime,
        drill=False,
        now=packet.as_of,
        opened=SEAL.open,
        issued={form.serial: form for form in issued([packet])},
        plans=PRESS.plans,
    )


class Viewer:
    """PDFium, as Chrome has it: clicks and types into the first page."""

    def __init__(self, document: bytes) -> None:
        self.pdf = pypdfium2.PdfDocument(document)
        self.pdf.init_forms()
        self.page = self.pdf[0]

    def click(self, zone: Zone) -> None:
        x, y = (zone.place.x + zone.place.w / 2) / POINT, (zone.place.y + zone.place.h / 2) / POINT
        where = (self.pdf.formenv.raw, self.page.raw, 0, x, self.page.get_height() - y)
        pdfium.FORM_OnMouseMove(*where)
        pdfium.FORM_OnLButtonDown(*where)
        pdfium.FORM_OnLButtonUp(*where)

    def type(self, zone: Zone, text: str) -> None:
        self.click(zone)
        for letter in text:
            pdfium.FORM_OnChar(self.pdf.formenv.raw, self.page.raw, ord(letter), 0)
        pdfium.FORM_ForceToKillFocus(self.pdf.formenv.raw)

    def saved(self) -> bytes:
        written = BytesIO()
        self.pdf.save(written)
        return written.getvalue()

    def close(self) -> None:
        self.page.close()
        self.pdf.close()


def filled_in() -> tuple[bytes, Packet]:
    packet = a_packet()
    viewer = Viewer(PRESS.render([packet]))
    viewer.type(zone_of("text"), "Typed in a viewer")
    viewer.type(zone_of("date"), "2026-03-03")
    viewer.click(zone_of("there", "on_foot"))
    viewer.click(zone_of("there", "by_bus"))
    viewer.click(zone_of("back", "on_foot"))
    viewer.click(zone_of("back", "by_bus"))
    viewer.click(zone_of("yes_no", "false"))
    viewer.click(zone_of("found[1].side", "by_bus"))
    saved = viewer.saved()
    viewer.close()
    return saved, packet


def test_what_is_clicked_and_typed_in_pdfium_comes_back_and_of_exclusive_boxes_one() -> None:
    saved, packet = filled_in()
    (sheet,) = read_fillable(saved, reception=reception(packet), forms=FormBook.of(FORM), zone="America/New_York")

    assert sheet == {
        "serial": packet.sheets[0].serial,
        "content": {
            "text": "Typed in a viewer",
            "date": "2026-03-03",
            "there": "by_bus",
            "back": ["on_foot", "by_bus"],
            "yes_no": False,
            "found": [{"number": 2, "side": "by_bus"}],
        },
    }


def test_a_box_that_is_clicked_twice_is_empty_again() -> None:
    packet = a_packet()
    viewer = Viewer(PRESS.render([packet]))
    for _ in range(2):
        viewer.click(zone_of("back", "on_foot"))
    saved = viewer.saved()
    viewer.close()

    assert read_fillable(saved, reception=reception(packet), forms=FormBook.of(FORM), zone="UTC") == ()


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(PRESS.render([a_packet()]))

    said = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=True)
    assert "No syntax or stream encoding errors" in said.stdout


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs poppler")
def test_poppler_shows_the_tick_in_the_box_that_was_clicked_and_in_no_other(tmp_path: Path) -> None:
    saved, _ = filled_in()
    (tmp_path / "sheet.pdf").write_bytes(saved)
    command = ["pdftoppm", "-r", "72", "-f", "1", "-l", "1", "-gray", str(tmp_path / "sheet.pdf"), str(tmp_path / "p")]
    subprocess.run(command, check=True)
    (image,) = tmp_path.glob("p*.pgm")
    header, size, _, pixels = image.read_bytes().split(b"\n", 3)
    width = int(size.split()[0])
    assert header == b"P5"

    def darkness(zone: Zone) -> float:
        x, y = zone.place.x / POINT, zone.place.y / POINT
        inside = [pixels[int(y + down) * width + int(x + right)] for down in range(4, 9) for right in range(4, 9)]
        return 1 - sum(inside) / len(inside) / 255

    assert darkness(zone_of("there", "by_bus")) > 0.15
    assert darkness(zone_of("there", "on_foot")) < 0.02


def test_the_fields_are_known_to_pikepdf_by_the_serial_and_the_path() -> None:
    packet = a_packet()
    with pikepdf.open(BytesIO(PRESS.render([packet]))) as pdf:
        (top,) = pdf.Root.AcroForm.Fields
        names = [str(field.T) for field in top.Kids]

    assert str(top.T) == packet.sheets[0].serial
    assert {"text", "there", "back#on_foot", "found[0]%2Eside", "told", "told##2"} <= set(names)
    assert len(names) == len(set(names))
