"""What each level of agreement is worth: how often it is seen in one person's records, and in two people's.

A site's own weights, learned from its records, are saved as JSON and take the place of those that ship:

    weights = Weights.model_validate_json(path.read_bytes())

Source: I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage" (1969). The figures that ship are ours: what
people mistype, and how many share a value, as orders of magnitude; they fit no site exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log2
from typing import Annotated

from pydantic import Field, model_validator

from downtimekit.backfill.matching.fields import FIELDS
from downtimekit.models.strict import Key, Name, Strict

Share = Annotated[float, Field(gt=0, lt=1)]


class LevelWeight(Strict):
    """How often a level is seen where both records say something.

    Attributes:
        m: its share among pairs of records of one person.
        u: its share among pairs of records of two people.
    """

    level: Key
    m: Share
    u: Share

    @property
    def bits(self) -> float:
        """What it adds to the weight of a pair."""
        return log2(self.m / self.u)


class FieldWeights(Strict):
    """The levels of one field."""

    field: Key
    levels: tuple[LevelWeight, ...]


class Weights(Strict):
    """What all levels of all fields are worth.

    Attributes:
        learned_from: what they were learned from, such as ``40,000 registrations of 2026``; never a patient.
    """

    fields: tuple[FieldWeights, ...]
    learned_from: Name | None = None

    @model_validator(mode="after")
    def _fits_the_table(self) -> Weights:
        wanted = {field.key: [level.key for level in field.levels] for field in FIELDS}
        faults = list(_faults(wanted, self.fields))
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def of(self, field: str) -> tuple[LevelWeight, ...]:
        """Return the levels of a field, in the order of the table."""
        return next(found.levels for found in self.fields if found.field == field)


def _faults(wanted: Mapping[str, list[str]], found: tuple[FieldWeights, ...]) -> Iterator[str]:
    given = [one.field for one in found]
    yield from (f"field {key} is missing" for key in wanted if key not in given)
    if len(set(given)) < len(given):
        yield "a field is given twice"
    if not set(given) <= set(wanted):
        yield f"a field is not known; known are {', '.join(wanted)}"
    for one in found:
        levels = wanted.get(one.field)
        if levels is not None and [level.level for level in one.levels] != levels:
            yield f"field {one.field} needs these levels, in this order: {', '.join(levels)}"


_SHIPPED: Mapping[str, tuple[tuple[float, float], ...]] = {
    "family": ((0.92, 0.001), (0.02, 0.001), (0.03, 0.002), (0.01, 0.006), (0.002, 0.0001), (0.02, 0.99)),
    "given": (
        (0.88, 0.008),
        (0.05, 0.01),
        (0.01, 0.0005),
        (0.03, 0.005),
        (0.01, 0.02),
        (0.002, 0.0001),
        (0.01, 0.95),
    ),
    "birth_date": ((0.95, 0.00005), (0.025, 0.0015), (0.002, 0.00005), (0.015, 0.003), (0.008, 0.995)),
    "gender": ((0.99, 0.5), (0.01, 0.5)),
    "mrn": ((0.97, 0.0000005), (0.02, 0.00001), (0.01, 0.9999)),
    "number": ((0.95, 0.0000005), (0.02, 0.00001), (0.03, 0.9999)),
    "phone": ((0.75, 0.000002), (0.02, 0.00001), (0.23, 0.9999)),
    "house": ((0.85, 0.01), (0.05, 0.1), (0.1, 0.89)),
    "street": ((0.75, 0.001), (0.08, 0.003), (0.02, 0.01), (0.15, 0.986)),
    "beside": ((0.6, 0.01), (0.1, 0.01), (0.05, 0.03), (0.25, 0.95)),
    "city": ((0.85, 0.05), (0.03, 0.003), (0.01, 0.01), (0.11, 0.937)),
    "state": ((0.98, 0.8), (0.02, 0.2)),
    "postcode": ((0.82, 0.01), (0.05, 0.02), (0.13, 0.97)),
}


def weights_of(shares: Mapping[str, tuple[tuple[float, float], ...]], *, learned_from: str | None = None) -> Weights:
    """Return weights by field: m and u of each level, in the order of the table."""
    return Weights(
        fields=tuple(
            FieldWeights(
                field=field.key,
                levels=tuple(
                    LevelWeight(level=level.key, m=m, u=u)
                    for level, (m, u) in zip(field.levels, shares[field.key], strict=True)
                ),
            )
            for field in FIELDS
        ),
        learned_from=learned_from,
    )


SHIPPED_WEIGHTS = weights_of(_SHIPPED)
"""To begin with; a site does better with its own."""
