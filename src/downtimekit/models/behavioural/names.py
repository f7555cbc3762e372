"""Does a text name somebody? By name, number or birth date, in any case, and with or without accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from downtimekit.models.patient import WrittenIdentity

_WORD = re.compile(r"\w+")
_SHORT = 4
"""A word of a compound name that is shorter, such as *van* or *de la*, is no trace of anybody by itself."""


def traces(client: WrittenIdentity) -> frozenset[str]:
    """Return what would give a client away in a text: their names, numbers and birth date, folded."""
    found = {*_names(client.family), *_names(client.given)}
    numbers = [client.mrn, *(number.value for number in client.identifiers)]
    found |= {" ".join(_words(number)) for number in numbers if number}
    if client.birth_date:
        born = client.birth_date
        dates = (f"{born:%Y-%m-%d}", f"{born:%m/%d/%Y}", f"{born.month}/{born.day}/{born.year}")
        found |= {" ".join(_words(written)) for written in dates}
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
    if len(words) > 1:
        yield from (word for word in words if len(word) >= _SHORT)


def _words(text: str) -> Sequence[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))
