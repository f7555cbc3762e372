"""The therapist's progress note: one session with one client. Process notes have no place on it."""

from __future__ import annotations

from downtimekit.forms.library.asking import note, number, statement
from downtimekit.forms.library.behavioural_parts import (
    MODALITY,
    PARTICIPANTS,
    RISK,
    TIMES,
    WHERE,
    diagnoses,
    service_codes,
    signing,
)
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.behavioural import PARTS, THERAPIST
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_SESSION = Section(
    title="Session",
    fields=(
        MODALITY,
        number("session.therapy_minutes", "Therapy", unit="min", hint="if less"),
        number("group_size", "Group of", hint="clients"),
        *TIMES,
        *WHERE,
        PARTICIPANTS,
        *service_codes(2),
        diagnoses(2),
    ),
)
_NOTE = Section(
    title="Progress note",
    fields=(
        statement(
            "no_process_notes",
            "Do not write process notes (psychotherapy notes) here: they stay with their author, apart from the chart "
            "(45 CFR 164.501).",
        ),
        note("sections.presentation", "Presentation and mental status", lines=2),
        note("sections.subjective", "What the client reports", lines=2),
        note("sections.interventions", "Interventions used", lines=2),
        note("sections.response", "Client's response", lines=1),
        note("sections.progress", "Progress toward treatment-plan goals", lines=1),
        note("sections.plan", "Plan, homework and next appointment", lines=2),
    ),
)

THERAPIST_NOTE = in_spanish(
    FormDefinition(
        key="therapist_note",
        version=1,
        title="Therapist progress note",
        record=RecordKind.THERAPIST_NOTE,
        filled_in_by="the therapist",
        sections=(_SESSION, RISK, _NOTE, signing()),
        done_by="signature.name",
        done_at="session.started_at",
        source="ICANotes, Downtime Form - Therapist Progress Note (its title); documentation guides for progress notes",
    ),
    THERAPIST,
    PARTS,
)
"""Session, what was done, progress, plan, risk and signature."""
