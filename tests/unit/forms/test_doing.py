"""Who did what a sheet is about, and when: as the form says, and never guessed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from downtimekit.forms import LIBRARY, read_keyed
from downtimekit.forms.doing import apart, doing_of
from downtimekit.forms.form_book import FormBook
from downtimekit.forms.form_concerns import form_concerns
from downtimekit.forms.printed import printed_sections
from downtimekit.models.forms import FormDefinition
from tests.own_form import form_of, issued, keyed

NURSE = {"key": "nurse", "label": "Nurse", "kind": "signature"}
OTHER = {"key": "other", "label": "Second check", "kind": "signature"}
SEEN = {"key": "seen", "label": "Seen", "kind": "date_time"}
CHECKED = {"key": "checked", "label": "Checked", "kind": "date_time"}
NOTE = {"key": "note", "label": "Note", "kind": "note"}


def added(form: FormDefinition) -> list[list[str]]:
    """Return the keys of each printed section but the last, which is for the office."""
    return [[field.key for field in section.fields] for section in printed_sections(form, "en")[:-1]]


@pytest.mark.parametrize(
    ("doing", "printed"),
    [
        ({}, [["nurse", "other", "seen", "checked"], ["performed_by", "occurred_at"]]),
        ({"done_by": "nurse"}, [["nurse", "other", "seen", "checked", "occurred_at"]]),
        ({"done_at": "seen"}, [["nurse", "other", "seen", "checked"], ["performed_by"]]),
        ({"done_by": "nurse", "done_at": "seen"}, [["nurse", "other", "seen", "checked"]]),
    ],
)
def test_a_sheet_asks_for_what_the_form_does_not_name(doing: dict[str, str], printed: list[list[str]]) -> None:
    assert added(form_of(NURSE, OTHER, SEEN, CHECKED, **doing)) == printed


def test_the_moment_stands_with_the_signature_that_it_belongs_to() -> None:
    sections = [{"title": "Seen", "fields": [NURSE]}, {"title": "In the office", "fields": [CHECKED]}]

    assert added(form_of(sections=sections, done_by="nurse")) == [["nurse", "occurred_at"], ["checked"]]


def test_paper_that_stays_out_of_the_chart_is_asked_for_neither() -> None:
    form = form_of(NOTE, record=None)

    assert [section.title for section in printed_sections(form, "en")] == ["All"]


@pytest.mark.parametrize(
    "doing",
    [{"done_by": "nobody"}, {"done_by": "note"}, {"done_by": "seen"}, {"done_at": "nurse"}, {"done_at": "never"}],
    ids=str,
)
def test_a_form_names_fields_that_it_has_and_that_can_tell(doing: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        form_of(NURSE, NOTE, SEEN, **doing)

    assert [error["loc"] for error in refused.value.errors()] == [tuple(doing)]
    assert form_of(NURSE, NOTE, {**NOTE, "key": "by", "label": "By", "kind": "text"}, done_by="by").done_by == "by"


def test_the_second_signature_and_the_last_moment_are_not_taken_for_the_first() -> None:
    form = form_of(NURSE, OTHER, SEEN, CHECKED, done_by="nurse", done_at="seen")
    answers = {"nurse": "R. Ames", "other": "É. Nagy", "seen": "2026-03-03T09:00Z", "checked": "2026-03-04T09:00Z"}

    assert doing_of(form, answers) == {"performed_by": "R. Ames", "occurred_at": "2026-03-03T09:00Z"}
    assert apart({**answers, "entered_by": "É. Nagy"}, form) == (
        {"performed_by": "R. Ames", "occurred_at": "2026-03-03T09:00Z", "entered_by": "É. Nagy"},
        answers,
    )


def test_what_a_form_does_not_name_is_told_by_the_fields_that_were_added() -> None:
    said = {"note": "Calm", "performed_by": "R. Ames", "occurred_at": "2026-03-03T09:00Z"}

    beside, content = apart(said, form_of(NOTE))
    assert (set(beside), content) == ({"performed_by", "occurred_at"}, {"note": "Calm"})


def test_a_clerk_types_who_and_when_once_where_the_form_has_them() -> None:
    form = form_of(NURSE, SEEN, CHECKED, done_by="nurse", done_at="seen")
    answers = {"nurse": "R. Ames", "seen": "2026-03-03T09:00:00-05:00", "checked": "2026-03-03T14:00:00-05:00"}
    typed = {name: value for name, value in keyed().items() if name not in ("performed_by", "occurred_at")}

    capture = read_keyed({**typed, "content": answers}, issued=issued(form), source="k", forms=FormBook.of(form))

    assert (capture.performed_by, capture.occurred_at.isoformat()) == ("R. Ames", answers["seen"])
    other = {**typed, "content": answers, "performed_by": "B. Cho"}
    assert read_keyed(other, issued=issued(form), source="k", forms=FormBook.of(form)).performed_by == "B. Cho"


@pytest.mark.parametrize(
    ("form", "who", "when"),
    [
        ("therapist_note", "signature.name", "session.started_at"),
        ("medication_change", "prescriber.name", "written_at"),
        ("phone_call", "taken_by", "called_at"),
        ("medication_administration", "given_by", "at"),
    ],
)
def test_shipped_forms_say_whose_hand_and_which_moment(form: str, who: str, when: str) -> None:
    assert (LIBRARY[form].done_by, LIBRARY[form].done_at) == (who, when)


@pytest.mark.parametrize(
    ("form", "codes"),
    [
        (form_of(NURSE, SEEN), ["doing_unnamed"]),
        (form_of(NURSE), ["doing_unnamed"]),
        (form_of({**SEEN, "required": True}), ["doing_unnamed"]),
        (form_of(SEEN), []),
        (form_of(NURSE, SEEN, done_by="nurse"), []),
        (form_of(NURSE, SEEN, record=None), []),
    ],
)
def test_signatures_and_moments_that_tell_nothing_are_strange(form: FormDefinition, codes: list[str]) -> None:
    assert [concern.code for concern in form_concerns(form)] == codes
