"""The chart of the system that records go back into: what it holds, and what is written to it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from enum import StrEnum

from pydantic import model_validator

from downtimekit.models.breast import Side
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.orders import OrderStatus
from downtimekit.models.paperwork import StudyUid
from downtimekit.models.patient import Mrn, Patient, PersonName
from downtimekit.models.registration import Visit
from downtimekit.models.strict import Instant, Key, Strict


class ChartOrder(Strict):
    """An exam that the chart knows.

    Attributes:
        day: for which it is planned, or on which it was done, at its site.
        scheduled_at: for when exactly, where that is known.
        modality: as in DICOM, such as ``MG``.
        sides: what was asked for; empty where the order does not say.
        study: the number by which its images are found.
        status: how far it is; None where the chart does not say.
    """

    accession: Key
    mrn: Mrn
    day: date
    scheduled_at: Instant | None = None
    modality: Key | None = None
    sides: tuple[Side, ...] = ()
    study: StudyUid | None = None
    status: OrderStatus | None = None

    @property
    def is_off(self) -> bool:
        """Whether it was called off, and must not be done."""
        return self.status in (OrderStatus.CANCELLED, OrderStatus.DISCONTINUED)


class ChartVisit(Strict):
    """A stay or a visit that the chart knows, and whose it is."""

    mrn: Mrn
    visit: Visit


class ChartRecord(Strict):
    """A record that the chart holds.

    Attributes:
        id: the chart's own identifier.
        version: counts up with every change; a write that updates names the version that it saw.
        key: the idempotency key of the write that made it so; empty where it was not ours.
        accession: the exam that it belongs to; encounter: the visit.
        occurred_at: when it happened; needed for what does not belong to an exam.
        recorded_at: when it was entered, where the chart says so.
        withdrawn: it was entered in error, and no longer counts; it takes no place that another record needs.
        whole: the content is all that the chart holds of it. Over a record of which only a part could be read, such as
            a report of others with its conclusion alone, nothing is written.
    """

    id: Key
    version: int
    key: str = ""
    mrn: Mrn
    accession: Key | None = None
    encounter: Key | None = None
    occurred_at: Instant | None = None
    recorded_at: Instant | None = None
    withdrawn: bool = False
    whole: bool = True
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
    visits: tuple[ChartVisit, ...] = ()


class ChartAsOf(Strict):
    """What a chart held at an instant, such as when the system went down: an export, or a read-only copy of it."""

    as_of: Instant
    chart: Chart


class Lookup(Strict):
    """Whom and what to ask the target for: numbers, exams, and name with birth date."""

    mrns: frozenset[Mrn] = frozenset()
    accessions: frozenset[Key] = frozenset()
    persons: frozenset[tuple[PersonName, date]] = frozenset()


class Act(StrEnum):
    """What a write does to the chart."""

    CREATE = "create"
    UPDATE = "update"
    WITHDRAW = "withdraw"


class ChartEntry(Strict):
    """One write to the chart.

    What is added to, or put right in, a final record is a record of its own, of the kind `ADDENDUM`, that names it.

    Attributes:
        key: the idempotency key: the target makes one record for it, however often it is sent.
        mrn: the chart that it goes to. A registration that the target does not know yet opens that chart.
        accession: the exam that it belongs to; encounter: the visit, where the paper names one.
        study: the images that it belongs to; an order takes it over instead of getting a number of its own.
        patient: who is registered; only with a registration.
        updates: the record that it changes, None for a new one; expects: the version of that record.
        withdraws: it does not replace the content of `updates`, but marks it as entered in error, and repeats it.
        needs: the keys of the entries that must be in the chart before it.
    """

    key: Key
    kind: RecordKind
    mrn: Mrn
    accession: Key | None = None
    encounter: Key | None = None
    study: StudyUid | None = None
    patient: Patient | None = None
    content: Content
    late: LateEntry
    updates: Key | None = None
    expects: int | None = None
    withdraws: bool = False
    needs: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _is_of_one_piece(self) -> ChartEntry:
        faults = []
        if (self.updates is None) != (self.expects is None):
            faults.append("what changes a record names the record and its version, and what makes one names neither")
        if self.withdraws and self.updates is None:
            faults.append("what withdraws a record names it")
        if self.patient and (self.kind is not RecordKind.REGISTRATION or self.patient.mrn != self.mrn):
            faults.append("a patient stands in their own registration, and nowhere else")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def act(self) -> Act:
        """What it does."""
        if self.updates is None:
            return Act.CREATE
        return Act.WITHDRAW if self.withdraws else Act.UPDATE

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
