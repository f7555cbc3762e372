"""What a script expects of an outage, and what is said where it is not so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from attrs import frozen

from downtimekit.models.facts import PromiseMissed
from downtimekit.models.notice import ReceiptState
from downtimekit.playbooks import Standing
from downtimekit.runtime import Outage
from downtimekit.testing.script import Expected

_REACHED = frozenset({ReceiptState.ACCEPTED, ReceiptState.DELIVERED, ReceiptState.ACKNOWLEDGED})


def unmet(expected: Expected, outage: Outage) -> Iterator[str]:
    """Yield what is not as expected, and what is instead."""
    look = _Look(expected, outage, outage.standing)
    for of_one_kind in _KINDS:
        yield from of_one_kind(look)


@frozen
class _Look:
    expected: Expected
    outage: Outage
    standing: Standing

    def phases(self) -> Iterator[str]:
        """Look at where it stands."""
        if self.expected.phase not in {None, self.standing.phase}:
            yield f"the downtime was to stand at '{self.expected.phase}', and stands at '{self.standing.phase}'"
        found = {f"{site}/{service}": track.phase for (site, service), track in self.standing.tracks.items()}
        for name, phase in self.expected.tracks.items():
            if found[name] != phase:
                yield f"{name} was to stand at '{phase}', and stands at '{found[name]}'"

    def tasks(self) -> Iterator[str]:
        """Look at what people must do."""
        if self.expected.open or self.expected.not_open:
            found = [f"{task.name} {task.subject}".strip() for task in self.outage.open_tasks()]
            yield from _missing(self.expected.open, found, "task", "open")
            yield from _present(self.expected.not_open, found, "task", "open")

    def signals(self) -> Iterator[str]:
        """Look at what people may report."""
        if self.expected.allowed or self.expected.not_allowed:
            found = self.outage.allowed()
            yield from _missing(self.expected.allowed, found, "signal", "allowed")
            yield from _present(self.expected.not_allowed, found, "signal", "allowed")

    def promises(self) -> Iterator[str]:
        """Look at what is due, and what went by."""
        promises = self.standing.promises
        yield from _missing(self.expected.due, promises, "deadline", "set")
        late = [key for key, promise in promises.items() if promise.missed]
        yield from _missing(self.expected.missed, late, "deadline", "missed")
        if self.expected.ever_missed is not None:
            facts = (entry.fact for entry in self.outage.journal.read(self.outage.id))
            count = sum(isinstance(fact, PromiseMissed) for fact in facts)
            if count != self.expected.ever_missed:
                yield f"promises were to be missed {self.expected.ever_missed} times in all, and were {count} times"

    def notices(self) -> Iterator[str]:
        """Look at who was told."""
        owed = [notice.id.rpartition("/")[2] for notice in self.standing.untold()]
        yield from _missing(self.expected.owed, owed, "notice", "owed")
        yield from _present(self.expected.not_owed, owed, "notice", "owed")
        for name, contacts in self.expected.told.items():
            found = {contact: state for contact, state in self._receipts(name).items() if state in _REACHED}
            yield from _missing(contacts, found, "contact", f"told of '{name}'")
            if not contacts and not found:
                yield f"somebody was to be told of '{name}', and nobody was"
        for name, states in self.expected.receipts.items():
            known = self._receipts(name)
            for contact, state in states.items():
                if known.get(contact) is not state:
                    is_ = known.get(contact, "nothing at all")
                    yield f"'{name}' to {contact} was to be '{state}', and is '{is_}'"

    def _receipts(self, name: str) -> dict[str, ReceiptState]:
        """Return what became of the last notice of a name."""
        named = [notice for notice in self.standing.notices if notice.rpartition("/")[2] == name]
        receipts = self.standing.receipts.items()
        return {contact: receipt.state for (notice, contact), receipt in receipts if named and notice == named[-1]}


_KINDS: tuple[Callable[[_Look], Iterator[str]], ...] = (
    _Look.phases,
    _Look.tasks,
    _Look.signals,
    _Look.promises,
    _Look.notices,
)


def _missing(wanted: Iterable[str], found: Collection[str], kind: str, state: str) -> Iterator[str]:
    for name in wanted:
        if name not in found:
            yield f"{kind} '{name}' was to be {state}, and is not; {state}: {', '.join(found) or 'none'}"


def _present(unwanted: Iterable[str], found: Collection[str], kind: str, state: str) -> Iterator[str]:
    for name in unwanted:
        if name in found:
            yield f"{kind} '{name}' was not to be {state}, and is"
