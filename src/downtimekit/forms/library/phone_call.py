"""The phone call sheet: who called about which patient, what about, and what was promised."""

from __future__ import annotations

from downtimekit.forms.library.asking import (
    many_of,
    moment,
    note,
    one_of,
    signature,
    statement,
    text,
    when,
    yes_no,
)
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.front_desk import PHONE_CALL as SPANISH
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import FormDefinition, Section

_CALL = Section(
    title="Call",
    fields=(
        moment("called_at", "Call", required=True),
        one_of("direction", "Who called", {"in": "They called us", "out": "We called them"}),
        text("caller", "Name of the caller", required=True),
        text("relation", "Relation to the patient"),
        text("phone", "Call-back number", required=True, critical=True),
        text("for_whom", "For whom", required=True),
        yes_no("identity_checked", "Two identifiers checked?"),
        yes_no("may_leave_message", "May we leave a message?"),
    ),
)
_ABOUT = Section(
    title="What about",
    fields=(
        many_of(
            "about",
            "About",
            {
                "appointment": "Appointment",
                "result": "Result",
                "medicine": "Medicine or refill",
                "symptom": "Symptom",
                "bill": "Bill",
                "other": "Other",
            },
            required=True,
        ),
        note("message", "Message, in the caller's words", lines=3, required=True),
        yes_no("danger", "Danger to anybody?"),
        one_of("urgency", "How urgent", {"now": "Now", "today": "Today", "routine": "Routine"}),
        statement(
            "in_danger",
            "In danger: stay on the line, get a clinician, call 911. 988 is the Suicide & Crisis Lifeline (call or "
            "text).",
        ),
    ),
)
_DONE = Section(
    title="Answer",
    fields=(
        note("answer", "What was answered or done", lines=2),
        one_of("outcome", "It is", {"closed": "Done", "open": "To be called back"}),
        text("open_with", "Who calls back", shown_if=(when("outcome", "open"),), required_if=when("outcome", "open")),
        moment("answered_at", "Answered"),
        signature("taken_by", "Taken by", required=True),
    ),
)

PHONE_CALL = in_spanish(
    FormDefinition(
        key="phone_call",
        version=1,
        title="Phone call",
        record=RecordKind.FORM,
        filled_in_by="whoever takes the call",
        sections=(_CALL, _ABOUT, _DONE),
        done_by="taken_by",
        done_at="called_at",
        source="BJC HealthCare, Planned Downtime Instructions: phone-message forms; for 988, Pub. L. 116-172",
    ),
    SPANISH,
)
"""Who called, what about, and what was done."""
