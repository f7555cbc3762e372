"""What came back from paper: one keying of one sheet, with its two clocks and its two people."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.behavioural import MedicationAdministration, NursingNote, PrescriberNote, TherapistNote
from downtimekit.models.breast import BreastReport
from downtimekit.models.intake import Questionnaire, TechNotes
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.paperwork import FilledForm, PaperOrder, PaperRegistration, PerformedExam, Scan
from downtimekit.models.patient import WrittenIdentity
from downtimekit.models.prescriptions import Allergy, MedicationChange, PaperPrescription
from downtimekit.models.strict import OF_KNOWN_KIND, PATIENT_DATA, Key, Name, Strict

Content = Annotated[
    Questionnaire
    | TechNotes
    | BreastReport
    | TherapistNote
    | PrescriberNote
    | NursingNote
    | MedicationAdministration
    | Allergy
    | PaperPrescription
    | MedicationChange
    | PaperRegistration
    | PaperOrder
    | PerformedExam
    | FilledForm
    | WrittenAmendment
    | Scan,
    OF_KNOWN_KIND,
    Field(discriminator="record"),
]
"""What a sheet says, by the kind of record that it becomes."""


class RecordKind(StrEnum):
    """What a sheet becomes in the chart, in the order in which the kinds are entered.

    A patient must be known before anything is ordered for them, allergies before medicines, and what is added to a
    record comes after it.
    """

    REGISTRATION = "registration"
    ALLERGY = "allergy"
    ORDER = "order"
    EXAM = "exam"
    QUESTIONNAIRE = "questionnaire"
    TECH_NOTES = "tech_notes"
    REPORT = "report"
    PRESCRIPTION = "prescription"
    MEDICATION_CHANGE = "medication_change"
    MEDICATION_ADMINISTRATION = "medication_administration"
    THERAPIST_NOTE = "therapist_note"
    PRESCRIBER_NOTE = "prescriber_note"
    NURSING_NOTE = "nursing_note"
    FORM = "form"
    ADDENDUM = "addendum"
    SCAN = "scan"

    @property
    def of_exam(self) -> bool:
        """Whether an exam has exactly one record of the kind."""
        return self in _OF_EXAM

    @property
    def one_at_a_time(self) -> bool:
        """Whether a patient has one record of the kind at a moment, as a session has one note.

        Of what is neither this nor of an exam there can be several at once, such as medicines that were changed.
        """
        return self in _ONE_AT_A_TIME


_OF_EXAM = frozenset({RecordKind.EXAM, RecordKind.QUESTIONNAIRE, RecordKind.TECH_NOTES, RecordKind.REPORT})
_ONE_AT_A_TIME = frozenset(
    {RecordKind.REGISTRATION, RecordKind.THERAPIST_NOTE, RecordKind.PRESCRIBER_NOTE, RecordKind.NURSING_NOTE}
)


class ReviewCode(StrEnum):
    """Why a person must look; each has words for a clerk."""

    DOUBLE_ENTRY_DISCREPANCY = "double_entry_discrepancy"
    SECOND_KEYING_MISSING = "second_keying_missing"
    ILLEGIBLE = "illegible"
    MISSING_REQUIRED = "missing_required"
    ANSWER_NOT_ASKED_FOR = "answer_not_asked_for"
    PAGE_MISSING = "page_missing"
    MARK_UNCLEAR = "mark_unclear"
    PATIENT_AMBIGUOUS = "patient_ambiguous"
    PATIENT_PROBABLE = "patient_probable"
    PATIENT_UNIDENTIFIED = "patient_unidentified"
    PATIENT_DECEASED = "patient_deceased"
    NEW_PATIENT_REGISTERED = "new_patient_registered"
    IDENTIFIER_DEMOGRAPHIC_MISMATCH = "identifier_demographic_mismatch"
    DEMOGRAPHIC_DIFFERENCE = "demographic_difference"
    DUPLICATE_CHART = "duplicate_chart"
    CHART_MERGED = "chart_merged"
    ORDER_MISSING = "order_missing"
    ORDER_AMBIGUOUS = "order_ambiguous"
    ORDER_PATIENT_MISMATCH = "order_patient_mismatch"
    ORDER_CANCELLED_BUT_PERFORMED = "order_cancelled_but_performed"
    ACCESSION_REUSED = "accession_reused"
    ACCESSION_UNKNOWN = "accession_unknown"
    LATERALITY_MISMATCH = "laterality_mismatch"
    CATEGORY_RECOMMENDATION_MISMATCH = "category_recommendation_mismatch"
    CATEGORY_AMBIGUOUS = "category_ambiguous"
    READER_DISCREPANCY = "reader_discrepancy"
    CATEGORY_CHANGED_AFTER_FINAL = "category_changed_after_final"
    FINAL_REPORT_EXISTS_DISCREPANT = "final_report_exists_discrepant"
    SIGNATURE_MISSING = "signature_missing"
    FIELD_CONFLICT = "field_conflict"
    DOUBLE_DOCUMENTATION = "double_documentation"
    EXTERNAL_CHANGE_NEEDS_DOCUMENTATION = "external_change_needs_documentation"
    TIME_NONEXISTENT = "time_nonexistent"
    TIME_AMBIGUOUS = "time_ambiguous"
    OUTSIDE_DOWNTIME_WINDOW = "outside_downtime_window"
    DEPENDENCY_NOT_ENTERED = "dependency_not_entered"
    HANDED_OVER = "handed_over"
    GATE_INTERFACES_NOT_VALIDATED = "gate_interfaces_not_validated"
    WRITE_REJECTED = "write_rejected"
    UNDO_OVERTAKEN = "undo_overtaken"
    UNDO_BUILT_ON = "undo_built_on"

    @property
    def words(self) -> str:
        """A sentence that a clerk understands."""
        return _WORDS[self]


_WORDS = {
    ReviewCode.DOUBLE_ENTRY_DISCREPANCY: "the same sheet was typed in twice, with different content",
    ReviewCode.SECOND_KEYING_MISSING: "a sheet of this kind is typed in twice, and was typed in once",
    ReviewCode.ILLEGIBLE: "it could not be read",
    ReviewCode.MISSING_REQUIRED: "something that must be there is missing",
    ReviewCode.ANSWER_NOT_ASKED_FOR: "a question is answered that another answer on the sheet rules out",
    ReviewCode.PAGE_MISSING: "another sheet of the same record was refused, is missing or is in doubt",
    ReviewCode.MARK_UNCLEAR: "what stands there could not be read from the scan, or did not come in",
    ReviewCode.PATIENT_AMBIGUOUS: "it is not clear which patient is meant",
    ReviewCode.PATIENT_PROBABLE: "a patient fits, but not certainly",
    ReviewCode.PATIENT_UNIDENTIFIED: "no patient fits",
    ReviewCode.PATIENT_DECEASED: "by the chart, the patient had died before",
    ReviewCode.NEW_PATIENT_REGISTERED: "the patient is new and is registered from this sheet",
    ReviewCode.IDENTIFIER_DEMOGRAPHIC_MISMATCH: "the number belongs to a patient with another name or birth date",
    ReviewCode.DEMOGRAPHIC_DIFFERENCE: "the chart has another address, phone or gender",
    ReviewCode.DUPLICATE_CHART: "the patient seems to have two charts",
    ReviewCode.CHART_MERGED: "the number on the sheet is retired: its chart was merged into another one",
    ReviewCode.ORDER_MISSING: "the patient has no such exam in the chart",
    ReviewCode.ORDER_AMBIGUOUS: "more than one exam in the chart fits",
    ReviewCode.ORDER_PATIENT_MISMATCH: "the exam belongs to another patient",
    ReviewCode.ORDER_CANCELLED_BUT_PERFORMED: "the exam was done, and its order is cancelled",
    ReviewCode.ACCESSION_REUSED: "the exam number stands for another exam already",
    ReviewCode.ACCESSION_UNKNOWN: "the chart does not know the exam number",
    ReviewCode.LATERALITY_MISMATCH: "the side is another one than in the order, in the chart or elsewhere on the sheet",
    ReviewCode.CATEGORY_RECOMMENDATION_MISMATCH: "the recommendation does not belong to the category, without a reason",
    ReviewCode.CATEGORY_AMBIGUOUS: "the category can be read in more than one way",
    ReviewCode.READER_DISCREPANCY: "two readings of one finding give different categories",
    ReviewCode.CATEGORY_CHANGED_AFTER_FINAL: "the category differs from the final report in the chart",
    ReviewCode.FINAL_REPORT_EXISTS_DISCREPANT: "the chart holds a final report that says something else",
    ReviewCode.SIGNATURE_MISSING: "only a radiologist makes a report final, and none has signed it",
    ReviewCode.FIELD_CONFLICT: "two sheets of one record, or a sheet and the chart, contradict each other",
    ReviewCode.DOUBLE_DOCUMENTATION: "it was also written into the chart, and not from this sheet",
    ReviewCode.EXTERNAL_CHANGE_NEEDS_DOCUMENTATION: "it was changed in a system that does not sync: document it",
    ReviewCode.TIME_NONEXISTENT: "the time on the sheet was skipped when the clocks went forward",
    ReviewCode.TIME_AMBIGUOUS: "the time on the sheet came twice when the clocks went back",
    ReviewCode.OUTSIDE_DOWNTIME_WINDOW: "the date on the sheet lies outside the downtime",
    ReviewCode.DEPENDENCY_NOT_ENTERED: "another record must be entered before it, and is not",
    ReviewCode.HANDED_OVER: "another unit, or another person, enters it",
    ReviewCode.GATE_INTERFACES_NOT_VALIDATED: "the service is not released: its interfaces are not all validated",
    ReviewCode.WRITE_REJECTED: "the system refused the record",
    ReviewCode.UNDO_OVERTAKEN: "the record was changed after it was entered: it is not taken back over that",
    ReviewCode.UNDO_BUILT_ON: "another record that stays builds on it",
}


OVERRULABLE = frozenset(
    {
        ReviewCode.SECOND_KEYING_MISSING,
        ReviewCode.ILLEGIBLE,
        ReviewCode.ANSWER_NOT_ASKED_FOR,
        ReviewCode.PAGE_MISSING,
        ReviewCode.MARK_UNCLEAR,
        ReviewCode.PATIENT_DECEASED,
        ReviewCode.ORDER_CANCELLED_BUT_PERFORMED,
        ReviewCode.ACCESSION_REUSED,
        ReviewCode.LATERALITY_MISMATCH,
        ReviewCode.CATEGORY_RECOMMENDATION_MISMATCH,
        ReviewCode.DOUBLE_DOCUMENTATION,
        ReviewCode.TIME_NONEXISTENT,
        ReviewCode.TIME_AMBIGUOUS,
        ReviewCode.OUTSIDE_DOWNTIME_WINDOW,
    }
)
"""Doubts about which a person may say that the sheet is right all the same. Whose it is, is confirmed; what contradicts
itself or something final, or lacks what it must have, is typed in again, or dealt with in the chart."""


class Doubt(Strict):
    """One thing about a capture or a record that a person must decide, and the fields that it concerns."""

    code: ReviewCode
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the sentence, with the fields."""
        return f"{self.code.words} [{', '.join(self.fields)}]" if self.fields else self.code.words


