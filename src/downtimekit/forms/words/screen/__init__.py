"""The words of a page that is filled in on a screen, by language; others come with a form, in its `page_words`."""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.forms.words.screen.en import ENGLISH
from downtimekit.forms.words.screen.es import SPANISH
from downtimekit.forms.words.screen.table import ScreenWords

__all__ = ["SCREEN_WORDS", "ScreenWords", "screen_words"]

SCREEN_WORDS: Mapping[str, ScreenWords] = {table.language: table for table in (ENGLISH, SPANISH)}
"""The tables that are shipped, by language."""


def screen_words(language: str) -> ScreenWords:
    """Return the words of the page in a language, or in English."""
    return SCREEN_WORDS.get(language) or SCREEN_WORDS.get(language.partition("-")[0], ENGLISH)
