"""Processes that live with a journal, and die before one of their statements.

mortal_journal.py FOLDER FIRST LAST STRIDE

One process for each number, all forked from this one: it lives on a journal of its own, says what was acknowledged, and
is killed right before the statement of that number.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import JournalError
from downtimekit.models.facts import NoticeCarried
from downtimekit.testing.contracts.agenda import Ledger, notice, promise
from downtimekit.testing.contracts.archive import elsewhere
from downtimekit.testing.contracts.journal import CLERK, NOON, commit_of

LEASE = timedelta(minutes=5)


def life(journal: Ledger) -> Iterator[tuple[str, object]]:
    """Do everything once, and say what came of it; whoever lives again comes to the same end."""
    declared = [notice("n-1"), notice("n-2"), promise()]
    yield "declared", journal.append(commit_of("declare", facts=declared))[-1].digest
    if all(mark.stream != "east-1" for mark in journal.removed()):
        yield "old", journal.append(commit_of("declare", stream="east-1", facts=declared))[-1].digest
    claims = journal.claim("anna", now=NOON, lease=LEASE, limit=2)
    yield "claimed", [claim.item.key for claim in claims]
    carried = [NoticeCarried(notice="n-1")]
    yield "carried", journal.append(commit_of("carry", expected=3, facts=carried))[-1].digest
    for claim in claims:
        journal.release(claim, due=NOON + timedelta(hours=1))
    yield "released", None
    journal.load(elsewhere("north-1"))
    yield "loaded", journal.verify("north-1")
    if "east-1" in journal.streams():
        digest = journal.verify("east-1")
        journal.remove("east-1", digest=digest, at=NOON, by=CLERK, reason="six years are over")
        yield "removed", digest
    yield "again", journal.append(commit_of("again", expected=4, facts=[notice("n-3")]))[-1].digest


def die_before(number: int) -> Callable[[str], None]:
    """Return what counts statements, and kills this process."""
    count = 0

    def before(statement: str) -> None:
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return before


def live(path: Path, number: int) -> None:
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect
    before = die_before(number)

    def mortal(*arguments: Any, **settings: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **settings)
        connection.set_trace_callback(before)
        return connection

    vars(sqlite3)["connect"] = mortal
    with SqliteJournal(path) as journal:
        for name, value in life(journal):
            print(number, name, value, flush=True)
    print(number, "ended", None, flush=True)


def main(folder: str, *numbers: str) -> None:
    first, last, stride = map(int, numbers)
    for number in range(first, last, stride):
        child = os.fork()
        if child == 0:
            try:
                live(Path(folder, f"{number}.db"), number)
            except JournalError as error:
                print(number, "failed", error, flush=True)
            finally:
                os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
