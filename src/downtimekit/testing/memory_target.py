"""A system to enter records into that is gone with its process."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from downtimekit.errors import Rejected
from downtimekit.models.chart import Chart, ChartEntry, ChartOrder, ChartRecord, Lookup
from downtimekit.models.patient import Patient


class MemoryTarget:
    """Keeps every promise of the port `BackfillTarget`, except that nothing survives.

    An exam has one record of each kind that belongs to exams; any other kind has one for each moment of a patient.
    Patients and exams that it does not know are rejected.

    Attributes:
        entries: what was written, in order; what was sent again is not in it again.
    """

    def __init__(self, patients: Iterable[Patient] = (), orders: Iterable[ChartOrder] = ()) -> None:
        self.entries: list[ChartEntry] = []
        self._patients = {patient.mrn: patient for patient in patients}
        self._orders = {order.accession: order for order in orders}
        self._records: dict[tuple[str, str], ChartRecord] = {}
        self._made: dict[str, str] = {}
        self._lock = Lock()

    @property
    def records(self) -> tuple[ChartRecord, ...]:
        """What the chart holds, in the order in which it was opened."""
        with self._lock:
            return tuple(self._records.values())

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the chart holds about the patients and exams that are asked for."""
        with self._lock:
            patients = {mrn: patient for mrn, patient in self._patients.items() if self._fits(patient, wanted)}
            return Chart(
                patients=tuple(patients.values()),
                orders=tuple(order for order in self._orders.values() if order.mrn in patients),
                records=tuple(record for record in self._records.values() if record.mrn in patients),
            )

    async def find(self, key: str) -> str | None:
        """Return the identifier of the record that a key made, or None where it made none."""
        with self._lock:
            return self._made.get(key)

    async def write(self, entry: ChartEntry) -> str:
        """Write one entry, once, and return the record's identifier."""
        with self._lock:
            if entry.key not in self._made:
                self._write(entry)
            return self._made[entry.key]

    def _write(self, entry: ChartEntry) -> None:
        if entry.mrn not in self._patients:
            raise Rejected("there is no such patient")
        if entry.kind.of_exam or entry.accession:
            order = self._orders.get(entry.accession or "")
            if order is None or order.mrn != entry.mrn:
                raise Rejected("the patient has no such exam")
        now = self._records.get((entry.place, entry.kind))
        seen = (now.id, now.version) if now else (None, None)
        if seen != (entry.updates, entry.expects):
            raise Rejected("the record is not the one that this entry was made for")
        record = ChartRecord(
            id=now.id if now else f"record-{len(self._records) + 1}",
            version=now.version + 1 if now else 1,
            key=entry.key,
            mrn=entry.mrn,
            accession=entry.accession,
            encounter=entry.encounter,
            occurred_at=entry.late.occurred_at,
            content=entry.content,
        )
        self._records[entry.place, entry.kind] = record
        self._made[entry.key] = record.id
        self.entries.append(entry)

    def _fits(self, patient: Patient, wanted: Lookup) -> bool:
        if patient.mrn in wanted.mrns:
            return True
        if any(self._orders[exam].mrn == patient.mrn for exam in wanted.accessions & self._orders.keys()):
            return True
        person = ((patient.family or "").casefold(), patient.birth_date)
        return person in {(family.casefold(), born) for family, born in wanted.persons}
