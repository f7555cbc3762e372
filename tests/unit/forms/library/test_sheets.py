"""A clerk types a sheet of the library in, and gets the record that it is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import LIBRARY, read_keyed
from downtimekit.forms.library import (
    ALLERGY,
    MEDICATION_ADMINISTRATION,
    MEDICATION_CHANGE,
    NURSING_NOTE,
    PHONE_CALL,
    PRESCRIBER_NOTE,
    PRESCRIPTION,
    PRESCRIPTION_REPRINT,
    RADIOLOGIST_WORKSHEET,
    REGISTRATION,
    THERAPIST_NOTE,
)
from downtimekit.forms.nesting import within_each_other
from downtimekit.models.behavioural import (
    administration_concerns,
    nursing_note_concerns,
    prescriber_note_concerns,
    therapist_note_concerns,
)
from downtimekit.models.breast.review import review
from downtimekit.models.capture import Capture, RecordKind
from downtimekit.models.concern import Concern
from downtimekit.models.forms import FieldKind, FormDefinition
from downtimekit.models.prescriptions import check_prescription
from downtimekit.models.prescriptions.portal_check import check_change
from tests.filled_forms import filled, issued, keyed, least

FORMS = [form for form in LIBRARY.values() if form.record is not None]
EACH = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)


def taken(form: FormDefinition, content: Mapping[str, Any]) -> Capture:
    """Type a sheet in."""
    return read_keyed(keyed(content), issued=issued(form), source="sheet")


def faults_of(form: FormDefinition, content: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a sheet, by path."""
    with pytest.raises(InvalidInput) as error:
        taken(form, content)
    return {fault.path: fault.words for fault in error.value.faults}


def leaves(answer: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield single answers with their paths; a moment as its first minutes, and a number as it is compared."""
    if isinstance(answer, Mapping):
        for name, part in answer.items():
            yield from leaves(part, f"{path}.{name}" if path else str(name))
    elif isinstance(answer, list):
        for place, part in enumerate(answer):
            yield from leaves(part, f"{path}.{place}")
    elif isinstance(answer, bool) or not isinstance(answer, int | float):
        yield path, str(answer).removesuffix("-05:00").removesuffix(":00")
    else:
        yield path, f"{answer:g}"


@EACH
def test_a_full_sheet_becomes_its_record_with_every_answer_in_its_place(form: FormDefinition) -> None:
    answers = filled(form)
    capture = taken(form, answers)

    assert capture.kind is form.record
    assert capture.doubts == ()
    read = json.loads(capture.content.model_dump_json())
    found = dict(leaves(read["answers"] if form.record is RecordKind.FORM else read))
    found |= {f"patient.{path}": value for path, value in leaves(json.loads(capture.patient.model_dump_json()))}
    expected = {path: value for path, value in leaves(answers) if not path.startswith("recommendations.")}
    assert {path: found.get(path) for path in expected} == expected


@EACH
def test_a_sheet_with_the_least_that_is_needed_becomes_its_record(form: FormDefinition) -> None:
    assert taken(form, least(form)).kind is form.record


@EACH
def test_whatever_is_needed_and_left_empty_is_told(form: FormDefinition) -> None:
    whole = least(form)

    for key in whole:
        faults = faults_of(form, {name: answer for name, answer in whole.items() if name != key})
        assert f"content.{key}" in faults


@EACH
def test_answers_may_be_typed_within_each_other_as_the_record_has_them(form: FormDefinition) -> None:
    inside = within_each_other(filled(form))
    identity: Any = inside.pop("patient", {})
    sheet = keyed(inside)

    nested = read_keyed({**sheet, "patient": {**sheet["patient"], **identity}}, issued=issued(form), source="sheet")

    assert nested.content == taken(form, filled(form)).content


def test_a_registration_says_who_it_is() -> None:
    answers = {
        "patient.family": "Muster",
        "patient.unidentified": True,
        "patient.identifiers": [{"value": "D-17", "kind": "downtime_mrn", "system": "west"}],
        "address.lines.1": "Apartment 4",
        "phones.1.number": "555-0100",
    }
    capture = taken(REGISTRATION, answers)

    assert capture.patient.family == "Muster"
    assert capture.patient.given == "Ada"  # from the head of the sheet
    assert [number.value for number in capture.patient.identifiers] == ["D-17"]
    content = json.loads(capture.content.model_dump_json())
    assert content["address"]["lines"] == ["Apartment 4"]
    assert [phone["number"] for phone in content["phones"]] == ["555-0100"]


def test_an_allergy_needs_its_substance_and_none_known_needs_none() -> None:
    assert "content.substance" in faults_of(ALLERGY, {"none_known": False})
    assert taken(ALLERGY, {"none_known": True}).doubts == ()
    assert taken(ALLERGY, {"none_known": False, "substance": "Penicillin"}).doubts == ()


def test_an_injection_site_without_a_needle_is_in_doubt_or_refused() -> None:
    by_mouth = {**least(MEDICATION_ADMINISTRATION), "route": "oral", "site": "left_deltoid"}

    assert faults_of(MEDICATION_ADMINISTRATION, by_mouth)


def test_a_call_that_is_open_says_who_calls_back() -> None:
    assert "content.open_with" in faults_of(PHONE_CALL, {**least(PHONE_CALL), "outcome": "open"})


def test_paper_that_stays_out_of_the_chart_has_no_critical_or_needed_answers() -> None:
    for form in LIBRARY.values():
        if form.record is None:
            assert [field.key for field in form.fields() if field.required or field.critical] == []
            assert any(field.kind is FieldKind.STATEMENT for field in form.fields())


CHECKS: list[tuple[FormDefinition, Callable[[Any], Iterable[Concern]]]] = [
    (THERAPIST_NOTE, therapist_note_concerns),
    (PRESCRIBER_NOTE, prescriber_note_concerns),
    (NURSING_NOTE, nursing_note_concerns),
    (MEDICATION_ADMINISTRATION, administration_concerns),
    (PRESCRIPTION, check_prescription),
    (PRESCRIPTION_REPRINT, check_prescription),
    (MEDICATION_CHANGE, check_change),
    (RADIOLOGIST_WORKSHEET, review),
]
_OPEN = {"risk_unasked", "part2_without_consent"}  # one line of the table is filled in; consents are other paper


@pytest.mark.parametrize(("form", "check"), CHECKS, ids=lambda value: getattr(value, "key", ""))
def test_a_full_sheet_leaves_nothing_open_that_the_record_should_have(
    form: FormDefinition, check: Callable[[Any], Iterable[Concern]]
) -> None:
    content = taken(form, filled(form)).content

    assert [concern for concern in check(content) if concern.code not in _OPEN] == []
