"""The file under the SQLite journal: how it is opened, what is refused, and how a failure is told."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

from attrs import define, field

from downtimekit.adapters._sqlite_layout import STORE_VERSION, bring_up, layout_of
from downtimekit.errors import JournalError

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: fsync alone does not reach the disk
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA trusted_schema = OFF",
)

_WORDS = {
    sqlite3.SQLITE_BUSY: "is locked by another process; nothing was written",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: the folder is missing, or may not be written to",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a copy",
    sqlite3.SQLITE_FULL: "has no room: the disk is full; nothing was written",
    sqlite3.SQLITE_IOERR: "could not be read or written by the disk",
    sqlite3.SQLITE_NOTADB: "is not a journal of downtimekit",
    sqlite3.SQLITE_PERM: "may not be opened by this user",
    sqlite3.SQLITE_READONLY: "may not be written to by this user; nothing was written",
}


@define(eq=False)
class Store:
    """An open file, used by one thread at a time."""

    path: Path
    _connection: sqlite3.Connection | None
    _lock: RLock = field(factory=RLock, init=False)  # lines may be loaded that are read from this very journal
    _process: int = field(factory=os.getpid, init=False)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection; every single statement sees whole commits only."""
        self.check_process()
        with self._lock, our_words(self.path):
            if self._connection is None:
                raise JournalError(f"{self.path}: was closed")
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection within a transaction, which is kept unless something is raised."""
        with self.reading() as connection, _transaction(connection):
            yield connection

    @contextmanager
    def erasing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection within a transaction that overwrites what it deletes."""
        with self.reading() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            try:
                with _transaction(connection):
                    yield connection
                # The log still holds what was deleted; where somebody reads from it now, the next closing empties it.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.execute("PRAGMA secure_delete = OFF")

    def check_process(self) -> None:
        """Refuse to be used on the far side of a fork, where locks may be held for ever."""
        if os.getpid() != self._process:
            # SQLite's locks do not survive a fork: going on would damage the file.
            raise JournalError(f"{self.path}: was opened before the process forked; open it again")

    def close(self) -> None:
        """Close the file; once is enough, and more does no harm."""
        with self._lock, our_words(self.path):
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()


def open_store(path: Path, *, patience: float) -> Store:
    """Open a file, or make it.

    Args:
        path: a file on a local disk; SQLite cannot share one over a network.
        patience: seconds to wait for another process before giving up.

    Raises:
        JournalError: it cannot be opened, is something else, or was written by a newer release.
    """
    with our_words(path):
        is_new = not path.exists()
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            if is_new:
                path.chmod(0o600)  # it will hold patient data; SQLite gives the files beside it the same mode
            _prepare(connection, path, patience=patience)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def _prepare(connection: sqlite3.Connection, path: Path, *, patience: float) -> None:
    with _transaction(connection, kind="DEFERRED"):
        layout = layout_of(connection, path)  # before anything is written: it may be somebody else's file
    if _write_ahead(connection, patience=patience) != "wal":
        raise JournalError(f"{path}: needs a file on a local disk")
    for setting in _SETTINGS:
        connection.execute(setting)
    if layout == STORE_VERSION:
        return
    with _transaction(connection):
        bring_up(connection, layout=layout_of(connection, path))  # asked again: another process may have been faster


def _write_ahead(connection: sqlite3.Connection, *, patience: float) -> str:
    """Switch to a write-ahead log and return the mode that the file is in then."""
    give_up = monotonic() + patience
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            # SQLite itself does not wait here: whoever makes the same journal at this moment could wait for us.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > give_up:
                raise
            sleep(0.01)


@contextmanager
def _transaction(connection: sqlite3.Connection, *, kind: str = "IMMEDIATE") -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled back already
            connection.execute("ROLLBACK")
        raise


@contextmanager
def our_words(path: Path) -> Iterator[None]:
    """Turn SQLite's errors, and the system's, into ours."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        words = _WORDS.get(code & 0xFF, "could not be used")  # the higher bits tell variants apart
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        raise JournalError(f"{path}: {words} ({name})") from error
    except UnicodeDecodeError:
        # The sqlite3 module could not read SQLite's own message, which quotes a damaged table of contents.
        raise JournalError(f"{path}: {_WORDS[sqlite3.SQLITE_CORRUPT]}") from None
    except OSError as error:
        raise JournalError(f"{path}: cannot be opened ({error.strerror})") from error
