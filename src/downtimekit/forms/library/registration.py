"""The registration sheet: who came, with the number that stands for the chart's until the chart has its own.

Who it is becomes the identity of the sheet; the rest, the registration. Temporary numbers that are unique and
reconciled afterwards are what the SAFER guide for contingency planning asks for (2016, 1.5).
"""

from __future__ import annotations

from downtimekit.forms.library.asking import day, moment, note, one_of, table, text, yes_no
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.front_desk import REGISTRATION as SPANISH
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Group, Section

_PHONES = {"home": "Home", "mobile": "Mobile", "work": "Work"}

_PERSON = Section(
    title="Patient",
    fields=(
        text("patient.family", "Family name", critical=True),
        text("patient.given", "Given names", critical=True),
        day("patient.birth_date", "Date of birth", critical=True),
        text("patient.mrn", "MRN, if known", critical=True),
        yes_no("patient.unidentified", "Is the name an alias?", hint="nobody knows who it is"),
        one_of(
            "patient.gender",
            "Gender for the registration",
            {"female": "Female", "male": "Male", "other": "Other", "unknown": "Not known"},
        ),
        table(
            "patient.identifiers",
            "Numbers given out for the downtime, and others",
            text("value", "Number", required=True, critical=True),
            one_of(
                "kind",
                "For",
                {
                    "downtime_mrn": ("DM", "Downtime MRN"),
                    "encounter": ("VI", "Visit"),
                    "account": ("AC", "Account"),
                    "insurance": ("IN", "Insurance"),
                },
                required=True,
                critical=True,
            ),
            text("system", "Given out by", required=True),
            hint="DM downtime MRN, VI visit, AC account, IN insurance",
            lines=3,
        ),
    ),
)
_REACHED = Section(
    title="Address and phone",
    fields=(
        text("address.lines.0", "Street"),
        text("address.lines.1", "Apartment, unit"),
        text("address.city", "City"),
        text("address.state", "State"),
        text("address.postal_code", "ZIP code"),
        text("address.country", "Country"),
        text("phones.0.number", "Phone"),
        one_of("phones.0.use", "The phone is", _PHONES),
        text("phones.1.number", "Second phone"),
        one_of("phones.1.use", "The second phone is", _PHONES),
    ),
)
_VISIT = Section(
    title="Visit",
    fields=(
        one_of(
            "event",
            "What happened",
            {
                "registered": "Came for a visit",
                "admitted": "Admitted",
                "transferred": "Transferred",
                "discharged": "Discharged",
            },
        ),
        one_of(
            "visit.patient_class",
            "Kind of visit",
            {
                "outpatient": "Outpatient",
                "inpatient": "Inpatient",
                "emergency": "Emergency",
                "recurring": "Recurring",
            },
        ),
        moment("visit.admitted_at", "Arrived"),
        moment("visit.discharged_at", "Left"),
        text("visit.location", "Where the patient is"),
        text("visit.attending", "Responsible clinician"),
        text("visit.number", "Visit number"),
        note("remarks", "Remarks: insurance, allergies told, next of kin", lines=2),
    ),
)

REGISTRATION = in_spanish(
    FormDefinition(
        key="registration",
        version=1,
        title="Registration",
        record=RecordKind.REGISTRATION,
        filled_in_by="the front desk",
        sections=(_PERSON, _REACHED, _VISIT),
        groups=(
            Group(
                key="who",
                label="Name or number",
                fields=("patient.family", "patient.mrn", "patient.identifiers"),
                at_least=1,
                at_most=None,
            ),
        ),
        source="SAFER Guides, Contingency Planning (2016), 1.5; HL7 v2.5.1 chapter 3 for the events",
    ),
    SPANISH,
)
"""Identity, downtime number, address, phone and visit."""
