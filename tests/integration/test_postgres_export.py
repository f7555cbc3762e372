"""A journal moves to PostgreSQL and back in a file, is shown to hold there, and is kept as long as it must be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from downtimekit.adapters.journal_file import export_journal, import_journal
from downtimekit.adapters.postgres_journal import PostgresJournal
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import InvalidInput
from downtimekit.models.retention import RetentionPolicy
from downtimekit.runtime.evidence import collect_evidence, verify_evidence
from downtimekit.runtime.retention import remove_expired
from downtimekit.runtime.verifying import verify_journal
from tests.integration.postgres_server import Server, new_name
from tests.lived import a_life
from tests.ward import CLERK, after

pytestmark = pytest.mark.integration


@pytest.fixture
def journal(postgres: Server) -> Iterator[PostgresJournal]:
    with PostgresJournal(postgres.conninfo(), schema=new_name("ward"), connections=4) as journal:
        yield journal


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[SqliteJournal]:
    with SqliteJournal(tmp_path / "downtime.db") as journal:
        yield journal


def test_a_journal_moves_from_a_file_to_a_server_and_back(
    journal: PostgresJournal, on_disk: SqliteJournal, tmp_path: Path
) -> None:
    life = a_life(journal=on_disk)
    export_journal(on_disk, tmp_path / "west.jsonl")

    assert import_journal(journal, tmp_path / "west.jsonl") == {life.id: life.standing.version}
    assert import_journal(journal, tmp_path / "west.jsonl") == {life.id: 0}
    export_journal(journal, tmp_path / "back.jsonl")

    assert (tmp_path / "back.jsonl").read_bytes() == (tmp_path / "west.jsonl").read_bytes()
    assert verify_journal(journal, noted=verify_journal(on_disk).heads).holds
    assert list(journal.due()) == list(on_disk.due())


def test_a_torn_file_brings_nothing_in(journal: PostgresJournal, tmp_path: Path) -> None:
    export_journal(a_life().journal, tmp_path / "west.jsonl")
    (tmp_path / "west.jsonl").write_bytes((tmp_path / "west.jsonl").read_bytes()[:-100])

    with pytest.raises(InvalidInput):
        import_journal(journal, tmp_path / "west.jsonl")
    assert list(journal.streams()) == []


def test_what_is_told_from_a_server_is_what_is_told_from_memory(journal: PostgresJournal) -> None:
    life = a_life()
    journal.load(life.journal.lines(life.id))
    one, other = (collect_evidence(each, life.id, now=after(600), by=CLERK) for each in (life.journal, journal))

    assert one.files == other.files
    assert verify_evidence(other.files).holds


def test_what_was_kept_long_enough_is_removed_and_leaves_its_mark(journal: PostgresJournal) -> None:
    life = a_life(journal=journal)
    now = datetime(2032, 3, 4, tzinfo=UTC)
    noted = verify_journal(journal).heads

    done = remove_expired(journal, RetentionPolicy(), now=now, by=CLERK, reason="yearly review")

    assert [mark.stream for mark in done.removed] == [life.id]
    assert list(journal.streams()) == []
    assert verify_journal(journal, noted=noted).removed == done.removed
