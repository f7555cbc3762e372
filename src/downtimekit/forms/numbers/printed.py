"""How a number of a range is printed, and how what somebody typed is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from downtimekit.errors import Fault, InvalidInput
from downtimekit.forms.serials import check_character
from downtimekit.models.numbers import NumberRange

_TYPED = re.compile(r"([A-Z]{1,4})([0-9]{4,9})([0-9A-Z])")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")  # also the dashes that keyboards and scanners put in


def printed(range_: NumberRange, number: int) -> str | None:
    """Return a number as it is printed; None where it has no check character, and is given to nobody."""
    digits = f"{number:0{range_.digits}d}"
    check = check_character(range_.prefix + digits)
    if check == "*":
        return None
    return ("-" if range_.hyphens else "").join((range_.prefix, digits, check))


def printed_all(range_: NumberRange, first: int, last: int) -> tuple[str, ...]:
    """Return the numbers from one to another, both included, that are given out."""
    return tuple(text for number in range(first, last + 1) if (text := printed(range_, number)) is not None)


def check_number(text: str, ranges: Iterable[NumberRange]) -> tuple[NumberRange, int]:
    """Return to which range a number belongs that somebody typed or a scanner read, and its place in it.

    Args:
        text: with or without separators, in capital or small letters.
        ranges: those that it can be of.

    Raises:
        InvalidInput: it is of none of these ranges, or a character is wrong or two are swapped.
    """
    typed = _TYPED.fullmatch(_SEPARATORS.sub("", text).upper())
    if typed is None:
        raise _wrong("is none of ours: letters, digits and a check character, as in W-000017-V")
    prefix, digits, check = typed.groups()
    if check_character(prefix + digits) != check:
        raise _wrong("does not check out: one character is wrong, or two are swapped")
    number = int(digits)
    for range_ in ranges:
        if (range_.prefix, range_.digits) == (prefix, len(digits)) and range_.first <= number <= range_.last:
            return range_, number
    raise _wrong("is of no range that is known here")


def _wrong(words: str) -> InvalidInput:
    return InvalidInput("number", [Fault("number", words)])
