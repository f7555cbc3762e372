"""What stands before a journal in tests keeps its promises, as long as nothing goes wrong."""

from __future__ import annotations

import pytest

from downtimekit.testing import FailingJournal, MemoryJournal, RecordingJournal
from downtimekit.testing.contracts.agenda import AgendaContract
from downtimekit.testing.contracts.archive import ArchiveContract
from downtimekit.testing.contracts.journal import JournalContract


class TestRecordingBehindFailing(JournalContract, ArchiveContract, AgendaContract):
    @pytest.fixture
    def journal(self) -> FailingJournal:
        return FailingJournal(RecordingJournal(MemoryJournal()))
