"""The mammography questionnaire: what the patient is asked before the images are taken."""

from __future__ import annotations

from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Choice, Diagram, FieldKind, FormDefinition, FormField, Section

_SYMPTOMS = (
    Choice(key="lump", label="Lump"),
    Choice(key="pain", label="Pain"),
    Choice(key="nipple_discharge", label="Nipple discharge"),
    Choice(key="nipple_inversion", label="Nipple turned inward"),
    Choice(key="skin_change", label="Skin change or dimpling"),
    Choice(key="axillary_lump", label="Lump in the armpit"),
)

_VISIT = Section(
    title="Your visit",
    fields=(
        FormField(
            key="reason",
            label="Why are you here today?",
            kind=FieldKind.ONE_OF,
            required=True,
            choices=(
                Choice(key="screening", label="Routine screening"),
                Choice(key="diagnostic", label="A problem or a symptom"),
                Choice(key="follow_up", label="Follow-up"),
            ),
        ),
        FormField(
            key="last_mammogram",
            label="Your last mammogram",
            kind=FieldKind.TEXT,
            hint="month, year, where",
        ),
        FormField(key="pregnant_or_nursing", label="Pregnant or nursing?", kind=FieldKind.YES_NO),
    ),
)
_NOTICED = Section(
    title="What have you noticed?",
    diagram=Diagram.BREASTS,
    fields=(
        FormField(
            key="symptoms_right",
            label="RIGHT breast",
            kind=FieldKind.MANY_OF,
            hint="all that apply",
            choices=_SYMPTOMS,
        ),
        FormField(
            key="symptoms_left",
            label="LEFT breast",
            kind=FieldKind.MANY_OF,
            hint="all that apply",
            choices=_SYMPTOMS,
        ),
    ),
)
_HISTORY = Section(
    title="Your history",
    fields=(
        FormField(key="previous_biopsy", label="Breast biopsy before?", kind=FieldKind.YES_NO),
        FormField(key="implants", label="Breast implants?", kind=FieldKind.YES_NO),
        FormField(key="hormone_therapy", label="Taking hormones now?", kind=FieldKind.YES_NO),
        FormField(
            key="relatives_with_breast_cancer",
            label="Relatives with breast cancer",
            kind=FieldKind.NUMBER,
            hint="how many; 0 for none",
        ),
        FormField(key="menarche_age", label="Age at first period", kind=FieldKind.NUMBER, unit="years"),
        FormField(key="age_at_first_birth", label="Age at first birth", kind=FieldKind.NUMBER, unit="years"),
        FormField(key="menopause_age", label="Age at menopause", kind=FieldKind.NUMBER, unit="years"),
    ),
)
_REMARKS = Section(
    title="Anything else",
    fields=(FormField(key="remarks", label="What else should we know?", kind=FieldKind.NOTE, lines=2),),
)

QUESTIONNAIRE = FormDefinition(
    key="mammography_questionnaire",
    version=1,
    title="Mammography questionnaire",
    record=RecordKind.QUESTIONNAIRE,
    filled_in_by="the patient",
    sections=(_VISIT, _NOTICED, _HISTORY, _REMARKS),
)
"""Reason, symptoms, history; filled in by the patient."""
