"""A copy that was restored while the original still ran is found out when both records are there."""

from __future__ import annotations

from itertools import count

import pytest

from downtimekit.forms.numbers import Clone, NumberBook, clones
from downtimekit.models.numbers import NumberFact, NumberKind, NumbersGranted
from tests.numbered import a_range
from tests.ward import BEGAN

NONCES = count()


def taken(book: NumberBook, number: int, *, holder: str = "server-1") -> NumberBook:
    """Return a book after some more numbers were taken."""
    facts = book.take(
        NumberKind.FORM, number, now=BEGAN, purpose="west-1", holder=holder, nonce=f"nonce-{next(NONCES)}"
    )
    return book.with_(facts)


def granted(*facts: NumberFact) -> NumberBook:
    """Return the book of a node that was granted the range of forms."""
    return NumberBook.of([NumbersGranted(range=a_range()), *facts])


def found(one: NumberBook, other: NumberBook) -> tuple[Clone, ...]:
    """Return the clones among two records."""
    return clones({"old server": one, "new server": other})


def test_two_that_took_the_same_numbers_are_found_with_both_takings() -> None:
    backup = taken(granted(), 5)
    old, new = taken(backup, 3), taken(taken(backup, 2), 4, holder="server-2")

    (clone,) = found(old, new)

    assert clone.between == ("new server", "old server")
    assert [[(taking.first, taking.last) for taking in side] for side in clone.takings] == [[(6, 7), (8, 11)], [(6, 8)]]
    assert clone.twice == old.numbers(old.takings[-1])
    assert "3 numbers from W-000006-" in clone.words


def test_the_same_command_with_the_same_count_on_both_sides_is_found_too() -> None:
    backup = taken(granted(), 5)

    assert found(taken(backup, 3), taken(backup, 3))[0].takings[0][0].first == 6


def test_an_older_copy_of_the_same_record_is_no_clone() -> None:
    backup = taken(granted(), 5)

    assert found(backup, taken(backup, 3)) == ()
    assert found(granted(), taken(backup, 3)) == ()
    assert found(backup, backup) == ()


def test_nodes_with_ranges_of_their_own_are_no_clones() -> None:
    ours, theirs = a_range("west", last=50), a_range("east", first=51, node="east")

    assert found(*(taken(NumberBook.of([NumbersGranted(range=range_)]), 5) for range_ in (ours, theirs))) == ()


@pytest.mark.parametrize(("first", "is_found"), [(1, True), (5, True), (6, False)])
def test_ranges_that_were_granted_apart_are_found_where_numbers_were_given_out_twice(
    first: int, is_found: bool
) -> None:
    other = NumberBook.of([NumbersGranted(range=a_range("other", first=first, node="east"))])

    assert bool(found(taken(granted(), 5), taken(other, 1))) is is_found


def test_a_clone_that_gave_out_other_numbers_by_chance_is_told_as_well() -> None:
    backup = granted()
    one, other = taken(backup, 5), taken(backup, 5)
    apart = NumberBook.of(
        [NumbersGranted(range=a_range()), *(fact.model_copy(update={"first": 6, "last": 10}) for fact in other.takings)]
    )

    (clone,) = found(one, apart)

    assert clone.twice == ()
    assert "no number was given out twice" in clone.words
