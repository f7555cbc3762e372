"""The sample RIS: what a vendor writes so that downtimekit can enter late records into their system."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path

from anyio import to_thread

from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import Act, Chart, ChartEntry, ChartOrder, ChartRecord, Lookup
from downtimekit.models.patient import Patient
from sample_ris.late_entries import enter, entry_of, made_by
from sample_ris.listing import listed
from sample_ris.records import keep, kept, record_of, withdraw
from sample_ris.rules import admitted
from sample_ris.schema import lay_out, transaction

_PATIENTS = """WITH RECURSIVE wanted (mrn) AS (
        SELECT value FROM json_each(:mrns)
        UNION SELECT mrn FROM further_numbers WHERE value IN (SELECT value FROM json_each(:mrns))
        UNION SELECT mrn FROM exams WHERE accession IN (SELECT value FROM json_each(:accessions))
        UNION SELECT mrn FROM patients WHERE (family_folded, birth_date) IN
            (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:persons))
        UNION SELECT merged_into FROM patients JOIN wanted USING (mrn) WHERE merged_into IS NOT NULL)
    SELECT mrn, family, given, birth_date, merged_into FROM patients JOIN wanted USING (mrn) ORDER BY mrn"""
_NUMBERS = """SELECT * FROM further_numbers WHERE mrn IN (SELECT value FROM json_each(?)) ORDER BY rowid"""
_EXAMS = "SELECT * FROM exams WHERE mrn IN (SELECT value FROM json_each(?)) ORDER BY accession"


class SampleRis:
    """A RIS in one SQLite file, a `BackfillTarget`; any number of processes may use the same file.

    An exam has one record of each kind, with versions. A final report is never edited in place: what corrects
    it is an addendum, which this RIS leaves to its radiologists. Patients and exams come from its front desk, so it
    has no place for registrations and orders either.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        """Open the RIS, or make it."""
        self._path = Path(path)
        lay_out(self._path)

    def register(self, patients: Iterable[Patient], orders: Iterable[ChartOrder]) -> None:
        """Register patients and order exams, as the front desk does; what is known already stays as it is."""
        people = tuple(patients)
        known_by = [(p.mrn, p.family, p.given, _text(p.birth_date), _folded(p.family), p.merged_into) for p in people]
        numbers = [(p.mrn, number.system, number.value, number.kind) for p in people for number in p.identifiers]
        exams = [(order.accession, order.mrn, _text(order.day), order.status) for order in orders]
        with transaction(self._path) as rows:
            rows.executemany("INSERT INTO patients VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", known_by)
            rows.executemany("INSERT INTO further_numbers VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", numbers)
            rows.executemany("INSERT INTO exams VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", exams)

    def type_in(self, content: Content, *, accession: str) -> str:
        """Keep what one of the RIS' own users typed in at its screen, and return the record's identifier."""
        with transaction(self._path) as rows:
            now = record_of(rows, accession, kind=RecordKind(content.record))
            return keep(rows, content, accession=accession, version=now.version + 1 if now else 1)

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the RIS holds about the patients and exams that are asked for."""
        return await to_thread.run_sync(self._look_up, wanted)

    async def find(self, key: str) -> str | None:
        """Return the identifier of the record that a key made, or None where it made none."""
        return await to_thread.run_sync(self._find, key)

    async def write(self, entry: ChartEntry) -> str:
        """Write one entry, once, and return the record's identifier."""
        return await to_thread.run_sync(self._write, entry)

    def writes(self) -> int:
        """Return how many late entries were made so far."""
        with transaction(self._path, "DEFERRED") as rows:
            return int(rows.execute("SELECT count(*) FROM late_entries").fetchone()[0])

    def contents(self) -> list[dict[str, object]]:
        """Return what stands in the records, to compare one RIS with another."""
        with transaction(self._path, "DEFERRED") as rows:
            return listed(rows)

    def _find(self, key: str) -> str | None:
        with transaction(self._path, "DEFERRED") as rows:
            return made_by(rows, key)

    def _write(self, entry: ChartEntry) -> str:
        with transaction(self._path) as rows:
            made = made_by(rows, entry.key)
            if made is not None:
                return made
            accession = admitted(rows, entry)
            version = (entry.expects or 0) + 1
            now = record_of(rows, accession, kind=entry.kind)
            if now is not None and entry.act is Act.WITHDRAW:
                record = withdraw(rows, now, version=version)
            else:
                record = keep(rows, entry.content, accession=accession, version=version)
            enter(rows, entry.key, record=record, version=version, late=entry.late)
            return record

    def _look_up(self, wanted: Lookup) -> Chart:
        asked = {
            "mrns": json.dumps(sorted(wanted.mrns)),
            "accessions": json.dumps(sorted(wanted.accessions)),
            "persons": json.dumps(sorted((_folded(family), _text(born)) for family, born in wanted.persons)),
        }
        with transaction(self._path, "DEFERRED") as rows:
            patients = _patients(rows, asked)
            mrns = json.dumps([patient.mrn for patient in patients])
            orders = [ChartOrder.model_validate(dict(row)) for row in rows.execute(_EXAMS, (mrns,))]
            records = _records(rows, orders)
        return Chart(patients=tuple(patients), orders=tuple(orders), records=tuple(records))


def _patients(rows: sqlite3.Connection, asked: Mapping[str, str]) -> list[Patient]:
    found = [dict(row) for row in rows.execute(_PATIENTS, asked)]
    numbers: dict[str, list[dict[str, str]]] = {patient["mrn"]: [] for patient in found}
    for row in rows.execute(_NUMBERS, (json.dumps(list(numbers)),)):
        number = dict(row)
        numbers[number.pop("mrn")].append(number)
    return [Patient.model_validate({**patient, "identifiers": numbers[patient["mrn"]]}) for patient in found]


def _records(rows: sqlite3.Connection, orders: Sequence[ChartOrder]) -> list[ChartRecord]:
    mrns = {order.accession: order.mrn for order in orders}
    found: list[ChartRecord] = []
    for record in kept(rows, list(mrns)):
        late = entry_of(rows, record.id, version=record.version)
        found.append(
            ChartRecord(
                id=record.id,
                version=record.version,
                key=late["key"] if late else "",
                accession=record.accession,
                mrn=mrns[record.accession],
                recorded_at=late["recorded_at"] if late else None,
                withdrawn=record.withdrawn,
                content=record.content,
            )
        )
    return found


def _text(day: object) -> str | None:
    return None if day is None else str(day)


def _folded(family: str | None) -> str:
    return (family or "").casefold()
