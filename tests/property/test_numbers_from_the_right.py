"""Whatever number stands in an Arabic or Hebrew line, it is read as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters._type.items import as_seen, items

WORDS = st.sampled_from(["هاتف", "المعدل:", "من", "טלפון", "ביום,", "בין"])
DIGITS = st.text(st.sampled_from("0123456789"), min_size=1, max_size=4)
SEPARATED = st.lists(DIGITS, min_size=1, max_size=4)
WHOLE = st.one_of(
    SEPARATED.flatmap(lambda parts: st.sampled_from("-/.:,").map(lambda sign: sign.join(parts))),
    st.tuples(st.sampled_from("+-<>≤≥±"), DIGITS, st.sampled_from(["", ".5", "%"])).map("".join),
    st.tuples(st.sampled_from(["T-", "W-", "UTC-", "UTC+"]), DIGITS, st.sampled_from(["", ":00", "-V"])).map("".join),
    st.tuples(DIGITS, st.sampled_from([" mg", " kg/m2", " °C", "ml", " to 400", "-AB"])).map("".join),
    st.tuples(st.sampled_from(["+1 ", "+44 (20) "]), DIGITS, st.just("-"), DIGITS).map("".join),
    st.tuples(DIGITS, st.just("@example.org")).map("".join),
    st.tuples(st.just("https://example.org/a-"), DIGITS, st.sampled_from(["", "/", "?b=7&c=d"])).map("".join),
)


def seen(text: str) -> str:
    """Return a line as it stands on paper, from left to right."""
    found = as_seen(items(text, right_to_left=True))
    return "".join(text[item.start : item.end][:: -1 if item.right_to_left else 1] for item in found)


@settings(max_examples=300, deadline=None)
@given(WORDS, st.lists(WHOLE, min_size=1, max_size=3), WORDS, st.sampled_from(["", "."]))
def test_numbers_stay_whole_and_follow_each_other_from_the_right(
    before: str, numbers: list[str], after: str, end: str
) -> None:
    text = before + "".join(f" {number} {after}" for number in numbers) + end

    shown = end + "".join(f"{after[::-1]} {number} " for number in reversed(numbers)) + before[::-1]

    assert seen(text) == shown


ODD = ["-", "5" * 2000, "+1 " + "5 " * 500, "5 a" * 500, "a://" * 300, "(" * 200 + "5"]


@pytest.mark.parametrize("text", ODD)
def test_odd_lines_come_back_with_all_their_characters(text: str) -> None:
    assert sorted(seen(f"\u0627 {text}")) == sorted(f"\u0627 {text}")
