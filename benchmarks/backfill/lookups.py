"""One sheet against a million patients in a file: how long it takes, and how often the answer is wrong.

The patients are made up. Among those who are asked for, many have no chart while their twin, their parent or a
namesake has one; what counts is that none of them is taken for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from attrs import frozen

from benchmarks.backfill.people import Town
from benchmarks.backfill.sheets import Asking, Question
from benchmarks.contest import QUICK, THOROUGH, Effort
from benchmarks.figures import Bound, Figure, Wanted
from downtimekit.adapters.matching.index import PatientIndex
from downtimekit.models.matching import MatchGrade

SPEED = Wanted(Bound.AT_MOST, target=5, aim=0.5)
WRONG = Wanted(Bound.AT_MOST, target=0, aim=0)
PEOPLE, FEWER, TINY = 1_042_000, 120_000, 3_000
"""So many people live in the town; of 25, one has no chart."""
QUESTIONS = 10_000


@frozen
class Answers:
    """What became of the questions.

    Attributes:
        took: CPU seconds a question; the file is in the machine's memory.
        waited: seconds a question by the clock, on a machine that may do something else as well.
        fates: how many were right, wrong, left to a person, or about nobody who is known.
        bare: the same of those with neither number nor phone.
    """

    took: list[float]
    waited: list[float]
    fates: Counter[str]
    bare: Counter[str]


def run(effort: Effort) -> Iterator[Figure]:
    """Measure both, on one index."""
    people = PEOPLE if effort.rounds >= THOROUGH.rounds else FEWER if effort.rounds >= QUICK.rounds else TINY
    with TemporaryDirectory() as folder:
        path = Path(folder, "patients.index")
        asking = Asking(max(people // (QUESTIONS * 7 // 10), 2))
        start = process_time()
        patients = PatientIndex.build(path, asking.registered(Town().people(people)))
        built = f"{patients} patients, made up and built in {process_time() - start:.0f} s CPU"
        size = f"{path.stat().st_size / 1e6:.0f} MB on disk"
        with PatientIndex(path) as index:
            answers = asked(index, list(islice(asking.questions, QUESTIONS)))
    yield _speed(answers, f"{built}, {size}")
    yield _wrong(answers, f"{patients} patients")


def asked(index: PatientIndex, questions: list[Question]) -> Answers:
    """Ask all questions."""
    answers = Answers([], [], Counter(), Counter())
    for question in questions:
        start, begun = process_time(), perf_counter()
        found = index.look_up(question.written)
        answers.took.append(process_time() - start)
        answers.waited.append(perf_counter() - begun)
        fate = "nobody" if not found else "to a person"
        if found and found[0].grade is MatchGrade.CERTAIN:
            fate = "right" if found[0].mrn == question.wanted else "wrong"
        answers.fates[fate] += 1
        if question.is_bare:
            answers.bare[fate] += 1
    return answers


def _speed(answers: Answers, about: str) -> Figure:
    middle, late = median(answers.took) * 1000, quantiles(answers.took, n=100)[-1] * 1000
    clock = median(answers.waited) * 1000
    return Figure(
        "backfill",
        "lookup_1m_p50_ms",
        ours=middle,
        peer=None,
        peer_name="",
        unit="ms CPU",
        ratio=middle,
        wanted=SPEED,
        is_verified=True,
        note=f"{about}; p99 {late:.2f} ms; by the clock {clock:.2f} ms",
    )


def _wrong(answers: Answers, about: str) -> Figure:
    wrong = answers.fates["wrong"]
    fates, bare = (", ".join(f"{fate} {n}" for fate, n in sorted(f.items())) for f in (answers.fates, answers.bare))
    return Figure(
        "backfill",
        "lookup_1m_wrong",
        ours=wrong,
        peer=None,
        peer_name="",
        unit="wrong",
        ratio=wrong,
        wanted=WRONG,
        is_verified=not wrong,
        note=f"{answers.fates.total()} sheets, {about}: {fates}; without number and phone: {bare}",
    )
