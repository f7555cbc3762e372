"""Whose number is whose now: a value that is folded from what the registration told. Pure: it keeps no clock.

Sources: HL7 v2.5.1 chapter 3, 3.3.24, 3.3.37, 3.3.40, 3.3.47 and 3.5.2, for what the events mean; dcm4chee's HL7
statement for what a production archive makes of them: either record of a merge may be missing, a message that names a
merged number is refused, images that name it are filed to the survivor, A47 is refused where the number exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from datetime import datetime
from functools import singledispatchmethod

from attrs import Factory, define, field, fields, frozen

from downtimekit.backfill.identities import refusing
from downtimekit.backfill.identities.persons import (
    Label,
    Said,
    differ_as_twins,
    is_alike,
    known_of,
    label,
    temporary_numbers,
)
from downtimekit.backfill.identities.steps import How, Step, clock, is_before
from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.patient import Identifier, Patient
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


@frozen
class IdentityTerms:
    """What a site knows about its numbers and aliases.

    Attributes:
        is_temporary: whether a number was given out for a downtime, such as one with a check character out of a pool.
        is_alias: whether a name stands for somebody whose name is not known, beside what a registration marks so.
    """

    is_temporary: Callable[[str], bool] = lambda _: False
    is_alias: Callable[[Patient], bool] = lambda _: False


DEFAULT_TERMS = IdentityTerms()


@frozen
class Alike:
    """Another record that may be of the same person; a person decides.

    Attributes:
        maybe_twin: only the given names differ, as those of twins do.
    """

    number: str = field(repr=False)
    maybe_twin: bool


@define(repr=False)
class Identities:
    """What became of every number; it never changes: `heard` returns another one.

    A number that nobody told anything about is its own.
    """

    terms: IdentityTerms = DEFAULT_TERMS
    _events: dict[PatientEvent, None] = Factory(dict)
    _gone: dict[str, Step] = Factory(dict)
    _steps: dict[str, tuple[Step, ...]] = Factory(dict)
    _said: dict[str, tuple[Said, ...]] = Factory(dict)
    _known: dict[str, datetime | None] = Factory(dict)
    _aliases: dict[str, str] = Factory(dict)
    _labels: dict[Label, None] = Factory(dict)
    _links: dict[frozenset[str], Step] = Factory(dict)
    _was: dict[str, str] = Factory(dict)

    @classmethod
    def of(cls, events: Iterable[PatientEvent], *, terms: IdentityTerms = DEFAULT_TERMS) -> Identities:
        """Fold events in the order in which they were heard.

        About twins, and numbers of a downtime, the site was asked when each was heard: that is not asked again.

        Raises:
            InvalidInput: some contradict what was told before them; with the faults of all of them.
        """
        return cls(terms).extended(events)

    def extended(self, events: Iterable[PatientEvent]) -> Identities:
        """Return these identities after further events; see `of`.

        Raises:
            InvalidInput: as there.
        """
        after, faults = self._copy(), list[Fault]()
        after.terms = DEFAULT_TERMS  # what was taken in under other terms of the site stays taken in
        for number, event in enumerate(events):
            found = after.refusals(event, twins_acknowledged=True)
            faults += [Fault(f"[{number}].{fault.path}", fault.words) for fault in found]
            if not found:
                after._take(event)
        if faults:
            raise InvalidInput("patient events", faults)
        after.terms = self.terms
        return after

    def heard(self, event: PatientEvent, *, twins_acknowledged: bool = False) -> Identities:
        """Return these identities after one more event; one that says nothing new changes nothing.

        Args:
            event: what was told.
            twins_acknowledged: a person looked, and two who differ in the given name only are one person.

        Raises:
            InvalidInput: it contradicts what was told before, with every fault; no number or name stands in it.
        """
        if faults := self.refusals(event, twins_acknowledged=twins_acknowledged):
            raise InvalidInput(event.kind.replace("_", " "), faults)
        after = self._copy()
        after._take(event)
        return after

    def refusals(self, event: PatientEvent, *, twins_acknowledged: bool = False) -> tuple[Fault, ...]:
        """Return why an event cannot be taken in; nothing where it can, or is known already."""
        if event in self._events:
            return ()
        if not isinstance(event, Merge):
            return tuple(refusing.faults(event, self))
        after, faults = self._copy() if len(event.pairs) > 1 else self, list[Fault]()
        for number, pair in enumerate(event.pairs):
            found = list(refusing.faults_of_pair(pair, event, after, twins_acknowledged=twins_acknowledged))
            faults += [Fault(f"pairs[{number}].{fault.path}", fault.words) for fault in found]
            if not found and after is not self:
                after._take(event.model_copy(update={"pairs": (pair,)}))
        return tuple(faults)

    def knows(self, event: PatientEvent) -> bool:
        """Say whether an event would change nothing: it, or what it says, was heard before."""
        if event in self._events:
            return True
        if isinstance(event, Merge):
            return all(self.knows_pair(pair, event) for pair in event.pairs)
        return isinstance(event, NumberChange) and self.says(event.prior, event.patient.mrn)

    def knows_pair(self, pair: MergedPair, event: Merge) -> bool:
        """Say whether a pair of a merge is known: it stands, or it was undone after it happened."""
        prior, survivor = pair.prior, pair.survivor.mrn
        return self.says(prior, survivor) or is_before(event, self.parted(prior, survivor))

    def parted(self, prior: str, survivor: str) -> Step | None:
        """Return how a merge was undone, the last time; None where it was not."""
        steps = (step for step in reversed(self._steps.get(prior, ())) if step.how is How.UNMERGED)
        return next((step for step in steps if (step.number, step.other) == (prior, survivor)), None)

    def says(self, prior: str, number: str) -> bool:
        """Say whether it is known that a number became another one, at once or over others."""
        step = self._gone.get(prior)
        return step is not None and (step.other == number or self.resolve(prior) == number)

    def resolve(self, number: str) -> str:
        """Return the number that counts now; that of a downtime leads to whom it was given to."""
        if number not in self._known:
            number = self._aliases.get(number, number)
        while (step := self._gone.get(number)) is not None:
            number = step.other
        return number

    def is_retired(self, number: str) -> bool:
        """Say whether a number is gone: nothing is written under it any more."""
        return number in self._gone

    def is_temporary(self, number: str) -> bool:
        """Say whether a number was given out for a downtime."""
        return self.terms.is_temporary(number)

    def gone(self, number: str) -> Step | None:
        """Return how a number was retired; None where it counts."""
        return self._gone.get(number)

    @property
    def retired(self) -> frozenset[str]:
        """The numbers that are gone."""
        return frozenset(self._gone)

    @property
    def survivors(self) -> Mapping[str, str]:
        """The number that counts now, by each that is gone or was given for a downtime."""
        numbers = dict.fromkeys([*self._gone, *self._aliases])
        return {number: now for number in numbers if (now := self.resolve(number)) != number}

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of records that count, in the order in which they were first heard."""
        return tuple(number for number in self._known if number not in self._gone)

    @property
    def temporary(self) -> tuple[str, ...]:
        """The numbers of a downtime that have no lasting one yet."""
        return tuple(number for number in self.numbers if self.is_temporary(number))

    def exists(self, number: str, *, at: datetime | None = None) -> bool:
        """Say whether a number belongs to a record, or did at some time; without clocks, whatever was heard counts."""
        if number not in self._known:
            return number in self._aliases
        since = self._known[number]
        return at is None or since is None or since <= at

    def history(self, number: str) -> tuple[Step, ...]:
        """Return what became of a number, and then of the one that it became, in the order in which it was heard."""
        steps, seen = list[Step](), {number}
        steps += self._steps.get(number, ())
        while (step := self._gone.get(number)) is not None and step.other not in seen:
            number = step.other
            seen.add(number)
            steps += (after for after in self._steps.get(number, ()) if after.number == number)
        return tuple(dict.fromkeys(steps))

    def linked(self, number: str) -> frozenset[str]:
        """Return the other numbers of one person that all stay in use, over however many links."""
        pairs = [[self.resolve(one) for one in pair] for pair, step in self._links.items() if step.how is How.LINKED]
        found, fresh = set[str](), {self.resolve(number)}
        while fresh:
            found |= fresh
            fresh = {one for pair in pairs if not found.isdisjoint(pair) for one in pair} - found
        return frozenset(found - {self.resolve(number)})

    def patient(self, number: str) -> Patient | None:
        """Return what is known of whom a number belongs to, under the number that counts now; None where nothing is."""
        now = self.resolve(number)
        said = [one for earlier in self._own(now) for one in self._said.get(earlier, ())]
        labels = self._labels
        found = known_of(now, said, labels=labels)
        if found and self.terms.is_alias(found):
            return found.model_copy(update={"unidentified": True})
        return found

    def since(self, number: str) -> datetime | None:
        """Return from when on a number was known, where that was told."""
        return self._known.get(number)

    def alike(self, number: str) -> tuple[Alike, ...]:
        """Return the other records with the same family name and birth date: the check for duplicates.

        It is to be made again when an unidentified patient is named. An alias is never compared. Records that are
        linked, or were told to be of two persons, are left out.
        """
        own = self.patient(number)
        if own is None or own.name_key is None:
            return ()
        settled = {self.resolve(one) for pair in self._links if own.mrn in pair for one in pair} | self.linked(own.mrn)
        found = []
        for other in self.numbers:
            person = self.patient(other) if other not in settled and other != own.mrn else None
            if person and is_alike(own, person):
                found.append(Alike(other, differ_as_twins(own, person)))
        return tuple(found)

    def _own(self, number: str) -> Iterator[str]:
        """Return the numbers that a record had, and its own; not those that were merged into it."""
        numbers = [number]
        while (before := self._was.get(numbers[-1])) is not None:
            numbers.append(before)
        return reversed(numbers)

    def _copy(self) -> Identities:
        twin = copy(self)
        for name in _GROWING:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def _take(self, event: PatientEvent) -> None:
        if not self.knows(event):
            self._apply(event)
        self._events[event] = None

    def _know(self, patient: Patient, event: Told, *, registers: bool = False) -> None:
        """Take in that a number belongs to somebody, and what is told of them."""
        at = clock(event)
        clears = event.clears if isinstance(event, Registration) else ()
        self._said[patient.mrn] = (*self._said.get(patient.mrn, ()), Said(patient, at, registers, clears))
        self._appears(patient.mrn, at)
        if patient.unidentified and patient.family:
            self._labels[label(patient)] = None
        self._lead(patient.identifiers, patient.mrn)

    def _lead(self, numbers: Iterable[Identifier], to: str) -> None:
        """Take in to whom the numbers of a downtime were given."""
        for number in temporary_numbers(numbers):
            self._aliases.setdefault(number.value, to)

    def _appears(self, number: str, at: datetime | None) -> None:
        since = self._known.get(number, at)
        self._known[number] = min(since, at) if since and at else None

    def _add(self, *steps: Step) -> None:
        for step in steps:
            for number in (step.number, step.other):
                self._steps[number] = (*self._steps.get(number, ()), step)

    def _retire(self, step: Step) -> None:
        self._gone[step.number] = step
        self._appears(step.number, step.at)
        self._add(step)

    @singledispatchmethod
    def _apply(self, event: PatientEvent) -> None:
        raise NotImplementedError(type(event).__name__)

    @_apply.register
    def _(self, event: Registration) -> None:
        self._know(event.patient, event, registers=True)

    @_apply.register
    def _(self, event: Merge) -> None:
        for pair in event.pairs:
            if self.knows_pair(pair, event):
                continue
            self._know(pair.survivor, event)
            self._lead(pair.prior_identifiers, pair.prior)
            self._retire(Step.of(event, How.MERGED, number=pair.prior, other=pair.survivor.mrn))

    @_apply.register
    def _(self, event: NumberChange) -> None:
        self._know(event.patient, event)
        self._was[event.patient.mrn] = event.prior
        self._retire(Step.of(event, How.RENUMBERED, number=event.prior, other=event.patient.mrn))

    @_apply.register
    def _(self, event: Link) -> None:
        self._know(event.first, event)
        self._know(event.second, event)
        how = How.LINKED if event.holds else How.UNLINKED
        step = Step.of(event, how, number=event.first.mrn, other=event.second.mrn)
        pair = frozenset((step.number, step.other))
        self._add(step)
        if not is_before(event, self._links.get(pair)):
            self._links[pair] = step

    @_apply.register
    def _(self, event: Unmerge) -> None:
        del self._gone[event.prior]
        self._add(Step.of(event, How.UNMERGED, number=event.prior, other=event.survivor))


_GROWING = tuple(part.name for part in fields(Identities) if part.name.startswith("_"))
