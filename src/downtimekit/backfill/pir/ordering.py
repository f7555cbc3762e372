"""What is told of orders: asked for by the order placer, or by the department itself; changed, cancelled, numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from downtimekit.backfill.identities import Step
from downtimekit.backfill.pir.asking import Question
from downtimekit.backfill.pir.books import Books
from downtimekit.backfill.pir.exams import Exam
from downtimekit.backfill.pir.owing import as_orders
from downtimekit.backfill.pir.rules import number_of
from downtimekit.backfill.pir.transactions import Actor, Transaction
from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.capture import ReviewCode
from downtimekit.models.orders import Order, OrderAction, Orders

_CHANGEABLE = ("exam", "modality", "priority", "scheduled_at", "ordered_by", "reason", "entered_by", "acted_by")


@frozen
class _Asked:
    """One order of a message."""

    order: Order
    orders: Orders
    here: bool
    books: Books


def take_orders(told: Transaction, orders: Orders, books: Books) -> None:
    """Take in orders, or hold them until the registration has told of their patient.

    Raises:
        InvalidInput: they name a retired number, no order that is known, or a number that is another exam's; with every
            fault.
    """
    number = orders.patient.mrn
    step = books.identities.gone(number)
    if step is not None and not all(_is_before(order, step) for order in orders.orders):
        raise InvalidInput("orders", [Fault("patient.mrn", "is retired: another number counts, which it must name")])
    here = told.sender is Actor.ORDER_FILLER
    if not books.may_order(number, here=here):
        books.held[told] = number
        return
    asked = [_Asked(order, orders, here, books) for order in orders.orders]
    faults = [
        Fault(f"orders[{place}].{fault.path}", fault.words) for place, one in enumerate(asked) for fault in _faults(one)
    ]
    if faults:
        raise InvalidInput("orders", faults)
    for one in asked:
        exam = books.found(one.order)
        if one.order.action in _NEW:
            _take_new(one, exam)
        elif exam is not None:
            _TAKING[one.order.action](one, exam)


def _is_before(order: Order, step: Step) -> bool:
    """Say whether an order was surely placed before its patient's number was retired, and only came late."""
    return order.ordered_at is not None and step.at is not None and order.ordered_at < step.at


def _faults(one: _Asked) -> Iterator[Fault]:
    order, books = one.order, one.books
    if order.action in _NEW:
        yield from _faults_of_new(one)
    elif order.action not in _TAKING:
        known = ", ".join(sorted(action.value for action in (*_NEW, *_TAKING)))
        yield Fault("action", f"is none that the department takes; it takes {known}")
    elif (exam := books.found(order)) is None:
        yield Fault("placer", "is of no order that is known here")
    elif order.action is OrderAction.REPLACE and order.filler in (None, exam.order.filler):
        yield Fault("filler", "is missing: the order that replaces another one has a number of its own")


def _faults_of_new(one: _Asked) -> Iterator[Fault]:
    order, books = one.order, one.books
    if one.here and order.filler is None:
        yield Fault("filler", "is missing: what is ordered in the department has its number")
    if not one.here and order.placer is None:
        yield Fault("placer", "is missing: nothing says which order it is")
    other = books.by("accession", order.accession)
    if other and books.number(other) != books.identities.resolve(one.orders.patient.mrn):
        yield Fault("accession", "stands for another patient's exam")
    elif other and order.placer and other.order.placer not in (None, order.placer):
        yield Fault("accession", "stands for another order's exam")


def _take_new(one: _Asked, known: Exam | None) -> None:
    """Take in a new order; one that asks for what is known already brings only its number."""
    order, books = one.order, one.books
    same = [] if known or one.here else _ordered_here(one)
    if len(same) == 1 and order.accession is None:
        known = same[0]
    if known is None:
        _open_exam(one, same)
    elif known.order.placer is None and order.placer is not None:
        books.put(evolve(known, order=known.order.model_copy(update={"placer": order.placer})))


