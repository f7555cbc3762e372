"""A number that was typed wrongly is refused, and no number is printed twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import SerialPool, check_serial
from downtimekit.forms.serials import check_character

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
POOL = SerialPool("W", 1, 1_000)
# every digit stands at every place
SERIALS = [SerialPool("QX", number, number + 1).take(1)[0] for number in range(1, 999_999, 7_901)] + [
    SerialPool("W", number, number + 1).take(1)[0] for number in range(111_111, 999_999, 111_111)
]


def with_one_wrong_character(serial: str) -> Iterator[str]:
    """Yield every serial that differs in one place."""
    for place, right in enumerate(serial):
        if right != "-":
            yield from (serial[:place] + wrong + serial[place + 1 :] for wrong in CHARACTERS if wrong != right)


def with_two_neighbours_swapped(serial: str) -> Iterator[str]:
    """Yield every serial with two neighbours swapped, also over a hyphen."""
    places = [place for place, character in enumerate(serial) if character != "-"]
    for one, other in pairwise(places):
        swapped = list(serial)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        if serial[one] != serial[other]:
            yield "".join(swapped)


def is_refused(typed: str) -> bool:
    """Tell whether a serial is refused."""
    try:
        check_serial(typed)
    except InvalidInput:
        return True
    return False


def test_every_wrong_character_is_refused() -> None:
    assert [wrong for serial in SERIALS for wrong in with_one_wrong_character(serial) if not is_refused(wrong)] == []


def test_a_transposed_serial_is_refused() -> None:
    assert [wrong for serial in SERIALS for wrong in with_two_neighbours_swapped(serial) if not is_refused(wrong)] == []


def test_thecheck_character_is_that_of_the_standard() -> None:
    assert check_character("G123498654321") == "H"  # the donation number in ISBT 128's own example


@pytest.mark.parametrize("typed", ["w-000017-v", " W 000017 V ", "W000017V", "W\u2013000017\u2014v", "w-000 017 v\n"])
def test_a_serial_may_be_typed_carelessly(typed: str) -> None:
    assert check_serial(typed) == "W-000017-V"


@pytest.mark.parametrize("typed", ["", "W", "17", "W-17-V", "000017-V", "W-000017", "W-000017-*", "W-\u0660\u0661-V"])
def test_what_is_no_serial_is_refused(typed: str) -> None:
    assert is_refused(typed)


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(InvalidInput) as caught:
        check_serial("Sampleton 1961")

    assert "Sampleton" not in str(caught.value)


def test_a_pool_goes_on_where_it_was_left() -> None:
    first, rest = POOL.take(3), POOL.take(4, after=POOL.take(3)[-1])

    assert first + rest == POOL.take(7)


def test_a_pool_answers_the_same_every_time() -> None:
    assert POOL.take(5) == POOL.take(5) == ("W-000001-A", "W-000002-8", "W-000003-6", "W-000004-4", "W-000005-2")


def test_every_number_of_a_pool_passes_its_own_check() -> None:
    taken = POOL.take(970)

    assert [check_serial(serial) for serial in taken] == list(taken)
    assert len(set(taken)) == len(taken)


def test_numbers_whosecheck_character_no_barcode_can_print_are_left_out() -> None:
    assert "*" not in "".join(POOL.take(970))
    with pytest.raises(InvalidInput, match=r"1000 are wanted and 97\d remain"):
        POOL.take(1_000)


def test_an_exhausted_pool_says_how_many_remain_and_never_starts_again() -> None:
    pool = SerialPool("W", 1, 10)

    with pytest.raises(InvalidInput, match="5 are wanted and 3 remain"):
        pool.take(5, after="W-000007-Z")


def test_a_serial_of_another_pool_is_no_place_to_go_on_from() -> None:
    for foreign in ("Q-000007-Q", "W-000017-V", "W-000007-X"):
        with pytest.raises(InvalidInput):
            SerialPool("W", 1, 10).take(1, after=foreign)


@pytest.mark.parametrize(
    ("prefix", "first", "last"),
    [("w", 1, 9), ("", 1, 9), ("W1", 1, 9), ("TOOLO", 1, 9), ("W", 0, 9), ("W", 9, 1), ("W", 1, 1_000_000)],
)
def test_a_pool_that_cannot_be_printed_is_refused(prefix: str, first: int, last: int) -> None:
    with pytest.raises(InvalidInput):
        SerialPool(prefix, first, last)


def test_all_that_is_wrong_with_a_pool_is_said_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        SerialPool("w", 9, 1)

    assert [fault.path for fault in caught.value.faults] == ["prefix", "first"]


def test_fewer_than_none_cannot_be_taken() -> None:
    with pytest.raises(InvalidInput, match="count"):
        POOL.take(-1)
    assert POOL.take(0) == ()
