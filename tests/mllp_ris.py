"""A little RIS behind an MLLP interface: it takes in each control id once, and files what it understands.

It judges what we send by the fields that every system reads, and files the late entry that comes along; where a message
has no room for one, it does what the fields say.
"""

from __future__ import annotations

from collections.abc import Coroutine
from threading import Lock
from typing import Any, TypeVar

from attrs import define, field

from downtimekit.errors import Rejected
from downtimekit.interop.hl7v2 import AckCode, AckError, Acknowledgement, Read, answering, read, write
from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import RecordKind
from downtimekit.models.chart import Act, Chart, ChartEntry, Lookup
from downtimekit.models.documents import Availability, DocumentEvent, DocumentNews
from downtimekit.models.orders import Orders
from downtimekit.models.registration import Registration
from downtimekit.models.results import Results, ResultStatus
from downtimekit.testing.contracts.target import LATE, ORDERS, PATIENTS
from downtimekit.testing.memory_target import MemoryTarget

Answer = TypeVar("Answer")


def at_once(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run what never waits."""
    try:
        work.send(None)
    except StopIteration as end:
        result: Answer = end.value
        return result
    raise AssertionError("it waits")


@define
class Ris:
    """A RIS.

    Attributes:
        chart: what it holds; received: the messages that were new, repeated: how many were not.
        contradictions: where the fields of a message say something else than the entry in it.
    """

    chart: MemoryTarget = field(factory=lambda: MemoryTarget(PATIENTS, ORDERS))
    received: list[Read] = field(factory=list)
    repeated: int = 0
    contradictions: list[str] = field(factory=list)
    _answers: dict[str, bytes] = field(factory=dict)
    _lock: Any = field(factory=Lock)

    async def look_up(self, wanted: Lookup) -> Chart:
        """Show what the chart holds."""
        return await self.chart.look_up(wanted)

    def take(self, message: bytes) -> bytes:
        """Take a message in, and return the answer."""
        with self._lock:
            found = read(message, zone="UTC")
            number = found.envelope.control_id
            if number in self._answers:
                self.repeated += 1
            else:
                self.received.append(found)
                self._answers[number] = self._filed(found)
            return self._answers[number]

    def _filed(self, found: Read) -> bytes:
        entry = found.entry or self._by_the_fields(found)
        self.contradictions += contradictions(found, entry)
        code, errors = AckCode.ACCEPTED, tuple[AckError, ...]()
        try:
            at_once(self.chart.write(entry))
        except Rejected as error:
            code, errors = AckCode.ERROR, (AckError(code="204", words=f"{entry.mrn}: {error}"),)
        around = answering(found.envelope, control_id=f"A-{len(self._answers)}", sent_at=entry.late.recorded_at)
        answer = Acknowledgement(code=code, of=found.envelope.control_id, trigger=found.trigger, errors=errors)
        return write(answer, around).message.encode()

    def _by_the_fields(self, found: Read) -> ChartEntry:
        """Read a cancelled document, whose message has no room for more."""
        news = found.value
        assert isinstance(news, DocumentNews)
        assert (news.event, news.document.availability) == (DocumentEvent.CANCELLED, Availability.DELETED)
        record = next(record for record in self.chart.records if record.id == news.document.number.value)
        return ChartEntry(
            key=found.envelope.control_id,
            kind=record.kind,
            mrn=news.patient.mrn,
            accession=record.accession,
            encounter=record.encounter,
            content=record.content,
            late=LATE,
            updates=record.id,
            expects=record.version,
            withdraws=True,
        )


def contradictions(found: Read, entry: ChartEntry) -> list[str]:
    """Return where the fields that every system reads say something else than the entry."""
    value, late = found.value, entry.late
    assert isinstance(value, Registration | Orders | Results | DocumentNews)
    pairs: dict[str, tuple[object, object]] = {
        "PID-3": (value.patient.mrn, entry.mrn),
        "MSH-7": (found.envelope.sent_at, late.recorded_at),
        "PV1-19": (value.visit.number if value.visit else None, entry.encounter),
    }
    if isinstance(value, Registration | DocumentNews):
        pairs["EVN"] = (
            (value.recorded_at, value.occurred_at, value.entered_by),
            (late.recorded_at, late.occurred_at, late.entered_by),
        )
    if isinstance(value, Orders):
        order = value.orders[0]
        pairs["the order"] = (
            (order.accession, order.entered_by, order.acted_by),
            (entry.accession, late.entered_by, late.performed_by),
        )
        if entry.study:
            pairs["the study"] = (order.study, entry.study)
    if isinstance(value, Results):
        result = value.results[0]
        pairs["the result"] = (
            (result.accession, result.performed_at, result.entered_at, result.entered_by),
            (entry.accession, late.occurred_at, late.recorded_at, late.entered_by),
        )
        pairs["the status"] = (result.status, _status(entry))
        if entry.kind is RecordKind.REPORT:
            pairs["the report"] = (result.report, entry.content)
    return [f"{name}: {said} / {meant}" for name, (said, meant) in pairs.items() if said != meant]


def _status(entry: ChartEntry) -> ResultStatus:
    if entry.act is Act.WITHDRAW:
        return ResultStatus.WITHDRAWN
    if entry.kind is RecordKind.REPORT:
        status = getattr(entry.content, "status", None)
        return ResultStatus.FINAL if status is ReportStatus.FINAL else ResultStatus.PRELIMINARY
    is_later = entry.act is Act.UPDATE or entry.kind is RecordKind.ADDENDUM
    return ResultStatus.CORRECTED if is_later else ResultStatus.FINAL
