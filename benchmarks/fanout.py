"""A fan-out in a process of its own, for what it weighs at its heaviest.

python -m benchmarks.fanout 100000 lazy        the contacts lie in a database of the host's
python -m benchmarks.fanout 100000 memory      they are a `Directory`
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from attrs import asdict, frozen

from benchmarks.sinks import ROOT
from benchmarks.telling import NoChannel, contact, declared, directory, is_told
from benchmarks.ward import NURSE
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.people import ChannelKind, Contact, People, Role
from downtimekit.runtime import Delivery, run

_STATUS = Path("/proc/self/status")


@frozen
class Weight:
    """What a fan-out came to.

    Attributes:
        mb: how much memory its process held at most, in megabytes of 1,048,576 bytes.
        before: how much of that it held before there was anything to tell: Python, and the library.
        seconds: of CPU.
        is_verified: whether the journal has one receipt for everybody.
    """

    mb: float
    before: float
    seconds: float
    is_verified: bool


@frozen
class Rows:
    """A host's own contacts: one row each in a table, read when somebody asks."""

    path: Path

    @classmethod
    def filled(cls, path: Path, contacts: int) -> Rows:
        """Write so many contacts into a file."""
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE contacts (number INTEGER PRIMARY KEY, role TEXT)")
            nurses = ((number, Role.NURSE) for number in range(contacts))
            connection.executemany("INSERT INTO contacts VALUES (?, ?)", nurses)
        return cls(path)

    @property
    def contacts(self) -> Iterator[Contact]:
        """Every contact."""
        return self.audience(frozenset(Role), sites=())

    def audience(self, roles: frozenset[Role], *, sites: tuple[str, ...]) -> Iterator[Contact]:
        """Yield those who have one of the roles; everybody here serves every site."""
        with closing(sqlite3.connect(self.path)) as connection:
            for number, role in connection.execute("SELECT number, role FROM contacts ORDER BY number"):
                if role in roles:
                    yield contact(number, ChannelKind.EMAIL)


def weighed(contacts: int, kind: str) -> Weight:
    """Tell so many contacts in a new process, over a channel that does nothing.

    Args:
        contacts: how many.
        kind: where they are: ``lazy`` or ``memory``.
    """
    command = [sys.executable, "-m", "benchmarks.fanout", str(contacts), kind]
    return Weight(**json.loads(subprocess.check_output(command, cwd=ROOT)))  # noqa: S603  (our own words)


def _peak() -> float:
    """Return how much memory this process has held at most, in MB."""
    if _STATUS.exists():
        # Linux keeps getrusage's number from before exec, when this was still a copy of whoever started it.
        found = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(found.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024**2 if sys.platform == "darwin" else most / 1024


def _fan_out(contacts: int, kind: str, folder: Path) -> Weight:
    with SqliteJournal(folder / "fanout.db") as journal:
        outage = declared(journal, "west-1")
        before = _peak()
        rows = Rows.filled(folder / "contacts.db", contacts) if kind == "lazy" else None
        people: People = rows or directory(contacts, ChannelKind.EMAIL)
        start = process_time()
        run(Delivery(people, [NoChannel()]).deliver, outage, by=NURSE)
        spent, mb = process_time() - start, _peak()
        return Weight(mb, before, spent, is_told(contacts, outage, journal))


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        found = _fan_out(int(sys.argv[1]), sys.argv[2], Path(made))
    print(json.dumps(asdict(found)))
