"""Every journal of ours keeps the promises of the port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.testing.contracts.agenda import AgendaContract
from downtimekit.testing.contracts.archive import ArchiveContract
from downtimekit.testing.contracts.journal import JournalContract
from downtimekit.testing.memory_journal import MemoryJournal


class TestMemoryJournal(JournalContract, ArchiveContract, AgendaContract):
    @pytest.fixture
    def journal(self) -> MemoryJournal:
        return MemoryJournal()


class TestSqliteJournal(JournalContract, ArchiveContract, AgendaContract):
    @pytest.fixture
    def journal(self, tmp_path: Path) -> Iterator[SqliteJournal]:
        with SqliteJournal(tmp_path / "downtime.db") as journal:
            yield journal
