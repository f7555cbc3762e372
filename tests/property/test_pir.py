"""Whatever order a department's transactions come in: the same end, no second study, nothing under a retired number."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.backfill.pir import Actor, Department, Transaction
from downtimekit.backfill.pir.rules import derived_study
from downtimekit.models.orders import Orders
from downtimekit.models.patient import Patient
from downtimekit.models.registration import Merge, NumberChange, Registration, RegistrationEvent
from tests.unit.backfill.pir.walk import (
    DONE,
    at,
    merged,
    ordered,
    performed,
    registered,
    renumbered,
    stored,
)

SETTINGS = settings(max_examples=30, deadline=None)


def done(
    patient: Patient, place: int, *, accession: str, study: str, scheduled: Sequence[str] = ()
) -> list[Transaction]:
    """An exam is begun, ends, and its images are stored."""
    uid, minute = f"{study}.7", 10 + place
    numbers: dict[str, Any] = {
        "accession": accession,
        "scheduled": scheduled,
        "study": study,
        "uid": uid,
        "minute": minute,
    }
    return [
        performed(patient, **numbers),
        performed(patient, DONE, **numbers),
        stored(patient, study=study, accession=accession),
    ]


@st.composite
def days(draw: st.DrawFn) -> list[Transaction]:
    """Return a day of a department: patients who are registered, named and merged, and exams that are done or not."""
    told: list[Transaction] = []
    for place in range(draw(st.integers(1, 3))):
        patient = Patient(mrn=f"T-{place}", family=f"Testwell{place}", given="Ada")
        alias = Patient(mrn=f"E-{place}", family="Trauma", given=f"N{place}", unidentified=True)
        first, accession = draw(st.sampled_from([patient, alias])), f"A-{place}"
        order = ordered(first, placer=f"P-{place}", accession=accession, ordered_at=at(40))
        told += [registered(first, minute=place), order]
        if first is alias:
            told.append(registered(patient, minute=50 + place))
            told.append(merged(alias.mrn, patient, minute=60 + place))
        if draw(st.booleans()):
            told.append(registered(patient, event=RegistrationEvent.VISIT_UPDATED, minute=70 + place))
        if draw(st.booleans()):
            told.append(renumbered(patient.mrn, patient.model_copy(update={"mrn": f"L-{place}"}), minute=80 + place))
        how = draw(st.sampled_from(["not done", "from the work list", "unscheduled", "under a local number"]))
        local = Patient(mrn=f"X-{place}", family="Trauma", given="Local", unidentified=True)
        if how == "from the work list":
            assert isinstance(order.value, Orders)
            study = derived_study(order.value.orders[0])
            told += done(first, place, accession=accession, study=study, scheduled=[f"{accession}.1"])
        elif how != "not done":
            told += done(local if "local" in how else first, place, accession=accession, study=f"1.2.840.{place}")
    return told


def end(department: Department) -> object:
    """Return what counts in the end."""
    exams = {
        exam.accession: (exam.order.study, exam.order.status, department.identities.resolve(exam.patient.mrn))
        for exam in department.exams
    }
    studies = {(study.uid, study.exams, department.number_of(study)) for study in department.studies}
    return exams, studies, department.identities.survivors, department.questions, department.held


@SETTINGS
@given(days(), st.integers())
def test_any_order_of_arrival_gives_the_same_end(told: list[Transaction], seed: int) -> None:
    shuffled = list(told)
    random.Random(seed).shuffle(shuffled)
    one, _ = Department.opened().after(told)
    other, owed = Department.opened().after(shuffled)

    assert end(one) == end(other)
    assert other.questions == ()
    assert other.held == ()
    last: dict[str, str | None] = {}
    scheduled = Counter[str]()
    for sent in owed:
        if sent.to is Actor.IMAGE_MANAGER and isinstance(sent.value, Orders):
            accession = sent.value.orders[0].accession or ""
            last[accession] = sent.value.orders[0].study
            scheduled[accession] += sent.rad.value == "RAD-4"
    assert last == {exam.accession: exam.order.study for exam in other.exams}
    assert set(scheduled.values()) == {1}


@SETTINGS
@given(days(), st.integers())
def test_whatever_comes_again_changes_nothing_and_owes_nothing(told: list[Transaction], seed: int) -> None:
    chance = random.Random(seed)
    department, before = Department.opened(), list[Transaction]()
    for one in told:
        department, _ = department.received(one)
        before.append(one)
        again = chance.choice(before)
        assert department.received(again) == (department, ())


@SETTINGS
@given(days(), st.integers())
def test_nothing_goes_out_under_a_number_that_is_retired_by_then(told: list[Transaction], seed: int) -> None:
    random.Random(seed).shuffle(told)
    department = Department.opened()
    for one in told:
        department, owed = department.received(one)
        numbers = [number for sent in owed for number in _named(sent)]
        assert not [number for number in numbers if department.identities.is_retired(number)]


def _named(sent: Transaction) -> list[str]:
    """Return the numbers that a transaction says are in use."""
    value = sent.value
    if isinstance(value, Merge):
        return [pair.survivor.mrn for pair in value.pairs]
    return [value.patient.mrn] if isinstance(value, Orders | NumberChange | Registration) else []
