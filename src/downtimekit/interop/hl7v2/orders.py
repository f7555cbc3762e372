"""Orders (ORM^O01, OMG^O19, OMI^O23), read and written.

Sources: HL7 v2.5.1 chapter 4 (ORC, OBR, TQ1, IPC; tables 0038, 0119 and 0485); IHE Radiology TF-2, 4.4, for the places
that older imaging orders use: OBR-18 the accession number, OBR-19 the requested procedure, OBR-20 the scheduled step,
ZDS-1 the Study Instance UID.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from downtimekit.errors import Fault, InvalidInput
from downtimekit.interop.hl7v2.message import Message, built
from downtimekit.interop.hl7v2.order_parts import exam, key, order_number, written_exam, written_order_number
from downtimekit.interop.hl7v2.patient import patient, written_patient
from downtimekit.interop.hl7v2.people import staff_name, written_staff_name
from downtimekit.interop.hl7v2.separators import SOURCE
from downtimekit.interop.hl7v2.times import instant, written_instant
from downtimekit.interop.hl7v2.trail import Field, Segment
from downtimekit.interop.hl7v2.visit import visit, written_visit
from downtimekit.interop.hl7v2.writing import Dialect, Line, Outgoing, Raw, components, plain, segment
from downtimekit.models.orders import Order, OrderAction, Orders, OrderStatus
from downtimekit.models.paperwork import Priority, StudyUid
from downtimekit.models.strict import PatientText

_ACTIONS: Mapping[str, OrderAction] = {
    "NW": OrderAction.NEW,
    "OK": OrderAction.ACCEPTED,
    "UA": OrderAction.UNABLE,
    "CA": OrderAction.CANCEL,
    "OC": OrderAction.CANCELLED,
    "CR": OrderAction.CANCELLED_AS_REQUESTED,
    "XO": OrderAction.CHANGE,
    "XX": OrderAction.CHANGED,
    "DC": OrderAction.DISCONTINUE,
    "OD": OrderAction.DISCONTINUED,
    "HD": OrderAction.HOLD,
    "RL": OrderAction.RELEASE,
    "RP": OrderAction.REPLACE,
    "SC": OrderAction.STATUS_CHANGED,
    "SN": OrderAction.NUMBER_WANTED,
    "NA": OrderAction.NUMBER_ASSIGNED,
    "RE": OrderAction.RESULTS_FOLLOW,
}
_STATUSES: Mapping[str, OrderStatus] = {
    "SC": OrderStatus.SCHEDULED,
    "IP": OrderStatus.IN_PROCESS,
    "A": OrderStatus.PARTIAL,
    "CM": OrderStatus.COMPLETED,
    "HD": OrderStatus.ON_HOLD,
    "CA": OrderStatus.CANCELLED,
    "DC": OrderStatus.DISCONTINUED,
    "RP": OrderStatus.REPLACED,
    "ER": OrderStatus.ERROR,
}
_PRIORITIES: Mapping[str, Priority] = {"S": Priority.STAT, "A": Priority.ASAP, "R": Priority.ROUTINE}
_ACTION_CODES = {action: code for code, action in _ACTIONS.items()}
_STATUS_CODES = {status: code for code, status in _STATUSES.items()}
_PRIORITY_CODES = {priority: code for code, priority in _PRIORITIES.items()}
_STUDY = TypeAdapter(StudyUid).validate_python
_REASON = TypeAdapter(PatientText).validate_python
_MODALITY = 2  # a modality of DICOM has two letters; OBR-24 also names departments


def read_orders(message: Message, trigger: str) -> Orders:
    """Read the orders of a message.

    Raises:
        InvalidInput: there is no order, or it is not clear for whom it is.
    """
    runs = list(message.runs())
    if not runs:
        raise InvalidInput(SOURCE, [Fault("ORC", "is missing: there is no order")])
    return Orders(
        patient=patient(message.first("PID"), message),
        visit=visit(message.first("PV1"), message),
        orders=tuple(_order(run, message) for run in runs),
    )


def write_orders(orders: Orders, dialect: Dialect) -> Outgoing:
    """Write orders: from version 2.5 on as OMI^O23 where every one has its images' numbers, or else as OMG^O19.

    Older versions know ORM^O01 only.
    """
    head = [
        segment("PID", written_patient(orders.patient, mrn_issuer=dialect.mrn_issuer)),
        segment("PV1", written_visit(orders.visit)),
    ]
    if dialect.version < "2.5":
        older = [line for order in orders.orders for line in _written_older(order)]
        return Outgoing("ORM", "O01", "ORM_O01", [*head, *older])
    imaging = all(order.accession and order.study for order in orders.orders)
    lines = [line for order in orders.orders for line in _written(order, imaging=imaging)]
    code, trigger = ("OMI", "O23") if imaging else ("OMG", "O19")
    return Outgoing(code, trigger, f"{code}_{trigger}", [*head, *lines])


def _order(run: Sequence[Segment], message: Message) -> Order:
    orc, obr, ipc, zds = (message.of(name, run) for name in ("ORC", "OBR", "IPC", "ZDS"))
    obr.take(1)
    # What older imaging orders have no other place for; in others, departments are named there (table 0074).
    modality = (obr.field(24),) if len(obr.field(24).peek()) == _MODALITY else ()
    values = {
        "action": message.word(orc.field(1), _ACTIONS),
        "status": message.word(orc.field(5), _STATUSES),
        "placer": message.agreed((orc.field(2), obr.field(2)), order_number),
        "filler": message.agreed((orc.field(3), obr.field(3)), order_number),
        "accession": message.agreed((ipc.field(1), obr.field(18)), key),
        "exam": exam(obr.field(4), message),
        "study": message.agreed((ipc.field(3), zds.field(1)), _study),
        "requested_procedure": message.agreed((ipc.field(2), obr.field(19)), key),
        "scheduled_step": message.agreed((ipc.field(4), obr.field(20)), key),
        "modality": message.agreed((ipc.field(5), *modality), key),
        "reason": message.checked(obr.field(31), _REASON, 2 if obr.field(31).peek(2) else 1),
        **_when_and_who(orc, obr, message.of("TQ1", run), message),
    }
    if not (values["placer"] or values["filler"] or values["accession"]):
        message.doubt("order_without_number", run[0].path, "has no number by which it could be found")
    return built(Order, values, paths={"action": f"{orc.path}-1", "": run[0].path})


def _when_and_who(orc: Segment, obr: Segment, tq1: Segment, message: Message) -> Mapping[str, object]:
    tq1.take(1)
    # Until version 2.4, ORC-7 and OBR-27 told the time in their fourth and the urgency in their sixth component.
    timings = (orc.field(7), obr.field(27))
    starts = [tq1.field(7), obr.field(36), *(timing for timing in timings if timing.peek(4))]
    urgencies = [tq1.field(9), *(timing for timing in timings if timing.peek(6)), obr.field(5)]
    return {
        "scheduled_at": message.agreed(starts, _start),
        "priority": message.agreed(urgencies, _urgency),
        "ordered_at": instant(orc.field(9), message),
        "ordered_by": message.agreed((orc.field(12), obr.field(16)), staff_name),
        "entered_by": staff_name(orc.field(10), message),
        "acted_by": staff_name(orc.field(19), message),
    }


def _study(field: Field, message: Message) -> str | None:
    uid = message.checked(field, _STUDY)
    if uid is not None and field.peek(4) == "DICOM":
        field.take()  # ZDS-1 goes on to say that this is the number of a DICOM application
    return uid


def _start(field: Field, message: Message) -> datetime | None:
    return instant(field, message, 4 if field.peek(4) else 1)


def _urgency(field: Field, message: Message) -> Priority | None:
    return message.word(field, _PRIORITIES, 6 if field.peek(6) else 1)


def _written(order: Order, *, imaging: bool) -> Sequence[Line]:
    timing = {
        1: Raw("1"),
        7: plain(written_instant(order.scheduled_at)),
        9: plain(_PRIORITY_CODES.get(order.priority) if order.priority else ""),
    }
    lines = [segment("ORC", _orc(order)), segment("TQ1", timing)]
    if not imaging:
        return [*lines, segment("OBR", _obr(order) | _older_numbers(order))]
    ipc = {
        1: plain(order.accession),
        2: plain(order.requested_procedure),
        3: plain(order.study),
        4: plain(order.scheduled_step),
        5: plain(order.modality),
    }
    return [*lines, segment("OBR", _obr(order)), segment("IPC", ipc)]


def _written_older(order: Order) -> Sequence[Line]:
    urgency = _PRIORITY_CODES.get(order.priority) if order.priority else ""
    timing = components("", "", "", written_instant(order.scheduled_at), "", urgency)
    lines = [segment("ORC", _orc(order) | {7: timing}), segment("OBR", _obr(order) | _older_numbers(order))]
    if order.study:
        lines.append(segment("ZDS", {1: components(order.study, "", "Application", "DICOM")}))
    return lines


def _orc(order: Order) -> dict[int, Raw]:
    return {
        1: plain(_ACTION_CODES[order.action]),
        2: written_order_number(order.placer),
        3: written_order_number(order.filler),
        5: plain(_STATUS_CODES[order.status] if order.status else ""),
        9: plain(written_instant(order.ordered_at)),
        10: written_staff_name(order.entered_by),
        12: written_staff_name(order.ordered_by),
        19: written_staff_name(order.acted_by),
    }


def _obr(order: Order) -> dict[int, Raw]:
    return {
        1: Raw("1"),
        2: written_order_number(order.placer),
        3: written_order_number(order.filler),
        4: written_exam(order.exam),
        16: written_staff_name(order.ordered_by),
        31: components("", order.reason),
    }


def _older_numbers(order: Order) -> dict[int, Raw]:
    return {
        18: plain(order.accession),
        19: plain(order.requested_procedure),
        20: plain(order.scheduled_step),
        24: plain(order.modality),
    }
