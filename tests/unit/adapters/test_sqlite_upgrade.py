"""A journal of an earlier release is brought up to date where it lies, whole or not at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from downtimekit.adapters import _sqlite_layout
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import JournalDamaged, JournalError
from downtimekit.models.facts import NoticeCarried
from downtimekit.ports.agenda import Item
from downtimekit.ports.chain import Line
from downtimekit.testing import MemoryJournal
from downtimekit.testing.contracts.agenda import notice, plan, promise, take, write
from downtimekit.testing.contracts.journal import NOON, at_once, commit_of
from tests.unit.adapters.layout_1 import LAYOUT_1, make_layout_1


@pytest.fixture
def earlier() -> MemoryJournal:
    """What a journal of layout 1 held."""
    journal = MemoryJournal()
    write(journal, notice("n-1"), promise("update"), stream="west-1")
    write(journal, plan("a", "b"), notice("n-2"), stream="east-1")
    write(journal, NoticeCarried(notice="n-1"), promise("update", minutes=60), stream="west-1")
    return journal


@pytest.fixture
def path(tmp_path: Path, earlier: MemoryJournal) -> Path:
    return make_layout_1(tmp_path / "downtime.db", lines_of(earlier))


def lines_of(journal: MemoryJournal) -> list[Line]:
    return [stored.line for stored in journal.feed()]


def due_by_place(journal: SqliteJournal | MemoryJournal) -> list[Item]:
    return list(journal.due())


def asked(path: Path, question: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchone()[0]


def altered(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def test_an_earlier_journal_is_gone_on_with_as_if_it_had_always_had_an_agenda(
    path: Path, earlier: MemoryJournal
) -> None:
    with SqliteJournal(path) as journal:
        assert due_by_place(journal) == due_by_place(earlier)
        assert lines_of(earlier) == [stored.line for stored in journal.feed()]
        assert [journal.verify(stream) for stream in journal.streams()] == [
            earlier.verify(stream) for stream in ("west-1", "east-1")
        ]
        assert list(journal.removed()) == []
        write(journal, NoticeCarried(notice="n-2"), stream="east-1")
        assert [claim.item.key for claim in take(journal, limit=9)] == ["a", "b"]
    assert asked(path, "PRAGMA user_version") == 2


def test_an_upgraded_journal_is_laid_out_like_a_new_one(path: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    for file in (path, new):
        SqliteJournal(file).close()

    question = (
        "SELECT group_concat(name || ' ' || ifnull(sql, ''), ';') FROM (SELECT * FROM sqlite_master ORDER BY 1, 2)"
    )
    squeezed = [" ".join(str(asked(file, question)).split()) for file in (path, new)]
    assert squeezed[0] == squeezed[1]


def test_an_earlier_journal_that_holds_nothing_is_brought_up_too(tmp_path: Path) -> None:
    with SqliteJournal(make_layout_1(tmp_path / "empty.db", [])) as journal:
        assert (list(journal.due()), list(journal.streams())) == ([], [])
        journal.append(commit_of("declare"))


def test_an_upgrade_that_breaks_off_leaves_the_journal_as_it_was(
    path: Path, earlier: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO agenda (stream, work, key, due, free) VALUES ('half', 'a', 'b', 'c', 'd')")
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(_sqlite_layout, "rebuild", interrupted)
        with pytest.raises(KeyboardInterrupt):
            SqliteJournal(path)
    assert asked(path, "PRAGMA user_version") == 1
    assert asked(path, "SELECT count(*) FROM sqlite_master WHERE name = 'agenda'") == 0

    with SqliteJournal(path) as journal:
        assert due_by_place(journal) == due_by_place(earlier)


def test_an_upgrade_for_which_there_is_no_room_leaves_the_journal_as_it_was(path: Path) -> None:
    pages = asked(path, "PRAGMA page_count")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            full_upgrade(connection)
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        assert asked(path, "PRAGMA user_version") == 1
    with SqliteJournal(path) as journal:
        assert len(journal.due()) == 4


def full_upgrade(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    _sqlite_layout.bring_up(connection, layout=1)
    connection.execute("COMMIT")


def test_eight_threads_that_open_an_earlier_journal_at_once_bring_it_up_once(
    path: Path, earlier: MemoryJournal
) -> None:
    def open_and_write(number: int) -> list[Item]:
        with SqliteJournal(path, patience=20) as journal:
            due = [item for item in journal.due() if not item.stream.startswith("site")]
            write(journal, notice("n-1"), stream=f"site-{number}")
            return due

    assert at_once(open_and_write) == [due_by_place(earlier)] * 8
    with SqliteJournal(path) as journal:
        assert len(journal.due()) == 4 + 8


def test_processes_that_open_an_earlier_journal_at_once_bring_it_up_once(path: Path) -> None:
    program = (
        "import sys; from downtimekit.adapters.sqlite_journal import SqliteJournal; sys.stdin.readline()\n"
        "with SqliteJournal(sys.argv[1], patience=20) as journal: print(len(journal.due()))"
    )
    command = [sys.executable, "-c", program, str(path)]
    rivals = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for rival in rivals:
        assert rival.stdin is not None
        rival.stdin.write("\n")
        rival.stdin.flush()

    assert [rival.communicate()[0] for rival in rivals] == ["4\n"] * 3


def test_an_earlier_journal_with_a_damaged_entry_is_opened_and_the_damage_is_named(path: Path) -> None:
    altered(path, "UPDATE entries SET fact = replace(fact, 'n-1', 'n-\"1') WHERE stream = 'west-1' AND version = 1")

    with SqliteJournal(path) as journal:
        assert [item.key for item in journal.due()] == ["a", "b", "n-2", "update"]
        with pytest.raises(JournalDamaged) as caught:
            journal.verify("west-1")
    assert caught.value.version == 1


def test_the_journal_of_a_newer_layout_is_left_as_it_is(path: Path) -> None:
    altered(path, "PRAGMA user_version = 3")
    before = path.read_bytes()

    with pytest.raises(JournalError, match="newer release"):
        SqliteJournal(path)
    assert path.read_bytes() == before


def test_the_statements_of_release_0_1_0_are_those_that_it_had() -> None:
    assert [statement.split()[:3] for statement in LAYOUT_1] == [
        ["CREATE", "TABLE", "entries"],
        ["CREATE", "INDEX", "commands"],
        ["CREATE", "TABLE", "streams"],
        ["PRAGMA", "application_id", "="],
        ["PRAGMA", "user_version", "="],
    ]
    assert int.from_bytes(b"DTKJ", "big") == 1146374986


class TestRebuilding:
    @pytest.mark.parametrize(
        ("statement", "wrong"),
        [
            ("SELECT 1", 0),
            ("DELETE FROM agenda", 4),
            ("DELETE FROM agenda WHERE key = 'a'", 1),
            ("UPDATE agenda SET due = '2000' WHERE key = 'update'", 2),
            ("INSERT INTO agenda (stream, work, key, due, free) VALUES ('west-1', 'notice', 'x', '2000', '2000')", 1),
        ],
    )
    def test_an_agenda_that_was_altered_is_made_anew_from_the_entries(
        self, path: Path, earlier: MemoryJournal, statement: str, wrong: int
    ) -> None:
        SqliteJournal(path).close()
        altered(path, statement)

        with SqliteJournal(path) as journal:
            assert journal.rebuild_agenda() == wrong
            assert due_by_place(journal) == due_by_place(earlier)
            assert journal.rebuild_agenda() == 0

    def test_who_has_taken_on_what_stands(self, path: Path) -> None:
        with SqliteJournal(path) as journal:
            (claim, other) = take(journal, limit=2)
            journal.release(other, due=NOON.replace(hour=18))
            journal.rebuild_agenda()

            assert journal.renew(claim, now=NOON, lease=claim.until - NOON) == claim
            assert [taken.item.key for taken in take(journal, "ben", limit=9)] == ["n-2"]

    @pytest.mark.parametrize("change", ["due = 'noon'", "work = 'gossip'", "due = x'ff'"])
    def test_an_agenda_that_cannot_be_read_is_told_in_our_words(self, path: Path, change: str) -> None:
        SqliteJournal(path).close()
        altered(path, f"UPDATE agenda SET {change} WHERE key = 'a'")

        with SqliteJournal(path) as journal:
            with pytest.raises(JournalError, match="east-1: what its agenda says cannot be read"):
                journal.due()
            journal.rebuild_agenda()
            assert len(journal.due()) == 4
