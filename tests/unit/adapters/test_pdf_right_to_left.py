"""A form in Arabic begins at the right; dates, codes and the two sides of the body stay as they are everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pypdfium2
import pytest
from fpdf import FPDF

from downtimekit.adapters._type import Case
from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.adapters.pdf.measures import Box, Face
from downtimekit.adapters.pdf.pen import Pen
from downtimekit.adapters.pdf.typeface import finished, pen_for
from downtimekit.adapters.scan import ScanReader
from downtimekit.errors import Rejected
from downtimekit.forms.codes import Seal
from downtimekit.forms.reading import Seen
from downtimekit.forms.words import page_words
from downtimekit.models.forms import FieldKind, FormPlan, Layout, Place
from tests.arabic_form import FORM, PAGE_WORDS, TEXTS, packet
from tests.typeset import font_file, read

WIDTH = 200.0
PLAIN = Face(10)
LETTERS = (
    "".join(chr(code) for code in range(32, 127))
    + "".join({*TEXTS.values(), *PAGE_WORDS.values()})
    + "فاطمةالزهراءالأمين"
)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return font_file(tmp_path, LETTERS)


@pytest.fixture
def case(letters: Path) -> Case:
    return Case([letters])


@pytest.fixture
def plans(letters: Path) -> Mapping[str, FormPlan]:
    press = PdfRenderer(Seal.generate(), fonts=[letters]).compile([FORM], layout=Layout(languages=("en", "ar")))
    return {plan.language: plan for plan in press.plans}


def pen_of(case: Case, *, right_to_left: bool) -> Pen:
    pdf = FPDF(unit="mm", format=(WIDTH, 100))
    pdf.set_auto_page_break(False)
    pdf.set_compression(False)
    pdf.add_page()
    return pen_for(pdf, case, right_to_left=right_to_left)


def operators(pen: Pen) -> list[list[str]]:
    contents = pen.pdf.pages[1].contents
    assert isinstance(contents, bytearray)
    return [line.split() for line in contents.decode("latin-1").splitlines()]


def left_ends(pen: Pen) -> list[float]:
    """Return where each text begins, in millimetres from the left."""
    return [round(float(line[line.index("BT") + 1]) * 25.4 / 72, 2) for line in operators(pen) if "BT" in line]


@pytest.mark.parametrize(
    ("align", "left"), [(0, WIDTH - 20 - 10), (0.5, WIDTH - 20 - 5), (1, WIDTH - 20)], ids=["begin", "middle", "end"]
)
def test_words_end_where_they_would_begin(case: Case, align: float, left: float) -> None:
    pen = pen_of(case, right_to_left=True)
    face = Face(10 / (pen.width("لا", Face(1))))

    pen.words("لا", 20, 50, face, align=align)

    assert left_ends(pen) == [pytest.approx(left, abs=0.05)]


def test_everything_else_lies_as_in_a_mirror(case: Case) -> None:
    pen = pen_of(case, right_to_left=True)

    pen.frame(Box(10, 10, 30, 5))
    pen.rule((0, 1), (50, 2))
    pen.zone("name", FieldKind.TEXT, Box(10, 20, 30, 5))

    (rectangle,) = (line for line in operators(pen) if line[-2:] == ["re", "S"])
    assert float(rectangle[0]) * 25.4 / 72 == pytest.approx(WIDTH - 40, abs=0.01)
    assert pen.zones[0].place == Place(x=WIDTH - 40, y=20, w=30, h=5)


def test_what_no_language_turns_is_drawn_as_it_is_at_the_mirrored_place(case: Case) -> None:
    pen = pen_of(case, right_to_left=True)

    with pen.unmirrored(Box(10, 10, 30, 5)) as box:
        pen.words("MM", box.x, 12, PLAIN)
        pen.words("YY", box.x + 10, 12, PLAIN)
    pen.words("MM", 10, 20, PLAIN)

    first, second, third = left_ends(pen)
    assert (box.x, box.y, box.w, box.h) == pytest.approx((WIDTH - 40, 10, 30, 5))
    assert (first, second) == (WIDTH - 40, WIDTH - 30)
    assert third > second


def test_a_finished_document_brings_its_fonts_along(case: Case) -> None:
    pen = pen_of(case, right_to_left=True)
    pen.words("نعم", 10, 10, PLAIN)
    pen.words("Yes", 10, 20, PLAIN)
    pen.pdf.add_page()
    pen.words("لا", 10, 20, Face(10, bold=True))

    assert read(finished(pen)).split() == ["نعم", "Yes", "لا"]


def test_what_no_font_has_names_the_form_and_not_the_words(case: Case) -> None:
    pen = pen_of(case, right_to_left=True)
    pen.subject = "form arrival"

    with pytest.raises(Rejected, match="form arrival: holds a character") as refused:
        pen.words("王", 10, 10, PLAIN)
    assert "王" not in str(refused.value)


def test_boxes_of_a_form_in_arabic_lie_at_the_mirrored_places(plans: Mapping[str, FormPlan]) -> None:
    width, _ = plans["en"].paper.size
    english, arabic = (boxes(plan, "signs") for plan in (plans["en"], plans["ar"]))

    assert [choice for choice, _ in english] == [choice for choice, _ in arabic] == ["lump", "pain", "none"]
    first, mirrored = english[0][1], arabic[0][1]
    assert mirrored.x == pytest.approx(width - first.x - first.w, abs=0.02)
    assert [place.x for _, place in arabic] == sorted((place.x for _, place in arabic), reverse=True)


def test_the_square_code_changes_sides_and_the_plan_says_so(plans: Mapping[str, FormPlan]) -> None:
    (width, _), english, arabic = plans["en"].paper.size, plans["en"].code, plans["ar"].code

    assert english is not None
    assert arabic is not None
    assert arabic.x == pytest.approx(width - english.x - english.w, abs=0.02)


def test_her_right_breast_is_on_the_left_in_every_language(letters: Path) -> None:
    press = PdfRenderer(Seal.generate(), fonts=[letters]).compile([FORM], layout=Layout(languages=("en", "ar")))

    for language, right, left in (("en", "RIGHT", "LEFT"), ("ar", PAGE_WORDS["right"], PAGE_WORDS["left"])):
        found = places_of(press.render([packet(language=language)]), (right, left))
        assert found[right] < found[left]


def test_the_digits_of_a_date_are_written_from_the_left(letters: Path) -> None:
    press = PdfRenderer(Seal.generate(), fonts=[letters]).compile([FORM], layout=Layout(languages=("ar",)))
    day = "".join(page_words(FORM, "ar").day_parts)

    shown = read(press.render([packet()])).replace(" ", "").replace("/", "")

    assert day in shown
    assert day[::-1] not in shown


def test_a_page_in_arabic_comes_back_from_a_scan(letters: Path) -> None:
    seal = Seal.generate()
    press = PdfRenderer(seal, fonts=[letters]).compile([FORM], layout=Layout(languages=("ar",)))
    sheet = press.render([packet(before=False, side="right", signs=["pain"])])

    (page,) = ScanReader(seal, press.plans).read(sheet).pages

    ticked = [(seen.zone.path, seen.zone.choice) for seen in page.zones or () if seen.seen is Seen.TICKED]
    assert ticked == [("before", "false"), ("side", "right"), ("signs", "pain")]


def boxes(plan: FormPlan, path: str) -> Sequence[tuple[str, Place]]:
    return [(zone.choice or "", zone.place) for page in plan.pages for zone in page.zones if zone.path == path]


def places_of(document: bytes, words: Sequence[str]) -> Mapping[str, float]:
    """Return how far from the left words stand."""
    page = pypdfium2.PdfDocument(document)[0].get_textpage()
    text = page.get_text_range()
    return {word: page.get_charbox(text.index(word))[0] for word in words}
