"""Whatever a questionnaire, a prescription or a schedule says: it survives JSON, is checked, and is not shown."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.concern import Concern
from downtimekit.models.intake import (
    Questionnaire,
    TechNotes,
    gail_inputs,
    questionnaire_concerns,
    tech_notes_concerns,
    tyrer_cuzick_inputs,
)
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.prescriptions import (
    Allergy,
    IssueHistory,
    MedicationChange,
    MedicationItem,
    Outcome,
    Pad,
    PaperPrescription,
    PdmpCheck,
    PortalAccess,
    PrintKind,
    check_change,
    check_pad,
    check_prescription,
    compare_change,
    differing_fields,
    may_print,
    may_transmit,
)
from downtimekit.models.reading import read
from downtimekit.models.schedule import DaySchedule
from downtimekit.models.schedule_check import schedule_concerns
from tests.made_up import MOMENTS, made_up

pytestmark = pytest.mark.slow

MODELS: list[type[BaseModel]] = [
    *(Questionnaire, TechNotes, Patient, WrittenIdentity, DaySchedule),
    *(PaperPrescription, MedicationChange, MedicationItem, Allergy, PdmpCheck),
    *(Pad, PortalAccess, IssueHistory),
]
PLANTED = "Zyxplanted"
DAYS = st.dates(date(1990, 1, 1), date(2035, 1, 1))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_written_as_json_is_read_back_the_same(model: type[BaseModel], data: st.DataObject) -> None:
    found = data.draw(made_up(model))

    assert model.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_is_not_known_is_refused_without_being_told(model: type[BaseModel]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(model, {"zyx": PLANTED, **{name: {"zyx": PLANTED} for name in model.model_fields}}, source="x")

    assert PLANTED not in str(refusal.value)
    assert {"zyx"} <= {fault.path.split(".")[0] for fault in refusal.value.faults}


def planted_in(said: object) -> object:
    """Return JSON with a planted word for every free text in it."""
    if isinstance(said, dict):
        return {name: planted_in(value) for name, value in said.items()}
    if isinstance(said, list):
        return [planted_in(value) for value in said]
    return PLANTED if said == "" else said


@settings(max_examples=60, deadline=None)
@given(data=st.data(), on=DAYS, born=st.none() | DAYS)
def test_any_answers_are_checked_and_no_concern_tells_them(data: st.DataObject, on: date, born: date | None) -> None:
    drawn = data.draw(made_up(Questionnaire))
    answers = Questionnaire.model_validate(planted_in(drawn.model_dump(mode="json")))
    views = (gail_inputs(answers, born=born, on=on), tyrer_cuzick_inputs(answers, born=born, on=on))
    concerns = [*questionnaire_concerns(answers, on=on), *(found for view in views for found in view.concerns)]

    assert answers.remarks
    assert PLANTED not in f"{concerns}{answers!r}{views!r}"
    assert [concern for concern in concerns if not points_at_a_field(concern, Questionnaire)] == []


def points_at_a_field(concern: Concern, model: type[BaseModel]) -> bool:
    """Tell whether the path of a concern begins with a field of the model; a view has an age besides."""
    return concern.path.partition("[")[0].partition(".")[0] in {*model.model_fields, "age"}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_notes_prescription_change_and_pad_are_checked(data: st.DataObject) -> None:
    notes, prescription = data.draw(made_up(TechNotes)), data.draw(made_up(PaperPrescription))
    change, pad = data.draw(made_up(MedicationChange)), data.draw(made_up(Pad))
    checked: list[tuple[type[BaseModel], tuple[Concern, ...]]] = [
        (TechNotes, tech_notes_concerns(notes)),
        (PaperPrescription, check_prescription(prescription)),
        (MedicationChange, check_change(change)),
        (Pad, check_pad(pad)),
    ]

    for model, concerns in checked:
        assert [concern for concern in concerns if not points_at_a_field(concern, model)] == []
        assert all(concern.code and concern.words for concern in concerns)
    assert not may_transmit(prescription)


@settings(max_examples=60, deadline=None)
@given(day=made_up(DaySchedule), now=MOMENTS)
def test_any_schedule_is_checked_and_ordered(day: DaySchedule, now: datetime) -> None:
    starts = [visit.starts for visit in day.ordered()]

    assert starts == sorted(starts)
    assert all(points_at_a_field(concern, DaySchedule) for concern in schedule_concerns(day, now=now))


@settings(max_examples=80, deadline=None)
@given(told=made_up(IssueHistory), kind=st.sampled_from(PrintKind))
def test_nothing_may_be_both_an_original_on_paper_and_sent(told: IssueHistory, kind: PrintKind) -> None:
    if may_print(told, kind=kind) and kind in (PrintKind.ORIGINAL, PrintKind.REPRINT):
        printed = told.model_copy(update={"prints": (*told.prints, {"kind": kind, "at": "2026-03-03T12:00:00Z"})})
        assert not may_transmit(IssueHistory.model_validate_json(printed.model_dump_json(warnings=False)))
    assert bool(may_transmit(told)) == (not may_transmit(told).reasons)


@settings(max_examples=80, deadline=None)
@given(one=made_up(MedicationChange), other=made_up(MedicationChange))
def test_a_change_equals_itself_and_a_comparison_has_no_favourite_side(
    one: MedicationChange, other: MedicationChange
) -> None:
    assert compare_change(one, ehr=one).outcome is Outcome.MATCHED
    assert differing_fields(one, other) == differing_fields(other, one)
    assert (compare_change(one, ehr=other).outcome is Outcome.MATCHED) == (not differing_fields(one, other))


@settings(max_examples=40, deadline=None)
@given(change=made_up(MedicationChange), word=st.sampled_from(["password", "pin", "token", "credential", "login"]))
def test_no_change_takes_a_credential(change: MedicationChange, word: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        MedicationChange.model_validate({**change.model_dump(), word: PLANTED})

    assert PLANTED not in str(refusal.value)
