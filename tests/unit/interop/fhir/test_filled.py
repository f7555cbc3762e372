"""A site's own form, filled in, on its way into a chart."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import FormBook, read_keyed
from downtimekit.interop.fhir import filled, forms
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.paperwork import FilledForm
from tests.fhir_oracles import faults
from tests.fhir_roads import SYSTEMS
from tests.own_form import FORM, issued, keyed


def written(**answers: Any) -> Any:  # noqa: ANN401
    """Return the sheet, filled in, as a resource."""
    capture = read_keyed(keyed(**answers), issued=issued(FORM), source="sheet", forms=FormBook.of(FORM))
    assert isinstance(capture.content, FilledForm)
    whole = filled.to_fhir(Filed(content=capture.content, about=About(mrn="T-1")), systems=SYSTEMS)
    assert whole.losses == ()
    return whole.resource


def links(items: Any) -> set[str]:  # noqa: ANN401
    """Return the names of items, and of those in them."""
    return {link for item in items for link in ({item["linkId"]} | links(item.get("item", [])))}


def test_what_was_typed_from_paper_comes_back_whole() -> None:
    resource = written()
    content = filled.from_fhir(resource, systems=SYSTEMS).model.content

    assert faults(resource) == []
    assert (content.form, content.version, content.form_digest) == ("arrival", 1, FORM.digest)
    assert content.answers["weight"] == 72.5
    assert content.answers["signs"] == ["fever", "cough"]
    assert content.answers["drugs"] == [{"drug": "Exampline", "dose": 5, "daily": False, "why": "when needed"}]
    assert content.answers["places"] == [{"x": 0.25, "y": 0.5, "sign": "x"}]


@pytest.mark.parametrize("signs", [["fever"], ["fever", "cough"]])
def test_one_tick_of_several_stays_a_list(signs: list[str]) -> None:
    assert filled.from_fhir(written(signs=signs), systems=SYSTEMS).model.content.answers["signs"] == signs


def test_an_answer_has_the_name_that_its_question_has_in_the_questionnaire() -> None:
    asked = forms.to_fhir(FORM, systems=SYSTEMS).resource

    assert written()["questionnaire"] == f"{asked['url']}|{asked['version']}"
    assert {link for link in links(written()["item"]) if not link.startswith("places.")} <= links(asked["item"])


def test_what_no_form_can_ask_for_is_told() -> None:
    content = FilledForm(form="f", version=1, form_digest="0" * 64, answers={"a": {"b": 1}, "c": "kept", "d": None})
    whole = filled.to_fhir(Filed(content=content), systems=SYSTEMS)

    assert whole.losses == ("content.answers",)
    assert filled.from_fhir(whole.resource, systems=SYSTEMS).model.content.answers == {"c": "kept"}


def test_codes_and_moments_of_somebody_elses_answers_are_taken_as_they_would_be_typed() -> None:
    answers = [{"valueCoding": {"code": "bus", "display": "Bus"}}, {"valueDate": "2026-03-03"}]
    items = [{"linkId": f"q{number}", "answer": [answer]} for number, answer in enumerate(answers)]
    read = filled.from_fhir({**written(), "item": items}, systems=SYSTEMS)

    assert read.model.content.answers == {"q0": "bus", "q1": "2026-03-03"}
    assert read.losses == ("QuestionnaireResponse.item[0].answer[0].valueCoding.display",)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"questionnaire": "http://other.example.org/form/arrival|1"}, "questionnaire"),
        ({"questionnaire": f"{SYSTEMS.home}/form/arrival"}, "questionnaire"),
        ({"status": "entered-in-error"}, "status"),
        ({"item": [{"answer": []}]}, "item[0].linkId"),
        ({"item": [{"linkId": "a", "answer": [{}]}]}, "item[0].answer[0]"),
        ({"item": [{"linkId": "a", "answer": [{"valueString": "x"}]}] * 2}, "item[1]"),
    ],
)
def test_what_is_no_form_of_ours_is_refused(changes: dict[str, Any], at: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        filled.from_fhir({**written(), **changes}, systems=SYSTEMS)
    assert f"QuestionnaireResponse.{at}" in [fault.path for fault in caught.value.faults]
