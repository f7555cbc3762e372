"""A vendor's tables are told by a value: what does not fit is found before the first write, and nothing gets lost."""

from __future__ import annotations

import copy
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest

from downtimekit.adapters.sql_target import (
    Dialect,
    Kept,
    SqliteDatabase,
    SqlTarget,
    TargetMapping,
    default_mapping,
    default_schema,
    new_sqlite,
)
from downtimekit.adapters.sql_target.shape import Shape
from downtimekit.errors import InvalidInput, OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.breast import BreastReport, Density
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import ChartEntry, ChartRecord, Lookup
from downtimekit.models.reading import read
from downtimekit.testing.contracts.target import (
    ADAEZE,
    ANSWERS,
    CHIKA,
    CORRECTED,
    EXAM,
    FINAL,
    LATE,
    LATER_EXAM,
    NGOZI,
    REPORT,
    STUDY,
    UNNAMED,
    entry_of,
    everything_said_by,
    note_of,
    order_of,
    registration_of,
    withdrawal_of,
)
from tests.vendor_tables import VENDOR, VENDOR_MAPPING, move_in, vendor_schema


@pytest.fixture
def vendors(tmp_path: Path) -> Iterator[SqliteDatabase]:
    with new_sqlite(tmp_path / "ris.db", vendor_schema(Dialect.SQLITE)) as database:
        move_in(database, VENDOR_MAPPING)
        yield database


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[SqliteDatabase]:
    with new_sqlite(tmp_path / "own.db", default_schema(Dialect.SQLITE)) as database:
        move_in(database, default_mapping())
        yield database


def sql(database: SqliteDatabase, statement: str, *values: object) -> list[dict[str, Any]]:
    with database.writing() as rows:
        return rows.read(statement, values)


def write(database: SqliteDatabase, entry: ChartEntry, mapping: TargetMapping = VENDOR_MAPPING) -> str:
    return anyio.run(SqlTarget(database, mapping).write, entry)


def records(database: SqliteDatabase, mapping: TargetMapping = VENDOR_MAPPING) -> tuple[ChartRecord, ...]:
    wanted = Lookup(mrns=frozenset({ADAEZE.mrn, CHIKA.mrn, NGOZI.mrn}))
    return anyio.run(SqlTarget(database, mapping).look_up, wanted).records


def told_with(path: str, value: object) -> dict[str, Any]:
    """Return the vendor's mapping as it is written down, with another value somewhere."""
    told: dict[str, Any] = copy.deepcopy(dict(VENDOR))
    *outer, last = path.split("/")
    place = told
    for name in outer:
        place = place[name]
    place[last] = value
    return told


