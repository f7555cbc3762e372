"""The fields and levels of `backfill.matching`, said in SQL that DuckDB and Spark both understand.

The levels are the same; how near two spellings are is told by edits, because that is what both engines have. So a
level that is learned here fits the one of the same name there, a little roughly for spellings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from splink import SettingsCreator, block_on
from splink import comparison_level_library as levels
from splink.comparison_library import CustomComparison

from downtimekit.backfill.matching.fields import IN_ONE_INDEX, ComparedField
from downtimekit.backfill.matching.weights import LevelWeight, Weights

_SAME = "{0}_l = {0}_r"
_SLIP = "levenshtein({0}_l, {0}_r) <= 1"
_CLOSE = "levenshtein({0}_l, {0}_r) <= 0.15 * greatest(length({0}_l), length({0}_r))"
_SIMILAR = "levenshtein({0}_l, {0}_r) <= 0.35 * greatest(length({0}_l), length({0}_r))"
_SWAPPED = "family_l = given_r AND given_l = family_r"
_PART = (
    "family_first_l IN (family_r, family_first_r, family_last_r) OR family_last_l IN (family_r, family_first_r,"
    " family_last_r) OR family_l IN (family_first_r, family_last_r)"
)
_SHORTER = "substr(given_l, 1, length(given_r)) = given_r OR substr(given_r, 1, length(given_l)) = given_l"
_YEAR, _MONTH, _DAY = "substr(birth_date_{0}, 1, 4)", "substr(birth_date_{0}, 5, 2)", "substr(birth_date_{0}, 7, 2)"


def _equal(part: str, other: str = "") -> str:
    return f"{part.format('l')} = {(other or part).format('r')}"


_TURNED = f"{_equal(_YEAR)} AND {_equal(_MONTH, _DAY)} AND {_equal(_DAY, _MONTH)}"
_TWO_PARTS = (
    f"({_equal(_YEAR)} AND {_equal(_MONTH)}) OR ({_equal(_YEAR)} AND {_equal(_DAY)})"
    f" OR ({_equal(_MONTH)} AND {_equal(_DAY)})"
)

_LEVELS: Mapping[str, str] = {
    "same": _SAME,
    "slip": _SLIP,
    "close": _CLOSE,
    "similar": _SIMILAR,
    "swapped": _SWAPPED,
    "shorter": _SHORTER,
    "nickname": "given_root_l = given_root_r",
    "turned": _TURNED,
}
_PARTS: Mapping[str, str] = {"family": _PART, "birth_date": _TWO_PARTS}
"""What `part` means for each field that has it."""

_BLOCKS: Sequence[tuple[str, ...]] = (
    ("birth_date", "given"),
    ("family", "given"),
    ("family", "birth_date"),
    ("phone",),
    ("number",),
    ("postcode", "house", "given_root"),
)
"""Which pairs are looked at: those that share one of these."""


def settings(weights: Weights, *, prior: float) -> SettingsCreator:
    """Return what Splink is to compare, how, and what each level is worth.

    Args:
        weights: of the levels.
        prior: how likely two random charts are one person's.
    """
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[_comparison(field, weights.of(field.key)) for field in IN_ONE_INDEX],
        blocking_rules_to_generate_predictions=[block_on(*block) for block in _BLOCKS],
        probability_two_random_records_match=prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _comparison(field: ComparedField, weights: Sequence[LevelWeight]) -> CustomComparison:
    *stated, last = weights
    creators: list[Any] = [levels.NullLevel(field.key)]
    for level in stated:
        creator = levels.CustomLevel(_condition(field.key, level.level), label_for_charts=level.level)
        creators.append(creator.configure(m_probability=level.m, u_probability=level.u))
    creators.append(levels.ElseLevel().configure(m_probability=last.m, u_probability=last.u))
    return CustomComparison(output_column_name=field.key, comparison_levels=creators)


def _condition(field: str, level: str) -> str:
    return (_PARTS[field] if level == "part" else _LEVELS[level]).format(field)
