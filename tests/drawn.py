"""What must hold of any picture: words have room, lines run beside them, and lanes can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from downtimekit.playbooks.pictures.shapes import Picture, Stroke, Text
from downtimekit.playbooks.pictures.widths import width

Place = tuple[float, float, float, float]
"""Left, upper, right and lower edge."""


def assert_words_have_room(drawn: Picture) -> None:
    """Assert that no words lie on other words, and that none leave the picture."""
    places = sorted((extent(text) for text in texts(drawn)), key=lambda place: place[1])

    assert [pair for pair in combinations(places, 2) if lie_on_each_other(*pair)] == []
    assert all(left >= 0 and right <= drawn.width for left, _, right, _ in places)
    assert all(top >= 0 and bottom <= drawn.height for _, top, _, bottom in places)


def assert_no_line_runs_through_words(drawn: Picture) -> None:
    """Assert that lines, but for the hands of a clock, run beside words."""
    segments = [
        (min(x, u), min(y, v), max(x, u) + 0.1, max(y, v) + 0.1)
        for stroke in strokes(drawn)
        for (x, y), (u, v) in zip(stroke.points, stroke.points[1:], strict=False)
        if abs(x - u) + abs(y - v) > 8
    ]
    places = [extent(text) for text in texts(drawn)]

    assert segments
    assert [(line, place) for line in segments for place in places if lie_on_each_other(line, place)] == []


def assert_lanes_are_apart(drawn: Picture) -> None:
    """Assert that two lanes run on each other only where they lead to the same place."""
    runs = {
        (stroke.points[1], stroke.points[2])
        for stroke in strokes(drawn)
        if len(stroke.points) == 4 and stroke.points[1][0] == stroke.points[2][0]
    }
    for (out, into), (other_out, other_into) in combinations(sorted(runs), 2):
        if out[0] == other_out[0] and into != other_into:
            first, second = sorted((out[1], into[1])), sorted((other_out[1], other_into[1]))
            assert first[1] < second[0] or second[1] < first[0]


def texts(drawn: Picture) -> Iterator[Text]:
    return (shape for group in drawn.groups for shape in group.shapes if isinstance(shape, Text))


def strokes(drawn: Picture) -> Iterator[Stroke]:
    return (shape for group in drawn.groups for shape in group.shapes if isinstance(shape, Stroke))


def extent(text: Text) -> tuple[float, float, float, float]:
    wide = width(text.words, size=text.size, bold=text.bold)
    return text.x, text.y - text.size * 0.8, text.x + wide, text.y + text.size * 0.25


def lie_on_each_other(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
