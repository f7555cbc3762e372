"""What the sample RIS does not accept, whoever sends it."""

from __future__ import annotations

import sqlite3

from downtimekit.errors import Rejected
from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.chart import Act, ChartEntry
from sample_ris.records import TABLES, Kept, record_of


def admitted(rows: sqlite3.Connection, entry: ChartEntry) -> str:
    """Return the exam under which an entry is written.

    Raises:
        Rejected: it must not be written; with the rule that stands against it, and never whose entry it is.
    """
    if entry.accession is None or entry.kind not in TABLES:
        raise Rejected("the RIS has no place for records of this kind")
    patient = rows.execute("SELECT merged_into FROM patients WHERE mrn = ?", (entry.mrn,)).fetchone()
    if patient is None:
        raise Rejected("the RIS has no such patient")
    if patient["merged_into"] is not None:
        raise Rejected("the chart is retired: it was merged into another one")
    exam = rows.execute("SELECT mrn FROM exams WHERE accession = ?", (entry.accession,)).fetchone()
    if exam is None:
        raise Rejected("the RIS has no such exam")
    if exam["mrn"] != entry.mrn:
        raise Rejected("the exam belongs to another patient")
    _refuse_version(entry, now=record_of(rows, entry.accession, kind=entry.kind))
    return entry.accession


def _refuse_version(entry: ChartEntry, *, now: Kept | None) -> None:
    if entry.updates is None:
        if now is not None:
            raise Rejected("the exam has such a record already")
        return
    if now is None or now.id != entry.updates:
        raise Rejected("the exam has no such record to update")
    if now.version != entry.expects:
        raise Rejected("the record was changed by somebody else in the meantime")
    if entry.act is Act.UPDATE and isinstance(now.content, BreastReport) and now.content.status is ReportStatus.FINAL:
        raise Rejected("a final report is not edited in place; it needs an addendum")
