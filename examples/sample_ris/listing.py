"""What stands in the sample RIS, in a form in which two of them can be compared."""

from __future__ import annotations

import sqlite3

from downtimekit.models.breast import BreastReport
from downtimekit.models.capture import Content
from sample_ris.late_entries import entry_of
from sample_ris.records import Kept, kept


def listed(rows: sqlite3.Connection) -> list[dict[str, object]]:
    """Return the records in the order of their exams, without those that were withdrawn.

    Identifiers, versions and the time of entry are left out: they tell of the way that a record came in, and
    not of what it says. The findings of a report, and the views of a finding, stand in the order of their names.
    """
    exams = {row["accession"]: row["mrn"] for row in rows.execute("SELECT * FROM exams ORDER BY accession")}
    records = [record for record in kept(rows, list(exams)) if not record.withdrawn]
    return [
        {
            "accession": record.accession,
            "mrn": exams[record.accession],
            "kind": record.content.record,
            "content": _ordered(record.content).model_dump(mode="json"),
            **_happened(rows, record),
        }
        for record in sorted(records, key=lambda record: (record.accession, record.content.record))
    ]


def _ordered(content: Content) -> Content:
    if not isinstance(content, BreastReport):
        return content
    findings = [
        finding.model_copy(update={"appearances": tuple(sorted(finding.appearances, key=lambda seen: seen.view))})
        for finding in content.findings
    ]
    return content.model_copy(update={"findings": tuple(sorted(findings, key=lambda found: found.place))})


def _happened(rows: sqlite3.Connection, record: Kept) -> dict[str, object]:
    late = entry_of(rows, record.id, version=record.version)
    return {name: late[name] if late else None for name in ("occurred_at", "performed_by", "entered_by")}
