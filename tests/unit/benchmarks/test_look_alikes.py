"""A town of made-up people: the same ones every time, with look-alikes, none of whom is taken for another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.backfill.lookups import asked
from benchmarks.backfill.people import Town
from benchmarks.backfill.sheets import Asking
from downtimekit.adapters.matching.index import PatientIndex


def test_a_seed_makes_the_same_people_again() -> None:
    once, again, others = ([one.patient for one in Town(seed).people(300)] for seed in (7, 7, 8))

    assert once == again
    assert once != others
    assert len({patient.mrn for patient in once}) == 300


def test_some_have_no_chart_and_many_look_alike() -> None:
    people = list(Town().people(6000))
    homes = Counter((one.patient.family, one.patient.birth_date, one.patient.address) for one in people)
    names = Counter((one.patient.family, one.patient.given) for one in people)

    assert 0.02 < sum(not one.is_registered for one in people) / len(people) < 0.06
    assert sum(count > 1 for count in homes.values()) > 20  # twins
    assert sum(count > 1 for count in names.values()) > 100  # juniors and namesakes


def test_sheets_have_slips_and_gaps_and_ask_for_people_without_a_chart() -> None:
    asking = Asking(2)
    registered = {patient.mrn: patient for patient in asking.registered(Town().people(3000))}
    known = [question for question in asking.questions if question.wanted]
    charts = [registered[question.wanted] for question in known if question.wanted]
    differing = [one.written.birth_date != chart.birth_date for one, chart in zip(known, charts, strict=True)]

    assert 0.01 < sum(differing) / len(differing) < 0.08
    assert sum(question.wanted is None for question in asking.questions) > 50
    assert sum(question.is_bare for question in asking.questions) > len(asking.questions) / 6


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 7])
def test_among_a_hundred_thousand_nobody_is_taken_for_another(tmp_path: Path, seed: int) -> None:
    asking = Asking(14, seed=seed)
    path = tmp_path / "patients.index"
    patients = PatientIndex.build(path, asking.registered(Town(seed).people(104_000)))
    with PatientIndex(path) as index:
        fates = asked(index, asking.questions).fates

    assert patients > 99_000
    assert fates["wrong"] == 0
    assert fates["right"] > 5000
    assert fates.total() > 9000
