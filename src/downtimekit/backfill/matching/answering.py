"""From those who share a key with a sheet to graded candidates: all are weighed, and few are written out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import log2

from attrs import field, frozen

from downtimekit.backfill.matching.grading import DEFAULT_THRESHOLDS, Thresholds, grade
from downtimekit.backfill.matching.placeholders import DEFAULT_PLACEHOLDERS, Placeholders
from downtimekit.backfill.matching.records import Record
from downtimekit.backfill.matching.scoring import Frequencies, Levels, Scale, worth_of_home
from downtimekit.backfill.matching.similarity import IN_PLAIN_PYTHON, Resemblance
from downtimekit.backfill.matching.vetoing import vetoes
from downtimekit.backfill.matching.weights import SHIPPED_WEIGHTS, Weights
from downtimekit.models.matching import Candidate, MatchGrade, Veto
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.strict import Strict

_NUMBERS = ("mrn", "number")
_OF_A_PERSON, _AT_LEAST = frozenset({"family", "given", "birth_date"}), 2

COUNTED_FROM = 1000
"""From how many patients on it tells something how many have a name."""


class MatchRules(Strict):
    """What a site decides about matching; all of it can be saved as JSON.

    Attributes:
        weights: what agreement is worth; a site's own, once it has learned them.
        thresholds: what is certain, and what a person is shown.
        placeholders: names that stand for somebody whose name is not known.
    """

    weights: Weights = SHIPPED_WEIGHTS
    thresholds: Thresholds = DEFAULT_THRESHOLDS
    placeholders: Placeholders = DEFAULT_PLACEHOLDERS


@frozen(repr=False)
class Found:
    """Somebody who shares a key with the sheet: as they are compared, and how to get them whole."""

    record: Record
    whole: Callable[[], Patient]


@frozen(repr=False)
class Sheet:
    """What is asked for.

    Attributes:
        record: what is written, made plain.
        among: how many patients there are.
        common: how common values are among them.
        home: how many bits a shared home is worth among them.
        is_crowded: so many share its keys that not all were looked at, so that nobody can be certain.
    """

    written: WrittenIdentity
    record: Record
    among: int
    common: Frequencies
    is_crowded: bool = False
    home: float = field(init=False)

    @home.default
    def _worth_of_home(self) -> float:
        return worth_of_home(self.among)


@frozen
class Judge:
    """Weighs and grades by a site's rules."""

    rules: MatchRules
    scale: Scale
    _numbers: tuple[int, ...] = field(repr=False)

    @classmethod
    def by(cls, rules: MatchRules, *, like: Resemblance = IN_PLAIN_PYTHON) -> Judge:
        """Return the judge who keeps to some rules."""
        scale = Scale.of(rules.weights, like=like)
        numbers = tuple(place for place, one in enumerate(scale.fields) if one.key in _NUMBERS)
        return cls(rules, scale, numbers)

    def answer(self, sheet: Sheet, found: Iterable[Found], *, limit: int) -> tuple[Candidate, ...]:
        """Return the candidates, the likeliest first; without those who are certainly not meant.

        Args:
            sheet: what is asked for.
            found: all who share a key with it, in any order.
            limit: how many at most.
        """
        weighed = [self._weighed(sheet, one) for one in found]
        best = max((weight for weight, _, _ in weighed), default=0.0)
        least = min(self._least(sheet.among), best - self.rules.thresholds.margin)
        candidates = [
            self._candidate(sheet, one, levels)
            for weight, levels, one in weighed
            if weight >= least or self._has_number(levels)
        ]
        graded = grade(candidates, self.rules.thresholds, among=sheet.among)
        return tuple(one for one in graded if one.grade is not MatchGrade.CERTAINLY_NOT)[:limit]

    def _weighed(self, sheet: Sheet, one: Found) -> tuple[float, Levels, Found]:
        levels = self.scale.levels(sheet.record, one.record)
        return self.scale.weight(levels, sheet.record, sheet.common, home=sheet.home), levels, one

    def _least(self, among: int) -> float:
        """Return below which weight nobody is shown to a person, even where nobody else comes into question."""
        thresholds = self.rules.thresholds
        return log2(thresholds.person * (1 - thresholds.known) / thresholds.known * max(among, 1))

    def _has_number(self, levels: Levels) -> bool:
        return any(levels[place] == 1 for place in self._numbers)

    def _is_number_only(self, levels: Levels) -> bool:
        """Say whether a number stands nearly alone: family, given name and birth date must tell of a slip in it."""
        known = [one.key for level, one in zip(levels, self.scale.fields, strict=True) if level]
        return len(_OF_A_PERSON.intersection(known)) < _AT_LEAST

    def _candidate(self, sheet: Sheet, one: Found, levels: Levels) -> Candidate:
        patient = one.whole()
        evidence = self.scale.evidence(levels, sheet.record, sheet.common, home=sheet.home)
        against = vetoes(sheet.written, patient, placeholders=self.rules.placeholders, like=self.scale.like)
        if sheet.is_crowded or self._is_number_only(levels):
            against = tuple(dict.fromkeys((*against, Veto.TOO_LITTLE_WRITTEN)))
        weight = sum(part.weight for part in evidence)
        return Candidate(patient=patient, grade=MatchGrade.NONE, weight=weight, evidence=evidence, vetoes=against)
