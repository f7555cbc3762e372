"""What a person is told at a question: when it is asked and within which bounds, in the same words everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.forms.conditions import Scope
from downtimekit.forms.explained import explained_sections
from downtimekit.models.forms import Condition, FormDefinition, FormField
from tests.own_form import form_of

FALLEN = {
    "key": "fallen",
    "label": "Has the patient fallen in the last 3 months, also at home or in another hospital?",
    "short": "Fallen",
    "kind": "yes_no",
}
DAY = {"key": "day", "label": "Day", "kind": "date", "shown_if": [{"field": "fallen"}]}


def fields_of(form: FormDefinition, language: str = "en", *, on_screen: bool = False) -> dict[str, FormField]:
    sections = explained_sections(form, language, on_screen=on_screen)
    return {field.key: field for section in sections for field in section.fields}


@pytest.mark.parametrize("on_screen", [False, True])
def test_a_condition_names_a_long_question_in_short(on_screen: bool) -> None:
    assert fields_of(form_of(FALLEN, DAY), on_screen=on_screen)["day"].hint == "only if Fallen: Yes"


def test_a_question_without_a_short_name_is_named_as_it_is() -> None:
    asked = {**FALLEN, "label": "Fallen before?", "short": ""}

    assert fields_of(form_of(asked, DAY))["day"].hint == "only if Fallen before? Yes"


def test_what_is_said_of_a_fault_names_it_in_short_too() -> None:
    scope = Scope.of(form_of(FALLEN, DAY), {})

    assert scope.told(Condition(field="fallen")) == "'Fallen' is 'yes'"


def test_a_short_name_is_translated_as_every_text_is() -> None:
    form = form_of(FALLEN, DAY)
    assert "Fallen" in form.texts()
    texts = {**{text: f"{text} ES" for text in form.texts()}, "Fallen": "Caídas"}
    form = form.model_validate({**form.model_dump(), "translations": [{"language": "es", "texts": texts}]})

    assert fields_of(form, "es")["day"].hint == "solo si Caídas: Sí"


@pytest.mark.parametrize("on_screen", [False, True])
def test_a_screen_tells_bounds_and_groups_as_paper_does(on_screen: bool) -> None:
    dose = {"key": "dose", "label": "Dose", "kind": "number", "minimum": "2", "maximum": "5", "hint": ""}
    volume = {"key": "volume", "label": "Volume", "kind": "number"}
    group: dict[str, Any] = {"key": "how", "label": "Dose and volume", "fields": ["dose", "volume"], "at_most": 1}
    fields = fields_of(form_of(dose, volume, groups=[group]), on_screen=on_screen)

    assert fields["dose"].hint == "2 to 5"
    assert fields["group.how"].label == "Dose and volume: at most 1 of these"


def test_on_a_screen_each_column_has_its_own_hint_and_on_paper_the_table_has_it() -> None:
    column = {"key": "ml", "label": "Volume", "kind": "number", "minimum": "2", "maximum": "50"}
    table = {"key": "fluids", "label": "Fluids", "kind": "table", "columns": [column], "hint": "in and out"}
    paper, screen = (fields_of(form_of(table), on_screen=on_screen)["fluids"] for on_screen in (False, True))

    assert (paper.hint, paper.columns[0].hint) == ("in and out; Volume: 2 to 50", "")
    assert (screen.hint, screen.columns[0].hint) == ("in and out", "2 to 50")


def test_a_screen_marks_what_is_needed_and_says_nothing_of_it() -> None:
    asked = {"key": "day", "label": "Day", "kind": "date", "required_if": {"field": "fallen"}}
    paper, screen = (fields_of(form_of(FALLEN, asked), on_screen=on_screen)["day"] for on_screen in (False, True))

    assert paper.hint == "* only if Fallen: Yes"
    assert screen.hint == ""
    assert screen.required_if == paper.required_if
