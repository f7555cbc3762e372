"""Words around a form come from our tables, or with the form's own translation, and never half."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from downtimekit.adapters.form_file import form_from
from downtimekit.errors import InvalidInput
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.form_concerns import form_concerns
from downtimekit.forms.translating import page_word_sheet
from downtimekit.forms.words import ENGLISH, PAGE_WORDS, SPANISH, day_digits, moment_in, page_words, words_of
from downtimekit.forms.words.checking import word_faults
from downtimekit.models.concern import Gravity
from downtimekit.models.forms import FormDefinition, Translation
from downtimekit.testing.contracts.renderer import FORM

MONTHS = "janv févr mars avr mai juin juil août sept oct nov déc"


def in_french(**page: str) -> FormDefinition:
    french = Translation(language="fr", texts={text: f"{text} (fr)" for text in FORM.texts()}, page_words=page)
    return FORM.model_copy(update={"translations": (french,)})


def test_a_language_that_is_shipped_has_its_table_for_its_regions_too() -> None:
    assert page_words(FORM, "es") == page_words(FORM, "es-MX") == SPANISH
    assert page_words(FORM, "fr") == ENGLISH


def test_a_translation_brings_its_own_words_and_the_rest_is_english() -> None:
    words = page_words(in_french(page="Page $page sur $pages", months=MONTHS), "fr")

    assert (words.page, words.language, words.mrn) == ("Page $page sur $pages", "fr", ENGLISH.mrn)
    assert moment_in(words, datetime(2026, 8, 3, 9, 30, tzinfo=UTC)) == "03 août 2026 09:30 (UTC+00:00)"


def test_words_that_cannot_take_the_place_of_ours_are_all_told() -> None:
    form = in_french(
        page="Page $page", months="janv févr", copy="COPIE $number", drill="EXERCICE $who", pgae="Page", skip="$who"
    )
    wrong = {"page", "months", "drill", "pgae", "skip"}

    with pytest.raises(InvalidInput) as refused:
        page_words(form, "fr")
    assert {fault.path for fault in refused.value.faults} == {f"page_words.{name}" for name in wrong}

    with pytest.raises(InvalidInput) as unpublished:
        FormBook().publish(form)
    assert {fault.path for fault in unpublished.value.faults} == {
        f"{form.key}.translations[0].page_words.{name}" for name in wrong
    }
    concerns = form_concerns(form)
    assert {each.path for each in concerns if each.gravity is Gravity.FAULT} == {
        f"translations[0].page_words.{name}" for name in wrong
    }


def test_a_file_with_such_words_is_refused_with_the_line_on_which_they_stand() -> None:
    text = json.dumps(
        {
            "key": "ward",
            "version": 1,
            "title": "Station",
            "filled_in_by": "Pflege",
            "language": "de",
            "fields": {"name": "Name"},
            "page_words": {"page": "Seite $page von $pages", "drill": "ÜBUNG $x", "days": "Tage"},
        },
        indent=1,
    )

    with pytest.raises(InvalidInput) as refused:
        form_from(text, source="ward.json")

    lines = text.splitlines()
    told = [
        f"page_words.{name} (line {number})"
        for number, line in enumerate(lines, start=1)
        for name in ("drill", "days")
        if f'"{name}"' in line
    ]
    assert [fault.path for fault in refused.value.faults] == told


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ({"day_parts": "JJ MM AAAA"}, ["day_order"]),
        ({"day_order": "dmy"}, ["day_parts"]),
        ({"day_parts": "JJ MM AAAA", "day_order": "dmm"}, ["day_order"]),
        ({"day_parts": "JJ MM AAAA", "day_order": "d m y"}, ["day_order"]),
        ({"day_parts": "JJ MM AAAA", "day_order": "ymd"}, ["day_parts"]),
        ({"day_parts": "J MM AAAA", "day_order": "dmy"}, ["day_parts"]),
        ({"day_parts": "JJ/MM/AAAA", "day_order": "dmy"}, ["day_parts", "day_parts"]),
        ({"time_parts": "hh mmm"}, ["time_parts"]),
        ({"day_parts": "AAAA MM JJ", "day_order": "ymd", "time_parts": "hh mm"}, []),
    ],
)
def test_nobody_guesses_in_which_order_a_language_writes_a_day(words: dict[str, str], wrong: list[str]) -> None:
    assert [name for name, _ in word_faults(words)] == wrong


def test_a_form_in_its_own_language_brings_its_own_words_and_order() -> None:
    british = FORM.model_copy(
        update={"language": "en-GB", "page_words": {"day_order": "dmy", "day_parts": "DD MM YYYY", "skip": "Skip it"}}
    )
    words = page_words(british, "en-GB")

    assert day_digits(words, date(2026, 11, 4)) == ("04", "11", "2026")
    assert day_digits(page_words(FORM, "en"), date(2026, 11, 4)) == ("11", "04", "2026")
    assert (words.page, words.language, words_of(british, "en-GB")["skip"]) == (ENGLISH.page, "en-GB", "Skip it")
    assert day_digits(page_words(british, "es"), date(2026, 11, 4)) == ("11", "04", "2026")


def test_every_shipped_order_fits_the_letters_that_stand_for_the_digits() -> None:
    for table in PAGE_WORDS.values():
        assert list(word_faults({"day_parts": " ".join(table.day_parts), "day_order": table.day_order})) == []
        letters = {"d": "D", "m": "M", "y": "YA"}
        assert all(part[0] in letters[one] for one, part in zip(table.day_order, table.day_parts, strict=True))


def test_a_translator_gets_the_words_around_the_form_with_ours_beside_them() -> None:
    form = in_french(page="Page $page sur $pages")
    sheet = page_word_sheet(form, "fr")

    assert (sheet["page"], sheet["born"]) == (("Page $page of $pages", "Page $page sur $pages"), ("Date of birth", ""))
    assert list(word_faults({name: words for name, (words, _) in sheet.items()})) == []
    assert page_word_sheet(FORM, "fr", earlier=form) == sheet
    assert {"skip", "months", "day_order"} <= set(sheet)
    assert "language" not in sheet
