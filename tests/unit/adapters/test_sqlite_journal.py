"""The SQLite journal's own ground: the file, what is refused, and what is found when the file was altered."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import JournalDamaged, JournalError
from downtimekit.models.facts import CaptureRefused, Fact
from downtimekit.ports.entries import GENESIS, Entry
from downtimekit.testing.contracts.journal import FACTS, OTHER_FACTS, at_once, commit_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="asks for POSIX")
SECRET = "Okonkwo-1957"
READINGS: dict[str, Callable[[SqliteJournal], Sequence[Entry]]] = {
    "read": lambda journal: journal.read("west-1"),
    "receipt": lambda journal: journal.receipt("west-1", "step-1"),
    "repeat": lambda journal: journal.append(commit_of("step-1")),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "downtime.db"


@pytest.fixture
def written(path: Path) -> Path:
    """A closed journal of six entries in three commits."""
    with SqliteJournal(path) as journal:
        for step in range(3):
            journal.append(commit_of(f"step-{step}", expected=2 * step))
    return path


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def full_message(error: BaseException) -> str:
    chain = [error, error.__cause__, error.__context__]
    return " ".join(f"{link!r} {vars(link)}" for link in chain if link is not None)


class TestOpening:
    def test_what_was_written_is_there_when_the_journal_is_opened_again(self, written: Path) -> None:
        with SqliteJournal(written) as journal:
            assert [entry.command for entry in journal.read("west-1", after=4)] == ["step-2"] * 2
            assert [entry.version for entry in journal.append(commit_of("more", expected=6))] == [7, 8]

    def test_every_write_waits_for_the_disk(self, written: Path) -> None:
        with SqliteJournal(written) as journal, journal._store.reading() as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("PRAGMA synchronous").fetchone() == (2,)

    @posix
    def test_only_the_owner_may_read_a_new_journal(self, path: Path) -> None:
        with SqliteJournal(path) as journal:
            journal.append(commit_of("declare"))
            assert {S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}

    @posix
    def test_the_mode_that_somebody_gave_a_journal_stays(self, written: Path) -> None:
        written.chmod(0o640)
        SqliteJournal(written).close()

        assert S_IMODE(written.stat().st_mode) == 0o640

    def test_the_database_of_another_program_is_left_as_it_is(self, path: Path) -> None:
        alter(path, "CREATE TABLE patients (name TEXT)")
        before = path.read_bytes()

        with pytest.raises(JournalError, match="not a journal of downtimekit"):
            SqliteJournal(path)
        assert path.read_bytes() == before
        assert [file.name for file in path.parent.iterdir()] == [path.name]

    @pytest.mark.parametrize("statement", ["PRAGMA application_id = 7", "PRAGMA user_version = 7"])
    def test_an_empty_database_that_belongs_to_another_program_is_refused(self, path: Path, statement: str) -> None:
        alter(path, statement)

        with pytest.raises(JournalError, match="not a journal of downtimekit"):
            SqliteJournal(path)

    def test_a_file_that_is_no_database_is_left_as_it_is(self, path: Path) -> None:
        text = b"the roster of the west wing, in plain text\n" * 50
        path.write_bytes(text)

        with pytest.raises(JournalError, match="not a journal of downtimekit"):
            SqliteJournal(path)
        assert path.read_bytes() == text

    def test_an_empty_file_becomes_a_journal(self, path: Path) -> None:
        path.touch()
        with SqliteJournal(path) as journal:
            assert len(journal.append(commit_of("declare"))) == 2

    def test_the_journal_of_a_newer_release_is_refused(self, written: Path) -> None:
        alter(written, "PRAGMA user_version = 3")

        with pytest.raises(JournalError, match=r"newer release \(layout 3; this one reads up to 2\)"):
            SqliteJournal(written)

    def test_a_folder_that_is_missing_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(JournalError, match=r"missing.downtime\.db: cannot be opened"):
            SqliteJournal(tmp_path / "missing" / "downtime.db")

    def test_a_folder_is_no_journal(self, tmp_path: Path) -> None:
        with pytest.raises(JournalError, match="cannot be opened"):
            SqliteJournal(tmp_path)

    def test_a_journal_in_memory_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

        with pytest.raises(JournalError):
            SqliteJournal(":memory:")

    @posix
    @pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root may write anywhere")
    @pytest.mark.parametrize("exists", [True, False])
    def test_a_folder_that_may_not_be_written_to_is_refused(self, written: Path, exists: bool) -> None:
        written.parent.chmod(0o500)
        try:
            with pytest.raises(JournalError, match="may not be written to"):
                SqliteJournal(written if exists else written.with_name("new.db"))
        finally:
            written.parent.chmod(0o700)

    def test_eight_threads_that_open_a_new_journal_at_once_share_it(self, path: Path) -> None:
        def declare(number: int) -> None:
            with SqliteJournal(path) as journal:
                journal.append(commit_of("declare", stream=f"site-{number}"))

        at_once(declare)

        with SqliteJournal(path) as journal:
            assert sorted(journal.streams()) == [f"site-{number}" for number in range(8)]

    def test_a_closed_journal_says_so(self, path: Path) -> None:
        journal = SqliteJournal(path)
        journal.close()
        journal.close()

        with pytest.raises(JournalError, match="was closed"):
            journal.append(commit_of("declare"))

    @posix
    def test_a_journal_is_not_used_on_the_far_side_of_a_fork(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with SqliteJournal(path) as journal:
            monkeypatch.setattr("os.getpid", lambda: -1)
            with pytest.raises(JournalError, match="forked"):
                journal.streams()


class TestFailures:
    def test_a_journal_that_another_process_holds_is_given_up_after_a_while(self, written: Path) -> None:
        with closing(sqlite3.connect(written, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with SqliteJournal(written, patience=0.01) as journal:
                with pytest.raises(JournalError, match="locked by another process; nothing was written"):
                    journal.append(commit_of("late", expected=6))
                assert len(journal.read("west-1")) == 6
                other.execute("ROLLBACK")
                assert len(journal.append(commit_of("late", expected=6))) == 2

    def test_a_full_disk_loses_nothing_that_was_acknowledged(self, path: Path) -> None:
        filling: tuple[Fact, ...] = (CaptureRefused(capture="sheet-1", faults=(SECRET * 500,)),) * 2
        acknowledged: list[str] = []

        def fill(journal: SqliteJournal) -> None:
            for step in range(100):
                journal.append(commit_of(f"step-{step}", expected=2 * step, facts=filling))
                acknowledged.append(f"step-{step}")

        with SqliteJournal(path) as journal:
            with journal._store.reading() as connection:
                connection.execute("PRAGMA max_page_count = 40")
            with pytest.raises(JournalError, match="disk is full") as caught:
                fill(journal)

            assert acknowledged
            assert [entry.command for entry in journal.read("west-1")][::2] == acknowledged
            journal.verify("west-1")
            with journal._store.reading() as connection:
                connection.execute("PRAGMA max_page_count = 4000")
            journal.append(commit_of("room-again", expected=2 * len(acknowledged)))
        assert SECRET not in full_message(caught.value)

    def test_a_write_that_breaks_off_in_the_middle_leaves_nothing(self, written: Path) -> None:
        alter(
            written,
            "CREATE TRIGGER stop BEFORE INSERT ON entries WHEN NEW.version = 8 BEGIN SELECT RAISE(ABORT, 'stop'); END",
        )
        with SqliteJournal(written) as journal:
            with pytest.raises(JournalError):
                journal.append(commit_of("more", expected=6))
            assert len(journal.read("west-1")) == 6
            assert list(journal.receipt("west-1", "more")) == []
            journal.verify("west-1")

    def test_a_file_that_was_cut_off_is_damaged(self, written: Path) -> None:
        os.truncate(written, 4096)

        with pytest.raises(JournalError, match="is damaged"), SqliteJournal(written) as journal:
            journal.read("west-1")


class TestDamage:
    @pytest.fixture(params=[1, 3, 6])
    def version(self, request: pytest.FixtureRequest) -> int:
        return int(request.param)

    @pytest.mark.parametrize(
        "change",
        [
            "fact = replace(fact, 'e', 'é')",
            "fact = fact || ' '",
            "fact = CAST(x'ff' AS TEXT)",
            "fact = x'ff00'",
            "at = '2026-03-29T12:00:00.000001+00:00'",
            "by = replace(by, 'Noor', 'Nora')",
            "command = 'other'",
            "digest = replace(digest, substr(digest, 1, 1), 'g')",
            "version = 99",
            "version = -1",
            "version = 'many'",
        ],
    )
    def test_an_altered_entry_is_named(self, written: Path, version: int, change: str) -> None:
        alter(written, f"UPDATE entries SET {change} WHERE version = {version}")

        with SqliteJournal(written) as journal, pytest.raises(JournalDamaged) as caught:
            journal.verify("west-1")
        assert (caught.value.stream, caught.value.version) == ("west-1", version)

    def test_a_removed_entry_is_named_also_the_last(self, written: Path, version: int) -> None:
        alter(written, f"DELETE FROM entries WHERE version = {version}")

        with SqliteJournal(written) as journal, pytest.raises(JournalDamaged) as caught:
            journal.verify("west-1")
        assert caught.value.version == version

    def test_of_two_swapped_entries_the_first_is_named(self, written: Path) -> None:
        alter(
            written,
            "UPDATE entries SET version = -2 WHERE version = 2",
            "UPDATE entries SET version = 2 WHERE version = 5",
            "UPDATE entries SET version = 5 WHERE version = -2",
        )
        with SqliteJournal(written) as journal, pytest.raises(JournalDamaged) as caught:
            journal.verify("west-1")
        assert caught.value.version == 2

    def test_an_entry_that_was_put_in_at_the_end_is_named(self, written: Path) -> None:
        alter(
            written,
            "INSERT INTO entries (stream, version, at, by, command, fact, digest) "
            "SELECT stream, 7, at, by, 'forged', fact, digest FROM entries WHERE version = 6",
        )
        with SqliteJournal(written) as journal, pytest.raises(JournalDamaged) as caught:
            journal.verify("west-1")
        assert caught.value.version == 7

    @pytest.mark.parametrize(
        ("statement", "version"),
        [
            ("DELETE FROM streams", 1),
            ("UPDATE streams SET version = 5", 6),
            ("UPDATE streams SET version = 'many'", 1),
            ("UPDATE streams SET digest = 'f00'", 6),
            ("UPDATE streams SET digest = x'ff00'", 6),
        ],
    )
    def test_an_altered_end_of_a_stream_is_found(self, written: Path, statement: str, version: int) -> None:
        alter(written, statement)

        with SqliteJournal(written) as journal, pytest.raises(JournalDamaged) as caught:
            journal.verify("west-1")
        assert caught.value.version == version

    def test_a_removed_stream_is_seen_by_the_digest_that_was_noted(self, written: Path) -> None:
        with SqliteJournal(written) as journal:
            noted = journal.verify("west-1")
        alter(written, "DELETE FROM entries", "DELETE FROM streams")

        with SqliteJournal(written) as journal:
            assert noted != journal.verify("west-1") == GENESIS

    def test_another_stream_is_not_touched_by_the_damage(self, written: Path) -> None:
        with SqliteJournal(written) as journal:
            journal.append(commit_of("declare", stream="east-1"))
        alter(written, "UPDATE entries SET fact = '{}' WHERE version = 1 AND stream = 'west-1'")

        with SqliteJournal(written) as journal:
            assert journal.verify("east-1") == journal.read("east-1")[-1].digest

    def test_a_gap_is_found_when_it_is_read(self, written: Path) -> None:
        alter(written, "DELETE FROM entries WHERE version = 3")

        with SqliteJournal(written) as journal:
            with pytest.raises(JournalDamaged) as caught:
                journal.read("west-1", after=1)
            assert caught.value.version == 3
            assert len(journal.read("west-1", after=3)) == 3

    @pytest.mark.parametrize(
        "change",
        [
            f"""fact = '{{"kind": "of_tomorrow", "name": "{SECRET}"}}'""",
            f"""fact = '{{"kind": "promised", "promise": "{SECRET}", "due": "{SECRET}"}}'""",
            f"""fact = '{SECRET}'""",
            f"""by = '{{"name": "{SECRET}"}}'""",
            f"""at = '{SECRET}'""",
            "at = '2026-03-29T12:00:00'",
        ],
    )
    @pytest.mark.parametrize("reading", READINGS)
    def test_an_entry_that_cannot_be_read_is_named_without_what_it_says(
        self, written: Path, change: str, reading: str
    ) -> None:
        alter(written, f"UPDATE entries SET {change} WHERE version = 4")

        with SqliteJournal(written) as journal, pytest.raises(JournalDamaged) as caught:
            READINGS[reading](journal)
        assert caught.value.version == 4
        assert SECRET not in full_message(caught.value)

    def test_a_long_stream_is_verified_page_by_page(self, path: Path) -> None:
        facts = (FACTS + OTHER_FACTS) * 500
        with SqliteJournal(path) as journal:
            for step in range(2):
                journal.append(commit_of(f"step-{step}", expected=1500 * step, facts=facts))
            assert journal.verify("west-1") == journal.read("west-1", after=2999)[0].digest
            alter(path, "DELETE FROM entries WHERE version = 2500")
            with pytest.raises(JournalDamaged) as caught:
                journal.verify("west-1")
        assert caught.value.version == 2500


class TestManyReaders:
    @pytest.fixture
    def two(self, path: Path) -> Iterator[tuple[SqliteJournal, SqliteJournal]]:
        with SqliteJournal(path) as one, SqliteJournal(path) as other:
            yield one, other

    def test_two_journals_on_one_file_see_each_other(self, two: tuple[SqliteJournal, SqliteJournal]) -> None:
        one, other = two
        one.append(commit_of("declare"))
        entries = other.append(commit_of("again", expected=2))

        assert list(one.read("west-1", after=2)) == list(entries)
        assert one.verify("west-1") == other.verify("west-1") == entries[-1].digest