def test_a_mapping_is_kept_as_json() -> None:
    for mapping in (default_mapping(), VENDOR_MAPPING):
        assert TargetMapping.model_validate_json(mapping.model_dump_json()) == mapping


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("records/report/accession", None, "exam's number"),
        ("records/nursing_note", VENDOR["records"]["report"], "told from others by its time"),
        ("records/report/fields/tone", "tone", "no such field"),
        ("records/report/fields/comparison.tone", "tone", "no such field"),
        ("records/report/fields/findings.size", "size", "no such field"),
        ("records/report/fields/record", "kind", "no such field"),
        ("patients/fields", {"address": "home", "address.city": "town"}, "part of another"),
        ("orders/fields/accession", "number", "no such field"),
        ("orders/table", "exam; DROP TABLE exam", "not allowed"),
        ("orders/day", 'day" OR 1=1 --', "not allowed"),
        ("records/report/late", {"mood": "mood"}, "late entry"),
        ("orders/fields/status/words/on_hold", "SC", "one word"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_in_words(path: str, value: object, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read(TargetMapping, told_with(path, value), source="mapping")


def test_a_mapping_that_fits_has_no_faults(vendors: SqliteDatabase, ours: SqliteDatabase) -> None:
    assert SqlTarget(vendors, VENDOR_MAPPING).check() == ()
    assert SqlTarget(ours, default_mapping()).check() == ()


@pytest.mark.parametrize(
    ("path", "value", "paths"),
    [
        ("patients/table", "people", ["patients.table"]),
        ("patients/fields/gender", "sex", ["patients.fields.gender"]),
        ("patients/mrn", "surname", ["patients.table"]),
        ("patients/always", {}, ["patients.table"]),
        ("numbers/value", "no", ["numbers.value", "numbers.table"]),
        ("records/report/late", {}, ["records.report.table"]),
        ("records/report/withdrawn/column", "gone", ["records.report.withdrawn"]),
        ("records/questionnaire/new_id", "database", ["records.questionnaire.id"]),
        ("ledger/table", "sheet", ["ledger.table"] * 11),
        ("ledger/table", "log", ["ledger.table"]),
    ],
    ids=range(10),
)
def test_everything_that_does_not_fit_is_told_before_the_first_write(
    vendors: SqliteDatabase, path: str, value: object, paths: Sequence[str]
) -> None:
    faults = SqlTarget(vendors, TargetMapping.model_validate(told_with(path, value))).check()

    assert [fault.path for fault in faults] == list(paths)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP INDEX report_of_exam", "two programs"),
        ("CREATE UNIQUE INDEX report_of_exam ON report (acc_no)", "keep the right record out"),
        ("CREATE UNIQUE INDEX report_of_exam ON report (acc_no, rev)", "two programs"),
        ("CREATE UNIQUE INDEX report_of_exam ON report (acc_no, void)", "two programs"),
    ],
)
def test_an_exam_has_one_report_by_an_index_that_leaves_out_what_was_withdrawn(
    vendors: SqliteDatabase, statement: str, words: str
) -> None:
    sql(vendors, "DROP INDEX report_of_exam")
    if not statement.startswith("DROP"):
        sql(vendors, statement)
    faults = SqlTarget(vendors, VENDOR_MAPPING).check()

    assert [fault.path for fault in faults] == ["records.report.accession"]
    assert words in faults[0].words


def test_a_report_lies_in_the_vendors_own_columns_in_the_vendors_own_words(vendors: SqliteDatabase) -> None:
    made = write(vendors, entry_of(FINAL))

    (row,) = sql(vendors, "SELECT * FROM report")
    assert made == f"report-{row['report_no']}"
    assert (row["state"], row["category"], row["reader"], row["void"]) == ("F", "2", "Dr. Éva Nagy", 0)
    assert (row["typed_by"], row["remark"]) == (LATE.entered_by, LATE.statement)
    assert [record.content for record in records(vendors)] == [FINAL]


def test_the_log_says_who_and_when_of_every_write(vendors: SqliteDatabase) -> None:
    write(vendors, entry_of())
    (record,) = records(vendors)
    write(vendors, withdrawal_of(record, key="west-1/withdrawn/1"))

    rows = sql(vendors, "SELECT * FROM downtime_log ORDER BY version")
    assert [(row["key"], row["record"], row["version"]) for row in rows] == [
        (entry_of().key, record.id, 1),
        ("west-1/withdrawn/1", record.id, 2),
    ]
    assert {(row["performed_by"], row["entered_by"]) for row in rows} == {(LATE.performed_by, LATE.entered_by)}
    assert rows[0]["occurred_at"] == "2026-03-02T12:00:00Z"


def test_what_the_vendors_own_screen_changed_is_not_taken_for_ours(vendors: SqliteDatabase) -> None:
    write(vendors, entry_of())
    sql(vendors, "UPDATE report SET impression = 'seen again', rev = rev + 1")
    (record,) = records(vendors)

    assert (record.key, record.version, record.recorded_at) == ("", 2, None)
    with pytest.raises(Rejected, match="in the meantime"):
        write(vendors, entry_of(CORRECTED, key="k").model_copy(update={"updates": record.id, "expects": 1}))


