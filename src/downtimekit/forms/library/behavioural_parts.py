"""What the notes of behavioural health have in common: the session, risk, mental status, vital signs, signatures.

The parts are those of the records in `models.behavioural`. What they ask for follows documentation guides for progress
notes and ICANotes' published advice for nursing notes; no regulation that we know lists it.
"""

from __future__ import annotations

from downtimekit.forms.library.asking import (
    given,
    many_of,
    moment,
    note,
    number,
    one_of,
    signature,
    table,
    text,
    when,
    yes_no,
)
from downtimekit.models.forms import FormField, Section

COURSES = {"better": "Better", "same": "Same", "worse": "Worse"}
ADHERENCE = {
    "full": "As prescribed",
    "partial": "In part",
    "none": "Not at all",
    "refused": "Refuses them",
    "unknown": "Not known",
}

MODALITY = one_of(
    "session.modality",
    "Session held",
    {"in_person": "In person", "video": "By video", "phone": "By phone"},
    required=True,
)
"""How the session was held."""
_NOT_IN_PERSON = (when("session.modality", "video"), when("session.modality", "phone"))
WHERE = tuple(
    text(key, label, shown_if=_NOT_IN_PERSON, shown_if_any=True)
    for key, label in (
        ("session.clinician_location", "Where the clinician was"),
        ("session.client_location", "Where the client was"),
    )
)
"""Both places, for a session that was not in person."""
TIMES = (
    moment("session.started_at", "Start", required=True),
    moment("session.ended_at", "Stop"),
)
"""Start and stop, by the clock."""
PARTICIPANTS = many_of(
    "session.participants",
    "Who took part",
    {
        "client": "Client",
        "partner": "Partner",
        "parent_or_guardian": "Parent or guardian",
        "child": "Child",
        "other_family": "Other family",
        "interpreter": "Interpreter",
        "other_provider": "Other provider",
        "other": "Other",
    },
    hint="no names of family members",
)
"""Who was there, by role."""


def service_codes(count: int) -> tuple[FormField, ...]:
    """Return places for service codes; their descriptors belong to the American Medical Association."""
    return tuple(text(f"service_codes.{place}", f"Service code {place + 1}") for place in range(count))


def diagnoses(lines: int) -> FormField:
    """Return a table for diagnoses."""
    return table(
        "diagnoses",
        "Diagnoses (ICD-10-CM)",
        text("code", "Code", required=True),
        note("words", "In words"),
        lines=lines,
    )


RISK = Section(
    title="Risk",
    fields=(
        table(
            "risk.findings",
            "Asked about: a line for each, also where the answer is no",
            one_of(
                "about",
                "Risk",
                {
                    "suicide": ("SU", "Suicide"),
                    "homicide": ("HO", "Homicide"),
                    "self_harm": ("SH", "Self-harm"),
                    "violence": ("VI", "Violence"),
                },
                required=True,
            ),
            yes_no("present", "Present?", required=True),
            yes_no("plan", "Plan?", shown_if=(when("present"),)),
            yes_no("intent", "Intent?", shown_if=(when("present"),)),
            yes_no("means", "Means at hand?"),
            text("words", "What was said or seen"),
            hint="SU suicide, HO homicide, SH self-harm, VI violence",
            lines=4,
        ),
        one_of(
            "risk.level",
            "Clinician's judgment of the whole",
            {"low": "Low", "moderate": "Moderate", "high": "High", "imminent": "Imminent"},
        ),
        text("risk.protective_factors", "Protective factors"),
        text("risk.action", "Action taken", hint="safety plan, call, hold"),
    ),
)
"""Suicide, homicide, self-harm and violence."""

_MENTAL_STATUS = {
    "appearance": "Appearance",
    "behaviour": "Behavior",
    "speech": "Speech",
    "mood": "Mood",
    "affect": "Affect",
    "thought_process": "Thought process",
    "thought_content": "Thought content",
    "perception": "Perception",
    "cognition": "Cognition, memory",
    "insight": "Insight, judgment",
}


_ORIENTED = many_of(
    "mental_status.oriented_to",
    "Oriented to",
    {"person": "Person", "place": "Place", "time": "Time", "situation": "Situation"},
)


def mental_status(*domains: str, oriented: bool = True) -> Section:
    """Return the examination of some domains; of all where none is named.

    Args:
        domains: as `MentalStatus` names them.
        oriented: whether orientation is asked for.
    """
    asked = [text(f"mental_status.{domain}", _MENTAL_STATUS[domain]) for domain in domains or _MENTAL_STATUS]
    return Section(title="Mental status", fields=(*asked, *([_ORIENTED] if oriented else [])))


_WEIGHT = (
    number("vitals.weight.value", "Weight"),
    one_of("vitals.weight.unit", "Weight in", {"[lb_av]": "lb", "kg": "kg"}),
)
_PRESSURE = (
    number("vitals.systolic", "Systolic", unit="mmHg"),
    number("vitals.diastolic", "Diastolic", unit="mmHg"),
    number("vitals.pulse", "Pulse", unit="/min"),
)
VITALS_IN_SHORT = (*_PRESSURE, *_WEIGHT)
"""Blood pressure, pulse and weight."""
VITALS = Section(
    title="Vital signs",
    fields=(
        *_PRESSURE,
        number("vitals.respiration", "Breaths", unit="/min"),
        number("vitals.oxygen_saturation", "O2 saturation", unit="%", minimum="30", maximum="100"),
        number("vitals.pain", "Pain", hint="0 to 10", minimum="0", maximum="10"),
        number("vitals.temperature.value", "Temperature"),
        one_of("vitals.temperature.unit", "Degrees", {"[degF]": "°F", "Cel": "°C"}),
        *_WEIGHT,
        number("sleep_hours", "Slept", unit="h", minimum="0", maximum="24"),
    ),
)
"""What a nurse measures, and asks about the night."""


PART2 = yes_no("part2.protected", "42 CFR Part 2 record?")
"""Whether the record is protected more than others."""
_SIGNED = given("signature.name")


def signing(*, supervised: bool = True) -> Section:
    """Return the author's signature and, where students and supervisees write such notes, the supervisor's."""
    second = (
        yes_no("co_signature_required", "Written under supervision?"),
        signature("co_signature.name", "Supervisor"),
        text("co_signature.credentials", "Supervisor's credentials", required_if=given("co_signature.name")),
        moment("co_signature.signed_at", "Supervisor signed", required_if=given("co_signature.name")),
    )
    return Section(
        title="Signature",
        fields=(
            signature("signature.name", "Author"),
            moment("signature.signed_at", "Signed", required_if=_SIGNED),
            text("signature.credentials", "Credentials", required_if=_SIGNED, hint="such as LCSW, MD, RN"),
            PART2,
            *(second if supervised else ()),
        ),
    )
