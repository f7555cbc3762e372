"""Processes on one PostgreSQL, that say what they did until they are killed.

postgres_worker.py CONNINFO SCHEMA work NAME     take on what is due, say so, settle it; until nothing is open
postgres_worker.py CONNINFO SCHEMA append FIRST  step by step from a number; a step that is there already is repeated
"""

from __future__ import annotations

import itertools
import sys
import time
from datetime import UTC, datetime, timedelta

from downtimekit.adapters.postgres_journal import PostgresJournal
from downtimekit.errors import VersionConflict
from downtimekit.models.facts import CameDue
from downtimekit.ports.agenda import Item
from downtimekit.testing.contracts.journal import commit_of

LEASE = timedelta(seconds=5)


def say(*words: object) -> None:
    print(*words, flush=True)


def append_steps(journal: PostgresJournal, first: int) -> None:
    say("ready")
    for step in itertools.count(first):
        entries = journal.append(commit_of(f"step-{step}", expected=2 * step))
        say(step, entries[-1].version)


def settle(journal: PostgresJournal, item: Item) -> None:
    """Write what became of an item, whoever else writes to its downtime meanwhile."""
    while True:
        version = len(journal.read(item.stream))
        fact = CameDue(promise=item.key, due=item.due)
        try:
            journal.append(commit_of(f"came-{item.key}", stream=item.stream, expected=version, facts=[fact]))
        except VersionConflict:
            continue
        return


def work(journal: PostgresJournal, name: str) -> None:
    say("ready")
    sys.stdin.readline()  # so that all begin at once
    while journal.due(limit=1):
        claims = journal.claim(name, now=datetime.now(UTC), lease=LEASE, limit=3)
        for claim in claims:
            if held := journal.renew(claim, now=datetime.now(UTC), lease=LEASE):
                say("did", held.item.stream, held.item.key)
                time.sleep(0.002)
                settle(journal, held.item)
        if not claims:
            journal.wait_for_work(0.1)


def main(conninfo: str, schema: str, what: str, argument: str) -> None:
    with PostgresJournal(conninfo, schema=schema, patience=30) as journal:
        if what == "work":
            work(journal, argument)
        else:
            append_steps(journal, int(argument))


if __name__ == "__main__":
    main(*sys.argv[1:])
