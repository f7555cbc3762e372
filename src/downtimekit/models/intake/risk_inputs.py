"""The answers that a risk model asks for, as data. No risk is computed here, or anywhere in downtimekit.

Each view gives the values as they were answered, names what is missing, and says what does not fit together and where
the model itself is not meant for the patient. What to make of that is for whoever runs the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Generic, TypeVar

from attrs import AttrsInstance, fields, frozen

from downtimekit.models.concern import Concern
from downtimekit.models.intake.history import ProcedureResult
from downtimekit.models.intake.questionnaire import Questionnaire
from downtimekit.models.intake.questionnaire_check import age_on, questionnaire_concerns

Values = TypeVar("Values")

ATYPIA = (ProcedureResult.ADH, ProcedureResult.ALH)
"""The results that are atypical hyperplasia."""


@frozen(repr=False)
class RiskInputs(Generic[Values]):
    """What a model asks for.

    Attributes:
        values: the answers; None where there is none.
        missing: the names of the values that have no answer.
        concerns: what does not fit together, and why the model is not meant for this patient.
    """

    values: Values
    missing: tuple[str, ...]
    concerns: tuple[Concern, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and nothing stands against using the values."""
        return not self.missing and not self.concerns


def age_of(born: date | None, on: date) -> int | None:
    """Return the age in completed years, or None where the birth date is not known, or lies after the day."""
    return None if born is None or born > on else age_on(born, on=on)


def missing_in(values: AttrsInstance, *, optional: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of the values that have no answer, except those that may have none."""
    left_out = frozenset(optional)
    names = [attribute.name for attribute in fields(type(values)) if attribute.name not in left_out]
    return tuple(name for name in names if getattr(values, name) is None)


def contradictions(questionnaire: Questionnaire, *, age: int | None, on: date, about: frozenset[str]) -> list[Concern]:
    """Return what does not fit together among the answers that a model uses; ``about`` names their fields."""
    found = questionnaire_concerns(questionnaire, age=age, on=on)
    return [concern for concern in found if concern.path.partition("[")[0].partition(".")[0] in about]


def biopsies(questionnaire: Questionnaire) -> int | None:
    """Return how many biopsies there were; None where there were some and they are not listed, or nobody knows."""
    listed = sum(procedure.kind.is_biopsy for procedure in questionnaire.procedures)
    if listed or questionnaire.previous_biopsy is False:
        return listed
    return None


def biopsy_showed(questionnaire: Questionnaire, *results: ProcedureResult) -> bool | None:
    """Return whether a biopsy had one of these results; None where none is known to have, and one is not known."""
    taken = [procedure for procedure in questionnaire.procedures if procedure.kind.is_biopsy]
    if any(procedure.result in results for procedure in taken):
        return True
    unknown = any(procedure.result in (None, ProcedureResult.NOT_KNOWN) for procedure in taken)
    return None if unknown or biopsies(questionnaire) is None else False


def had_cancer(questionnaire: Questionnaire) -> bool:
    """Tell whether the patient says, or a result says, that there was breast cancer, in situ or invasive."""
    listed = any(procedure.result and procedure.result.is_cancer for procedure in questionnaire.procedures)
    return listed or bool(questionnaire.breast_cancer)


def nulliparous(questionnaire: Questionnaire) -> bool | None:
    """Return whether the patient never gave birth; None where nobody knows."""
    if questionnaire.births is not None:
        return questionnaire.births == 0
    return None if questionnaire.age_at_first_birth is None else False
