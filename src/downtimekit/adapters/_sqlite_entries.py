"""The entries of a SQLite journal, the heads of its streams and the marks of those that were removed.

Every function runs in its caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from sys import maxsize
from typing import Any, NamedTuple

from downtimekit.errors import InvalidInput, JournalError, UnknownName, VersionConflict
from downtimekit.models.stored import STAFF
from downtimekit.ports.chain import Head, Line
from downtimekit.ports.entries import staff_json
from downtimekit.ports.journal import Removed, Stored, was_removed

# A column may have been altered on the disk to be of another type: CAST lets the chain find that.
_COLUMNS = """stream, CAST(version AS INTEGER), CAST(at AS TEXT), CAST(by AS TEXT),
    CAST(command AS TEXT), CAST(fact AS TEXT), CAST(digest AS TEXT)"""
_LINES = f"SELECT {_COLUMNS} FROM entries WHERE stream = ? "  # noqa: S608  (our own words)
_BEYOND = _LINES + "AND version > ? ORDER BY version"
_PAGE = _BEYOND + " LIMIT 1000"
_LINE = _LINES + "AND version = ?"
_RECEIPT = _LINES + "AND command = ? ORDER BY version"
_FEED = f"SELECT position, {_COLUMNS} FROM entries WHERE position > ? ORDER BY position LIMIT ?"  # noqa: S608
_HEAD = "SELECT CAST(version AS INTEGER), CAST(digest AS TEXT) FROM streams WHERE name = ?"
_ENDS = """SELECT (SELECT CAST(version AS INTEGER) FROM streams WHERE name = ?),
    (SELECT CAST(digest AS TEXT) FROM streams WHERE name = ?),
    (SELECT max(version) FROM entries WHERE stream = ?)"""
_STREAMS = "SELECT CAST(name AS TEXT) FROM streams ORDER BY position"
_HEAD_FOR = """SELECT (SELECT CAST(version AS INTEGER) FROM streams WHERE name = ?),
    (SELECT CAST(digest AS TEXT) FROM streams WHERE name = ?),
    EXISTS (SELECT 1 FROM entries WHERE stream = ? AND command = ?),
    EXISTS (SELECT 1 FROM removed WHERE stream = ?)"""
_INSERT = """INSERT INTO entries (stream, version, at, by, command, fact, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_INSERT_AT = """INSERT INTO entries (position, stream, version, at, by, command, fact, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_MOVE_HEAD = """INSERT INTO streams (name, version, digest) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET version = excluded.version, digest = excluded.digest"""

_IS_REMOVED = "SELECT EXISTS (SELECT 1 FROM removed WHERE stream = ?)"
_REMOVED = """SELECT CAST(stream AS TEXT), CAST(version AS INTEGER), CAST(digest AS TEXT),
    CAST(at AS TEXT), CAST(by AS TEXT), CAST(reason AS TEXT) FROM removed ORDER BY position"""
_MARK = """INSERT INTO removed (stream, version, digest, at, by, reason, place)
    VALUES (?, ?, ?, ?, ?, ?, max(ifnull((SELECT max(position) FROM entries), 0),
                                  ifnull((SELECT max(place) FROM removed), 0)))"""
_FIRST_PLACE = """SELECT max(place) + 1 FROM removed
    WHERE place >= ifnull((SELECT max(position) FROM entries), 0)"""


_TOLERANT = partial(str, encoding="utf-8", errors="replace")


def ask(connection: sqlite3.Connection, question: str, values: tuple[str | int, ...] = ()) -> list[Any]:
    """Return all rows of an answer.

    What was altered on the disk to be no text shall fail in the chain, and not in a decoder whose error quotes it.
    """
    try:
        return connection.execute(question, values).fetchall()
    except sqlite3.OperationalError as error:
        if hasattr(error, "sqlite_errorcode"):  # SQLite failed; otherwise it was Python that could not decode a text
            raise
    connection.text_factory = _TOLERANT
    try:
        return connection.execute(question, values).fetchall()
    finally:
        connection.text_factory = str


class Written(NamedTuple):
    """The lines that a commit became, now or the first time."""

    lines: Sequence[Line]
    is_known: bool


_line: Callable[[tuple[Any, ...]], Line] = partial(tuple.__new__, Line)
"""Makes a line of a row; `Line._make` would count the columns of each once more."""


def beyond(connection: sqlite3.Connection, stream: str, *, after: int) -> list[Line]:
    """Return the lines of a stream beyond a version."""
    return list(map(_line, ask(connection, _BEYOND, (stream, after))))


def page(connection: sqlite3.Connection, stream: str, *, after: int) -> list[Line]:
    """Return the next lines of a stream beyond a version."""
    return list(map(_line, ask(connection, _PAGE, (stream, after))))


def line(connection: sqlite3.Connection, stream: str, version: int) -> Line | None:
    """Return one line."""
    return next(map(_line, ask(connection, _LINE, (stream, version))), None)


def written_by(connection: sqlite3.Connection, stream: str, command: str) -> list[Line]:
    """Return the lines that a command wrote."""
    return list(map(_line, ask(connection, _RECEIPT, (stream, command))))


def feed(connection: sqlite3.Connection, *, after: int, limit: int) -> tuple[Stored, ...]:
    """Return what all streams hold beyond a place."""
    rows = ask(connection, _FEED, (after, max(limit, 0)))
    return tuple(Stored(row[0], _line(row[1:])) for row in rows)


def streams(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of all streams, oldest first."""
    return tuple(name for (name,) in ask(connection, _STREAMS))


def ends(connection: sqlite3.Connection, stream: str) -> tuple[Head, int]:
    """Return the head that was noted, and the last version that there is."""
    # In one statement, which sees one moment.
    ((version, digest, last),) = ask(connection, _ENDS, (stream,) * 3)
    # What was altered to be a text sorts behind every number.
    return Head() if version is None else Head(version, digest), maxsize if isinstance(last, str) else last or 0


def head_for(connection: sqlite3.Connection, stream: str, *, command: str = "") -> Head | None:
    """Return the head of a stream that is about to be written to; None where the command was written to it before.

    Raises:
        JournalError: it was removed.
    """
    ((version, digest, is_known, is_gone),) = ask(connection, _HEAD_FOR, (stream, stream, stream, command, stream))
    if is_gone:
        raise was_removed(stream)
    if is_known:
        return None
    return Head() if version is None else Head(version, digest)


def insert(connection: sqlite3.Connection, lines: Sequence[Line]) -> None:
    """Write lines of one stream, and move its head."""
    (place,) = connection.execute(_FIRST_PLACE).fetchone()
    if place is None:  # SQLite counts on by itself
        connection.executemany(_INSERT, lines)
    else:  # what was removed was the last, and whoever had read up to there must find this
        connection.executemany(_INSERT_AT, ((place + number, *line) for number, line in enumerate(lines)))
    connection.execute(_MOVE_HEAD, (lines[-1].stream, lines[-1].version, lines[-1].digest))


def ended(connection: sqlite3.Connection, stream: str, *, digest: str) -> int:
    """Return the last version of a stream that ends with a digest.

    Raises:
        VersionConflict: it ends with another.
        UnknownName: there is no such stream.
    """
    head = next(map(Head._make, ask(connection, _HEAD, (stream,))), None)
    if head is None:
        raise UnknownName("stream", stream, known=streams(connection))
    if head.digest != digest:
        seen = connection.execute("SELECT version FROM entries WHERE stream = ? AND digest = ?", (stream, digest))
        raise VersionConflict(stream, expected=(seen.fetchone() or (0,))[0], actual=head.version)
    return head.version


def remove(connection: sqlite3.Connection, mark: Removed) -> None:
    """Take a stream away, and leave a mark."""
    at, by = mark.at.isoformat(timespec="microseconds"), staff_json(mark.by)
    connection.execute(_MARK, (mark.stream, mark.version, mark.digest, at, by, mark.reason))
    connection.execute("DELETE FROM entries WHERE stream = ?", (mark.stream,))
    connection.execute("DELETE FROM streams WHERE name = ?", (mark.stream,))


def is_removed(connection: sqlite3.Connection, stream: str) -> bool:
    """Say whether there is a mark."""
    return bool(connection.execute(_IS_REMOVED, (stream,)).fetchone()[0])


def removed(connection: sqlite3.Connection) -> tuple[Removed, ...]:
    """Return the marks of what was removed, in that order.

    Raises:
        JournalError: one cannot be read.
    """
    return tuple(map(_mark, ask(connection, _REMOVED)))


def _mark(row: tuple[str, int, str, str, str, str]) -> Removed:
    stream, version, digest, at, by, reason = row
    try:
        return Removed(stream, version, digest, datetime.fromisoformat(at), STAFF.read(by, source=stream), reason)
    except (InvalidInput, ValueError):
        pass
    raise JournalError(f"{stream}: the mark of its removal cannot be read")
