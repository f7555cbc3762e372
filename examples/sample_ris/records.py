"""How the sample RIS keeps records: a report with its findings as rows, the other kinds as their answers."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from downtimekit.models.breast import BreastReport
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.intake import Questionnaire, TechNotes

TABLES: Mapping[RecordKind, str] = {
    RecordKind.QUESTIONNAIRE: "questionnaires",
    RecordKind.TECH_NOTES: "tech_notes",
    RecordKind.REPORT: "reports",
}

_ANSWERS: Mapping[str, type[Questionnaire | TechNotes]] = {
    "questionnaires": Questionnaire,
    "tech_notes": TechNotes,
}
_REPORT = ("status", "density", "assessment", "impression", "interpreted_by", "interpreted_at")
_FINDING = ("side", "kind", "number", "clock", "size_mm", "assessment", "note")


@frozen
class Kept:
    """A record as the RIS keeps it.

    Attributes:
        id: what the RIS calls it, such as ``reports-17``.
        withdrawn: it was entered in error, and does not count.
    """

    id: str
    accession: str
    version: int
    content: Content
    withdrawn: bool


def keep(rows: sqlite3.Connection, content: Content, *, accession: str, version: int) -> str:
    """Put a record in its exam's place, instead of an earlier version where one counts; return its id."""
    table = TABLES[RecordKind(content.record)]
    if isinstance(content, BreastReport):
        told = content.model_dump(mode="json")
        values = _columns(told, _REPORT) | {"recommendations": json.dumps(told["recommendations"])}
        values["further"] = _further(told, {*_REPORT, "recommendations", "findings"})
    else:
        told, values = {}, {"answers": content.model_dump_json()}
    number = _put(rows, table, {"accession": accession, "version": version, **values})
    if table == "reports":
        _put_findings(rows, number, told["findings"])
    return f"{table}-{number}"


def withdraw(rows: sqlite3.Connection, record: Kept, *, version: int) -> str:
    """Mark a record as entered in error; it stays, and leaves its place to another one."""
    table, _, number = record.id.rpartition("-")
    # The table is one of those above.
    mark = f"UPDATE {table} SET withdrawn = 1, version = ? WHERE id = ?"  # noqa: S608
    rows.execute(mark, (version, int(number)))
    return record.id


def kept(rows: sqlite3.Connection, accessions: Sequence[str]) -> Iterator[Kept]:
    """Yield the records of some exams, kind by kind in the order in which they were opened."""
    wanted = json.dumps(accessions)
    for table, model in _ANSWERS.items():
        for row in _select(rows, table, wanted):
            content = model.model_validate_json(row["answers"])
            yield Kept(f"{table}-{row['id']}", row["accession"], row["version"], content, bool(row["withdrawn"]))
    findings = _findings(rows, wanted)
    for row in _select(rows, "reports", wanted):
        report = _report(row, findings.get(row["id"], ()))
        yield Kept(f"reports-{row['id']}", row["accession"], row["version"], report, bool(row["withdrawn"]))


def record_of(rows: sqlite3.Connection, accession: str, *, kind: RecordKind) -> Kept | None:
    """Return the record of one kind that counts for an exam, or None where it has none."""
    found = (record for record in kept(rows, [accession]) if record.content.record == kind)
    return next((record for record in found if not record.withdrawn), None)


def _put(rows: sqlite3.Connection, table: str, values: Mapping[str, object]) -> int:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    changes = ", ".join(f"{name} = excluded.{name}" for name in values)
    # Table and columns are constants of this file, never input.
    insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
    upsert = f"{insert} ON CONFLICT (accession) WHERE withdrawn = 0 DO UPDATE SET {changes} RETURNING id"
    return int(rows.execute(upsert, tuple(values.values())).fetchone()[0])


def _put_findings(rows: sqlite3.Connection, report: int, findings: Sequence[Mapping[str, Any]]) -> None:
    rows.execute("DELETE FROM findings WHERE report = ?", (report,))
    names, marks = ", ".join(_FINDING), ", ".join("?" * len(_FINDING))
    insert = f"INSERT INTO findings (report, position, further, {names}) VALUES (?, ?, ?, {marks})"  # noqa: S608
    for position, finding in enumerate(findings):
        values = _columns(finding, _FINDING).values()
        rows.execute(insert, (report, position, _further(finding, set(_FINDING)), *values))


def _columns(told: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: told[name] for name in names}


def _further(told: Mapping[str, Any], columns: set[str]) -> str:
    return json.dumps({name: value for name, value in told.items() if name not in columns})


def _select(rows: sqlite3.Connection, table: str, wanted: str) -> sqlite3.Cursor:
    question = f"SELECT * FROM {table} WHERE accession IN (SELECT value FROM json_each(?)) ORDER BY id"  # noqa: S608
    return rows.execute(question, (wanted,))


def _findings(rows: sqlite3.Connection, wanted: str) -> Mapping[int, Sequence[sqlite3.Row]]:
    question = """SELECT findings.* FROM findings JOIN reports ON reports.id = findings.report
        WHERE reports.accession IN (SELECT value FROM json_each(?)) ORDER BY report, position"""
    found: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows.execute(question, (wanted,)):
        found[row["report"]].append(row)
    return found


def _report(row: sqlite3.Row, findings: Sequence[sqlite3.Row]) -> BreastReport:
    told = {name: row[name] for name in _REPORT} | {"recommendations": json.loads(row["recommendations"])}
    found = [{name: finding[name] for name in _FINDING} | json.loads(finding["further"]) for finding in findings]
    return BreastReport.model_validate({**told, **json.loads(row["further"]), "findings": found})
