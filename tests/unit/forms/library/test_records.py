"""Every form asks for what its record holds, in the way that its record keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from downtimekit.forms import LIBRARY, RADIOLOGIST_WORKSHEET
from downtimekit.forms.doing import doing_fields
from downtimekit.forms.library import THERAPIST_NOTE
from downtimekit.forms.printed import printed_sections
from downtimekit.models.behavioural import MedicationAdministration, NursingNote, PrescriberNote, TherapistNote
from downtimekit.models.breast import Assessment, BreastReport, Density, Recommendation, RecommendationKind
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import About, FieldKind, FormDefinition, FormField
from downtimekit.models.intake import Questionnaire, TechNotes
from downtimekit.models.paperwork import PaperOrder, PaperRegistration
from downtimekit.models.patient import WrittenIdentity
from downtimekit.models.prescriptions import Allergy, MedicationChange, PaperPrescription

RECORDS: dict[RecordKind, type[BaseModel]] = {
    RecordKind.QUESTIONNAIRE: Questionnaire,
    RecordKind.TECH_NOTES: TechNotes,
    RecordKind.REPORT: BreastReport,
    RecordKind.THERAPIST_NOTE: TherapistNote,
    RecordKind.PRESCRIBER_NOTE: PrescriberNote,
    RecordKind.NURSING_NOTE: NursingNote,
    RecordKind.PRESCRIPTION: PaperPrescription,
    RecordKind.MEDICATION_CHANGE: MedicationChange,
    RecordKind.MEDICATION_ADMINISTRATION: MedicationAdministration,
    RecordKind.ALLERGY: Allergy,
    RecordKind.REGISTRATION: PaperRegistration,
    RecordKind.ORDER: PaperOrder,
}
OF_A_RECORD = [form for form in LIBRARY.values() if form.record in RECORDS]
EVERY = pytest.mark.parametrize("form", LIBRARY.values(), ids=LIBRARY)
EACH = pytest.mark.parametrize("form", OF_A_RECORD, ids=lambda form: form.key)

NOT_ON_PAPER: dict[RecordKind, set[str]] = {
    # the worksheet is for mammography, asks for one category for the exam, and lies beside the order
    RecordKind.REPORT: {
        *("modality", "technique", "composition", "indication", "laterality", "clinical_question", "breasts"),
    },
    # a group has a sheet of its own; mental status and the next appointment stand in the sections
    RecordKind.THERAPIST_NOTE: {"format", "mental_status", "co_facilitators", "next_appointment"},
    RecordKind.PRESCRIBER_NOTE: {"aims", "consent", "co_signature_required", "co_signature"},  # AIMS is another sheet
    RecordKind.NURSING_NOTE: {"co_signature_required", "co_signature"},
    # a phone order, its follow-up and how it went to the pharmacy are rare, and keyed from the words on the sheet
    RecordKind.PRESCRIPTION: {"days_supply", "conveyance", "oral", "follow_up", "transmissible"},
    RecordKind.MEDICATION_ADMINISTRATION: set(),
    RecordKind.ALLERGY: {"rxcui", "status"},
    RecordKind.ORDER: set(),
}
USUAL = {
    *("views", "recommendations", "kind", "about", "event", "route", "patient.gender", "session.participants"),
    *("phones.0.use", "phones.1.use", "visit.patient_class", "patient.identifiers"),
}
"""The form has the boxes that are usual; the rest goes into a note, or is not for this sheet."""


def asked(form: FormDefinition) -> Iterator[tuple[FormField, FieldInfo]]:
    """Yield each field of a form, and each column of its tables, with the place in the record that it goes to."""
    for field in form.fields():
        if field.kind is FieldKind.STATEMENT:
            continue
        identity = field.key.startswith("patient.")
        model = WrittenIdentity if identity else RECORDS[RecordKind(form.record or "")]
        info = place(model, field.key.removeprefix("patient."))
        yield field, info
        for column in field.columns:
            (row,) = models_in(info)
            yield column, place(row, column.key)


def place(model: type[BaseModel], key: str) -> FieldInfo:
    """Return the place in a record that a key names."""
    *above, last = (name for name in key.split(".") if not name.isdecimal())
    for name in above:
        (model,) = models_in(model.model_fields[name])
    return model.model_fields[last]


def types_in(annotation: object) -> set[type]:
    """Return every plain type that an annotation mentions."""
    parts = get_args(annotation)
    if parts:
        return {kind for part in parts for kind in types_in(part)}
    return {annotation} if isinstance(annotation, type) else set()


def models_in(info: FieldInfo) -> set[type[BaseModel]]:
    """Return the models that a place holds."""
    return {kind for kind in types_in(info.annotation) if issubclass(kind, BaseModel)}


def boxes_of(info: FieldInfo) -> set[str]:
    """Return the values of the enumeration that a place takes, or that it takes for a bare recommendation."""
    kinds = types_in(info.annotation)
    enumerations = {RecommendationKind if kind is Recommendation else kind for kind in kinds}
    return {str(member) for kind in enumerations if issubclass(kind, StrEnum) for member in kind}


@EACH
def test_a_form_asks_for_every_part_of_its_record(form: FormDefinition) -> None:
    assert form.record is not None
    of_same_record = [field for other in OF_A_RECORD if other.record is form.record for field in other.fields()]
    parts = {field.key.split(".")[0] for field in of_same_record if field.kind is not FieldKind.STATEMENT}

    assert parts - {"patient"} == set(RECORDS[form.record].model_fields) - {"record"} - NOT_ON_PAPER.get(
        form.record, set()
    )


@EACH
def test_every_question_has_its_place_in_the_record(form: FormDefinition) -> None:
    for field, info in asked(form):
        kinds = types_in(info.annotation)
        assert (field.kind is FieldKind.YES_NO) == (bool in kinds), field.key
        assert (field.kind is FieldKind.DATE_TIME) == (datetime in kinds), field.key
        assert (field.kind is FieldKind.DATE) == (date in kinds), field.key
        assert (field.kind is FieldKind.NUMBER) == bool({int, float, Decimal} & kinds), field.key
        assert (field.kind is FieldKind.TABLE) == (bool(field.columns)), field.key


@EACH
def test_the_boxes_of_a_form_are_the_values_of_its_record(form: FormDefinition) -> None:
    for field, info in asked(form):
        boxes = {choice.key for choice in field.choices}
        values = boxes_of(info)
        if values and boxes:
            assert boxes <= values, field.key
            assert boxes == values or field.key in USUAL, field.key


@EACH
def test_a_form_marks_what_its_record_cannot_do_without(form: FormDefinition) -> None:
    alone = {(field.key, info.is_required()) for field, info in asked(form) if "." not in field.key}
    marked = {field.key for field, _ in asked(form) if field.required}

    assert {key for key, needed in alone if needed} <= marked


@EVERY
def test_a_record_ends_with_who_did_it_and_when_and_other_paper_with_neither(form: FormDefinition) -> None:
    for language in form.languages:
        *_, keyed = printed_sections(form, language)
        kinds = {field.key: field.kind for section in printed_sections(form, language) for field in section.fields}

        if form.record is not None:
            who, when = doing_fields(form).values()
            assert (kinds[who], kinds[when]) == (FieldKind.SIGNATURE, FieldKind.DATE_TIME)
            assert list(kinds).count("performed_by") == (form.done_by is None)
            assert list(kinds).count("occurred_at") == (form.done_at is None)
            assert [field.key for field in keyed.fields] == ["entered_by", "recorded_at"]
        else:
            assert form.about is About.SITE
            assert "entered_by" not in {field.key for field in keyed.fields}


@EVERY
def test_nobody_confuses_two_boxes_or_two_questions(form: FormDefinition) -> None:
    labels = [field.label for field in form.fields()]

    assert len(set(labels)) == len(labels)
    for field in form.fields():
        for one in (field, *field.columns):
            for name in ("key", "label", "mark"):
                words = [word for choice in one.choices if (word := getattr(choice, name))]
                assert len(set(words)) == len(words), (one.key, name)


CRITICAL = {
    "mammography_questionnaire": {"symptom_details.side", "procedures.side", "implant_details.side"},
    "technologist_notes": {"sides", "skin_marks.side"},
    "radiologist_worksheet": {"density", "assessment", "findings.side", "findings.assessment"},
    "therapist_note": set(),
    "prescriber_note": {
        *("medications.drug.name", "medications.drug.strength", "medications.directions", "allergies.substance"),
    },
    "nursing_note": {"administrations.drug.name", "administrations.dose", "administrations.route"},
    "aims": set(),
    "prescription": {
        *("patient_name", "control_number", "drug.name", "drug.strength"),
        *("quantity.amount", "refills", "schedule", "directions"),
    },
    "prescription_reprint": {
        *("patient_name", "drug.name", "drug.strength", "quantity.amount", "refills", "schedule", "directions"),
    },
    "medication_change": {"drug.name", "drug.strength", "quantity.amount", "refills", "schedule", "directions"},
    "medication_administration": {"drug.name", "drug.strength", "dose", "route", "site"},
    "allergy": {"substance", "criticality"},
    "registration": {
        *("patient.family", "patient.given", "patient.birth_date", "patient.mrn"),
        *("patient.identifiers.value", "patient.identifiers.kind"),
    },
    "order": {"what", "sides"},
    "phone_call": {"phone"},
}


@pytest.mark.parametrize("form", [form for form in LIBRARY.values() if form.record], ids=lambda form: form.key)
def test_what_must_not_be_misread_is_typed_twice(form: FormDefinition) -> None:
    columns = {f"{field.key}.{column.key}" for field in form.fields() for column in field.columns if column.critical}

    assert {field.key for field in form.fields() if field.critical} | columns == CRITICAL[form.key]


def test_no_form_has_a_place_for_process_notes() -> None:
    texts = [field.key for form in LIBRARY.values() for field in form.fields() if field.kind is not FieldKind.STATEMENT]

    assert [key for key in texts if "process" in key and "thought" not in key] == []
    assert any("psychotherapy notes" in text for text in THERAPIST_NOTE.texts())


FINAL = {
    "density": "b",
    "assessment": "2",
    "recommendations": ["routine_screening"],
    "impression": "No change.",
    "interpreted_by": "Dr. Imago",
    "interpreted_at": "2026-03-03T12:00:00-05:00",
    "status": "final",
}


@pytest.mark.parametrize(
    "field",
    [field for field in RADIOLOGIST_WORKSHEET.fields() if field.key != "status"],
    ids=lambda field: field.key,
)
def test_the_worksheet_knows_what_a_final_report_needs(field: FormField) -> None:
    BreastReport.model_validate(FINAL)
    try:
        BreastReport.model_validate({key: value for key, value in FINAL.items() if key != field.key})
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
