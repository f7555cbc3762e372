"""What is known before a sheet is printed stands in its field, whole, or the sheet is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from downtimekit.errors import Rejected
from downtimekit.testing.contracts.renderer import solid
from tests.pressed import SERIAL, a_form, asking, plan_of, press_of, sheet_of, text_of
from tests.rastered import cut, shades

WAYS = [{"key": "foot", "label": "On foot"}, {"key": "bus", "label": "By bus", "mark": "B"}]
MANY = [{"key": f"kind_{number}", "label": f"Kind {number}", "mark": f"K{number}"} for number in range(9)]
COLUMNS = [
    {"key": "number", "label": "No.", "kind": "number"},
    {"key": "side", "label": "Side", "kind": "one_of", "choices": WAYS},
    {"key": "kind", "label": "Kind", "kind": "one_of", "choices": MANY},
    {"key": "note", "label": "Note", "kind": "note"},
]
FORM = a_form(
    {"key": "name", "label": "Name", "kind": "text"},
    {"key": "dose", "label": "Dose", "kind": "number", "unit": "mg"},
    {"key": "day", "label": "Day", "kind": "date"},
    {"key": "hour", "label": "Hour", "kind": "time"},
    {"key": "begun", "label": "Begun", "kind": "date_time"},
    {"key": "ill", "label": "Ill?", "kind": "yes_no"},
    {"key": "way", "label": "Way", "kind": "one_of", "choices": WAYS},
    {"key": "ways", "label": "Ways", "kind": "many_of", "choices": WAYS},
    {"key": "where", "label": "Where", "kind": "diagram", "diagram": "breasts"},
    {"key": "rows", "label": "Rows", "kind": "table", "columns": COLUMNS, "lines": 3},
    {"key": "told", "label": "Told", "kind": "note", "lines": 4},
    {"key": "by", "label": "By", "kind": "signature"},
)
PRESS = press_of(FORM)


def changed(**answers: Any) -> list[tuple[str, str | None]]:
    """Return the places of the form in which something stands that is not there on blank paper."""
    plain, filled = (shades(PRESS, sheet_of(FORM, answers=known)) for known in ({}, answers))
    pages = zip(plan_of(PRESS, FORM).pages, plain, filled, strict=True)
    return [
        (zone.path, zone.choice)
        for page, before, after in pages
        for zone in page.zones
        if (cut(before, zone.place) != cut(after, zone.place)).any()
    ]


@pytest.mark.parametrize(
    ("answers", "places"),
    [
        ({"name": "Example"}, [("name", None)]),
        ({"dose": 2.5}, [("dose", None)]),
        ({"day": "2026-03-04"}, [("day", None)]),
        ({"hour": "09:30"}, [("hour", None)]),
        ({"begun": "2026-03-04T09:30:00-05:00"}, [("begun", None)]),
        ({"ill": True}, [("ill", "true")]),
        ({"ill": "false"}, [("ill", "false")]),
        ({"way": "bus"}, [("way", "bus")]),
        ({"ways": ["foot", "bus"]}, [("ways", "foot"), ("ways", "bus")]),
        ({"where": [{"x": 0.2, "y": 0.5, "sign": "1"}]}, [("where", None)]),
        ({"rows": [{}, {"side": "foot", "kind": "kind_4"}]}, [("rows[1].side", "foot"), ("rows[1].kind", None)]),
        ({"rows": [{"note": "Seen before"}]}, [("rows[0].note", None)]),
        ({"told": "A word"}, [("told", None)]),
        ({"by": "N. Example"}, [("by", None)]),
        ({"entered_by": "N. Example"}, [("entered_by", None)]),
        ({"name": None, "ways": [], "told": ""}, []),
    ],
)
def test_an_answer_stands_in_its_field_and_in_no_other(answers: dict[str, Any], places: list[object]) -> None:
    assert changed(**answers) == places


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"name": "Zo\u00eb Example"}, "Zo\u00ebExample"),
        ({"dose": 12.5}, "12.5"),
        ({"rows": [{"kind": "kind_4"}]}, "K4"),
        ({"where": [{"x": 0.2, "y": 0.5, "sign": "Q7"}]}, "Q7"),
        ({"told": "One\nTwo, three"}, "OneTwo,three"),
    ],
)
def test_words_that_are_known_can_be_read(answers: dict[str, Any], told: str) -> None:
    assert told in solid(text_of(PRESS, sheet_of(FORM, answers=answers)))
    assert told not in solid(text_of(PRESS, sheet_of(FORM)))


def test_the_digits_of_a_day_stand_in_the_order_of_the_boxes() -> None:
    words = {"asked": "2026-03-14T09:57"}
    form = asking(kind="date_time")

    assert "031420260957" in solid(text_of(press_of(form), sheet_of(form, answers=words)))


@pytest.mark.parametrize(
    ("order", "parts", "digits"),
    [
        ("dmy", "JJ MM AAAA", "140320260957"),
        ("dmy", "TT MM JJJJ", "140320260957"),
        ("ymd", "AAAA MM JJ", "202603140957"),
        ("mdy", "XX YY ZZZZ", "031420260957"),
    ],
)
def test_the_digits_of_a_day_stand_in_the_order_that_the_language_of_the_form_says(
    order: str, parts: str, digits: str
) -> None:
    told = {"language": "fr", "page_words": {"day_order": order, "day_parts": parts}}
    form = asking(kind="date_time").model_copy(update=told)
    sheet = sheet_of(form, answers={"asked": "2026-03-14T09:57"}, language="fr")

    assert digits in solid(text_of(press_of(form), sheet))


@pytest.mark.parametrize(
    "answers",
    [
        {"no_such_field": "x"},
        {"way": "plane"},
        {"ways": ["foot", "plane"]},
        {"ill": "perhaps"},
        {"rows": [{"no_such_column": 1}]},
        {"rows": [{}] * 4},
        {"rows": "many"},
        {"day": "in spring, said Nora"},
        {"hour": "25:00"},
        {"name": "W" * 400},
        {"name": "Secret\nsecret"},
        {"told": "Secret secret " * 300},
        {"told": "x\x00y"},
        {"by": "\u0007"},
    ],
    ids=lambda answers: ascii(answers)[:40],
)
def test_what_has_no_place_or_cannot_be_shown_whole_is_refused_without_being_told(answers: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as refusal:
        PRESS.render([sheet_of(FORM, answers=answers)])

    assert str(refusal.value).startswith(f"sheet {SERIAL}: ")
    assert refusal.value.__context__ is None
    assert not [word for word in ("secret", "nora", "www", "plane", "perhaps") if word in str(refusal.value).lower()]


def test_an_address_of_thirty_lines_is_shown_whole_or_refused() -> None:
    address = "\n".join(f"Line {number} of Example Street" for number in range(30))
    roomy, narrow = asking(kind="note", lines=12), asking(kind="note", lines=6)
    text = solid(text_of(press_of(roomy), sheet_of(roomy, answers={"asked": address})))

    assert solid(address) in text
    with pytest.raises(Rejected, match="too long for its place"):
        press_of(narrow).render([sheet_of(narrow, answers={"asked": address})])


def test_a_long_text_goes_on_on_the_next_page() -> None:
    form = asking(kind="note", lines=40)
    words = [f"word{number:03d}." for number in range(450)]
    press = press_of(form)
    read = text_of(press, sheet_of(form, answers={"asked": " ".join(words)}))
    filled = shades(press, sheet_of(form, answers={"asked": " ".join(words)}))

    assert re.findall(r"word\d{3}\.", read) == words
    assert len(filled) == 2


def test_a_name_of_120_letters_is_shown_whole_or_refused() -> None:
    form = asking(kind="text")
    for name in ("Anna-Maria " * 10 + "Example", "M" * 120):
        try:
            text = text_of(press_of(form), sheet_of(form, answers={"asked": name}))
        except Rejected:
            continue
        assert solid(name) in solid(text)


@pytest.mark.parametrize(
    "marks", ["Planted", ["Planted"], [{"x": "Planted", "y": 0.5}], [{"x": 0.5}], [{"x": 5, "y": 0.5}], [None], 7]
)
def test_a_mark_that_is_none_is_refused(marks: object) -> None:
    form = asking(kind="diagram", diagram="body")

    with pytest.raises(Rejected, match=f"sheet {SERIAL}") as refusal:
        press_of(form).render([sheet_of(form, answers={"asked": marks})])
    assert "Planted" not in str(refusal.value)
