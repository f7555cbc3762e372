"""Bring together what was ordered and what was done, and nothing that is in doubt."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attrs import evolve

from downtimekit.backfill.pir.asking import Question
from downtimekit.backfill.pir.books import ARCHIVES, Books
from downtimekit.backfill.pir.exams import Exam, Study
from downtimekit.backfill.pir.matching import Found, Whose, by_number, find, whose
from downtimekit.models.capture import ReviewCode
from downtimekit.models.registration import Merge, MergedPair


def settle(books: Books) -> tuple[Question, ...]:
    """Join studies with their exams, give every other exam a study of its own, and return what a person must decide."""
    while books.loose and _joins_one(books):
        pass
    books.affected = {}
    books.queries = {uid: asked for uid, asked in books.queries.items() if uid in books.loose}
    questions = [question for asked in books.queries.values() for question in asked]
    books.doubtful = frozenset(name for question in questions for name in question.candidates)
    for exam in [books.exams[key] for key in books.unsettled]:
        study = books.numbering.study(exam.order)
        books.put(evolve(exam, order=exam.order.model_copy(update={"study": study})))
    return (*questions, *_of_exams(books), *_of_held(books), *_still_asked(books))


def _joins_one(books: Books) -> bool:
    """Look at the studies that something has changed for; say whether one was joined, after which all is done again."""
    affected = _affected(books)
    open_exams = _open(books, {_number(study, books) for study in affected})
    founds = {
        study.uid: _decided(study, books) or find(study, open_exams.get(_number(study, books), ()), books)
        for study in affected
    }
    claims = [exam.key for found in founds.values() for exam in (*found.likely, *found.possible)]
    for uid, found in founds.items():
        if exams := found.certain or _unrivalled(found, claims):
            _join(books.studies[uid], exams, books)
            return True
        books.queries[uid] = tuple(_asked(books.studies[uid], found))
    return False


def _affected(books: Books) -> Sequence[Study]:
    """Return the studies without an order that something has changed for: themselves, their patient, or an exam."""
    patients = {books.identities.resolve(number) for number in books.affected}
    loose = [books.studies[uid] for uid in books.loose]
    affected = [study for study in loose if study.uid in books.affected or _number(study, books) in patients]
    return [*affected, *(study for study in loose if books.touched and _is_touched(study, books))]


def _unrivalled(found: Found, claims: Sequence[str]) -> Sequence[Exam]:
    """Return the one exam that fits, where nothing else does and no other study lays claim to it."""
    is_only = len(found.likely) == 1 and not found.possible and claims.count(found.likely[0].key) == 1
    return found.likely if is_only else ()


def _is_touched(study: Study, books: Books) -> bool:
    """Say whether an exam was touched that a study names."""
    return any(exam.key in books.touched for exam in by_number(study, books))


def _open(books: Books, numbers: Collection[str]) -> Mapping[str, Sequence[Exam]]:
    """Return the exams of some patients for which nothing was made, by the number of their patient."""
    found: dict[str, list[Exam]] = {}
    for exam in [books.exams[key] for key in books.undone] if numbers else ():
        if (number := books.number(exam)) in numbers:
            found.setdefault(number, []).append(exam)
    return found


def _number(study: Study, books: Books) -> str:
    return books.identities.resolve(study.patient.mrn or "")


def _decided(study: Study, books: Books) -> Found | None:
    """Return what a person said about a study; None where nobody did."""
    if study.uid not in books.answers:
        return None
    exam = books.by("accession", books.answers[study.uid])
    return Found(certain=(exam,)) if exam else Found()


def _join(study: Study, exams: Sequence[Exam], books: Books) -> None:
    """Say that a study belongs to exams: they take over its number, and its patient's number becomes theirs."""
    books.keep(evolve(study, exams=tuple(exam.key for exam in exams)))
    for exam in exams:
        first, *_ = books.made_for(exam)
        books.put(evolve(exam, order=exam.order.model_copy(update={"study": first.uid})))
    exam, number = exams[0], study.patient.mrn
    fit = whose(study, exam, books)
    if fit is Whose.LOCAL and number is not None:
        pair = MergedPair(survivor=books.patient(exam), prior=number)
        merge = Merge(pairs=(pair,), occurred_at=study.at)
        if not books.identities.refusals(merge, twins_acknowledged=True):
            books.identities = books.identities.heard(merge, twins_acknowledged=True)
            books.send(merge, *ARCHIVES)
            return
    if fit is not Whose.SAME:
        code = ReviewCode.PATIENT_UNIDENTIFIED if fit is Whose.NOBODYS else ReviewCode.ORDER_PATIENT_MISMATCH
        books.asked[Question(code, study.uid, exam.accession)] = None


def _asked(study: Study, found: Found) -> list[Question]:
    if found.anothers:
        names = tuple(exam.accession for exam in found.anothers)
        return [Question(ReviewCode.ORDER_PATIENT_MISMATCH, study.uid, candidates=names)]
    names = tuple(exam.accession for exam in (*found.likely, *found.possible))
    return [Question(ReviewCode.ORDER_AMBIGUOUS, study.uid, candidates=names)] if names else []


def _still_asked(books: Books) -> list[Question]:
    """Return what was asked and still stands: an order is in doubt until it, or what it may be, is called off."""
    return [one for one in books.asked if one.code is not ReviewCode.ORDER_AMBIGUOUS or _is_open(one, books)]


def _is_open(question: Question, books: Books) -> bool:
    exam = books.by("accession", question.accession)
    others = [books.by("accession", candidate) for candidate in question.candidates]
    waiting = [other for other in others if other and other.cancel is None and other.order.placer is None]
    return exam is not None and exam.cancel is None and bool(waiting)


def _of_exams(books: Books) -> list[Question]:
    """Return the exams that were called off and done all the same."""
    off = (exam for exam in (books.exams[key] for key in books.called_off) if books.made_for(exam))
    return [Question(ReviewCode.ORDER_CANCELLED_BUT_PERFORMED, accession=exam.accession) for exam in off]


def _of_held(books: Books) -> list[Question]:
    """Return that orders cannot be taken in although their patient is registered, such as a cancellation of nothing."""
    refused = any(books.is_registered(number) for number in books.held.values())
    return [Question(ReviewCode.ORDER_MISSING)] if refused else []
