"""Whoever faces the patient reads the clock: left and right breast mirror each other."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import Laterality, Quadrant, Side, location_concerns, quadrants_at
from downtimekit.models.concern import Gravity
from tests.breast import a_finding, codes

UO, UI, LO, LI = Quadrant
CLOCK: dict[int, tuple[set[Quadrant], set[Quadrant]]] = {
    1: ({UI}, {UO}),
    2: ({UI}, {UO}),
    3: ({UI, LI}, {UO, LO}),
    4: ({LI}, {LO}),
    5: ({LI}, {LO}),
    6: ({LI, LO}, {LI, LO}),
    7: ({LO}, {LI}),
    8: ({LO}, {LI}),
    9: ({UO, LO}, {UI, LI}),
    10: ({UO}, {UI}),
    11: ({UO}, {UI}),
    12: ({UI, UO}, {UI, UO}),
}
"""The quadrants at each hour, of the right breast and of the left one."""


@pytest.mark.parametrize("hour", CLOCK)
def test_every_hour_lies_in_its_quadrants(hour: int) -> None:
    right, left = CLOCK[hour]

    assert quadrants_at(hour, side=Side.RIGHT) == right
    assert quadrants_at(hour, side=Side.LEFT) == left


def test_a_left_breast_lesion_at_ten_o_clock_is_upper_inner() -> None:
    assert quadrants_at(10, side=Side.LEFT) == {Quadrant.UPPER_INNER}


@pytest.mark.parametrize("hour", CLOCK)
@pytest.mark.parametrize("quadrant", Quadrant)
@pytest.mark.parametrize("side", ["right", "left"])
def test_a_quadrant_that_does_not_lie_at_the_hour_is_a_warning(hour: int, quadrant: Quadrant, side: str) -> None:
    right, left = CLOCK[hour]
    here, there = (right, left) if side == "right" else (left, right)
    found = list(location_concerns(a_finding(side=side, clock=hour, quadrant=quadrant), path="findings[0]"))

    assert codes(found) == ([] if quadrant in here else ["quadrant_contradicts_clock"])
    assert all((concern.path, concern.gravity) == ("findings[0].quadrant", Gravity.WARNING) for concern in found)
    # The most dangerous mistake has words of its own: all would be right in the other breast.
    assert ["check the side" in concern.words for concern in found] == ([] if quadrant in here else [quadrant in there])


def test_a_clock_position_of_both_breasts_does_not_say_where() -> None:
    assert codes(location_concerns(a_finding(side="bilateral", clock=10))) == ["clock_of_both_breasts"]
    assert codes(location_concerns(a_finding(side="bilateral", quadrant="upper_outer"))) == []


@pytest.mark.parametrize("region", ["axillary_tail", "axilla"])
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"quadrant": "upper_outer"}, []),
        ({"quadrant": "lower_inner"}, ["region_contradicts_quadrant"]),
        ({"clock": 10}, []),
        ({"clock": 12}, []),
        ({"clock": 2}, ["region_contradicts_clock"]),
        ({"clock": 5, "quadrant": "lower_inner"}, ["region_contradicts_clock", "region_contradicts_quadrant"]),
        ({}, []),
    ],
)
def test_axilla_and_axillary_tail_lie_up_and_outside(
    region: str, where: dict[str, object], expected: list[str]
) -> None:
    assert codes(location_concerns(a_finding(region=region, **where))) == expected


@pytest.mark.parametrize("region", ["subareolar", "central", "chest_wall"])
def test_other_regions_are_not_bound_to_a_quadrant(region: str) -> None:
    assert codes(location_concerns(a_finding(region=region, clock=5, quadrant="lower_inner"))) == []


def test_the_path_of_a_finding_that_stands_alone_is_the_field() -> None:
    (concern,) = location_concerns(a_finding(clock=2, quadrant="upper_outer"))

    assert concern.path == "quadrant"


@pytest.mark.parametrize(
    ("examined", "meant", "covered"),
    [
        ("bilateral", "left", True),
        ("bilateral", "bilateral", True),
        ("left", "left", True),
        ("left", "right", False),
        ("left", "bilateral", False),
    ],
)
def test_an_exam_of_one_breast_covers_that_breast(examined: str, meant: str, covered: bool) -> None:
    assert Laterality(examined).covers(Laterality(meant)) is covered


def test_both_breasts_are_left_and_right() -> None:
    assert Laterality.BILATERAL.sides == (Side.LEFT, Side.RIGHT)
    assert [Laterality(side.value).sides for side in Side] == [(side,) for side in Side]


@pytest.mark.parametrize(
    ("depth", "expected"), [("posterior", ["region_contradicts_depth"]), ("anterior", []), (None, [])]
)
def test_what_is_subareolar_is_not_deep_in_the_breast(depth: str | None, expected: list[str]) -> None:
    assert codes(location_concerns(a_finding(region="subareolar", depth=depth, clock=12))) == expected
    assert codes(location_concerns(a_finding(region="central", depth=depth))) == []


@pytest.mark.parametrize(
    ("side", "view", "is_told"),
    [
        ("right", "LCC", True),
        ("right", "lmlo-m", True),
        ("left", "RLM", True),
        ("left", "R-XCCL", True),
        ("right", "RCC", False),
        ("right", "LM", False),  # a projection without its side, as are these two
        ("right", "LMO", False),
        ("right", "CC", False),
        ("bilateral", "LCC", False),
        ("right", "local", False),
    ],
)
def test_a_view_of_the_other_breast_asks_for_a_look_at_the_side(side: str, view: str, is_told: bool) -> None:
    found = list(
        location_concerns(a_finding(side=side, appearances=[{"view": "ML"}, {"view": view}]), path="findings[2]")
    )

    assert [concern.path for concern in found] == (["findings[2].appearances[1].view"] if is_told else [])


def test_the_plane_of_another_modality_is_no_mammographic_view() -> None:
    assert list(location_concerns(a_finding(appearances=[{"modality": "ultrasound", "view": "LCC"}]))) == []
