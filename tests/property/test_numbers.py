"""No slip of a hand makes one number another, and no two who take numbers get the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.errors import InvalidInput
from downtimekit.forms.numbers import check_grant, check_number, printed_all, split
from downtimekit.models.numbers import NumberKind, NumberRange, NumberState
from downtimekit.runtime.number_books import books
from downtimekit.runtime.number_desk import NumberDesk, find_clones
from downtimekit.testing import MemoryJournal
from tests.numbered import a_desk, a_range
from tests.ward import NURSE

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NODES = ("east", "north", "west")


@st.composite
def ranges(draw: st.DrawFn) -> NumberRange:
    """Draw a range of any kind and form."""
    kind = draw(st.sampled_from(NumberKind))
    is_form = kind is NumberKind.FORM
    digits = 6 if is_form else draw(st.integers(4, 9))
    first = draw(st.integers(1, 10**digits - 50))
    return a_range(
        kind=kind,
        prefix=draw(st.from_regex(r"[A-Z]{1,4}", fullmatch=True)),
        digits=digits,
        hyphens=is_form or draw(st.booleans()),
        first=first,
        last=draw(st.integers(first + 1, min(first + 5_000, 10**digits - 1))),
    )


def slips(number: str) -> Iterator[str]:
    """Yield every number with one wrong character, and with two neighbours swapped, also over a hyphen."""
    places = [place for place, character in enumerate(number) if character != "-"]
    for place in places:
        yield from (number[:place] + wrong + number[place + 1 :] for wrong in set(CHARACTERS) - {number[place]})
    for one, other in pairwise(places):
        if number[one] != number[other]:
            swapped = list(number)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield "".join(swapped)


def is_refused(typed: str, range_: NumberRange) -> bool:
    """Tell whether a number is refused."""
    try:
        check_number(typed, [range_])
    except InvalidInput:
        return True
    return False


@given(ranges(), st.data())
def test_every_wrong_character_and_every_swap_is_found_in_every_form(
    range_: NumberRange, chosen: st.DataObject
) -> None:
    place = chosen.draw(st.integers(range_.first, range_.last))
    for text in printed_all(range_, place, place):
        assert check_number(text, [range_]) == (range_, place)
        everything = range_.model_copy(update={"first": 1, "last": 10**range_.digits - 1})
        assert [slip for slip in slips(text) if not is_refused(slip, everything)] == []


@given(ranges(), st.lists(st.sampled_from(NODES), min_size=1, unique=True))
def test_the_parts_of_a_range_are_the_whole_and_share_nothing(range_: NumberRange, nodes: list[str]) -> None:
    if len(nodes) > range_.size:
        return
    parts = split(range_, nodes)

    for place, part in enumerate(parts):
        check_grant(part, parts[:place])
    assert [part.node for part in parts] == nodes
    assert [number for part in parts for number in range(part.first, part.last + 1)] == [
        *range(range_.first, range_.last + 1)
    ]


TAKES = st.lists(st.tuples(st.sampled_from(NODES), st.integers(1, 9), st.booleans()), max_size=12)


@given(TAKES)
def test_two_nodes_never_give_out_the_same_number_and_all_are_in_the_ledger(takes: list[tuple[str, int, bool]]) -> None:
    journal, given_out = MemoryJournal(), dict[str, list[str]]()
    parts = {part.node: part for part in split(a_range(last=60), NODES)}

    for step, (node, count, is_repeated) in enumerate(takes):
        desk = a_desk(journal, ranges=(parts[node],), node=node)  # opened anew, as after a restart
        with suppress(InvalidInput):  # too few were left, and none were taken
            taken = take(desk, count, command=f"step-{step}")
            given_out.setdefault(node, []).extend(taken)
            assert not is_repeated or take(desk, count, command=f"step-{step}") == taken

    numbers = [number for got in given_out.values() for number in got]
    assert len(set(numbers)) == len(numbers)
    for node, got in given_out.items():
        desk = a_desk(journal, ranges=(), node=node)
        ledger = desk.ledger(NumberKind.FORM)
        assert desk.book == books(journal)[node]
        assert [*ledger.states] == got
        assert ledger.issued == sum(map(ledger.count, NumberState))
    assert find_clones({"here": journal}) == ()


SIDES = st.lists(st.integers(1, 5), max_size=3)


@given(SIDES, SIDES, SIDES)
def test_a_restored_copy_is_found_whenever_both_went_on(before: list[int], old: list[int], new: list[int]) -> None:
    journals = {"old": MemoryJournal(), "new": MemoryJournal()}
    first = a_desk(journals["old"], holder="old")
    for count in before:
        take(first, count)
    journals["new"].load(journals["old"].lines(first.stream))
    after = {
        name: {number for count in counts for number in take(a_desk(journals[name], holder=name), count)}
        for name, counts in (("old", old), ("new", new))
    }

    found = find_clones(journals)

    assert bool(found) is bool(old and new)
    for clone in found:
        assert set(clone.twice) == after["old"] & after["new"] != set()


def take(desk: NumberDesk, count: int, *, command: str | None = None) -> tuple[str, ...]:
    """Take numbers of forms."""
    return desk.take(NumberKind.FORM, count, purpose="west-1", by=NURSE, command=command).numbers
