"""SQLite journals as release 0.1.0 made them: its statements stand here as they stood there, and are never edited."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from downtimekit.ports.chain import Line

LAYOUT_1 = (
    """CREATE TABLE entries (
        position INTEGER PRIMARY KEY,
        stream TEXT NOT NULL, version INTEGER NOT NULL,
        at TEXT NOT NULL, by TEXT NOT NULL, command TEXT NOT NULL, fact TEXT NOT NULL, digest TEXT NOT NULL,
        UNIQUE (stream, version))""",
    "CREATE INDEX commands ON entries (stream, command, version)",
    """CREATE TABLE streams (
        position INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, digest TEXT NOT NULL)""",
    "PRAGMA application_id = 1146374986",
    "PRAGMA user_version = 1",
)
INSERT = """INSERT INTO entries (stream, version, at, by, command, fact, digest)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
MOVE_HEAD = """INSERT INTO streams (name, version, digest) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET version = excluded.version, digest = excluded.digest"""


def make_layout_1(path: Path, lines: Iterable[Line]) -> Path:
    """Write a journal of layout 1 that holds some lines."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in LAYOUT_1:
            connection.execute(statement)
        for line in lines:
            connection.execute(INSERT, line)
            connection.execute(MOVE_HEAD, (line.stream, line.version, line.digest))
        connection.execute("COMMIT")
    return path