def _open_exam(one: _Asked, same: Sequence[Exam]) -> None:
    """Open an exam; a person is asked where it may be one of those that the department ordered itself."""
    order, books = one.order, one.books
    accession = order.accession or books.numbering.accession(order)
    count = books.rules.steps.get(order.exam.code if order.exam else "", 1)
    first = order.scheduled_step or f"{accession}.1"
    steps = (first, *(f"{accession}.{number}" for number in range(2, count + 1)))
    kept = order.model_copy(update={"action": OrderAction.NEW, "accession": accession})
    number = order.placer or order.filler
    key = number_of(number) if number else accession
    books.put(Exam(key, one.orders.patient, kept, steps, one.orders.visit, here=one.here))
    if same:
        candidates = tuple(exam.accession for exam in same)
        books.asked[Question(ReviewCode.ORDER_AMBIGUOUS, accession=accession, candidates=candidates)] = None


def _ordered_here(one: _Asked) -> Sequence[Exam]:
    """Return what was ordered here while the order placer could not be asked, and may be what it asks for now.

    It is found by patient, modality and time; an order that brings another accession number is never taken for it.
    """
    order, books = one.order, one.books
    number, at = books.identities.resolve(one.orders.patient.mrn), order.scheduled_at or order.ordered_at
    return [
        exam
        for exam in (books.exams[key] for key in books.untold)
        if exam.here and exam.order.placer is None and books.number(exam) == number
        if exam.order.modality is not None and exam.order.modality == order.modality
        if at and exam.at and abs(at - exam.at) <= books.rules.window
    ]


def _take_cancel(one: _Asked, exam: Exam) -> None:
    if exam.cancel is not None:
        return
    off = OrderAction.DISCONTINUE if one.order.action in _DISCONTINUING else OrderAction.CANCEL
    one.books.put(evolve(exam, cancel=off))
    if one.here and exam.order.placer is not None:
        said = OrderAction.DISCONTINUED if off is OrderAction.DISCONTINUE else OrderAction.CANCELLED
        one.books.send(as_orders(exam, one.books, said), Actor.ORDER_PLACER)


def _take_change(one: _Asked, exam: Exam) -> None:
    given = {name: value for name in _CHANGEABLE if (value := getattr(one.order, name))}
    changed = evolve(exam, order=exam.order.model_copy(update=given))
    one.books.put(changed)
    if one.here and exam.order.placer is not None and changed != exam:
        one.books.send(as_orders(changed, one.books, OrderAction.CHANGED), Actor.ORDER_PLACER)


def _take_replacement(one: _Asked, exam: Exam) -> None:
    """Take in that the department does another exam than was asked for: one order ends, and another one is wanted.

    The exam keeps its accession number and its study, so that nothing that was made for it is lost.
    """
    books, order = one.books, one.order
    if exam.order.placer is not None:
        books.send(as_orders(exam, books, OrderAction.CANCELLED), Actor.ORDER_PLACER)
    given = {name: value for name in _CHANGEABLE if (value := getattr(order, name))}
    kept = exam.order.model_copy(update={**given, "filler": order.filler, "placer": None})
    books.put(evolve(exam, order=kept, here=True))


def _take_number(one: _Asked, exam: Exam) -> None:
    if one.order.placer is not None:
        one.books.put(evolve(exam, order=exam.order.model_copy(update={"placer": one.order.placer})))


_NEW = (OrderAction.NEW, OrderAction.NUMBER_WANTED)
_DISCONTINUING = (OrderAction.DISCONTINUE, OrderAction.DISCONTINUED)
_TAKING: Mapping[OrderAction, Callable[[_Asked, Exam], None]] = {
    **dict.fromkeys((OrderAction.CANCEL, OrderAction.CANCELLED, *_DISCONTINUING), _take_cancel),
    **dict.fromkeys((OrderAction.CHANGE, OrderAction.CHANGED), _take_change),
    OrderAction.REPLACE: _take_replacement,
    OrderAction.NUMBER_ASSIGNED: _take_number,
}
