"""What a database must be able to do for the SQL target, and what its tables look like to a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, Protocol

from attrs import frozen


@frozen
class Unique:
    """A unique index: its columns, and whether it leaves some rows out."""

    columns: frozenset[str]
    is_partial: bool = False


@frozen
class TableShape:
    """A table as the database has it.

    Attributes:
        columns: each with whether it must hold a value.
        given: the columns that get one by themselves in a new row, by a default or as an identity.
        unique: its unique indexes, with that of the primary key.
    """

    columns: Mapping[str, bool]
    given: frozenset[str]
    unique: Sequence[Unique]


class Rows(Protocol):
    """A transaction; values stand in statements as ``?``."""

    def read(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Return the rows that a statement finds, or makes and returns."""
        ...

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """Return how many rows a statement changed."""
        ...


class Database(Protocol):
    """A database, used by any number of threads.

    Attributes:
        lock: what a question ends with that nobody may answer otherwise until the transaction ends.
    """

    lock: str

    def reading(self) -> AbstractContextManager[Rows]:
        """Lend a transaction that sees one moment.

        Raises:
            Unreachable: it cannot be asked now.
        """
        ...

    def writing(self, *locked: str) -> AbstractContextManager[Rows]:
        """Lend a transaction that is kept whole, or not at all where anything is raised in it.

        Args:
            locked: charts; two transactions that name the same one come after each other.

        Raises:
            Unreachable: nothing was written.
            OutcomeUnknown: the answer to its end was lost.
            Rejected: the database refuses a row, by a rule of its own.
        """
        ...

    def table(self, name: str) -> TableShape | None:
        """Return a table's shape; None where it is not there, or may not be seen."""
        ...


@cache
def quoted(name: str) -> str:
    """Return a name that a mapping has checked, as a statement has it."""
    return ".".join(f'"{part}"' for part in name.split("."))
