"""A form of a site's own with every kind of field, its answers, and a numbered sheet of it."""

from __future__ import annotations

from typing import Any

from downtimekit.forms import SerialPool
from downtimekit.models.forms import FormDefinition
from downtimekit.models.paper import IssuedForm

WAYS = [{"key": "foot", "label": "On foot"}, {"key": "bus", "label": "By bus"}, {"key": "car", "label": "By car"}]
SIGNS = [{"key": "cough", "label": "Cough"}, {"key": "fever", "label": "Fever"}]
NEVER = {"key": "none", "label": "None of these", "alone": True}
EVERY_KIND: list[dict[str, Any]] = [
    {"key": "about", "label": "Please print.", "kind": "statement"},
    {"key": "name", "label": "Who brings you?", "kind": "text"},
    {"key": "story", "label": "What happened?", "kind": "note", "lines": 3},
    {"key": "weight", "label": "Weight", "kind": "number", "unit": "kg", "minimum": "1", "maximum": "400.5"},
    {"key": "since", "label": "Since when?", "kind": "date", "minimum": "2020-01-01", "maximum": "2026-12-31"},
    {"key": "hour", "label": "At what time?", "kind": "time", "minimum": "06:00"},
    {"key": "moment", "label": "Last meal", "kind": "date_time", "maximum": "2026-03-03T12:00:00-05:00"},
    {"key": "pregnant", "label": "Pregnant?", "kind": "yes_no", "required": True},
    {"key": "week", "label": "Which week?", "kind": "number", "shown_if": [{"field": "pregnant"}], "required": True},
    {"key": "way", "label": "Way here", "kind": "one_of", "choices": WAYS, "critical": True},
    {
        "key": "line",
        "label": "Bus line",
        "kind": "text",
        "required_if": {"field": "way", "value": "bus"},
    },
    {"key": "signs", "label": "Signs", "kind": "many_of", "choices": [*SIGNS, NEVER]},
    {"key": "places", "label": "Where?", "kind": "diagram", "diagram": "body"},
    {
        "key": "drugs",
        "label": "Medicines",
        "kind": "table",
        "columns": [
            {"key": "drug", "label": "Name", "kind": "text", "required": True, "critical": True},
            {"key": "dose", "label": "Dose", "kind": "number", "unit": "mg", "critical": True},
            {"key": "daily", "label": "Every day?", "kind": "yes_no"},
            {
                "key": "why",
                "label": "Why not daily?",
                "kind": "text",
                "shown_if": [{"field": "daily", "value": "false"}],
            },
        ],
    },
    {"key": "signed", "label": "Signature", "kind": "signature", "required": True},
]
RIDES = {"key": "rides", "label": "Ride", "fields": ["name", "line"], "at_most": 1}


def form_of(*fields: dict[str, Any], **more: Any) -> FormDefinition:
    """Return a form with these fields."""
    return FormDefinition.model_validate(
        {
            "key": "arrival",
            "version": 1,
            "title": "Arrival",
            "record": "form",
            "filled_in_by": "the front desk",
            "sections": [{"title": "All", "fields": fields}],
            **more,
        }
    )


FORM = form_of(*EVERY_KIND, groups=[RIDES], done_by="signed")
(SERIAL,) = SerialPool("W", 1, 200).take(1)
ANSWERS: dict[str, Any] = {
    "weight": "72.50",
    "since": "2026-03-01",
    "hour": "7:05",
    "moment": "2026-03-03T09:40:00-05:00",
    "pregnant": "No",
    "way": "bus",
    "line": "12",
    "signs": ["fever", "cough"],
    "places": [{"x": 0.25, "y": "0.5"}],
    "drugs": [{"drug": "Exampline", "dose": 5, "daily": False, "why": "when needed"}],
    "signed": "R. Ames",
}


def issued(form: FormDefinition, serial: str = SERIAL) -> dict[str, IssuedForm]:
    """Return a sheet that was handed out, by its serial."""
    return {serial: IssuedForm(serial=serial, form=form.key, form_digest=form.digest)}


def keyed(**content: Any) -> dict[str, Any]:
    """Return the sheet as it was typed; changes to its answers are given by name."""
    return {
        "serial": SERIAL,
        "patient": {"mrn": "T-100251", "family": "Sampleton", "given": "Nora", "birth_date": "1961-07-04"},
        "occurred_at": "2026-03-03T09:40:00-05:00",
        "performed_by": "R. Ames",
        "recorded_at": "2026-03-03T15:00:00-05:00",
        "entered_by": "É. Nagy",
        "content": {**ANSWERS, **content},
    }
