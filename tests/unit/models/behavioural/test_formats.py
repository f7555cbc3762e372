"""A progress note in one of five formats; and never process notes."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.behavioural import FORMATS, GroupSession, NoteFormat, Sections, TherapistNote
from downtimekit.models.behavioural.formats import section_concerns
from downtimekit.models.reading import read
from downtimekit.models.strict import Strict
from tests.clinic import a_nursing_note, a_prescriber_note, a_therapist_note, said_of_group


@pytest.mark.parametrize(
    ("format", "initials"), [(NoteFormat.SOAP, "soap"), (NoteFormat.DAP, "dap"), (NoteFormat.SIRP, "sirp")]
)
def test_a_format_is_named_by_its_sections(format: NoteFormat, initials: str) -> None:
    assert "".join(name[0] for name in FORMATS[format]) == initials == format.value


def test_birp_and_the_full_form_have_their_sections() -> None:
    assert FORMATS[NoteFormat.BIRP] == ("behaviour", "interventions", "response", "plan")
    assert set(FORMATS[NoteFormat.FULL]) >= {"presentation", "subjective", "interventions", "response", "progress"}


def test_every_section_belongs_to_a_format_and_every_format_has_its_sections() -> None:
    assert set(FORMATS) == set(NoteFormat)
    assert {name for names in FORMATS.values() for name in names} == set(Sections.model_fields)


@pytest.mark.parametrize("format", NoteFormat)
def test_a_complete_note_misses_nothing_and_an_incomplete_one_says_what(format: NoteFormat) -> None:
    whole = Sections.model_validate(dict.fromkeys(FORMATS[format], "Planted."))

    assert list(section_concerns(whole, format)) == []
    for name in FORMATS[format]:
        lacking = whole.model_copy(update={name: ""})
        (concern,) = section_concerns(lacking, format)
        assert (lacking.missing(format), concern.path) == ((name,), f"sections.{name}")
    assert Sections().missing(format) == tuple(FORMATS[format])


@pytest.mark.parametrize(
    "name",
    [
        "process_notes",
        "process note",
        "ProcessNotes",
        "Psychotherapy-Notes",
        "psychotherapy_note_text",
        "private_notes",
        "counseling notes",
        "counselling_notes",
        "sud_counseling_notes",
    ],
)
def test_process_notes_are_refused_with_the_reason_wherever_they_turn_up(name: str) -> None:
    planted = {name: "what was said in the room"}
    notes: list[tuple[type[Strict], dict[str, object]]] = [
        (TherapistNote, a_therapist_note().model_dump() | planted),
        (TherapistNote, a_therapist_note().model_dump() | {"sections": planted}),
        (type(a_nursing_note()), a_nursing_note().model_dump() | planted),
        (type(a_prescriber_note()), a_prescriber_note().model_dump() | {"risk": planted}),
        (GroupSession, said_of_group() | planted),
        (GroupSession, said_of_group() | {"members": [{"client": {"mrn": "T-1"}, **planted}]}),
    ]
    for model, said in notes:
        with pytest.raises(InvalidInput, match=r"process notes .* apart from the chart, .*164\.501") as refused:
            read(model, said, source="sheet")
        assert len(refused.value.faults) == 1
        assert "what was said" not in str(refused.value)


def test_no_note_has_a_field_for_process_notes() -> None:
    for model in (TherapistNote, GroupSession, Sections):
        assert [name for name in model.model_fields if "process_note" in name or "psychotherapy" in name] == []


@pytest.mark.parametrize(
    "heading",
    [
        *("Process notes:", "PSYCHOTHERAPY NOTE -", "  private notes"),
        *("Psychotherapy Notes (kept apart)", "**Process notes** she", "# counseling note", "- SUD counselling notes"),
    ],
)
def test_a_heading_of_process_notes_inside_a_section_is_told(heading: str) -> None:
    sections = Sections(subjective=f"Slept badly.\n{heading}\nplanted")
    concerns = [concern for concern in section_concerns(sections, NoteFormat.DAP) if "heading" in concern.code]

    assert [concern.path for concern in concerns] == ["sections.subjective"]


def test_a_sentence_about_process_notes_is_no_heading() -> None:
    sections = Sections(plan="Process notes are kept apart. We process notes weekly.")

    assert [concern.code for concern in section_concerns(sections, NoteFormat.DAP)] == ["section_missing"] * 2


def test_a_field_that_nobody_knows_is_a_field_that_nobody_knows() -> None:
    with pytest.raises(InvalidInput, match="is not a known field"):
        read(Sections, {"progress_notes": "fine"}, source="sheet")


def test_common_and_own_sections_are_joined_as_paragraphs() -> None:
    joined = Sections(plan="Next week.", data="A.").joined(Sections(plan="Call first.", response="Joined in."))

    assert joined == Sections(plan="Next week.\n\nCall first.", data="A.", response="Joined in.")


def test_sections_that_become_too_long_are_refused_and_not_cut() -> None:
    long = Sections(plan="x" * 3000)
    with pytest.raises(InvalidInput, match="plan: must have at most 4000 characters"):
        long.joined(long)
