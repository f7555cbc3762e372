"""The journal in one SQLite file: for a workstation, a clinic's server, or a few processes on one machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self

from downtimekit.adapters._sqlite_store import open_store
from downtimekit.ports.chain import Draft, Head, Line, entries_of, entry_of, verify_chain
from downtimekit.ports.entries import Commit, Entry

# A column may have been altered on the disk to be of another type: CAST lets the chain find that.
_LINES = """SELECT stream, CAST(version AS INTEGER), CAST(at AS TEXT), CAST(by AS TEXT),
    CAST(command AS TEXT), CAST(fact AS TEXT), CAST(digest AS TEXT) FROM entries WHERE stream = ? """
_READ = _LINES + "AND version > ? ORDER BY version"
_PAGE = _LINES + "AND version > ? AND version <= ? ORDER BY version LIMIT 1000"
_RECEIPT = _LINES + "AND command = ? ORDER BY version"
_HEAD = """SELECT CAST(version AS INTEGER), CAST(digest AS TEXT),
    EXISTS (SELECT 1 FROM entries WHERE stream = ? AND command = ?) FROM streams WHERE name = ?"""
_ENDS = """SELECT (SELECT CAST(version AS INTEGER) FROM streams WHERE name = ?),
    (SELECT CAST(digest AS TEXT) FROM streams WHERE name = ?),
    (SELECT max(version) FROM entries WHERE stream = ?)"""
_INSERT = """INSERT INTO entries (stream, version, at, by, command, fact, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_MOVE_HEAD = """INSERT INTO streams (name, version, digest) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET version = excluded.version, digest = excluded.digest"""
_STREAMS = "SELECT CAST(name AS TEXT) FROM streams ORDER BY position"


class SqliteJournal:
    """Keeps the journal in a file; several threads may share one, and several processes one file.

    A commit that was answered survives a crash of the process, and a power cut as far as the disk keeps its
    word. The file is made readable for its owner only.
    """

    def __init__(self, path: str | PathLike[str], *, patience: float = 5.0) -> None:
        """Open the journal, or make it.

        Args:
            path: a file on a local disk; SQLite cannot share one over a network.
            patience: seconds to wait for another process that writes, before giving up.

        Raises:
            JournalError: it cannot be opened, is something else, or was written by a newer release.
        """
        self._store = open_store(Path(path), patience=patience)

    def __enter__(self) -> Self:
        """Return the open journal."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file; what is asked of the journal after that raises `JournalError`."""
        self._store.close()

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Write one command's facts and return their entries; see `Journal`."""
        draft = Draft.of(commit)
        lines: list[Line] = []
        with self._store.writing() as connection:
            found = connection.execute(_HEAD, (commit.stream, commit.command, commit.stream)).fetchone()
            version, digest, is_known = found or (*Head(), False)
            if not is_known:
                lines = draft.chained(Head(version, digest))
                connection.executemany(_INSERT, lines)
                connection.execute(_MOVE_HEAD, (commit.stream, lines[-1].version, lines[-1].digest))
        if is_known:
            return draft.repeated(self._lines(_RECEIPT, commit.stream, commit.command))
        return draft.written(lines)

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream beyond a version."""
        return entries_of(stream, self._lines(_READ, stream, after), after=after)

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Return the entries that a command wrote; none where it is not known."""
        return tuple(map(entry_of, self._lines(_RECEIPT, stream, command)))

    def streams(self) -> Sequence[str]:
        """Return the names of all streams, oldest first."""
        with self._store.reading() as connection:
            return tuple(name for (name,) in connection.execute(_STREAMS))

    def verify(self, stream: str) -> str:
        """Walk the chain of a stream and return the digest of its last entry; writers need not wait.

        Raises:
            JournalDamaged: names the first version at which the chain does not hold.
        """
        with self._store.reading() as connection:
            version, digest, last = connection.execute(_ENDS, (stream, stream, stream)).fetchone()
        head = Head() if version is None else Head(version, digest)
        return verify_chain(stream, self._pages(stream, last or 0), head=head)

    def _lines(self, question: str, *values: str | int) -> list[Line]:
        with self._store.reading() as connection:
            return list(map(Line._make, connection.execute(question, values)))

    def _pages(self, stream: str, last: int) -> Iterator[Line]:
        """Yield the lines up to a version, a page at a time."""
        version = 0
        while page := self._lines(_PAGE, stream, version, last):
            yield from page
            version = page[-1].version
