"""The fonts of a document hold what is shown and nothing else, and say what every sign means."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from downtimekit.adapters._type import Case, Fount
from downtimekit.adapters._type import fount as fount_module
from tests.typeset import embedded, font_file, page_of, read

LETTERS = "AbcŁŻż "


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case([font_file(tmp_path, LETTERS)])


def test_nothing_is_needed_for_a_document_without_words() -> None:
    assert Fount().objects(5) == ({}, [])


def test_western_names_need_no_font_file() -> None:
    fount = Fount()
    fount.show(Case(()).line("Ann"), 0, 0, 10)
    fount.show(Case(()).line("Ann", bold=True), 0, 0, 10)
    names, bodies = fount.objects(7)

    assert names == {"T1": 7, "T2": 8}
    assert [b"/BaseFont/Helvetica/" in bodies[0], b"/BaseFont/Helvetica-Bold/" in bodies[1]] == [True, True]


def test_a_font_holds_the_letters_that_are_shown_and_no_others(case: Case) -> None:
    fount = Fount()
    for name in ("Ła", "Łb", "Łb"):
        fount.show(case.line(name.replace("a", "c")), 0, 0, 10)
    file, meanings = embedded(fount.objects(5)[1])

    font = TTFont(BytesIO(file), checkChecksums=2)
    assert meanings == {1: "Ł", 2: "c", 3: "b"}
    assert font["maxp"].numGlyphs == 4
    assert [font["hmtx"][name][0] for name in font.getGlyphOrder()] == [0, 600, 600, 600]
    assert [font["glyf"][name].numberOfContours for name in font.getGlyphOrder()] == [0, 1, 1, 1]
    assert (font["maxp"].maxPoints, font["maxp"].maxContours) == (4, 1)


def test_the_same_names_are_the_same_bytes(case: Case) -> None:
    assert page_of(case.line("Łc")) == page_of(case.line("Łc"))


def test_a_full_font_is_followed_by_another(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fount_module, "_FULL", 1)
    lines = [case.line(name) for name in ("Ł", "Żb", "żc", "Ł")]

    assert read(page_of(*lines)).split() == ["Ł", "Żb", "żc", "Ł"]
    fount = Fount()
    for line in lines:
        fount.show(line, 0, 0, 10)
    assert len(fount.objects(5)[0]) == 2 + 1


def test_places_are_written_as_pdf_reads_them(case: Case) -> None:
    shown = Fount("F").show(case.line("Ł"), 0.000012, 1e6, 7.5)

    assert shown == b"BT 0.00 1000000.00 Td /F1 7.50 Tf <0001> Tj ET\n"
