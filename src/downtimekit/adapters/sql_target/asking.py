"""How a table is asked and filled: statements from a mapping's checked names, values as parameters only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from downtimekit.adapters.sql_target.dialect import Rows, quoted
from downtimekit.adapters.sql_target.mapping import Fixed

_AT_ONCE = 400
"""Values in one question: every database takes so many."""


def select(table: str, columns: Iterable[str], *, always: Iterable[str] = (), where: str = "") -> str:
    """Return a question for the rows that a mapping is about; the values of `always` come first."""
    listed = ", ".join(dict.fromkeys(map(quoted, columns)))
    conditions = [*(f"{quoted(column)} = ?" for column in always), *([where] if where else [])]
    # Only names that the mapping has checked, in quotes.
    question = f"SELECT {listed} FROM {quoted(table)}"  # noqa: S608
    return f"{question} WHERE {' AND '.join(conditions)}" if conditions else question


def insert(table: str, columns: Sequence[str], *, returning: str = "") -> str:
    """Return a statement that adds a row."""
    names, marks = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})"  # noqa: S608
    return f"{statement} RETURNING {quoted(returning)}" if returning else statement


def update(table: str, columns: Iterable[str], *, where: Iterable[str]) -> str:
    """Return a statement that changes the rows in which some columns have some values."""
    changes = ", ".join(f"{quoted(column)} = ?" for column in columns)
    conditions = " AND ".join(f"{quoted(column)} = ?" for column in where)
    return f"UPDATE {quoted(table)} SET {changes} WHERE {conditions}"  # noqa: S608


def one_of(expression: str, count: int) -> str:
    """Return the condition that something is one of so many values."""
    return f"{expression} IN ({', '.join('?' * count)})"


def in_parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield values in parts that one question can hold."""
    rest = iter(values)
    while part := list(islice(rest, _AT_ONCE)):
        yield part


def among(
    rows: Rows, table: str, columns: Sequence[str], *, always: Mapping[str, Fixed], key: str, values: Iterable[object]
) -> Iterator[dict[str, Any]]:
    """Yield the rows in which a column has one of some values."""
    for part in in_parts(values):
        question = select(table, columns, always=always, where=one_of(quoted(key), len(part)))
        yield from rows.read(question, [*always.values(), *part])
