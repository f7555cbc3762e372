"""What speaks for and against two records being one person, field by field and in bits."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import inf, log2

from attrs import field as attrs_field
from attrs import frozen

from downtimekit.backfill.matching.fields import FIELDS, ComparedField
from downtimekit.backfill.matching.placeholders import DEFAULT_PLACEHOLDERS, Placeholders
from downtimekit.backfill.matching.records import Record, record_of
from downtimekit.backfill.matching.similarity import IN_PLAIN_PYTHON, Resemblance
from downtimekit.backfill.matching.vetoing import vetoes
from downtimekit.backfill.matching.weights import Weights
from downtimekit.models.matching import Agreement, Candidate, Evidence, MatchGrade
from downtimekit.models.patient import Patient, WrittenIdentity

Frequencies = Callable[[str, str], float]
"""Says which share of all patients has a value in a field; 0 where nobody knows."""

Levels = tuple[int, ...]
"""At which level each field compares, in the order of the fields; 0 where either side leaves it out."""


_HOUSEHOLD = 3
"""So many share a home, and seldom more (2.5 in the United States, Census 2020)."""


def worth_of_home(among: int) -> float:
    """Return how many bits a shared home is worth at most: it singles out a household, and nobody in it.

    House, street, town and phone are not seen independently of each other; added up as if they were, they would
    outweigh that everything else differs.

    Args:
        among: how many patients were searched.
    """
    return log2(max(among / _HOUSEHOLD, 2))


def no_frequencies(field: str, value: str) -> float:
    """Know of no value how common it is."""
    return 0.0


@frozen
class Scale:
    """Weighs pairs of records.

    Attributes:
        fields: what is compared.
        bits: what each level of each field is worth; the first, of what is left out, is worth nothing.
        sames: by field, how often one person's records have the same value.
        usual: by field and level, the evidence of a value that is neither rare nor common.
        homes: the fields that everybody in a household has in common.
        shared: the fields whose rare values say more than common ones, and at which levels both have the value.
    """

    fields: tuple[ComparedField, ...]
    bits: tuple[tuple[float, ...], ...]
    sames: tuple[float, ...]
    usual: tuple[tuple[Evidence, ...], ...] = attrs_field(repr=False)
    homes: tuple[int, ...]
    shared: tuple[tuple[int, frozenset[int]], ...]
    like: Resemblance

    @classmethod
    def of(
        cls, weights: Weights, *, fields: tuple[ComparedField, ...] = FIELDS, like: Resemblance = IN_PLAIN_PYTHON
    ) -> Scale:
        """Make a scale of weights."""
        levels = [weights.of(field.key) for field in fields]
        bits = tuple((0.0, *(level.bits for level in found)) for found in levels)
        sames = tuple(found[0].m for found in levels)
        shared = tuple((place, _shared(field)) for place, field in enumerate(fields) if field.value)
        usual = tuple(
            tuple(_evidence(field, level, weight) for level, weight in enumerate(of_field))
            for field, of_field in zip(fields, bits, strict=True)
        )
        homes = tuple(place for place, field in enumerate(fields) if field.is_of_home)
        return cls(fields, bits, sames, usual, homes, shared, like)

    def levels(self, one: Record, other: Record) -> Levels:
        """Compare two records."""
        like = self.like
        return tuple([field.compare(one, other, like) for field in self.fields])

    def parts(
        self, levels: Levels, record: Record, common: Frequencies = no_frequencies, *, home: float = inf
    ) -> list[float]:
        """Return what each field weighs.

        Args:
            levels: at which the fields compare.
            record: either of the two.
            common: how common values are.
            home: how many bits a shared home can be worth, all its fields together.
        """
        weighed = [bits[level] for bits, level in zip(self.bits, levels, strict=True)]
        for place, is_shared in self.shared:
            if levels[place] in is_shared:
                weighed[place] = self._of_value(place, weighed[place], record, common)
        told = sum([weighed[place] for place in self.homes if weighed[place] > 0])
        if told > home:
            for place in self.homes:
                weighed[place] *= home / told if weighed[place] > 0 else 1
        return weighed

    def weight(
        self, levels: Levels, record: Record, common: Frequencies = no_frequencies, *, home: float = inf
    ) -> float:
        """Return what all fields weigh together, in bits; see `parts`."""
        return sum(self.parts(levels, record, common, home=home))

    def evidence(
        self, levels: Levels, record: Record, common: Frequencies = no_frequencies, *, home: float = inf
    ) -> tuple[Evidence, ...]:
        """Explain a weight: what every field adds to it; see `parts`."""
        parts = self.parts(levels, record, common, home=home)
        return tuple(
            usual[level] if part == usual[level].weight else _evidence(field, level, part)
            for field, level, part, usual in zip(self.fields, levels, parts, self.usual, strict=True)
        )

    def _of_value(self, place: int, usual: float, record: Record, common: Frequencies) -> float:
        """Return what it weighs that both have this value; more than usual where few have it.

        A name that stands in the other's place is as rare there as here: it has changed places in one of the records.
        """
        field = self.fields[place]
        value = field.value(record) if field.value else ""
        fields = _NAMES if field.key in _NAMES else (field.key,)
        found = max(common(key, value) for key in fields)
        return log2(self.sames[place] / found) if found else usual


_NAMES = ("family", "given")


def _shared(field: ComparedField) -> frozenset[int]:
    return frozenset(place for place, level in enumerate(field.levels, 1) if level.is_shared)


def _evidence(field: ComparedField, level: int, weight: float) -> Evidence:
    if not level:
        return Evidence(field=field.key, agreement=Agreement.UNKNOWN, because="one side leaves it out")
    found = field.levels[level - 1]
    return Evidence(field=field.key, agreement=found.agreement, weight=weight, because=found.because)


def score(
    written: WrittenIdentity,
    patient: Patient,
    weights: Weights,
    *,
    common: Frequencies = no_frequencies,
    placeholders: Placeholders = DEFAULT_PLACEHOLDERS,
) -> Candidate:
    """Say what speaks for and against a sheet being a patient's.

    Args:
        written: what stands on the sheet.
        patient: as the chart knows them.
        weights: what agreement is worth.
        common: how common a name or a street is among the patients.
        placeholders: names that stand for somebody whose name is not known.

    Returns:
        The candidate with evidence, weight and vetoes; its grade is `NONE` until `grade` has seen the others.
    """
    scale, sheet = _scale_of(weights), record_of(written)
    levels = scale.levels(sheet, record_of(patient))
    evidence = scale.evidence(levels, sheet, common)
    return Candidate(
        patient=patient,
        grade=MatchGrade.NONE,
        weight=sum(one.weight for one in evidence),
        evidence=evidence,
        vetoes=vetoes(written, patient, placeholders=placeholders),
    )


@lru_cache(maxsize=8)
def _scale_of(weights: Weights) -> Scale:
    return Scale.of(weights)
