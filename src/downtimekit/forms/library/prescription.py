"""The prescription on paper, with the content that 21 CFR 1306.05(a) wants of one for a controlled substance.

The quantity stands in figures and in words because most states ask for both, which is general knowledge and was not
verified. The statement for a reprint after a failed transmission, and what a copy must be labelled with, are those of
21 CFR 1311.170(b) and (c).
"""

from __future__ import annotations

from downtimekit.forms.library.asking import (
    day,
    moment,
    note,
    one_of,
    signature,
    statement,
    text,
    when,
    yes_no,
)
from downtimekit.forms.library.medicines import (
    AMOUNT,
    DISPENSE_AS_WRITTEN,
    DRUG,
    PHARMACY,
    PRESCRIBER,
    REFILLS,
    SCHEDULE,
)
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.medicines import MEDICINES
from downtimekit.forms.library.spanish.medicines import PRESCRIPTION as SPANISH
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section
from downtimekit.models.prescriptions import COPY_MARKING

_PATIENT = (text("patient_name", "Patient's full name", critical=True), text("patient_address", "Patient's address"))
_ISSUED_ON = day("issued_on", "Date of issue", hint="the day of signing")
_WHAT = (
    *DRUG,
    *AMOUNT[:1],
    REFILLS,
    *AMOUNT[1:],
    text("quantity_in_words", "Quantity in words", hint="such as thirty"),
    SCHEDULE,
    DISPENSE_AS_WRITTEN,
    note("directions", "Directions for use", critical=True),
)
_REASON = one_of(
    "paper_reason",
    "Why on paper, also for the chart",
    {
        "technological_failure": "System failure",
        "electrical_failure": "Power failure",
        "out_of_state_pharmacy": "Out of state",
        "patient_harm_delay": "Delay would harm",
        "other": "Other",
    },
)
_SIGNED = yes_no("signed", "Signed by hand?")
_PRACTITIONER = (
    signature("prescriber.name", "Practitioner: sign by hand"),
    day("signed_on", "Signed on"),
    *PRESCRIBER,
)
_SOURCE = "21 CFR 1306.05(a) and (d); 21 CFR 1311.170(b) to (d); N.Y. Public Health Law 281(3) for the reasons"

PRESCRIPTION = in_spanish(
    FormDefinition(
        key="prescription",
        version=1,
        title="Prescription",
        record=RecordKind.PRESCRIPTION,
        filled_in_by="the prescriber",
        sections=(
            Section(
                title="Prescription: one drug on a sheet",
                fields=(
                    *_PATIENT,
                    _ISSUED_ON,
                    text("control_number", "Control number of the pad's sheet", critical=True),
                    *_WHAT,
                    PHARMACY[0],
                    text("medical_need", "Medical need", hint="where the law wants it"),
                    _REASON,
                    text("paper_note", "Which other reason", shown_if=(when("paper_reason", "other"),)),
                ),
            ),
            Section(title="Practitioner", fields=(*_PRACTITIONER, _SIGNED)),
        ),
        done_by="prescriber.name",
        copy_mark=COPY_MARKING,
        source=_SOURCE,
    ),
    SPANISH,
    MEDICINES,
)
"""One drug, signed by hand; it is documented in the chart afterwards and never sent."""

PRESCRIPTION_REPRINT = in_spanish(
    FormDefinition(
        key="prescription_reprint",
        version=1,
        title="Prescription after a failed transmission",
        record=RecordKind.PRESCRIPTION,
        filled_in_by="the prescriber",
        sections=(
            Section(
                title="This prescription was sent, and did not arrive",
                fields=(
                    statement(
                        "failed_statement",
                        "This prescription was originally transmitted electronically to the pharmacy and on the date "
                        "and time below, and that transmission failed.",
                    ),
                    text("failed_transmission.pharmacy.name", "Sent to", required=True),
                    moment("failed_transmission.sent_at", "Sent at", required=True),
                    one_of(
                        "failed_transmission.reported_by",
                        "Reported by",
                        {"intermediary": "Network", "pharmacy": "Pharmacy"},
                    ),
                    yes_no("failed_transmission.statement_on_face", "Said above?"),
                    _SIGNED,
                    *_PATIENT,
                    *_WHAT,
                    _REASON,
                ),
            ),
            Section(title="Practitioner", fields=(*_PRACTITIONER, _ISSUED_ON)),
        ),
        done_by="prescriber.name",
        copy_mark=COPY_MARKING,
        source=_SOURCE,
    ),
    SPANISH,
    MEDICINES,
)
"""The same with the statement of 21 CFR 1311.170(b): after the pharmacy or the intermediary reported the failure."""
