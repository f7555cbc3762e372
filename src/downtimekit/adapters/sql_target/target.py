"""The SQL target: late entries go into a vendor's own tables, each with its key in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TypeVar

from anyio import to_thread
from attrs import field, frozen

from downtimekit.adapters.sql_target.charts import Orders, Patients
from downtimekit.adapters.sql_target.checking import faults_of
from downtimekit.adapters.sql_target.dialect import Database, Rows
from downtimekit.adapters.sql_target.ledger import Entries
from downtimekit.adapters.sql_target.mapping import TargetMapping
from downtimekit.adapters.sql_target.records import Found, Records
from downtimekit.backfill.admission import Kept, Standing, admit, amended_by, opens_chart, order_after
from downtimekit.errors import Fault, PortError, Rejected
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import Act, Chart, ChartEntry, ChartOrder, ChartRecord, Lookup
from downtimekit.models.patient import Patient

T = TypeVar("T")


@frozen
class SqlTarget:
    """A `BackfillTarget` on tables of SQLite or PostgreSQL; any number of programs may write through it at once.

    Attributes:
        database: a `SqliteDatabase` or a `PostgresDatabase`.
        mapping: which of its tables and columns hold what.
    """

    database: Database
    mapping: TargetMapping
    _patients: Patients = field(init=False, repr=False)
    _orders: Orders = field(init=False, repr=False)
    _records: dict[RecordKind, Records] = field(init=False, repr=False)
    _ledger: Entries = field(init=False, repr=False)

    @_patients.default
    def _where_patients_are(self) -> Patients:
        return Patients(self.mapping.patients, self.mapping.numbers, self.database.lock)

    @_orders.default
    def _where_orders_are(self) -> Orders:
        return Orders(self.mapping.orders)

    @_records.default
    def _where_records_are(self) -> dict[RecordKind, Records]:
        tables = self.mapping.records.items()
        return {kind: Records(kind, table, self.mapping.orders) for kind, table in tables}

    @_ledger.default
    def _where_entries_are(self) -> Entries:
        return Entries(self.mapping.ledger.table)

    def check(self) -> tuple[Fault, ...]:
        """Return everything in which the mapping and the database do not fit, before the first write.

        Raises:
            Unreachable: the database cannot be asked now.
        """
        return tuple(faults_of(self.mapping, self.database))

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the tables hold about the patients and exams that are asked for."""
        return await _in_a_thread(partial(self._look_up, wanted))

    async def find(self, key: str) -> str | None:
        """Return the identifier of the record that a key made, or None where it made none."""
        return await _in_a_thread(partial(self._find, key))

    async def write(self, entry: ChartEntry) -> str:
        """Write one entry, once, and return the record's identifier."""
        return await _in_a_thread(partial(self._write, entry))

    def _find(self, key: str) -> str | None:
        with self.database.reading() as rows:
            return self._ledger.made_by(rows, key)

    def _write(self, entry: ChartEntry) -> str:
        if entry.kind not in self._records:
            raise Rejected("there is no place for records of this kind")
        with self.database.writing(*_locks(entry)) as rows:
            return self._ledger.made_by(rows, entry.key) or self._enter(rows, entry)

    def _enter(self, rows: Rows, entry: ChartEntry) -> str:
        records = self._records[entry.kind]
        standing = self._standing(rows, entry, records)
        admit(entry, standing=standing)
        if entry.patient and opens_chart(entry, patient=standing.patient):
            self._patients.add(rows, entry.patient)
        opened = self._settle(rows, entry, standing.order)
        if standing.changed is None:
            record, version = records.add(rows, entry), 1
        else:
            record, version = standing.changed.id, standing.changed.version + 1
            records.change(rows, entry, seen=standing.changed)
        off = self._ledger.opened_by(rows, record) if entry.act is Act.WITHDRAW else None
        if off:
            self._orders.call_off(rows, off)
        self._ledger.enter(rows, entry, record=record, version=version, opened=opened)
        return record

    def _standing(self, rows: Rows, entry: ChartEntry, records: Records) -> Standing:
        return Standing(
            patient=self._patients.patient(rows, entry.mrn),
            order=self._orders.order(rows, entry.accession) if entry.accession else None,
            occupant=records.occupant(rows, entry),
            changed=self._kept(rows, entry.updates),
            amended=self._kept(rows, amended_by(entry.content)),
        )

    def _kept(self, rows: Rows, record: str | None) -> Kept | None:
        kind = (record or "").partition("-")[0]
        if record is None or kind not in self._records:
            return None
        found = self._records[RecordKind(kind)].by_id(rows, record)
        return found.kept if found else None

    def _settle(self, rows: Rows, entry: ChartEntry, order: ChartOrder | None) -> str | None:
        """Open the exam of an order, or let it take over its images; return the number of one that was opened."""
        after = None if entry.act is Act.WITHDRAW else order_after(entry, order=order)
        if after is not None and order is None:
            self._orders.add(rows, after)
            return after.accession
        if after is not None and after != order:
            self._orders.take_over(rows, after)
        return None

    def _look_up(self, wanted: Lookup) -> Chart:
        with self.database.reading() as rows:
            owners = self._orders.owners(rows, wanted.accessions)
            patients = self._patients.wanted(rows, numbers={*wanted.mrns, *owners}, persons=wanted.persons)
            mrns = [patient.mrn for patient in patients]
            orders = tuple(self._orders.of(rows, mrns))
            records = tuple(self._found(rows, mrns))
        return Chart(patients=_in_order(patients), orders=orders, records=records)

    def _found(self, rows: Rows, mrns: Sequence[str]) -> Iterator[ChartRecord]:
        found = [record for records in self._records.values() for record in records.of(rows, mrns)]
        made = self._ledger.of(rows, (record.kept.id for record in found))
        for record in found:
            late = made.get((record.kept.id, record.kept.version), {})
            yield _record(record, late)


async def _in_a_thread(work: Callable[[], T]) -> T:
    try:
        return await to_thread.run_sync(work)
    except PortError as error:
        trouble = error
    # Raised here, so that a driver's error, which may quote what was written, is in nobody's context.
    trouble.__context__ = None
    raise trouble


def _record(found: Found, late: Mapping[str, str]) -> ChartRecord:
    kept = found.kept
    told = {
        "id": kept.id,
        "version": kept.version,
        "key": late.get("key", ""),
        "mrn": kept.mrn,
        "accession": kept.accession,
        "encounter": found.encounter,
        "occurred_at": found.occurred_at or late.get("occurred_at"),
        "recorded_at": late.get("recorded_at"),
        "withdrawn": kept.withdrawn,
        "content": found.content,
    }
    return ChartRecord.model_validate(told)


def _locks(entry: ChartEntry) -> Sequence[str]:
    """Return what no two writers may be at, at the same time: the chart, and the exam that may be opened."""
    exam = (f"exam {entry.accession}",) if entry.kind is RecordKind.ORDER and entry.accession else ()
    return (f"chart {entry.mrn}", *exam)


def _in_order(patients: Sequence[Patient]) -> tuple[Patient, ...]:
    return tuple(sorted(patients, key=lambda patient: patient.mrn))
