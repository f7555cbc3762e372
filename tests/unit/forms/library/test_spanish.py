"""Every form speaks Spanish too, whole."""

from __future__ import annotations

import pytest

from downtimekit.forms import LIBRARY
from downtimekit.forms.library.spanish.same import SAME
from downtimekit.forms.printed import printed_sections, texts_in
from downtimekit.models.forms import FormDefinition

EVERY = pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
_LONGER = 1.9
_SHORT = 12


@EVERY
def test_every_text_is_there_and_differs_unless_it_is_the_same_word(form: FormDefinition) -> None:
    words = texts_in(form, "es")

    assert set(form.texts()) <= set(words)
    assert {text for text in form.texts() if words[text] == text} <= SAME
    assert {text for text in form.texts() if text in SAME and words[text] != text} == set()


@EVERY
def test_no_text_is_so_much_longer_that_its_place_is_too_small(form: FormDefinition) -> None:
    words = texts_in(form, "es")
    long = {text: words[text] for text in form.texts() if len(words[text]) > max(_SHORT, len(text)) * _LONGER + _SHORT}

    # what 21 CFR 1311.170 wants in English stands there in both languages
    assert [text for text, spanish in long.items() if text not in spanish] == []


@EVERY
def test_no_two_boxes_have_the_same_words_in_spanish(form: FormDefinition) -> None:
    for section in printed_sections(form, "es"):
        labels = [field.label for field in section.fields]
        assert len(set(labels)) == len(labels)
        for field in section.fields:
            for one in (field, *field.columns):
                boxes = [choice.label for choice in one.choices]
                signs = [choice.mark for choice in one.choices if choice.mark]
                assert len(set(boxes)) == len(boxes), one.key
                assert len(set(signs)) == len(signs), one.key


def test_right_and_left_have_their_spanish_letters_on_sheets_about_breasts() -> None:
    for key in ("mammography_questionnaire", "technologist_notes", "radiologist_worksheet", "order"):
        signs = {
            choice.key: choice.mark
            for section in printed_sections(LIBRARY[key], "es")
            for field in section.fields
            for one in (field, *field.columns)
            for choice in one.choices
            if choice.key in ("right", "left") and choice.mark
        }
        assert signs == {"right": "D", "left": "I"}
