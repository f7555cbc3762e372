"""Every form of the library on paper: blank and filled in, in both languages, on as many pages as people stand."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from downtimekit.adapters.pdf import PdfRenderer
from downtimekit.forms import LIBRARY, SerialPool
from downtimekit.forms.codes import Seal
from downtimekit.models.forms import FieldKind, FormDefinition, Layout, Packet, Sheet
from downtimekit.ports.renderer import Press
from tests.filled_forms import filled

LANGUAGES = ("en", "es")
PAGES = {
    **dict.fromkeys(LIBRARY, 1),
    **{"mammography_questionnaire": 4, "technologist_notes": 2, "radiologist_worksheet": 2},
    **{"therapist_note": 2, "prescriber_note": 3, "nursing_note": 2, "medication_change": 2, "registration": 2},
}
"""The most pages that a form may have on Letter paper, in either language."""
EVERY = pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
EACH = pytest.mark.parametrize("language", LANGUAGES)
(SERIAL,) = SerialPool("W", 1, 9).take(1)


@cache
def press() -> Press:
    """Compile the library once."""
    renderer = PdfRenderer(Seal.of(b"sixteen and more bytes"))
    return renderer.compile(tuple(LIBRARY.values()), layout=Layout(languages=LANGUAGES))


def packet(form: FormDefinition, language: str, *, copy_number: int = 1, **answers: Any) -> Packet:
    """Return a sheet in a packet of its own, for stock."""
    sheet = Sheet(serial=SERIAL, form=form, language=language, copy_number=copy_number, answers=answers)
    return Packet(downtime="DT-1", as_of=datetime(2026, 3, 3, tzinfo=UTC), site="west", sheets=(sheet,))


def words_of(document: bytes) -> str:
    """Return every word of a document, with single spaces between them."""
    pages = PdfDocument(document)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    finally:
        pages.close()


@EVERY
def test_no_form_has_more_pages_than_people_put_up_with(form: FormDefinition) -> None:
    pages = {plan.language: len(plan.pages) for plan in press().plans if plan.form == form.key}

    assert set(pages) == set(LANGUAGES)
    assert max(pages.values()) <= PAGES[form.key]


@EVERY
def test_every_question_has_its_place_on_paper_in_both_languages(form: FormDefinition) -> None:
    asked = {field.key for field in form.fields() if field.kind is not FieldKind.STATEMENT}

    for plan in press().plans:
        if plan.form == form.key:
            placed = {zone.path.partition("[")[0] for page in plan.pages for zone in page.zones}
            assert asked <= placed


@EACH
def test_every_form_is_printed_blank_and_filled_in(language: str) -> None:
    forms = tuple(LIBRARY.values())
    blank = press().files(packet(form, language) for form in forms)
    whole = press().files(packet(form, language, **filled(form)) for form in forms)

    assert [form.key for form, page in zip(forms, blank, strict=True) if "Planted words" in words_of(page)] == []
    shown = {form.key: words_of(page).count("Planted words") for form, page in zip(forms, whole, strict=True)}
    assert shown == {form.key: str(filled(form)).count("Planted words") for form in forms}


def test_a_copy_of_a_prescription_says_what_the_regulation_wants() -> None:
    for key in ("prescription", "prescription_reprint"):
        for language in LANGUAGES:
            first, second = (
                words_of(press().render([packet(LIBRARY[key], language, copy_number=number)])) for number in (1, 2)
            )
            assert "Copy only-not valid for dispensing" not in first
            assert "Copy only-not valid for dispensing" in second


def test_a_copy_of_any_other_form_says_which_copy_it_is() -> None:
    assert "COPY 2" in words_of(press().render([packet(LIBRARY["order"], "en", copy_number=2)]))
