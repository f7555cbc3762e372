"""The work list of the modalities: what there is to do, and is not begun."""

from __future__ import annotations

from attrs import evolve

from downtimekit.backfill.pir.books import Books
from downtimekit.backfill.pir.exams import Exam, covered
from downtimekit.backfill.pir.owing import as_orders
from downtimekit.backfill.pir.transactions import Worklist, WorklistQuery
from downtimekit.models.orders import OrderAction


def answer(query: WorklistQuery, books: Books) -> Worklist:
    """Return what there is to do; an exam that may have been done already is not on the list until a person decided."""
    items = []
    for exam in books.exams.values():
        made = books.made_for(exam)
        left = tuple(step for step in exam.steps if step not in covered(exam, made))
        begun = {name for study in made for step in study.counting for name in step.scheduled or exam.steps}
        todo = tuple(step for step in left if step not in begun)
        if todo and exam.accession not in books.doubtful and exam.cancel is None and _is_asked_for(exam, query, books):
            items.append(as_orders(evolve(exam, steps=todo), books, OrderAction.NEW, steps=True))
    return Worklist(items=tuple(items))


def _is_asked_for(exam: Exam, query: WorklistQuery, books: Books) -> bool:
    order, at = exam.order, exam.order.scheduled_at
    return (
        (query.mrn is None or books.identities.resolve(query.mrn) == books.number(exam))
        and query.accession in (None, order.accession)
        and query.modality in (None, order.modality)
        and (query.since is None or (at is not None and at >= query.since))
        and (query.until is None or (at is not None and at < query.until))
    )
