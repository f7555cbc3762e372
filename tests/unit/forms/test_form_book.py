"""Published forms stay as they were published."""

from __future__ import annotations

from inspect import signature

import pytest

from downtimekit.errors import InvalidInput, UnknownName
from downtimekit.forms import LIBRARY, SHIPPED, FormBook, read_keyed
from downtimekit.forms.exported import read_export
from tests.own_form import FORM

SECOND = FORM.model_copy(update={"version": 2, "title": "Arrival at the desk"})
OTHER = FORM.model_copy(update={"key": "departure"})


def test_the_newest_version_is_found_by_its_key_however_they_were_published() -> None:
    for book in (FormBook.of(FORM, SECOND, OTHER), FormBook.of(OTHER, SECOND).publish(FORM)):
        assert book.newest("arrival") is SECOND
        assert book.version("arrival", 1) is FORM
        assert book.printed_from(FORM.digest) is FORM
        assert {form.key: form.version for form in book} == {"arrival": 2, "departure": 1}
        assert (len(book), len(book.forms)) == (2, 3)
        assert "arrival" in book
        assert "leaving" not in book


def test_a_version_that_was_published_cannot_say_something_else() -> None:
    changed = FORM.model_copy(update={"title": "Arrivals"})
    with pytest.raises(InvalidInput, match="arrival: version 1 was published before and says something else"):
        FormBook.of(FORM, OTHER).publish(changed)


def test_publishing_the_same_again_changes_nothing() -> None:
    same = type(FORM).model_validate_json(FORM.model_dump_json())

    assert FormBook.of(FORM).publish(same).forms == (FORM,)


def test_publishing_leaves_the_old_book_as_it_was() -> None:
    book = FormBook.of(FORM)
    book.publish(SECOND)

    assert book.forms == (FORM,)
    assert book.printed_from(SECOND.digest) is None


@pytest.mark.parametrize("version", [None, 3])
def test_a_form_that_was_never_published_is_named_beside_those_that_were(version: int | None) -> None:
    book = FormBook.of(FORM, SECOND)
    with pytest.raises(UnknownName, match="known: arrival"):
        book.newest("leaving") if version is None else book.version("arrival", version)


def test_the_shipped_forms_are_a_book() -> None:
    assert {form.key: form for form in SHIPPED} == LIBRARY


def test_a_book_is_shown_in_a_line() -> None:
    assert repr(FormBook.of(FORM, SECOND, OTHER)) == "FormBook(forms=<3 published>)"
    assert len(repr(SHIPPED)) < 100
    assert len(str(signature(read_keyed))) < 1000
    assert len(str(signature(read_export))) < 1000
