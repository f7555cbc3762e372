"""Numbers, and what belongs to them, as they stay whole among letters that are read from right to left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_APART, _AGAIN = "\u2066\u202d", "\u202c\u2069"  # LEFT-TO-RIGHT ISOLATE and OVERRIDE, and what ends the two
_LEFT = "\u200e"  # LEFT-TO-RIGHT MARK
_EMBEDDING = frozenset(["LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI", "PDF"])

# A sign after a letter is no sign: of the Hebrew ב-5, the hyphen belongs to the word.
_OPENS = r"(?<![^\s(\[{:;\"'\u00ab\u201c/])"
_MINUS, _DASHES = r"\u2212\-", r"\u2013\u2014\-"  # with the hyphen
_OTHERS = r"\s\u0590-\u08ff"  # spaces, Hebrew and Arabic
_SIGN = rf"(?:{_OPENS}(?:[{_MINUS}+±#$€£]|[<>≤≥~≈=] ?))?"
_DIGITS = rf"\d+(?:[{_DASHES}\u2212\u00d7/.:,_]\d+)*(?:[%‰+]|°(?!a))?"
_RANGE = rf"{_SIGN}{_DIGITS}(?: [{_DASHES}] [{_MINUS}+]?{_DIGITS})*"
_CALLED = r"\+\d[\d-]*(?: \(?\d[\d-]*\)?)+|\(\d{2,5}\) ?\d+(?:[-. ]\d+)+|(?<!\d)\d{2,4}(?: \d{2,4}){2,}(?![\d:./-])"
_AND_MORE = r"(?:[- /._@:,;&+'\u2019\u2013]{0,3}[a\d%°\u0300-\u036f])*"
_WORDS = rf"(?:[- /._@:+]{{0,2}}°?a{_AND_MORE}(?: ?\([^(){_OTHERS}]{{1,40}}\))?)"
_WHOLE = re.compile(rf"a+://[^{_OTHERS}]*[a\d/]|(?:{_CALLED}|{_RANGE}){_WORDS}?")


def set_apart(text: str, *, right_to_left: bool) -> tuple[str, list[int]]:
    """Return a text with its numbers kept whole, and where each of its characters stands in it.

    Without it, 555-1234 after an Arabic word reads 1234-555, and -5 reads 5- (UAX #9, 4.3, allows to emulate such
    signs: HL3). After Latin letters a number goes with these by itself (W7): apart, it would change places with them.

    Args:
        text: with the letter a for letters that are read from left to right.
        right_to_left: how the line is read.
    """
    apart, end = "", 0
    places: list[int] = []
    for start, stop, after_left in _wholes(text, right_to_left):
        before, after = ("", _LEFT) if after_left else (_APART, _AGAIN)
        places += range(len(apart), len(apart) + start - end)
        apart += text[end:start] + before
        places += range(len(apart), len(apart) + stop - start)
        apart += text[start:stop] + after
        end = stop
    places += range(len(apart), len(apart) + len(text) - end)
    return apart + text[end:], places


def _wholes(text: str, right_to_left: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield where each number that is more than digits starts and ends, and whether it comes after Latin letters."""
    seen, after_left = 0, not right_to_left
    for found in _WHOLE.finditer(text):
        after_left = _goes_left(text[seen : found.start()], after_left)
        if not found[0].isdecimal():
            yield found.start(), found.end(), after_left
        seen = found.end()


def _goes_left(text: str, before: bool) -> bool:
    """Tell whether the last letter, or sign of direction, is one that is read from left to right."""
    for character in reversed(text):
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return True
        if direction in {"R", "AL"} or direction in _EMBEDDING:
            return False
    return before
