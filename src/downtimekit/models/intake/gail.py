"""What the Gail model (NCI's Breast Cancer Risk Assessment Tool) asks for.

Inputs after hemonc.org's page on the model; for whom it is not meant after the tool's own page at the National Cancer
Institute: women who had breast cancer, DCIS or LCIS, carry a BRCA1 or BRCA2 mutation, or had radiation to the chest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import attrgetter

from attrs import frozen

from downtimekit.models.concern import Concern
from downtimekit.models.intake.family import FamilyCancer, Origin
from downtimekit.models.intake.history import ProcedureResult
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

_SOURCE = "National Cancer Institute, Breast Cancer Risk Assessment Tool"
_ABOUT = frozenset(
    {
        *("menarche_age", "age_at_first_birth", "births", "pregnancies", "previous_biopsy", "breast_cancer"),
        *("procedures", "relatives", "relatives_with_breast_cancer", "sisters", "daughters"),
    }
)


@frozen(repr=False)
class GailInputs:
    """The values.

    Attributes:
        first_degree_relatives: how many of mother, sisters and daughters had breast cancer.
        biopsies: how many; atypical_hyperplasia: whether one of them showed it.
        origins: what the patient says about race and ethnicity.
    """

    age: int | None
    menarche_age: int | None
    nulliparous: bool | None
    age_at_first_birth: int | None
    first_degree_relatives: int | None
    biopsies: int | None
    atypical_hyperplasia: bool | None
    origins: tuple[Origin, ...] | None


def gail_inputs(
    questionnaire: Questionnaire, *, born: date | None, on: date, youngest: int = 35, oldest: int = 85
) -> RiskInputs[GailInputs]:
    """Return what the Gail model asks for, as it was answered; nothing is computed from it.

    Args:
        questionnaire: the answers.
        born: the birth date, where it is known.
        on: the day for which the age counts.
        youngest: the least age in years that the model is meant for.
        oldest: the greatest.
    """
    age = age_of(born, on)
    values = GailInputs(
        age=age,
        menarche_age=questionnaire.menarche_age,
        nulliparous=nulliparous(questionnaire),
        age_at_first_birth=questionnaire.age_at_first_birth,
        first_degree_relatives=_first_degree(questionnaire),
        biopsies=biopsies(questionnaire),
        atypical_hyperplasia=biopsy_showed(questionnaire, *ATYPIA),
        origins=questionnaire.origins or None,
    )
    missing = missing_in(values, optional=("age_at_first_birth",) if values.nulliparous else ())
    found = contradictions(questionnaire, age=age, on=on, about=_ABOUT)
    return RiskInputs(values, missing, (*_outside(questionnaire, age, youngest, oldest), *found))


def _first_degree(questionnaire: Questionnaire) -> int | None:
    if not questionnaire.relatives:
        return 0 if questionnaire.relatives_with_breast_cancer == 0 else None
    near = [relative for relative in questionnaire.relatives if relative.relation.degree == 1]
    return sum(relative.cancer is FamilyCancer.BREAST and bool(relative.relation.female) for relative in near)


def _outside(questionnaire: Questionnaire, age: int | None, youngest: int, oldest: int) -> Iterator[Concern]:
    if age is not None and not youngest <= age <= oldest:
        words = f"the model is meant for ages {youngest} to {oldest}"
        yield Concern("outside_model", "age", words, _SOURCE)
    for path, whom, is_so in _NOT_MEANT_FOR:
        if is_so(questionnaire):
            yield Concern("outside_model", path, f"the model is not meant for {whom}", _SOURCE)


def _had_cancer_or_lcis(questionnaire: Questionnaire) -> bool:
    return had_cancer(questionnaire) or bool(biopsy_showed(questionnaire, ProcedureResult.LCIS))


def _is_carrier(questionnaire: Questionnaire) -> bool:
    return questionnaire.gene_test is not None and questionnaire.gene_test.is_carrier


_NOT_MEANT_FOR: Sequence[tuple[str, str, Callable[[Questionnaire], bool | None]]] = (
    ("breast_cancer", "women who had breast cancer, DCIS or LCIS", _had_cancer_or_lcis),
    ("gene_test", "carriers of a BRCA1 or BRCA2 mutation", _is_carrier),
    ("chest_radiation_before_30", "women who had radiation to the chest", attrgetter("chest_radiation_before_30")),
)
