"""The department's books: whoever receives a transaction works on a copy of them, and throws it away where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime

from attrs import Factory, define, fields

from downtimekit.backfill.identities import Identities
from downtimekit.backfill.pir.asking import Question
from downtimekit.backfill.pir.exams import Exam, Study
from downtimekit.backfill.pir.rules import DEFAULT_NUMBERING, DEFAULT_RULES, Numbering, PirRules, number_of
from downtimekit.backfill.pir.transactions import Actor, Rad, Told, Transaction
from downtimekit.models.orders import Order, SystemNumber
from downtimekit.models.patient import Patient

ARCHIVES = (Actor.IMAGE_MANAGER, Actor.REPORT_MANAGER)

# The order in which one answer goes out: who asked is asked for a number before the archives hear of the exam, and
# they know it before its patient's number changes.
_RANKS = {
    rad: rank
    for rank, rad in enumerate(
        (
            Rad.WORKLIST,
            Rad.REJECTION_NOTE,
            Rad.FILLER_ORDER,
            Rad.PROCEDURE_SCHEDULED,
            Rad.PATIENT_UPDATE,
            Rad.PROCEDURE_UPDATED,
            Rad.APPOINTMENT,
        )
    )
}
_LAST = len(_RANKS)
_EVER = datetime(1980, 1, 1, tzinfo=UTC)


@define(repr=False)
class Books:
    """What a department knows.

    Attributes:
        exams: by key; index: their keys by placer number, filler number, accession number and scheduled step.
        studies: by uid.
        held: orders for patients whom nobody has registered yet, as they came.
        registered: the numbers that the registration told; local: those that were given in the department.
        answers: what a person decided about a study.
        asked: what a person must look at, beside what follows from the books themselves.
        seen: what was received, so that it counts once.
        made: the studies of each exam, also those that no longer belong to it; loose: those that belong to none.
        unsettled, undone, called_off: the keys of exams that have no study yet, for which nothing was made, and that
            somebody wanted cancelled.
        untold: the keys of those of which the archives, or the order placer, wait to be told.
        queries: what a person must decide about studies, by study.
        affected: the patients, by any number of theirs, and the studies that are to be looked at again now.
        doubtful: the accession numbers of exams that may have been done already: a person decides first.
        touched: the exams of which others may have to be told something now.
        outbox: what is owed for the transaction that is being received.
    """

    rules: PirRules = DEFAULT_RULES
    numbering: Numbering = DEFAULT_NUMBERING
    identities: Identities = Factory(Identities)
    exams: dict[str, Exam] = Factory(dict)
    index: dict[tuple[str, str], str] = Factory(dict)
    studies: dict[str, Study] = Factory(dict)
    held: dict[Transaction, str] = Factory(dict)
    registered: dict[str, None] = Factory(dict)
    local: dict[str, None] = Factory(dict)
    answers: dict[str, str | None] = Factory(dict)
    asked: dict[Question, None] = Factory(dict)
    seen: dict[Transaction, None] = Factory(dict)
    made: dict[str, tuple[str, ...]] = Factory(dict)
    loose: dict[str, None] = Factory(dict)
    unsettled: dict[str, None] = Factory(dict)
    called_off: dict[str, None] = Factory(dict)
    undone: dict[str, None] = Factory(dict)
    untold: dict[str, None] = Factory(dict)
    queries: dict[str, tuple[Question, ...]] = Factory(dict)
    affected: dict[str, None] = Factory(dict)
    doubtful: frozenset[str] = frozenset()
    touched: dict[str, None] = Factory(dict)
    outbox: list[tuple[int, Transaction]] = Factory(list)

    def copied(self) -> Books:
        """Return books that go their own way from here, with nothing to send."""
        twin = copy(self)
        for name in _KEPT:
            setattr(twin, name, getattr(self, name).copy())
        twin.outbox, twin.touched, twin.affected = [], {}, {}
        return twin

    def send(self, value: Told, *to: Actor, last: bool = False) -> None:
        """Owe a transaction to others; the last ones are those that tell how far an exam is."""
        for actor in to:
            told = Transaction(value, sender=Actor.ORDER_FILLER, to=actor)
            self.outbox.append((_LAST if last else _RANKS[told.rad], told))

    def sent(self) -> tuple[Transaction, ...]:
        """Return what is owed, in its order, and take it out."""
        owed = tuple(told for _, told in sorted(self.outbox, key=lambda pair: pair[0]))
        self.outbox = []
        return owed

    def put(self, exam: Exam) -> None:
        """Keep an exam, and the numbers by which it is found."""
        self.exams[exam.key] = exam
        self.touched[exam.key] = None
        _mark(self.unsettled, exam.key, holds=exam.order.study is None)
        self._mark_undone(exam)
        _mark(self.called_off, exam.key, holds=exam.cancel is not None)
        waits = exam.sent.order is None or (exam.here and exam.order.placer is None)
        _mark(self.untold, exam.key, holds=waits)
        for name, number in _numbers(exam.order):
            self.index[name, number] = exam.key
        for step in exam.steps:
            self.index["step", step] = exam.key

    def keep(self, study: Study) -> None:
        """Keep a study, and look again at the exams that it belongs to, or did."""
        before = self.studies.get(study.uid, study)
        self.studies[study.uid] = study
        _mark(self.loose, study.uid, holds=not study.exams and not study.is_rejected)
        self.affected |= dict.fromkeys([study.uid, *([study.patient.mrn] if study.patient.mrn else [])])
        for key in study.exams:
            self.made[key] = tuple(dict.fromkeys((*self.made.get(key, ()), study.uid)))
        for key in (*before.exams, *study.exams):
            self.touched[key] = None
            self._mark_undone(self.exams[key])

    def _mark_undone(self, exam: Exam) -> None:
        _mark(self.undone, exam.key, holds=exam.cancel is None and not self.made_for(exam))
        self.affected[exam.patient.mrn] = None

    def found(self, order: Order) -> Exam | None:
        """Return the exam that an order names by its placer's number, by ours, by the exam's, or by its study."""
        keys = (self.index.get(number) for number in _numbers(order))
        key = next((key for key in keys if key is not None), None)
        return self.exams[key] if key is not None else None

    def by(self, name: str, number: str | SystemNumber | None) -> Exam | None:
        """Return the exam that is found by one number: placer, filler, accession, study or step."""
        if number is None:
            return None
        key = self.index.get((name, number if isinstance(number, str) else number_of(number)))
        return self.exams[key] if key is not None else None

    def number(self, exam: Exam) -> str:
        """Return the patient's number that counts now."""
        return self.identities.resolve(exam.patient.mrn)

    def patient(self, exam: Exam) -> Patient:
        """Return the patient as they are known now, under the number that counts."""
        number = self.number(exam)
        return self.identities.patient(number) or exam.patient.model_copy(update={"mrn": number})

    def made_for(self, exam: Exam) -> list[Study]:
        """Return the studies that belong to an exam, the first one first."""
        made = [self.studies[uid] for uid in self.made.get(exam.key, ()) if exam.key in self.studies[uid].exams]
        return sorted(made, key=lambda study: (study.at is None, study.at or _EVER, study.uid))

    def is_registered(self, number: str) -> bool:
        """Say whether the registration told of a patient, under this number or one that became it."""
        return number in self.registered or self.identities.resolve(number) in self.registered

    def may_order(self, number: str, *, here: bool) -> bool:
        """Say whether a patient is known to who orders: the department knows those, too, whom it registered itself."""
        return self.is_registered(number) or (here and self.identities.resolve(number) in self.local)


_NOT_COPIED = ("rules", "numbering", "identities", "doubtful", "touched", "affected", "outbox")
_KEPT = tuple(part.name for part in fields(Books) if part.name not in _NOT_COPIED)


def _mark(marked: dict[str, None], key: str, *, holds: bool) -> None:
    if holds:
        marked[key] = None
    else:
        marked.pop(key, None)


def _numbers(order: Order) -> Iterator[tuple[str, str]]:
    if order.placer:
        yield "placer", number_of(order.placer)
    if order.filler:
        yield "filler", number_of(order.filler)
    if order.accession:
        yield "accession", order.accession
    if order.study:
        yield "study", order.study
