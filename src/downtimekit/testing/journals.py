"""Journals for tests: one that remembers what it promised, and one that fails as told. There is none that forgets.

Each stands before a journal and passes everything on, the agenda too, so it can be put wherever that journal could.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from attrs import define, field

from downtimekit.models.people import Staff
from downtimekit.ports import Agenda, Commit, Entry, Journal
from downtimekit.ports.agenda import Claim, Item, Work
from downtimekit.ports.chain import Line
from downtimekit.ports.journal import Removed, Stored
from downtimekit.testing.memory_journal import MemoryJournal
from downtimekit.testing.trouble import Fuse, Troubles, strike


class Durable(Journal, Agenda, Protocol):
    """What a journal is in truth: a record, and the agenda that follows from it."""


@define
class PassingJournal:
    """Passes everything on; inherit it, and change what a test wants to be otherwise."""

    journal: Durable = field(factory=MemoryJournal)

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Write one command's facts and return their entries."""
        return self.journal.append(commit)

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream beyond a version."""
        return self.journal.read(stream, after=after)

    def lines(self, stream: str, *, after: int = 0) -> Iterator[Line]:
        """Yield the lines of a stream beyond a version."""
        return self.journal.lines(stream, after=after)

    def feed(self, *, after: int = 0, limit: int = 1000) -> Sequence[Stored]:
        """Return what all streams hold beyond a place."""
        return self.journal.feed(after=after, limit=limit)

    def load(self, lines: Iterable[Line]) -> int:
        """Take in lines of another journal, and return how many were new."""
        return self.journal.load(lines)

    def remove(self, stream: str, *, digest: str, at: datetime, by: Staff, reason: str) -> Removed:
        """Remove a whole stream, and leave a mark."""
        return self.journal.remove(stream, digest=digest, at=at, by=by, reason=reason)

    def removed(self) -> Sequence[Removed]:
        """Return the marks of the streams that were removed."""
        return self.journal.removed()

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Return the entries that a command wrote; none where it is not known."""
        return self.journal.receipt(stream, command)

    def streams(self) -> Sequence[str]:
        """Return the names of all streams, oldest first."""
        return self.journal.streams()

    def verify(self, stream: str) -> str:
        """Walk the chain of a stream and return the digest of its last entry."""
        return self.journal.verify(stream)

    def due(self, *, now: datetime | None = None, limit: int = 1000) -> Sequence[Item]:
        """Return what is open and due by an instant."""
        return self.journal.due(now=now, limit=limit)

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int = 1, works: Collection[Work] = tuple(Work)
    ) -> Sequence[Claim]:
        """Take on what is due and free."""
        return self.journal.claim(worker, now=now, lease=lease, limit=limit, works=works)

    def renew(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Keep an item for longer."""
        return self.journal.renew(claim, now=now, lease=lease)

    def release(self, claim: Claim, *, due: datetime | None = None) -> None:
        """Give an item back."""
        self.journal.release(claim, due=due)


@define
class RecordingJournal(PassingJournal):
    """Remembers every command that it acknowledged, to be compared with what the journal holds in the end.

    Attributes:
        acknowledged: the entries of every command whose `append` returned, in that order.
    """

    acknowledged: list[Sequence[Entry]] = field(factory=list, repr=False)

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Write one command's facts, and remember that they are there."""
        entries = self.journal.append(commit)
        self.acknowledged.append(entries)
        return entries


@define
class FailingJournal(PassingJournal):
    """Lets commits fail as told, before they are written or after.

    Attributes:
        troubles: what goes wrong when something is written, by its command or the kind of one of its facts.
        reading: what goes wrong when a stream is read, by its name.
        claiming: what goes wrong when work is taken on, by the worker's name.
        fuse: cuts the power right before a commit, or between it and its acknowledgement.
    """

    troubles: Troubles = field(factory=Troubles)
    reading: Troubles = field(factory=Troubles)
    claiming: Troubles = field(factory=Troubles)
    fuse: Fuse = field(factory=Fuse)

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Pass a commit on, or fail."""
        self.fuse.burn()
        trouble = self.troubles.next((commit.command, *(fact.kind for fact in commit.facts)))
        strike(trouble, done=False)
        entries = self.journal.append(commit)
        self.fuse.burn()
        strike(trouble, done=True)
        return entries

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream, or fail."""
        strike(self.reading.next((stream,)), done=False)
        return self.journal.read(stream, after=after)

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int = 1, works: Collection[Work] = tuple(Work)
    ) -> Sequence[Claim]:
        """Take on what is due and free, or fail: before it is taken on, or after, so that nobody has it for a time."""
        trouble = self.claiming.next((worker,))
        strike(trouble, done=False)
        claims = self.journal.claim(worker, now=now, lease=lease, limit=limit, works=works)
        strike(trouble, done=True)
        return claims
