"""The prescriber's note: one visit, with the list of medicines. AIMS has a sheet of its own."""

from __future__ import annotations

from downtimekit.forms.library.asking import (
    moment,
    note,
    number,
    one_of,
    table,
    text,
    yes_no,
)
from downtimekit.forms.library.behavioural_parts import (
    ADHERENCE,
    COURSES,
    MODALITY,
    RISK,
    TIMES,
    VITALS_IN_SHORT,
    WHERE,
    diagnoses,
    mental_status,
    service_codes,
    signing,
)
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.behavioural import PARTS, PRESCRIBER
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_VISIT = Section(title="Visit", fields=(MODALITY, *TIMES, text("chief_complaint", "Chief complaint"), *WHERE))
_MEASURED = Section(
    title="Vital signs, time, consent",
    fields=(
        *VITALS_IN_SHORT,
        number("total_minutes", "Total time", unit="min"),
        yes_no("consent_given", "Consent to treatment?"),
    ),
)
_INTERVAL = Section(
    title="Since the last visit",
    fields=(
        one_of("interval.course", "Overall", COURSES),
        one_of("interval.adherence", "Medicines taken", ADHERENCE),
        text("interval.symptoms", "Symptoms that changed"),
        text("interval.hospitalisations", "Hospital stays"),
        text("interval.emergencies", "Emergency visits, crises"),
        text("interval.outside_medicines", "New medicines from others"),
        text("interval.substance_use", "Substance use"),
        text("side_effects", "Side effects"),
    ),
)
_MENTAL_STATUS = mental_status(
    *("appearance", "behaviour", "speech", "mood", "affect"),
    *("thought_process", "thought_content", "perception", "cognition", "insight"),
)
_MEDICINES = Section(
    title="Medicines",
    fields=(
        table(
            "medications",
            "A line for each, also what is not changed",
            text("drug.name", "Drug", required=True, critical=True),
            text("drug.strength", "Strength", critical=True),
            text("directions", "Directions", critical=True),
            one_of(
                "change",
                "This visit",
                {
                    "continued": ("=", "Continued"),
                    "started": ("+", "Started"),
                    "changed": ("~", "Changed"),
                    "stopped": ("X", "Stopped"),
                },
            ),
            text("reason", "Reason"),
            hint="= continued, + started, ~ changed, X stopped",
            lines=5,
        ),
        moment("pdmp.at", "PDMP checked"),
        text("pdmp.by", "PDMP checked by"),
        text("pdmp.finding", "PDMP finding"),
    ),
)
_PLAN = Section(
    title="Allergies, diagnosis and plan",
    fields=(
        table(
            "allergies",
            "Allergies",
            yes_no("none_known", "None known?"),
            text("substance", "Substance", critical=True),
            one_of(
                "severity",
                "Severity",
                {"mild": ("1", "Mild"), "moderate": ("2", "Moderate"), "severe": ("3", "Severe")},
            ),
            text("remarks", "Reaction"),
            hint="severity: 1 mild, 2 moderate, 3 severe",
            lines=2,
        ),
        table(
            "labs",
            "Labs and drug levels",
            text("test", "Test", required=True),
            text("result", "Result", required=True),
            text("collected", "Collected", hint="YYYY-MM-DD"),
            lines=2,
        ),
        diagnoses(2),
        note("plan", "Plan", lines=2),
        moment("next_appointment", "Next appointment"),
        *service_codes(2),
        one_of("level_basis", "Level chosen by", {"decision_making": "Decision making", "time": "Time"}),
    ),
)

PRESCRIBER_NOTE = in_spanish(
    FormDefinition(
        key="prescriber_note",
        version=1,
        title="Prescriber progress note",
        record=RecordKind.PRESCRIBER_NOTE,
        filled_in_by="the prescriber",
        sections=(_VISIT, _INTERVAL, RISK, _MEASURED, _MENTAL_STATUS, _MEDICINES, _PLAN, signing(supervised=False)),
        done_by="signature.name",
        done_at="session.started_at",
        source="ICANotes, Downtime Form - Prescriber Note (its title); documentation guides for prescribers",
    ),
    PRESCRIBER,
    PARTS,
)
"""Interval history, vital signs, mental status, medicines, risk, plan and signature."""
