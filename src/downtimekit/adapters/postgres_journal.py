"""The journal and the agenda in PostgreSQL: for many processes on many machines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from psycopg import Connection

from downtimekit.adapters._postgres_agenda import Net, SharedAgenda, rebuild
from downtimekit.adapters._postgres_connections import Address, Connections, with_defaults
from downtimekit.adapters._postgres_layout import lay_out
from downtimekit.adapters._postgres_news import News
from downtimekit.adapters._postgres_statements import Statements, append, array
from downtimekit.adapters._postgres_taking import Taking
from downtimekit.errors import Fault, InvalidInput, JournalDamaged, JournalError, UnknownName, VersionConflict
from downtimekit.models.people import Staff
from downtimekit.models.stored import STAFF
from downtimekit.ports.agenda import Claim, Item, Work, changes, in_utc
from downtimekit.ports.chain import Draft, Head, Line, entries_of, entry_of, verify_chain
from downtimekit.ports.entries import Commit, Entry, staff_json
from downtimekit.ports.journal import Removed, Stored, was_removed

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_HEADS_KEPT = 10_000


class PostgresJournal:
    """Keeps the journal and the agenda in a schema of its own; any number of processes may share it.

    A command is one statement, and so one transaction and one way to the server and back. Where the connection is lost
    in the middle of it, the command is repeated on a new one, which writes nothing twice; only when that does not
    succeed within `patience` does `JournalError` leave it.
    """

    def __init__(
        self, conninfo: str = "", *, schema: str = "downtimekit", connections: int = 4, patience: float = 5.0
    ) -> None:
        """Open the journal, or make it.

        Args:
            conninfo: a connection string of PostgreSQL, ``postgresql://user@host/database`` or ``dbname=...``; what it
                leaves out comes from the environment, as for all programs that use libpq.
            schema: where the tables are; nothing else may be in it.
            connections: how many to open at most; as many threads can use the journal at the same moment.
            patience: seconds to wait for a server that starts again, for a lock, or for a free connection.

        Raises:
            InvalidInput: the connection string or the name of the schema cannot be read.
            JournalError: it cannot be opened, is something else, or was written by a newer release.
        """
        if not _SCHEMA.fullmatch(schema):
            raise InvalidInput("schema", [Fault("", "must be of small letters, digits and _, 63 at most")])
        address = Address(with_defaults(conninfo), schema, patience)
        self._schema = schema
        self._statements = Statements.of(schema)
        self._connections = Connections(address, connections)
        self._agenda = SharedAgenda(self._connections, self._statements)
        self._news = News(address)
        self._heads: dict[str, Head] = {}
        try:
            self._connections.run(lambda connection: lay_out(connection, schema=schema))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        """Return the open journal."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the connections; what is asked of the journal after that raises `JournalError`."""
        self._connections.close()
        self._news.close()

    # The port Journal

    def append(self, commit: Commit) -> Sequence[Entry]:
        """Write one command's facts and return their entries; see `Journal`."""
        draft = Draft.of(commit)
        head = self._heads.get(commit.stream, Head())
        while True:
            if head.version == commit.expected:
                lines = draft.chained(head)
                if self._is_written(draft, head, lines):
                    self._see(commit.stream, lines[-1])
                    return draft.written(lines)
            # The head was not where it was seen, or this command was written before, perhaps by us a moment ago.
            before, found = head, self._looked_up(commit)
            if found is None:
                return draft.repeated(self._lines(self._statements.receipt, commit.stream, commit.command))
            draft.chained(found)
            if found == before:
                raise JournalError(f"{commit.stream}: cannot be written to: the tables were altered by hand")
            head = found

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Return the entries of a stream beyond a version."""
        lines = self._lines(self._statements.read, stream, after)
        if lines:
            self._see(stream, lines[-1])
        return entries_of(stream, lines, after=after)

    def lines(self, stream: str, *, after: int = 0) -> Iterator[Line]:
        """Yield the lines of a stream beyond a version as they are stored, a page at a time; nothing is checked."""
        last = self._ends(stream)[1]
        return self._pages(stream, after=after, last=last)

    def feed(self, *, after: int = 0, limit: int = 1000) -> Sequence[Stored]:
        """Return what all streams hold beyond a place, in the order in which commits became visible.

        A commit is shown once no transaction is open any more on that server that began to write before it.
        """
        rows = self._rows(self._statements.feed, after, max(limit, 0))
        return tuple(Stored(position, Line._make(line)) for position, *line in rows)

    def load(self, lines: Iterable[Line]) -> int:
        """Take in lines of another journal, with their digests, and return how many were new; others wait meanwhile.

        Raises:
            JournalDamaged: a line does not follow what is here or came before it; nothing was written.
            JournalError: the stream was removed; or the connection was lost: load them again.
        """

        def take(connection: Connection) -> int:
            with connection.transaction():
                connection.execute(self._statements.lock)
                return Taking(connection, self._statements, self._schema).take(lines)

        return self._connections.run(take, may_repeat=False)

    def remove(self, stream: str, *, digest: str, at: datetime, by: Staff, reason: str) -> Removed:
        """Remove a whole stream, and leave a mark; see `Journal`.

        Raises:
            VersionConflict: its last entry is another.
            UnknownName: there is no such stream.
        """
        moment = in_utc(at, "at")
        mark = (moment.isoformat(timespec="microseconds"), staff_json(by), reason)

        def take_away(connection: Connection) -> Head | None:
            with connection.transaction():
                found = connection.execute(self._statements.lock_stream, (stream,)).fetchone()
                if found and found[1] == digest:
                    connection.execute(self._statements.mark_removed, (*mark, stream))
                    connection.execute(self._statements.remove_entries, (stream,))
                    connection.execute(self._statements.remove_agenda, (stream,))
            return Head._make(found) if found else None

        end = self._connections.run(take_away, may_repeat=False)
        if end is None:
            raise UnknownName("stream", stream, known=self.streams())
        if end.digest != digest:
            raise VersionConflict(stream, expected=self._version_of(stream, digest), actual=end.version)
        self._heads.pop(stream, None)
        return Removed(stream, end.version, digest, moment, by, reason)

    def removed(self) -> Sequence[Removed]:
        """Return the marks of the streams that were removed, in that order."""
        return tuple(
            Removed(name, version, digest, datetime.fromisoformat(at), STAFF.read(by, source=name), why)
            for name, version, digest, at, by, why in self._rows(self._statements.removed)
        )

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Return the entries that a command wrote; none where it is not known."""
        return tuple(map(entry_of, self._lines(self._statements.receipt, stream, command)))

    def streams(self) -> Sequence[str]:
        """Return the names of all streams, oldest first."""
        return tuple(name for (name,) in self._rows(self._statements.streams))

    def verify(self, stream: str) -> str:
        """Walk the chain of a stream and return the digest of its last entry; writers need not wait.

        Raises:
            JournalDamaged: names the first version at which the chain does not hold.
        """
        head, last = self._ends(stream)
        try:
            return verify_chain(stream, self._pages(stream, after=0, last=last), head=head)
        except JournalDamaged:
            if stream not in {mark.stream for mark in self.removed()}:
                raise
        return Head().digest  # it was removed while we walked

    # The port Agenda

    def due(self, *, now: datetime | None = None, limit: int = 1000) -> Sequence[Item]:
        """Return what is open and due by an instant, whoever has taken it on; without one, whatever is open."""
        return self._agenda.due(now=now, limit=limit)

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int = 1, works: Collection[Work] = tuple(Work)
    ) -> Sequence[Claim]:
        """Take on what is due and free; see `Agenda`."""
        return self._agenda.claim(worker, now=now, lease=lease, limit=limit, works=works)

    def renew(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Keep an item for longer; None where it was settled, or somebody else has it."""
        return self._agenda.renew(claim, now=now, lease=lease)

    def release(self, claim: Claim, *, due: datetime | None = None) -> None:
        """Give an item back, to be done at once or not before an instant; nothing where the claim was lost."""
        self._agenda.release(claim, due=due)

    def rebuild_agenda(self) -> int:
        """Make the agenda anew from the entries, and return how many items were wrong, missing or too many.

        It is needed only where the tables were altered by hand, or mended. Others cannot write meanwhile.
        """

        def rebuild_it(connection: Connection) -> int:
            with connection.transaction():
                connection.execute(self._statements.lock)
                return rebuild(connection, self._statements, schema=self._schema)

        return self._connections.run(rebuild_it)

    def wait_for_work(self, timeout: float) -> bool:
        """Wait until something comes onto the agenda, from any process; use it instead of sleeping, and look anyway.

        It may say that there is something where there is not, and the connection for it is its own.

        Args:
            timeout: in seconds; also how long what came while the server was away may go unnoticed.

        Returns:
            False where nothing was heard of in that time.
        """
        self._connections.check()
        return self._news.wait(timeout)

    # How it is done

    def _is_written(self, draft: Draft, head: Head, lines: Sequence[Line]) -> bool:
        """Write a commit where the head of its stream is this one, and say whether it was."""
        commit = draft.commit
        net = Net.of(changes(commit.facts, at=commit.at))
        values: dict[str, Any] = {
            "stream": commit.stream,
            "command": commit.command,
            "at": draft.at_text,
            "by": draft.by_text,
            "version": head.version,
            "before": head.digest,
            "last": lines[-1].version,
            "digest": lines[-1].digest,
            "facts": array(draft.fact_texts),
            "digests": array(line.digest for line in lines),
            "offset": 0,
            **net.values(),
        }
        statement = append(self._schema, begins=not head.version, **net.shape())

        def write(connection: Connection) -> bool:
            is_written = connection.execute(statement, values).fetchone() == (1,)
            if is_written and net.opened:
                # Not in the transaction: those that notify are committed one at a time, disk and all.
                self._connections.tell(connection, self._statements.notify)
            return is_written

        return self._connections.run(write)

    def _looked_up(self, commit: Commit) -> Head | None:
        """Return the head of a stream; None where the command was written already.

        Raises:
            JournalError: the stream was removed.
        """
        place = {"stream": commit.stream, "command": commit.command}

        def ask(connection: Connection) -> tuple[Any, ...]:
            return connection.execute(self._statements.head, place).fetchone() or (*Head(), False, False)

        version, digest, is_removed, is_known = self._connections.run(ask)
        if is_removed:
            raise was_removed(commit.stream)
        return None if is_known else Head(version, digest)

    def _see(self, stream: str, line: Line) -> None:
        """Keep in mind where a stream ended: who writes next need not ask first."""
        if len(self._heads) >= _HEADS_KEPT:
            self._heads.clear()
        self._heads[stream] = Head(line.version, line.digest)

    def _version_of(self, stream: str, digest: str) -> int:
        """Return at which version of a stream a digest is; 0 where it is at none."""
        return next((line.version for line in self.lines(stream) if line.digest == digest), 0)

    def _ends(self, stream: str) -> tuple[Head, int]:
        """Return the head of a stream, and the version of the last line that there is."""
        ((version, digest, last),) = self._rows(self._statements.ends, {"stream": stream})
        return Head() if version is None else Head(version, digest), last or 0

    def _pages(self, stream: str, *, after: int, last: int) -> Iterator[Line]:
        while page := self._lines(self._statements.page, stream, after, last):
            yield from page
            after = page[-1].version

    def _lines(self, question: bytes, *values: str | int) -> list[Line]:
        return list(map(Line._make, self._rows(question, *values)))

    def _rows(self, question: bytes, *values: Any) -> list[tuple[Any, ...]]:
        named = values[0] if len(values) == 1 and isinstance(values[0], dict) else values
        return self._connections.run(lambda connection: connection.execute(question, named).fetchall())
