"""A text in items: parts of one direction and one script, which are shaped one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, islice, pairwise, repeat
from typing import TypeVar

from attrs import frozen
from fontTools import unicodedata as ucd  # type: ignore[import-untyped]

from downtimekit.adapters._type.apart import set_apart
from downtimekit.adapters._type.refusal import ENDLESS, CannotShow

Kind = TypeVar("Kind", int, str)

COMMON = frozenset(["Zyyy", "Zinh", "Zzzz"])  # ISO 15924: what belongs to no script of its own
_STRONG = {"R", "AL"}
_ONE_WAY = frozenset(["R", "AL", "NSM", "WS", "ON", "CS", "ES", "ET"])  # all of these turn in a line from right to left
_OF_DIRECTION = {"L": "a", "R": "\u05d0", "AL": "\u0627"}
_ALIKE = frozenset(_OF_DIRECTION.values())
_TURNING = frozenset(["R", "AL", "AN", "LRE", "RLE", "LRI", "RLI", "FSI", "PDI", "PDF"])


@frozen
class Item:
    """A part of a line.

    Attributes:
        start: its first character; end: the one after its last.
        level: odd where it is read from right to left (UAX #9).
        script: its code in ISO 15924.
    """

    start: int
    end: int
    level: int
    script: str

    @property
    def right_to_left(self) -> bool:
        """Whether it is read from right to left."""
        return self.level % 2 == 1


def begins_right_to_left(text: str) -> bool:
    """Tell the direction of a text by its first letter (UAX #9, P2 and P3)."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L" or direction in _STRONG:
            return direction != "L"
    return False


def items(text: str, *, right_to_left: bool) -> list[Item]:
    """Return the items of a line, in the order in which they are read."""
    found: list[Item] = []
    start = 0
    for level, end in _ends(levels(text, right_to_left=right_to_left)):
        for script, part in _ends(_scripts(text[start:end])):
            found.append(Item(found[-1].end if found else 0, start + part, level, script))
        start = end
    return found


def _ends(of_each: Sequence[Kind]) -> list[tuple[Kind, int]]:
    """Return each stretch of the same, with the place after its last."""
    if of_each and of_each.count(of_each[0]) == len(of_each):
        return [(of_each[0], len(of_each))]
    turns: list[int] = [place for place, (one, other) in enumerate(pairwise(of_each), start=1) if one != other]
    return [(of_each[end - 1], end) for end in (*turns, len(of_each)) if end]


def own_letters(text: str) -> str:
    """Return what of a text belongs to its script: no spaces, points and digits that all scripts share."""
    return "".join(character for character in text if _script(character) != "Zyyy")


def as_seen(found: Sequence[Item]) -> list[Item]:
    """Return items from left to right (UAX #9, L2)."""
    ordered = list(found)
    highest = max((item.level for item in found), default=0)
    for level in range(highest, 0, -1):
        ordered = [
            item
            for turns, part in groupby(ordered, key=lambda item: item.level >= level)
            for item in (reversed(list(part)) if turns else part)
        ]
    return ordered


def levels(text: str, *, right_to_left: bool) -> Sequence[int]:
    """Return the level of each character; odd levels are read from right to left (UAX #9)."""
    directions = {unicodedata.bidirectional(character) for character in text}
    if not right_to_left and not directions & _TURNING:
        return [0] * len(text)
    if right_to_left and directions <= _ONE_WAY:
        return [1] * len(text)
    stretches = [(kind, len(list(group))) for kind, group in groupby(map(_alike, text))]
    pattern = "".join(kind if kind in _ALIKE else kind * length for kind, length in stretches)
    found = iter(_levels(pattern, right_to_left))
    return [
        level
        for kind, length in stretches
        for level in (repeat(next(found), length) if kind in _ALIKE else islice(found, length))
    ]


@lru_cache(maxsize=4096)
def _alike(character: str) -> str:
    """Return one character for all letters of a direction, of which many in a row are as one; others as they are."""
    return _OF_DIRECTION.get(unicodedata.bidirectional(character), character) if character.isalpha() else character


@lru_cache(maxsize=1024)  # names are of few patterns, and this takes longer than all else that is done with a name
def _levels(text: str, right_to_left: bool) -> Sequence[int]:
    from fpdf.bidi import BidiParagraph  # noqa: PLC0415 - all of fpdf2 comes with it, and few texts need it
    from fpdf.enums import TextDirection  # noqa: PLC0415

    apart, places = set_apart(text, right_to_left=right_to_left)
    try:
        paragraph = BidiParagraph(apart, TextDirection.RTL if right_to_left else TextDirection.LTR)
        resolved = paragraph.get_characters_with_embedding_level()
    except RecursionError as error:  # a thousand spaces or dots in a row
        raise CannotShow(ENDLESS) from error
    known = {found.character_index: found.embedding_level for found in resolved}
    found, level = [], int(right_to_left)
    for place in places:
        level = known.get(place, level)  # what the algorithm leaves out stays with what stands before it
        found.append(level)
    return found


def _scripts(text: Sequence[str]) -> list[str]:
    """Return the script of each character; what belongs to none goes with what stands before it, or after it."""
    own = list(map(_script, text))
    last = next((script for script in own if script not in COMMON), None) or _shared(text[0])
    found = []
    for script in own:
        last = last if script in COMMON else script
        found.append(last)
    return found


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    return str(ucd.script(character))


def _shared(character: str) -> str:
    """Return one of the scripts that share a digit or a point, or the code of what belongs to none."""
    return min(ucd.script_extension(character) - COMMON, default="Zyyy")