def _overrulable(codes: tuple[ReviewCode, ...]) -> tuple[ReviewCode, ...]:
    wrong = [code.value for code in codes if code not in OVERRULABLE]
    if wrong:
        raise ValueError(f"nobody can overrule {', '.join(wrong)}")
    return tuple(dict.fromkeys(codes))


class DoubtsOverruled(Strict):
    """A person looked at a sheet and said that it is right as it stands, although something spoke against it."""

    kind: Literal["doubts_overruled"] = "doubts_overruled"
    capture: Key
    codes: Annotated[tuple[ReviewCode, ...], Field(min_length=1), AfterValidator(_overrulable)]
    reason: Annotated[Name, PATIENT_DATA]


class Capture(LateEntry):
    """One keying of one sheet; a late entry, with its two clocks and its two people.

    Attributes:
        id: the same for the same keying, whenever it is taken in again.
        serial: the number printed on the sheet, where it has one.
        patient: whose the sheet says it is.
        accession: the exam that the sheet says it belongs to.
        encounter: the visit that the sheet says it belongs to.
        content: what it says.
        doubts: what the clerk, or the reading of the sheet, could not decide.
        replaces: earlier captures that this one puts right; they no longer count.
    """

    id: Key
    serial: Key | None = None
    patient: WrittenIdentity
    accession: Key | None = None
    encounter: Key | None = None
    content: Content
    doubts: tuple[Doubt, ...] = ()
    replaces: tuple[Key, ...] = ()

    @property
    def kind(self) -> RecordKind:
        """The kind of record that this sheet becomes."""
        return RecordKind(self.content.record)
