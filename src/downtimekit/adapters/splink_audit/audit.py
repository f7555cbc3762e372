"""Audit an index of patients: what agreement is worth at this site, and which charts seem to be one person's.

Splink finds the pairs, compares them and samples random ones. The EM is that of `backfill.matching.learning`: Splink's
own stops with an error once a level is never seen among matches, which in a clean index is the rule (seen with 5.0).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen
from splink import Linker

from downtimekit.adapters.splink_audit.columns import rows_of
from downtimekit.adapters.splink_audit.engines import Engine, on_duckdb
from downtimekit.adapters.splink_audit.settings import settings
from downtimekit.backfill.matching import SHIPPED_WEIGHTS, Weights
from downtimekit.backfill.matching.fields import IN_ONE_INDEX, ComparedField
from downtimekit.backfill.matching.learning import Learned, Seen, learn
from downtimekit.backfill.matching.scoring import Levels
from downtimekit.backfill.matching.weights import FieldWeights, LevelWeight
from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.patient import Patient

_LEAST, _MOST = 1e-9, 1 - 1e-9
_FEWEST = 100
_GAMMAS = tuple(f"gamma_{one.key}" for one in IN_ONE_INDEX)


@frozen
class Duplicate:
    """Two charts that seem to be one person's; only a person merges them.

    Attributes:
        one, other: their numbers, the smaller first.
        probability: that they are one person's, by what was learned.
    """

    one: str = field(repr=False)
    other: str = field(repr=False)
    probability: float


@define
class IndexAudit:
    """An index that Splink looks at."""

    _table: Any = field(repr=False)
    _count: int
    _duplicates: float
    _learned: Learned | None = field(default=None, init=False, repr=False)

    @classmethod
    def of(
        cls, patients: Iterable[Patient], *, engine: Engine | None = None, duplicates_percent: float = 1.0
    ) -> IndexAudit:
        """Load an index.

        Args:
            patients: each with their own number; those merged away and those under an alias are left out.
            engine: where to compute; DuckDB in this process, where none is given.
            duplicates_percent: how many of a hundred charts are expected to be somebody's second one, to begin with.

        Raises:
            InvalidInput: there are too few to learn anything from.
        """
        rows = list(rows_of(patients))
        if len(rows) < _FEWEST:
            raise InvalidInput("index", [Fault("", f"has {len(rows)} patients; {_FEWEST} are the least")])
        return cls((engine or on_duckdb())(rows), len(rows), duplicates_percent / 100 * len(rows))

    def learn(self, *, learned_from: str, random_pairs: int = 1_000_000, seed: int = 1) -> Weights:
        """Return what agreement is worth at this site, learned without anybody's help.

        Args:
            learned_from: what the index is, such as ``our index of 2026-11-01``; never a patient.
            random_pairs: how many tell what two people have in common by chance.
            seed: of the random pairs.
        """
        linker = self._linker(SHIPPED_WEIGHTS, self._duplicates)
        linker.training.estimate_u_using_random_sampling(
            max_pairs=random_pairs, seed=seed, min_count_per_level=None, num_chunks=1
        )
        start = _with_chance(linker.misc.save_model_to_json())
        seen = Seen(IN_ONE_INDEX, _patterns(linker), {}, {}, self._pairs, self._duplicates)
        self._learned = learn(seen, start, learned_from=learned_from)
        return self._learned.weights

    def duplicates(self, *, least: float = 0.95) -> Iterator[Duplicate]:
        """Yield the pairs of charts that seem to be one person's, the likeliest first; by what was learned, if it was.

        Args:
            least: the smallest probability that is told.
        """
        learned = self._learned or Learned(SHIPPED_WEIGHTS, self._duplicates)
        linker = self._linker(learned.weights, learned.matches)
        found = linker.inference.predict(threshold_match_probability=least)
        told = f"SELECT unique_id_l, unique_id_r, match_probability FROM {found.physical_name}"  # noqa: S608  (Splink's)
        ordered = f"{told} ORDER BY match_probability DESC, unique_id_l, unique_id_r"
        for row in linker.misc.query_sql(ordered).as_record_list():
            one, other = sorted((str(row["unique_id_l"]), str(row["unique_id_r"])))
            yield Duplicate(one, other, float(row["match_probability"]))

    @property
    def _pairs(self) -> int:
        return self._count * (self._count - 1) // 2

    def _linker(self, weights: Weights, matches: float) -> Any:  # noqa: ANN401  (Splink's)
        wanted = settings(weights, prior=min(0.5, matches / self._pairs))
        return Linker(self._table, wanted, log_level=logging.ERROR)


def _patterns(linker: Any) -> Mapping[Levels, int]:  # noqa: ANN401  (Splink's)
    """Return how often likely pairs compare in each way."""
    found = linker.inference.predict()
    columns = ", ".join(_GAMMAS)
    counted = f"SELECT {columns}, count(*) AS pairs FROM {found.physical_name} GROUP BY {columns}"  # noqa: S608  (ours)
    rows = linker.misc.query_sql(counted).as_record_list()
    return {
        tuple(_level(one, int(row[gamma])) for one, gamma in zip(IN_ONE_INDEX, _GAMMAS, strict=True)): int(row["pairs"])
        for row in rows
    }


def _level(compared: ComparedField, gamma: int) -> int:
    """Return a level by our count: from 1, the best first, and 0 for what is left out; Splink's goes down."""
    return 0 if gamma < 0 else len(compared.levels) - gamma


def _with_chance(model: Mapping[str, Any]) -> Weights:
    """Return the weights that ship, with how often two people agree by chance as Splink sampled it."""
    found = {one["output_column_name"]: one["comparison_levels"] for one in model["comparisons"]}
    fields = (_sampled(one, found[one.field]) if one.field in found else one for one in SHIPPED_WEIGHTS.fields)
    return Weights(fields=tuple(fields))


def _sampled(shipped: FieldWeights, levels: Iterable[Mapping[str, Any]]) -> FieldWeights:
    stated = (level for level in levels if not level.get("is_null_level"))
    return FieldWeights(
        field=shipped.field,
        levels=tuple(
            LevelWeight(level=ours.level, m=ours.m, u=_share(level.get("u_probability"), ours.u))
            for ours, level in zip(shipped.levels, stated, strict=True)
        ),
    )


def _share(found: object, otherwise: float) -> float:
    """Return a share; what was never seen keeps what ships."""
    return min(max(float(found), _LEAST), _MOST) if isinstance(found, int | float) else otherwise
