"""The mammography questionnaire: what the patient is asked before the images are taken."""

from __future__ import annotations

from downtimekit.forms.library.asking import SNOMED, coded, when
from downtimekit.forms.library.breasts import DRAWING, SIDE
from downtimekit.forms.library.mammography_history import FAMILY, HISTORY, HORMONES, PERIODS
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.mammography import BREASTS
from downtimekit.forms.library.spanish.mammography import QUESTIONNAIRE as SPANISH
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Choice, FieldKind, FormDefinition, FormField, Section

_SYMPTOMS = coded(
    {
        "lump": "Lump",
        "pain": "Pain",
        "nipple_discharge": "Nipple discharge",
        "nipple_inversion": "Nipple turned inward",
        "skin_change": "Other change of the skin",
        "skin_thickening": "Thicker skin",
        "dimpling": "Dimpling",
        "orange_peel": "Skin like orange peel",
        "redness": "Redness",
        "axillary_lump": "Lump in the armpit",
    },
    SNOMED,
    {"lump": "89164003", "pain": "53430007", "orange_peel": "87386002", "redness": "247441003"},
)

_VISIT = Section(
    title="Your visit",
    fields=(
        FormField(
            key="reason",
            label="Why are you here today?",
            kind=FieldKind.ONE_OF,
            required=True,
            choices=coded(
                {"screening": "Routine screening", "diagnostic": "A problem or a symptom", "follow_up": "Follow-up"},
                SNOMED,
                {"screening": "360156006"},
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
        FormField(key="cycle_week", label="Week of your cycle", kind=FieldKind.NUMBER, minimum="1", maximum="6"),
        FormField(
            key="last_period",
            label="Your last period began on",
            kind=FieldKind.TEXT,
            hint="year-month-day",
        ),
    ),
)
_OF_DISCHARGE = (when("symptom", "nipple_discharge"),)
_NOTICED = Section(
    title="What have you noticed?",
    fields=(
        DRAWING,
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
            kind=FieldKind.TABLE,
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
                FormField(
                    key="cyclic",
                    label="With periods?",
                    kind=FieldKind.YES_NO,
                    shown_if=(when("symptom", "pain"),),
                ),
                FormField(
                    key="discharge",
                    label="Discharge",
                    kind=FieldKind.ONE_OF,
                    shown_if=_OF_DISCHARGE,
                    choices=(
                        Choice(key="bloody", label="Bloody"),
                        Choice(key="clear", label="Clear"),
                        Choice(key="other", label="Other"),
                    ),
                ),
                FormField(
                    key="spontaneous",
                    label="Comes by itself?",
                    kind=FieldKind.YES_NO,
                    shown_if=_OF_DISCHARGE,
                ),
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

QUESTIONNAIRE = in_spanish(
    FormDefinition(
        key="mammography_questionnaire",
        version=3,
        title="Mammography questionnaire",
        record=RecordKind.QUESTIONNAIRE,
        filled_in_by="the patient",
        sections=(_VISIT, _NOTICED, HISTORY, PERIODS, HORMONES, FAMILY, _ELSE),
        source="DICOM CID 6051, 6055, 6059, 6080, 6086; OMB Statistical Policy Directive 15 (2024); what the Gail and "
        "Tyrer-Cuzick models ask for; HL7 Lithuania's mammography questionnaire",
    ),
    SPANISH,
    BREASTS,
)
"""Reason, symptoms, history, hormones and family; filled in by the patient."""
