"""A chart by the keys under which a sheet's patient, exam and records are looked for."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import Factory, define, evolve

from downtimekit.models.chart import Chart, ChartOrder, ChartRecord
from downtimekit.models.patient import IdentifierKind, Mrn, Patient, WrittenIdentity
from downtimekit.models.registration import Visit

K = TypeVar("K")
V = TypeVar("V")

_OF_CHARTS = (IdentifierKind.MRN, IdentifierKind.DOWNTIME_MRN)


@define(repr=False)
class ChartIndex:
    """A chart, and what the paper itself says will be in it.

    Attributes:
        patients: by number.
        numbers: whose every further number is, by who gave it and by itself.
        persons: who has a family name and a birth date; nobody whose name is an alias.
        orders: by accession; exams: the same by patient.
        records: those that count, by place and kind; by_id: every record; of_patient: every one of each patient; all
            of them under the patient's number that counts now.
        crowded: the places, with their kinds, that more than one record lays claim to.
        withdrawn: how many records were withdrawn, by place and kind.
        visits: the stays of each patient.
        survivors: the number that counts now, by the one that is retired.
        arriving: patients whom the paper registers, by number: they are in `patients` too.
    """

    patients: Mapping[str, Patient] = Factory(dict)
    numbers: Mapping[tuple[str, str], Sequence[str]] = Factory(dict)
    persons: Mapping[tuple[str, date], Sequence[Patient]] = Factory(dict)
    orders: Mapping[str, ChartOrder] = Factory(dict)
    exams: Mapping[str, Sequence[ChartOrder]] = Factory(dict)
    records: Mapping[tuple[str, str], ChartRecord] = Factory(dict)
    by_id: Mapping[str, ChartRecord] = Factory(dict)
    of_patient: Mapping[str, Sequence[ChartRecord]] = Factory(dict)
    crowded: Container[tuple[str, str]] = frozenset()
    withdrawn: Mapping[tuple[str, str], int] = Factory(dict)
    visits: Mapping[str, Sequence[Visit]] = Factory(dict)
    survivors: Mapping[str, str] = Factory(dict)
    arriving: Mapping[str, Patient] = Factory(dict)

    @classmethod
    def of(cls, chart: Chart, *, survivors: Mapping[str, str] | None = None) -> ChartIndex:
        """Index a chart.

        Args:
            chart: what the target answered.
            survivors: what is known of merges beside what the chart itself says.
        """
        merged = {patient.mrn: patient.merged_into for patient in chart.patients if patient.merged_into}
        index = cls(survivors=merged | dict(survivors or {}))
        # What was written before a merge stays the patient's, also where the system leaves it under the retired number.
        records = [index._under_current_number(record) for record in chart.records]
        return evolve(
            index,
            patients={patient.mrn: patient for patient in chart.patients},
            numbers=_numbers(chart.patients),
            persons=_persons(chart.patients),
            orders={order.accession: order for order in chart.orders},
            exams=_grouped((index.survivor(order.mrn), order) for order in chart.orders),
            records={(record.place, record.kind): record for record in records if not record.withdrawn},
            crowded=frozenset(place for place, count in _counted(records, withdrawn=False).items() if count > 1),
            by_id={record.id: record for record in records},
            of_patient=_grouped((record.mrn, record) for record in records),
            withdrawn=_counted(records, withdrawn=True),
            visits=_grouped((index.survivor(known.mrn), known.visit) for known in chart.visits),
        )

    def _under_current_number(self, record: ChartRecord) -> ChartRecord:
        now = self.survivor(record.mrn)
        return record if now == record.mrn else record.model_copy(update={"mrn": now})

    def survivor(self, mrn: str) -> str:
        """Return the number that counts now; a chain that leads round in a circle ends where it began."""
        return self.line(mrn)[-1]

    def line(self, mrn: str) -> Sequence[str]:
        """Return the numbers that one has been merged into, from itself to the one that counts now."""
        seen = {mrn: None}
        while (following := self.survivors.get(mrn)) is not None and following not in seen:
            mrn = following
            seen[mrn] = None
        return tuple(seen)

    def known_as(self, written: WrittenIdentity) -> Iterator[str]:
        """Yield the numbers of the charts that a sheet's numbers lead to, each as it was led to; it may be retired."""
        charts = [one.value for one in written.identifiers if one.kind in _OF_CHARTS]
        charts[:0] = [written.mrn] if written.mrn else []
        yield from (number for number in charts if number in self.patients or number in self.survivors)
        for number in written.identifiers:
            yield from self.numbers.get((number.system, number.value), ())

    def with_arriving(self, patients: Mapping[str, Patient]) -> ChartIndex:
        """Return the chart with patients whom the paper registers."""
        persons = {key: tuple(same) for key, same in self.persons.items()}
        for key, arriving in _persons(patients.values()).items():
            persons[key] = (*persons.get(key, ()), *arriving)
        return evolve(self, patients={**self.patients, **patients}, persons=persons, arriving=patients)

    def with_ordered(self, orders: Iterable[ChartOrder]) -> ChartIndex:
        """Return the chart with orders that the paper brings."""
        new = [order for order in orders if order.accession not in self.orders]
        exams = {mrn: tuple(known) for mrn, known in self.exams.items()}
        for order in new:
            exams[order.mrn] = (*exams.get(order.mrn, ()), order)
        return evolve(self, orders={**self.orders, **{order.accession: order for order in new}}, exams=exams)

    def named(self, written: WrittenIdentity) -> Sequence[Patient]:
        """Return those with the family name and the birth date of a sheet, none of them retired."""
        if written.unidentified or not written.family or not written.birth_date:
            return ()
        same = self.persons.get((plain(written.family), written.birth_date), ())
        return [patient for patient in same if patient.mrn not in self.survivors]


def _counted(records: Iterable[ChartRecord], *, withdrawn: bool) -> Mapping[tuple[str, str], int]:
    return Counter((record.place, record.kind) for record in records if record.withdrawn is withdrawn)


def plain(name: str) -> str:
    """Return a name without case, accents, blanks and punctuation, as two clerks would both spell it."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _numbers(patients: Iterable[Patient]) -> Mapping[tuple[str, str], Sequence[Mrn]]:
    return _grouped(
        ((number.system, number.value), patient.mrn) for patient in patients for number in patient.identifiers
    )


def _persons(patients: Iterable[Patient]) -> Mapping[tuple[str, date], Sequence[Patient]]:
    named = ((patient.name_key, patient) for patient in patients)
    return _grouped(((plain(key[0]), key[1]), patient) for key, patient in named if key)


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, Sequence[V]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
