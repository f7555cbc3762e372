"""Which fonts of a machine are taken, and in which order: the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from downtimekit.adapters._type import CannotShow, Case, places
from tests.typeset import font_file

FILES = (
    "truetype/dejavu/DejaVuSans.ttf",
    "truetype/dejavu/DejaVuSans-Bold.ttf",
    "truetype/dejavu/DejaVuSans-Oblique.ttf",
    "truetype/dejavu/DejaVuSansMono.ttf",
    "truetype/noto/NotoSans-Regular.ttf",
    "truetype/noto/NotoSansArabic-Regular.ttf",
    "truetype/noto/NotoSansDevanagari-Regular.ttf",
    "truetype/noto/NotoSerifDevanagari-Regular.ttf",
    "opentype/noto/NotoSansCJK-Regular.ttc",
    "opentype/noto/NotoSansCJK-Bold.ttc",
    "arialbd.ttf",
    "arial.ttf",
    "Dingbats.ttf",
    "NotoSans.txt",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A machine whose fonts lie in this folder."""
    monkeypatch.setattr(places, "_FOLDERS", {"linux": (str(tmp_path), str(tmp_path / "none"))})
    places.for_script.cache_clear()
    places._found.cache_clear()
    yield tmp_path
    places.for_script.cache_clear()
    places._found.cache_clear()


@pytest.mark.parametrize(
    ("script", "bold", "first"),
    [
        ("Latn", False, ["NotoSans-Regular", "DejaVuSans"]),
        ("Latn", True, ["DejaVuSans-Bold", "NotoSansCJK-Bold", "arialbd"]),
        ("Arab", False, ["NotoSansArabic-Regular", "NotoSans-Regular"]),
        ("Deva", False, ["NotoSansDevanagari-Regular", "NotoSerifDevanagari-Regular", "NotoSans-Regular"]),
        ("Hani", False, ["NotoSansCJK-Regular", "NotoSans-Regular"]),
        ("Hang", True, ["NotoSansCJK-Bold", "DejaVuSans-Bold"]),
        ("Zyyy", False, ["NotoSans-Regular", "DejaVuSans"]),
    ],
)
def test_a_font_that_is_made_for_a_script_comes_first(folder: Path, script: str, bold: bool, first: list[str]) -> None:
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()

    found = [path.stem for path in places.for_script(script, bold=bold)]

    assert found[: len(first)] == first
    assert not {"DejaVuSans-Oblique", "DejaVuSansMono", "Dingbats", "NotoSans"} & set(found)


def test_a_broken_font_of_the_machine_is_passed_over(folder: Path) -> None:
    (folder / "NotoSans-Regular.ttf").write_bytes(b"broken")
    font_file(folder, "Łucja", name="DejaVuSans")

    assert Case().line("Łucja").width == pytest.approx(5 * 0.6)


def test_a_machine_without_fonts_shows_western_names_and_refuses_others(folder: Path) -> None:
    assert Case().line("Núñez").text == "Núñez"
    with pytest.raises(CannotShow, match="font that has it"):
        Case().line("Łucja")
