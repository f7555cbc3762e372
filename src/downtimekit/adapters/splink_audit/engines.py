"""Where Splink computes: DuckDB in this process, or a Spark session that the host brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import duckdb
from splink.backends.duckdb import DuckDBAPI

from downtimekit.adapters.splink_audit.columns import COLUMNS, Row

SplinkTable = Any
"""A `SplinkDataFrame`, which carries its engine with it."""

Engine = Callable[[Iterable[Row]], SplinkTable]
"""Takes the rows, and returns the table as Splink knows it."""

_BATCH = 50_000


def on_duckdb(*, path: str = ":memory:", threads: int | None = None) -> Engine:
    """Compute in this process.

    Args:
        path: of a file for what does not fit into memory; it holds patient data, and is yours to remove.
        threads: how many; as many as there are cores, where it is not said.
    """

    def engine(rows: Iterable[Row]) -> SplinkTable:
        connection = duckdb.connect(path)
        if threads:
            connection.execute(f"SET threads = {int(threads)}")
        columns = ", ".join(f"{column} VARCHAR" for column in COLUMNS)
        connection.execute(f"CREATE OR REPLACE TABLE patients ({columns})")
        marks = ", ".join("?" * len(COLUMNS))
        whole = iter(rows)
        while batch := list(islice(whole, _BATCH)):
            connection.executemany(f"INSERT INTO patients VALUES ({marks})", batch)  # noqa: S608  (our own columns)
        api = DuckDBAPI(connection)
        return api.register("patients")

    return engine


def on_spark(session: Any) -> Engine:  # noqa: ANN401  (a pyspark SparkSession; pyspark is the host's)
    """Compute on a Spark cluster.

    Args:
        session: a `SparkSession` that the host made, and ends.
    """
    from splink.backends.spark import SparkAPI  # noqa: PLC0415  (needs pyspark, which whoever has DuckDB does not)

    def engine(rows: Iterable[Row]) -> SplinkTable:
        schema = ", ".join(f"{column} string" for column in COLUMNS)
        table = session.createDataFrame(list(rows), schema=schema)
        spark: Any = SparkAPI
        api = spark(spark_session=session, register_udfs_automatically=False, break_lineage_method="persist")
        return api.register(table)

    return engine
