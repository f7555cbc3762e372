"""What was lost is counted, so a figure of nothing lost says something."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.kills import Tally, found
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.testing.contracts.journal import commit_of


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A journal of three commands."""
    path = tmp_path / "downtime.db"
    with SqliteJournal(path) as journal:
        for step in range(3):
            journal.append(commit_of(f"step-{step}", expected=2 * step))
    return path


@pytest.mark.parametrize(
    ("acknowledged", "tally"),
    [
        ({0, 1, 2}, Tally(acknowledged=3)),
        ({0, 1}, Tally(acknowledged=2, unanswered=1)),
        ({0, 1, 2, 3, 4}, Tally(acknowledged=5, lost=2)),
        (set(), Tally(unanswered=3)),
    ],
)
def test_a_command_that_was_acknowledged_and_is_not_there_is_lost(
    kept: Path, acknowledged: set[int], tally: Tally
) -> None:
    assert found(kept, acknowledged) == tally


def test_a_file_that_was_altered_is_a_problem(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("DELETE FROM entries WHERE version = 2")

    assert "west-1" in found(kept, {0, 1, 2}).problem
