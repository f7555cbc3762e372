"""The technologist's notes: what was done, with which views, and what was seen on the skin."""

from __future__ import annotations

from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Choice, Diagram, FieldKind, FormDefinition, FormField, Section

_VIEWS = ("CC", "MLO", "XCCL", "ML", "LM", "SPOT", "MAG", "ID")
_BOTH_BREASTS = tuple(f"{side}{view}" for side in "RL" for view in _VIEWS)

_EXAM = Section(
    title="Examination",
    fields=(
        FormField(key="exam", label="Exam performed", kind=FieldKind.TEXT, required=True),
        FormField(
            key="sides",
            label="Breasts imaged",
            kind=FieldKind.MANY_OF,
            required=True,
            choices=(Choice(key="right", label="Right"), Choice(key="left", label="Left")),
        ),
        FormField(
            key="views",
            label="Views taken",
            kind=FieldKind.MANY_OF,
            required=True,
            hint="ID: implant displaced; any other view: under remarks",
            choices=tuple(Choice(key=view, label=view) for view in _BOTH_BREASTS),
        ),
    ),
)
_TECHNIQUE = Section(
    title="Technique",
    fields=(
        FormField(key="exposures", label="Exposures in all", kind=FieldKind.NUMBER),
        FormField(key="repeats", label="Of these, repeats", kind=FieldKind.NUMBER, hint="why: under remarks"),
        FormField(key="dose_mgy", label="Mean glandular dose", kind=FieldKind.NUMBER, unit="mGy"),
        FormField(key="unit", label="Mammography unit", kind=FieldKind.TEXT, hint="as on its label"),
        FormField(key="priors_available", label="Prior images at hand?", kind=FieldKind.YES_NO),
    ),
)
_SKIN = Section(
    title="Skin and palpable findings",
    diagram=Diagram.BREASTS,
    fields=(
        FormField(
            key="skin_markers",
            label="Skin markers placed?",
            kind=FieldKind.YES_NO,
            hint="draw moles, scars and lumps into the diagram",
        ),
        FormField(
            key="remarks",
            label="Remarks",
            kind=FieldKind.NOTE,
            lines=4,
            hint="positioning limits, patient's condition, repeats and why, other views",
        ),
    ),
)
_TECHNOLOGIST = Section(
    title="Technologist",
    fields=(FormField(key="technologist", label="Technologist", kind=FieldKind.SIGNATURE, required=True),),
)

TECH_NOTES = FormDefinition(
    key="technologist_notes",
    version=1,
    title="Technologist notes",
    record=RecordKind.TECH_NOTES,
    filled_in_by="the technologist",
    sections=(_EXAM, _TECHNIQUE, _SKIN, _TECHNOLOGIST),
)
"""Exam, views, exposures and dose, skin markers."""
