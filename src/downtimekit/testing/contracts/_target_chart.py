"""The chart that targets are tried on, and what is entered into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.behavioural import (
    MedicationAdministration,
    Modality,
    NursingNote,
    PrescriberNote,
    Sections,
    Session,
    TherapistNote,
)
from downtimekit.models.breast import (
    Assessment,
    Breast,
    BreastReport,
    Change,
    Comparison,
    Density,
    Finding,
    FindingKind,
    Indication,
    IntervalUnit,
    Laterality,
    MammographyAppearance,
    Quadrant,
    Recommendation,
    RecommendationKind,
    ReportStatus,
    Side,
    UltrasoundAppearance,
)
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import ChartEntry, ChartOrder, ChartRecord
from downtimekit.models.intake import Questionnaire, Symptom, TechNotes, VisitReason
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.orders import OrderStatus
from downtimekit.models.paperwork import FilledForm, PaperOrder, PaperRegistration, PerformedExam, Scan
from downtimekit.models.patient import Identifier, IdentifierKind, Patient
from downtimekit.models.prescriptions import Allergy, ChangeAction, Drug, MedicationChange, PaperPrescription

ADAEZE = Patient(mrn="PLANTED-1001", family="Okafor", given="Adaeze", birth_date=date(1961, 3, 9))
CHIKA = Patient(
    mrn="PLANTED-1002",
    family="Okafor",
    given="Chika",
    birth_date=date(1988, 11, 30),
    identifiers=(
        Identifier(system="urn:planted:downtime", value="PLANTED-DT-77", kind=IdentifierKind.DOWNTIME_MRN),
        Identifier(system="urn:planted:insurance", value="PLANTED-A-5512", kind=IdentifierKind.INSURANCE),
    ),
)
UNNAMED = Patient(mrn="PLANTED-1003")
FIRST_CHART = Patient(
    mrn="PLANTED-1004", family="Planted-Bello", given="Adaeze", birth_date=ADAEZE.birth_date, merged_into="PLANTED-1005"
)
SECOND_CHART = FIRST_CHART.model_copy(update={"mrn": "PLANTED-1005", "merged_into": ADAEZE.mrn})
PATIENTS = (ADAEZE, CHIKA, UNNAMED, FIRST_CHART, SECOND_CHART)
"""Adaeze had two charts before, each of which was merged into the next one."""

NGOZI = Patient(mrn="PLANTED-2001", family="Bello", given="Ngozi", birth_date=date(1974, 1, 5))
"""Nobody has her number yet."""

EXAM = ChartOrder(accession="MG-0001", mrn=ADAEZE.mrn, day=date(2026, 3, 2))
LATER_EXAM = ChartOrder(accession="MG-0002", mrn=ADAEZE.mrn, day=date(2026, 9, 7))
CHIKAS_EXAM = ChartOrder(accession="MG-0003", mrn=CHIKA.mrn, day=date(2026, 3, 2))
CALLED_OFF = ChartOrder(accession="MG-0004", mrn=UNNAMED.mrn, day=date(2026, 3, 2), status=OrderStatus.CANCELLED)
ORDERS = (EXAM, LATER_EXAM, CHIKAS_EXAM, CALLED_OFF)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATE = LateEntry(
    occurred_at=NOON,
    performed_by="Dr. Éva Nagy",
    recorded_at=NOON + timedelta(hours=8),
    entered_by="Noor Haddad",
)
REPORT = BreastReport(
    laterality=Laterality.BILATERAL,
    indication=Indication.DIAGNOSTIC,
    clinical_question="planted question",
    density=Density.SCATTERED,
    comparison=Comparison(dates=(date(2024, 2, 29),)),
    findings=(
        Finding(
            number=2,
            side=Laterality.RIGHT,
            kind=FindingKind.MASS,
            clock=10,
            quadrant=Quadrant.UPPER_OUTER,
            distance_from_nipple_mm=35,
            size_mm=14.5,
            further_sizes_mm=(9, 7.5),
            appearances=(
                MammographyAppearance(
                    view="MLO", shape=("irregular",), margin=("spiculated",), seen_as=("architectural_distortion",)
                ),
                MammographyAppearance(view="CC", shape=("lobular",)),
                UltrasoundAppearance(echo_pattern=("hypoechoic",)),
            ),
            associated=("skin_retraction",),
            change=(Change.NEW,),
            assessment=Assessment.MODERATE_SUSPICION,
            note="planted: fühlbar ☎",
        ),
        Finding(number=1, side=Laterality.LEFT, kind=FindingKind.CALCIFICATION),
    ),
    breasts=(Breast(side=Side.LEFT, density=Density.FATTY, assessment=Assessment.BENIGN),),
    recommendations=(
        Recommendation(kind=RecommendationKind.TISSUE_DIAGNOSIS, side=Laterality.RIGHT),
        Recommendation(kind=RecommendationKind.ULTRASOUND, interval=2, unit=IntervalUnit.WEEK),
    ),
    explanation="planted reason",
    impression="planted: two lines\nof text",
)
CORRECTED = BreastReport(density=Density.HETEROGENEOUSLY_DENSE, findings=REPORT.findings[:1])
ANSWERS = Questionnaire(
    reason=VisitReason.SCREENING, symptoms_left=(Symptom.LUMP,), implants=False, remarks="planted remark"
)
NOTES = TechNotes(exam="Screening", sides=(Side.LEFT,), views=("LCC", "LMLO"), dose_mgy=1.5, technologist="A. Ruiz")

NOTE = TherapistNote(
    session=Session(modality=Modality.VIDEO, started_at=NOON, ended_at=NOON + timedelta(minutes=45)),
    sections=Sections(plan="planted plan"),
)

FINAL = BreastReport(
    density=Density.SCATTERED,
    assessment=Assessment.BENIGN,
    recommendations=(Recommendation(kind=RecommendationKind.ROUTINE_SCREENING),),
    status=ReportStatus.FINAL,
    interpreted_by="Dr. Éva Nagy",
    interpreted_at=NOON,
)
REGISTRATION = PaperRegistration(remarks="planted remark")
ORDER = PaperOrder(what="Planted mammogram", sides=(Side.LEFT,), reason="planted reason", ordered_by="Dr. Éva Nagy")
STUDY = "1.2.826.0.1.3680043.10.1234.1"
DRUG = Drug(name="planted drug", strength="5 mg")
CONTENTS: Mapping[RecordKind, Content] = {
    RecordKind(content.record): content
    for content in (
        REGISTRATION,
        Allergy(substance="planted substance"),
        ORDER,
        PerformedExam(what="Planted mammogram", sides=(Side.LEFT,), study=STUDY),
        ANSWERS,
        NOTES,
        REPORT,
        PaperPrescription(drug=DRUG, directions="planted directions"),
        MedicationChange(action=ChangeAction.NEW, drug=DRUG, written_at=NOON),
        MedicationAdministration(drug=DRUG, at=NOON, given_by="Noor Haddad"),
        NOTE,
        PrescriberNote(session=NOTE.session, plan="planted plan"),
        NursingNote(at=NOON, response="planted response"),
        FilledForm(form="planted-form", version=1, form_digest="0" * 64, answers={"planted": ["a", 1, True]}),
        Scan(title="planted title", file="planted.pdf", sha256="0" * 64),
    )
}
"""What a sheet may say, by the kind of record that it becomes; addenda are left out, which name another record."""


def entry_of(
    content: Content = REPORT,
    *,
    key: str = "west-1/report/1",
    order: ChartOrder = EXAM,
    updates: ChartRecord | None = None,
) -> ChartEntry:
    """Return an entry of an exam: a new report of Adaeze's, unless something else is said."""
    return ChartEntry(
        key=key,
        kind=RecordKind(content.record),
        mrn=order.mrn,
        accession=order.accession,
        content=content,
        late=LATE,
        updates=updates.id if updates else None,
        expects=updates.version if updates else None,
    )


