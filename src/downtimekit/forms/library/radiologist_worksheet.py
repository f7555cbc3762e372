"""The radiologist's worksheet: what a report needs, in the order in which it is read.

Categories and densities are printed with the FDA's statements; the grades of category 4 and the other
labels are our own. Of kinds and recommendations it has those that mammography needs most; a rarer one goes into the
note or the impression.
"""

from __future__ import annotations

from collections.abc import Mapping

from downtimekit.forms.library.asking import DICOM, SNOMED, when
from downtimekit.forms.library.breasts import DRAWING, EITHER_OR_BOTH
from downtimekit.forms.library.spanish import in_spanish
from downtimekit.forms.library.spanish.mammography import BREASTS
from downtimekit.forms.library.spanish.mammography import WORKSHEET as SPANISH
from downtimekit.models.breast import Assessment, Density
from downtimekit.models.capture import RecordKind
from downtimekit.models.forms import Choice, Code, FieldKind, FormDefinition, FormField, Section

_FINAL = when("status", "final")
_SNOMED: Mapping[str, str] = {
    **{Density.FATTY: "129716005", Density.SCATTERED: "129717001"},
    **{Density.HETEROGENEOUSLY_DENSE: "129718006", Density.EXTREMELY_DENSE: "129719003"},
    **{Assessment.NEED_ADDITIONAL_IMAGING: "397138000", Assessment.NEGATIVE: "397140005"},
    **{Assessment.BENIGN: "397141009", Assessment.PROBABLY_BENIGN: "397143007"},
    **{Assessment.SUSPICIOUS: "397144001", Assessment.HIGHLY_SUGGESTIVE: "397145000"},
    **{"architectural_distortion": "129792006", "ultrasound": "16310003", "mri": "241615005"},
}
_DICOM: Mapping[str, str] = {
    **{Assessment.POST_PROCEDURE_MARKER: "111120", "routine_screening": "111140", "obtain_priors": "111138"},
    **{"short_interval_followup": "111142", "additional_views": "111135", "surgical_consult": "111410"},
}
_CODES: Mapping[str, tuple[Code, ...]] = {
    **{key: (Code(system=SNOMED, code=code),) for key, code in _SNOMED.items()},
    **{key: (Code(system=DICOM, code=code),) for key, code in _DICOM.items()},
}
"""Codes of DICOM CID 6000, 6026, 6027, 6028 and 6030, as far as they were verified."""
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
        codes=_CODES.get(category, ()),
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
        critical=True,
        choices=EITHER_OR_BOTH,
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
            Choice(
                key="architectural_distortion",
                label="Architectural distortion",
                codes=_CODES["architectural_distortion"],
            ),
        ),
    ),
    FormField(key="clock", label="Clock", kind=FieldKind.NUMBER, minimum="1", maximum="12"),
    FormField(key="size_mm", label="Size", kind=FieldKind.NUMBER, unit="mm"),
    FormField(key="assessment", label="Category", kind=FieldKind.ONE_OF, critical=True, choices=_CATEGORIES),
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
            critical=True,
            choices=tuple(
                Choice(key=density, mark=density, label=density.statement, codes=_CODES[density]) for density in Density
            ),
        ),
    ),
)
_FINDINGS = Section(
    title="Findings",
    fields=(
        DRAWING,
        FormField(
            key="findings",
            label="Each finding, with its number in the diagram",
            kind=FieldKind.TABLE,
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
            critical=True,
            hint="one only",
            choices=_CATEGORIES,
        ),
    ),
)
_INCOMPLETE = tuple(
    when("assessment", category) for category in (Assessment.NEED_ADDITIONAL_IMAGING, Assessment.NEED_PRIORS)
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
                Choice(key="routine_screening", label="Routine screening", codes=_CODES["routine_screening"]),
                Choice(
                    key="short_interval_followup",
                    label="Short-interval follow-up",
                    codes=_CODES["short_interval_followup"],
                ),
                Choice(key="additional_views", label="Additional views", codes=_CODES["additional_views"]),
                Choice(key="ultrasound", label="Ultrasound", codes=_CODES["ultrasound"]),
                Choice(key="mri", label="MRI", codes=_CODES["mri"]),
                Choice(key="obtain_priors", label="Prior mammograms", codes=_CODES["obtain_priors"]),
                Choice(key="tissue_diagnosis", label="Tissue diagnosis"),
                Choice(key="surgical_consult", label="Surgical consultation", codes=_CODES["surgical_consult"]),
                Choice(key="treatment", label="Treatment"),
                Choice(key="pathology_pending", label="Await pathology"),
                Choice(key="none", label="Nothing further", alone=True),
            ),
        ),
        FormField(
            key="incomplete_reason",
            label="Why no final category can be given",
            kind=FieldKind.TEXT,
            shown_if=_INCOMPLETE,
            shown_if_any=True,
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

RADIOLOGIST_WORKSHEET = in_spanish(
    FormDefinition(
        key="radiologist_worksheet",
        version=2,
        title="Radiologist worksheet",
        record=RecordKind.REPORT,
        filled_in_by="the radiologist",
        sections=(_COMPOSITION, _FINDINGS, _ASSESSMENT, _RECOMMENDATIONS, _IMPRESSION, _SIGNATURE),
        done_by="interpreted_by",
        done_at="interpreted_at",
        source="21 CFR 900.12(c)(1), as revised by 88 FR 15126, for the statements of category and density",
    ),
    SPANISH,
    BREASTS,
)
"""Density, findings, category, recommendations, impression and signature."""
