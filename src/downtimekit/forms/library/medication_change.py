"""The medication-change sheet: what was done in a portal that does not tell the chart, such as DrFirst's."""

from __future__ import annotations

from downtimekit.forms.library.asking import day, moment, note, one_of, signature, statement, table, text
from downtimekit.forms.library.medicines import AMOUNT, DRUG, PHARMACY, PRESCRIBER, SCHEDULE, SUPPLY
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.medicines import CHANGE, MEDICINES
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_WHAT = Section(
    title="One change in the portal",
    fields=(
        statement(
            "does_not_sync",
            "Nothing that is done in the portal comes into the chart by itself. A sheet for each change; never write "
            "a password here.",
        ),
        one_of(
            "action",
            "What was done",
            {
                "new": "New",
                "changed": "Changed",
                "refilled": "Refilled",
                "discontinued": "Discontinued",
                "cancelled": "Cancelled",
            },
            required=True,
        ),
        *DRUG,
        *AMOUNT,
        SCHEDULE,
        note("directions", "Directions for use", lines=2, critical=True),
        *SUPPLY,
        day("start", "First day"),
        day("stop", "Last day"),
        text("reason", "Reason"),
    ),
)
_SENDING = Section(
    title="Sending",
    fields=(
        *PHARMACY,
        moment("written_at", "Written", required=True),
        moment("sent_at", "Sent"),
        one_of(
            "transmission",
            "How far it got",
            {
                "not_sent": "Not sent",
                "sent": "Sent",
                "delivered": "Delivered",
                "failed": "Failed",
                "cancelled": "Cancelled",
                "unknown": "Not known",
            },
        ),
        text("portal_id", "Number in the portal"),
    ),
)
_CHECKS = Section(
    title="Warnings and checks",
    fields=(
        table(
            "overridden",
            "Warnings that were passed over",
            one_of(
                "kind",
                "Kind",
                {
                    "allergy": ("A", "Allergy"),
                    "interaction": ("I", "Interaction"),
                    "duplicate_therapy": ("T", "Same therapy twice"),
                    "dose": ("D", "Dose"),
                    "other": ("O", "Other"),
                },
                required=True,
            ),
            text("about", "About what"),
            text("reason", "Why passed over"),
            lines=2,
            hint="A allergy, I interaction, T same therapy twice, D dose, O other",
        ),
        moment("pdmp.at", "PDMP checked"),
        text("pdmp.by", "PDMP checked by"),
        text("pdmp.finding", "PDMP finding"),
    ),
)
_PRESCRIBER = Section(
    title="Prescriber",
    fields=(signature("prescriber.name", "Prescriber"), *PRESCRIBER),
)
_CHART = Section(
    title="After the downtime: documented in the chart",
    fields=(
        text("documented.entered_by", "Entered by"),
        moment("documented.entered_at", "Entered"),
        text("documented.checked_by", "Checked by another person"),
        moment("documented.checked_at", "Checked"),
    ),
)

MEDICATION_CHANGE = in_spanish(
    FormDefinition(
        key="medication_change",
        version=1,
        title="Medication change outside the chart",
        record=RecordKind.MEDICATION_CHANGE,
        filled_in_by="the prescriber",
        sections=(_WHAT, _SENDING, _CHECKS, _PRESCRIBER, _CHART),
        done_by="prescriber.name",
        done_at="written_at",
        source="ICANotes Servers Downtime Procedure, 4: Using DrFirst Outside of ICANotes",
    ),
    CHANGE,
    MEDICINES,
)
"""What was prescribed, changed or stopped in the portal, and that it was documented."""
