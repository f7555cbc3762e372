"""From weights to grades: certain, a person decides, or certainly not; others who fit are part of the answer.

A probability counts the rival candidates, and that the patient may not be in the index at all. With two patients who
fit alike, neither has more than a half.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.models.matching import Agreement, Candidate, Evidence, MatchGrade, Veto
from downtimekit.models.strict import Strict

Probability = Annotated[float, Field(gt=0, lt=1)]

_NUMBERS = ("mrn", "number")


class Thresholds(Strict):
    """From where on a candidate is taken, shown to a person, or left out.

    Attributes:
        match: the least probability that is certain, where no veto stands against it.
        likely: the least that is probable; a person decides.
        person: the least that a person is shown at all.
        margin: by how many bits the next candidate must stay behind a certain one.
        known: which share of the people on paper have a chart, as far as it can be guessed.
    """

    match: Probability = 0.999
    likely: Probability = 0.5
    person: Probability = 0.001
    margin: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 10.0
    known: Probability = 0.9

    @model_validator(mode="after")
    def _stand_in_order(self) -> Thresholds:
        if not self.person <= self.likely <= self.match:
            raise ValueError(
                "what a person is shown must not need more than what is likely, nor that more than a match"
            )
        return self


DEFAULT_THRESHOLDS = Thresholds()


def grade(
    candidates: Iterable[Candidate], thresholds: Thresholds = DEFAULT_THRESHOLDS, *, among: int
) -> tuple[Candidate, ...]:
    """Grade all who were found for one sheet.

    Args:
        candidates: with their weights; the order does not matter.
        thresholds: of the site.
        among: how many patients were searched.

    Returns:
        The likeliest first, with probability and grade; at most one is certain.
    """
    found = sorted(candidates, key=lambda one: (-_weight(one), one.mrn))
    shares = _probabilities(found, thresholds, among)
    return tuple(
        _graded(one, share, thresholds, vetoes=_with_rivals(one, found, thresholds))
        for one, share in zip(found, shares, strict=True)
    )


def _weight(candidate: Candidate) -> float:
    return candidate.weight or 0.0


def _probabilities(found: Sequence[Candidate], thresholds: Thresholds, among: int) -> list[float]:
    prior = thresholds.known / max(among, len(found), 1)
    odds = [prior * 2.0 ** min(_weight(one), 500.0) for one in found]
    rivals = sum(one for one, candidate in zip(odds, found, strict=True) if not candidate.patient.merged_into)
    nobody = 1 - thresholds.known
    return [
        one / (nobody + rivals + (one if candidate.patient.merged_into else 0))
        for one, candidate in zip(odds, found, strict=True)
    ]


def _with_rivals(candidate: Candidate, found: Sequence[Candidate], thresholds: Thresholds) -> tuple[Veto, ...]:
    """Return a candidate's vetoes, and one more where somebody else fits about as well, or better by name."""
    rivals = [one for one in found if one is not candidate and not one.patient.merged_into]
    is_close = any(_weight(candidate) - _weight(one) < thresholds.margin for one in rivals)
    if is_close or any(_fits_better_by_name(one, candidate) for one in rivals):
        return tuple(dict.fromkeys((*candidate.vetoes, Veto.ANOTHER_FITS_AS_WELL)))
    return candidate.vetoes


def _fits_better_by_name(rival: Candidate, candidate: Candidate) -> bool:
    """Say whether a number leads to one person while the name is exactly another's of the same birth date."""
    is_rivals_name = all(_agrees(rival, field) is Agreement.SAME for field in ("family", "given", "birth_date"))
    return is_rivals_name and _agrees(candidate, "given") is not Agreement.SAME


def _agrees(candidate: Candidate, field: str) -> Agreement:
    return next((one.agreement for one in candidate.evidence if one.field == field), Agreement.UNKNOWN)


def _graded(candidate: Candidate, share: float, thresholds: Thresholds, *, vetoes: tuple[Veto, ...]) -> Candidate:
    found = _grade(share, thresholds, vetoes)
    if found is MatchGrade.CERTAINLY_NOT and any(map(_is_their_number, candidate.evidence)):
        found = MatchGrade.POSSIBLE
    return candidate.model_copy(update={"grade": found, "probability": min(share, 1.0), "vetoes": vetoes})


def _is_their_number(evidence: Evidence) -> bool:
    return evidence.field in _NUMBERS and evidence.agreement is Agreement.SAME


def _grade(share: float, thresholds: Thresholds, vetoes: tuple[Veto, ...]) -> MatchGrade:
    if share < thresholds.person:
        return MatchGrade.CERTAINLY_NOT
    if share >= thresholds.match and not vetoes:
        return MatchGrade.CERTAIN
    is_likely = share >= thresholds.likely and set(vetoes) <= {Veto.TOO_LITTLE_WRITTEN}
    return MatchGrade.PROBABLE if is_likely else MatchGrade.POSSIBLE
