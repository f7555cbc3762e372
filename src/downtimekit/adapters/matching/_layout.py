"""How the file of a patient index is laid out, and what is not ours."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path

from downtimekit.backfill.matching import Record
from downtimekit.backfill.matching.keys import narrow_keys
from downtimekit.errors import Fault, InvalidInput, NewerDocument

APPLICATION_ID = int.from_bytes(b"DTKP", "big")
"""Tells our files from any other SQLite file."""

LAYOUT = 1
"""The newest that this release reads and writes. The keys are part of it: others need a new number."""

TABLES = (
    "CREATE TABLE patients (id INTEGER PRIMARY KEY, line TEXT NOT NULL)",
    "CREATE TABLE keys (key INTEGER, patient INTEGER, PRIMARY KEY (key, patient)) WITHOUT ROWID",
    "CREATE TABLE names (name INTEGER PRIMARY KEY, count INTEGER NOT NULL)",
    "CREATE TABLE totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID",
    "INSERT INTO totals VALUES ('patients', 0)",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {LAYOUT}",
)


def number_of(key: str) -> int:
    """Return a key in four bytes; two keys with the same number cost a comparison, and mislead nobody."""
    return zlib.crc32(key.encode())


def keys_of(record: Record) -> set[int]:
    """Return the numbers of the keys under which a record is found."""
    return set(map(number_of, narrow_keys(record)))


def name_of(field: str, value: str) -> int:
    """Return the number under which it is counted how many have a name."""
    return number_of(f"{field} {value}")


def names_of(record: Record) -> Iterable[int]:
    """Return under which numbers the names of a record are counted."""
    names = (("family", record.family.whole), ("given", record.given.whole))
    return [name_of(field, value) for field, value in names if value]


def check_layout(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is not ours.

    Raises:
        InvalidInput: it is something else.
        NewerDocument: a later release wrote it.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise InvalidInput(str(path), [Fault("", "is not a patient index; it was left as it is")])
    if version > LAYOUT:
        raise NewerDocument(str(path), schema=version, known=LAYOUT)
