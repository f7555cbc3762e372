"""How wide words are, never too small: in whatever sans-serif font a viewer has, they stay inside their place.

The widths are those of DejaVu Sans, rounded up, in twentieths of the font's size. It is the widest of the fonts that
browsers take for ``sans-serif``; Helvetica, Arial and Liberation Sans are narrower.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

_CLASSES: Mapping[int, str] = {
    6: "'IJijl",
    7: " ,./:;\\|",
    8: "()-[]ft",
    9: "!r",
    10: '"*_`',
    11: "?csz",
    12: "FLkvxy",
    13: "$0123456789EPSTYabdeghnopqu{}",
    14: "ABCKRVXZ",
    15: "NU",
    16: "&DGHOQ",
    17: "#+<=>^w~",
    18: "M",
    20: "%@Wm",
}
_WIDTHS = {character: units / 20 for units, characters in _CLASSES.items() for character in characters}
_BOLD = 1.16  # the most that a bold letter is wider, but for those that _BOLD_WIDE names
_BOLD_WIDE = {"r": 0.5, "I": 0.4, "J": 0.4, "f": 0.45}
_LATIN = 1.0
_OTHER = 1.5  # Chinese letters are 1 wide; some letters that are two in one are wider


def width(words: str, *, size: float, bold: bool = False) -> float:
    """Return how wide a line can be at most, in the unit of its size."""
    return size * sum(_letter(character, bold=bold) for character in words)


def wrapped(words: str, *, room: float, size: float, bold: bool = False) -> list[str]:
    """Break words into lines that fit; what is longer than a line is broken too."""
    lines = [""]
    for word in re.split(r"[ \n\t]+", words.strip()):  # not at a space that is there to hold words together
        longer = f"{lines[-1]} {word}".lstrip()
        if width(longer, size=size, bold=bold) <= room:
            lines[-1] = longer
            continue
        pieces = list(_pieces(word, room=room, size=size, bold=bold))
        lines += pieces if lines[-1] else []
        if not lines[-1]:
            lines[-1:] = pieces
    return lines


def _pieces(word: str, *, room: float, size: float, bold: bool) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and width(piece + character, size=size, bold=bold) > room:
            yield piece
            piece = ""
        piece += character
    yield piece


def _letter(character: str, *, bold: bool) -> float:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0.0
    if character in _WIDTHS:
        plain = _WIDTHS[character]
        return max(plain * _BOLD, _BOLD_WIDE.get(character, 0)) if bold else plain
    return (_LATIN if ord(character) < 0x250 else _OTHER) * (_BOLD if bold else 1)  # noqa: PLR2004  (Latin ends there)
