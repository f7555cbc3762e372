"""Whatever is told of numbers, in whatever order: one end, no circle, nothing under a retired number."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.backfill.identities import Identities, under_current_number
from downtimekit.errors import InvalidInput
from downtimekit.models.orders import Order, OrderAction, Orders
from downtimekit.models.patient import Identifier, IdentifierKind, Patient
from downtimekit.models.registration import (
    Link,
    Merge,
    MergedPair,
    NumberChange,
    PatientEvent,
    Registration,
    RegistrationEvent,
    Unmerge,
)

SETTINGS = settings(max_examples=40, deadline=None)
NUMBERS = [f"T-{number}" for number in range(7)]
BEGAN = datetime(2026, 3, 3, tzinfo=UTC)
numbers = st.sampled_from(NUMBERS)
clocks = st.none() | st.integers(0, 9).map(lambda hour: BEGAN + timedelta(hours=hour))


@st.composite
def events(draw: st.DrawFn) -> PatientEvent:
    """Return anything that a registration may tell, sense or nonsense."""
    one, other = draw(st.lists(numbers, min_size=2, max_size=2, unique=True))
    when: dict[str, Any] = {"occurred_at": draw(clocks)}
    kind = draw(st.sampled_from(["registered", "merged", "renumbered", "linked", "parted"]))
    if kind == "registered":
        named = Patient(mrn=one, family=draw(st.sampled_from([None, "Testwell"])), unidentified=draw(st.booleans()))
        return Registration(event=RegistrationEvent.REGISTERED, patient=named, **when)
    if kind == "merged":
        pairs = draw(st.lists(st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]), max_size=2))
        found = [MergedPair(survivor=Patient(mrn=new), prior=gone) for gone, new in [(one, other), *pairs]]
        return Merge(pairs=tuple(found), **when)
    if kind == "renumbered":
        return NumberChange(patient=Patient(mrn=other), prior=one, **when)
    if kind == "linked":
        return Link(first=Patient(mrn=one), second=Patient(mrn=other), holds=draw(st.booleans()), **when)
    return Unmerge(prior=one, survivor=other, reason="two sisters", **when)


def accepted(told: list[PatientEvent]) -> tuple[Identities, list[PatientEvent]]:
    """Take in what can be; return the end, and what was taken."""
    identities, taken = Identities(), list[PatientEvent]()
    for event in told:
        try:
            identities = identities.heard(event)
        except InvalidInput:
            continue
        taken.append(event)
    return identities, taken


@SETTINGS
@given(st.lists(events(), max_size=12))
def test_every_number_ends_in_one_that_counts_and_a_replay_changes_nothing(told: list[PatientEvent]) -> None:
    identities, taken = accepted(told)

    for number in NUMBERS:
        now = identities.resolve(number)
        assert not identities.is_retired(now)
        assert identities.resolve(now) == now
        assert number not in identities.linked(number)
    assert identities.survivors.keys() == identities.retired
    assert identities.retired.isdisjoint(identities.numbers)
    assert Identities.of(taken) == identities
    again, _ = accepted([*taken, *taken])
    assert again.survivors == identities.survivors


@SETTINGS
@given(st.lists(events(), max_size=10), events())
def test_a_refusal_says_why_and_names_nobody(told: list[PatientEvent], event: PatientEvent) -> None:
    identities, _ = accepted(told)
    before = identities.survivors

    faults = identities.refusals(event)
    if not faults:
        identities.heard(event)
    assert identities.survivors == before
    assert not [fault for fault in faults if "T-" in str(fault) or "Testwell" in str(fault)]


@st.composite
def forests(draw: st.DrawFn) -> list[PatientEvent]:
    """Return what a registration did, each number becoming one that counted at that time, with its clock."""
    told: list[PatientEvent] = []
    alive, fresh = list(NUMBERS), iter([f"N-{number}" for number in range(9)])
    for hour in range(draw(st.integers(1, 6))):
        gone = alive.pop(draw(st.integers(0, len(alive) - 1)))
        when: dict[str, Any] = {"occurred_at": BEGAN + timedelta(hours=hour)}
        if draw(st.booleans()):
            alive.append(next(fresh))
            told.append(NumberChange(patient=Patient(mrn=alive[-1]), prior=gone, **when))
        else:
            survivor = Patient(mrn=draw(st.sampled_from(alive)))
            told.append(Merge(pairs=(MergedPair(survivor=survivor, prior=gone),), **when))
    return told


@SETTINGS
@given(forests(), st.randoms(use_true_random=False))
def test_a_chain_ends_in_the_same_number_in_whatever_order_its_messages_come(
    told: list[PatientEvent], chance: random.Random
) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)

    assert Identities.of(shuffled).survivors == Identities.of(told).survivors


@SETTINGS
@given(st.lists(events(), max_size=12), numbers, st.lists(numbers, max_size=2, unique=True))
def test_nothing_goes_out_under_a_retired_number(told: list[PatientEvent], number: str, others: list[str]) -> None:
    identities, _ = accepted(told)
    kept = tuple(Identifier(system="west", value=other, kind=IdentifierKind.DOWNTIME_MRN) for other in others)
    patient = Patient(mrn=number, identifiers=kept)
    orders = Orders(patient=patient, orders=(Order(action=OrderAction.NEW),))

    for sent in (under_current_number(patient, identities), under_current_number(orders, identities).patient):
        assert identities.retired.isdisjoint({sent.mrn, sent.merged_into, *(one.value for one in sent.identifiers)})
        assert under_current_number(sent, identities) == sent
