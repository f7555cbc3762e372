"""What the mammography questionnaire asks about the past and the family: breasts, births, hormones, relatives."""

from __future__ import annotations

from downtimekit.forms.library.asking import when
from downtimekit.forms.library.breasts import SIDE
from downtimekit.models.forms import Choice, FieldKind, FormField, Section

_GENES = (
    Choice(key="not_tested", label="Not tested"),
    Choice(key="negative", label="Nothing found"),
    Choice(key="brca1", label="BRCA1"),
    Choice(key="brca2", label="BRCA2"),
    Choice(key="other_gene", label="Another gene"),
    Choice(key="uncertain", label="Uncertain"),
    Choice(key="not_known", label="I do not know"),
)

HISTORY = Section(
    title="Your breasts before",
    fields=(
        FormField(key="previous_biopsy", label="Breast biopsy before?", kind=FieldKind.YES_NO),
        FormField(key="breast_cancer", label="Breast cancer before?", kind=FieldKind.YES_NO),
        FormField(key="implants", label="Breast implants?", kind=FieldKind.YES_NO),
        FormField(
            key="procedures",
            label="What was done to your breasts, and injuries",
            kind=FieldKind.TABLE,
            lines=4,
            columns=(
                SIDE,
                FormField(
                    key="kind",
                    label="What was done",
                    kind=FieldKind.ONE_OF,
                    required=True,
                    choices=(
                        Choice(key="needle_biopsy", label="Needle biopsy"),
                        Choice(key="surgical_biopsy", label="Surgical biopsy"),
                        Choice(key="cyst_aspiration", label="Cyst drained"),
                        Choice(key="lumpectomy", label="Lumpectomy"),
                        Choice(key="mastectomy", label="Mastectomy"),
                        Choice(key="radiation", label="Radiation"),
                        Choice(key="reduction", label="Reduction"),
                        Choice(key="reconstruction", label="Reconstruction"),
                        Choice(key="gender_affirming", label="Gender-affirming surgery"),
                        Choice(key="injury", label="Injury"),
                        Choice(key="other", label="Something else"),
                    ),
                ),
                FormField(key="on", label="When", kind=FieldKind.TEXT, hint="year"),
                FormField(
                    key="result",
                    label="Result",
                    kind=FieldKind.ONE_OF,
                    choices=(
                        Choice(key="benign", label="Benign"),
                        Choice(key="adh", label="Atypical ductal hyperplasia (ADH)"),
                        Choice(key="alh", label="Atypical lobular hyperplasia (ALH)"),
                        Choice(key="lcis", label="LCIS"),
                        Choice(key="dcis", label="DCIS"),
                        Choice(key="cancer", label="Cancer"),
                        Choice(key="not_known", label="Not known"),
                    ),
                ),
                FormField(key="note", label="Note", kind=FieldKind.TEXT),
            ),
        ),
        FormField(
            key="implant_details",
            label="Your implants",
            kind=FieldKind.TABLE,
            lines=2,
            shown_if=(when("implants"),),
            columns=(
                SIDE,
                FormField(
                    key="fill",
                    label="Made of",
                    kind=FieldKind.ONE_OF,
                    choices=(
                        Choice(key="saline", label="Saline"),
                        Choice(key="silicone_gel", label="Silicone gel"),
                        Choice(key="combination", label="Both"),
                        Choice(key="polyurethane", label="Polyurethane"),
                        Choice(key="silicone_injection", label="Injected silicone"),
                        Choice(key="not_known", label="Unknown"),
                    ),
                ),
                FormField(
                    key="place",
                    label="Muscle",
                    kind=FieldKind.ONE_OF,
                    choices=(
                        Choice(key="pre_pectoral", label="Over"),
                        Choice(key="retro_pectoral", label="Under"),
                    ),
                ),
                FormField(key="year", label="Year", kind=FieldKind.NUMBER),
                FormField(key="removed", label="Removed?", kind=FieldKind.YES_NO),
                FormField(key="problems", label="Problems", kind=FieldKind.TEXT),
            ),
        ),
    ),
)
"""Biopsies, operations, injuries and implants."""
PERIODS = Section(
    title="Periods, births, menopause",
    fields=(
        FormField(key="menarche_age", label="Age at first period", kind=FieldKind.NUMBER, unit="years"),
        FormField(key="pregnancies", label="Pregnancies", kind=FieldKind.NUMBER),
        FormField(key="births", label="Births", kind=FieldKind.NUMBER),
        FormField(key="age_at_first_birth", label="Age at first birth", kind=FieldKind.NUMBER, unit="years"),
        FormField(key="menopause_age", label="Age at menopause", kind=FieldKind.NUMBER, unit="years"),
        FormField(key="breastfed", label="Breastfed?", kind=FieldKind.YES_NO),
        FormField(key="hysterectomy", label="Womb removed?", kind=FieldKind.YES_NO),
        FormField(
            key="menopause",
            label="Menopause",
            kind=FieldKind.ONE_OF,
            choices=(
                Choice(key="before", label="Still to come"),
                Choice(key="during", label="Going through it"),
                Choice(key="after", label="Past"),
            ),
        ),
        FormField(
            key="menopause_cause",
            label="It came",
            kind=FieldKind.ONE_OF,
            choices=(
                Choice(key="natural", label="By itself"),
                Choice(key="surgery", label="By surgery"),
                Choice(key="treatment", label="By treatment"),
            ),
        ),
        FormField(
            key="ovaries_removed",
            label="Ovaries removed",
            kind=FieldKind.ONE_OF,
            choices=(
                Choice(key="none", label="None"),
                Choice(key="one", label="One"),
                Choice(key="both", label="Both"),
            ),
        ),
    ),
)
"""Periods, births and menopause."""
HORMONES = Section(
    title="Hormones",
    fields=(
        FormField(key="hormone_therapy", label="Taking hormones now?", kind=FieldKind.YES_NO),
        FormField(key="hormones_before", label="Hormones earlier?", kind=FieldKind.YES_NO),
        FormField(
            key="hormones",
            label="Which, and for how long",
            kind=FieldKind.TABLE,
            lines=2,
            columns=(
                FormField(
                    key="kind",
                    label="Hormone",
                    kind=FieldKind.ONE_OF,
                    required=True,
                    choices=(
                        Choice(key="contraceptive", label="Birth control"),
                        Choice(key="estrogen", label="Estrogen"),
                        Choice(key="estrogen_progestogen", label="Estrogen with progestogen"),
                        Choice(key="progestogen", label="Progestogen"),
                        Choice(key="tamoxifen", label="Tamoxifen"),
                        Choice(key="raloxifene", label="Raloxifene"),
                        Choice(key="aromatase_inhibitor", label="Aromatase inhibitor"),
                        Choice(key="fertility", label="Fertility drugs"),
                        Choice(key="gender_affirming", label="Gender-affirming hormones"),
                        Choice(key="other", label="Another one"),
                    ),
                ),
                FormField(key="years", label="For", kind=FieldKind.NUMBER, unit="years"),
                FormField(key="current", label="Still taken?", kind=FieldKind.YES_NO),
                FormField(key="stopped_years_ago", label="Stopped ago", kind=FieldKind.NUMBER, unit="years"),
            ),
        ),
    ),
)
"""Hormones, now and earlier."""
FAMILY = Section(
    title="Your family",
    fields=(
        FormField(
            key="relatives_with_breast_cancer",
            label="Relatives with breast cancer",
            kind=FieldKind.NUMBER,
            hint="0 for none",
        ),
        FormField(key="sisters", label="Sisters", kind=FieldKind.NUMBER, hint="all, also healthy"),
        FormField(key="daughters", label="Daughters", kind=FieldKind.NUMBER, hint="all"),
        FormField(key="maternal_aunts", label="Aunts, mother's side", kind=FieldKind.NUMBER, hint="all"),
        FormField(key="paternal_aunts", label="Aunts, father's side", kind=FieldKind.NUMBER, hint="all"),
        FormField(key="ashkenazi", label="Ashkenazi Jewish?", kind=FieldKind.YES_NO),
        FormField(
            key="relatives",
            label="Cancer in the family, by blood",
            kind=FieldKind.TABLE,
            lines=5,
            hint="a line for each cancer",
            columns=(
                FormField(
                    key="relation",
                    label="Who",
                    kind=FieldKind.ONE_OF,
                    required=True,
                    choices=(
                        Choice(key="mother", label="Mother"),
                        Choice(key="father", label="Father"),
                        Choice(key="sister", label="Sister"),
                        Choice(key="brother", label="Brother"),
                        Choice(key="daughter", label="Daughter"),
                        Choice(key="son", label="Son"),
                        Choice(key="half_sister", label="Half-sister"),
                        Choice(key="half_brother", label="Half-brother"),
                        Choice(key="grandmother", label="Grandmother"),
                        Choice(key="grandfather", label="Grandfather"),
                        Choice(key="aunt", label="Aunt"),
                        Choice(key="uncle", label="Uncle"),
                        Choice(key="niece", label="Niece"),
                        Choice(key="nephew", label="Nephew"),
                        Choice(key="cousin", label="Cousin"),
                    ),
                ),
                FormField(
                    key="line",
                    label="Side",
                    kind=FieldKind.ONE_OF,
                    choices=(
                        Choice(key="maternal", label="Mother's"),
                        Choice(key="paternal", label="Father's"),
                    ),
                ),
                FormField(
                    key="cancer",
                    label="Cancer",
                    kind=FieldKind.ONE_OF,
                    required=True,
                    choices=(
                        Choice(key="breast", label="Breast"),
                        Choice(key="ovarian", label="Ovary"),
                        Choice(key="prostate", label="Prostate"),
                        Choice(key="pancreatic", label="Pancreas"),
                        Choice(key="male_breast", label="Breast, of a man"),
                    ),
                ),
                FormField(key="age_at_diagnosis", label="At age", kind=FieldKind.NUMBER, unit="years"),
                FormField(key="bilateral", label="Both sides?", kind=FieldKind.YES_NO),
            ),
        ),
        FormField(
            key="gene_test",
            label="Your own genetic test",
            kind=FieldKind.ONE_OF,
            choices=_GENES,
        ),
        FormField(
            key="family_gene_test",
            label="A relative's genetic test",
            kind=FieldKind.ONE_OF,
            choices=_GENES,
        ),
    ),
)
"""Cancer among the relatives, and genetic tests."""
