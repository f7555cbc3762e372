"""What may stand in a text, and its composed form."""

from __future__ import annotations

import re
import unicodedata

from downtimekit.adapters._type.refusal import CONTROL, CROWDED, MARK, TURNED, UNKNOWN, CannotShow

# Composition (NFC) replaces these by another shape of the character, which is another name to its bearer.
_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_WESTERN = re.compile("[ -~\xa1-\xac\xae-\xff]*")  # nothing to compose, and nothing that has no place on paper
_SOFT_HYPHEN = "\u00ad"  # shown only where a word is broken, which is done without it
_OVERRIDES = frozenset("\u202d\u202e")
_RETIRED = re.compile("[\u206a-\u206f\ufff9-\ufffb]")
_HAN = range(0x20000, 0x3FFFE)  # planes for Han only, where Unicode grows faster than Python's tables
_MOST_SIGNS = 16  # on a letter; the highest stacks of Tibetan have about ten
_REASONS = {"Cc": CONTROL, "Zl": CONTROL, "Zp": CONTROL, "Cs": UNKNOWN, "Co": UNKNOWN, "Cn": UNKNOWN}


def composed(text: str) -> str:
    """Return a text in composed form.

    Raises:
        CannotShow: something in it has no place on paper.
    """
    if _WESTERN.fullmatch(text):
        return text
    parts = _COMPATIBILITY.split(text)
    parts[::2] = (unicodedata.normalize("NFC", part) for part in parts[::2])
    whole = "".join(parts).replace(_SOFT_HYPHEN, "")
    _check(whole)
    return whole


def western(text: str) -> bytes | None:
    """Return the codes in Helvetica of a text that is composed already, or None where that takes a closer look."""
    return text.encode("latin-1") if _WESTERN.fullmatch(text) else None


def _check(text: str) -> None:
    before, signs = "Zs", 0
    for character in text:
        category = unicodedata.category(character)
        if category in _REASONS and not (category == "Cn" and ord(character) in _HAN):
            raise CannotShow(_REASONS[category])
        if character in _OVERRIDES:
            raise CannotShow(TURNED)
        if _RETIRED.match(character):
            raise CannotShow(UNKNOWN)
        if category[0] == "M" and before[0] == "Z":
            raise CannotShow(MARK)
        signs = signs + 1 if category[0] == "M" else 0
        if signs > _MOST_SIGNS:
            raise CannotShow(CROWDED)
        before = category
