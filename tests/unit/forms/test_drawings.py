"""A mark in a drawing means a place on the patient, and the same one wherever the drawing is shown."""

from __future__ import annotations

from itertools import chain, product

import pytest
from pydantic import ValidationError

from downtimekit.forms.drawings import DRAWINGS, BreastPlace, Lettering, mark_at, place_of
from downtimekit.forms.drawings.breasts import DISTANCES
from downtimekit.models.breast import Side
from downtimekit.models.drawing import DrawnMark
from downtimekit.models.forms import Diagram

BREASTS, BODY = DRAWINGS[Diagram.BREASTS], DRAWINGS[Diagram.BODY]


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (0.25, 0.12, "right breast, 12 o'clock, near the edge"),
        (0.75, 0.12, "left breast, 12 o'clock, near the edge"),
        (0.06, 0.50, "right breast, 9 o'clock, near the edge"),  # outer
        (0.44, 0.50, "right breast, 3 o'clock, near the edge"),  # inner
        (0.56, 0.50, "left breast, 9 o'clock, near the edge"),  # inner
        (0.94, 0.50, "left breast, 3 o'clock, near the edge"),  # outer
        (0.15, 0.33, "right breast, 10 o'clock, halfway to the edge"),  # upper outer
        (0.78, 0.60, "left breast, 5 o'clock, near the nipple"),
        (0.25, 0.50, "right breast, at the nipple"),
        (0.27, 0.51, "right breast, at the nipple"),
        (0.10, 0.10, "right breast, 11 o'clock, outside the circle"),  # the axillary tail
        (0.90, 0.10, "left breast, 1 o'clock, outside the circle"),
    ],
)
def test_a_mark_on_the_breasts_is_read_as_who_faces_the_patient_reads_a_clock(x: float, y: float, words: str) -> None:
    assert str(place_of(DrawnMark(x=x, y=y))) == words


@pytest.mark.parametrize(("side", "clock"), [*product(Side, range(1, 13))])
@pytest.mark.parametrize("from_nipple", [0.15, 0.4, 0.8, 1.0, 1.2])
def test_a_place_becomes_a_mark_and_the_same_place_again(side: Side, clock: int, from_nipple: float) -> None:
    place = BreastPlace(side, clock, from_nipple)

    assert place_of(mark_at(place, sign="3")) == place
    assert mark_at(place, sign="3").sign == "3"


@pytest.mark.parametrize("side", Side)
def test_the_nipple_is_a_place_without_a_clock(side: Side) -> None:
    nipple = BreastPlace(side, None, 0.0)

    assert place_of(mark_at(nipple)) == nipple


def test_what_lies_outside_the_drawing_is_no_mark() -> None:
    with pytest.raises(ValidationError):
        mark_at(BreastPlace(Side.RIGHT, 9, 1.5))


def test_an_hour_is_printed_where_a_mark_at_that_hour_stands() -> None:
    hours = [label for label in BREASTS.labels if label.lettering in (Lettering.HOUR, Lettering.MAIN_HOUR)]
    read = [place_of(DrawnMark(x=label.at[0], y=label.at[1])) for label in hours]

    assert [(place.side, str(place.clock)) for place in read] == [
        (side, label.text) for side, label in zip([Side.RIGHT] * 12 + [Side.LEFT] * 12, hours, strict=True)
    ]


@pytest.mark.parametrize(
    ("quadrant", "hours"), [("UO", {10, 11, 1, 2}), ("UI", {10, 11, 1, 2}), ("LO", {4, 5, 7, 8}), ("LI", {4, 5, 7, 8})]
)
def test_the_quadrants_are_where_the_clock_has_them(quadrant: str, hours: set[int]) -> None:
    for label in BREASTS.labels:
        if label.text == quadrant:
            place = place_of(DrawnMark(x=label.at[0], y=label.at[1]))
            is_outer = (place.clock in {7, 8, 9, 10, 11}) == (place.side is Side.RIGHT)
            assert place.clock in hours
            assert is_outer == quadrant.endswith("O")


def test_every_step_from_the_nipple_that_can_be_chosen_is_called_so_again() -> None:
    for step in DISTANCES[1:]:
        mark = mark_at(BreastPlace(Side.LEFT, 12, step.at))
        away = place_of(mark).from_nipple
        assert next(each for each in DISTANCES if each.below is None or away < each.below) is step


@pytest.mark.parametrize("diagram", Diagram)
def test_nothing_of_a_drawing_lies_outside_its_box(diagram: Diagram) -> None:
    drawing = DRAWINGS[diagram]
    points = [point for path in drawing.paths for point in path.points] + [label.at for label in drawing.labels]
    for circle in drawing.circles:
        x, y = circle.middle
        points += [(x - circle.radius, y - circle.radius * drawing.aspect), (x + circle.radius, y)]

    assert all(0 <= part <= 1 for part in chain.from_iterable(points))


@pytest.mark.parametrize("diagram", Diagram)
def test_a_curve_has_three_points_after_each_that_it_has_reached(diagram: Diagram) -> None:
    assert all(len(path.points) % 3 == 1 for path in DRAWINGS[diagram].paths if path.curved)
    assert all(len(path.points) == 2 for path in DRAWINGS[diagram].paths if not path.curved)


def test_the_patients_right_is_on_the_viewers_left_from_the_front_and_on_the_right_from_the_back() -> None:
    sides = [(label.text, round(label.at[0], 2)) for label in BODY.labels if label.lettering is Lettering.SIDE]
    right_front, left_front, left_back, right_back = sides

    assert [right_front[0], left_front[0], left_back[0], right_back[0]] == ["right", "left", "left", "right"]
    assert right_front[1] < 0.25 < left_front[1] < left_back[1] < 0.75 < right_back[1]
    assert len(BODY.places) == 19
    assert BODY.places[2][0] < 0 < BODY.places[3][0]  # the right shoulder, then the left one
