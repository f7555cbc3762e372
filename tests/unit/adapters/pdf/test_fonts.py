"""Which fonts paper is printed in."""

from __future__ import annotations

from pathlib import Path

import pytest

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.errors import Rejected
from downtimekit.models.forms import Layout, Packet
from downtimekit.testing.contracts.renderer import FORM, SERIALS, packet_of
from tests.paper import pages_of_pdf
from tests.pressed import SEAL
from tests.typeset import font_file

ASCII = "".join(map(chr, range(32, 127)))


def printed(renderer: PdfRenderer, packet: Packet) -> bytes:
    return renderer.compile([FORM], layout=Layout()).render([packet])


def test_a_font_shows_the_names_that_it_has_characters_for(tmp_path: Path) -> None:
    renderer = PdfRenderer(SEAL, fonts=[font_file(tmp_path, ASCII + "ŁłŻż")])
    packet = packet_of(1, family="Przykład", given="Żaneta")

    assert all("PRZYKŁAD, Żaneta" in page for page in pages_of_pdf(printed(renderer, packet)))
    assert printed(renderer, packet) == printed(renderer, packet)
    with pytest.raises(Rejected, match=f"sheet {SERIALS[1][0]}"):
        printed(renderer, packet_of(1, family="Παράδειγμα"))
    with pytest.raises(Rejected, match=f"sheet {SERIALS[1][0]}"):
        printed(PdfRenderer(SEAL, fonts=[]), packet)


def test_without_a_name_that_needs_it_a_font_is_not_in_the_file(tmp_path: Path) -> None:
    with_font, without = PdfRenderer(SEAL, fonts=[font_file(tmp_path, ASCII + "Ł")]), PdfRenderer(SEAL, fonts=[])

    assert printed(with_font, packet_of(1)) == printed(without, packet_of(1))


def test_a_name_that_one_patient_has_is_in_nobody_elses_file(tmp_path: Path) -> None:
    renderer = PdfRenderer(SEAL, fonts=[font_file(tmp_path, ASCII + "Ł")])
    press = renderer.compile([FORM], layout=Layout())
    files = list(press.files([packet_of(1, family="Łata"), packet_of(2)]))

    assert [b"FontFile2" in file for file in files] == [True, False]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # fontTools leaves such a file open
@pytest.mark.parametrize("content", [b"", b"no font", b"\x00\x01\x00\x00 broken", None])
def test_a_file_that_is_no_font_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "letters.ttf"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(Rejected, match=r"letters\.ttf"):
        printed(PdfRenderer(SEAL, fonts=[file]), packet_of(1))
