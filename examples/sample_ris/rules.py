"""What the sample RIS does not accept, whoever sends it."""

from __future__ import annotations

import sqlite3

from downtimekit.errors import Rejected
from downtimekit.models.breast import ReportStatus
from downtimekit.models.chart import ChartEntry
from sample_ris.records import record_of


def refuse(rows: sqlite3.Connection, entry: ChartEntry) -> None:
    """Raise where an entry must not be written.

    Raises:
        Rejected: with the rule that stands against it; it never says whose entry it is.
    """
    if rows.execute("SELECT 1 FROM patients WHERE mrn = ?", (entry.mrn,)).fetchone() is None:
        raise Rejected("the RIS has no such patient")
    exam = rows.execute("SELECT mrn FROM exams WHERE accession = ?", (entry.accession,)).fetchone()
    if exam is None:
        raise Rejected("the RIS has no such exam")
    if exam["mrn"] != entry.mrn:
        raise Rejected("the exam belongs to another patient")
    _refuse_version(rows, entry)


def _refuse_version(rows: sqlite3.Connection, entry: ChartEntry) -> None:
    now = record_of(rows, entry.accession, kind=entry.kind)
    if entry.updates is None:
        if now is not None:
            raise Rejected("the exam has such a record already")
        return
    if now is None or now.id != entry.updates:
        raise Rejected("the exam has no such record to update")
    if now.version != entry.expects:
        raise Rejected("the record was changed by somebody else in the meantime")
    if now.status == ReportStatus.FINAL:
        raise Rejected("a final report is not edited in place; it needs an addendum")
