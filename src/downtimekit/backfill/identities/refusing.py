"""What speaks against an event: it contradicts what was told before. No word says a number or a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import singledispatch
from typing import Protocol

from downtimekit.backfill.identities.persons import differ_as_twins, temporary_numbers
from downtimekit.backfill.identities.steps import How, Step, clock, is_before
from downtimekit.errors import Fault
from downtimekit.models.patient import Patient
from downtimekit.models.registration import (
    Link,
    Merge,
    MergedPair,
    NumberChange,
    PatientEvent,
    Registration,
    Told,
    Unmerge,
)

_RETIRED = "is retired: another number counts instead, which the message must name"


class Known(Protocol):
    """What is asked about the numbers that were heard of."""

    def gone(self, number: str) -> Step | None:
        """Return how a number was retired."""
        ...

    def knows_pair(self, pair: MergedPair, event: Merge) -> bool:
        """Say whether a pair of a merge is known, or undone."""
        ...

    def parted(self, prior: str, survivor: str) -> Step | None:
        """Return how a merge was undone."""
        ...

    def says(self, prior: str, number: str) -> bool:
        """Say whether it is known that a number became another one."""
        ...

    def resolve(self, number: str) -> str:
        """Return the number that counts now."""
        ...

    def exists(self, number: str, *, at: datetime | None = None) -> bool:
        """Say whether a number belongs to a record at some time."""
        ...

    def is_temporary(self, number: str) -> bool:
        """Say whether a number was given out for a downtime."""
        ...

    def patient(self, number: str) -> Patient | None:
        """Return what is known of a patient."""
        ...


@singledispatch
def faults(event: PatientEvent, known: Known) -> Iterator[Fault]:
    """Yield what speaks against an event that is no merge.

    What happened before a number was retired, by the senders' clocks, may be heard after it; where a clock is missing,
    what is heard later happened later.
    """
    raise NotImplementedError(type(event).__name__)


@faults.register
def _(event: Registration, known: Known) -> Iterator[Fault]:
    yield from _retired(event, event.patient.mrn, known, path="patient.mrn")
    for number in temporary_numbers(event.patient.identifiers):
        whose = known.resolve(number.value)
        if whose not in (number.value, known.resolve(event.patient.mrn)):
            yield Fault("patient.identifiers", "holds a number of the downtime that belongs to another patient")


@faults.register
def _(event: NumberChange, known: Known) -> Iterator[Fault]:
    prior, number = event.prior, event.patient.mrn
    if known.says(prior, number):
        return
    if known.gone(prior):
        yield Fault("prior", _RETIRED)
    if known.exists(number, at=clock(event)):
        yield Fault("patient.mrn", "belongs to a record already: two records are merged, and no number is changed")
    elif known.resolve(number) == prior:
        yield Fault("patient.mrn", "became the number that it would replace: that is a circle")
    if known.is_temporary(number) and not known.is_temporary(prior):
        yield Fault("patient.mrn", "is a number of a downtime, and cannot replace a lasting one")


@faults.register
def _(event: Link, known: Known) -> Iterator[Fault]:
    yield from _retired(event, event.first.mrn, known, path="first.mrn")
    yield from _retired(event, event.second.mrn, known, path="second.mrn")


@faults.register
def _(event: Unmerge, known: Known) -> Iterator[Fault]:
    step = known.gone(event.prior)
    if step is None or step.how is not How.MERGED or step.other != event.survivor:
        yield Fault("prior", "was not merged into that record, or is parted from it already")
    elif is_before(event, step):
        yield Fault("occurred_at", "lies before the merge that it undoes")


def faults_of_pair(pair: MergedPair, event: Merge, known: Known, *, twins_acknowledged: bool) -> Iterator[Fault]:
    """Yield what speaks against one pair of a merge.

    Args:
        pair: who survives, and which number is gone.
        event: the merge that it is of.
        known: what was heard before.
        twins_acknowledged: a person looked, and two who differ in the given name only are one person.
    """
    prior, survivor = pair.prior, pair.survivor.mrn
    if known.knows_pair(pair, event):
        return
    undone = known.parted(prior, survivor)
    if undone is not None and (undone.at is None or clock(event) is None):
        yield Fault("prior", "was parted from that record: say when they were merged again")
    if known.gone(prior):
        yield Fault("prior", "was retired before, into another record")
    yield from _retired(event, survivor, known, path="survivor.mrn")
    if known.resolve(survivor) == prior:
        yield Fault("survivor.mrn", "became the number that is to be merged into it: that is a circle")
    if known.is_temporary(survivor) and not known.is_temporary(prior):
        yield Fault("survivor.mrn", "is a number of a downtime, and cannot outlive a lasting one")
    one, other = known.patient(survivor) or pair.survivor, known.patient(prior)
    if other and not twins_acknowledged and differ_as_twins(one, other):
        words = "differs from the other record in the given name only: say that they are one person, and no twins"
        yield Fault("survivor.given", words)


def _retired(event: Told, number: str, known: Known, *, path: str) -> Iterator[Fault]:
    step = known.gone(number)
    if step is not None and not is_before(event, step):
        yield Fault(path, _RETIRED)
