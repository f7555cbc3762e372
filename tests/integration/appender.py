"""A process that appends to a journal until it is killed, and says what was acknowledged.

appender.py FILE FIRST             step by step from a number; a step that is there already is repeated
appender.py FILE --against NAME    for every version, as long as it lasts, against others who want it too
appender.py FILE --work NAME LEASE takes on what is due for so many seconds, does it and settles it, until all is done
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import VersionConflict
from downtimekit.models.facts import NoticeCarried
from downtimekit.ports.agenda import Claim
from downtimekit.testing.contracts.journal import commit_of


def say(*words: object) -> None:
    print(*words, flush=True)


def append_steps(journal: SqliteJournal, first: int) -> None:
    for step in itertools.count(first):
        entries = journal.append(commit_of(f"step-{step}", expected=2 * step))
        say(step, entries[-1].version)


def compete(journal: SqliteJournal, name: str, *, rounds: int = 120) -> None:
    expected = 0
    for step in range(rounds):
        command = f"{name}-{step}"
        try:
            entries = journal.append(commit_of(command, expected=expected))
        except VersionConflict as conflict:
            expected = conflict.actual
        else:
            expected = entries[-1].version
            say(command, expected)


def work(journal: SqliteJournal, name: str, seconds: str) -> None:
    lease = timedelta(seconds=float(seconds))
    while journal.due(limit=1):
        claims = journal.claim(name, now=datetime.now(UTC), lease=lease, limit=3)
        for claim in claims:
            say("took", claim.item.key, claim.attempt, claim.until.isoformat())
            if journal.renew(claim, now=datetime.now(UTC), lease=lease):
                say("did", claim.item.key, settle(journal, claim))
        if not claims:
            time.sleep(0.02)


def settle(journal: SqliteJournal, claim: Claim) -> int:
    """Write that it is done, and return under which version."""
    expected, facts = 0, [NoticeCarried(notice=claim.item.key)]
    while True:
        command = f"{claim.item.key}/{claim.attempt}"
        try:
            return journal.append(commit_of(command, expected=expected, facts=facts))[-1].version
        except VersionConflict as conflict:
            expected = conflict.actual


def main(path: str, *arguments: str) -> None:
    lives: dict[str, Callable[..., None]] = {"--against": compete, "--work": work}
    with_others = lives.get(arguments[0])
    if with_others:
        say("ready")
        sys.stdin.readline()  # so that all make the journal at once, too
    with SqliteJournal(path, patience=20) as journal:
        if with_others:
            with_others(journal, *arguments[1:])
        else:
            say("ready")
            append_steps(journal, int(arguments[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
