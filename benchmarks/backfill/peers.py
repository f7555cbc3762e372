"""What others would match patients with, set up as their own guides do for these data, and learning unsupervised."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from benchmarks.backfill.febrl import Pairs, Row, Task, record_of_row
from downtimekit.adapters.matching.linking import dedupe, link

_RULES = (("date_of_birth",), ("given_name", "surname"), ("surname", "postcode"), ("given_name", "postcode"))
_MORE_RULES = (("soc_sec_id",), ("street_number", "address_1"))


def with_ours(task: Task) -> Pairs:
    """Find pairs with our own."""
    left = {row["rec_id"]: record_of_row(row, on_paper=task.on_paper) for row in task.left}
    if task.right is None:
        found = dedupe(left)
    else:
        found = link(left, {row["rec_id"]: record_of_row(row, on_paper=task.on_paper) for row in task.right})
    return frozenset(frozenset((one.left, one.right)) for one in found.links)


def with_splink(task: Task) -> Pairs:
    """Find pairs with Splink, on DuckDB."""
    from splink import Linker, SettingsCreator, block_on  # noqa: PLC0415  (each peer may be missing)
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    rules = _RULES if task.on_paper else (*_RULES, *_MORE_RULES)
    settings = SettingsCreator(
        link_type="dedupe_only" if task.right is None else "link_only",
        comparisons=_splinks_comparisons(task),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        unique_id_column_name="rec_id",
    )
    duck = DuckDBAPI()
    lists = [rows for rows in (task.left, task.right) if rows is not None]
    tables = [duck.register(_frame(rows, task), dataset_display_name=f"list_{at}") for at, rows in enumerate(lists)]
    linker = Linker(tables, settings, log_level="ERROR")
    same_name = "l.given_name = r.given_name and l.surname = r.surname and l.date_of_birth = r.date_of_birth"
    same_home = "l.postcode = r.postcode and l.surname = r.surname and l.date_of_birth = r.date_of_birth"
    linker.training.estimate_probability_two_random_records_match([same_name, same_home], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6 + 1, seed=1)
    for rule in _RULES[:2]:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    found = linker.inference.predict(threshold_match_probability=0.5).as_record_list()
    return frozenset(frozenset((row["rec_id_l"], row["rec_id_r"])) for row in found)


def _splinks_comparisons(task: Task) -> list[Any]:
    from splink import comparison_library as compare  # noqa: PLC0415

    found = [
        compare.NameComparison("given_name").configure(term_frequency_adjustments=True),
        compare.NameComparison("surname").configure(term_frequency_adjustments=True),
        compare.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
        compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
    ]
    if task.on_paper:
        return found
    return [
        *found,
        compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        compare.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        *(compare.JaroWinklerAtThresholds(field, [0.9, 0.8]) for field in ("address_1", "address_2", "suburb")),
        compare.ExactMatch("state"),
    ]


def with_recordlinkage(task: Task) -> Pairs:
    """Find pairs with recordlinkage and its ECM classifier."""
    import recordlinkage  # noqa: PLC0415

    left = _frame(task.left, task).set_index("rec_id")
    lists = [left] if task.right is None else [left, _frame(task.right, task).set_index("rec_id")]
    index = recordlinkage.Index()
    for rule in _RULES if task.on_paper else (*_RULES, *_MORE_RULES):
        index.block(list(rule))
    compare = recordlinkage.Compare()
    for field in task.fields:
        if field in ("given_name", "surname", "address_1", "address_2", "suburb"):
            compare.string(field, field, method="jarowinkler", threshold=0.85, label=field)
        elif field in ("date_of_birth", "postcode", "soc_sec_id"):
            compare.string(field, field, method="damerau_levenshtein", threshold=0.74, label=field)
        else:
            compare.exact(field, field, label=field)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, about what recordlinkage does
        features = compare.compute(index.index(*lists), *lists)
        found = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(features)
    return frozenset(frozenset(pair) for pair in found)


def _frame(rows: Sequence[Row], task: Task) -> Any:  # noqa: ANN401  (pandas has no types here)
    import pandas  # type: ignore[import-untyped]  # noqa: PLC0415

    fields = ("rec_id", *task.fields)
    return pandas.DataFrame([{field: row[field] or None for field in fields} for row in rows])
