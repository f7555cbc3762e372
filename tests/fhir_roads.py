"""Every way from a model to a FHIR resource and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, get_args

from attrs import frozen
from hypothesis import strategies as st

from downtimekit.interop.fhir import (
    Read,
    Systems,
    Written,
    administration,
    behavioural,
    breast,
    chart,
    downtime,
    filled,
    forms,
    intake,
    late_entry,
    medication,
    notices,
    paperwork,
    patient,
    plan,
    prescriptions,
    schedule,
    transaction,
)
from downtimekit.interop.fhir.filed import About, Filed
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.behavioural import NursingNote, PrescriberNote, TherapistNote
from downtimekit.models.behavioural.administration import MedicationAdministration
from downtimekit.models.breast import BreastReport
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.downtime.tracks import Track
from downtimekit.models.intake import Questionnaire, TechNotes
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.notice import Notice, Receipt
from downtimekit.models.paperwork import FilledForm, PaperOrder, PaperRegistration, PerformedExam, Scan
from downtimekit.models.patient import Patient
from downtimekit.models.plan import Decision
from downtimekit.models.prescriptions.medication import Allergy, MedicationItem
from downtimekit.models.prescriptions.paper import PaperPrescription
from downtimekit.models.prescriptions.portal import MedicationChange
from downtimekit.models.schedule import Appointment, DaySchedule
from downtimekit.models.strict import Strict
from tests.forms_made_up import definitions
from tests.made_up import made_up

SYSTEMS = Systems("https://clinic.example.org")


@frozen
class Road:
    """A way from a model to a resource and back."""

    made: st.SearchStrategy[Any]
    write: Callable[[Any], Written]
    read: Callable[[object], Read[Any]]


def filed(model: type[Strict]) -> st.SearchStrategy[Any]:
    """Draw a content that is of somebody."""
    return made_up(Filed[model], about=made_up(About, mrn=st.just("T-1")))  # type: ignore[valid-type]


CONTENTS: Mapping[RecordKind, type[Strict]] = {
    RecordKind(model.model_fields["record"].default): model for model in get_args(get_args(Content)[0])
}


@st.composite
def chart_entries(draw: st.DrawFn) -> ChartEntry:
    """Draw a record of any kind."""
    kind = draw(st.sampled_from(RecordKind))
    updates = draw(st.none() | st.just("DiagnosticReport/12"))
    return draw(
        made_up(
            ChartEntry,
            kind=st.just(kind),
            content=made_up(CONTENTS[kind]),
            updates=st.just(updates),
            expects=st.integers(1, 99) if updates else st.none(),
        )
    )


def entry_written(entry: ChartEntry) -> Written:
    """Write one record as a transaction; the losses are told of the first of the list."""
    written = chart.to_fhir([entry], systems=SYSTEMS)
    assert all(loss.startswith("[0].") for loss in written.losses)
    return Written(written.resource, tuple(loss.removeprefix("[0].") for loss in written.losses))


def entered(found: object) -> Read[Any]:
    """Read the one record of a transaction."""
    (read,) = transaction.from_fhir(found, systems=SYSTEMS)
    return read


ROADS: Mapping[str, Road] = {
    "patient": Road(
        made_up(Patient),
        lambda model: patient.to_fhir(model, systems=SYSTEMS),
        lambda found: patient.from_fhir(found, systems=SYSTEMS),
    ),
    "appointment": Road(
        made_up(Appointment),
        lambda model: schedule.to_fhir(model, systems=SYSTEMS),
        lambda found: schedule.from_fhir(found, systems=SYSTEMS),
    ),
    "day schedule": Road(
        made_up(DaySchedule, day=st.just(date(2026, 3, 3)), zone=st.just("UTC")),
        lambda model: schedule.day_to_fhir(model, systems=SYSTEMS),
        lambda found: schedule.day_from_fhir(found, day=date(2026, 3, 3), zone="UTC", systems=SYSTEMS),
    ),
    "notice": Road(
        made_up(Notice),
        lambda model: notices.to_fhir(model, systems=SYSTEMS),
        lambda found: notices.from_fhir(found, systems=SYSTEMS),
    ),
    "receipt": Road(
        made_up(Receipt),
        lambda model: notices.receipt_to_fhir(model, systems=SYSTEMS),
        lambda found: notices.receipt_from_fhir(found, systems=SYSTEMS),
    ),
    "track": Road(
        made_up(Track),
        lambda model: downtime.track_to_fhir(model, systems=SYSTEMS),
        lambda found: downtime.track_from_fhir(found, systems=SYSTEMS),
    ),
    "questionnaire": Road(
        made_up(Filed[Questionnaire], content=made_up(Questionnaire)),
        lambda model: intake.to_fhir(model, systems=SYSTEMS),
        lambda found: intake.questionnaire_from_fhir(found, systems=SYSTEMS),
    ),
    "technologist's notes": Road(
        made_up(Filed[TechNotes]),
        lambda model: intake.to_fhir(model, systems=SYSTEMS),
        lambda found: intake.tech_notes_from_fhir(found, systems=SYSTEMS),
    ),
    "form": Road(
        definitions(),
        lambda model: forms.to_fhir(model, systems=SYSTEMS),
        lambda found: forms.from_fhir(found, systems=SYSTEMS),
    ),
    "form that was filled in": Road(
        made_up(Filed[FilledForm]),
        lambda model: filled.to_fhir(model, systems=SYSTEMS),
        lambda found: filled.from_fhir(found, systems=SYSTEMS),
    ),
    "line of a medication list": Road(
        filed(MedicationItem),
        lambda model: medication.item_to_fhir(model, systems=SYSTEMS),
        lambda found: medication.item_from_fhir(found, systems=SYSTEMS),
    ),
    "allergy": Road(
        filed(Allergy),
        lambda model: medication.allergy_to_fhir(model, systems=SYSTEMS),
        lambda found: medication.allergy_from_fhir(found, systems=SYSTEMS),
    ),
    "dose": Road(
        filed(MedicationAdministration),
        lambda model: administration.to_fhir(model, systems=SYSTEMS),
        lambda found: administration.from_fhir(found, systems=SYSTEMS),
    ),
    "prescription on paper": Road(
        filed(PaperPrescription),
        lambda model: prescriptions.paper_to_fhir(model, systems=SYSTEMS),
        lambda found: prescriptions.paper_from_fhir(found, systems=SYSTEMS),
    ),
    "change in a portal": Road(
        filed(MedicationChange),
        lambda model: prescriptions.change_to_fhir(model, systems=SYSTEMS),
        lambda found: prescriptions.change_from_fhir(found, systems=SYSTEMS),
    ),
    "therapist's note": Road(
        filed(TherapistNote),
        lambda model: behavioural.to_fhir(model, systems=SYSTEMS),
        lambda found: behavioural.therapist_note_from_fhir(found, systems=SYSTEMS),
    ),
    "prescriber's note": Road(
        filed(PrescriberNote),
        lambda model: behavioural.to_fhir(model, systems=SYSTEMS),
        lambda found: behavioural.prescriber_note_from_fhir(found, systems=SYSTEMS),
    ),
    "nursing note": Road(
        filed(NursingNote),
        lambda model: behavioural.to_fhir(model, systems=SYSTEMS),
        lambda found: behavioural.nursing_note_from_fhir(found, systems=SYSTEMS),
    ),
    "breast report": Road(
        made_up(Filed[BreastReport]),
        lambda model: breast.to_fhir(model, systems=SYSTEMS),
        lambda found: breast.from_fhir(found, systems=SYSTEMS),
    ),
    "order": Road(
        filed(PaperOrder),
        lambda model: paperwork.order_to_fhir(model, systems=SYSTEMS),
        lambda found: paperwork.order_from_fhir(found, systems=SYSTEMS),
    ),
    "exam": Road(
        filed(PerformedExam),
        lambda model: paperwork.exam_to_fhir(model, systems=SYSTEMS),
        lambda found: paperwork.exam_from_fhir(found, systems=SYSTEMS),
    ),
    "scan": Road(
        filed(Scan),
        lambda model: paperwork.scan_to_fhir(model, systems=SYSTEMS),
        lambda found: paperwork.scan_from_fhir(found, systems=SYSTEMS),
    ),
    "amendment": Road(
        filed(WrittenAmendment),
        lambda model: paperwork.amendment_to_fhir(model, systems=SYSTEMS),
        lambda found: paperwork.amendment_from_fhir(found, systems=SYSTEMS),
    ),
    "registration": Road(
        filed(PaperRegistration),
        lambda model: paperwork.registration_to_fhir(model, systems=SYSTEMS),
        lambda found: paperwork.registration_from_fhir(found, systems=SYSTEMS),
    ),
    "late entry": Road(
        made_up(LateEntry),
        lambda model: late_entry.to_fhir(model, of=["DiagnosticReport/12"]),
        late_entry.from_fhir,
    ),
    "decision": Road(
        made_up(Decision, entry=st.none(), was=st.none(), candidates=st.just(())),
        lambda model: plan.to_fhir(model, systems=SYSTEMS),
        lambda found: plan.from_fhir(found, systems=SYSTEMS),
    ),
    "chart entry": Road(
        chart_entries(),
        entry_written,
        entered,
    ),
}
