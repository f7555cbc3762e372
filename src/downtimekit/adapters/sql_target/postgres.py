"""PostgreSQL under the SQL target; needs the extra ``postgres``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Self

import psycopg
from attrs import define, field, frozen
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from downtimekit.adapters._postgres_connections import with_defaults
from downtimekit.adapters.sql_target.dialect import Rows, TableShape, Unique
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable

Connection = psycopg.Connection[dict[str, Any]]

_SETTINGS = b"""SELECT set_config('lock_timeout', %s, false),
    set_config('synchronous_commit', CASE current_setting('synchronous_commit')
        WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"""
_COLUMNS = """SELECT a.attname AS name, a.attnotnull AS needed, a.atthasdef OR a.attidentity <> '' AS given
    FROM pg_attribute a WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped"""
_UNIQUE = """SELECT i.indexrelid AS index, i.indpred IS NOT NULL AS partial, coalesce(a.attname, '(expression)') AS name
    FROM pg_index i CROSS JOIN unnest(i.indkey::int[]) AS key (number)
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number AND key.number > 0
    WHERE i.indrelid = to_regclass(?) AND i.indisunique AND i.indisvalid"""

# A code of five characters, or the two that its class begins with; see appendix A of PostgreSQL's manual.
_WORDS: Mapping[str, str] = {
    "08": "cannot be reached, or has closed the connection",
    "25006": "may only be read here: this server is a copy of another, or is set so",
    "28": "does not let us in: see to the user, the password and the name of the database",
    "3D": "does not let us in: see to the user, the password and the name of the database",
    "40": "was written to by others at the same moment",
    "42501": "does not allow this user to do that",
    "42": "does not understand the question: see whether its tables are those of the mapping",
    "53": "has no room or no strength left",
    "53100": "has no room: its disk is full",
    "55P03": "is locked by somebody else",
    "57": "cannot be reached, or has closed the connection",
    "57014": "took longer than it allows itself",
    "58": "could not read or write its disk",
}
_REFUSED = ("22", "23", "44")
"""Values that do not fit, constraints, and the checks of a view."""


@define(eq=False)
class PostgresDatabase:
    """A database on a server; any number of programs may use it.

    Its role needs SELECT on all tables of the mapping, INSERT and UPDATE on those of patients, exams and records, and
    SELECT and INSERT on the ledger. UPDATE on patients is what lets it keep a chart from being merged meanwhile.

    Attributes:
        conninfo: ``postgresql://user@host/database``; may hold a password.
        patience: seconds to wait for somebody else's lock.
        connections: how many are open at the most while nothing is done; more are opened as they are needed.
    """

    conninfo: str = field(converter=with_defaults, repr=False)
    patience: float = 30.0
    connections: int = 8
    lock: str = field(default=" FOR SHARE", init=False)
    _idle: list[Connection] = field(factory=list, init=False, repr=False)
    _left: list[Connection] = field(factory=list, init=False, repr=False)
    _process: int = field(factory=os.getpid, init=False, repr=False)
    _alone: Lock = field(factory=Lock, init=False, repr=False)

    def __enter__(self) -> Self:
        """Return the database, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """Lend a transaction that sees one moment."""
        with self._lent("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as connection:
            yield _Rows(connection)

    @contextmanager
    def writing(self, *locked: str) -> Iterator[Rows]:
        """Lend a transaction; whoever else writes to the same charts waits."""
        with self._lent("BEGIN ISOLATION LEVEL READ COMMITTED") as connection:
            rows = _Rows(connection)
            with _told():
                for name in sorted(locked):  # always in the same order, so that two never wait for each other
                    rows.read("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [name])
            yield rows
            with _told(is_end=True):
                connection.execute("COMMIT")

    def table(self, name: str) -> TableShape | None:
        """Return a table's shape; None where it is not there, or may not be seen."""
        quoted = ".".join(f'"{part}"' for part in name.split("."))
        with self.reading() as rows:
            found = rows.read(_COLUMNS, [quoted])
            indexes: dict[int, tuple[set[str], bool]] = {}
            for row in rows.read(_UNIQUE, [quoted]):
                names, _ = indexes.setdefault(row["index"], (set(), row["partial"]))
                names.add(row["name"])
        unique = [Unique(frozenset(names), is_partial) for names, is_partial in indexes.values()]
        given = frozenset(row["name"] for row in found if row["given"])
        return TableShape({row["name"]: row["needed"] for row in found}, given, unique) if found else None

    def close(self) -> None:
        """Close all connections that nobody uses; they are opened again when they are needed."""
        with self._alone:
            idle, self._idle = self._idle, []
        for connection in idle if self._process == os.getpid() else ():
            connection.close()

    @contextmanager
    def _lent(self, beginning: str) -> Iterator[Connection]:
        connection = self._begun(beginning)
        try:
            with _told():
                yield connection
        finally:
            self._give_back(connection)

    def _begun(self, beginning: str) -> Connection:
        """Return a connection with a transaction; one that died while nobody used it is replaced by a new one."""
        while (connection := self._taken()) is not None:
            try:
                connection.execute(beginning.encode())
            except psycopg.Error:
                connection.close()
            else:
                return connection
        with _told():
            fresh = psycopg.connect(self.conninfo, autocommit=True, row_factory=dict_row)
            try:
                fresh.execute(_SETTINGS, (str(max(1, round(self.patience * 1000))),))
                fresh.execute(beginning.encode())
            except BaseException:
                fresh.close()
                raise
        return fresh

    def _taken(self) -> Connection | None:
        with self._alone:
            if self._process != os.getpid():
                # A forked process shares the parent's sockets: to close them would end the parent's connections.
                self._left, self._idle, self._process = self._idle, [], os.getpid()
            return self._idle.pop() if self._idle else None

    def _give_back(self, connection: Connection) -> None:
        with suppress(psycopg.Error):
            if connection.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                connection.execute("ROLLBACK")
        is_well = not connection.closed and connection.info.transaction_status == TransactionStatus.IDLE
        with self._alone:
            if is_well and len(self._idle) < self.connections:
                self._idle.append(connection)
                return
        connection.close()


@frozen
class _Rows:
    _connection: Connection

    def read(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        return self._connection.execute(_ours(statement), values).fetchall()

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        return self._connection.execute(_ours(statement), values).rowcount


def new_postgres(conninfo: str, statements: Sequence[str]) -> PostgresDatabase:
    """Make tables that are missing, and return the database.

    Raises:
        Unreachable: it cannot be reached.
    """
    database = PostgresDatabase(conninfo)
    with database.writing("downtimekit tables") as rows:
        for statement in statements:
            rows.change(statement)
    return database


def _ours(statement: str) -> bytes:
    # No name of a mapping holds either sign.
    return statement.replace("%", "%%").replace("?", "%s").encode()


@contextmanager
def _told(*, is_end: bool = False) -> Iterator[None]:
    """Turn PostgreSQL's errors into ours."""
    try:
        yield
    except psycopg.Error as error:
        # PostgreSQL's error may quote what was written, and is not told on.
        raise _trouble(error, is_end=is_end) from None


def _trouble(error: psycopg.Error, *, is_end: bool) -> PortError:
    code = error.sqlstate or ("" if isinstance(error, psycopg.OperationalError) else "22")
    words = f"the database {_WORDS.get(code) or _WORDS.get(code[:2]) or _WORDS['08']}"
    if code[:2] in _REFUSED:
        rule = f" ({error.diag.constraint_name})" if error.diag.constraint_name else ""
        return Rejected(f"the database refuses the record, by a rule of its own{rule}")
    # What the server refuses at the end, it has rolled back; where it says nothing, nobody knows.
    if is_end and (not code or code[:2] in ("08", "57") or code == "40003"):
        return OutcomeUnknown(f"{words}; it may have been written")
    return Unreachable(f"{words}; nothing was written")
