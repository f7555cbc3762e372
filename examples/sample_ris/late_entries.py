"""Who entered what late, and when: the provenance of every version that did not come in over the RIS' own screen."""

from __future__ import annotations

import sqlite3

from downtimekit.models.late_entry import LateEntry


def made_by(rows: sqlite3.Connection, key: str) -> str | None:
    """Return the record that a key made, or None where it made none."""
    found = rows.execute("SELECT record FROM late_entries WHERE key = ?", (key,)).fetchone()
    return str(found["record"]) if found else None


def enter(rows: sqlite3.Connection, key: str, *, record: str, version: int, late: LateEntry) -> None:
    """Note the two clocks and the two people of a version."""
    told = late.model_dump(mode="json")
    rows.execute(
        """INSERT INTO late_entries
        (key, record, version, occurred_at, performed_by, recorded_at, entered_by, on_behalf_of, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (key, record, version, *(told[name] for name in LateEntry.model_fields)),
    )


def entry_of(rows: sqlite3.Connection, record: str, *, version: int) -> sqlite3.Row | None:
    """Return the late entry that made a version; None where somebody typed it in at the RIS' own screen."""
    question = "SELECT * FROM late_entries WHERE record = ? AND version = ?"
    found: sqlite3.Row | None = rows.execute(question, (record, version)).fetchone()
    return found
