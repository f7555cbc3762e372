"""What the target wrote: a row for each key, with the two clocks and the two people, and what each write opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from downtimekit.adapters.sql_target.asking import in_parts, insert, one_of
from downtimekit.adapters.sql_target.dialect import Rows, quoted
from downtimekit.models.chart import ChartEntry
from downtimekit.models.late_entry import LateEntry

LATE = tuple(LateEntry.model_fields)
COLUMNS = ("key", "record", "version", "opened", *LATE)


@frozen
class Entries:
    """The table of what was written."""

    table: str

    def made_by(self, rows: Rows, key: str) -> str | None:
        """Return the record that a key made, or None where it made none."""
        question = f"SELECT record FROM {quoted(self.table)} WHERE key = ?"  # noqa: S608
        found = rows.read(question, [key])
        return str(found[0]["record"]) if found else None

    def enter(self, rows: Rows, entry: ChartEntry, *, record: str, version: int, opened: str | None) -> None:
        """Note what a key made, and who says so.

        Args:
            rows: the transaction in which the record was written.
            entry: with the key and the late entry.
            record: what it made or changed.
            version: that the record has now.
            opened: the exam that it opened.
        """
        told = late_values(entry)
        values = [entry.key, record, version, opened, *(told[name] for name in LATE)]
        rows.change(insert(self.table, COLUMNS), values)

    def opened_by(self, rows: Rows, record: str) -> str | None:
        """Return the exam that the writing of a record opened."""
        question = f"SELECT opened FROM {quoted(self.table)} WHERE record = ? AND opened IS NOT NULL"  # noqa: S608
        found = rows.read(question, [record])
        return str(found[0]["opened"]) if found else None

    def of(self, rows: Rows, records: Iterable[str]) -> Mapping[tuple[str, int], dict[str, Any]]:
        """Return what made some records as they are, by record and version."""
        found: dict[tuple[str, int], dict[str, Any]] = {}
        for part in in_parts(records):
            question = f"SELECT * FROM {quoted(self.table)} WHERE {one_of('record', len(part))}"  # noqa: S608
            found |= {(row["record"], row["version"]): row for row in rows.read(question, part)}
        return found


def late_values(entry: ChartEntry) -> dict[str, str | None]:
    """Return the two clocks, in UTC, and the two people as text."""
    told: dict[str, str | None] = entry.late.model_dump(mode="json")
    return told


def ledger_schema(table: str = "downtime_entries") -> tuple[str, ...]:
    """Return the statements that make the ledger, in any database.

    It grows by a row for each write and is never changed; it holds names of staff, and no patient data.
    """
    late = ", ".join(f"{name} TEXT{'' if name == 'on_behalf_of' else ' NOT NULL'}" for name in LATE)
    return (
        f"CREATE TABLE IF NOT EXISTS {quoted(table)} (key TEXT PRIMARY KEY, record TEXT NOT NULL, "
        f"version INTEGER NOT NULL, opened TEXT, {late}, UNIQUE (record, version))",
    )
