"""What is told of patients: kept, handed on to the archives, and the orders that waited for it are taken in."""

from __future__ import annotations

from downtimekit.backfill.pir.asking import Question
from downtimekit.backfill.pir.books import ARCHIVES, Books
from downtimekit.backfill.pir.transactions import Actor, Rad, Transaction
from downtimekit.models.capture import ReviewCode
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Link, Merge, MergedPair, NumberChange, PatientEvent, Registration, Unmerge


def hear(told: Transaction, event: PatientEvent, books: Books) -> None:
    """Take in what became of a patient.

    Raises:
        InvalidInput: it contradicts what was told before.
    """
    books.affected |= dict.fromkeys(_numbers(event))
    is_new = not books.identities.knows(event)
    books.identities = books.identities.heard(event, twins_acknowledged=told.twins_acknowledged)
    known = books.registered if told.sender is Actor.ADT else books.local
    known.update(dict.fromkeys(patient.mrn for patient in _patients(event)))
    if is_new and isinstance(event, Unmerge):
        survivor = books.identities.resolve(event.survivor)
        for study in books.studies.values():
            if study.patient.mrn and books.identities.resolve(study.patient.mrn) == survivor:
                books.asked[Question(ReviewCode.PATIENT_AMBIGUOUS, study.uid)] = None
    elif is_new and told.rad is Rad.PATIENT_UPDATE:
        for forwarded in _forwarded(event, books):
            books.send(forwarded, *ARCHIVES)


def _patients(event: PatientEvent) -> tuple[Patient, ...]:
    if isinstance(event, Merge):
        return tuple(pair.survivor for pair in event.pairs)
    if isinstance(event, Link):
        return event.first, event.second
    return () if isinstance(event, Unmerge) else (event.patient,)


def _numbers(event: PatientEvent) -> list[str]:
    """Return the numbers that an event names."""
    gone = [pair.prior for pair in event.pairs] if isinstance(event, Merge) else []
    gone += [event.prior] if isinstance(event, NumberChange | Unmerge) else []
    return [*gone, *(patient.mrn for patient in _patients(event))]


def _forwarded(event: PatientEvent, books: Books) -> list[PatientEvent]:
    """Return what the archives are told, under numbers that count: what is heard late may name one that is gone since.

    Links are not handed on: IHE has no transaction for them, and both numbers stay in use.
    """
    if isinstance(event, Registration):
        return [] if books.identities.is_retired(event.patient.mrn) else [event]
    if isinstance(event, NumberChange) and books.identities.is_retired(event.patient.mrn):
        pair = MergedPair(survivor=_current(event.patient, books), prior=event.prior)
        at, by = event.occurred_at, event.entered_by
        return [Merge(pairs=(pair,), occurred_at=at, recorded_at=event.recorded_at, entered_by=by)]
    if isinstance(event, Merge):
        pairs = [pair.model_copy(update={"survivor": _current(pair.survivor, books)}) for pair in event.pairs]
        return [event.model_copy(update={"pairs": tuple(pairs)})]
    return [event] if isinstance(event, NumberChange) else []


def _current(patient: Patient, books: Books) -> Patient:
    now = books.identities.resolve(patient.mrn)
    return patient if now == patient.mrn else books.identities.patient(now) or Patient(mrn=now)
