"""In which language a person can be spoken to."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from downtimekit.models.people import Language

LANGUAGE: TypeAdapter[str] = TypeAdapter(Language)


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("es-419", "es-419"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("zh-cmn-Hans", "zh-cmn-Hans"),
        ("hmn", "hmn"),
        ("ase", "ase"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("de-CH-1996", "de-CH-1996"),
        ("en-u-hc-h23", "en-u-hc-h23"),
        ("ar-x-clinic", "ar-x-clinic"),
    ],
)
def test_a_language_tag_comes_back_in_its_usual_letters(written: str, tag: str) -> None:
    assert LANGUAGE.validate_python(written) == tag


@pytest.mark.parametrize(
    "written",
    [
        "",
        "e",
        "english",
        "en_US",
        "en-",
        "-en",
        "en US",
        "en--US",
        "en-USA",
        "en-USA-GB",
        "en-a",
        "de-1996-1996",
        "x-foo",
        "en\n",
    ],
)
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="not a language tag"):
        LANGUAGE.validate_python(written)


@pytest.mark.parametrize(("written", "words"), [("sp", "ISO 639-1"), ("xx", "ISO 639-1"), ("en-UK", "ISO 3166-1")])
def test_the_usual_mistakes_are_told_where_to_look(written: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        LANGUAGE.validate_python(written)
