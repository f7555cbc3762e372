"""The mammography questionnaire: what the patient is asked before the images are taken."""

from __future__ import annotations

from downtimekit.forms.library.mammography_history import FAMILY, HISTORY, HORMONES, PERIODS, SIDE
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Choice, Diagram, FieldKind, FormDefinition, FormField, Section

_SYMPTOMS = (
    Choice(key="lump", label="Lump"),
    Choice(key="pain", label="Pain"),
    Choice(key="nipple_discharge", label="Nipple discharge"),
    Choice(key="nipple_inversion", label="Nipple turned inward"),
    Choice(key="skin_change", label="Other change of the skin"),
    Choice(key="skin_thickening", label="Thicker skin"),
    Choice(key="dimpling", label="Dimpling"),
    Choice(key="orange_peel", label="Skin like orange peel"),
    Choice(key="redness", label="Redness"),
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
            key="last_mammogram_on",
            label="Your last mammogram: when?",
            kind=FieldKind.TEXT,
            hint="year, or year-month",
        ),
        FormField(
            key="last_mammogram",
            label="Where, and what you remember of it",
            kind=FieldKind.TEXT,
        ),
        FormField(key="may_obtain_priors", label="May we ask for the images?", kind=FieldKind.YES_NO),
        FormField(key="pregnant_or_nursing", label="Pregnant or nursing?", kind=FieldKind.YES_NO),
        FormField(key="cycle_week", label="Week of your cycle", kind=FieldKind.NUMBER, hint="1 to 6"),
        FormField(
            key="last_period",
            label="Your last period began on",
            kind=FieldKind.TEXT,
            hint="year-month-day",
        ),
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
        FormField(
            key="symptom_details",
            label="More about what you ticked",
            kind=FieldKind.FINDINGS,
            lines=3,
            columns=(
                SIDE,
                FormField(
                    key="symptom",
                    label="What",
                    kind=FieldKind.ONE_OF,
                    required=True,
                    hint="as ticked",
                    choices=_SYMPTOMS,
                ),
                FormField(key="since", label="For how long", kind=FieldKind.TEXT),
                FormField(
                    key="found_by",
                    label="Found by",
                    kind=FieldKind.ONE_OF,
                    choices=(
                        Choice(key="patient", label="Myself"),
                        Choice(key="partner", label="Partner"),
                        Choice(key="clinician", label="Doctor"),
                        Choice(key="imaging", label="Imaging"),
                    ),
                ),
                FormField(key="cyclic", label="Pain: with periods?", kind=FieldKind.YES_NO),
                FormField(
                    key="discharge",
                    label="Discharge",
                    kind=FieldKind.ONE_OF,
                    choices=(
                        Choice(key="bloody", label="Bloody"),
                        Choice(key="clear", label="Clear"),
                        Choice(key="other", label="Other"),
                    ),
                ),
                FormField(key="spontaneous", label="Comes by itself?", kind=FieldKind.YES_NO),
            ),
        ),
    ),
)
_ELSE = Section(
    title="Anything else",
    fields=(
        FormField(key="chest_radiation_before_30", label="Chest radiation before 30?", kind=FieldKind.YES_NO),
        FormField(key="ovarian_cancer", label="Ovarian cancer?", kind=FieldKind.YES_NO),
        FormField(key="drinks_per_week", label="Alcohol a week", kind=FieldKind.NUMBER, unit="drinks"),
        FormField(key="height_cm", label="Height", kind=FieldKind.NUMBER, unit="cm"),
        FormField(key="weight_kg", label="Weight", kind=FieldKind.NUMBER, unit="kg"),
        FormField(key="other_cancers", label="Other cancers that you had", kind=FieldKind.TEXT),
        FormField(
            key="origins",
            label="Race and ethnicity",
            kind=FieldKind.MANY_OF,
            hint="all that apply",
            choices=(
                Choice(key="american_indian_alaska_native", label="American Indian or Alaska Native"),
                Choice(key="asian", label="Asian"),
                Choice(key="black", label="Black or African American"),
                Choice(key="hispanic", label="Hispanic or Latino"),
                Choice(key="middle_eastern_north_african", label="Middle Eastern or North African"),
                Choice(key="pacific_islander", label="Native Hawaiian or Pacific Islander"),
                Choice(key="white", label="White"),
            ),
        ),
        FormField(key="remarks", label="What else should we know?", kind=FieldKind.NOTE, lines=2),
    ),
)

QUESTIONNAIRE = FormDefinition(
    key="mammography_questionnaire",
    version=2,
    title="Mammography questionnaire",
    record=RecordKind.QUESTIONNAIRE,
    filled_in_by="the patient",
    sections=(_VISIT, _NOTICED, HISTORY, PERIODS, HORMONES, FAMILY, _ELSE),
)
"""Reason, symptoms, history, hormones and family; filled in by the patient."""
