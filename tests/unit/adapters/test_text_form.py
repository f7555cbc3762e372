"""Forms as plain text: what a fax carries and a phone can read aloud."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest

from downtimekit.adapters._text_width import width_of, wrapped
from downtimekit.adapters.text_form import TextRenderer, spoken
from downtimekit.errors import Rejected
from downtimekit.forms import LIBRARY
from downtimekit.forms.codes import Seal
from downtimekit.models.forms import FormDefinition, Layout, Sheet, Translation
from downtimekit.testing.contracts.renderer import packet_of
from tests.own_form import FORM, form_of
from tests.paper import pages_of_text

SEAL = Seal.of("00112233445566778899aabbccddeeff")
SERIAL = "W-000011-6"


def text_of(form: FormDefinition, *, language: str = "en", answers: dict[str, Any] | None = None, **more: Any) -> str:
    """Return a sheet for one patient as text."""
    sheet = Sheet(serial=SERIAL, form=form, language=language, answers=answers or {})
    packet = packet_of(1, **more).model_copy(update={"sheets": (sheet,)})
    press = TextRenderer(SEAL).compile([form], layout=Layout(languages=form.languages))
    return press.render([packet]).decode()


def field_of(kind: str, answer: object = None, **field: Any) -> list[str]:
    """Return the lines of one field, with what is known of it."""
    form = form_of({"key": "asked", "label": "Asked", "kind": kind} | field, record=None)
    text = text_of(form, answers={} if answer is None else {"asked": answer})
    lines = text.partition("--- All ---\n")[2].partition("\n\n")[0]
    return lines.split("\n")


WAYS = [{"key": "a", "label": "On foot"}, {"key": "b", "label": "By bus", "mark": "B"}]


@pytest.mark.parametrize(
    ("kind", "answer", "field", "lines"),
    [
        ("text", None, {}, ["Asked: ________________________"]),
        ("text", "Known", {"hint": "print"}, ["Asked (print): Known"]),
        ("number", None, {"unit": "mm", "required": True}, ["Asked\u00a0*: ________________________ mm"]),
        ("number", 4, {"unit": "mm"}, ["Asked: 4 mm"]),
        ("date", None, {}, ["Asked: __/__/____ (MM/DD/YYYY)"]),
        ("date", "2026-03-04", {}, ["Asked: 04 Mar 2026"]),
        ("time", None, {}, ["Asked: __:__ (24 h)"]),
        ("time", "7:05", {}, ["Asked: 07:05"]),
        ("date_time", None, {}, ["Asked: __/__/____ (MM/DD/YYYY) __:__ (24 h)"]),
        ("date_time", "2026-03-04T07:05:00-05:00", {}, ["Asked: 04 Mar 2026 07:05"]),
        ("yes_no", None, {}, ["Asked  [_]\u00a0Yes [_]\u00a0No"]),
        ("yes_no", "no", {}, ["Asked  [_]\u00a0Yes [X]\u00a0No"]),
        ("one_of", "b", {"choices": WAYS}, ["Asked", "  [_] On foot", "  [X] B By bus"]),
        ("many_of", ["a", "b"], {"choices": WAYS}, ["Asked", "  [X] On foot", "  [X] B By bus"]),
        ("note", None, {"lines": 2}, ["Asked: ________________________", "_" * 78]),
        ("note", "one\ntwo", {"lines": 2}, ["Asked:", "   one", "   two"]),
        ("statement", None, {}, ["Asked"]),
        (
            "diagram",
            [{"x": 0.25, "y": 0.5, "sign": "1"}],
            {"diagram": "breasts"},
            ["Asked:", "  1: 25%, 50%", f"  RIGHT: {'_' * 60}", f"  LEFT: {'_' * 60}"],
        ),
        (
            "table",
            [{"drug": "Exampline", "daily": True, "how": "b"}],
            {
                "lines": 2,
                "columns": [
                    {"key": "number", "label": "No.", "kind": "number"},
                    {"key": "drug", "label": "Name", "kind": "text"},
                    {"key": "daily", "label": "Daily?", "kind": "yes_no"},
                    {"key": "how", "label": "How", "kind": "one_of", "choices": WAYS},
                ],
            },
            [
                "Asked",
                "1. Name Exampline  Daily? [X]\u00a0Yes [_]\u00a0No  How [_]\u00a0On foot [X]\u00a0B",
                f"2. Name {'_' * 24}  Daily? [_]\u00a0Yes [_]\u00a0No  How [_]\u00a0On foot [_]\u00a0B",
            ],
        ),
    ],
)
def test_every_kind_of_field_has_its_place_and_shows_what_is_known(
    kind: str, answer: object, field: dict[str, Any], lines: list[str]
) -> None:
    assert field_of(kind, answer, **field) == lines


@pytest.mark.parametrize(
    "answers",
    [{"nothing": 1}, {"way": "plane"}, {"signs": ["fever", "rash"]}, {"drugs": [{"maker": "x"}]}, {"about": "x"}],
)
def test_what_is_known_and_has_no_place_is_refused_without_being_told(answers: dict[str, Any]) -> None:
    with pytest.raises(Rejected, match=f"sheet {SERIAL}: an answer") as refusal:
        text_of(FORM, answers=answers)
    assert not [word for word in ("plane", "rash", "maker") if word in str(refusal.value)]


@pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
def test_a_page_is_no_wider_and_no_longer_than_a_page(form: FormDefinition) -> None:
    for language in form.languages:
        for page in pages_of_text(text_of(form, language=language).encode()):
            lines = page.rstrip("\n").split("\n")
            assert len(lines) <= 60
            assert max(map(width_of, lines)) <= 78


def test_a_question_ends_with_its_own_sign() -> None:
    assert field_of("text", "Known", label="Who?") == ["Who? Known"]


def test_the_code_can_be_read_aloud() -> None:
    token = "DK1" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOP"

    assert spoken(token).split(" ")[:3] == ["DK1", "ABCD", "EFGH"]
    assert spoken(token).replace(" ", "") == token
    assert width_of(spoken(token)) <= 78


def test_arabic_stands_in_the_order_in_which_it_is_read() -> None:
    arabic = "هل لديك حساسية؟"
    form = form_of({"key": "a", "label": "Allergies?", "kind": "yes_no"})
    words = {text: arabic if text == "Allergies?" else f"{text} ع" for text in form.texts()}
    form = form.model_copy(update={"translations": (Translation(language="ar", texts=words),)})

    assert arabic in text_of(form, language="ar", family="مثال")
    assert "مثال" in text_of(form, language="ar", family="مثال")


@pytest.mark.parametrize("character", ["\u202e", "\x1b", "\u200b", "\ufeff", "\n", "\f", "\u2028", "\ue000"])
def test_a_character_that_nobody_sees_is_refused(character: str) -> None:
    with pytest.raises(Rejected, match=f"sheet {SERIAL}: holds a character that cannot be shown"):
        text_of(FORM, answers={"name": f"a{character}b"})


def test_joiners_that_scripts_need_are_kept() -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert persian in text_of(FORM, answers={"name": persian})


def test_a_form_that_cannot_be_shown_is_refused_by_its_name() -> None:
    with pytest.raises(Rejected, match="form arrival: holds a character"):
        TextRenderer(SEAL).compile([form_of({"key": "a", "label": "A\x1b[2J", "kind": "text"})], layout=Layout())


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("示例", 4), ("e\u0301", 1), ("\uff21", 2), ("\u200d", 0), ("한", 2), ("مَ", 1)]
)
def test_a_text_is_as_wide_as_it_stands(text: str, columns: int) -> None:
    assert width_of(text) == columns


@pytest.mark.parametrize(
    "text", ["示例" * 50, "x" * 200, "a\u0301" * 100, "one two " * 30, "w" * 40 + " " + "v" * 40, ""]
)
def test_lines_are_broken_where_they_may_be_and_nothing_is_dropped(text: str) -> None:
    lines = wrapped(text, 30, indent="  ")

    assert max(map(width_of, lines)) <= 30
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line.strip() and unicodedata.combining(line.strip()[0]) for line in lines)


def test_there_is_no_document_without_a_packet() -> None:
    with pytest.raises(Rejected, match="no packet"):
        TextRenderer(SEAL).compile([FORM], layout=Layout()).render([])


def test_a_sheet_whose_number_is_none_has_no_code() -> None:
    packet = packet_of(1)
    packet = packet.model_copy(update={"sheets": (Sheet(serial="abc", form=FORM),)})
    with pytest.raises(Rejected, match="sheet abc: has no code"):
        TextRenderer(SEAL).compile([FORM], layout=Layout()).render([packet])


@pytest.mark.parametrize(
    "field",
    [
        {"kind": "one_of", "choices": [{"key": "a", "label": "A", "mark": "a\u200bb"}, {"key": "b", "label": "B"}]},
        {"kind": "text", "shown_if": [{"field": "first", "value": "a\x07b"}]},
    ],
)
def test_a_form_that_cannot_be_shown_is_refused_before_the_night(field: dict[str, Any]) -> None:
    first = {"key": "first", "label": "First", "kind": "text"}
    form = form_of(first, {"key": "asked", "label": "Asked", **field})

    with pytest.raises(Rejected, match="form arrival"):
        TextRenderer(SEAL).compile([form], layout=Layout())


def test_a_form_of_more_pages_than_a_code_counts_is_refused_before_the_night() -> None:
    notes = [{"key": f"k{number}", "label": f"Note {number}", "kind": "note", "lines": 60} for number in range(150)]

    with pytest.raises(Rejected, match="form arrival: has more than 99 pages"):
        TextRenderer(SEAL).compile([form_of(*notes)], layout=Layout())


FLUIDS = {
    "label": "Fluids",
    "columns": [
        {"key": "at", "label": "Clock", "kind": "time", "required": True},
        {"key": "what", "label": "What it was and why", "short": "What", "kind": "text"},
        {"key": "day", "label": "Day", "kind": "date"},
        {"key": "note", "label": "Note", "kind": "note"},
    ],
}


def test_a_table_that_goes_on_over_the_page_says_so_and_no_row_is_divided() -> None:
    form = form_of({"key": "asked", "kind": "table", "lines": 60, **FLUIDS}, record=None)
    pages = pages_of_text(text_of(form).encode())
    rows = [re.findall(r"^(\d+)\. Clock.*\n   .*Note _{24}$", page, re.MULTILINE) for page in pages]

    assert [int(number) for page in rows for number in page] == list(range(1, 61))
    assert ["Fluids (continued)\nWhat: What it was and why\n" in page for page in pages] == [
        False,
        *[True] * (len(pages) - 1),
    ]


def test_a_row_of_a_table_has_room_to_write_and_says_how_a_day_is_written() -> None:
    told, *row = field_of("table", **FLUIDS)[1:4]

    assert told == "What: What it was and why"
    assert row == [
        f"1. Clock\u00a0* __:__ (24 h)  What {'_' * 24}  Day __/__/____",
        f"   (MM/DD/YYYY)  Note {'_' * 24}",
    ]
