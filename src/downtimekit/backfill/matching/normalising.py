"""Names, dates and numbers as two clerks would both write them: what is compared is what is left.

The rules are ours and plain: case, accents, punctuation and blanks go; particles of a family name and marks of a
generation are set apart. Nothing is guessed from a language, so that scripts without case are compared as they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from attrs import frozen

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
"""Letters that Unicode does not take apart into a letter and a mark."""

_PARTICLES = (
    "al am an ap ben bin bint da das de del della den der des di do dos du el la las le les lo los mac mc of san st te"
    " ten ter van vande vander von y zu zum zur"
)
_GENERATIONS = {"jr": "2", "junior": "2", "ii": "2", "sr": "1", "senior": "1", "iii": "3", "iv": "4"}
_SET_APART = frozenset(_PARTICLES.split())
_BREAKS = re.compile(r"[\s\-\u2010-\u2015_,;/.()]+")


@frozen
class PlainName:
    """A family or a given name.

    Attributes:
        whole: all of it in one word.
        parts: its words; of a family name, without its particles where anything else is left.
        generation: ``1`` for a senior, ``2`` for a junior, and so on; empty where nothing says it.
    """

    whole: str = ""
    parts: tuple[str, ...] = ()
    generation: str = ""

    @property
    def initial(self) -> str:
        """Its first letter; empty where there is none."""
        return self.whole[:1]


NO_NAME = PlainName()


@lru_cache(maxsize=65536)
def plain_word(written: str | None) -> str:
    """Return letters and digits without case and accents; marks that are letters of their script stay."""
    if not written:
        return ""
    if written.isascii():
        folded = written.casefold()
        return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", written).casefold())
    return "".join(filter(_tells, apart.translate(_LETTERS)))


def _tells(letter: str) -> bool:
    """Say whether a sign tells words apart: letters, digits and the vowels of India do, and accents do not."""
    return letter.isalnum() or (unicodedata.category(letter) in ("Mc", "Mn") and not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def plain_given(written: str | None) -> PlainName:
    """Return a given name; its words keep their order."""
    words = _words(written)
    return PlainName("".join(words), words)


@lru_cache(maxsize=65536)
def plain_family(written: str | None) -> PlainName:
    """Return a family name, with what a generation is called set apart."""
    words = _words(written)
    generation = _GENERATIONS.get(words[-1], "") if len(words) > 1 else ""
    if generation:
        words = words[:-1]
    telling = tuple(word for word in words if word not in _SET_APART)
    return PlainName("".join(words), telling or words, generation)


def digits(written: str) -> str:
    """Return the digits of a number."""
    return written if written.isdecimal() else "".join(filter(str.isdecimal, written))


PHONE_DIGITS = 10
"""How many digits of a phone number are compared: what stands before them is a country or a way to dial it."""


def plain_phones(written: Iterable[str]) -> tuple[str, ...]:
    """Return phone numbers, without what is none by itself."""
    return tuple(filter(None, map(plain_phone, written)))


def plain_phone(written: str) -> str:
    """Return the last digits of a phone number; empty for fewer than seven, which is no number by itself."""
    found = digits(written)
    return found[-PHONE_DIGITS:] if len(found) >= 7 else ""  # noqa: PLR2004


def _words(written: str | None) -> tuple[str, ...]:
    return tuple(filter(None, map(plain_word, _BREAKS.split(written or ""))))
