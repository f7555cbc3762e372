"""The nursing note: what a nurse saw and did for one patient, in a shift or at a visit."""

from __future__ import annotations

from downtimekit.forms.library.asking import given, many_of, moment, one_of, table, text
from downtimekit.forms.library.behavioural_parts import (
    ADHERENCE,
    COURSES,
    RISK,
    VITALS,
    mental_status,
    signing,
)
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.behavioural import NURSING, PARTS
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_PATIENT = Section(
    title="Patient today",
    fields=(
        moment("at", "Written of", required=True),
        one_of("shift", "Shift", {"day": "Day", "evening": "Evening", "night": "Night"}),
        one_of("course", "Overall", COURSES),
        one_of("adherence", "Medicines taken", ADHERENCE),
        text("target_symptoms", "Target symptoms"),
        text("attendance", "Attendance"),
        text("appetite", "Appetite"),
        text("rules", "Keeping to the rules"),
        text("side_effects", "Side effects"),
        text("allergic_reaction", "Allergic reaction"),
    ),
)
_DOSES = Section(
    title="Doses given, refused or held",
    fields=(
        table(
            "administrations",
            "A line for each; for an injection use its own sheet",
            text("drug.name", "Drug", required=True, critical=True),
            text("dose", "Dose", critical=True),
            one_of(
                "route", "Route", {"oral": ("PO", "By mouth"), "sublingual": ("SL", "Under the tongue")}, critical=True
            ),
            moment("at", "When", required=True),
            one_of(
                "outcome",
                "Outcome",
                {"given": ("G", "Given"), "refused": ("R", "Refused"), "held": ("H", "Held")},
            ),
            text("given_by", "By", required=True),
            text("reason", "Why (as needed, refused, held)"),
            hint="PO by mouth, SL under the tongue; G given, R refused, H held",
            lines=3,
        ),
    ),
)
_CARE = Section(
    title="Care",
    fields=(
        text("interventions", "Interventions"),
        text("response", "Patient's response"),
        text("goals", "Goals"),
        text("labs_ordered", "Labs ordered"),
        many_of(
            "circumstances",
            "Special circumstances",
            {
                "restraint": "Restraint",
                "seclusion": "Seclusion",
                "fall": "Fall",
                "elopement": "Elopement",
                "injury": "Injury",
                "transfer": "Transfer",
            },
        ),
        text(
            "circumstances_words",
            "What happened",
            shown_if=(given("circumstances"),),
            required_if=given("circumstances"),
        ),
        text("remarks", "Remarks"),
    ),
)

NURSING_NOTE = in_spanish(
    FormDefinition(
        key="nursing_note",
        version=1,
        title="Nursing note",
        record=RecordKind.NURSING_NOTE,
        filled_in_by="the nurse",
        sections=(
            _PATIENT,
            VITALS,
            mental_status("mood", "affect", "behaviour", "thought_content", oriented=False),
            _DOSES,
            _CARE,
            RISK,
            signing(supervised=False),
        ),
        done_by="signature.name",
        done_at="at",
        source="ICANotes, 10 things to include in a psychiatric nursing note; ICANotes, Downtime Form - Nursing Note",
    ),
    NURSING,
    PARTS,
)
"""How the patient is, vital signs, doses, care, risk and signature."""
