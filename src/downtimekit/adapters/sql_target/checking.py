"""Hold a mapping against a database before the first write: every fault, with its path in the mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from downtimekit.adapters.sql_target.dialect import Database, TableShape
from downtimekit.adapters.sql_target.ledger import COLUMNS
from downtimekit.adapters.sql_target.mapping import (
    NewId,
    NumberTable,
    OrderTable,
    PatientTable,
    RecordTable,
    TargetMapping,
)
from downtimekit.errors import Fault

AnyTable = PatientTable | NumberTable | OrderTable | RecordTable


def faults_of(mapping: TargetMapping, database: Database) -> Iterator[Fault]:
    """Yield everything in which a mapping and a database do not fit.

    Raises:
        Unreachable: the database cannot be asked now.
    """
    shapes: dict[str, TableShape | None] = {}

    def shape(table: str) -> TableShape | None:
        if table not in shapes:
            shapes[table] = database.table(table)
        return shapes[table]

    patients, orders = mapping.patients, mapping.orders
    yield from _table("patients", patients, shape(patients.table), unique={patients.mrn})
    if mapping.numbers:
        yield from _table("numbers", mapping.numbers, shape(mapping.numbers.table))
    yield from _table("orders", orders, shape(orders.table), unique={orders.accession})
    for kind, table in mapping.records.items():
        path, found = f"records.{kind}", shape(table.table)
        yield from _table(path, table, found, unique={table.id})
        if found and kind.of_exam and table.accession:
            yield from _one_for_an_exam(path, table, found)
    yield from _ledger(mapping.ledger.table, shape(mapping.ledger.table))


def _table(path: str, table: AnyTable, shape: TableShape | None, *, unique: Iterable[str] = ()) -> Iterator[Fault]:
    if shape is None:
        yield Fault(f"{path}.table", "there is no such table, or it may not be read")
        return
    named = list(table.columns)
    for where, column in named:
        if column not in shape.columns:
            yield Fault(f"{path}.{where}", f"the table has no column {column}")
    key = frozenset(unique)
    if key and key <= shape.columns.keys() and not any(index.columns <= key for index in shape.unique):
        yield Fault(f"{path}.table", f"two rows can have the same {', '.join(sorted(key))}: a unique index is missing")
    filled = {column for _, column in named}
    if _is_given_by_nobody(table, shape):
        yield Fault(f"{path}.id", "the database gives a new row none: give it an identity, or set new_id to digest")
    for column, must_be_given in shape.columns.items():
        if must_be_given and column not in filled | shape.given:
            yield Fault(f"{path}.table", f"a new row needs {column}: say it under always, or give it a default")


def _is_given_by_nobody(table: AnyTable, shape: TableShape) -> bool:
    if not isinstance(table, RecordTable) or table.new_id is not NewId.DATABASE:
        return False
    return table.id in shape.columns.keys() - shape.given


def _one_for_an_exam(path: str, table: RecordTable, shape: TableShape) -> Iterator[Fault]:
    """Yield what keeps the database itself from keeping an exam's records apart."""
    place = frozenset({table.accession or "", *table.always})
    for index in shape.unique:
        if table.accession in index.columns and index.columns <= place:
            if not index.is_partial:
                words = "what was withdrawn would keep the right record out: the unique index must leave it out"
                yield Fault(f"{path}.accession", words)
            return
    words = "two programs could write a record each: make a unique index of it, of what was not withdrawn"
    yield Fault(f"{path}.accession", words)


def _ledger(name: str, shape: TableShape | None) -> Iterator[Fault]:
    if shape is None:
        yield Fault("ledger.table", f"there is no table {name}: make it with ledger_schema")
        return
    for column in COLUMNS:
        if column not in shape.columns:
            yield Fault("ledger.table", f"it has no column {column}")
    if not any(index.columns == {"key"} and not index.is_partial for index in shape.unique):
        yield Fault("ledger.table", "a key can be written twice: a unique index of key is missing")
