"""The words that are filled into what people are told: one table a language, and what fits into a text message.

A new language is a table like `es` and its line in `PHRASES` below, and the texts of the notices in that language.
"""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.models.phrases.en import ENGLISH
from downtimekit.models.phrases.es import SPANISH
from downtimekit.models.phrases.table import Phrases

__all__ = ["ENGLISH", "PHRASES", "SPANISH", "Phrases", "phrases_in"]

PHRASES: Mapping[str, Phrases] = {table.language: table for table in (ENGLISH, SPANISH)}
"""The tables that are shipped, by language."""


def phrases_in(language: str) -> Phrases:
    """Return the table of a language; English where there is none, so that what is filled in is never missing.

    Args:
        language: a BCP 47 tag; who reads es-MX reads es.
    """
    return PHRASES.get(language) or PHRASES.get(language.partition("-")[0], ENGLISH)
