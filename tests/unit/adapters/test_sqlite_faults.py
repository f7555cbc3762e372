"""A disk that is full, a file that is locked or may only be read: told in our words, and nothing is half done."""

from __future__ import annotations

import random
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import JournalError
from downtimekit.models.facts import CaptureRefused, Fact
from downtimekit.ports.agenda import Claim
from downtimekit.testing.contracts.agenda import LEASE, notice, take, write
from downtimekit.testing.contracts.archive import elsewhere, remove
from downtimekit.testing.contracts.journal import NOON, at_once, commit_of

SECRET = "Okonkwo-1957"
Writing: TypeAlias = Callable[[SqliteJournal, Claim], object]
WRITINGS: dict[str, Writing] = {
    "append": lambda journal, claim: journal.append(commit_of("late", expected=2)),
    "load": lambda journal, claim: journal.load(elsewhere("north-1")),
    "remove": lambda journal, claim: remove(journal, "east-1"),
    "claim": lambda journal, claim: take(journal, "ben"),
    "renew": lambda journal, claim: journal.renew(claim, now=NOON, lease=LEASE * 2),
    "release": lambda journal, claim: journal.release(claim),
    "rebuild": lambda journal, claim: journal.rebuild_agenda(),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed journal that owes two notices, with a stream that may be removed."""
    path = tmp_path / "downtime.db"
    with SqliteJournal(path) as journal:
        write(journal, notice("n-1"), notice("n-2"))
        journal.append(commit_of("declare", stream="east-1"))
    return path


def everything(journal: SqliteJournal) -> object:
    """Return all that the journal holds, after it was verified."""
    streams = {stream: journal.verify(stream) for stream in journal.streams()}
    return streams, list(journal.feed()), list(journal.due()), list(journal.removed())


def contents(journal: SqliteJournal) -> object:
    """Return the rows of every table, who has what on the agenda included."""
    with journal._store.reading() as connection:
        tables = ("entries", "streams", "agenda", "removed")
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


@pytest.mark.parametrize("name", WRITINGS)
class TestWhatCannotBeWritten:
    def test_a_file_that_another_process_has_locked_is_left_as_it_was(self, path: Path, name: str) -> None:
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as other,
            SqliteJournal(path, patience=0.01) as journal,
        ):
            (claim,) = take(journal)
            before = contents(journal)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(JournalError, match="locked by another process; nothing was written"):
                WRITINGS[name](journal, claim)
            assert contents(journal) == before
            everything(journal)

            other.execute("ROLLBACK")
            WRITINGS[name](journal, claim)

    def test_a_file_that_may_only_be_read_is_left_as_it_was(self, path: Path, name: str) -> None:
        with SqliteJournal(path) as journal:
            (claim,) = take(journal)
            before = contents(journal)
            with journal._store.reading() as connection:
                connection.execute("PRAGMA query_only = ON")
            with pytest.raises(JournalError, match="may not be written to by this user; nothing was written"):
                WRITINGS[name](journal, claim)
            assert contents(journal) == before
            everything(journal)


def test_a_worker_that_finds_nothing_keeps_nobody_waiting_and_waits_for_nobody(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other, SqliteJournal(path, patience=0.01) as journal:
        take(journal, limit=9)
        other.execute("BEGIN IMMEDIATE")

        assert list(take(journal, "ben")) == []


def test_what_is_removed_stands_nowhere_in_the_file_any_more(path: Path) -> None:
    secret = [CaptureRefused(capture="sheet-1", faults=(f"{SECRET} {number}",)) for number in range(99)]
    with SqliteJournal(path) as journal:
        journal.append(commit_of("keyed", stream="north-1", facts=secret))
        remove(journal, "north-1")
        beside = path.with_name(f"{path.name}-wal")
        assert SECRET.encode() not in path.read_bytes() + beside.read_bytes()
        with journal._store.reading() as connection:
            assert connection.execute("PRAGMA secure_delete").fetchone() == (0,)
        everything(journal)


def cramped(journal: SqliteJournal, *, pages: int) -> None:
    with journal._store.reading() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")


def owe_more(journal: SqliteJournal, acknowledged: list[str]) -> None:
    """Write notices, twenty at a time, and note what was acknowledged, until it fails."""
    while True:
        keys = [f"more-{len(acknowledged) + number}" for number in range(20)]
        write(journal, *map(notice, keys))
        acknowledged += keys


class TestFullDisk:
    def test_lines_that_do_not_fit_are_not_taken_in_in_part(self, path: Path) -> None:
        with SqliteJournal(path) as journal:
            before = contents(journal)
            cramped(journal, pages=16)
            with pytest.raises(JournalError, match="disk is full"):
                journal.load(elsewhere("north-1", "north-2", commits=300))
            assert contents(journal) == before

            cramped(journal, pages=10_000)
            assert journal.load(elsewhere("north-1", "north-2", commits=300)) == 1200
            everything(journal)

    def test_what_is_owed_stands_or_falls_with_the_facts(self, path: Path) -> None:
        with SqliteJournal(path) as journal:
            cramped(journal, pages=24)
            acknowledged: list[str] = []
            with pytest.raises(JournalError, match="disk is full"):
                owe_more(journal, acknowledged)

            owed = [item.key for item in journal.due() if item.stream == "west-1"]
            assert owed == ["n-1", "n-2", *acknowledged]
            assert len(owed) == len(journal.read("west-1"))
            assert journal.rebuild_agenda() == 0

    def test_threads_that_fill_the_disk_together_are_all_told_and_lose_nothing(self, tmp_path: Path) -> None:
        filling: tuple[Fact, ...] = (CaptureRefused(capture="sheet-1", faults=(SECRET * 100,)),)
        with SqliteJournal(tmp_path / "downtime.db") as journal:
            cramped(journal, pages=60)

            def fill(number: int) -> tuple[int, str]:
                for step in range(1000):
                    try:
                        journal.append(commit_of(f"{step}", stream=f"s-{number}", expected=step, facts=filling))
                    except JournalError as error:
                        return step, "".join(traceback.format_exception(error))
                raise AssertionError("the disk was never full")

            outcomes = at_once(fill)
            for number, (acknowledged, said) in enumerate(outcomes):
                assert "disk is full" in said
                assert SECRET not in said
                assert len(journal.read(f"s-{number}")) == acknowledged
                journal.verify(f"s-{number}")
            assert sum(acknowledged for acknowledged, _ in outcomes) > 8


def test_pages_that_were_torn_are_told_in_our_errors_by_whatever_is_asked(path: Path, tmp_path: Path) -> None:
    with SqliteJournal(path) as journal:
        for step in range(20):
            write(journal, notice(f"more-{step}"))
    sound, dice = path.read_bytes(), random.Random(11)
    questions: dict[str, Callable[[SqliteJournal], object]] = {
        "read": lambda journal: journal.read("west-1"),
        "lines": lambda journal: list(journal.lines("west-1")),
        "feed": lambda journal: journal.feed(),
        "verify": lambda journal: journal.verify("west-1"),
        "due": lambda journal: journal.due(),
        "claim": lambda journal: take(journal, limit=9),
        "append": lambda journal: journal.append(commit_of("late", expected=22)),
        "removed": lambda journal: journal.removed(),
    }
    told = 0
    for number in range(40):
        torn = bytearray(sound)
        start = dice.randrange(1, len(torn) // 4096) * 4096
        torn[start : start + dice.choice([512, 4096])] = dice.randbytes(512)
        copy = tmp_path / f"torn-{number}.db"
        copy.write_bytes(torn[: len(sound)])
        for question in dice.sample(sorted(questions), 4):
            try:
                with SqliteJournal(copy) as journal:
                    questions[question](journal)
            except JournalError:
                told += 1
    assert told
