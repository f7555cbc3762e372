"""A ledger of what was sent in a SQLite file, for several processes on one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from downtimekit.adapters._disk import OWNER_ONLY
from downtimekit.adapters.mllp_target.ledger import Sending, State
from downtimekit.errors import Fault, InvalidInput, Unreachable

_APPLICATION_ID = int.from_bytes(b"DTKM", "big")
"""Tells our files from any other SQLite file."""

_LAYOUT = f"""
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS sendings (
        key TEXT PRIMARY KEY, control_id TEXT NOT NULL, message BLOB NOT NULL, accession TEXT,
        state TEXT NOT NULL, record TEXT NOT NULL, attempt INTEGER NOT NULL) WITHOUT ROWID;
    PRAGMA application_id = {_APPLICATION_ID};
    COMMIT;
"""
_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: fsync alone does not reach the disk
    "PRAGMA secure_delete = ON",  # a message is patient data, and is overwritten when it is deleted
    "PRAGMA trusted_schema = OFF",
)
_FIELDS = "key, control_id, message, accession, state, record, attempt"


class SqliteLedger:
    """Keeps the promises of `Ledger`, in a file on a local disk that only its owner reads.

    Args:
        path: of the file, which is made where there is none.
        patience: seconds to wait for another process.

    Raises:
        Unreachable: it cannot be opened.
        InvalidInput: it is something else.
    """

    def __init__(self, path: str | Path, *, patience: float = 5.0) -> None:
        self._lock = Lock()
        path = Path(path)
        with _our_words():
            if not path.exists():
                path.touch(mode=OWNER_ONLY)
            self._connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            with _our_words():
                self._prepare(path)
        except BaseException:
            self._connection.close()
            raise

    def find(self, key: str) -> Sending | None:
        """Return what is known of a key."""
        with self._lock, _our_words():
            return self._found(key)

    def begin(self, sending: Sending) -> Sending:
        """Note that a message goes out now."""
        with self._writing():
            kept = self._found(sending.key)
            if kept is None or kept.state is State.REFUSED:
                self._keep(sending)
            elif kept.state is State.SENT:
                self._connection.execute("UPDATE sendings SET attempt = attempt + 1 WHERE key = ?", [sending.key])
            found = self._found(sending.key)
        assert found is not None  # noqa: S101 -- it was just kept
        return found

    def end(self, sending: Sending, state: State, *, record: str = "") -> None:
        """Note the answer to a message."""
        with self._writing():
            kept = self._found(sending.key)
            if kept is None or kept.state is not State.TAKEN:
                self._keep(
                    Sending(
                        key=sending.key,
                        control_id=sending.control_id,
                        message=b"",
                        accession=sending.accession,
                        state=state,
                        record=record,
                        attempt=sending.attempt,
                    )
                )

    def forget(self, sending: Sending) -> None:
        """Note that nothing reached the other side."""
        with self._writing():
            if self._found(sending.key) == sending:
                self._connection.execute("DELETE FROM sendings WHERE key = ?", [sending.key])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _prepare(self, path: Path) -> None:
        self._connection.execute("BEGIN")  # both answers are of one moment
        application, tables = (
            self._connection.execute(question).fetchone()[0]
            for question in ("PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        )
        self._connection.execute("COMMIT")
        if application not in (0, _APPLICATION_ID) or (tables and not application):
            fault = Fault("", "is not a ledger of sent messages; it was left as it is")
            raise InvalidInput(path.name, [fault])
        self._connection.execute("PRAGMA journal_mode = WAL")
        for setting in _SETTINGS:
            self._connection.execute(setting)
        if not application:
            self._connection.executescript(_LAYOUT)

    def _found(self, key: str) -> Sending | None:
        with closing(self._connection.execute(f"SELECT {_FIELDS} FROM sendings WHERE key = ?", [key])) as cursor:  # noqa: S608
            row = cursor.fetchone()
        if row is None:
            return None
        key, control_id, message, accession, state, record, attempt = row
        return Sending(key, control_id, message, accession, State(state), record, attempt)

    def _keep(self, sending: Sending) -> None:
        values = (
            *(sending.key, sending.control_id, sending.message, sending.accession),
            *(sending.state.value, sending.record, sending.attempt),
        )
        self._connection.execute(f"INSERT OR REPLACE INTO sendings ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, _our_words():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


@contextmanager
def _our_words() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise Unreachable("the ledger of sent HL7 messages cannot be used; nothing was noted") from error
