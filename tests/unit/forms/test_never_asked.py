"""A question that no answer to the others would ever bring up is told before it is printed."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.forms.form_concerns import form_concerns
from downtimekit.models.concern import Gravity
from tests.own_form import form_of

WAY: dict[str, Any] = {
    "key": "way",
    "label": "Way",
    "kind": "one_of",
    "choices": [{"key": "bus", "label": "Bus"}, {"key": "car", "label": "Car"}, {"key": "none", "label": "None"}],
}
SIGNS: dict[str, Any] = {
    "key": "signs",
    "label": "Signs",
    "kind": "many_of",
    "choices": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}, {"key": "no", "label": "No", "alone": True}],
}
ASKED: list[dict[str, Any]] = [
    WAY,
    SIGNS,
    {"key": "fell", "label": "Fell", "kind": "yes_no"},
    {"key": "week", "label": "Week", "kind": "number", "minimum": "1", "maximum": "40"},
    {"key": "day", "label": "Day", "kind": "date"},
    {"key": "hour", "label": "Hour", "kind": "time"},
    {"key": "seen", "label": "Seen", "kind": "date_time"},
    {"key": "word", "label": "Word", "kind": "text"},
    {"key": "place", "label": "Place", "kind": "diagram", "diagram": "body"},
]
CONTRADICT = "is never asked: no answers satisfy its conditions"
FOLLOWS = "is never asked: what it depends on is never asked"
Conditions = list[tuple[str, str, str]]


def asked_if(*conditions: tuple[str, str, str], any_of: bool = False) -> dict[str, Any]:
    """Return a question with conditions."""
    shown = [{"field": field, "operator": operator, "value": value} for field, operator, value in conditions]
    return {"key": "last", "label": "Last", "kind": "text", "shown_if": shown, "shown_if_any": any_of}


def never(*fields: dict[str, Any]) -> dict[str, str]:
    """Return which questions are never asked, and why."""
    found = form_concerns(form_of(*ASKED, *fields))
    assert {each.gravity for each in found if each.code == "never_asked"} <= {Gravity.FAULT}
    return {each.path: each.words for each in found if each.code == "never_asked"}


@pytest.mark.parametrize(
    "conditions",
    [
        [("way", "=", "bus"), ("way", "=", "car")],
        [("way", "=", "bus"), ("way", "!=", "bus")],
        [("way", "=", "bus"), ("way", "exists", "false")],
        [("way", "exists", "true"), ("way", "exists", "false")],
        [("way", "exists", "true"), ("way", "!=", "bus"), ("way", "!=", "car"), ("way", "!=", "none")],
        [("fell", "=", "true"), ("fell", "=", "false")],
        [("signs", "=", "a"), ("signs", "=", "no")],
        [("signs", "=", "a"), ("signs", "!=", "a")],
        [("week", ">", "20"), ("week", "<", "10")],
        [("week", ">", "40")],
        [("week", "=", "0")],
        [("week", ">=", "3"), ("week", "<=", "3"), ("week", "!=", "3.0")],
        [("day", ">", "2026-03-03"), ("day", "<", "2026-03-04")],
        [("hour", ">", "23:59")],
        [("seen", ">", "2026-03-03T10:00:00-05:00"), ("seen", "<", "2026-03-03T15:00:00Z")],
        [("word", "=", "x"), ("word", "=", "y")],
        [("place", "exists", "true"), ("place", "exists", "false")],
    ],
    ids=str,
)
def test_conditions_that_contradict_each_other_are_told(conditions: Conditions) -> None:
    assert never(asked_if(*conditions)) == {"sections[0].fields[9]": CONTRADICT}


@pytest.mark.parametrize(
    "conditions",
    [
        [("way", "!=", "bus"), ("way", "!=", "car")],
        [("way", "!=", "bus"), ("way", "exists", "false")],
        [("signs", "=", "a"), ("signs", "=", "b")],
        [("signs", "!=", "a"), ("signs", "exists", "true")],
        [("week", ">", "3"), ("week", "<", "4")],
        [("week", ">=", "40")],
        [("week", "!=", "3")],
        [("day", ">", "2026-03-03"), ("day", "<", "2026-03-05")],
        [("day", "<", "9999-12-31"), ("day", "<=", "9999-12-31")],
        [("day", ">", "0001-01-01")],
        [("hour", ">", "23:58")],
        [("seen", ">", "2026-03-03T10:00:00-05:00"), ("seen", "<", "2026-03-03T15:02:00Z")],
        [("word", "=", "x"), ("word", "=", "X")],
        [("word", "!=", "x"), ("word", "exists", "true")],
        [("place", "exists", "true"), ("way", "=", "bus")],
    ],
    ids=str,
)
def test_conditions_that_some_answers_satisfy_are_not(conditions: Conditions) -> None:
    assert never(asked_if(*conditions)) == {}


def test_where_any_is_enough_each_is_tried_by_itself() -> None:
    assert never(asked_if(("way", "=", "bus"), ("way", "=", "car"), any_of=True)) == {}
    assert never(asked_if(("week", ">", "40"), ("week", "<", "1"), any_of=True)) == {
        "sections[0].fields[9]": CONTRADICT
    }


def test_what_waits_for_a_question_that_is_never_asked_is_told_too() -> None:
    more = {**asked_if(("last", "exists", "true")), "key": "more", "label": "More"}

    assert never(asked_if(("week", ">", "40")), more) == {
        "sections[0].fields[9]": CONTRADICT,
        "sections[0].fields[10]": FOLLOWS,
    }


def test_columns_of_a_table_are_looked_at_too() -> None:
    columns = [
        {"key": "a", "label": "A", "kind": "number", "maximum": "3"},
        {"key": "b", "label": "B", "kind": "text", "shown_if": [{"field": "a", "operator": ">", "value": "3"}]},
        {"key": "c", "label": "C", "kind": "text", "shown_if": [{"field": "d", "operator": "exists"}]},
        {"key": "d", "label": "D", "kind": "text", "shown_if": [{"field": "c", "operator": "exists"}]},
    ]
    path = "sections[0].fields[9].columns"

    assert never({"key": "rows", "label": "Rows", "kind": "table", "columns": columns}) == {
        f"{path}[1]": CONTRADICT,
        f"{path}[2]": "is never asked: what it depends on depends on it in turn",
        f"{path}[3]": "is never asked: what it depends on depends on it in turn",
    }