def test_what_has_no_column_is_rejected_by_name_and_nothing_is_written(vendors: SqliteDatabase) -> None:
    narrow = TargetMapping.model_validate(told_with("records/report/content", None))
    sql(vendors, "ALTER TABLE report DROP COLUMN rest")
    with pytest.raises(Rejected, match="no place for: breasts, clinical_question, comparison") as caught:
        write(vendors, entry_of(), narrow)
    made = write(vendors, entry_of(BreastReport(density=Density.FATTY, findings=REPORT.findings)), narrow)

    assert "planted" not in everything_said_by(caught.value)
    assert [record.id for record in records(vendors, narrow)] == [made]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (note_of(ADAEZE, key="k"), "no place for records of this kind"),
        (entry_of().model_copy(update={"encounter": "V-1"}), "no place for: encounter"),
        (registration_of(NGOZI, key="k"), "no place for records of this kind"),
    ],
)
def test_what_the_vendor_has_no_place_for_is_rejected(vendors: SqliteDatabase, entry: ChartEntry, words: str) -> None:
    with pytest.raises(Rejected, match=words):
        write(vendors, entry)


def test_rows_of_another_clinic_are_not_seen(vendors: SqliteDatabase) -> None:
    sql(vendors, 'UPDATE person SET clinic = 8 WHERE "PatientNo" = ?', CHIKA.mrn)
    chart = anyio.run(
        SqlTarget(vendors, VENDOR_MAPPING).look_up,
        Lookup(mrns=frozenset({ADAEZE.mrn, CHIKA.mrn}), persons=frozenset({("Okafor", date(1988, 11, 30))})),
    )

    assert chart.patients == (ADAEZE,)


def test_a_row_that_cannot_be_read_is_told_by_its_number_and_not_left_out(vendors: SqliteDatabase) -> None:
    write(vendors, entry_of())
    for spoilt in ("category = 'planted'", "state = 'F'", "findings = '{'", "read_at = 'planted'"):
        sql(vendors, "UPDATE report SET category = NULL, state = 'P', findings = '[]', read_at = NULL")
        sql(vendors, f"UPDATE report SET {spoilt}")
        with pytest.raises(Unreachable, match="report-1 cannot be read") as caught:
            records(vendors)
        assert "planted" not in everything_said_by(caught.value)


def test_images_and_the_end_of_an_order_need_a_column(ours: SqliteDatabase) -> None:
    told = default_mapping().model_dump(mode="json")
    for path, entry in (("study", order_of(UNNAMED, accession="DT-1", key="k")), ("status", None)):
        told["orders"]["fields"].pop(path)
        mapping = TargetMapping.model_validate(told)
        if entry:
            with pytest.raises(Rejected, match="no place for: study"):
                write(ours, entry, mapping)
    plain = order_of(ADAEZE, accession="DT-1", key="k").model_copy(update={"study": None})
    write(ours, plain, mapping)
    (record,) = records(ours, mapping)
    with pytest.raises(Rejected, match="no place for: status"):
        write(ours, withdrawal_of(record, key="w"), mapping)


def test_an_exam_takes_over_the_images_that_were_made_for_it(ours: SqliteDatabase) -> None:
    write(ours, entry_of().model_copy(update={"study": STUDY}), default_mapping())

    assert sql(ours, "SELECT study FROM exams WHERE accession = ?", EXAM.accession) == [{"study": STUDY}]


def test_a_database_that_is_locked_or_not_there_or_something_else_is_unreachable(
    vendors: SqliteDatabase, tmp_path: Path
) -> None:
    hasty = SqliteDatabase(vendors.path, patience=0.05)
    with sqlite3.connect(vendors.path, isolation_level=None) as other, hasty:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unreachable, match="locked"):
            write(hasty, entry_of())
        other.execute("ROLLBACK")
        assert write(hasty, entry_of())
    other.close()
    (tmp_path / "letter.txt").write_text("Dear colleague, " * 100)
    for name in ("letter.txt", "nowhere/ris.db", "missing.db"):
        with SqliteDatabase(tmp_path / name) as database, pytest.raises(Unreachable):
            write(database, entry_of())
    assert not (tmp_path / "missing.db").exists()


def test_tables_that_are_gone_are_unreachable_and_not_a_refusal(vendors: SqliteDatabase) -> None:
    sql(vendors, "DROP TABLE downtime_log")

    with pytest.raises(Unreachable, match="tables are those of the mapping"):
        write(vendors, entry_of())


