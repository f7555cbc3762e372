"""The words around a form, by language; a new language is a table like `es`, or comes with a form's translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from attrs import asdict, evolve

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.words.checking import FILLED_IN, PAPER_NAMES, SCREEN_NAMES, word_faults
from downtimekit.forms.words.en import ENGLISH
from downtimekit.forms.words.es import SPANISH
from downtimekit.forms.words.screen import screen_words
from downtimekit.forms.words.table import PageWords
from downtimekit.models.forms import FormDefinition

__all__ = [
    "ENGLISH",
    "PAGE_WORDS",
    "SPANISH",
    "PageWords",
    "day_digits",
    "day_in",
    "filled",
    "missing_words",
    "moment_in",
    "own_words",
    "page_word_faults",
    "page_words",
    "words_of",
]

PAGE_WORDS: Mapping[str, PageWords] = {table.language: table for table in (ENGLISH, SPANISH)}
"""The tables that are shipped, by language."""


def page_words(form: FormDefinition, language: str) -> PageWords:
    """Return the words around a form in a language; what neither we nor the form itself has is in English.

    Raises:
        InvalidInput: words that come with the form cannot take the place of ours; every fault is told.
    """
    table = PAGE_WORDS.get(language) or PAGE_WORDS.get(language.partition("-")[0], ENGLISH)
    own = own_words(form, language)
    faults = [Fault(f"page_words.{name}", words) for name, words in word_faults(own)]
    if faults:
        raise InvalidInput(f"form {form.key}, words in {language}", faults)
    taken: dict[str, Any] = {
        name: own[name] if isinstance(words, str) else tuple(own[name].split())
        for name, words in asdict(ENGLISH).items()
        if name in own
    }
    return evolve(table, **taken, language=language) if taken else table


def words_of(form: FormDefinition, language: str) -> Mapping[str, object]:
    """Return every word around a form on the page: those of paper and those of the page, by their names.

    The form may bring both kinds; what neither it nor we have is in English.

    Raises:
        InvalidInput: words that come with the form cannot take the place of ours; every fault is told.
    """
    paper = asdict(page_words(form, language))
    screen = asdict(screen_words(language))
    own = {name: words for name, words in own_words(form, language).items() if name in screen}
    return {**screen, **paper, **own}


def own_words(form: FormDefinition, language: str) -> Mapping[str, str]:
    """Return the words around a form that it brings itself for one of its languages."""
    if language == form.language:
        return form.page_words
    return next((entry.page_words for entry in form.translations if entry.language == language), {})


def page_word_faults(form: FormDefinition) -> Iterator[Fault]:
    """Yield what is wrong with the words around a form that it brings itself, each with its path in the form."""
    for at, _, own in _brought(form):
        yield from (Fault(f"{at}page_words.{name}", words) for name, words in word_faults(own))


def missing_words(form: FormDefinition) -> Iterator[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    """Yield for each language of a form that has no table here what is in English around it.

    The parts are the path in the form, the language, and the names of missing words: those on paper, and those that
    only the offline page has.
    """
    for at, language, own in _brought(form):
        if language not in PAGE_WORDS and language.partition("-")[0] not in PAGE_WORDS:
            missing = (tuple(name for name in names if name not in own) for names in (PAPER_NAMES, SCREEN_NAMES))
            paper, screen = missing
            yield at.rstrip("."), language, paper, screen


def _brought(form: FormDefinition) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    yield "", form.language, form.page_words
    for number, entry in enumerate(form.translations):
        yield f"translations[{number}].", entry.language, entry.page_words


def day_digits(words: PageWords, day: date) -> tuple[str, ...]:
    """Return the digits of a day in the order of a language: ``("07", "04", "1961")``."""
    digits = {"d": f"{day.day:02d}", "m": f"{day.month:02d}", "y": f"{day.year:04d}"}
    return tuple(digits[part] for part in words.day_order)


def filled(words: str, **values: str | int) -> str:
    """Return words with what is filled in."""
    return _pattern(words) % values


@lru_cache(4096)
def _pattern(words: str) -> str:
    """Return words as a pattern that Python fills in several times as fast as a `string.Template`."""
    return FILLED_IN.sub(r"%(\1)s", words.replace("%", "%%"))


def day_in(words: PageWords, day: date) -> str:
    """Return a day with its month in letters: ``04 Jul 1961``."""
    return filled(words.day, day=f"{day.day:02d}", month=words.months[day.month - 1], year=f"{day.year:04d}")


@lru_cache(1024)  # a pile says the same few moments on each of its pages
def moment_in(words: PageWords, moment: datetime) -> str:
    """Return a moment with its offset from UTC: ``03 Mar 2026 09:30 (UTC-05:00)``."""
    written = moment.isoformat(timespec="minutes")
    return filled(words.moment, date=day_in(words, moment), time=written[11:16], offset=written[16:22])
