"""No changed code passes for another, and the order of a pile decides nothing."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.forms.codes import FoundPage, PageCode, Seal, TokenAnswer
from downtimekit.forms.serials import serial_of
from tests.coded import NOON, SEAL, a_code, came_in, reception

ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
OTHERS = Seal.of(b"of somebody else, not of us")
HEX = st.integers(0, 2**32 - 1).map("{:08x}".format)
SERIALS = st.builds(serial_of, st.from_regex(r"[A-Z]{1,4}", fullmatch=True), st.integers(1, 999_999)).filter(bool)


@st.composite
def codes(draw: st.DrawFn) -> PageCode:
    """Draw any code."""
    pages = draw(st.integers(1, 99))
    return a_code(
        serial=draw(SERIALS),
        page=draw(st.integers(1, pages)),
        pages=pages,
        copy_number=draw(st.integers(1, 99)),
        drill=draw(st.booleans()),
        downtime=draw(HEX),
        plan=draw(HEX),
        expires=draw(st.none() | st.timedeltas(timedelta(0), timedelta(days=9_000)).map(lambda after: NOON + after)),
    )


@given(codes())
def test_any_code_comes_back_whole(code: PageCode) -> None:
    opened = SEAL.open(SEAL.token(code))

    assert (opened.code, opened.answer) == (code, TokenAnswer.GENUINE)


@given(codes(), st.data())
def test_no_single_changed_character_passes(code: PageCode, chosen: st.DataObject) -> None:
    token = SEAL.token(code)
    place = chosen.draw(st.integers(0, len(token) - 1))

    for character in set(ALPHANUMERIC) - {token[place]}:
        opened = SEAL.open(token[:place] + character + token[place + 1 :])
        assert opened.code is None
        assert opened.answer is not TokenAnswer.GENUINE


@given(codes(), codes(), st.integers(1, 50))
def test_no_two_codes_can_be_cut_together(one: PageCode, other: PageCode, place: int) -> None:
    made = SEAL.token(one)[:place] + SEAL.token(other)[place:]

    assert SEAL.open(made).code in {None, one, other}


@given(codes())
def test_a_code_of_somebody_else_never_passes(code: PageCode) -> None:
    assert SEAL.open(OTHERS.token(code)).code is None


@given(st.text(ALPHANUMERIC, max_size=60) | st.text(max_size=60).map("DK1".__add__))
def test_whatever_is_read_is_answered(text: str) -> None:
    assert SEAL.open(text).code is None


PILE = st.lists(
    st.builds(
        came_in,
        st.uuids().map(str),
        seal=st.sampled_from([SEAL, OTHERS]),
        page=st.integers(1, 3),
        copy_number=st.integers(1, 2),
        serial=st.sampled_from(["W-000017-V", "W-000004-4", "W-000001-A"]),
        position=st.none() | st.integers(1, 9),
    )
    | st.builds(FoundPage, st.uuids().map(str), st.none() | st.text(ALPHANUMERIC)),
    max_size=12,
)


@given(PILE, st.randoms(use_true_random=False))
def test_a_shuffled_pile_gives_the_same_result_and_no_page_is_lost(
    pile: list[FoundPage], chance: random.Random
) -> None:
    shuffled = list(pile)
    chance.shuffle(shuffled)

    paper = reception().sort(pile)

    assert reception().sort(shuffled) == paper
    sorted_pages = [page.found for sheet in paper.sheets for page in (*sheet.pages, *sheet.again)]
    assert sorted(page.where for page in (*sorted_pages, *(page.found for page in paper.aside))) == sorted(
        page.where for page in pile
    )
    assert all(sheet.pages[0].code is not None for sheet in paper.sheets)