@pytest.mark.parametrize(
    ("trigger", "error"),
    [
        ("SELECT RAISE(ABORT, 'planted')", Rejected),
        ("INSERT INTO downtime_log (key) VALUES (NULL)", Rejected),
    ],
)
def test_a_rule_of_the_vendors_own_rejects_an_entry_whole(
    vendors: SqliteDatabase, trigger: str, error: type[Exception]
) -> None:
    sql(vendors, f"CREATE TRIGGER rule BEFORE INSERT ON report BEGIN {trigger}; END")
    with pytest.raises(error, match="rule of its own") as caught:
        write(vendors, entry_of())

    assert records(vendors) == ()
    assert "Okafor" not in everything_said_by(caught.value)


def test_an_end_that_fails_leaves_the_outcome_open(vendors: SqliteDatabase) -> None:
    # A foreign key that is looked at last is the one way to make an end fail without a broken disk.
    sql(vendors, "CREATE TABLE ward (id TEXT PRIMARY KEY)")
    sql(vendors, "CREATE TABLE bed (ward TEXT REFERENCES ward DEFERRABLE INITIALLY DEFERRED)")
    sql(vendors, "CREATE TRIGGER rule AFTER INSERT ON report BEGIN INSERT INTO bed VALUES ('none'); END")
    with pytest.raises(OutcomeUnknown):
        write(vendors, entry_of())

    assert anyio.run(SqlTarget(vendors, VENDOR_MAPPING).find, entry_of().key) is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a fork")
def test_a_forked_process_opens_the_file_for_itself(vendors: SqliteDatabase) -> None:
    write(vendors, entry_of())
    if (child := os.fork()) == 0:
        os._exit(0 if write_by_hand(vendors, entry_of(ANSWERS, key="k")) else 1)  # closing nothing of the parent's
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    write(vendors, entry_of(key="west-1/report/2", order=LATER_EXAM))
    assert len(records(vendors)) == 3


def write_by_hand(database: SqliteDatabase, entry: ChartEntry) -> str:
    """Write without an event loop, whose threads do not survive a fork, and never on the parent's connection."""
    parents = database._connection
    made = SqlTarget(database, VENDOR_MAPPING)._write(entry)
    return made if database._connection is not parents else ""


@pytest.mark.parametrize(
    ("fields", "document", "row"),
    [
        ({"a": "a"}, {"a": 1}, [1]),
        ({"a.b": "b"}, {"a": {"b": "x"}}, ["x"]),
        ({"a.b": "b"}, {"a": None}, [None]),
        ({"a": {"column": "a", "words": {"yes": "Y"}}}, {"a": "yes"}, ["Y"]),
        ({"a": {"column": "a", "form": "json"}}, {"a": [1, {"é": None}]}, ['[1, {"é": null}]']),
    ],
)
def test_a_value_goes_into_columns_and_comes_back(
    fields: Mapping[str, Any], document: dict[str, Any], row: list[object]
) -> None:
    kept = {
        path: Kept.model_validate({"column": said} if isinstance(said, str) else said) for path, said in fields.items()
    }
    shape = Shape(kept, "rest")
    values = shape.to_row(copy.deepcopy(document))

    assert values[:-1] == row
    assert shape.of_row(dict(zip(shape.columns, values, strict=True))) == document


@pytest.mark.parametrize(
    ("said", "value", "words"),
    [
        ({"column": "a", "words": {"yes": "Y"}}, "planted", "no word for what stands in: a"),
        ({"column": "a"}, ["planted"], "holds a plain value: a"),
    ],
)
def test_what_a_column_cannot_hold_is_rejected_by_its_path(said: Mapping[str, Any], value: object, words: str) -> None:
    with pytest.raises(Rejected, match=words) as caught:
        Shape({"a": Kept.model_validate(said)}).to_row({"a": value})

    assert "planted" not in str(caught.value)


def test_every_kind_has_a_place_in_the_default_tables() -> None:
    assert set(default_mapping().records) == set(RecordKind)
