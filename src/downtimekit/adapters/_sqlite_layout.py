"""How a SQLite journal is laid out, how an earlier layout becomes the present one, and what is not ours.

layout 1   entries and heads
layout 2   and the agenda, and the marks of what was removed
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from downtimekit.adapters._sqlite_agenda import rebuild
from downtimekit.errors import JournalError

APPLICATION_ID = int.from_bytes(b"DTKJ", "big")
"""Tells our files from any other SQLite file."""

STORE_VERSION = 2
"""The newest layout that this release reads and writes."""

_STEPS = (
    (
        """CREATE TABLE entries (
            position INTEGER PRIMARY KEY,
            stream TEXT NOT NULL, version INTEGER NOT NULL,
            at TEXT NOT NULL, by TEXT NOT NULL, command TEXT NOT NULL, fact TEXT NOT NULL, digest TEXT NOT NULL,
            UNIQUE (stream, version))""",
        "CREATE INDEX commands ON entries (stream, command, version)",
        """CREATE TABLE streams (
            position INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, digest TEXT NOT NULL)""",
        f"PRAGMA application_id = {APPLICATION_ID}",
    ),
    (
        """CREATE TABLE agenda (
            position INTEGER PRIMARY KEY,
            stream TEXT NOT NULL, work TEXT NOT NULL, key TEXT NOT NULL, due TEXT NOT NULL,
            free TEXT NOT NULL, worker TEXT NOT NULL DEFAULT '', attempt INTEGER NOT NULL DEFAULT 0,
            UNIQUE (stream, work, key))""",
        "CREATE INDEX agenda_due ON agenda (due)",
        # The place is the last that was given when a stream was removed: it and those before it are not given again.
        """CREATE TABLE removed (
            position INTEGER PRIMARY KEY,
            stream TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, digest TEXT NOT NULL,
            at TEXT NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL, place INTEGER NOT NULL)""",
    ),
)
"""What makes each layout from the one before it."""


def layout_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return by which layout a file is laid out; 0 for an empty one.

    Raises:
        JournalError: it is not ours, or was written by a newer release.
    """
    application, version, tables = (
        connection.execute(question).fetchone()[0]
        for question in (
            "PRAGMA application_id",
            "PRAGMA user_version",
            "SELECT count(*) FROM sqlite_master",
        )
    )
    if application == version == tables == 0:
        return 0
    if application != APPLICATION_ID:
        raise JournalError(f"{path}: is not a journal of downtimekit; it was left as it is")
    if version > STORE_VERSION:
        raise JournalError(
            f"{path}: was written by a newer release (layout {version}; this one reads up to {STORE_VERSION})"
        )
    return int(version)


def bring_up(connection: sqlite3.Connection, *, layout: int) -> None:
    """Make the present layout from an earlier one; the caller's transaction makes it whole or not at all."""
    for statements in _STEPS[layout:]:
        for statement in statements:
            connection.execute(statement)
    if layout:
        rebuild(connection)
    connection.execute(f"PRAGMA user_version = {STORE_VERSION}")
