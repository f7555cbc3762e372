"""What does not fit together in a form is told at once, each thing with its place, beside what is wrong by itself."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.forms import FieldKind, FormDefinition, FormField, Group, Section, Translation
from downtimekit.models.reading import faults_of, read

WAY = {"key": "way", "label": "Way", "kind": "one_of", "choices": [{"key": "bus", "label": "Bus", "mark": "B"}]}
SAY = {"key": "say", "label": "Say", "kind": "statement"}
ROWS = {
    "key": "rows",
    "label": "Rows",
    "kind": "table",
    "columns": [
        {"key": "drug", "label": "Drug", "kind": "text"},
        {"key": "dose", "label": "Dose", "kind": "number", "required_if": {"field": "drgu", "operator": "exists"}},
        {"key": "why", "label": "Why", "kind": "text", "shown_if": [{"field": "way", "value": "bus"}]},
    ],
}
LAST = {
    "key": "way",
    "label": "Last",
    "kind": "text",
    "shown_if": [{"field": "nope"}, {"field": "say"}, {"field": "way"}],
}
WORDS = ["Arrival", "nurse", "One", "Way", "Bus", "Say", "Rows", "Drug", "Dose", "Why", "Two", "Last", "Some"]
TEXTS = {text: text for text in WORDS}


def form(**more: Any) -> dict[str, Any]:
    """Return a form in which much is wrong between its parts, and nothing in a part."""
    missing = {text: text for text in WORDS if text not in ("Bus", "Dose")}
    return {
        "key": "arrival",
        "version": 1,
        "title": "Arrival",
        "record": "form",
        "filled_in_by": "nurse",
        "sections": [{"title": "One", "fields": [WAY, SAY, ROWS]}, {"title": "Two", "fields": [LAST]}],
        "groups": [{"key": "g", "label": "Some", "fields": ["rows", "row"], "at_most": 2}],
        "translations": [
            {"language": "es", "texts": {**missing, "Train": "Tren", "B": "A"}},
            {"language": "ES", "texts": TEXTS},
            {"language": "en", "texts": TEXTS},
        ],
        **more,
    }


BETWEEN = {
    "sections[0].fields[2].columns[1].required_if.field": ["drgu is no field of this form"],
    "sections[1].fields[0].key": ["is the key of another field, too"],
    "sections[1].fields[0].shown_if[0].field": ["nope is no field of this form"],
    "sections[1].fields[0].shown_if[1].field": ["say asks for nothing"],
    "sections[1].fields[0].shown_if[2].field": ["is the field itself"],
    "groups[0].fields[1]": ["row is no field of this form"],
    "translations[0].texts": ["lacks the words for: Bus", "lacks the words for: Dose", "the form does not say: Train"],
    "translations[1].language": ["is the language of other words of the form, too"],
    "translations[2].language": ["is the language of other words of the form, too"],
}


def told(found: object) -> dict[str, list[str]]:
    """Return what is wrong with a form, by its place."""
    with pytest.raises(InvalidInput) as caught:
        read(FormDefinition, found, source="form")
    faults: dict[str, list[str]] = {}
    for fault in caught.value.faults:
        faults.setdefault(fault.path, []).append(fault.words)
    return faults


def test_everything_that_does_not_fit_together_is_told_with_its_place() -> None:
    assert told(form()) == BETWEEN


def test_it_is_told_beside_what_is_wrong_by_itself() -> None:
    found = told(form(version="one", groups=[*form()["groups"], {"key": "g", "label": "", "fields": ["way", "say"]}]))

    assert found == BETWEEN | {
        "version": ["is not a whole number"],
        "groups[1].label": ["is empty"],
        "groups[1].key": ["is the key of another group, too"],
    }


@pytest.mark.parametrize("wrong", [5, [5], [{"title": "One", "fields": 5}], [{"title": "One", "fields": [5]}]])
def test_nothing_is_said_of_fields_that_could_not_be_read(wrong: object) -> None:
    found = told(form(sections=wrong, translations=[]))

    assert [path for path in found if path.startswith("groups")] == []


def test_a_label_that_could_not_be_read_is_no_left_over_of_a_translation() -> None:
    fields = [{"key": "way", "lable": "Way", "kind": "text"}]
    texts = {text: text for text in ("Arrival", "nurse", "One", "Way")}
    found = told(
        form(
            sections=[{"title": "One", "fields": fields}], groups=[], translations=[{"language": "es", "texts": texts}]
        )
    )

    assert set(found) == {"sections[0].fields[0].label", "sections[0].fields[0].lable"}


def test_a_box_that_is_not_there_is_told() -> None:
    for operator in ("=", "!="):
        asks = {"key": "a", "label": "A", "kind": "text", "shown_if": [{"field": "way", "operator": operator}]}
        found = told(form(sections=[{"title": "One", "fields": [WAY, asks]}], groups=[], translations=[]))
        assert found == {"sections[0].fields[1].shown_if[0].value": ["is no box of way"]}


def test_a_definition_made_in_python_is_refused_for_the_same() -> None:
    parts = form()
    made = parts | {
        "sections": tuple(Section.model_validate(each) for each in parts["sections"]),
        "groups": tuple(Group.model_validate(each) for each in parts["groups"]),
        "translations": tuple(Translation.model_validate(each) for each in parts["translations"]),
    }
    with pytest.raises(ValidationError) as caught:
        FormDefinition(**made)

    assert {fault.path for fault in faults_of(caught.value)} == set(BETWEEN)
    assert all(detail["input"] is None for detail in caught.value.errors())


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"done_by": "nobody"}, {"done_by": ["names no signature or text"]}),
        (
            {"done_by": "way", "done_at": "way"},
            {"done_by": ["names no signature or text"], "done_at": ["names no date and time"]},
        ),
    ],
)
def test_who_did_it_and_when_are_told_by_fields_of_the_form(said: dict[str, str], faults: dict[str, list[str]]) -> None:
    assert told(form(sections=[{"title": "One", "fields": [WAY]}], groups=[], translations=[], **said)) == faults


@pytest.mark.parametrize("text", ["Jane Doe, 555-0100", "x y"])
def test_what_is_no_name_of_a_field_is_not_repeated(text: str) -> None:
    asks = {"key": "a", "label": "A", "kind": "text", "shown_if": [{"field": text}]}
    with pytest.raises(ValidationError) as caught:
        FormDefinition.model_validate(form(sections=[{"title": "One", "fields": [asks]}]))

    assert text not in str(caught.value)
    assert text not in repr(caught.value.errors())


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"kind": "one_of"}, ["choices: needs at least one choice"]),
        ({"kind": "many_of", "choices": []}, ["choices: needs at least one choice"]),
        ({"kind": "table"}, ["columns: needs at least one column"]),
        ({"kind": "diagram"}, ["diagram: says on which drawing the places are marked"]),
        (
            {"kind": "yes_no", "choices": WAY["choices"], "minimum": "1"},
            [
                "choices: belong to one_of and many_of, and to no other field",
                "minimum: belongs to a number, a date or a time",
            ],
        ),
        (
            {"kind": "statement", "required": True, "maximum": "1"},
            ["maximum: belongs to a number, a date or a time", "a statement asks for nothing"],
        ),
    ],
)
def test_the_parts_of_a_field_are_told_apart(said: dict[str, Any], faults: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(FormField, {"key": "a", "label": "A", **said}, source="field")

    assert [str(fault) for fault in caught.value.faults] == faults


@pytest.mark.parametrize(
    ("said", "most"), [({}, 1), ({"at_least": 1}, 1), ({"at_least": "2"}, None), ({"at_least": 2, "at_most": 3}, 3)]
)
def test_a_group_that_needs_several_allows_them(said: dict[str, Any], most: int | None) -> None:
    group = Group.model_validate({"key": "g", "label": "G", "fields": ["a", "b", "c"], **said})

    assert group.at_most == most
    assert Group.model_validate(group.model_dump(exclude_defaults=True)) == group


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"at_least": 2, "at_most": 1}, ["at_least: is more than at_most allows: raise at_most, or leave it out"]),
        ({"at_least": 4}, ["at_least: is more than there are fields"]),
        ({"fields": ["a", "a"]}, ["fields: names a field twice"]),
    ],
)
def test_a_group_that_cannot_be_says_what_to_change(said: dict[str, Any], faults: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(Group, {"key": "g", "label": "G", "fields": ["a", "b", "c"], **said}, source="group")

    assert [str(fault) for fault in caught.value.faults] == faults


def test_a_key_says_which_characters_it_may_have() -> None:
    words = (
        "has characters that are not allowed, or is too long: write Latin letters, digits and . _ : / -, "
        "with a letter or a digit first, 200 at most"
    )
    sound = form(sections=[{"title": "One", "fields": [WAY]}], groups=[], translations=[])

    assert told(sound | {"key": "ward fall"}) == {"key": [words]}
    with pytest.raises(InvalidInput, match="write Latin letters"):
        read(FormField, {"key": "a b", "label": "A", "kind": FieldKind.TEXT}, source="field")
