"""Lines of another journal, taken in by PostgreSQL as they are: whole, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from attrs import define, field
from psycopg import Connection

from downtimekit.adapters._postgres_agenda import Net
from downtimekit.adapters._postgres_layout import LINES_AT_ONCE
from downtimekit.adapters._postgres_statements import Statements, keep_agenda
from downtimekit.errors import JournalError
from downtimekit.ports.agenda import Change, changes
from downtimekit.ports.chain import Arrivals, Head, Line
from downtimekit.ports.entries import Entry
from downtimekit.ports.journal import was_removed

_PAGE = 1000


@define
class Taking:
    """Takes lines in, within a transaction that holds the lock.

    Attributes:
        taken: how many lines were new.
        owed: how many items came onto the agenda.
    """

    connection: Connection
    statements: Statements
    schema: str
    taken: int = 0
    owed: int = 0
    _heads: dict[str, Head] = field(factory=dict)
    _here: dict[tuple[str, int], Line] = field(factory=dict)

    def take(self, lines: Iterable[Line]) -> int:
        """Take in all lines and return how many were new.

        Raises:
            JournalDamaged: a line does not follow what is here or came before it.
            JournalError: its stream was removed, or there are too many lines.
        """
        source = iter(lines)
        arrivals = Arrivals(self._heads.__getitem__, lambda *place: self._here.get(place))
        while page := list(islice(source, _PAGE)):
            self._look_up(page)
            new, entries = [], []
            for line in page:
                if entry := arrivals.take(line):
                    self._here[line.stream, line.version] = line
                    new.append(line)
                    entries.append(entry)
            if new:
                self._write(new)
                self._keep_agenda(entries)
        return self.taken

    def _look_up(self, page: Sequence[Line]) -> None:
        """Learn what is here of the streams and the versions on a page."""
        streams = {line.stream for line in page} - self._heads.keys()
        self._heads |= dict.fromkeys(streams, Head())
        for name, version, digest, is_removed in self.connection.execute(self.statements.heads, (list(streams),)):
            if is_removed:
                raise was_removed(name)
            self._heads[name] = Head(version, digest)
        places = [line.stream for line in page], [line.version for line in page]
        known = map(Line._make, self.connection.execute(self.statements.known, places))
        self._here = {(line.stream, line.version): line for line in known}

    def _write(self, lines: Sequence[Line]) -> None:
        if self.taken + len(lines) >= 1 << LINES_AT_ONCE:
            raise JournalError(f"{self.schema}: takes in {1 << LINES_AT_ONCE} lines at once at most")
        ends = [list(end) for end in zip(*{line.stream: self._end(line) for line in lines}.values(), strict=True)]
        columns = [list(column) for column in zip(*lines, strict=True)]
        self.connection.execute(self.statements.take_lines, (self.taken, *columns))
        self.connection.execute(self.statements.take_heads, (self.taken, *ends))
        self.taken += len(lines)

    def _keep_agenda(self, entries: Sequence[Entry]) -> None:
        found: dict[str, list[Change]] = defaultdict(list)
        for entry in entries:
            found[entry.stream] += changes([entry.fact], at=entry.at)
        for stream, row in found.items():
            net = Net.of(row)
            if net:
                values = {"stream": stream, "offset": self.owed} | net.values()
                self.connection.execute(keep_agenda(self.schema, **net.shape()), values)
                self.owed += len(net.opened)

    @staticmethod
    def _end(line: Line) -> tuple[str, int, str]:
        return line.stream, line.version, line.digest
