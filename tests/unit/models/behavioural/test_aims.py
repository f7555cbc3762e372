"""AIMS: fourteen items, the customary total, and what was left out."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import AIMS_ITEMS, Aims
from downtimekit.models.reading import read

RATED = {name: 1 for number, name in AIMS_ITEMS.items() if number <= 10}
ANSWERED = {"dental_problems": False, "dentures": True}
WHOLE = RATED | ANSWERED


def test_the_items_stand_in_the_order_of_the_form() -> None:
    fields = [name for name in Aims.model_fields if name in AIMS_ITEMS.values()]

    assert list(AIMS_ITEMS) == list(range(1, 15))
    assert fields == list(AIMS_ITEMS.values())


def test_the_total_is_the_sum_of_the_first_seven() -> None:
    rated = {AIMS_ITEMS[number]: number % 5 for number in range(1, 11)}

    assert Aims.model_validate(rated).total == 1 + 2 + 3 + 4 + 0 + 1 + 2
    assert Aims.model_validate({AIMS_ITEMS[number]: 4 for number in range(1, 8)}).total == 28
    assert Aims.model_validate(WHOLE | {"severity": 4, "awareness": 4, "incapacitation": 4}).total == 7


@pytest.mark.parametrize("number", range(1, 15))
def test_a_partial_examination_says_which_item_is_missing(number: int) -> None:
    aims = Aims.model_validate(WHOLE | {AIMS_ITEMS[number]: None})

    assert aims.missing == ((number,) if number <= 12 else ())
    assert (aims.total is None) is (number <= 7)


def test_an_empty_sheet_was_not_begun() -> None:
    assert not Aims().begun
    assert Aims(disappear_in_sleep=False).begun
    assert len(Aims().missing) == 12


@pytest.mark.parametrize("name", RATED)
@pytest.mark.parametrize("rating", [-1, 5])
def test_a_rating_beyond_the_scale_is_refused(name: str, rating: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(Aims, WHOLE | {name: rating}, source="AIMS")

    assert [(fault.path, "must be" in fault.words) for fault in refused.value.faults] == [(name, True)]


def test_every_wrong_item_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(Aims, {"jaw": 9, "tongue": "much", "dentures": "perhaps"}, source="AIMS")

    assert [str(fault) for fault in refused.value.faults] == [
        "jaw: must be less than or equal to 4",
        "tongue: is not a whole number",
        "dentures: is neither yes nor no",
    ]
