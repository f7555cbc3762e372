"""Processes that enter one backlog into one chart, and say what they send until they are killed.

backlog_worker.py work  JOURNAL CHART NAME LEASE   share the backlog with others, by leases of so many seconds
backlog_worker.py apply JOURNAL CHART NAME LEASE   enter everything, alone

JOURNAL is the path of a SQLite file, or ``postgres CONNINFO SCHEMA`` as one argument with blanks as "|".
"""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import anyio

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import Rejected
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.people import Role, Staff
from downtimekit.runtime import Backfill, Desk, Manner, Worker
from downtimekit.testing.journals import Durable

CLERK = Staff(name="Robin Roe", role=Role.RECORDS_CLERK)
DOWNTIME = "west-1"


def say(*words: object) -> None:
    print(*words, flush=True)


class FileChart:
    """A chart in a SQLite file: one record for a key, one record for a place. It takes its time."""

    def __init__(self, path: str | Path, *, seconds: float = 0.004) -> None:
        self.path, self.seconds = path, seconds
        with closing(self._opened()) as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS record"
                " (id INTEGER PRIMARY KEY, key TEXT UNIQUE, place TEXT, kind TEXT, UNIQUE (place, kind))"
            )

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=30, isolation_level=None)

    async def look_up(self, wanted: Lookup) -> Chart:
        raise NotImplementedError

    async def find(self, key: str) -> str | None:
        with closing(self._opened()) as connection:
            row = connection.execute("SELECT id FROM record WHERE key = ?", (key,)).fetchone()
        return f"record-{row[0]}" if row else None

    async def write(self, entry: ChartEntry) -> str:
        say("began", entry.key, time.monotonic())
        await anyio.sleep(self.seconds)
        missing = [need for need in entry.needs if await self.find(need) is None]
        say("missing" if missing else "has", entry.key)
        with closing(self._opened()) as connection:
            try:
                connection.execute(
                    "INSERT INTO record (key, place, kind) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
                    (entry.key, entry.place, entry.kind.value),
                )
            except sqlite3.IntegrityError as error:
                raise Rejected("the place is taken") from error
        await anyio.sleep(self.seconds)
        say("ended", entry.key, time.monotonic())
        return str(await self.find(entry.key))

    def keys(self) -> list[str]:
        """Return the keys of all records, in the order in which they were written."""
        with closing(self._opened()) as connection:
            return [key for (key,) in connection.execute("SELECT key FROM record ORDER BY id")]


def opened(journal: str) -> Durable:
    """Open a journal by what the command line says."""
    if journal.startswith("postgres|"):
        from downtimekit.adapters.postgres_journal import PostgresJournal  # noqa: PLC0415  (an extra)

        _, conninfo, schema = journal.split("|")
        return PostgresJournal(conninfo, schema=schema, patience=30)
    return SqliteJournal(journal, patience=30)


async def work(journal: Durable, chart: FileChart, name: str, lease: float) -> None:
    desk = Desk(journal=journal)
    worker = Worker(
        desk,
        journal,
        None,
        name=name,
        by=CLERK,
        lease=timedelta(seconds=lease),
        targets=lambda _: chart,
        manner=Manner(at_once=2),
    )
    outage = desk.outage(DOWNTIME)
    while outage.standing.owed:
        if not await worker.run_once(limit=5):
            await anyio.sleep(0.05)


async def apply(journal: Durable, chart: FileChart) -> None:
    say(await Backfill(Desk(journal=journal).outage(DOWNTIME), chart, manner=Manner(at_once=2)).apply(by=CLERK))


def main(what: str, journal: str, chart: str, name: str, lease: str) -> None:
    held, target = opened(journal), FileChart(chart)
    say("ready")
    sys.stdin.readline()  # so that all begin at once
    if what == "work":
        anyio.run(work, held, target, name, float(lease))
    else:
        anyio.run(apply, held, target)
    say("finished")


if __name__ == "__main__":
    main(*sys.argv[1:])
