"""The technologist's notes: who was imaged, what was done, with which views, and what was seen on the skin."""

from __future__ import annotations

from downtimekit.forms.library.breasts import DRAWING, SIDE, SIDES
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.mammography import BREASTS
from downtimekit.forms.library.spanish.mammography import TECH_NOTES as SPANISH
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Choice, Condition, FieldKind, FormDefinition, FormField, Operator, Section

_VIEWS = (
    *(("CC", "CC"), ("MLO", "MLO"), ("ML", "ML"), ("LM", "LM"), ("XCCL", "XCCL"), ("-TAN", "TAN")),
    *(("CC-S", "CC spot"), ("MLO-S", "MLO spot"), ("CC-M", "CC mag"), ("ML-M", "ML mag")),
    *(("CC-ID", "CC ID"), ("MLO-ID", "MLO ID")),
)
_BOTH_BREASTS = tuple((f"{side}{key}", f"{side} {label}") for side in "RL" for key, label in _VIEWS)
_PATIENT = Section(
    title="Patient",
    fields=(
        FormField(key="arrived_at", label="Arrived", kind=FieldKind.DATE_TIME),
        FormField(key="priors_available", label="Prior images at hand?", kind=FieldKind.YES_NO),
        FormField(
            key="identified_by",
            label="Identified by",
            kind=FieldKind.MANY_OF,
            hint="two at least",
            choices=(
                Choice(key="name", label="Name"),
                Choice(key="birth_date", label="Date of birth"),
                Choice(key="mrn", label="MRN"),
                Choice(key="photo_id", label="Photo ID"),
                Choice(key="wristband", label="Wristband"),
            ),
        ),
    ),
)
_EXAM = Section(
    title="Examination",
    fields=(
        FormField(key="exam", label="Exam performed", kind=FieldKind.TEXT, required=True),
        FormField(
            key="temporary_accession",
            label="Temporary accession",
            kind=FieldKind.TEXT,
            hint="where the worklist was down",
        ),
        FormField(
            key="sides",
            label="Breasts imaged",
            kind=FieldKind.MANY_OF,
            required=True,
            critical=True,
            choices=SIDES,
        ),
        FormField(
            key="views",
            label="Views taken",
            kind=FieldKind.MANY_OF,
            required=True,
            hint="ID implant displaced, TAN tangential; any other: under remarks",
            choices=tuple(Choice(key=key, label=label) for key, label in _BOTH_BREASTS),
        ),
    ),
)
_TECHNIQUE = Section(
    title="Technique",
    fields=(
        FormField(key="exposures", label="Exposures in all", kind=FieldKind.NUMBER),
        FormField(key="repeats", label="Of these, repeats", kind=FieldKind.NUMBER),
        FormField(key="compression_n", label="Greatest compression", kind=FieldKind.NUMBER, unit="N"),
        FormField(key="thickness_mm", label="Compressed breast", kind=FieldKind.NUMBER, unit="mm"),
        FormField(
            key="repeat_reasons",
            label="Why images were repeated",
            kind=FieldKind.MANY_OF,
            shown_if=(Condition(field="repeats", operator=Operator.GREATER, value="0"),),
            choices=(
                Choice(key="positioning", label="Positioning"),
                Choice(key="motion", label="Motion"),
                Choice(key="exposure", label="Exposure"),
                Choice(key="artifact", label="Artifact"),
                Choice(key="equipment", label="Equipment"),
                Choice(key="other", label="Other: see remarks"),
            ),
        ),
        FormField(key="dose_mgy", label="Mean glandular dose", kind=FieldKind.NUMBER, unit="mGy"),
        FormField(key="unit", label="Mammography unit", kind=FieldKind.TEXT, hint="as on its label"),
        FormField(key="patient_condition", label="Patient's condition", kind=FieldKind.NOTE, lines=1),
        FormField(key="positioning_limits", label="What limited the positioning", kind=FieldKind.NOTE, lines=1),
    ),
)
_SKIN = Section(
    title="Skin and palpable findings",
    fields=(
        DRAWING,
        FormField(key="skin_markers", label="Skin markers placed?", kind=FieldKind.YES_NO),
        FormField(key="palpable_marker", label="Marker on a lump?", kind=FieldKind.YES_NO),
        FormField(
            key="skin_marks",
            label="Moles, scars and lumps",
            kind=FieldKind.TABLE,
            lines=3,
            hint="draw them into the diagram too",
            columns=(
                SIDE,
                FormField(
                    key="kind",
                    label="What",
                    kind=FieldKind.ONE_OF,
                    required=True,
                    choices=(
                        Choice(key="mole", label="Mole"),
                        Choice(key="scar", label="Scar"),
                        Choice(key="lump", label="Lump"),
                        Choice(key="other", label="Other"),
                    ),
                ),
                FormField(key="clock", label="Clock", kind=FieldKind.NUMBER, minimum="1", maximum="12"),
                FormField(key="marker", label="Marker?", kind=FieldKind.YES_NO),
                FormField(key="note", label="Note", kind=FieldKind.TEXT),
            ),
        ),
        FormField(key="remarks", label="Remarks", kind=FieldKind.NOTE, lines=2),
    ),
)
_TECHNOLOGIST = Section(
    title="Technologist",
    fields=(FormField(key="technologist", label="Technologist", kind=FieldKind.SIGNATURE, required=True),),
)

TECH_NOTES = in_spanish(
    FormDefinition(
        key="technologist_notes",
        version=3,
        title="Technologist notes",
        record=RecordKind.TECH_NOTES,
        filled_in_by="the technologist",
        sections=(_PATIENT, _EXAM, _TECHNIQUE, _SKIN, _TECHNOLOGIST),
        done_by="technologist",
        source="DICOM CID 4014 and 4015 for the views; HL7 Lithuania's mammography questionnaire for dose and "
        "equipment",
    ),
    SPANISH,
    BREASTS,
)
"""Identity, exam, views, exposures and dose, skin markers."""
