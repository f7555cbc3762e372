"""A form as a Questionnaire: what is asked, under which name it is answered, and what only paper has."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import LIBRARY
from downtimekit.interop.fhir import forms
from downtimekit.models.forms import FormDefinition
from tests.fhir_oracles import faults
from tests.fhir_roads import SYSTEMS

FINDINGS = {
    "key": "findings",
    "label": "Findings",
    "kind": "findings",
    "columns": [
        {"key": "side", "label": "Side", "kind": "one_of", "choices": [{"key": "left", "label": "Left", "mark": "L"}]}
    ],
}
FORM = FormDefinition.model_validate(
    {
        "key": "reading-sheet",
        "version": 3,
        "title": "Reading sheet",
        "record": "report",
        "filled_in_by": "Radiologist",
        "sections": [
            {
                "title": "Result",
                "fields": [
                    {"key": "impression", "label": "Impression", "kind": "text", "required": True},
                    {
                        "key": "reasons",
                        "label": "Why",
                        "kind": "many_of",
                        "choices": [{"key": "pain", "label": "Pain"}, {"key": "lump", "label": "Lump"}],
                    },
                    FINDINGS,
                ],
            }
        ],
    }
)


def written() -> Any:  # noqa: ANN401
    return forms.to_fhir(FORM, systems=SYSTEMS).resource


def test_a_question_has_the_name_of_the_field_that_answers_it() -> None:
    (section,) = written()["item"]
    impression, reasons, findings = section["item"]
    assert impression == {"linkId": "impression", "text": "Impression", "type": "string", "required": True}
    assert (reasons["type"], reasons["repeats"]) == ("choice", True)
    assert [one["valueCoding"]["code"] for one in reasons["answerOption"]] == ["pain", "lump"]
    assert (findings["type"], findings["repeats"]) == ("group", True)
    assert [column["linkId"] for column in findings["item"]] == ["findings.side"]


def test_a_form_comes_back() -> None:
    assert faults(written()) == []
    assert forms.from_fhir(written(), systems=SYSTEMS).model == FORM


@pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
def test_every_form_of_the_library_is_a_questionnaire_and_what_only_paper_has_is_told(form: FormDefinition) -> None:
    whole = forms.to_fhir(form, systems=SYSTEMS)
    assert faults(whole.resource) == []
    assert {loss.rpartition(".")[2].partition("[")[0] for loss in whole.losses} <= {"diagram", "lines", "required_if"}
    assert forms.from_fhir(whole.resource, systems=SYSTEMS).losses == ()


def test_a_question_that_is_asked_only_sometimes_is_refused() -> None:
    resource = written()
    resource["item"][0]["item"][0]["enableWhen"] = [{"question": "reasons", "operator": "exists"}]
    with pytest.raises(InvalidInput, match=r"item\[0\]\.item\[0\]\.enableWhen: changes the meaning"):
        forms.from_fhir(resource, systems=SYSTEMS)


@pytest.mark.parametrize("version", ["3.1", "", "0", "-3", 3, None, "\u0663"])
def test_a_version_is_a_whole_number(version: object) -> None:
    with pytest.raises(InvalidInput, match=r"Questionnaire\.version: "):
        forms.from_fhir(written() | {"version": version}, systems=SYSTEMS)


@pytest.mark.parametrize("status", ["draft", "retired", "unknown"])
def test_a_form_that_is_not_in_use_is_refused(status: str) -> None:
    with pytest.raises(InvalidInput, match=r"Questionnaire\.status: "):
        forms.from_fhir(written() | {"status": status}, systems=SYSTEMS)
