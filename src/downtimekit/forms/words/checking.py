"""Whether words that come with a form can take the place of ours, before anything is printed with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import asdict

from downtimekit.forms.words.en import ENGLISH
from downtimekit.forms.words.screen.en import ENGLISH as SCREEN

FILLED_IN = re.compile(r"\$(\w+)")
"""A name for which something is filled in."""

PAPER_NAMES = tuple(name for name in asdict(ENGLISH) if name != "language")
"""Names of the words around a form on paper, which the offline page has, too."""
SCREEN_NAMES = tuple(name for name in asdict(SCREEN) if name not in (*PAPER_NAMES, "language"))
"""Names of the words that only the offline page has."""
_OURS: Mapping[str, str | tuple[str, ...]] = {**asdict(SCREEN), **asdict(ENGLISH)}
_DIGITS = {"d": 2, "m": 2, "y": 4}


def ours(name: str) -> str:
    """Return our own English words of a name, as a form would bring them."""
    words = _OURS[name]
    return words if isinstance(words, str) else " ".join(words)


def word_faults(own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the words that a form brings for a language: the name, and why.

    Args:
        own: words by their names, those of `PageWords` and `screen.ScreenWords`.
    """
    for name, words in own.items():
        if name not in PAPER_NAMES and name not in SCREEN_NAMES:
            yield name, "is no name of words around a form"
        elif name != "day_order":
            yield from ((name, fault) for fault in _unlike(words, _OURS[name]))
    yield from _day_faults(own)
    if any(len(part) != len("HH") for part in own.get("time_parts", "").split()):
        yield "time_parts", "must have two letters for the hour and two for the minute, such as HH MM"


def _unlike(own: str, ours: str | tuple[str, ...]) -> Iterator[str]:
    if isinstance(ours, tuple):
        if len(own.split()) != len(ours):
            yield f"must be {len(ours)} words with spaces between them"
    elif set(FILLED_IN.findall(own)) != set(FILLED_IN.findall(ours)):
        wanted = ", ".join(f"${name}" for name in sorted(set(FILLED_IN.findall(ours))))
        yield f"must hold {wanted}, and nothing else with a $" if wanted else "must hold nothing with a $"


def _day_faults(own: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with how a day is written: nobody can tell the order from the words of a language."""
    order, parts = own.get("day_order"), own.get("day_parts")
    if order is None and parts is None:
        return
    if order is None:
        yield "day_order", "is missing beside day_parts: write mdy, dmy or ymd"
    elif sorted(order) != sorted(_DIGITS):
        yield "day_order", "must be the letters d, m and y, each once, such as dmy"
    elif parts is None:
        yield "day_parts", "is missing beside day_order: write what stands for the digits, such as DD MM YYYY"
    elif [len(part) for part in parts.split()] != [_DIGITS[letter] for letter in order]:
        yield "day_parts", "must have two letters for the day and the month and four for the year, in that order"
