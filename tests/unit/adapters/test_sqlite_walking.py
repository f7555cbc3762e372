"""Walking a SQLite journal from end to end, while others write to it, remove from it, or have altered it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.ports.chain import Line
from downtimekit.ports.entries import GENESIS
from downtimekit.testing.contracts.archive import remove
from downtimekit.testing.contracts.journal import commit_of
from tests.unit.adapters.test_sqlite_journal import alter


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A closed journal of six entries in three commits."""
    path = tmp_path / "downtime.db"
    with SqliteJournal(path) as journal:
        for step in range(3):
            journal.append(commit_of(f"step-{step}", expected=2 * step))
    return path


@pytest.mark.parametrize("version", ["'many'", "-1", "0", "99"])
def test_a_walk_over_altered_versions_comes_to_an_end(written: Path, version: str) -> None:
    alter(written, f"UPDATE entries SET version = {version} WHERE version = 3")

    with SqliteJournal(written) as journal:
        walked = [line.version for line in journal.lines("west-1")]
    assert {1, 2, 4, 5, 6} <= set(walked)
    assert len(walked) <= 6


@pytest.mark.parametrize("change", ["fact = CAST(x'ff' AS TEXT)", "fact = x'ff00'", "command = CAST(x'c3' AS TEXT)"])
def test_what_is_no_text_any_more_is_fed_and_never_quoted(written: Path, change: str) -> None:
    alter(written, f"UPDATE entries SET {change} WHERE version = 3")

    with SqliteJournal(written) as journal:
        assert [stored.line.version for stored in journal.feed()] == [1, 2, 3, 4, 5, 6]
        assert len(list(journal.lines("west-1"))) == 6
        assert len(journal.read("west-1", after=3)) == 3


def test_a_stream_that_is_removed_while_it_is_verified_is_no_damage(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqliteJournal(written) as journal, SqliteJournal(written) as other:
        walk = journal._until

        def removing(stream: str, last: int) -> Iterator[Line]:
            remove(other, stream)
            return walk(stream, last)

        monkeypatch.setattr(journal, "_until", removing)
        assert journal.verify("west-1") == GENESIS


def test_what_is_written_while_a_stream_is_verified_is_no_damage(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqliteJournal(written) as journal, SqliteJournal(written) as other:
        noted, walk = journal.verify("west-1"), journal._until

        def writing(stream: str, last: int) -> Iterator[Line]:
            other.append(commit_of("late", expected=6))
            return walk(stream, last)

        monkeypatch.setattr(journal, "_until", writing)
        assert journal.verify("west-1") == noted


def test_lines_that_come_from_the_same_journal_can_be_loaded(written: Path) -> None:
    with SqliteJournal(written) as journal:
        assert journal.load(journal.lines("west-1")) == 0
