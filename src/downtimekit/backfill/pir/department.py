"""The department that fills orders: what it knows, and what it owes the others for every transaction that comes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from attrs import field, frozen

from downtimekit.backfill.identities import Identities, under_current_number
from downtimekit.backfill.pir.asking import Question
from downtimekit.backfill.pir.books import Books
from downtimekit.backfill.pir.exams import Exam, Study
from downtimekit.backfill.pir.hearing import hear
from downtimekit.backfill.pir.ordering import take_orders
from downtimekit.backfill.pir.owing import owe
from downtimekit.backfill.pir.performing import take_answer, take_availability, take_images, take_step
from downtimekit.backfill.pir.rules import DEFAULT_NUMBERING, DEFAULT_RULES, Numbering, PirRules
from downtimekit.backfill.pir.settling import settle
from downtimekit.backfill.pir.transactions import (
    Actor,
    Assigned,
    ImagesStored,
    InstancesAvailable,
    PerformedStep,
    Transaction,
    WorklistQuery,
)
from downtimekit.backfill.pir.worklist import answer
from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.orders import Orders
from downtimekit.models.registration import Link, Merge, NumberChange, Registration, Unmerge

_PATIENT_EVENTS = (Registration, Merge, NumberChange, Link, Unmerge)


@frozen(repr=False)
class Department:
    """What a department knows; it never changes: `received` returns another one, with what is owed.

    What it does about a charge is nothing: charges are posted by whoever bills.
    """

    _books: Books = field(factory=Books)
    questions: tuple[Question, ...] = ()

    @classmethod
    def opened(
        cls,
        *,
        rules: PirRules = DEFAULT_RULES,
        numbering: Numbering = DEFAULT_NUMBERING,
        identities: Identities | None = None,
    ) -> Department:
        """Return a department that has heard nothing yet but what became of patients' numbers.

        Args:
            rules: what it decides.
            numbering: where its numbers come from.
            identities: what the registration told before; whoever it knows counts as registered.
        """
        known = identities or Identities()
        registered = dict.fromkeys(known.numbers)
        return cls(Books(rules=rules, numbering=numbering, identities=known, registered=registered))

    @property
    def identities(self) -> Identities:
        """What became of the patients' numbers."""
        return self._books.identities

    @property
    def exams(self) -> tuple[Exam, ...]:
        """The exams that were ordered."""
        return tuple(self._books.exams.values())

    @property
    def studies(self) -> tuple[Study, ...]:
        """The studies that may be found: those made under another patient's entry of the work list are none."""
        return tuple(study for study in self._books.studies.values() if not study.is_rejected)

    @property
    def without_order(self) -> tuple[Study, ...]:
        """The studies that belong to no exam yet."""
        return tuple(study for study in self.studies if not study.exams)

    @property
    def held(self) -> tuple[Transaction, ...]:
        """The orders that wait until their patient is registered."""
        return tuple(self._books.held)

    def exam(self, accession: str) -> Exam | None:
        """Return an exam by its number."""
        return self._books.by("accession", accession)

    def number_of(self, study: Study) -> str | None:
        """Return the patient's number that counts now for a study; None where the images have none."""
        return self.identities.resolve(study.patient.mrn) if study.patient.mrn else None

    def received(self, told: Transaction) -> tuple[Department, tuple[Transaction, ...]]:
        """Take in a transaction, and return what the department is then and what it owes, in its order.

        What was received before changes nothing, and nothing is owed for it; a query is answered every time.

        Raises:
            InvalidInput: it contradicts what was told before, or is none that the department receives; nothing changed.
        """
        if told in self._books.seen:
            return self, ()
        return self.after((told,))

    def after(self, transactions: Iterable[Transaction]) -> tuple[Department, tuple[Transaction, ...]]:
        """Take in several transactions, and return all that is owed.

        Raises:
            InvalidInput: one of them cannot be taken in; none is.
        """
        books, questions, owed = self._books.copied(), self.questions, list[Transaction]()
        for told in transactions:
            if isinstance(told.value, WorklistQuery):
                owed.append(Transaction(answer(told.value, books), Actor.ORDER_FILLER, told.sender))
            elif told not in books.seen:
                questions = _receive(told, books)
                owed += books.sent()
        return Department(books, questions), tuple(owed)


def _receive(told: Transaction, books: Books) -> tuple[Question, ...]:
    """Take in what is new, and owe what follows from it."""
    books.seen[told] = None
    _take(told, books)
    _release(books)
    questions = settle(books)
    for key in dict.fromkeys((*books.touched, *books.untold)):
        owe(books.exams[key], books)
    books.touched = {}
    return questions


def _take(told: Transaction, books: Books) -> None:
    value = told.value
    if isinstance(value, _PATIENT_EVENTS):
        hear(told, value, books)
    elif isinstance(value, Orders):
        take_orders(told, value, books)
    elif isinstance(value, PerformedStep):
        take_step(value, books)
    elif isinstance(value, ImagesStored):
        take_images(value, books)
    elif isinstance(value, InstancesAvailable):
        take_availability(value, books)
    elif isinstance(value, Assigned):
        take_answer(value, books)
    else:
        raise InvalidInput("transaction", [Fault("value", "is nothing that an order filler receives")])


def _release(books: Books) -> None:
    """Take in the orders that waited for a patient who is registered now."""
    for waiting, number in tuple(books.held.items()):
        here = waiting.sender is Actor.ORDER_FILLER
        if books.may_order(number, here=here) and isinstance(waiting.value, Orders):
            now = under_current_number(waiting.value, books.identities)
            with suppress(InvalidInput):  # it stays where it is, and a person is asked
                take_orders(waiting, now, books)
                del books.held[waiting]
