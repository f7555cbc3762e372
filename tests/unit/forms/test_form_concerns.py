"""What is strange about a form is said before it is printed."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from downtimekit.forms import LIBRARY
from downtimekit.forms.form_concerns import form_concerns
from downtimekit.forms.translating import page_word_sheet, translation_sheet
from downtimekit.models.concern import Gravity
from downtimekit.models.forms import FormDefinition, Translation
from tests.own_form import FORM, form_of

TEXT = {"key": "a", "label": "A", "kind": "text"}
NUMBER = {"key": "n", "label": "N", "kind": "number"}
WAY = {
    "key": "way",
    "label": "Way",
    "kind": "one_of",
    "choices": [{"key": "x", "label": "X"}, {"key": "y", "label": "Y"}],
}
STRANGE: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "bound_not_understood": ([{**NUMBER, "minimum": "one"}], ["sections[0].fields[0]"]),
    "bounds_crossed": ([{**NUMBER, "minimum": "10", "maximum": "9"}], ["sections[0].fields[0]"]),
    "condition_not_understood": (
        [
            TEXT,
            NUMBER,
            {**TEXT, "key": "b", "label": "B", "shown_if": [{"field": "n", "value": "many"}]},
            {**TEXT, "key": "c", "label": "C", "required_if": {"field": "a", "operator": ">", "value": "1"}},
            {**TEXT, "key": "d", "label": "D", "required_if": {"field": "a", "operator": "exists", "value": "yes"}},
        ],
        ["sections[0].fields[2]", "sections[0].fields[3]", "sections[0].fields[4]"],
    ),
    "asked_later": ([{**TEXT, "shown_if": [{"field": "n", "value": "1"}]}, NUMBER], ["sections[0].fields[0]"]),
    "needed_anyway": (
        [NUMBER, {**TEXT, "required": True, "required_if": {"field": "n", "value": "1"}}],
        ["sections[0].fields[1]"],
    ),
    "same_label": (
        [{**WAY, "choices": [{"key": "x", "label": "Way"}, {"key": "y", "label": "way"}]}],
        ["sections[0].fields[0]"],
    ),
    "same_mark": (
        [{**WAY, "choices": [{"key": "x", "label": "X", "mark": "1"}, {"key": "y", "label": "Y", "mark": "1"}]}],
        ["sections[0].fields[0]"],
    ),
    "one_box": ([{**WAY, "choices": [{"key": "x", "label": "X"}]}], ["sections[0].fields[0]"]),
    "only_one_can_be": (
        [{**WAY, "kind": "many_of", "choices": [{"key": "x", "label": "X", "alone": True}]}],
        ["sections[0].fields[0]"],
    ),
    "long_box": (
        [{**WAY, "choices": [{"key": "x", "label": "X" * 81}, {"key": "y", "label": "Y"}]}],
        ["sections[0].fields[0]"],
    ),
    "long_label": ([{**TEXT, "label": "A" * 161}], ["sections[0].fields[0]"]),
    "long_column": (
        [{"key": "t", "label": "T", "kind": "table", "columns": [{**TEXT, "label": "A" * 61}]}],
        ["sections[0].fields[0]"],
    ),
    "same_question": (
        [TEXT, {"key": "t", "label": "a", "kind": "table", "columns": [TEXT, {**NUMBER, "label": "A"}]}],
        ["sections[0].fields[1]", "sections[0].fields[1].columns[1]"],
    ),
    "key_taken": ([{**TEXT, "key": "performed_by"}], [""]),
    "unit_of_no_number": (
        [
            {**TEXT, "unit": "kg"},
            {**NUMBER, "unit": "kg"},
            {
                "key": "t",
                "label": "T",
                "kind": "table",
                "columns": [
                    {"key": "d", "label": "D", "kind": "date", "unit": "days"},
                    {**NUMBER, "key": "m", "unit": "mg"},
                ],
            },
        ],
        ["sections[0].fields[0]", "sections[0].fields[2].columns[0]"],
    ),
    "lines_of_no_note": (
        [{**NUMBER, "lines": 4}, {**TEXT, "lines": 2}, {**TEXT, "key": "b", "label": "B", "kind": "note", "lines": 2}],
        ["sections[0].fields[0]", "sections[0].fields[1]"],
    ),
    "never_asked": (
        [
            {**TEXT, "shown_if": [{"field": "b", "value": "x"}]},
            {**TEXT, "key": "b", "label": "B", "shown_if": [{"field": "c", "operator": "exists"}]},
            {**TEXT, "key": "c", "label": "C", "shown_if": [{"field": "a", "value": "x"}]},
            {**TEXT, "key": "d", "label": "D", "shown_if": [{"field": "c", "operator": "exists", "value": "false"}]},
            {
                **TEXT,
                "key": "e",
                "label": "E",
                "shown_if": [{"field": "a", "value": "x"}, {"field": "d", "value": "x"}],
                "shown_if_any": True,
            },
        ],
        ["sections[0].fields[0]", "sections[0].fields[1]", "sections[0].fields[2]"],
    ),
}
NEEDED = {**TEXT, "required": True}
YES_NO = {"key": "y", "label": "Y", "kind": "yes_no", "required": True}


@pytest.mark.parametrize("code", STRANGE)
def test_what_is_strange_is_said_with_its_place(code: str) -> None:
    fields, paths = STRANGE[code]
    found = [concern for concern in form_concerns(form_of(*fields)) if concern.code == code]

    assert sorted(concern.path for concern in found) == sorted(paths)


@pytest.mark.parametrize("form", [FORM, *LIBRARY.values()], ids=lambda form: form.key)
def test_forms_that_are_in_use_have_no_fault(form: FormDefinition) -> None:
    assert [str(concern) for concern in form_concerns(form) if concern.gravity is Gravity.FAULT] == []


def test_a_good_form_has_no_concern() -> None:
    assert form_concerns(FORM) == ()


def test_two_sections_look_alike_where_they_have_one_title() -> None:
    twice = FORM.model_copy(update={"sections": (*form_of(TEXT).sections, *form_of(NUMBER).sections)})

    assert [(concern.code, concern.path) for concern in form_concerns(twice)] == [
        ("same_title", "sections[1]"),
    ]


def test_paper_that_stays_out_of_the_chart_is_signed_where_it_asks() -> None:
    card = {"key": "say", "label": "Call the help desk.", "kind": "statement"}

    assert [concern.code for concern in form_concerns(form_of(TEXT, record=None))] == ["unsigned"]
    assert form_concerns(form_of(card, record=None)) == ()


def test_a_language_without_words_for_the_page_is_told() -> None:
    form = form_of(TEXT)
    words = {text: text for text in form.texts()}
    tags = ("es-MX", "pt", "fr")
    more = [Translation(language=tag, texts=words, page_words={"born": "P"} if tag == "pt" else {}) for tag in tags]

    found = form_concerns(form.model_copy(update={"translations": tuple(more)}))
    paper, screen = "page_words_missing", "screen_words_missing"
    places = [f"translations[{number}]" for number in (1, 1, 2, 2)]
    assert [(concern.code, concern.path) for concern in found] == list(zip([paper, screen] * 2, places, strict=True))
    assert [("born" in concern.words, "drill_mark" in concern.words) for concern in found] == [
        (False, True),
        (False, False),
        (True, True),
        (False, False),
    ]
    assert all("skip" in concern.words for concern in found if concern.code == screen)


def test_a_form_in_a_language_without_a_table_is_told_what_stays_english() -> None:
    form = form_of(TEXT, language="de")
    whole = {name: words for name, (words, _) in page_word_sheet(form, "de").items()}

    assert [concern.path for concern in form_concerns(form)] == ["", ""]
    assert form_concerns(form.model_copy(update={"page_words": whole})) == ()


def test_a_translator_gets_every_text_with_what_is_known_of_it() -> None:
    first = form_of(TEXT)
    words = {text: f"{text} (es)" for text in first.texts()}
    first = first.model_copy(update={"translations": (Translation(language="es", texts=words),)})
    second = form_of(TEXT, NUMBER, version=2)

    assert translation_sheet(second, "es") == dict.fromkeys(second.texts(), "")
    assert translation_sheet(second, "es", earlier=first) == words | {"N": ""}
    assert list(translation_sheet(second, "es", earlier=first)) == list(second.texts())


@pytest.mark.parametrize(
    ("fields", "group", "codes"),
    [
        ([NEEDED, {**NEEDED, "key": "b", "label": "B"}], {"fields": ["a", "b"]}, ["group_cannot_be"]),
        ([NEEDED, {**NEEDED, "key": "b", "label": "B"}], {"fields": ["a", "b"], "at_most": 2}, []),
        ([NEEDED, NUMBER], {"fields": ["a", "n"]}, []),
        ([NEEDED, YES_NO], {"fields": ["a", "y"]}, []),  # a box "no" does not count
        (
            [NUMBER, NEEDED, {**NEEDED, "key": "b", "label": "B", "shown_if": [{"field": "n", "value": "1"}]}],
            {"fields": ["a", "b"]},
            [],
        ),
        (
            [TEXT, {"key": "say", "label": "Say", "kind": "statement"}],
            {"fields": ["a", "say"], "at_least": 2, "at_most": 2},
            ["group_of_statements"],
        ),
    ],
)
def test_a_group_that_no_sheet_can_satisfy_is_a_fault(
    fields: list[dict[str, Any]], group: dict[str, Any], codes: list[str]
) -> None:
    form = form_of(*fields, groups=[{"key": "g", "label": "G", **group}])
    found = [concern for concern in form_concerns(form) if concern.gravity is Gravity.FAULT]

    assert [concern.code for concern in found] == codes
    assert {concern.path for concern in found} <= {"groups[0]"}


def test_page_words_that_cannot_take_the_place_of_ours_are_a_fault() -> None:
    form = form_of(TEXT)
    told = Translation(language="de", texts={text: text for text in form.texts()}, page_words={"page": "Seite"})

    found = form_concerns(form.model_copy(update={"translations": (told,)}))
    faults = [concern for concern in found if concern.gravity is Gravity.FAULT]
    assert [(concern.code, concern.path, concern.gravity) for concern in faults] == [
        ("page_words_unlike", "translations[0].page_words.page", Gravity.FAULT)
    ]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([{"key": "g", "label": "G", "fields": ["a", "a"], "at_least": 2, "at_most": 2}], "names a field twice"),
        ([{"key": "g", "label": "G", "fields": ["a", "n"]}] * 2, "is the key of another group"),
    ],
)
def test_groups_and_their_fields_are_named_once(groups: list[dict[str, Any]], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        form_of(TEXT, NUMBER, groups=groups)
