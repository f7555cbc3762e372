"""What others must be told of an exam: whatever they do not know yet, each of them once."""

from __future__ import annotations

from attrs import evolve

from downtimekit.backfill.pir.books import ARCHIVES, Books
from downtimekit.backfill.pir.exams import Exam, status_of
from downtimekit.backfill.pir.rules import number_of
from downtimekit.backfill.pir.transactions import Actor
from downtimekit.models.appointment_news import AppointmentEvent, AppointmentNews
from downtimekit.models.orders import Order, OrderAction, Orders, OrderStatus
from downtimekit.models.schedule import Appointment, AppointmentStatus

_TOLD = ("study", "accession", "exam", "scheduled_at", "modality", "priority", "placer", "filler")
"""What archives are told again where it changes."""


def owe(exam: Exam, books: Books) -> None:
    """Tell others what they do not know of an exam, and keep that they know it now."""
    for tell in (_ask_for_number, _tell_archives, _tell_appointment, _tell_status):
        exam = tell(exam, books)
    books.put(exam)


def as_orders(exam: Exam, books: Books, action: OrderAction, *, steps: bool = False) -> Orders:
    """Return an exam as one message tells of it; with its steps, each as an order of its own."""
    said = exam.order.model_copy(update={"action": action, "requested_procedure": _procedure(exam)})
    orders = [said.model_copy(update={"scheduled_step": step}) for step in exam.steps] if steps else [said]
    return Orders(patient=books.patient(exam), visit=exam.visit, orders=tuple(orders))


def _procedure(exam: Exam) -> str | None:
    return exam.order.requested_procedure or exam.order.accession


def _ask_for_number(exam: Exam, books: Books) -> Exam:
    """Ask the order placer for its number, once it knows the patient."""
    filler = exam.order.filler
    if not exam.here or exam.order.placer or filler is None or exam.cancel:
        return exam
    if exam.sent.wanted == number_of(filler) or not books.is_registered(exam.patient.mrn):
        return exam
    books.send(as_orders(exam, books, OrderAction.NUMBER_WANTED), Actor.ORDER_PLACER)
    return evolve(exam, sent=evolve(exam.sent, wanted=number_of(filler)))


def _tell_archives(exam: Exam, books: Books) -> Exam:
    made = bool(books.made_for(exam))
    sent = exam.sent
    if sent.order is None:
        if exam.accession in books.doubtful or (not made and (exam.cancel or _waits_for_number(exam, books))):
            return exam
        books.send(as_orders(exam, books, OrderAction.NEW, steps=True), *ARCHIVES)
        return evolve(exam, sent=evolve(sent, order=exam.order))
    if exam.cancel and not made:
        if not sent.cancelled:
            books.send(as_orders(exam, books, exam.cancel, steps=True), *ARCHIVES)
        return evolve(exam, sent=evolve(sent, cancelled=True))
    if _differ(sent.order, exam.order):
        books.send(as_orders(exam, books, OrderAction.CHANGE, steps=True), *ARCHIVES)
        return evolve(exam, sent=evolve(sent, order=exam.order))
    return exam


def _waits_for_number(exam: Exam, books: Books) -> bool:
    """Say whether the order placer was asked for a number and has not answered."""
    asked = exam.here and exam.order.placer is None and books.is_registered(exam.patient.mrn)
    return asked and books.rules.waits_for_placer


def _differ(one: Order, other: Order) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in _TOLD)


def _tell_appointment(exam: Exam, books: Books) -> Exam:
    if not books.rules.tells_appointments or exam.order.placer is None:
        return exam
    planned = None if exam.cancel else exam.order.scheduled_at
    known = exam.sent.appointment
    starts = planned or known
    if planned == known or starts is None:
        return exam
    booked = AppointmentEvent.RESCHEDULED if known else AppointmentEvent.BOOKED
    event = booked if planned else AppointmentEvent.CANCELLED
    appointment = Appointment(
        accession=exam.accession,
        patient=books.patient(exam),
        starts=starts,
        exam=(exam.order.exam.text or exam.order.exam.code)[:120] if exam.order.exam else "exam",
        status=AppointmentStatus.BOOKED if planned else AppointmentStatus.CANCELLED,
        site=books.rules.site,
    )
    books.send(AppointmentNews(event=event, appointment=appointment), Actor.ORDER_PLACER)
    return evolve(exam, sent=evolve(exam.sent, appointment=planned))


def _tell_status(exam: Exam, books: Books) -> Exam:
    status = status_of(exam, books.made_for(exam))
    if status is not exam.order.status:
        exam = evolve(exam, order=exam.order.model_copy(update={"status": status}))
    off = (OrderStatus.CANCELLED, OrderStatus.DISCONTINUED)
    is_known = status is exam.sent.status or (status in off and exam.cancel is not None)
    if exam.order.placer is None or is_known:
        return exam
    books.send(as_orders(exam, books, OrderAction.STATUS_CHANGED), Actor.ORDER_PLACER, last=True)
    return evolve(exam, sent=evolve(exam.sent, status=status))
