"""Where a text may be broken: into letters with all that stands on them, and into what stays in one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_VIRAMA = 9  # the canonical combining class of what joins two consonants
# A syllable of Hangul in parts: one that begins it goes on with its like, and with what follows in it.
_BEGINS = re.compile("[\u1100-\u115f\ua960-\ua97c]")
_FOLLOWS = "\u1160-\u11ff\ud7b0-\ud7fb"
_JOINERS = "\u034f\u200c\u200d"  # COMBINING GRAPHEME JOINER, ZERO WIDTH NON-JOINER and JOINER
_SHADES = "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"  # colours of skin, and what makes one flag another
_ATTACHED = re.compile(f"[{_JOINERS}{_SHADES}{_FOLLOWS}]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
# Scripts that are written without spaces and broken between any two characters: Han, kana (UAX #14, class ID).
_IDEOGRAPH = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_OPENING, _CLOSING = {"Ps", "Pi"}, {"Pe", "Pf", "Po"}  # what no line ends with, and what none begins with


def clusters(text: str) -> list[str]:
    """Return a text letter by letter, each with its accents, or an emoji or a syllable as one (after UAX #29)."""
    found: list[str] = []
    for character in text:
        if found and _stays(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def atoms(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stays in one line, each after the space that stands before it in a line."""
    for number, word in enumerate(text.split(" ")):
        before = " " if number else ""
        for atom in _parts(word):
            yield before, atom
            before = ""


def _parts(word: str) -> Iterator[str]:
    if not _IDEOGRAPH.search(word) and "\u200b" not in word:
        yield word
        return
    part = ""
    for cluster in clusters(word):
        if part and _may_break(part[-1], cluster[0]):
            yield part
            part = ""
        part += cluster
    yield part


def _may_break(last: str, first: str) -> bool:
    if last == "\u200b":  # ZERO WIDTH SPACE, which some write between the words of Khmer or Thai
        return True
    if unicodedata.category(last) in _OPENING or unicodedata.category(first) in _CLOSING:
        return False
    return bool(_IDEOGRAPH.match(last) or _IDEOGRAPH.match(first))


def _stays(cluster: str, character: str) -> bool:
    last = cluster[-1]
    if unicodedata.category(character)[0] == "M" or _ATTACHED.match(character) or last == "\u200d":
        return True
    if unicodedata.combining(last) == _VIRAMA:
        return character.isalpha()
    if _BEGINS.match(last):
        return _BEGINS.match(character) is not None
    return _FLAG.match(character) is not None and len(_FLAG.findall(cluster)) == 1
