"""Tables as a vendor may have them, with names and words of their own, and the chart of the contract in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from downtimekit.adapters.sql_target import Dialect, TargetMapping, ledger_schema
from downtimekit.adapters.sql_target.dialect import Database, Rows
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartOrder
from downtimekit.models.patient import Patient
from downtimekit.testing.contracts.target import ORDERS, PATIENTS

_ID = {
    Dialect.SQLITE: "INTEGER PRIMARY KEY",
    Dialect.POSTGRES: "INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
}


def vendor_schema(dialect: Dialect) -> tuple[str, ...]:
    """Return how a RIS might have made its tables years before it heard of downtimekit."""
    number = _ID[dialect]
    return (
        """CREATE TABLE person (clinic INTEGER NOT NULL, "PatientNo" TEXT PRIMARY KEY, surname TEXT, forename TEXT,
            dob DATE, replaced_by TEXT)""",
        "CREATE TABLE alias (patient TEXT NOT NULL, authority TEXT NOT NULL, number TEXT NOT NULL, sort TEXT NOT NULL)",
        """CREATE TABLE exam (acc_no TEXT PRIMARY KEY, patient TEXT NOT NULL REFERENCES person, planned DATE NOT NULL,
            state VARCHAR(2), study_uid TEXT)""",
        f"""CREATE TABLE report (report_no {number}, acc_no TEXT NOT NULL REFERENCES exam, rev INTEGER NOT NULL,
            state CHAR(1) NOT NULL CHECK (state IN ('P', 'F')), void INTEGER NOT NULL DEFAULT 0, density TEXT,
            category TEXT, impression TEXT NOT NULL, findings TEXT NOT NULL, reader TEXT,
            read_at TIMESTAMP WITH TIME ZONE,
            rest TEXT NOT NULL, typed_by TEXT NOT NULL, remark TEXT)""",
        "CREATE UNIQUE INDEX report_of_exam ON report (acc_no) WHERE void = 0",
        """CREATE TABLE sheet (sheet_id CHAR(32) PRIMARY KEY, sort CHAR(1) NOT NULL, patient TEXT NOT NULL,
            acc_no TEXT NOT NULL, rev INTEGER NOT NULL, state VARCHAR(10) NOT NULL, body TEXT NOT NULL)""",
        "CREATE UNIQUE INDEX sheet_of_exam ON sheet (acc_no, sort) WHERE state <> 'error'",
        *ledger_schema("downtime_log"),
    )


def _sheet(sort: str) -> dict[str, Any]:
    return {
        "table": "sheet",
        "id": "sheet_id",
        "new_id": "digest",
        "version": "rev",
        "mrn": "patient",
        "accession": "acc_no",
        "withdrawn": {"column": "state", "yes": "error", "no": "ok"},
        "content": "body",
        "always": {"sort": sort},
    }


VENDOR: Mapping[str, Any] = {
    "patients": {
        "table": "person",
        "mrn": "PatientNo",
        "fields": {"family": "surname", "given": "forename", "birth_date": "dob", "merged_into": "replaced_by"},
        "always": {"clinic": 7},
    },
    "numbers": {"table": "alias", "mrn": "patient", "system": "authority", "value": "number", "kind": "sort"},
    "orders": {
        "table": "exam",
        "accession": "acc_no",
        "mrn": "patient",
        "day": "planned",
        "fields": {
            "status": {"column": "state", "words": {"scheduled": "SC", "completed": "CM", "cancelled": "CA"}},
            "study": "study_uid",
        },
    },
    "records": {
        "report": {
            "table": "report",
            "id": "report_no",
            "version": "rev",
            "accession": "acc_no",
            "withdrawn": {"column": "void", "yes": 1, "no": 0},
            "fields": {
                "status": {"column": "state", "words": {"preliminary": "P", "final": "F"}},
                "density": "density",
                "assessment": "category",
                "impression": "impression",
                "findings": {"column": "findings", "form": "json"},
                "interpreted_by": "reader",
                "interpreted_at": "read_at",
            },
            "content": "rest",
            "late": {"entered_by": "typed_by", "statement": "remark"},
        },
        "questionnaire": _sheet("Q"),
        "tech_notes": _sheet("T"),
    },
    "ledger": {"table": "downtime_log"},
}

VENDOR_MAPPING = TargetMapping.model_validate(VENDOR)
VENDOR_KINDS = frozenset({RecordKind.REPORT, RecordKind.QUESTIONNAIRE, RecordKind.TECH_NOTES})


def lay_out(database: Database, statements: Iterable[str]) -> None:
    """Make tables."""
    with database.writing("tables") as rows:
        for statement in statements:
            rows.change(statement)


def move_in(
    database: Database,
    mapping: TargetMapping,
    *,
    patients: Iterable[Patient] = PATIENTS,
    orders: Iterable[ChartOrder] = ORDERS,
) -> None:
    """Do what the vendor's own front desk did: register patients, with their further numbers, and order exams."""
    person, alias, exam = mapping.patients, mapping.numbers, mapping.orders
    names = ("family", "given", "birth_date", "merged_into")
    assert alias
    with database.writing("chart") as rows:
        for patient in patients:
            told = patient.model_dump(mode="json")
            columns = {person.mrn: patient.mrn} | {person.fields[name].column: told[name] for name in names}
            _insert(rows, person.table, columns | dict(person.always))
            for number in patient.identifiers:
                told = {alias.mrn: patient.mrn, alias.system: number.system, alias.value: number.value}
                _insert(rows, alias.table, told | {alias.kind: number.kind.value})
        for order in orders:
            status = exam.fields["status"]
            state = status.words.get(order.status, order.status) if order.status else None
            columns = {exam.accession: order.accession, exam.mrn: order.mrn, exam.day: order.day.isoformat()}
            _insert(rows, exam.table, columns | {status.column: state})


def _insert(rows: Rows, table: str, values: Mapping[str, object]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    rows.change(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(values))})", list(values.values()))
