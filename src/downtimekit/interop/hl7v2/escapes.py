"""Escape sequences: how a text stands on the wire.

Source: HL7 v2.5.1 chapter 2, section 2.7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from downtimekit.interop.hl7v2.separators import ENCODING, STANDARD, Separators


def unescape(text: str, separators: Separators = STANDARD) -> str:
    r"""Return what a text means.

    ``\.br\`` and its like become line breaks, highlighting is dropped. An escape that is not known, and an escape
    character that stands alone, stay as they are: nothing of what was written is swallowed.
    """
    if not separators.escape or separators.escape not in text:
        return text
    return _sequences(separators.escape).sub(lambda found: _meaning(found, separators), text)


def escape(text: str) -> str:
    """Write a text so that nothing in it can be taken for a separator, the end of a segment or MLLP framing."""
    return text.translate(_ESCAPED)


@lru_cache(maxsize=8)
def _sequences(mark: str) -> re.Pattern[str]:
    mark = re.escape(mark)
    # Two digits at most: a number of lines to skip is no way to fill the memory.
    layout = r"\.(br|sp|ce|sk|in|ti|fi|nf)[+-]?(\d{0,2})"
    return re.compile(rf"{mark}(?:([FSTREPHN])|X((?:[0-9A-Fa-f]{{2}})+)|{layout}){mark}", re.ASCII)


def _meaning(found: re.Match[str], separators: Separators) -> str:
    letter, digits, layout, count = found.groups()
    if letter:
        return _letters(separators)[letter]
    if digits:
        raw = bytes.fromhex(digits)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    return _LAYOUT.get(layout, "") * int(count or 1)


@lru_cache(maxsize=8)
def _letters(separators: Separators) -> Mapping[str, str]:
    used = (separators.field, separators.component, separators.repetition, separators.escape, separators.subcomponent)
    marks = (mark or usual for mark, usual in zip(used, "|" + ENCODING, strict=True))
    return dict(zip("FSRET", marks, strict=True)) | {"P": separators.truncation or "#", "H": "", "N": ""}


_LAYOUT = {"br": "\n", "sp": "\n", "ce": "\n", "sk": " "}
_ESCAPED = {
    **{code: f"\\X{code:02X}\\" for code in (*range(0x20), 0x7F)},
    **{ord(mark): f"\\{letter}\\" for mark, letter in zip("|" + ENCODING, "FSRET", strict=True)},
    ord("\n"): "\\.br\\",
}
