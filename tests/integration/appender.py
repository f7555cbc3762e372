"""A process that appends to a journal until it is killed, and says what was acknowledged.

appender.py FILE FIRST             step by step from a number; a step that is there already is repeated
appender.py FILE --against NAME    for every version, as long as it lasts, against others who want it too
"""

from __future__ import annotations

import itertools
import sys

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import VersionConflict
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


def main(path: str, *arguments: str) -> None:
    rivals = arguments[0] == "--against"
    if rivals:
        say("ready")
        sys.stdin.readline()  # so that all make the journal at once, too
    with SqliteJournal(path, patience=20) as journal:
        if rivals:
            compete(journal, arguments[1])
        else:
            say("ready")
            append_steps(journal, int(arguments[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
