"""The chart of the system that records go back into: what it holds, and what is written to it."""

from __future__ import annotations

from datetime import date

from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.patient import Mrn, Patient, PersonName
from downtimekit.models.strict import Instant, Key, Name, Strict


class LateEntry(Strict):
    """The two clocks and the two people of everything that is entered late."""

    occurred_at: Instant
    performed_by: Name
    recorded_at: Instant
    entered_by: Name


class ChartOrder(Strict):
    """An exam that the chart knows."""

    accession: Key
    mrn: Mrn
    day: date


class ChartRecord(Strict):
    """A record that the chart holds.

    Attributes:
        id: the chart's own identifier.
        version: counts up with every change; a write that updates names the version that it saw.
        key: the idempotency key of the write that made it so; empty where it was not ours.
    """

    id: Key
    version: int
    key: str = ""
    accession: Key
    mrn: Mrn
    content: Content


class Chart(Strict):
    """What the target holds about the patients and exams that it was asked for."""

    patients: tuple[Patient, ...] = ()
    orders: tuple[ChartOrder, ...] = ()
    records: tuple[ChartRecord, ...] = ()


class Lookup(Strict):
    """Whom and what to ask the target for: numbers, exams, and name with birth date."""

    mrns: frozenset[Mrn] = frozenset()
    accessions: frozenset[Key] = frozenset()
    persons: frozenset[tuple[PersonName, date]] = frozenset()


class ChartEntry(Strict):
    """One write to the chart.

    Attributes:
        key: the idempotency key: the target makes one record for it, however often it is sent.
        updates: the record that it replaces, None for a new one; expects: the version of that record.
    """

    key: Key
    kind: RecordKind
    mrn: Mrn
    accession: Key
    content: Content
    late: LateEntry
    updates: Key | None = None
    expects: int | None = None
