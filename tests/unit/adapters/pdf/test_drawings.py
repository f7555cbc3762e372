"""A mark that is known already is printed where it means the same as on a screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from downtimekit.adapters.pdf.press import PdfPress
from downtimekit.forms.drawings import DRAWINGS, BreastPlace, mark_at
from downtimekit.models.breast import Side
from downtimekit.models.forms import Diagram, FormDefinition, Paper, Place, Zone
from tests.arabic_form import FORM as ARABIC
from tests.pressed import a_form, plan_of, press_of, sheet_of, text_of
from tests.rastered import DPI, shades

FORMS = {
    "alone": a_form({"key": "where", "label": "Where", "kind": "diagram", "diagram": "breasts"}),
    "beside a question": a_form(
        {"key": "where", "label": "Where", "kind": "diagram", "diagram": "breasts"},
        {"key": "name", "label": "Name", "kind": "text"},
    ),
    "body": a_form({"key": "where", "label": "Where", "kind": "diagram", "diagram": "body"}),
}
"""A drawing as wide as the page, one that shares it, and another drawing."""

PLACES = [BreastPlace(side, clock, 0.8) for side in Side for clock in (2, 6, 9, 12)]


def place_of_drawing(press: PdfPress, form: FormDefinition) -> tuple[int, Place]:
    """Return on which page a drawing is, and where."""
    zones: Iterable[tuple[int, Zone]] = (
        (number, zone) for number, page in enumerate(plan_of(press, form).pages) for zone in page.zones
    )
    return next((number, zone.place) for number, zone in zones if zone.path == "where")


@pytest.mark.parametrize("name", FORMS)
def test_the_zone_of_a_drawing_is_its_box(name: str) -> None:
    form = FORMS[name]
    _, place = place_of_drawing(press_of(form), form)
    drawing = DRAWINGS[form.fields()[0].diagram or Diagram.BREASTS]

    assert place.w / place.h == pytest.approx(drawing.aspect, rel=0.001)


@pytest.mark.parametrize("name", ["alone", "beside a question"])
@pytest.mark.parametrize("where", PLACES, ids=str)
def test_a_known_mark_is_printed_at_its_place(name: str, where: BreastPlace) -> None:
    form, mark = FORMS[name], mark_at(where, sign="8")
    press = press_of(form)
    page, box = place_of_drawing(press, form)
    plain, marked = (
        shades(press, sheet_of(form, answers=known))[page] for known in ({}, {"where": [mark.model_dump()]})
    )
    down, across = np.nonzero(plain.astype(int) - marked.astype(int) > 60)  # what is darker now
    scale = DPI / 25.4
    middle = (across.min() + across.max()) / 2 / scale, (down.min() + down.max()) / 2 / scale

    assert len(down) > 0
    assert middle[0] == pytest.approx(box.x + mark.x * box.w, abs=0.6)
    assert middle[1] == pytest.approx(box.y + mark.y * box.h, abs=0.6)


@pytest.mark.parametrize("x", [0.06, 0.44, 0.56, 0.94])
def test_the_breasts_are_drawn_where_the_geometry_says(x: float) -> None:
    form = FORMS["alone"]
    press = press_of(form)
    page, box = place_of_drawing(press, form)
    picture, scale = shades(press, sheet_of(form))[page], DPI / 25.4
    row = picture[round((box.y + 0.54 * box.h) * scale)]  # beside the line through the middle
    edge = round((box.x + x * box.w) * scale)

    assert row[edge - 6 : edge + 7].min() < 100  # the circle


def test_in_arabic_the_sides_stay_where_they_are() -> None:
    press = press_of(ARABIC)
    zones = [zone for page in plan_of(press, ARABIC, "ar").pages for zone in page.zones]
    (drawn,) = [zone.place for zone in zones if zone.kind == "diagram"]
    mark = mark_at(BreastPlace(Side.RIGHT, 9, 0.8))
    known = {"places": [mark.model_dump()]}
    plain, marked = (shades(press, sheet_of(ARABIC, language="ar", answers=said))[0] for said in ({}, known))
    _, across = np.nonzero(plain.astype(int) - marked.astype(int) > 60)

    assert drawn.w / drawn.h == pytest.approx(DRAWINGS[Diagram.BREASTS].aspect, rel=0.001)
    assert across.mean() / DPI * 25.4 == pytest.approx(drawn.x + mark.x * drawn.w, abs=0.6)


TABLE = {"key": "rows", "label": "Rows", "kind": "table", "columns": [{"key": "a", "label": "A", "kind": "text"}]}
DRAWN = {"key": "where", "label": "Where", "kind": "diagram", "diagram": "body"}
FIRST, SECOND = ({"key": key, "label": key.title(), "kind": "text"} for key in ("first", "second"))
SAME = [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]
TWINS = [{"key": key, "label": key.title(), "kind": "many_of", "choices": SAME} for key in ("right", "left")]


@pytest.mark.parametrize(
    ("fields", "order"),
    [
        ([FIRST, DRAWN, TABLE], ["first", "where", "rows[0].a"]),
        ([TABLE, DRAWN], ["rows[0].a", "where"]),
        ([FIRST, DRAWN, SECOND], ["first", "where", "second"]),
        ([DRAWN, FIRST], ["where", "first"]),
        ([FIRST, DRAWN], ["first", "where"]),
        ([*TWINS, DRAWN], ["right", "where", "left"]),
        ([FIRST, SECOND, TABLE, DRAWN, *TWINS], ["first", "second", "rows[0].a", "where", "right", "left"]),
    ],
)
def test_a_drawing_stands_where_the_form_has_it(fields: list[dict[str, Any]], order: list[str]) -> None:
    form = a_form(*fields)
    zones = [zone for page in plan_of(press_of(form), form).pages for zone in page.zones]
    keys = list(dict.fromkeys(zone.path for zone in zones))

    assert keys[: len(order)] == order


@pytest.mark.parametrize("fields", [[DRAWN, FIRST], [FIRST, DRAWN]])
def test_a_drawing_beside_its_questions_is_on_the_side_where_it_is_in_the_form(fields: list[dict[str, Any]]) -> None:
    form = a_form(*fields)
    places = {zone.path: zone.place.x for zone in plan_of(press_of(form), form).pages[0].zones}

    assert sorted(("where", "first"), key=places.__getitem__) == [field["key"] for field in fields]


def test_the_question_of_a_drawing_is_printed_as_every_other_one() -> None:
    form = a_form({**DRAWN, "label": "Where is it", "hint": "mark all of it", "required": True})

    assert "Where is it\u00a0*" in text_of(press_of(form), sheet_of(form)).replace(" *", "\u00a0*")


@pytest.mark.parametrize(("kind", "needed"), [("date", 44.0), ("time", 30.0), ("date_time", 74.0)])
@pytest.mark.parametrize("paper", Paper)
def test_beside_a_drawing_too_the_digits_of_a_moment_have_their_room(kind: str, needed: float, paper: Paper) -> None:
    beside = [{"key": f"{kind}_{number}", "label": "When", "kind": kind} for number in range(3)]
    form = a_form(DRAWN, *beside)
    zones = [zone for zone in plan_of(press_of(form, paper), form).pages[0].zones if zone.path.startswith(f"{kind}_")]

    assert len(zones) == len(beside)
    assert min(zone.place.w for zone in zones) > needed
