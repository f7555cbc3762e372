"""The journal in one SQLite file: for a workstation, a clinic's server, or a few processes on one machine."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from os import PathLike
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from downtimekit.adapters import _sqlite_agenda as agenda
from downtimekit.adapters import _sqlite_entries as entries
from downtimekit.adapters._group_commit import GroupCommit
from downtimekit.adapters._sqlite_entries import Written
from downtimekit.adapters._sqlite_store import open_store
from downtimekit.errors import JournalDamaged, JournalError
from downtimekit.models.people import Staff
from downtimekit.ports.agenda import Claim, Item, Work, changes, in_utc
from downtimekit.ports.chain import Arrivals, Draft, Head, Line, entries_of, entry_of, verify_chain
from downtimekit.ports.entries import Commit, Entry
from downtimekit.ports.journal import Removed, Stored


class SqliteJournal:
    """Keeps the journal and its agenda in a file; threads may share one, and several processes one file.

    A commit that was answered survives a crash of the process, and a power cut as far as the disk keeps its
    word. Threads that append at the same time share one transaction. The file is made readable for its owner only.
    """

    def __init__(self, path: str | PathLike[str], *, patience: float = 5.0) -> None:
        """Open the journal, or make it; one of an earlier release is brought up to date.

        Args:
            path: a file on a local disk; SQLite cannot share one over a network.
            patience: seconds to wait for another process that writes, before giving up.

        Raises:
            JournalError: it cannot be opened, is something else, or was written by a newer release.
        """
        self._store = open_store(Path(path), patience=patience)
        # One thread at a time turns facts to text and back or executes statements, and the others do so while the disk
        # is waited for. Without it they take Python's own lock from each other at every statement, on two cores at
        # twice the cost.
        self._pen = Lock()
        self._group: GroupCommit[Draft, Written | JournalError] = GroupCommit(self._write)

    def __enter__(self) -> Self:
        """Return the open journal."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the file; what is asked of the journal after that raises `JournalError`."""
        self._store.close()

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Write one command's facts and return their entries; see `Journal`."""
        self._store.check_process()  # before a lock: the process that this one was forked from may hold it
        with self._pen:
            draft = Draft.of(commit)
        written = self._group.submit(draft)
        if isinstance(written, JournalError):
            raise written
        if written.is_known:
            return draft.repeated(written.lines)
        with self._pen:
            return draft.written(written.lines)

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream beyond a version."""
        with self._store.reading() as connection:
            lines = entries.beyond(connection, stream, after=after)
        return entries_of(stream, lines, after=after)

    def lines(self, stream: str, *, after: int = 0) -> Iterator[Line]:
        """Yield the lines of a stream beyond a version, a page at a time; writers need not wait."""
        while True:
            with self._store.reading() as connection:
                page = entries.page(connection, stream, after=after)
            yield from page
            if not page or page[-1].version <= after:  # a version that was altered would lead round in a circle
                return
            after = page[-1].version

    def feed(self, *, after: int = 0, limit: int = 1000) -> Sequence[Stored]:
        """Return what all streams hold beyond a place, in the order in which it was written."""
        with self._store.reading() as connection:
            return entries.feed(connection, after=after, limit=limit)

    def load(self, lines: Iterable[Line]) -> int:
        """Take in lines of another journal, and return how many were new; see `Journal`."""
        count = 0
        with self._store.writing() as connection:
            arrivals = Arrivals(
                lambda stream: entries.head_for(connection, stream) or Head(),
                lambda stream, version: entries.line(connection, stream, version),
            )
            for line in lines:
                if entry := arrivals.take(line):
                    entries.insert(connection, [line])
                    agenda.take(connection, line.stream, changes([entry.fact], at=entry.at))
                    count += 1
        return count

    def remove(self, stream: str, *, digest: str, at: datetime, by: Staff, reason: str) -> Removed:
        """Remove a whole stream, and leave a mark; see `Journal`.

        What is removed is overwritten in the file. The file grows no smaller: the room is used again.
        """
        at = in_utc(at, "at")
        with self._store.erasing() as connection:
            mark = Removed(stream, entries.ended(connection, stream, digest=digest), digest, at, by, reason)
            entries.remove(connection, mark)
            agenda.forget(connection, stream)
        return mark

    def removed(self) -> Sequence[Removed]:
        """Return the marks of the streams that were removed, in that order."""
        with self._store.reading() as connection:
            return entries.removed(connection)

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Return the entries that a command wrote; none where it is not known."""
        with self._store.reading() as connection:
            lines = entries.written_by(connection, stream, command)
        return tuple(map(entry_of, lines))

    def streams(self) -> Sequence[str]:
        """Return the names of all streams, oldest first."""
        with self._store.reading() as connection:
            return entries.streams(connection)

    def verify(self, stream: str) -> str:
        """Walk the chain of a stream and return the digest of its last entry; writers need not wait.

        Raises:
            JournalDamaged: names the first version at which the chain does not hold.
        """
        with self._store.reading() as connection:
            head, last = entries.ends(connection, stream)
        try:
            return verify_chain(stream, self._until(stream, last), head=head)
        except JournalDamaged:
            with self._store.reading() as connection:
                if not entries.is_removed(connection, stream):
                    raise
        return Head().digest  # it was removed while we walked

    def due(self, *, now: datetime | None = None, limit: int = 1000) -> Sequence[Item]:
        """Return what is open and due by an instant, whoever has taken it on."""
        with self._store.reading() as connection:
            return agenda.due(connection, now=now and in_utc(now, "now"), limit=limit)

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int = 1, works: Collection[Work] = tuple(Work)
    ) -> Sequence[Claim]:
        """Take on what is due and free; whoever finds nothing keeps no writer waiting."""
        now = in_utc(now, "now")
        with self._store.reading() as connection:
            if not agenda.is_any_free(connection, now=now, works=works):
                return ()
        with self._store.writing() as connection:
            return agenda.claim(connection, worker, now=now, until=now + lease, limit=limit, works=works)

    def renew(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Keep an item for longer; None where it was settled, or somebody else has it."""
        with self._store.writing() as connection:
            return agenda.renew(connection, claim, until=in_utc(now, "now") + lease)

    def release(self, claim: Claim, *, due: datetime | None = None) -> None:
        """Give an item back, to be done at once or not before an instant."""
        with self._store.writing() as connection:
            agenda.release(connection, claim, due=due and in_utc(due, "due"))

    def rebuild_agenda(self) -> int:
        """Make the agenda anew from the entries, and return how many items were wrong, missing or too many.

        It is needed only where the file was altered by hand, or mended.
        """
        with self._store.writing() as connection:
            return agenda.rebuild(connection)

    def _write(self, drafts: Sequence[Draft]) -> Sequence[Written | JournalError]:
        """Write what several threads brought, in one transaction."""
        try:
            with self._store.writing() as connection, self._pen:  # which is given back before the commit
                return [self._written(connection, draft) for draft in drafts]
        except JournalError as error:
            # A stream that somebody altered refuses its own next entry, and must not stop the others.
            if len(drafts) == 1 or not isinstance(error.__cause__, sqlite3.IntegrityError):
                raise
        return [self._alone(draft) for draft in drafts]

    def _alone(self, draft: Draft) -> Written | JournalError:
        try:
            return self._write([draft])[0]
        except JournalError as error:
            return error

    def _written(self, connection: sqlite3.Connection, draft: Draft) -> Written | JournalError:
        stream = draft.commit.stream
        try:
            head = entries.head_for(connection, stream, command=draft.commit.command)
            if head is None:
                return Written(entries.written_by(connection, stream, draft.commit.command), is_known=True)
            lines = draft.chained(head)
        except JournalError as refusal:
            return refusal
        entries.insert(connection, lines)
        agenda.take(connection, stream, changes(draft.commit.facts, at=draft.at))
        return Written(lines, is_known=False)

    def _until(self, stream: str, last: int) -> Iterator[Line]:
        for line in self.lines(stream):
            if line.version > last:
                return
            yield line
