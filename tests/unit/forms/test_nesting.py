"""A form's answers stand side by side, and a record has parts within parts."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.forms.nesting import identity_apart, side_by_side, within_each_other
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FieldKind, FormDefinition, FormField, Section


def a_form(*keys: str) -> FormDefinition:
    """Return a form that asks for some keys, and in a table for the name of a drug."""
    fields = [FormField(key=key, label=key, kind=FieldKind.TEXT) for key in keys]
    drug = FormField(key="drug.name", label="Drug", kind=FieldKind.TEXT)
    doses = FormField(key="doses", label="Doses", kind=FieldKind.TABLE, columns=(drug,))
    section = Section(title="All", fields=(*fields, doses))
    return FormDefinition(
        key="f", version=1, title="F", record=RecordKind.FORM, filled_in_by="anybody", sections=(section,)
    )


FORM = a_form("session.modality", "phones.0.number", "phones.1.number", "remarks")
PAIRS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"remarks": "Late"}, {"remarks": "Late"}),
    ({"session.modality": "phone"}, {"session": {"modality": "phone"}}),
    (
        {"phones.0.number": "1", "phones.1.number": "2"},
        {"phones": [{"number": "1"}, {"number": "2"}]},
    ),
    (
        {"doses": [{"drug.name": "A"}, {"drug.name": "B"}]},
        {"doses": [{"drug": {"name": "A"}}, {"drug": {"name": "B"}}]},
    ),
    ({"session.started_at": "10:00", "other": {"part": 1}}, {"session": {"started_at": "10:00"}, "other": {"part": 1}}),
]


@pytest.mark.parametrize(("flat", "nested"), PAIRS)
def test_answers_come_into_the_record_and_back(flat: dict[str, Any], nested: dict[str, Any]) -> None:
    assert within_each_other(flat) == nested
    assert side_by_side(nested, FORM) == flat
    assert side_by_side(flat, FORM) == flat


def test_an_empty_first_line_of_a_list_closes_up() -> None:
    assert within_each_other({"phones.1.number": "2"}) == {"phones": [{"number": "2"}]}


def test_ten_entries_of_a_list_keep_their_order() -> None:
    entries = {f"codes.{place}": place for place in reversed(range(12))}

    assert within_each_other(entries) == {"codes": list(range(12))}


def test_two_answers_for_one_place_are_left_for_the_record_to_refuse() -> None:
    assert within_each_other({"session": "ten", "session.modality": "phone"}) == {
        "session": "ten",
        "session.modality": "phone",
    }


def test_what_a_part_should_not_be_stays_to_be_refused() -> None:
    assert side_by_side({"session": "ten", "doses": "none"}, FORM) == {"session": "ten", "doses": "none"}
    assert side_by_side({"doses": ["none"]}, FORM) == {"doses": ["none"]}


def test_an_identity_is_asked_for_only_by_forms_that_say_so() -> None:
    asks = a_form("patient.family")
    typed = {"family": "Muster", "mrn": "T-1"}

    assert side_by_side({}, asks, identity=typed) == {"patient.family": "Muster", "patient.mrn": "T-1"}
    assert side_by_side({}, FORM, identity=typed) == {}


def test_the_identity_on_a_sheet_is_taken_apart_from_its_record() -> None:
    answers = {"patient.family": "Muster", "patient.identifiers": [{"value": "D-1"}], "event": "registered"}

    assert identity_apart(answers) == (
        {"family": "Muster", "identifiers": [{"value": "D-1"}]},
        {"event": "registered"},
    )
