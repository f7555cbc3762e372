"""SQLite under the SQL target."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
from threading import RLock
from typing import Any, Self

from attrs import define, field

from downtimekit.adapters.sql_target.dialect import Rows, TableShape, Unique
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: fsync alone does not reach the disk
    "PRAGMA trusted_schema = OFF",
)
_REFUSED = (sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG)
_WORDS: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: "is locked by another program",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_CORRUPT: "is damaged",
    sqlite3.SQLITE_ERROR: "does not understand the question: see whether its tables are those of the mapping",
    sqlite3.SQLITE_FULL: "has no room: the disk is full",
    sqlite3.SQLITE_IOERR: "could not be read or written by the disk",
    sqlite3.SQLITE_NOTADB: "is not a database",
    sqlite3.SQLITE_PERM: "may not be opened by this user",
    sqlite3.SQLITE_READONLY: "may not be written to by this user",
}


@define(eq=False)
class SqliteDatabase:
    """A database in a file, which must be there; any number of processes may use it.

    How it keeps its log is left as its owner has set it; a write-ahead log (``PRAGMA journal_mode = WAL``) is fastest,
    and lets others read meanwhile.

    Attributes:
        path: the file, on a local disk.
        patience: seconds to wait for another program that writes.
    """

    path: Path = field(converter=Path)
    patience: float = 30.0
    lock: str = field(default="", init=False)
    _connection: sqlite3.Connection | None = field(default=None, init=False, repr=False)
    _process: int = field(default=0, init=False, repr=False)
    _left: list[sqlite3.Connection] = field(factory=list, init=False, repr=False)
    _alone: RLock = field(factory=RLock, init=False, repr=False)

    def __enter__(self) -> Self:
        """Return the database, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """Lend a transaction that sees one moment."""
        with self._alone:
            connection = self._begun("DEFERRED")
            try:
                yield _Rows(connection)
            except sqlite3.Error as error:
                raise Unreachable(_words(error)) from error
            finally:
                _roll_back(connection)

    @contextmanager
    def writing(self, *locked: str) -> Iterator[Rows]:
        """Lend a transaction; whoever else writes to the file waits, whichever charts they write to."""
        with self._alone:
            connection = self._begun("IMMEDIATE")
            try:
                yield _Rows(connection)
            except sqlite3.Error as error:
                _roll_back(connection)
                raise _refusal(error) from error
            except BaseException:
                _roll_back(connection)
                raise
            try:
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                _roll_back(connection)
                raise OutcomeUnknown(f"{_words(error)}; it may have been written") from error

    def table(self, name: str) -> TableShape | None:
        """Return a table's shape; None where it is not there."""
        schema, _, table = name.rpartition(".")
        with self.reading() as rows:
            found = rows.read("SELECT * FROM pragma_table_info(?, ?)", (table, schema or "main"))
            unique = list(_unique(rows, table, schema or "main"))
        key = frozenset(column["name"] for column in found if column["pk"])
        given = {column["name"] for column in found if column["dflt_value"] is not None}
        if _is_row_id(found):
            given |= key
            unique.append(Unique(key))
        columns = {column["name"]: bool(column["notnull"]) for column in found}
        return TableShape(columns, frozenset(given), unique) if columns else None

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._alone:
            connection, self._connection = self._connection, None
            if connection is not None and self._process == os.getpid():
                connection.close()

    def _begun(self, kind: str) -> sqlite3.Connection:
        try:
            connection = self._opened()
            connection.execute(f"BEGIN {kind}")
        except sqlite3.Error as error:
            self.close()
            raise Unreachable(f"{_words(error)}; nothing was written") from error
        return connection

    def _opened(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            # SQLite's locks do not survive a fork: even to close the parent's connection would damage the file.
            self._left += [self._connection] if self._connection else []
            self._connection, self._process = None, os.getpid()
        if self._connection is None:
            where = f"{self.path.absolute().as_uri()}?mode=rw"
            connection = sqlite3.connect(
                where, uri=True, timeout=self.patience, isolation_level=None, check_same_thread=False
            )
            try:
                connection.row_factory = sqlite3.Row
                for setting in _SETTINGS:
                    connection.execute(setting)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection


@define
class _Rows:
    _connection: sqlite3.Connection

    def read(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(statement, values)]

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        return self._connection.execute(statement, values).rowcount


def new_sqlite(path: str | PathLike[str], statements: Sequence[str]) -> SqliteDatabase:
    """Make a file that holds some tables, with a write-ahead log, or add those that are missing to it.

    Raises:
        Unreachable: it cannot be made, or is something else.
    """
    file = Path(path)
    try:
        file.touch(mode=0o600, exist_ok=True)  # it will hold patient data
        with suppress(sqlite3.OperationalError):  # where another process is just as far, either of them will do
            connection = sqlite3.connect(file)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close()
    except (OSError, sqlite3.Error) as error:
        raise Unreachable("the database cannot be made") from error
    database = SqliteDatabase(file)
    with database.writing() as rows:
        for statement in statements:
            rows.change(statement)
    return database


def _unique(rows: Rows, table: str, schema: str) -> Iterator[Unique]:
    for index in rows.read("SELECT * FROM pragma_index_list(?, ?)", (table, schema)):
        if index["unique"]:
            columns = rows.read("SELECT name FROM pragma_index_info(?, ?)", (index["name"], schema))
            names = frozenset(column["name"] or "(expression)" for column in columns)
            yield Unique(names, bool(index["partial"]))


def _is_row_id(found: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether the primary key of a table is the number that SQLite itself gives every row."""
    key = [column["type"].upper() for column in found if column["pk"]]
    return key == ["INTEGER"]


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # a full disk has rolled back already
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # the higher bits tell variants apart


def _words(error: sqlite3.Error) -> str:
    return f"the database {_WORDS.get(_code(error), 'could not be used')}"


def _refusal(error: sqlite3.Error) -> Rejected | Unreachable:
    if _code(error) in _REFUSED:
        return Rejected("the database refuses the record, by a rule of its own")
    return Unreachable(f"{_words(error)}; nothing was written")
