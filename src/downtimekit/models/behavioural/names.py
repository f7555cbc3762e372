"""Does a text name somebody? By name, number or birth date, in any case, and however they are usually written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from downtimekit.models.patient import WrittenIdentity

_WORD = re.compile(r"\w+")
_NUMBER_PARTS = re.compile(r"\d+|[^\W\d_]+")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT = 4
"""A word of a compound name that is shorter, such as *van* or *de la*, is no trace of anybody by itself."""


def traces(client: WrittenIdentity) -> frozenset[str]:
    """Return what would give a client away in a text: their names, numbers and birth date, folded."""
    found = {*_names(client.family), *_names(client.given)}
    for number in (client.mrn, *(identifier.value for identifier in client.identifiers)):
        found |= set(_writings_of_number(number or ""))
    if client.birth_date:
        found |= set(_writings_of_date(client.birth_date))
    return frozenset(trace for trace in found if len(trace) > 1)


def names_any(text: str, found: frozenset[str]) -> bool:
    """Say whether a text holds one of the traces, as whole words; in scripts that do not part words, anywhere."""
    folded = " ".join(_words(text))
    return any(f" {trace} " in f" {folded} " or (not trace.isascii() and trace in folded) for trace in found)


def texts(dumped: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the texts of a dumped model with their paths; the words of an enumeration are no texts."""
    if type(dumped) is str:
        yield path, dumped
    elif isinstance(dumped, Mapping):
        for name, value in dumped.items():
            yield from texts(value, f"{path}.{name}" if path else str(name))
    elif isinstance(dumped, list | tuple):
        for number, value in enumerate(dumped):
            yield from texts(value, f"{path}[{number}]")


def _names(name: str | None) -> Iterator[str]:
    words = _words(name or "")
    yield " ".join(words)
    if words and len(words[-1]) >= _SHORT:
        yield f"{' '.join(words)}s"  # the whole family
    if len(words) > 1:
        yield from (word for word in words if len(word) >= _SHORT)


def _writings_of_number(number: str) -> Iterator[str]:
    """Yield a number as it is, without what parts its parts, and parted where letters meet digits."""
    words = _words(number)
    yield " ".join(words)
    yield "".join(words)
    yield " ".join(part for word in words for part in _NUMBER_PARTS.findall(word))


def _writings_of_date(day: date) -> Iterator[str]:
    """Yield a date as it is written in English: in figures, in either order, and with the month in letters."""
    for year in (f"{day.year:04}", f"{day.year % 100:02}"):
        yield f"{year} {day.month:02} {day.day:02}"
        for one, other in ((day.month, day.day), (day.day, day.month)):
            yield f"{one} {other} {year}"
            yield f"{one:02} {other:02} {year}"
    month = _MONTHS[day.month - 1]
    for written in (month, month[:3]):
        yield f"{written} {day.day}"
        yield f"{day.day} {written}"


def _words(text: str) -> Sequence[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))
