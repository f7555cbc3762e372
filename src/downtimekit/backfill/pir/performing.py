"""What is told of exams that are done: steps at a modality, images in the archive, and what a person says of them."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from downtimekit.backfill.pir.books import Books
from downtimekit.backfill.pir.exams import Study
from downtimekit.backfill.pir.transactions import (
    Actor,
    Assigned,
    ImagesStored,
    InstancesAvailable,
    PerformedStep,
    StepState,
    StudyRejected,
)
from downtimekit.errors import Fault, InvalidInput

_FILLED_IN = ("scheduled", "accession", "modality", "started_at", "ended_at", "reason")


def take_step(step: PerformedStep, books: Books) -> None:
    """Take in how far a performed step is; what is told again, or late, changes nothing.

    Raises:
        InvalidInput: it ended before, and otherwise.
    """
    study = books.studies.get(step.study, Study(step.study))
    known = next((one for one in study.steps if one.uid == step.uid), None)
    now = step if known is None else _after(known, step)
    steps = tuple(one for one in study.steps if one.uid != step.uid)
    rejected = study.rejected
    if now.state is StepState.DISCONTINUED and now.reason in books.rules.wrong_entry:
        rejected |= {now.uid}
    study = _seen(study, now)
    study = evolve(
        study, steps=tuple(sorted((*steps, now), key=lambda one: one.uid)), rejected=rejected, at=_first(study, now)
    )
    books.keep(study)
    if study.is_rejected:
        books.keep(evolve(study, exams=()))
        books.send(StudyRejected(study=study.uid), Actor.IMAGE_MANAGER)


def _after(known: PerformedStep, new: PerformedStep) -> PerformedStep:
    """Return a step after more was told of it: it ends once."""
    states = {known.state, new.state} - {StepState.IN_PROGRESS}
    if len(states) > 1:
        raise InvalidInput("performed step", [Fault("state", "differs from how the step ended before")])
    given = {name: value for name in _FILLED_IN if (value := getattr(known, name) or getattr(new, name))}
    return known.model_copy(update={**given, "state": next(iter(states), StepState.IN_PROGRESS)})


def take_images(images: ImagesStored, books: Books) -> None:
    """Take in that images are in the archive; those that name a retired number are the survivor's."""
    study = _seen(books.studies.get(images.study, Study(images.study)), images)
    at = study.at or images.stored_at
    books.keep(evolve(study, series=study.series | set(images.series), at=at))


def take_availability(told: InstancesAvailable, books: Books) -> None:
    """Take in whether a study can be had."""
    study = books.studies.get(told.study, Study(told.study))
    books.keep(evolve(study, available=told.available))


def take_answer(answer: Assigned, books: Books) -> None:
    """Take in what a person decided about a study.

    Raises:
        InvalidInput: there is no such study or exam, or the study belongs to an exam already.
    """
    study = books.studies.get(answer.study)
    faults = []
    if study is None:
        faults.append(Fault("study", "is none that was made here"))
    elif study.exams:
        faults.append(Fault("study", "belongs to an exam already"))
    if answer.accession is not None and books.by("accession", answer.accession) is None:
        faults.append(Fault("accession", "is of no exam that is known here"))
    if faults:
        raise InvalidInput("assigned", faults)
    books.answers[answer.study] = answer.accession
    books.affected[answer.study] = None


def _seen(study: Study, told: PerformedStep | ImagesStored) -> Study:
    """Return a study with what was not known of it."""
    patient = study.patient if study.patient.mrn else told.patient
    return evolve(
        study, patient=patient, accession=study.accession or told.accession, modality=study.modality or told.modality
    )


def _first(study: Study, step: PerformedStep) -> datetime | None:
    known = [at for at in (*(one.started_at for one in study.steps), step.started_at) if at]
    return min(known, default=study.at)
