"""A box for each digit of a date or a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time

from downtimekit.adapters.pdf.measures import PAD, Box
from downtimekit.forms.words import PageWords, day_digits

COMB = 4.7  # the width of a box for one digit
_HEIGHT = 5.4
_BETWEEN = 2.4  # two groups of digits
_APART = 3.0  # a date and a time

Digit = tuple[str, Box]
"""A letter that says what is written, such as M, and the box for it."""


def digit_boxes(words: PageWords, corner: tuple[float, float], *, day: bool, time: bool) -> Iterator[list[Digit]]:
    """Yield the boxes of each group of digits, from left to right.

    Args:
        words: the words of the page, which say in which order a date is written.
        corner: the lower left corner of the cell in which they stand.
        day: whether there is a date.
        time: whether there is a time.
    """
    x, y = corner[0] + PAD, corner[1] - PAD - 5
    parts: list[Sequence[str]] = [words.day_parts] * day + [words.time_parts] * time
    for groups in parts:
        for group in groups:
            yield [(letter, Box(x + place * COMB, y, COMB, _HEIGHT)) for place, letter in enumerate(group)]
            x += len(group) * COMB + _BETWEEN
        x += _APART - _BETWEEN


def digits_of(day: date | None, at: time | None, words: PageWords) -> Iterator[str]:
    """Yield the digits for each group of boxes, in the same order."""
    if day is not None:
        yield from day_digits(words, day)
    if at is not None:
        yield from (f"{at.hour:02d}", f"{at.minute:02d}")
