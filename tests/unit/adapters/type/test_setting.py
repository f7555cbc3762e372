"""A text in lines: broken where a reader expects it, never between a letter and what stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from downtimekit.adapters._type import RISE, Case, clusters, fitted, wrapped
from tests.typeset import font_file

CASE = Case(())


def lines(text: str, width: float, case: Case = CASE) -> list[str]:
    return [line.text for line in wrapped(case, text, width)]


@pytest.mark.parametrize(
    ("text", "width", "broken"),
    [
        ("one two three", 100, ["one two three"]),
        ("one two three", 3.6, ["one two", "three"]),
        ("abcdefghij kl", 2.3, ["abcd", "efghi", "j kl"]),
        ("one abcdefghij", 2.3, ["one", "abcd", "efghi", "j"]),
        ("", 3, [""]),
    ],
)
def test_words_stay_whole_where_they_can(text: str, width: float, broken: list[str]) -> None:
    assert lines(text, width) == broken


def test_no_line_is_wider_than_its_room_and_nothing_is_lost() -> None:
    text = "Wherefore the patient's own description, in her words: 'a dragging ache'. " * 20
    found = wrapped(CASE, text.strip(), 11)

    assert all(line.width <= 11 for line in found)
    assert " ".join(line.text for line in found) == text.strip()


def test_han_is_broken_anywhere_but_before_a_point_and_after_a_bracket(tmp_path: Path) -> None:
    case = Case([font_file(tmp_path, "王小明\uff08李娜\uff09。、")])

    assert lines("王小明。李娜", 1.9, case) == ["王小", "明。李", "娜"]
    assert all(
        line[0] not in "。\uff09" and line[-1] != "\uff08" for line in lines("王小明\uff08李娜\uff09。王", 1.9, case)
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Zo\u0331e", ["Z", "o\u0331", "e"]),
        ("क्षि", ["क्षि"]),
        ("👩\u200d⚕\ufe0fA", ["👩\u200d⚕\ufe0f", "A"]),
        ("👍🏽", ["👍🏽"]),
        ("🇪🇸🇫🇷", ["🇪🇸", "🇫🇷"]),
        ("\u1112\u1161\u11ab\u1100", ["\u1112\u1161\u11ab", "\u1100"]),
        ("می\u200cخ", ["م", "ی\u200c", "خ"]),
        ("葛\U000e0100城", ["葛\U000e0100", "城"]),
    ],
)
def test_what_is_one_letter_to_a_reader_stays_together(text: str, parts: Sequence[str]) -> None:
    assert clusters(text) == list(parts)


def test_a_text_is_as_large_as_its_box_lets_it_be() -> None:
    whole, smaller, two = (
        fitted(CASE, "Sampleton, Nora", width, height, size=16) for width, height in ((200, 20), (90, 12), (70, 40))
    )

    assert whole is not None
    assert smaller is not None
    assert two is not None
    assert (whole.size, len(whole.lines)) == (16, 1)
    assert smaller.size < 16
    assert smaller.lines[0].width * smaller.size <= 90
    assert (two.size, len(two.lines)) == (16, 2)
    assert whole.height == 16 * RISE


def test_what_does_not_fit_however_small_is_not_cut() -> None:
    assert fitted(CASE, "A very long name " * 40, 100, 12, size=16) is None
