"""Our side of telling people: contacts, a downtime that owes them a notice, and the engine that tells them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from time import perf_counter

from attrs import define, field

from benchmarks.contest import Side
from benchmarks.sinks import FarEnd, Tally
from benchmarks.ward import NURSE
from downtimekit.models.notice import NoticeText, ReceiptState
from downtimekit.models.people import ChannelKind, Contact, Directory, People, Role
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Capabilities, Commit, Entry, Journal, Notifier
from downtimekit.ports.notifier import Message, Sent
from downtimekit.runtime import Delivery, Desk, Outage, run
from downtimekit.testing import MemoryJournal

Clock = Callable[[], float]
_NUMBERS = count(1)
"""Of downtimes, of which no two in a journal have the same name."""
_TAKEN = Sent(ReceiptState.ACCEPTED)


def contact(number: int, kind: ChannelKind) -> Contact:
    """Return a contact with one address."""
    address = f"+1202{5_000_000 + number}" if kind is ChannelKind.SMS else f"nurse-{number}@example.org"
    return Contact(id=f"nurse-{number}", name=f"Nurse {number}", roles=(Role.NURSE,), channels=(kind.at(address),))


def directory(contacts: int, kind: ChannelKind) -> Directory:
    """Return so many contacts, whom the notice of a declaration is for."""
    return Directory(contacts=tuple(contact(number, kind) for number in range(contacts)))


class NoChannel:
    """Takes everything and does nothing."""

    capabilities = Capabilities("none", ChannelKind.EMAIL, idempotent=True)

    async def send(self, message: Message) -> Sent:
        """Take one message."""
        return _TAKEN


class Forgetful(MemoryJournal):
    """Answers every command as a journal does, and keeps nothing of a downtime but its declaration."""

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Return the entries that it would have been."""
        if commit.expected == 0:
            return super().append(commit)
        return tuple(
            Entry(commit.stream, version, commit.at, commit.by, commit.command, fact, "")
            for version, fact in enumerate(commit.facts, commit.expected + 1)
        )


@define
class Telling:
    """Tells everybody of one declaration after the other.

    Attributes:
        people: everybody whom the notice is for; contacts: how many they are.
        far_end: counts what arrives; None where nothing leaves.
        clock: what is counted: CPU or wall time.
    """

    people: People
    contacts: int
    notifier: Notifier
    journal: Journal
    far_end: FarEnd | None = None
    clock: Clock = perf_counter
    problems: set[str] = field(factory=set)

    @property
    def side(self) -> Side:
        """What tells everybody once; what became of it is looked up outside of what is timed."""
        return Side("downtimekit", self._told, self.contacts)

    def _told(self) -> float:
        outage = declared(self.journal, f"west-{next(_NUMBERS)}")
        delivery = Delivery(self.people, [self.notifier])
        gc.collect()
        start = self.clock()
        run(delivery.deliver, outage, by=NURSE)
        spent = self.clock() - start
        self.problems |= set(self._found(outage))
        return spent

    def _found(self, outage: Outage) -> Iterator[str]:
        if not is_told(self.contacts, outage, self.journal):
            yield "not everybody has one receipt"
        if self.far_end is not None and self.far_end.tally() != Tally(self.contacts, self.contacts):
            yield "not everybody got one message"


def declared(journal: Journal, id: str) -> Outage:
    """Return a downtime that was just declared: a notice is owed to every nurse."""
    outage = Desk(journal).declare(UNSCHEDULED, id=id, sites=["west"], services=["ris"], by=NURSE)
    assert outage.standing.notices  # noqa: S101  (it is read here, and not where time is taken)
    return outage


def is_told(contacts: int, outage: Outage, journal: Journal) -> bool:
    """Say whether the journal has one receipt for each contact, or the handle, where the journal keeps none."""
    if not isinstance(journal, Forgetful):
        journal.verify(outage.id)
        outage = Desk(journal).outage(outage.id)  # which knows what was written, and nothing else
    told = [(who, told.state) for (_, who), told in outage.standing.receipts.items()]
    return sorted(told) == sorted((f"nurse-{number}", ReceiptState.ACCEPTED) for number in range(contacts))


def words() -> NoticeText:
    """Return what the notice says that everybody is told."""
    notices = declared(Forgetful(), "west-1").standing.notices.values()
    return next(notice.text() for notice in notices if Role.NURSE in notice.audience)
