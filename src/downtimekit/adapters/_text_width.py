"""Lines of text by how wide they stand on a screen or an old printer.

Widths follow Unicode Standard Annex #11: East Asian wide and full-width characters take two columns; marks that combine
with the character before them, and joiners, take none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_JOINERS = "\u200c\u200d"
"""Scripts such as Persian and Hindi, and composed emoji, need them; other characters without a width are refused."""
_NONE = frozenset({"Mn", "Me", "Cf"})


def width_of(text: str) -> int:
    """Return how many columns a text takes."""
    return sum(map(_width, text))


def can_be_shown(text: str) -> bool:
    """Tell whether every character of a line is a letter, a digit, a sign, a blank, or joins others."""
    return all(char.isprintable() or char == "\u00a0" or char in _JOINERS for char in text)


def wrapped(text: str, width: int, *, indent: str = "") -> list[str]:
    """Return a text in lines of at most a width; a word that is longer than a line is divided, and nothing is dropped.

    Args:
        text: one paragraph; blanks stay as they are, except where a line ends.
        width: in columns.
        indent: stands before every line but the first.
    """
    lines, between = [""], ""
    for part in re.findall(r" +|[^ ]+", text):
        if part[0] == " ":
            between = part
            continue
        for piece in _pieces(part, width - width_of(indent)):
            joined = f"{lines[-1]}{between}{piece}"
            if width_of(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(f"{indent}{piece}")
            between = ""
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield a word in pieces that fit; a mark stays with the character that it stands on."""
    piece = ""
    for char in word:
        if piece and _width(char) and width_of(piece) + _width(char) > width:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _width(char: str) -> int:
    if unicodedata.category(char) in _NONE:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
