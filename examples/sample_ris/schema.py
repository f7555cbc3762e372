"""The tables of the sample RIS, and one transaction on them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from downtimekit.errors import OutcomeUnknown, Unreachable

PATIENCE_SECONDS = 30.0
"""How long one process waits while another one writes."""

TABLES = (
    """CREATE TABLE IF NOT EXISTS patients (
        mrn TEXT PRIMARY KEY, family TEXT, given TEXT, birth_date TEXT,
        family_folded TEXT NOT NULL, merged_into TEXT)""",
    "CREATE INDEX IF NOT EXISTS patients_by_name ON patients (family_folded, birth_date)",
    """CREATE TABLE IF NOT EXISTS further_numbers (
        mrn TEXT NOT NULL REFERENCES patients, system TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL,
        PRIMARY KEY (system, value, mrn))""",
    "CREATE INDEX IF NOT EXISTS further_numbers_by_value ON further_numbers (value)",
    """CREATE TABLE IF NOT EXISTS exams (
        accession TEXT PRIMARY KEY, mrn TEXT NOT NULL REFERENCES patients, day TEXT NOT NULL, status TEXT)""",
    "CREATE INDEX IF NOT EXISTS exams_by_patient ON exams (mrn)",
    """CREATE TABLE IF NOT EXISTS questionnaires (
        id INTEGER PRIMARY KEY, accession TEXT NOT NULL REFERENCES exams, version INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0, answers TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS tech_notes (
        id INTEGER PRIMARY KEY, accession TEXT NOT NULL REFERENCES exams, version INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0, answers TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS reports (
        id INTEGER PRIMARY KEY, accession TEXT NOT NULL REFERENCES exams, version INTEGER NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL CHECK (status IN ('preliminary', 'final')),
        density TEXT, assessment TEXT, recommendations TEXT NOT NULL, impression TEXT NOT NULL,
        interpreted_by TEXT, interpreted_at TEXT, further TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS findings (
        report INTEGER NOT NULL REFERENCES reports, position INTEGER NOT NULL,
        side TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
        clock INTEGER, size_mm REAL, assessment TEXT, note TEXT NOT NULL,
        further TEXT NOT NULL,
        PRIMARY KEY (report, position), UNIQUE (report, side, kind, number))""",
    """CREATE TABLE IF NOT EXISTS late_entries (
        key TEXT PRIMARY KEY, record TEXT NOT NULL, version INTEGER NOT NULL,
        occurred_at TEXT NOT NULL, performed_by TEXT NOT NULL,
        recorded_at TEXT NOT NULL, entered_by TEXT NOT NULL, on_behalf_of TEXT, reason TEXT NOT NULL,
        UNIQUE (record, version))""",
    *(
        f"CREATE UNIQUE INDEX IF NOT EXISTS {table}_of_exam ON {table} (accession) WHERE withdrawn = 0"
        for table in ("questionnaires", "tech_notes", "reports")
    ),
)
"""``further`` keeps what a report or a finding says and this RIS has no column for. ``late_entries`` says of every
version that was entered late when it happened and who did it, and when it was entered and by whom. Its key is what
makes a write happen once, however often it is sent. What was entered in error stays, is marked as withdrawn, and leaves
its exam's place to another record."""


def lay_out(path: Path) -> None:
    """Make the tables that are not there yet."""
    # Only for speed: where another process is just as far, either of them will do.
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    with transaction(path) as rows:
        for statement in TABLES:
            rows.execute(statement)


@contextmanager
def transaction(path: Path, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Lend a connection whose work is kept whole or not at all.

    Raises:
        Unreachable: nothing was written.
        OutcomeUnknown: the last step failed; it may have been written.
    """
    try:
        connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
    except sqlite3.Error as error:
        raise Unreachable("the sample RIS cannot be opened") from error
    with closing(connection):
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(f"BEGIN {kind}")
            yield connection
        except sqlite3.Error as error:
            raise Unreachable("the sample RIS does not answer; nothing was written") from error
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutcomeUnknown("the sample RIS did not say whether it kept the entry") from error
