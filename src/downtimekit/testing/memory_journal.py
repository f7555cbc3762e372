"""A journal that is gone with its process."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from threading import Lock

from downtimekit.errors import UnknownName, VersionConflict
from downtimekit.models.people import Staff
from downtimekit.ports.agenda import Claim, Item, Work, changes, in_utc
from downtimekit.ports.chain import Arrivals, Draft, Head, Line, entries_of, entry_of, verify_chain
from downtimekit.ports.entries import Commit, Entry
from downtimekit.ports.journal import Removed, Stored, was_removed
from downtimekit.testing._memory_agenda import MemoryAgenda


class MemoryJournal:
    """Keeps every promise of the ports `Journal` and `Agenda`, except that nothing survives.

    It holds the same text as a real one, so what is read has been written and read back.
    """

    def __init__(self) -> None:
        self._lines: dict[str, list[Line]] = {}
        self._receipts: dict[str, dict[str, list[Line]]] = {}
        self._feed: list[Stored] = []
        self._position = 0
        self._removed: dict[str, Removed] = {}
        self._agenda = MemoryAgenda()
        self._lock = Lock()

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Keep one command's facts and return their entries."""
        draft = Draft.of(commit)
        with self._lock:
            known = self._written_by(commit.stream, commit.command)
            if not known:
                lines = draft.chained(self._head(commit.stream))
                self._keep(lines)
                self._agenda.take(commit.stream, changes(commit.facts, at=draft.at))
                return draft.written(lines)
        return draft.repeated(known)

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream beyond a version."""
        return entries_of(stream, self.lines(stream, after=after), after=after)

    def lines(self, stream: str, *, after: int = 0) -> Iterator[Line]:
        """Yield the lines of a stream beyond a version."""
        with self._lock:
            lines = self._lines.get(stream, [])[max(after, 0) :]
        yield from lines

    def feed(self, *, after: int = 0, limit: int = 1000) -> Sequence[Stored]:
        """Return what all streams hold beyond a place, in the order in which it was written."""
        with self._lock:
            start = bisect_right(self._feed, after, key=attrgetter("position"))
            return tuple(self._feed[start : start + max(limit, 0)])

    def load(self, lines: Iterable[Line]) -> int:
        """Take in lines of another journal, and return how many were new."""
        given = list(lines)  # they may come from this very journal, whose lock is not to be held meanwhile
        with self._lock:
            new: dict[tuple[str, int], Line] = {}
            arrivals = Arrivals(self._head, lambda *place: new.get(place) or self._line(*place))
            entries = []
            for line in given:
                if entry := arrivals.take(line):
                    new[line.stream, line.version] = line
                    entries.append(entry)
            self._keep(new.values())
            for entry in entries:
                self._agenda.take(entry.stream, changes([entry.fact], at=entry.at))
        return len(entries)

    def remove(self, stream: str, *, digest: str, at: datetime, by: Staff, reason: str) -> Removed:
        """Remove a whole stream, and leave a mark."""
        at = in_utc(at, "at")
        with self._lock:
            if stream not in self._lines:
                raise UnknownName("stream", stream, known=self._lines)
            head = self._lines[stream][-1]
            if head.digest != digest:
                seen = next((line.version for line in self._lines[stream] if line.digest == digest), 0)
                raise VersionConflict(stream, expected=seen, actual=head.version)
            mark = self._removed[stream] = Removed(stream, head.version, digest, at, by, reason)
            del self._lines[stream], self._receipts[stream]
            self._feed = [stored for stored in self._feed if stored.line.stream != stream]
            self._agenda.forget(stream)
        return mark

    def removed(self) -> Sequence[Removed]:
        """Return the marks of the streams that were removed, in that order."""
        with self._lock:
            return tuple(self._removed.values())

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Return the entries that a command wrote; none where it is not known."""
        with self._lock:
            lines = self._written_by(stream, command)
        return tuple(map(entry_of, lines))

    def streams(self) -> Sequence[str]:
        """Return the names of all streams, oldest first."""
        with self._lock:
            return tuple(self._lines)

    def verify(self, stream: str) -> str:
        """Walk the chain of a stream and return the digest of its last entry."""
        with self._lock:
            lines = tuple(self._lines.get(stream, ()))
        return verify_chain(stream, lines, head=Head(lines[-1].version, lines[-1].digest) if lines else Head())

    def due(self, *, now: datetime | None = None, limit: int = 1000) -> Sequence[Item]:
        """Return what is open and due by an instant, whoever has taken it on."""
        with self._lock:
            return self._agenda.due(now and in_utc(now, "now"), limit)

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int = 1, works: Collection[Work] = tuple(Work)
    ) -> Sequence[Claim]:
        """Take on what is due and free."""
        with self._lock:
            return self._agenda.claim(worker, now=in_utc(now, "now"), lease=lease, limit=limit, works=works)

    def renew(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Keep an item for longer; None where it was settled, or somebody else has it."""
        with self._lock:
            return self._agenda.renew(claim, in_utc(now, "now") + lease)

    def release(self, claim: Claim, *, due: datetime | None = None) -> None:
        """Give an item back, to be done at once or not before an instant."""
        with self._lock:
            self._agenda.release(claim, due and in_utc(due, "due"))

    def _keep(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._position += 1
            self._lines.setdefault(line.stream, []).append(line)
            self._receipts.setdefault(line.stream, {}).setdefault(line.command, []).append(line)
            self._feed.append(Stored(self._position, line))

    def _line(self, stream: str, version: int) -> Line | None:
        lines = self._lines.get(stream, [])
        return lines[version - 1] if 0 < version <= len(lines) else None

    def _head(self, stream: str) -> Head:
        if stream in self._removed:
            raise was_removed(stream)
        lines = self._lines.get(stream)
        return Head(lines[-1].version, lines[-1].digest) if lines else Head()

    def _written_by(self, stream: str, command: str) -> list[Line]:
        return list(self._receipts.get(stream, {}).get(command, ()))