def entry_for(patient: Patient, content: Content, *, key: str) -> ChartEntry:
    """Return an entry that belongs to no exam."""
    return ChartEntry(key=key, kind=RecordKind(content.record), mrn=patient.mrn, content=content, late=LATE)


def note_of(patient: Patient, *, key: str) -> ChartEntry:
    """Return an entry that belongs to no exam: a therapist's note."""
    return entry_for(patient, NOTE, key=key)


def registration_of(patient: Patient, *, key: str) -> ChartEntry:
    """Return the registration of a patient, who is new unless the chart knows the number."""
    entry = entry_for(patient, REGISTRATION, key=key)
    return ChartEntry.model_validate({**dict(entry), "patient": patient})


def order_of(patient: Patient, *, accession: str, key: str) -> ChartEntry:
    """Return an order on paper, for images that were made under `STUDY` already."""
    entry = entry_for(patient, ORDER, key=key)
    return ChartEntry.model_validate({**dict(entry), "accession": accession, "study": STUDY})


def addendum_to(record: ChartRecord, *, key: str, text: str = "planted addendum") -> ChartEntry:
    """Return an addendum to a record, in that record's chart and of its exam."""
    content = WrittenAmendment(kind=AmendmentKind.ADDENDUM, amends=record.id, text=text)
    return ChartEntry(
        key=key, kind=RecordKind.ADDENDUM, mrn=record.mrn, accession=record.accession, content=content, late=LATE
    )


def withdrawal_of(record: ChartRecord, *, key: str) -> ChartEntry:
    """Return the withdrawal of a record, in the version that was seen."""
    return ChartEntry(
        key=key,
        kind=record.kind,
        mrn=record.mrn,
        accession=record.accession,
        content=record.content,
        late=LATE,
        updates=record.id,
        expects=record.version,
        withdraws=True,
    )
