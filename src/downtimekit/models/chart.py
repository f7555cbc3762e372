"""The chart of the system that records go back into: what it holds, and what is written to it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from pydantic import model_validator

from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.patient import Mrn, Patient, PersonName
from downtimekit.models.strict import Instant, Key, Strict


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
        accession: the exam that it belongs to; encounter: the visit.
        occurred_at: when it happened; needed for what does not belong to an exam.
    """

    id: Key
    version: int
    key: str = ""
    mrn: Mrn
    accession: Key | None = None
    encounter: Key | None = None
    occurred_at: Instant | None = None
    content: Content

    @model_validator(mode="after")
    def _has_a_place(self) -> ChartRecord:
        if self.kind.of_exam and self.accession is None:
            raise ValueError("a record of this kind belongs to an exam: give its accession")
        if not self.kind.of_exam and self.occurred_at is None:
            raise ValueError("a record of this kind is told from others by the time at which it happened: give it")
        return self

    @property
    def kind(self) -> RecordKind:
        """What it is."""
        return RecordKind(self.content.record)

    @property
    def place(self) -> str:
        """What tells it from the other records of its kind."""
        return place_of(self.content, mrn=self.mrn, accession=self.accession, occurred_at=self.occurred_at)


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
        accession: the exam that it belongs to; encounter: the visit, where the paper names one.
        updates: the record that it replaces, None for a new one; expects: the version of that record.
    """

    key: Key
    kind: RecordKind
    mrn: Mrn
    accession: Key | None = None
    encounter: Key | None = None
    content: Content
    late: LateEntry
    updates: Key | None = None
    expects: int | None = None

    @property
    def place(self) -> str:
        """What tells it from the other records of its kind."""
        return place_of(self.content, mrn=self.mrn, accession=self.accession, occurred_at=self.late.occurred_at)


def place_of(content: Content, *, mrn: str, accession: str | None, occurred_at: datetime | None) -> str:
    """Return what tells a record from the others of its kind: the exam, or else the patient and the moment.

    A visit has no number on paper: its number is given when it is opened in the chart, after the downtime. What is
    known on paper is whose it is and when it was. Two notes of one kind on one patient at the same moment are either
    the same note, or a person must say which is which; of what can happen several times at once, such as medicines
    that were changed, each is told from the others by what it says.

    Args:
        content: of the record.
        mrn: the patient's number.
        accession: the exam, for a kind that belongs to one.
        occurred_at: when it happened, for any other kind.

    Returns:
        Text to compare and to look up by. It may hold the patient's number, so it is not to be shown.
    """
    kind = RecordKind(content.record)
    if kind.of_exam or occurred_at is None:
        return accession or ""
    moment = f"{mrn}@{occurred_at.astimezone(UTC).isoformat()}"
    if kind.one_at_a_time:
        return moment
    return f"{moment}#{hashlib.sha256(content.model_dump_json().encode()).hexdigest()}"
