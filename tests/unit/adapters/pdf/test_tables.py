"""Tables: their heads say what is written into each column, also where they go on over the page."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from downtimekit.adapters.pdf.measures import TICK
from downtimekit.adapters.pdf.widths import shared
from downtimekit.models.forms import FormDefinition, Paper, Place
from downtimekit.testing.contracts.renderer import solid
from tests.pressed import a_form, asking, plan_of, press_of, sheet_of
from tests.rastered import cut, shades

SORTS = [{"key": word.lower(), "label": word} for word in ("Oral", "Tube", "Urine", "Drain", "Vomit")]
COLUMNS: list[dict[str, Any]] = [
    {"key": "number", "label": "No.", "kind": "number", "required": True},
    {"key": "at", "label": "Clock", "kind": "time", "required": True},
    {"key": "sort", "label": "Sort", "kind": "one_of", "choices": SORTS},
    {"key": "day", "label": "Day", "kind": "date"},
    {"key": "both", "label": "Moment", "kind": "date_time"},
    {"key": "told", "label": "Whom the nurse told of it", "short": "Told", "kind": "text"},
]
PAPERS = pytest.mark.parametrize("paper", Paper)


def table(lines: int, **more: Any) -> FormDefinition:
    return asking(kind="table", label="Fluids", hint="in and out", lines=lines, columns=COLUMNS, **more)


def pages_of(form: FormDefinition, paper: Paper = Paper.LETTER, **more: Any) -> list[str]:
    document = press_of(form, paper).render([sheet_of(form, **more)])
    return [solid(page.extract_text()) for page in PdfReader(BytesIO(document)).pages]


@PAPERS
def test_a_table_that_goes_on_has_its_heads_on_every_page(paper: Paper) -> None:
    first, second = pages_of(table(30), paper)

    for words in ("Clock", "HH:MM", "MM/DD/YYYY", "Sort:Oral,Tube,Urine,Drain,Vomit", "Told:Whomthenursetoldofit"):
        assert words in first
        assert words in second
    assert "Fluids(continued)" not in first
    assert "Fluids(continued)" in second


@PAPERS
def test_under_the_heads_of_a_further_page_every_row_has_its_place(paper: Paper) -> None:
    form = table(30)
    pages = plan_of(press_of(form, paper), form).pages
    rows = [[zone for zone in page.zones if zone.path.endswith(".at")] for page in pages]

    assert [zone.path for page in rows for zone in page] == [f"asked[{row}].at" for row in range(30)]
    assert rows[1][0].place.y > 49 + 12  # under what stands above it again
    assert all(below.place.y > above.place.y for page in rows for above, below in pairwise(page))


def test_a_table_that_goes_on_says_so_in_the_language_of_the_sheet() -> None:
    form = table(30)
    told = {"language": "es", "texts": {text: f"{text} ES" for text in form.texts()}}
    form = FormDefinition.model_validate({**form.model_dump(), "translations": [told]})

    assert "FluidsES(continuación)" in pages_of(form, language="es")[1]


@PAPERS
def test_a_note_that_goes_on_says_whose_lines_they_are(paper: Paper) -> None:
    first, second = pages_of(asking(kind="note", lines=40, hint="all of it"), paper)

    assert "Asked(allofit)" in first
    assert "(continued)" not in first
    assert "Asked(continued)" in second


def test_a_table_on_one_page_says_nothing_of_going_on() -> None:
    (page,) = pages_of(table(4))

    assert "continued" not in page


def test_a_column_that_is_needed_has_its_sign_and_the_printed_numbers_have_none() -> None:
    (page,) = pages_of(table(4))

    assert "Clock*" in page
    assert "Day*" not in page
    assert "No.*" not in page


@pytest.mark.parametrize(
    ("column", "answer", "shown"),
    [
        ("at", "07:05", "07:05"),
        ("day", "2026-03-04", "03/04/2026"),
        ("both", "2026-03-04T07:05:00-05:00", "03/04/202607:05"),
    ],
)
def test_a_known_moment_is_written_as_its_column_says(column: str, answer: str, shown: str) -> None:
    (page,) = pages_of(table(2), answers={"asked": [{column: answer}]})

    assert shown in page
    assert answer not in page or answer == shown


def test_a_sign_of_what_is_needed_is_never_alone_on_a_line() -> None:
    labels = [f"Has the patient fallen in the {'x' * more}?" for more in range(2, 20)]
    asked = [{"key": f"k{n}", "label": label, "kind": "yes_no", "required": True} for n, label in enumerate(labels)]
    form = a_form(*asked)
    (page,) = PdfReader(BytesIO(press_of(form).render([sheet_of(form)]))).pages
    lines = [line.strip() for line in page.extract_text().splitlines()]

    assert sum(line.endswith("*") for line in lines) == len(labels)
    assert "*" not in lines


def test_no_word_of_a_head_is_broken_beside_columns_that_have_room() -> None:
    words = ("Systolic", "Diastolic", "Temperature", "Respiration", "Consciousness")
    columns = [{"key": word, "label": word, "kind": "number"} for word in words]
    wide = [{"key": key, "label": key, "kind": "note"} for key in ("Note", "Remark", "More")]
    form = asking(kind="table", lines=2, columns=[*columns, *wide])
    document = press_of(form).render([sheet_of(form)])
    lines = PdfReader(BytesIO(document)).pages[0].extract_text().split()

    assert [word for word in words if word not in lines] == []


def test_the_word_of_a_box_is_nearer_to_its_box_than_to_the_next() -> None:
    choices = [{"key": f"k{number}", "label": f"Room near the nurses {'n' * number} of it"} for number in range(16)]
    form = asking(kind="many_of", choices=choices)
    (page,) = shades(press_of(form), sheet_of(form))
    boxes = [zone.place for zone in plan_of(press_of(form), form).pages[0].zones if zone.choice]
    first = min(box.x for box in boxes)
    before = [Place(x=box.x - 3.2, y=box.y - 1, w=3, h=TICK + 2) for box in boxes if box.x > first]

    assert before
    assert min(cut(page, place).min() for place in before) == 255


@pytest.mark.parametrize(
    ("needs", "shares", "firm", "widths"),
    [
        ((10, 10), (1, 3), (), [25, 75]),
        ((40, 10), (1, 3), (), [40, 60]),
        ((40, 50, 5), (1, 1, 1), (), [40, 50, 10]),
        ((100, 100), (1, 1), (), [50, 50]),
        ((60, 50), (1, 1), (True, False), [60, 40]),
        ((90, 60), (1, 1), (True, False), [60, 40]),  # too little is left: all give way
        ((120,), (1,), (True,), [100]),
    ],
)
def test_columns_have_what_they_need_before_they_share_the_rest(
    needs: tuple[float, ...], shares: tuple[float, ...], firm: tuple[bool, ...], widths: list[float]
) -> None:
    assert shared(100, needs=needs, shares=shares, firm=firm) == pytest.approx(widths)
