"""Where a finding is, as radiologists and technologists write it on paper."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import (
    QUADRANT_ALIASES,
    REGION_ALIASES,
    SIDE_ALIASES,
    AliasTable,
    Laterality,
    Quadrant,
    Region,
    read_clock,
    read_place,
)


@pytest.mark.parametrize(
    ("written", "side"),
    [("L", "left"), ("rt.", "right"), ("Left breast", "left"), ("BILAT", "bilateral"), ("both breasts", "bilateral")],
)
def test_a_side_is_read_as_it_is_abbreviated(written: str, side: str) -> None:
    assert read_place(written, tables=SIDE_ALIASES) is Laterality(side)


@pytest.mark.parametrize(
    ("written", "quadrant"),
    [
        ("UOQ", "upper_outer"),
        ("liq", "lower_inner"),
        ("Upper inner quadrant", "upper_inner"),
        ("lower-outer", "lower_outer"),
        ("Upper outer quadrant of breast", "upper_outer"),
    ],
)
def test_a_quadrant_is_read_as_it_is_abbreviated(written: str, quadrant: str) -> None:
    assert read_place(written, tables=QUADRANT_ALIASES) is Quadrant(quadrant)


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("Retroareolar", "subareolar"),
        ("retro - areolar", "subareolar"),
        ("axillary tail", "axillary_tail"),
        ("Tail of Spence", "axillary_tail"),
        ("central portion", "central"),
        ("chest wall", "chest_wall"),
    ],
)
def test_a_region_is_read_by_its_customary_words(written: str, region: str) -> None:
    assert read_place(written, tables=REGION_ALIASES) is Region(region)


def test_every_key_is_read_as_itself() -> None:
    assert [read_place(side.value, tables=SIDE_ALIASES) for side in Laterality] == [*Laterality]
    assert [read_place(quadrant.value, tables=QUADRANT_ALIASES) for quadrant in Quadrant] == [*Quadrant]
    assert [read_place(region.value, tables=REGION_ALIASES) for region in Region] == [*Region]


def test_what_is_not_known_or_in_doubt_is_not_read() -> None:
    ours = AliasTable("our technologists", {"UOQ": (Quadrant.UPPER_INNER,)})

    assert read_place("outer", tables=QUADRANT_ALIASES) is None
    assert read_place("UOQ", tables=[*QUADRANT_ALIASES, ours]) is None


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("10", (10,)),
        ("10 o'clock", (10,)),
        ("12 O\u2019Clock", (12,)),
        ("3h", (3,)),
        ("6:00", (6,)),
        ("10:30", (10, 11)),
        ("12:30 o'clock", (12, 1)),
        ("12-1 o'clock", (12, 1)),
        ("9 - 10", (9, 10)),
    ],
)
def test_a_clock_position_is_an_hour_or_lies_between_two(written: str, hours: tuple[int, ...]) -> None:
    assert read_clock(written) == hours


@pytest.mark.parametrize("written", ["", "0", "13", "10:15", "2-5", "11-10", "10:30-11", "noon", "-3", "\u0663"])
def test_what_is_no_clock_position_is_not_read(written: str) -> None:
    assert read_clock(written) == ()
