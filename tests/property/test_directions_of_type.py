"""Letters in a row are ordered as one of them is; what is remembered of a name's pattern fits other names too."""

from __future__ import annotations

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters._type.items import levels

# Letters of each direction with brackets, spaces, points and accents, and what turns the order; no digits beside
# other signs, which are kept whole in a way of our own.
LETTERS = "ab\u00df\u4e00\u05d0\u05d1\u05d2\u0627\u0628\u062a"
OTHERS = "()[], .-\u0301\u05b8\u064e\u200e\u200f\u2067\u2069\u202b\u202c"
NAMES = st.text(st.sampled_from(LETTERS + OTHERS), max_size=16)


# Digits that stand alone: a digit after an Arabic letter is of another direction than one after a Hebrew letter.
WORDS = st.lists(st.sampled_from(["\u05d0", "\u05d1\u05d2", "\u0627", "\u0628\u062a", "1"]), max_size=8)


@settings(max_examples=300, deadline=None)
@given(NAMES | WORDS.map(" ".join), st.booleans())
def test_many_letters_are_ordered_as_unicode_says(name: str, right_to_left: bool) -> None:
    direction = TextDirection.RTL if right_to_left else TextDirection.LTR
    found = {
        character.character_index: character.embedding_level
        for character in BidiParagraph(name, direction).get_characters_with_embedding_level()
    }

    ours = levels(name, right_to_left=right_to_left)

    assert {place: ours[place] for place in found} == found
