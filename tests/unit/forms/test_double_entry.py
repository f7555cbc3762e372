"""Two clerks type one sheet; what they read differently gets a third look."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import FormBook, read_keyed
from downtimekit.forms.double_entry import DoubleEntry, compare_keyings
from downtimekit.models.capture import ReviewCode
from downtimekit.models.forms import FormDefinition
from tests.own_form import FORM, SERIAL, issued, keyed

SECOND = {"entered_by": "N. Haddad", "recorded_at": "2026-03-03T16:00:00-05:00"}


def compared(*, every_field: bool = False, patient: dict[str, Any] | None = None, **content: Any) -> DoubleEntry:
    """Compare the sheet with a second keying of it that differs in what is given."""
    second = keyed(**content) | SECOND
    second["patient"] = second["patient"] | (patient or {})
    return compare_keyings(keyed(), second, form=FORM, every_field=every_field)


def paths(found: DoubleEntry) -> list[str]:
    """Return where two keyings differ."""
    return [each.path for each in found.differences]


def test_when_it_was_is_compared_where_the_form_asks_for_it() -> None:
    form = FormDefinition.model_validate(FORM.model_dump() | {"done_at": "moment"})
    typed = {name: value for name, value in keyed().items() if name != "occurred_at"}
    later = typed | {"content": typed["content"] | {"moment": "2026-03-03T09:45:00-05:00"}} | SECOND

    assert paths(compare_keyings(typed, later, form=form)) == ["content.moment"]
    assert paths(compare_keyings(typed, later, form=FORM)) == []


def test_two_keyings_that_say_the_same_agree() -> None:
    found = compared()

    assert found.differences == ()
    assert found.doubts == ()
    assert not found.same_person
    capture = read_keyed(found.agreed(), issued=issued(FORM), source="sheet", forms=FormBook.of(FORM))
    assert capture == read_keyed(keyed(), issued=issued(FORM), source="sheet", forms=FormBook.of(FORM))


@pytest.mark.parametrize(
    "content",
    [
        {"weight": 72.5},
        {"weight": "+072.5"},
        {"hour": "07:05"},
        {"moment": "2026-03-03T14:40:00Z"},
        {"pregnant": False},
        {"signs": ["cough", "fever"]},
        {"signed": " r.  AMES "},
        {"drugs": [{"drug": "exampline ", "dose": "5.0", "daily": "no", "why": "When needed"}, {}]},
        {"story": ""},
    ],
)
def test_how_an_answer_is_written_makes_no_difference(content: dict[str, Any]) -> None:
    assert paths(compared(every_field=True, **content)) == []


@pytest.mark.parametrize(
    ("content", "at"),
    [
        ({"way": "car"}, ["content.way"]),
        ({"way": ""}, ["content.way"]),
        ({"drugs": [{"drug": "Examplone", "dose": 50}]}, ["content.drugs[0].drug", "content.drugs[0].dose"]),
        ({"drugs": []}, ["content.drugs"]),
        ({"weight": 27.5, "signed": "somebody"}, []),
    ],
)
def test_what_does_harm_when_it_is_wrong_is_compared(content: dict[str, Any], at: list[str]) -> None:
    assert paths(compared(**content)) == at


def test_every_field_is_compared_where_that_is_asked_for_or_none_is_critical() -> None:
    plain = FORM.model_copy(
        update={
            "sections": tuple(
                section.model_copy(
                    update={
                        "fields": tuple(f.model_copy(update={"critical": False, "columns": ()}) for f in section.fields)
                    }
                )
                for section in FORM.sections
            )
        }
    )

    assert paths(compared(every_field=True, weight=27.5)) == ["content.weight"]
    assert [d.path for d in compare_keyings(keyed(), keyed(weight=27.5), form=plain).differences] == ["content.weight"]


def test_whose_the_sheet_is_and_when_is_always_compared() -> None:
    found = compared(patient={"mrn": "T-100252", "family": "SAMPLETON", "phone": "x"})
    assert paths(found) == ["patient.mrn", "patient.phone"]

    other = keyed() | {"occurred_at": "2026-03-03T09:40:00-06:00", "accession": "A-1"}
    found = compare_keyings(keyed(), other, form=FORM)
    assert paths(found) == ["accession", "occurred_at"]
    assert found.same_person


def test_the_third_look_settles_each_difference_and_leaves_the_keyings_as_they_were() -> None:
    first = keyed(drugs=[{"drug": "Exampline", "dose": 5}, {"drug": "Other", "dose": 1}])
    second = keyed(way="car", drugs=[{"drug": "Exampline", "dose": 5}, {"drug": "Other", "dose": 7}]) | SECOND
    second["patient"] = second["patient"] | {"mrn": "T-9"}
    before = repr(first)
    found = compare_keyings(first, second, form=FORM)

    third = {"patient.mrn": "T-9", "content.way": None, "content.drugs[1].dose": 7}
    agreed: Any = found.agreed(third)
    assert agreed["patient"]["mrn"] == "T-9"
    assert "way" not in agreed["content"]
    assert agreed["content"]["drugs"] == [{"drug": "Exampline", "dose": 5}, {"drug": "Other", "dose": 7}]
    assert agreed["entered_by"] == "É. Nagy"
    assert repr(first) == before
    assert found.agreed(third | {"patient.mrn": "T-8"})["patient"] != agreed["patient"]
    assert agreed["patient"]["mrn"] == "T-9"


def test_an_open_difference_and_an_answer_to_none_are_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        compared(way="car").agreed({"content.weight": 3})

    assert [str(fault) for fault in caught.value.faults] == [
        "content.way: was read differently: look at the sheet",
        "content.weight: was not read differently",
    ]


def test_a_difference_is_a_doubt_about_the_fields_and_shows_no_answer() -> None:
    found = compared(way="car", patient={"family": "Xylophonova"})

    (doubt,) = found.doubts
    assert (doubt.code, doubt.fields) == (ReviewCode.DOUBLE_ENTRY_DISCREPANCY, ("patient.family", "way"))
    assert found.differences[0].second == "Xylophonova"
    for shown in (repr(found), repr(found.differences), str(doubt)):
        assert not [word for word in ("Xylophonova", "Sampleton", "car", "bus") if word in shown]


def test_two_sheets_are_not_two_keyings() -> None:
    assert compare_keyings(keyed(), keyed() | {"serial": SERIAL.lower()}, form=FORM).differences == ()
    with pytest.raises(InvalidInput, match="serial: is that of another sheet"):
        compare_keyings(keyed(), keyed() | {"serial": "W-000002-C"}, form=FORM)


def test_a_name_that_nobody_asked_for_is_not_shown() -> None:
    assert paths(compared(patient={"Nora Sampleton": "x"})) == []
