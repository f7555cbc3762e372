"""What the Tyrer-Cuzick model (the IBIS risk evaluator) asks for.

Inputs after table 3 of PMC5986564 and the documentation of the IBIS evaluator, version 8, which takes the density too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from downtimekit.models.breast.density import Density
from downtimekit.models.concern import Concern
from downtimekit.models.intake.family import GeneResult, RelativeWithCancer
from downtimekit.models.intake.history import ProcedureResult
from downtimekit.models.intake.life import HormoneUse, MenopauseStatus
from downtimekit.models.intake.questionnaire import Questionnaire
from downtimekit.models.intake.risk_inputs import (
    ATYPIA,
    RiskInputs,
    age_of,
    biopsies,
    biopsy_showed,
    contradictions,
    had_cancer,
    missing_in,
    nulliparous,
)

_ABOUT = frozenset(
    {
        *("menarche_age", "age_at_first_birth", "births", "pregnancies", "menopause", "menopause_age"),
        *(
            "previous_biopsy",
            "breast_cancer",
            "procedures",
            "hormone_therapy",
            "hormones_before",
            "hormones",
            "sisters",
            "daughters",
        ),
        *("relatives", "relatives_with_breast_cancer"),
    }
)

_AS_ANSWERED = (
    *("menarche_age", "age_at_first_birth", "births", "menopause", "menopause_age", "height_cm", "weight_kg"),
    *("ovarian_cancer", "ashkenazi", "gene_test", "sisters", "daughters", "maternal_aunts", "paternal_aunts"),
)


@frozen(repr=False)
class TyrerCuzickInputs:
    """The values.

    Attributes:
        replacement: the hormones that were taken for the menopause; empty for none.
        atypical_hyperplasia, lcis: what a biopsy showed.
        relatives: with cancer; empty for none. sisters, daughters and aunts: how many there are at all.
        density: of the breasts, from a report; it may be left out.
    """

    age: int | None
    menarche_age: int | None
    nulliparous: bool | None
    age_at_first_birth: int | None
    births: int | None
    menopause: MenopauseStatus | None
    menopause_age: int | None
    height_cm: float | None
    weight_kg: float | None
    replacement: tuple[HormoneUse, ...] | None
    biopsies: int | None
    atypical_hyperplasia: bool | None
    lcis: bool | None
    ovarian_cancer: bool | None
    ashkenazi: bool | None
    gene_test: GeneResult | None
    relatives: tuple[RelativeWithCancer, ...] | None
    sisters: int | None
    daughters: int | None
    maternal_aunts: int | None
    paternal_aunts: int | None
    density: Density | None


def tyrer_cuzick_inputs(
    questionnaire: Questionnaire, *, born: date | None, on: date, density: Density | None = None
) -> RiskInputs[TyrerCuzickInputs]:
    """Return what the Tyrer-Cuzick model asks for, as it was answered; nothing is computed from it.

    Args:
        questionnaire: the answers.
        born: the birth date, where it is known.
        on: the day for which the age counts.
        density: of the breasts, where a report says it.
    """
    age = age_of(born, on)
    values = TyrerCuzickInputs(
        age=age,
        nulliparous=nulliparous(questionnaire),
        replacement=_replacement(questionnaire),
        biopsies=biopsies(questionnaire),
        atypical_hyperplasia=biopsy_showed(questionnaire, *ATYPIA),
        lcis=biopsy_showed(questionnaire, ProcedureResult.LCIS),
        relatives=_relatives(questionnaire),
        density=density,
        **{name: getattr(questionnaire, name) for name in _AS_ANSWERED},
    )
    found = contradictions(questionnaire, age=age, on=on, about=_ABOUT)
    return RiskInputs(values, missing_in(values, optional=_optional(values)), (*_outside(questionnaire), *found))


def _optional(values: TyrerCuzickInputs) -> Iterator[str]:
    yield "density"
    if values.nulliparous:
        yield "age_at_first_birth"
    if values.menopause is not None and values.menopause is not MenopauseStatus.AFTER:
        yield "menopause_age"


def _replacement(questionnaire: Questionnaire) -> tuple[HormoneUse, ...] | None:
    never = questionnaire.hormone_therapy is False and questionnaire.hormones_before is False
    if not questionnaire.hormones and not never:
        return None
    return tuple(hormone for hormone in questionnaire.hormones if hormone.kind.is_replacement)


def _relatives(questionnaire: Questionnaire) -> tuple[RelativeWithCancer, ...] | None:
    if questionnaire.relatives or questionnaire.relatives_with_breast_cancer == 0:
        return questionnaire.relatives
    return None


def _outside(questionnaire: Questionnaire) -> Iterator[Concern]:
    if had_cancer(questionnaire):
        words = "the model is meant for women who have not had breast cancer"
        yield Concern("outside_model", "breast_cancer", words, "IBIS Breast Cancer Risk Evaluation Tool")
