"""A text becomes a line that shows every character, or is refused in words that hold nothing of it."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fpdf import FPDF

from downtimekit.adapters._type import CannotShow, Case, han_of
from downtimekit.adapters._type import case as case_module
from downtimekit.adapters._type.composing import composed
from downtimekit.adapters._type.font import Cluster, Font
from downtimekit.adapters._type.line import Embedded, Standing
from downtimekit.errors import Rejected
from tests.typeset import both_at_once, font_file, page_of, read

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ,.()-0123456789"
EVERY_WESTERN = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(32, 256) if code not in (127, 173))


@pytest.mark.parametrize("bold", [False, True])
def test_helvetica_is_as_wide_as_fpdf2_knows_it(bold: bool) -> None:
    pdf = FPDF(unit="pt")
    pdf.core_fonts_encoding = "cp1252"
    pdf.set_font("helvetica", "B" if bold else "", 1000)

    for character in EVERY_WESTERN:
        assert Case().line(character, bold=bold).width * 1000 == pytest.approx(pdf.get_string_width(character), abs=0.5)


@pytest.mark.parametrize(
    "name", ["García-Núñez, Zoë", "O\u2019Neil (Šárka) “Ž”", r"\) Tj ET /Evil Do BT (", "a)b(c\\d", EVERY_WESTERN]
)
def test_a_western_name_is_read_back_as_it_was(name: str) -> None:
    assert name.strip().replace("\u00a0", " ") in read(page_of(Case(()).line(name))).replace("\u00a0", " ")


def test_a_letter_with_its_accent_apart_is_the_same_letter() -> None:
    assert Case(()).line("Zoe\u0308") == Case(()).line("Zoë")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann\nLee", "control character"),
        ("Ann\x00", "control character"),
        ("Ann\x85", "control character"),
        ("Ann\u2028Lee", "control character"),
        ("Ann\ud800", "Unicode does not know"),
        ("Ann\ue000", "Unicode does not know"),
        ("Ann\U000f0000", "Unicode does not know"),
        ("Ann\ufffe", "Unicode does not know"),
        ("Ann\u0378", "Unicode does not know"),
        ("Ann\ufff9", "Unicode does not know"),
        ("Ann \u202egnik", "turns the order"),
        ("\u0301Ann", "stands on no letter"),
        ("Ann \u0301", "stands on no letter"),
        ("Ann" + "\u0300\u0316" * 20, "more accents"),
        ("Łucja", "font that has it"),
    ],
)
def test_what_has_no_place_on_paper_is_refused_without_being_repeated(text: str, words: str) -> None:
    with pytest.raises(CannotShow, match=words) as refused:
        Case(()).line(text)

    assert "Ann" not in str(refused.value)


def test_a_soft_hyphen_is_not_drawn() -> None:
    assert Case(()).line("Stein\u00adberg") == Case(()).line("Steinberg")


def test_a_name_keeps_the_shape_of_its_han_though_composing_would_take_it_away() -> None:
    assert composed("\ufa19田 e\u0301") == "\ufa19田 é"


def test_a_word_stays_in_one_font(tmp_path: Path) -> None:
    line = Case([font_file(tmp_path, LATIN + "Ł")]).line("Łucja Nowak")

    (run,) = line.runs
    assert isinstance(run, Embedded)
    assert line.width == pytest.approx(11 * 0.6)
    assert read(page_of(line)) == "Łucja Nowak"


def test_a_letter_that_one_font_lacks_is_taken_from_the_next(tmp_path: Path) -> None:
    files = [font_file(tmp_path, LATIN + "Ł", name="one"), font_file(tmp_path, "Ż", name="two")]

    line = Case(files).line("ŁaŻ")

    assert [type(run) for run in line.runs] == [Embedded, Standing, Embedded]
    assert read(page_of(line)) == "ŁaŻ"


def test_bold_is_set_in_the_bold_font_and_what_it_lacks_in_the_other(tmp_path: Path) -> None:
    plain, bold = font_file(tmp_path, LATIN + "ŁŻ", name="plain"), font_file(tmp_path, LATIN + "Ł", name="bold")
    case = Case([plain], [bold])

    used = [case.line(name, bold=True).runs[0] for name in ("Łucja", "Żaneta")]

    assert [run.font.path.stem for run in used if isinstance(run, Embedded)] == ["bold", "plain"]


def test_a_font_that_draws_nothing_for_a_letter_does_not_have_it(tmp_path: Path) -> None:
    blank = font_file(tmp_path, LATIN, blank="Ł", name="blank")
    with pytest.raises(CannotShow):
        Case([blank]).line("Łucja")

    (run,) = Case([blank, font_file(tmp_path, LATIN + "Ł", name="whole")]).line("Łucja").runs
    assert isinstance(run, Embedded)
    assert run.font.path.stem == "whole"


def test_a_sign_over_numbers_that_the_font_lacks_is_not_drawn_as_a_box(tmp_path: Path) -> None:
    with pytest.raises(CannotShow):
        Case([font_file(tmp_path, LATIN + "Ł")]).line("Ł\u0600")


def test_an_accent_that_the_font_lacks_is_not_left_out(tmp_path: Path) -> None:
    with pytest.raises(CannotShow):
        Case([font_file(tmp_path, LATIN + "Ł")]).line("Ł\u0331ucja")


def test_another_process_sets_the_same_type(tmp_path: Path) -> None:
    case = Case([font_file(tmp_path, LATIN + "Ł")])
    before = page_of(case.line("Łucja"))

    assert page_of(pickle.loads(pickle.dumps(case)).line("Łucja")) == before
    assert page_of(pickle.loads(pickle.dumps(case.line("Łucja")))) == before


def test_threads_may_share_a_case(tmp_path: Path) -> None:
    names = [first + second for first in "ŁŻĄĘŚŃĆŹ" for second in "łżąęśńćź"]
    case = Case([font_file(tmp_path, LATIN + "".join(names))])

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda name: page_of(case.line(name)), names))

    assert [read(page) for page in pages] == names


@pytest.mark.parametrize("content", [b"", b"no font", b"\x00\x01\x00\x00 broken"])
def test_a_file_that_is_no_font_is_refused_by_its_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letters.ttf"
    file.write_bytes(content)

    with pytest.raises(Rejected, match=r"letters\.ttf cannot be read"):
        Case([file]).check()


def test_a_font_of_pictures_is_refused(tmp_path: Path) -> None:
    path = font_file(tmp_path, LATIN)
    font = TTFont(path)
    del font["glyf"], font["loca"]
    font.save(path)

    with pytest.raises(Rejected, match="paper needs outlines"):
        Case([path]).check()


def test_a_font_that_must_not_be_embedded_is_refused(tmp_path: Path) -> None:
    path = font_file(tmp_path, LATIN)
    font = TTFont(path)
    font["OS/2"].fsType = 2
    font.save(path)

    with pytest.raises(Rejected, match="must not be embedded"):
        Case([path]).check()


class TestWithoutTheExtra:
    """Without HarfBuzz, what needs no shaping is shown, and what needs it is refused."""

    @pytest.fixture(autouse=True)
    def _without(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(case_module, "_shape", lambda: None)

    def test_letters_that_stand_side_by_side_are_shown(self, tmp_path: Path) -> None:
        case = Case([font_file(tmp_path, LATIN + "ŁŻאבגכהן王")])

        assert read(page_of(case.line("Łucja Żak, 王"))) == "Łucja Żak, 王"

    def test_hebrew_runs_from_right_to_left_with_its_brackets_turned(self, tmp_path: Path) -> None:
        line = Case([font_file(tmp_path, LATIN + "אבגכהן")]).line("כהן (אב)")

        assert line.right_to_left
        assert "".join(c.text for run in line.runs if isinstance(run, Embedded) for c in run.clusters) == ")בא( ןהכ"

    @pytest.mark.parametrize("name", ["محمد", "श्री", "สมศักดิ์", "Ł\u0331a", "שָׂ", "ᄒᆞᆫ"])
    def test_letters_that_join_or_move_are_refused_with_the_name_of_the_extra(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(CannotShow, match="'writing'"):
            Case([font_file(tmp_path, LATIN + name)]).line(name)


@pytest.mark.parametrize(
    ("languages", "han"),
    [
        (("en",), "zh-hans"),
        (("en", "ja"), "ja"),
        (("ko-KR",), "ko"),
        (("zh",), "zh-hans"),
        (("es", "zh-TW"), "zh-hant"),
        (("zh-Hant-HK", "ja"), "zh-hant"),
        (("yue",), "zh-hant"),
    ],
)
def test_han_are_drawn_as_where_the_forms_are_read(languages: tuple[str, ...], han: str) -> None:
    assert han_of(languages) == han


@pytest.mark.parametrize(("place", "name", "made"), [(Cluster, "of", Cluster.of), (case_module, "Font", Font)])
def test_two_threads_that_open_a_font_at_once_go_on_with_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: object, name: str, made: type
) -> None:
    shared = Case([font_file(tmp_path, "Ł")])
    monkeypatch.setattr(place, name, both_at_once(made))
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(shared.line, "ŁŁ")

    assert first == second
