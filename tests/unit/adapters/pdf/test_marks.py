"""A drill, a read-only copy and a second print say so across the page, and in no field."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from downtimekit.models.forms import FormDefinition, PagePlan, Paper
from tests.arabic_form import FORM as ARABIC
from tests.arabic_form import packet as arabic_packet
from tests.paper import codes_of_pdf
from tests.pressed import FORMS, SEAL, library, plan_of, press_of, sheet_of, text_of
from tests.rastered import Shades, cut, shades

MARKS: list[dict[str, Any]] = [
    {"drill": True},
    {"read_only": True},
    {"copy_number": 2},
    {"drill": True, "read_only": True, "copy_number": 99},
]
MARKED = pytest.mark.parametrize("marks", MARKS, ids="+".join)
SAMPLE = [form for form in FORMS if form.key in {"radiologist_worksheet", "every_kind", "role_card_charge_nurse"}]
PALEST = 0.9 * 255  # what is darker may be taken for a tick


def changed(page: PagePlan, one: Shades, other: Shades) -> list[str]:
    """Return the fields in which two pages differ."""
    return [zone.path for zone in page.zones if not np.array_equal(cut(one, zone.place), cut(other, zone.place))]


@MARKED
@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("form", SAMPLE, ids=lambda form: form.key)
def test_a_mark_lies_in_no_field(form: FormDefinition, paper: Paper, marks: dict[str, Any]) -> None:
    plain, marked = (shades(library(paper), sheet_of(form, **more)) for more in ({}, marks))
    for page, without, under in zip(plan_of(library(paper), form).pages, plain, marked, strict=True):
        assert changed(page, without, under) == []
        assert (without != under).mean() > 0.003  # and yet it is there


def test_a_mark_lies_in_no_field_of_a_page_that_is_read_from_right_to_left() -> None:
    press = press_of(ARABIC)
    plain, marked = (shades(press, arabic_packet(drill=drill)) for drill in (False, True))
    (page,) = plan_of(press, ARABIC, "ar").pages

    assert changed(page, plain[0], marked[0]) == []


@MARKED
def test_a_mark_is_paler_than_any_pencil(marks: dict[str, Any]) -> None:
    (form,) = (form for form in FORMS if form.key == "radiologist_worksheet")
    plain, marked = (shades(library(), sheet_of(form, **more)) for more in ({}, marks))
    below_the_band = slice(400, None)  # the code says the marks too
    for without, under in zip(plain, marked, strict=True):
        changed = under[below_the_band][without[below_the_band] != under[below_the_band]]
        were_white = under[below_the_band][(without[below_the_band] == 255) & (under[below_the_band] != 255)]
        assert len(changed)
        assert were_white.min() > PALEST


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ({"drill": True}, ["DRILL: NOT FOR PATIENT CARE"]),
        ({"read_only": True, "copy_number": 7}, ["READ ONLY", "COPY 7"]),
        ({"drill": True, "language": "es"}, ["SIMULACRO: NO ES PARA ATENCIÓN DE PACIENTES"]),
    ],
)
def test_the_band_tells_every_mark_in_words(marks: dict[str, Any], told: list[str]) -> None:
    form = FORMS[-1]
    text = "".join(text_of(library(), sheet_of(form, **marks)).split())

    assert all("".join(words.split()) in text for words in told)


def test_each_packet_of_a_pile_has_its_own_marks() -> None:
    form = FORMS[0]
    packets = [sheet_of(form, number=1, drill=True), sheet_of(form, number=2), sheet_of(form, copy_number=2)]
    texts = [text_of(library(), packet) for packet in packets]

    assert ["DRILL" in text for text in texts] == [True, False, False]
    assert ["COPY 2" in text for text in texts] == [False, False, True]


@MARKED
def test_the_code_says_whether_it_is_a_drill_and_which_copy_it_is(marks: dict[str, Any]) -> None:
    codes = [SEAL.open(token).code for token in codes_of_pdf(library().render([sheet_of(FORMS[0], **marks)]))]

    said = {(code.drill, code.copy_number) for code in codes if code}
    assert said == {(marks.get("drill", False), marks.get("copy_number", 1))}
