"""What stands in a text: its words without accents, its numbers however they are written, and its days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile("['\u2019]s\\b")
_APOSTROPHE = re.compile("(?<=[^\\W_])['\u2019](?=[^\\W_])")
_CODE = re.compile(r"[^\W_]+(?:[._/-][^\W_]+)*")

_SHORTEST, _SHORTEST_WITH_A_LETTER = 5, 4
_PIECES = 4
"""Of how many pieces a number may be written, such as ``123 45 67``."""

_DIGITS = re.compile(
    r"(?<![\w/.-])(?:(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))(?!\w|[./-]\d)"
)
_MONTH_FIRST = re.compile(r"(?i)\b([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_DAY_FIRST = re.compile(r"(?i)\b(\d{1,2}) (?:de )?([a-z]{3})[a-z]*\.?,? (?:de |del )?(\d{4})\b")
_TIME_FOLLOWS = re.compile(r"(?i)(?:T|,? (?:at |a las? |, )?)\d{1,2}:\d{2}")
"""What is dated to the minute is an event, and nobody's birth date."""

_STROKES = str.maketrans(
    {"\u0131": "i", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters that are none with an accent, and are typed as if they were; a program makes ``I`` of the dotless ``i``."""

_MONTHS = {
    name: number
    for names in ("jan feb mar apr may jun jul aug sep oct nov dec", "ene feb mar abr may jun jul ago sep oct nov dic")
    for number, name in enumerate(names.split(), 1)
}


class Word(NamedTuple):
    """A word of a text.

    Attributes:
        plain: in small letters, without accents.
        is_capital: it is written with a capital letter.
    """

    plain: str
    is_capital: bool


def words_in(text: str) -> list[Word]:
    """Return the words of a text; ``O'Brien`` is one, ``Smith-Jones`` are two, and ``Ada's`` is ``ada``."""
    whole = _APOSTROPHE.sub("", _POSSESSIVE.sub(" ", _bare(text)))
    return [Word(_small(word), is_capital=word[0].isupper()) for word in _WORD.findall(whole)]


def plain_code(number: str) -> str:
    """Return a number in small letters and digits: ``T-1001`` is ``t1001``."""
    return "".join(filter(str.isalnum, _small(_bare(number))))


def is_telling(code: str) -> bool:
    """Say whether a plain number is long enough to be nobody's extension."""
    if not any(map(str.isdigit, code)):
        return False
    return len(code) >= (_SHORTEST if code.isdigit() else _SHORTEST_WITH_A_LETTER)


def codes_in(text: str) -> Iterator[str]:
    """Yield whatever in a text may be a number, plain: each piece, and some pieces in a row as one."""
    found = [piece[0] for piece in _CODE.finditer(text) if not _DIGITS.fullmatch(piece[0])]
    pieces = [plain_code(piece) for piece in found]
    for start, piece in enumerate(pieces):
        joined = piece
        yield joined
        for further in pieces[start + 1 : start + _PIECES]:
            joined += further
            yield joined


def dates_in(text: str) -> Iterator[date]:
    """Yield the days in a text, in digits (year or month first) or with the month's English or Spanish name.

    A day with a time behind it is left out, and so is one whose year has two digits: nobody knows which is meant.
    """
    for shape in (_DIGITS, _MONTH_FIRST, _DAY_FIRST):
        for found in shape.finditer(text):
            day = None if _TIME_FOLLOWS.match(text, found.end()) else _day(shape, found.groups())
            if day is not None:
                yield day


def _day(shape: re.Pattern[str], parts: tuple[str, ...]) -> date | None:
    if shape is _MONTH_FIRST:
        month, day, year = parts
    elif shape is _DAY_FIRST:
        day, month, year = parts
    elif parts[0]:
        year, month, day = parts[:3]
    else:
        month, day, year = parts[3:]
    number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _bare(text: str) -> str:
    """Return text without accents, also where each is a character of its own, as some programs write them."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _small(text: str) -> str:
    return text.lower() if text.isascii() else text.casefold().translate(_STROKES)
