"""The radiologist's worksheet: what a report needs, in the order in which it is read.

Categories and densities are printed with the FDA's statements; the grades of category 4 and the other
labels are our own. Of kinds and recommendations it has those that mammography needs most; a rarer one goes into the
note or the impression.
"""

from __future__ import annotations

from downtimekit.models.breast import Assessment, Density
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import (
    Answer,
    Choice,
    Diagram,
    FieldKind,
    FormDefinition,
    FormField,
    Section,
)

_FINAL = Answer(field="status", choice="final")
_GRADES = {
    Assessment.LOW_SUSPICION: ": low",
    Assessment.MODERATE_SUSPICION: ": moderate",
    Assessment.HIGH_SUSPICION: ": high",
}
_MARKS = {
    Assessment.NEED_ADDITIONAL_IMAGING: "0",
    Assessment.NEED_PRIORS: "0P",
    Assessment.POST_PROCEDURE_MARKER: "M",
}
_CATEGORIES = tuple(
    Choice(
        key=category.value,
        mark=_MARKS.get(category, category.value),
        label=category.statement + _GRADES.get(category, ""),
    )
    for category in Assessment
)

_FINDING = (
    FormField(key="number", label="No.", kind=FieldKind.NUMBER, required=True),
    FormField(
        key="side",
        label="Breast",
        kind=FieldKind.ONE_OF,
        required=True,
        choices=(
            Choice(key="right", mark="R", label="Right"),
            Choice(key="left", mark="L", label="Left"),
            Choice(key="bilateral", mark="B", label="Both"),
        ),
    ),
    FormField(
        key="kind",
        label="Kind",
        kind=FieldKind.ONE_OF,
        required=True,
        choices=(
            Choice(key="mass", label="Mass"),
            Choice(key="calcification", label="Calcification"),
            Choice(key="asymmetry", label="Asymmetry"),
            Choice(key="architectural_distortion", label="Architectural distortion"),
        ),
    ),
    FormField(key="clock", label="Clock", kind=FieldKind.NUMBER, hint="1-12"),
    FormField(key="size_mm", label="Size", kind=FieldKind.NUMBER, unit="mm"),
    FormField(key="assessment", label="Category", kind=FieldKind.ONE_OF, choices=_CATEGORIES),
    FormField(key="note", label="Shape, margin, distribution, change", kind=FieldKind.NOTE),
)

_COMPOSITION = Section(
    title="Comparison and breast composition",
    fields=(
        FormField(
            key="comparison",
            label="Compared with the exams of",
            kind=FieldKind.TEXT,
            hint="dates as YYYY-MM-DD, or none",
        ),
        FormField(
            key="density",
            label="Density of the denser breast",
            kind=FieldKind.ONE_OF,
            required_if=_FINAL,
            choices=tuple(
                Choice(key=density.value, mark=density.value, label=density.statement) for density in Density
            ),
        ),
    ),
)
_FINDINGS = Section(
    title="Findings",
    diagram=Diagram.BREASTS,
    fields=(
        FormField(
            key="findings",
            label="Each finding, with its number in the diagram",
            kind=FieldKind.FINDINGS,
            columns=_FINDING,
            lines=5,
            hint="category: the sign from the list under Assessment; none found: leave it empty",
        ),
    ),
)
_ASSESSMENT = Section(
    title="Assessment",
    fields=(
        FormField(
            key="assessment",
            label="Overall category",
            kind=FieldKind.ONE_OF,
            required_if=_FINAL,
            hint="one only",
            choices=_CATEGORIES,
        ),
    ),
)
_RECOMMENDATIONS = Section(
    title="Recommendations",
    fields=(
        FormField(
            key="recommendations",
            label="What comes next",
            kind=FieldKind.MANY_OF,
            required_if=_FINAL,
            hint="all that apply",
            choices=(
                Choice(key="routine_screening", label="Routine screening"),
                Choice(key="short_interval_followup", label="Short-interval follow-up"),
                Choice(key="additional_views", label="Additional views"),
                Choice(key="ultrasound", label="Ultrasound"),
                Choice(key="mri", label="MRI"),
                Choice(key="obtain_priors", label="Prior mammograms"),
                Choice(key="tissue_diagnosis", label="Tissue diagnosis"),
                Choice(key="surgical_consult", label="Surgical consultation"),
                Choice(key="treatment", label="Treatment"),
                Choice(key="pathology_pending", label="Await pathology"),
                Choice(key="none", label="Nothing further"),
            ),
        ),
        FormField(
            key="incomplete_reason",
            label="If incomplete: why no final category can be given",
            kind=FieldKind.TEXT,
        ),
        FormField(
            key="explanation",
            label="If what comes next does not fit the category: why",
            kind=FieldKind.TEXT,
        ),
    ),
)
_IMPRESSION = Section(
    title="Impression",
    fields=(
        FormField(
            key="impression",
            label="Impression, and the answer to the clinical question",
            kind=FieldKind.NOTE,
            lines=3,
        ),
    ),
)
_SIGNATURE = Section(
    title="Signature",
    fields=(
        FormField(
            key="status",
            label="This report is",
            kind=FieldKind.ONE_OF,
            hint="unsigned, it stays preliminary",
            choices=(
                Choice(key="preliminary", label="Preliminary"),
                Choice(key="final", label="Final"),
            ),
        ),
        FormField(
            key="interpreted_by",
            label="Interpreting physician",
            kind=FieldKind.SIGNATURE,
            required_if=_FINAL,
        ),
        FormField(
            key="interpreted_at",
            label="Interpreted",
            kind=FieldKind.DATE_TIME,
            required_if=_FINAL,
        ),
    ),
)

RADIOLOGIST_WORKSHEET = FormDefinition(
    key="radiologist_worksheet",
    version=1,
    title="Radiologist worksheet",
    record=RecordKind.REPORT,
    filled_in_by="the radiologist",
    sections=(_COMPOSITION, _FINDINGS, _ASSESSMENT, _RECOMMENDATIONS, _IMPRESSION, _SIGNATURE),
)
"""Density, findings, category, recommendations, impression and signature."""
