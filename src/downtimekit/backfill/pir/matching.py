"""Which exam was it that was done? By its study or its number; else by patient, modality and time, or a person says.

Sources: dcm4chee's HL7 statement and its issue 5002, for orders that come after their images: by Study Instance UID, or
by accession number. Patient, modality and a window of time are a department's own rule, so its width is one too.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import frozen

from downtimekit.backfill.identity import contradictions
from downtimekit.backfill.pir.books import Books
from downtimekit.backfill.pir.exams import Exam, Study


class Whose(StrEnum):
    """How the patient of a study and that of an exam compare.

    LOCAL: the modality has a number that no registration knows, such as one that was typed in.
    NOBODYS: it has none, or one that stands for nobody.
    """

    SAME = "same"
    LOCAL = "local"
    NOBODYS = "nobodys"
    ANOTHERS = "anothers"


def whose(study: Study, exam: Exam, books: Books) -> Whose:
    """Compare the patient of a study with an exam's."""
    number = study.patient.mrn
    if number is None or number.upper() in books.rules.nobodys:
        is_other = contradictions(study.patient, books.patient(exam))
        return Whose.ANOTHERS if is_other else Whose.NOBODYS
    if books.identities.resolve(number) == books.number(exam):
        return Whose.SAME
    unknown = not books.is_registered(number) and not books.identities.is_retired(number)
    if unknown and not (_is_named(study) and contradictions(study.patient, books.patient(exam))):
        return Whose.LOCAL
    return Whose.ANOTHERS


def _is_named(study: Study) -> bool:
    return not study.patient.unidentified


@frozen
class Found:
    """Which exams a study may belong to.

    Attributes:
        certain: by a number that both have; a group of exams has several.
        likely: by patient, modality and time; possible: those of the patient that may be meant besides.
        anothers: those that have its number and another patient.
    """

    certain: tuple[Exam, ...] = ()
    likely: tuple[Exam, ...] = ()
    possible: tuple[Exam, ...] = ()
    anothers: tuple[Exam, ...] = ()


def find(study: Study, open_exams: Iterable[Exam], books: Books) -> Found:
    """Find the exams that a study may belong to.

    Args:
        study: that belongs to none yet.
        open_exams: those of its patient for which nothing was made.
        books: everything that is known.
    """
    named = list({exam.key: exam for exam in by_number(study, books)}.values())
    if named:
        refused = {Whose.ANOTHERS} if books.rules.joins_local_numbers else {Whose.ANOTHERS, Whose.LOCAL}
        others = tuple(exam for exam in named if whose(study, exam, books) in refused)
        return Found(anothers=others) if others else Found(certain=tuple(named))
    likely, possible = list[Exam](), list[Exam]()
    for exam in open_exams:
        if whose(study, exam, books) is Whose.SAME:
            fits = _fits(study, exam, books)
            if fits is not False:
                (likely if fits else possible).append(exam)
    return Found(likely=tuple(likely), possible=tuple(possible))


def by_number(study: Study, books: Books) -> Iterable[Exam]:
    """Return the exams that a study names, by its own number, theirs, or that of their scheduled steps."""
    steps = [name for step in study.counting for name in step.scheduled]
    numbers = [("study", study.uid), ("accession", study.accession), *(("step", step) for step in steps)]
    return [exam for name, number in numbers if (exam := books.by(name, number))]


def _fits(study: Study, exam: Exam, books: Books) -> bool | None:
    """Say whether modality and time fit; None where one of them is not known."""
    if study.modality and exam.order.modality and study.modality != exam.order.modality:
        return False
    if study.at and exam.at and abs(study.at - exam.at) > books.rules.window:
        return False
    return True if study.modality and exam.order.modality and study.at and exam.at else None
