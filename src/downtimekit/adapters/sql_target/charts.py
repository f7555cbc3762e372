"""Patients and exams in a vendor's tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from downtimekit.adapters.sql_target.asking import among, insert, select, update
from downtimekit.adapters.sql_target.dialect import Rows, quoted
from downtimekit.adapters.sql_target.mapping import NumberTable, OrderTable, PatientTable
from downtimekit.adapters.sql_target.shape import Shape, plain
from downtimekit.errors import Rejected
from downtimekit.models.chart import ChartOrder
from downtimekit.models.orders import OrderStatus
from downtimekit.models.patient import Identifier, Patient


@frozen
class Patients:
    """The patients, each under their number.

    Attributes:
        lock: what a question ends with that nobody may answer otherwise until the transaction ends.
    """

    table: PatientTable
    numbers: NumberTable | None
    lock: str
    shape: Shape = field(init=False)

    @shape.default
    def _of_the_mapping(self) -> Shape:
        return Shape(self.table.fields, self.table.rest)

    def patient(self, rows: Rows, mrn: str) -> Patient | None:
        """Return a patient without their further numbers, and keep the chart from being merged away meanwhile."""
        question = select(self.table.table, self._columns, always=self.table.always, where=f"{quoted(self._mrn)} = ?")
        found = rows.read(f"{question}{self.lock}", [*self.table.always.values(), mrn])
        return self._patient(found[0], ()) if found else None

    def add(self, rows: Rows, patient: Patient) -> None:
        """Open a chart.

        Raises:
            Rejected: something is known of the patient for which there is no column.
        """
        document = patient.model_dump(mode="json", exclude={"mrn"})
        columns = [self._mrn, *self.shape.columns, *self.table.always]
        if self.numbers:
            del document["identifiers"]
        told = [patient.mrn, *self.shape.to_row(document), *self.table.always.values()]
        rows.change(insert(self.table.table, columns), told)
        if self.numbers:
            self._add_numbers(rows, patient, self.numbers)

    def wanted(self, rows: Rows, *, numbers: Iterable[str], persons: Iterable[tuple[str, date]]) -> list[Patient]:
        """Return patients by number, further number, or name and birth date, and those they were merged into."""
        asked = {*numbers, *(row[further.mrn] for further, row in self._numbered(rows, numbers))}
        found = {patient.mrn: patient for patient in self._named(rows, persons)}
        asked |= {patient.merged_into for patient in found.values() if patient.merged_into}
        while asked := asked - found.keys():
            more = {patient.mrn: patient for patient in self._under(rows, self._mrn, asked)}
            found |= more
            asked = {patient.merged_into for patient in more.values() if patient.merged_into}
        return self._with_numbers(rows, found)

    def _add_numbers(self, rows: Rows, patient: Patient, table: NumberTable) -> None:
        names = [table.mrn, table.system, table.value, table.kind]
        for number in patient.identifiers:
            rows.change(insert(table.table, names), [patient.mrn, number.system, number.value, number.kind.value])

    def _named(self, rows: Rows, persons: Iterable[tuple[str, date]]) -> Iterator[Patient]:
        """Yield patients by name and birth date; letter case is compared here, where all databases agree."""
        wanted = {(family.casefold(), born) for family, born in persons}
        column = self.table.fields.get("birth_date")
        if not wanted or column is None:
            return
        for patient in self._under(rows, column.column, {born.isoformat() for _, born in wanted}):
            if ((patient.family or "").casefold(), patient.birth_date) in wanted:
                yield patient

    def _under(self, rows: Rows, column: str, values: Iterable[str]) -> Iterator[Patient]:
        table = self.table
        for row in among(rows, table.table, self._columns, always=table.always, key=column, values=values):
            yield self._patient(row, ())

    def _numbered(self, rows: Rows, values: Iterable[str]) -> Iterator[tuple[NumberTable, dict[str, Any]]]:
        table = self.numbers
        if table:
            for row in among(rows, table.table, [table.mrn], always={}, key=table.value, values=values):
                yield table, row

    def _with_numbers(self, rows: Rows, found: Mapping[str, Patient]) -> list[Patient]:
        table = self.numbers
        if table is None:
            return list(found.values())
        numbers: dict[str, list[Identifier]] = {mrn: [] for mrn in found}
        columns = [table.mrn, table.system, table.value, table.kind]
        for row in among(rows, table.table, columns, always={}, key=table.mrn, values=found):
            number = Identifier(system=row[table.system], value=row[table.value], kind=row[table.kind])
            numbers[row[table.mrn]].append(number)
        return [patient.model_copy(update={"identifiers": tuple(numbers[mrn])}) for mrn, patient in found.items()]

    def _patient(self, row: Mapping[str, Any], identifiers: Sequence[Identifier]) -> Patient:
        told = {**self.shape.of_row(row), "mrn": row[self._mrn]}
        return Patient.model_validate({**told, "identifiers": identifiers} if identifiers else told)

    @property
    def _mrn(self) -> str:
        return self.table.mrn

    @property
    def _columns(self) -> tuple[str, ...]:
        return (self.table.mrn, *self.shape.columns)


@frozen
class Orders:
    """The exams, each under its number."""

    table: OrderTable
    shape: Shape = field(init=False)

    @shape.default
    def _of_the_mapping(self) -> Shape:
        return Shape(self.table.fields)

    def order(self, rows: Rows, accession: str) -> ChartOrder | None:
        """Return an exam, or None where there is none of that number."""
        return next(self.under(rows, self.table.accession, [accession]), None)

    def of(self, rows: Rows, mrns: Iterable[str]) -> Iterator[ChartOrder]:
        """Yield the exams of some patients."""
        return self.under(rows, self.table.mrn, mrns)

    def owners(self, rows: Rows, accessions: Iterable[str]) -> Iterator[str]:
        """Yield the numbers of the patients whose exams are asked for."""
        return (order.mrn for order in self.under(rows, self.table.accession, accessions))

    def under(self, rows: Rows, column: str, values: Iterable[str]) -> Iterator[ChartOrder]:
        """Yield the exams in which a column has one of some values."""
        table = self.table
        columns = (table.accession, table.mrn, table.day, *self.shape.columns)
        for row in among(rows, table.table, columns, always=table.always, key=column, values=values):
            told = {"accession": row[table.accession], "mrn": row[table.mrn], "day": plain(row[table.day])}
            yield ChartOrder.model_validate({**self.shape.of_row(row), **told})

    def add(self, rows: Rows, order: ChartOrder) -> None:
        """Open an exam; what has no column, and follows from its record, is left out.

        Raises:
            Rejected: it has images, and there is no column for them.
        """
        self._needs("study", order.study)
        table = self.table
        document = order.model_dump(mode="json", exclude={"accession", "mrn", "day"})
        columns = [table.accession, table.mrn, table.day, *self.shape.columns, *table.always]
        told = [order.accession, order.mrn, order.day.isoformat(), *self.shape.to_row(document, needed={})]
        rows.change(insert(table.table, columns), [*told, *table.always.values()])

    def take_over(self, rows: Rows, order: ChartOrder) -> None:
        """Note the images of an exam that had none.

        Raises:
            Rejected: there is no column for them.
        """
        self._set(rows, order.accession, "study", order.study)

    def call_off(self, rows: Rows, accession: str) -> None:
        """Call off an exam.

        Raises:
            Rejected: there is no column for its status.
        """
        self._set(rows, accession, "status", OrderStatus.CANCELLED.value)

    def _set(self, rows: Rows, accession: str, path: str, value: str | None) -> None:
        self._needs(path, value)
        (stored,) = Shape({path: self.table.fields[path]}).to_row({path: value})
        where = [self.table.accession, *self.table.always]
        statement = update(self.table.table, [self.table.fields[path].column], where=where)
        rows.change(statement, [stored, accession, *self.table.always.values()])

    def _needs(self, path: str, value: str | None) -> None:
        if value is not None and path not in self.table.fields:
            raise Rejected(f"the table of exams has no place for: {path}")
