"""A system to enter records into that is gone with its process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from threading import Lock

from downtimekit.backfill.admission import Kept, Standing, admit, amended_by, opens_chart, order_after
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.chart import Act, Chart, ChartEntry, ChartOrder, ChartRecord, ChartVisit, Lookup
from downtimekit.models.orders import OrderStatus
from downtimekit.models.paperwork import PaperRegistration
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Visit


class MemoryTarget:
    """Keeps every promise of the port `BackfillTarget`, except that nothing survives.

    It has a place for every kind of record. A registration of a number that it does not know opens a chart, with the
    visit where one is given, and an order opens its exam.

    Attributes:
        entries: what was written, in order; what was sent again is not in it again.
    """

    def __init__(
        self, patients: Iterable[Patient] = (), orders: Iterable[ChartOrder] = (), *, visits: Iterable[ChartVisit] = ()
    ) -> None:
        self.entries: list[ChartEntry] = []
        self._patients = {patient.mrn: patient for patient in patients}
        self._orders = {order.accession: order for order in orders}
        self._visits = list(visits)
        self._records: dict[str, ChartRecord] = {}
        self._places: dict[tuple[str, RecordKind], str] = {}
        self._opened: dict[str, str] = {}
        self._made: dict[str, str] = {}
        self._lock = Lock()

    @property
    def records(self) -> tuple[ChartRecord, ...]:
        """What the chart holds, in the order in which it was opened, also what was withdrawn."""
        with self._lock:
            return tuple(self._records.values())

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the chart holds about the patients and exams that are asked for."""
        with self._lock:
            mrns = set(self._wanted(wanted))
            return Chart(
                patients=tuple(patient for mrn, patient in self._patients.items() if mrn in mrns),
                orders=tuple(order for order in self._orders.values() if order.mrn in mrns),
                records=tuple(record for record in self._records.values() if record.mrn in mrns),
                visits=tuple(visit for visit in self._visits if visit.mrn in mrns),
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
        order = self._orders.get(entry.accession or "")
        admit(entry, standing=self._standing(entry, order))
        now = self._records[entry.updates] if entry.updates else None
        record = _record(entry, now=now, id_=now.id if now else f"record-{len(self._records) + 1}")
        if opens_chart(entry, patient=self._patients.get(entry.mrn)) and entry.patient:
            self._patients[entry.mrn] = entry.patient
        if entry.act is not Act.WITHDRAW:
            self._settle(entry, order, record=record)
        if now:
            self._places.pop((now.place, now.kind), None)
        if record.withdrawn:
            self._call_off(record)
        else:
            self._places[record.place, record.kind] = record.id
        self._records[record.id] = record
        self._made[entry.key] = record.id
        self.entries.append(entry)

    def _standing(self, entry: ChartEntry, order: ChartOrder | None) -> Standing:
        return Standing(
            patient=self._patients.get(entry.mrn),
            order=order,
            occupant=self._kept(self._places.get((entry.place, entry.kind))),
            changed=self._kept(entry.updates),
            amended=self._kept(amended_by(entry.content)),
        )

    def _kept(self, identifier: str | None) -> Kept | None:
        record = self._records.get(identifier or "")
        return Kept.of(record) if record else None

    def _settle(self, entry: ChartEntry, order: ChartOrder | None, *, record: ChartRecord) -> None:
        """Note the exam and the visit that come with an entry."""
        after = order_after(entry, order=order)
        if after is not None:
            self._orders[after.accession] = after
            if order is None:
                self._opened[after.accession] = record.id
        visit = _visit(entry.content)
        if visit is not None and ChartVisit(mrn=entry.mrn, visit=visit) not in self._visits:
            self._visits.append(ChartVisit(mrn=entry.mrn, visit=visit))

    def _call_off(self, record: ChartRecord) -> None:
        """Call off the exam that a withdrawn order had opened."""
        if record.accession and self._opened.get(record.accession) == record.id:
            order = self._orders[record.accession]
            self._orders[record.accession] = order.model_copy(update={"status": OrderStatus.CANCELLED})

    def _wanted(self, wanted: Lookup) -> Iterator[str]:
        """Yield the numbers of the patients who are asked for, and of the charts that theirs were merged into."""
        persons = {(family.casefold(), born) for family, born in wanted.persons}
        further: defaultdict[str, list[str]] = defaultdict(list)
        for mrn, patient in self._patients.items():
            for identifier in patient.identifiers if wanted.mrns else ():
                further[identifier.value].append(mrn)
            if persons and ((patient.family or "").casefold(), patient.birth_date) in persons:
                yield from self._merged(mrn)
        for number in wanted.mrns:
            for mrn in (number, *further[number]):
                yield from self._merged(mrn)
        for accession in wanted.accessions & self._orders.keys():
            yield from self._merged(self._orders[accession].mrn)

    def _merged(self, mrn: str | None) -> Iterator[str]:
        seen: set[str] = set()
        while mrn in self._patients and mrn not in seen:
            seen.add(mrn)
            yield mrn
            mrn = self._patients[mrn].merged_into


def _record(entry: ChartEntry, *, now: ChartRecord | None, id_: str) -> ChartRecord:
    """Return the record as an entry leaves it."""
    if now is not None and entry.withdraws:
        return now.model_copy(update={"withdrawn": True, "version": now.version + 1, "key": entry.key})
    return ChartRecord(
        id=id_,
        version=now.version + 1 if now else 1,
        key=entry.key,
        mrn=entry.mrn,
        accession=entry.accession,
        encounter=entry.encounter,
        occurred_at=entry.late.occurred_at,
        recorded_at=entry.late.recorded_at,
        content=entry.content,
    )


def _visit(content: Content) -> Visit | None:
    return content.visit if isinstance(content, PaperRegistration) else None
