"""Every form asks for exactly what its record holds."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from downtimekit.forms import LIBRARY, RADIOLOGIST_WORKSHEET
from downtimekit.forms.closing import printed_sections
from downtimekit.models.breast import Assessment, BreastReport, Density, Finding, Recommendation, RecommendationKind
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Choice, FieldKind, FormDefinition, FormField
from downtimekit.models.intake import Questionnaire, TechNotes

RECORDS: dict[RecordKind, type[BaseModel]] = {
    RecordKind.QUESTIONNAIRE: Questionnaire,
    RecordKind.TECH_NOTES: TechNotes,
    RecordKind.REPORT: BreastReport,
}
FORMS = pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
FREE = {"views"}  # a record takes any view; the form lists those that are usual
USUAL = {"kind", "recommendations"}  # the form has the boxes that are usual; the rest goes into a note
NOT_ON_PAPER = {
    "record",  # the number of the sheet says it
    *("modality", "technique", "composition"),  # the worksheet is for mammography; the technologist's notes tell how
    *("indication", "laterality", "clinical_question"),  # on the order, and in the technologist's notes
    "breasts",  # the worksheet asks for one category for the exam
}
IN_THE_NOTE = {
    *("appearances", "associated", "change", "further_sizes_mm"),
    *("quadrant", "region", "depth", "distance_from_nipple_mm"),
}
FINAL = {
    "density": "b",
    "assessment": "2",
    "recommendations": ["routine_screening"],
    "impression": "No change.",
    "interpreted_by": "Dr. Imago",
    "interpreted_at": datetime(2026, 3, 3, 12, tzinfo=UTC),
}


def asked(form: FormDefinition) -> list[tuple[FormField, FieldInfo]]:
    """Return each field of a form, and each column of its tables, with the model's field of that name."""
    record = RECORDS[form.record].model_fields
    pairs = [(field, record[field.key]) for field in form.fields()]
    columns = [(column, row_of(info)) for field, info in pairs for column in field.columns]
    return pairs + [(column, row.model_fields[column.key]) for column, row in columns]


def row_of(info: FieldInfo) -> type[BaseModel]:
    """Return the model of which a table has one in each row."""
    (row,) = (kind for kind in types_in(info.annotation) if issubclass(kind, BaseModel))
    return row


def types_in(annotation: object) -> set[type]:
    """Return every plain type that an annotation mentions."""
    parts = get_args(annotation)
    if parts:
        return {kind for part in parts for kind in types_in(part)}
    return {annotation} if isinstance(annotation, type) else set()


def boxes_of(info: FieldInfo) -> set[str]:
    """Return the values of the enumeration that a model's field takes, or that it takes for a bare recommendation."""
    kinds = types_in(info.annotation)
    enumerations = {RecommendationKind if kind is Recommendation else kind for kind in kinds}
    return {str(member) for kind in enumerations if issubclass(kind, StrEnum) for member in kind}


@FORMS
def test_a_form_asks_for_every_field_of_its_record_and_for_nothing_else(form: FormDefinition) -> None:
    record = RECORDS[form.record]

    assert {field.key for field in form.fields()} == set(record.model_fields) - NOT_ON_PAPER
    for field in form.fields():
        if field.columns:
            row = row_of(record.model_fields[field.key])
            left_out = IN_THE_NOTE if row is Finding else set()
            assert {column.key for column in field.columns} == set(row.model_fields) - left_out


@FORMS
def test_the_boxes_of_a_form_are_the_values_of_its_record(form: FormDefinition) -> None:
    differing = {
        field.key
        for field, info in asked(form)
        if {choice.key for choice in field.choices} != boxes_of(info) and field.key not in FREE | USUAL
    }
    foreign = {
        choice.key
        for field, info in asked(form)
        if field.key in USUAL
        for choice in field.choices
        if choice.key not in boxes_of(info)
    }

    assert differing | foreign == set()


@FORMS
def test_a_form_asks_in_the_way_that_its_record_keeps(form: FormDefinition) -> None:
    for field, info in asked(form):
        kinds = types_in(info.annotation)
        assert (field.kind is FieldKind.YES_NO) == (bool in kinds), field.key
        assert (field.kind is FieldKind.NUMBER) == bool({int, float} & kinds), field.key
        assert (field.kind is FieldKind.DATE_TIME) == (datetime in kinds), field.key
        assert (field.kind is FieldKind.MANY_OF) == (get_origin(info.annotation) is tuple and not field.columns), (
            field.key
        )


@FORMS
def test_a_form_marks_what_its_record_cannot_do_without(form: FormDefinition) -> None:
    assert {f.key for f, info in asked(form) if f.required} == {f.key for f, info in asked(form) if info.is_required()}


@FORMS
def test_every_sheet_ends_with_who_did_it_and_when(form: FormDefinition) -> None:
    *_, signed, keyed = printed_sections(form)

    assert {FieldKind.SIGNATURE, FieldKind.DATE_TIME} <= {field.kind for field in signed.fields}
    assert [field.key for field in keyed.fields] == ["entered_by", "recorded_at"]


@FORMS
def test_nobody_confuses_two_boxes_or_two_questions(form: FormDefinition) -> None:
    fields = [field for field, _ in asked(form)]
    labels = [field.label for field in form.fields()]

    assert len(set(labels)) == len(labels)
    for field in fields:
        for name in ("key", "label", "mark"):
            words = [word for choice in field.choices if (word := getattr(choice, name))]
            assert len(set(words)) == len(words), (field.key, name)


@pytest.mark.parametrize(
    "field",
    [field for field in RADIOLOGIST_WORKSHEET.fields() if field.key != "status"],
    ids=lambda field: field.key,
)
def test_the_worksheet_knows_what_a_final_report_needs(field: FormField) -> None:
    BreastReport.model_validate({**FINAL, "status": "final"})
    without = {key: value for key, value in FINAL.items() if key != field.key}

    try:
        BreastReport.model_validate({**without, "status": "final"})
        needed = False
    except ValidationError:
        needed = True

    assert (field.required_if is not None) == needed


def test_categories_and_densities_are_printed_in_the_words_of_the_regulation() -> None:
    printed = {choice.key: choice.label for field in RADIOLOGIST_WORKSHEET.fields() for choice in field.choices}

    assert {density: printed[density] for density in Density} == {d: d.statement for d in Density}
    assert [a for a in Assessment if not printed[a].startswith(a.statement)] == []


def test_a_change_of_a_form_is_seen_in_its_digest() -> None:
    changed = RADIOLOGIST_WORKSHEET.model_copy(update={"title": "Radiologist's worksheet"})

    assert changed.digest != RADIOLOGIST_WORKSHEET.digest


@pytest.mark.parametrize(
    "field",
    [
        {"kind": "one_of"},
        {"kind": "findings"},
        {"kind": "text", "choices": (Choice(key="yes", label="Yes"),)},
        {"kind": "note", "columns": (FormField(key="number", label="No.", kind=FieldKind.NUMBER),)},
    ],
)
def test_a_question_without_its_boxes_or_with_somebody_elses_is_refused(field: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FormField.model_validate({"key": "asked", "label": "Asked", **field})
