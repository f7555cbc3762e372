"""Appointments (SIU), read and written.

Sources: HL7 v2.5.1 chapter 10 (SCH, AIS, AIG, AIL, AIP; table 0278, which is open to users' own words).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.message import Message, built
from downtimekit.interop.hl7v2.order_parts import key
from downtimekit.interop.hl7v2.patient import patient, written_patient
from downtimekit.interop.hl7v2.people import staff_name, written_staff_name
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.times import instant, written_instant
from downtimekit.interop.hl7v2.trail import Field, Segment
from downtimekit.interop.hl7v2.writing import Dialect, Line, Outgoing, Raw, components, plain, segment
from downtimekit.models.appointment_news import AppointmentEvent, AppointmentNews
from downtimekit.models.schedule import Appointment, AppointmentStatus
from downtimekit.models.strict import Key, Name

_EVENTS: Mapping[str, AppointmentEvent] = {
    "S12": AppointmentEvent.BOOKED,
    "S13": AppointmentEvent.RESCHEDULED,
    "S14": AppointmentEvent.MODIFIED,
    "S15": AppointmentEvent.CANCELLED,
    "S16": AppointmentEvent.DISCONTINUED,
    "S17": AppointmentEvent.DELETED,
    "S26": AppointmentEvent.MISSED,
}
_TRIGGERS = {event: trigger for trigger, event in _EVENTS.items()}
# What an event says about the visit, whatever else the message says.
_AFTER: Mapping[AppointmentEvent, AppointmentStatus] = {
    AppointmentEvent.CANCELLED: AppointmentStatus.CANCELLED,
    AppointmentEvent.DISCONTINUED: AppointmentStatus.CANCELLED,
    AppointmentEvent.DELETED: AppointmentStatus.ENTERED_IN_ERROR,
    AppointmentEvent.MISSED: AppointmentStatus.NO_SHOW,
}
_WORDS: Mapping[AppointmentStatus, str] = {
    AppointmentStatus.PROPOSED: "Proposed",
    AppointmentStatus.PENDING: "Pending",
    AppointmentStatus.BOOKED: "Booked",
    AppointmentStatus.ARRIVED: "Arrived",
    AppointmentStatus.FULFILLED: "Complete",
    AppointmentStatus.CANCELLED: "Cancelled",
    AppointmentStatus.NO_SHOW: "Noshow",
    AppointmentStatus.ENTERED_IN_ERROR: "Deleted",
    AppointmentStatus.CHECKED_IN: "Checked-in",
    AppointmentStatus.WAITLIST: "Waitlist",
}
_STATUSES: Mapping[str, AppointmentStatus] = {
    **{word.upper(): status for status, word in _WORDS.items()},
    "DC": AppointmentStatus.CANCELLED,
    "OVERBOOK": AppointmentStatus.BOOKED,
    "STARTED": AppointmentStatus.ARRIVED,
}
_SECONDS: Mapping[str, int] = {
    **dict.fromkeys(("S", "SEC", "SECONDS"), 1),
    **dict.fromkeys(("", "M", "MIN", "MINS", "MINUTE", "MINUTES"), 60),
    **dict.fromkeys(("H", "HR", "HOUR", "HOURS"), 3600),
}
_A_MINUTE, _A_DAY = 60, 24 * 60
_NAME = TypeAdapter(Name).validate_python
_KEY = TypeAdapter(Key).validate_python
_EXAM = TypeAdapter(Annotated[str, StringConstraints(min_length=1, max_length=120)]).validate_python


def read_appointment(message: Message, trigger: str) -> AppointmentNews:
    """Read what happened to an appointment.

    Of several services, rooms, machines and people, the first of each is taken; the others are told as lost.

    Raises:
        InvalidInput: the event is none that is read here, or it is not clear who comes where and when.
    """
    event = _event(trigger)
    sch, tq1, ais, aig, ail, aip = (message.first(name) for name in ("SCH", "TQ1", "AIS", "AIG", "AIL", "AIP"))
    for part in (tq1, message.first("RGS"), ais, aig, ail, aip):
        part.take(1)
    starts, minutes = _when(sch, tq1, ais, message)
    values = {
        "accession": key(sch.field(2), message) or key(sch.field(1), message),
        "patient": patient(message.first("PID"), message),
        "starts": starts,
        "minutes": minutes,
        "exam": _words(ais.field(3), message) or message.checked(sch.field(7), _EXAM) or "",
        "visit_type": message.checked(sch.field(8), _NAME),
        "status": _status(sch.field(25), event, message),
        "site": _site(ail.field(3), message),
        "provider": staff_name(aip.field(3), message),
        "room": message.checked(ail.field(3), _NAME, 2 if ail.field(3).peek(2) else 1),
        "resource": message.checked(aig.field(3), _NAME, 2 if aig.field(3).peek(2) else 1),
    }
    paths = {"accession": "SCH-2", "starts": "TQ1-7", "site": "AIL-3.4", "": "SCH"}
    contact, entered_by = staff_name(sch.field(16), message), staff_name(sch.field(20), message)
    if contact != entered_by:
        message.lose("SCH-16")
    return AppointmentNews(event=event, appointment=built(Appointment, values, paths=paths), entered_by=entered_by)


def write_appointment(news: AppointmentNews, dialect: Dialect) -> Outgoing:
    """Write what happened to an appointment."""
    visit = news.appointment
    when, ends = written_instant(visit.starts), written_instant(visit.ends)
    older = dialect.version < "2.5"
    minutes = plain(str(visit.minutes) if visit.minutes else "")
    sch = {
        2: plain(visit.accession),
        6: plain(news.event),
        8: plain(visit.visit_type),
        9: minutes,
        10: plain("min" if visit.minutes else ""),
        11: components("", "", "", when, ends) if older else Raw(""),
        16: written_staff_name(news.entered_by),
        20: written_staff_name(news.entered_by),
        25: plain(_WORDS[visit.status]),
    }
    lines: list[Line] = [segment("SCH", sch)]
    if not older:
        lines.append(segment("TQ1", {1: Raw("1"), 7: plain(when), 8: plain(ends)}))
    lines.append(segment("PID", written_patient(visit.patient, mrn_issuer=dialect.mrn_issuer)))
    lines += [segment("RGS", {1: Raw("1")}), *_resources(visit)]
    return Outgoing("SIU", _TRIGGERS[news.event], "SIU_S12", lines)


def _event(trigger: str) -> AppointmentEvent:
    event = _EVENTS.get(trigger)
    if event is None:
        words = f"is an event that is not read here; read are {', '.join(_EVENTS)}"
        raise InvalidInput(SOURCE, [Fault("MSH-9.2", words)])
    return event


def _resources(visit: Appointment) -> Iterator[Line]:
    yield segment("AIS", {1: Raw("1"), 3: components("", visit.exam), 4: plain(written_instant(visit.starts))})
    if visit.resource:
        yield segment("AIG", {1: Raw("1"), 3: components("", visit.resource)})
    yield segment("AIL", {1: Raw("1"), 3: components("", visit.room, "", visit.site)})
    if visit.provider:
        yield segment("AIP", {1: Raw("1"), 3: written_staff_name(visit.provider)})


def _when(sch: Segment, tq1: Segment, ais: Segment, message: Message) -> tuple[datetime | None, int | None]:
    """Read when it begins and how many minutes it takes; the first place that says so counts, and others are told."""
    timing = sch.field(11)
    starts = message.agreed((tq1.field(7), ais.field(4)), instant) or instant(timing, message, 4)
    end = tq1.field(8) if tq1.field(8) else timing
    ends = instant(end, message, 1 if tq1.field(8) else 5)
    lengths = [
        (_whole((ends - starts).total_seconds(), end, message) if starts and ends else None, end),
        (_minutes(ais.field(7), ais.field(8), message), ais.field(7)),
        (_minutes(sch.field(9), sch.field(10), message), sch.field(9)),
    ]
    return starts, _agreed_length(lengths, message)


def _agreed_length(lengths: Sequence[tuple[int | None, Field]], message: Message) -> int | None:
    minutes: int | None = None
    for length, field in lengths:
        minutes = minutes or length
        if length != minutes and length is not None:
            message.doubt("places_differ", field.path, "differs from what another place says, which counts")
            message.lose(field.path)
    return minutes


def _minutes(number: Field, unit: Field, message: Message) -> int | None:
    written, name = number.peek().strip(), unit.peek().strip().upper()
    if not written:
        return None
    try:
        seconds = float(written) * _SECONDS[name]
    except (ValueError, KeyError):
        message.doubt("length_not_valid", number.path, "is no length of time that is known here")
        return None
    minutes = _whole(seconds, number, message)
    if minutes is not None:
        number.take(1)
        unit.take()
    return minutes


def _whole(seconds: float, field: Field, message: Message) -> int | None:
    """Return whole minutes, up to a day."""
    if seconds % _A_MINUTE == 0 and 0 < seconds <= _A_DAY * _A_MINUTE:
        return int(seconds // _A_MINUTE)
    message.doubt("length_not_valid", field.path, "makes no whole number of minutes, or more than a day")
    message.lose(field.path)
    return None


def _status(field: Field, event: AppointmentEvent, message: Message) -> AppointmentStatus:
    """Read how far the visit is; an event that ends it counts more than a word beside it."""
    said, after = message.word(field, _STATUSES), _AFTER.get(event)
    if said and after and said is not after:
        message.doubt("status_differs", field.path, "says something else than the event, which counts")
        message.lose(field.path)
    return after or said or AppointmentStatus.BOOKED


def _site(room: Field, message: Message) -> str | None:
    """Read which site it is at: that of the room, or else the one that sends."""
    return message.checked(room, _KEY, 4) or message.checked(message.first("MSH").field(4), _KEY)


def _words(field: Field, message: Message) -> str | None:
    return message.checked(field, _EXAM, 2 if field.peek(2) else 1)
