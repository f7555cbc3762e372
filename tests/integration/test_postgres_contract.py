"""The PostgreSQL journal keeps the promises of both of its ports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from downtimekit.adapters.postgres_journal import PostgresJournal
from downtimekit.ports.agenda import Claim
from downtimekit.testing.contracts.agenda import AgendaContract
from downtimekit.testing.contracts.archive import ArchiveContract
from downtimekit.testing.contracts.journal import JournalContract
from downtimekit.testing.memory_journal import MemoryJournal
from tests.integration.postgres_server import Server, new_name
from tests.property.test_agendas import Step, lives

pytestmark = pytest.mark.integration


@pytest.fixture
def journal(postgres: Server) -> Iterator[PostgresJournal]:
    with PostgresJournal(postgres.conninfo(), schema=new_name("ward"), connections=8) as journal:
        yield journal


class TestPostgresJournal(JournalContract, ArchiveContract, AgendaContract):
    """In a schema of its own."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives)
def test_it_answers_as_a_journal_in_memory_does_and_can_be_made_anew(
    postgres: Server, life: tuple[list[Step], list[Step]]
) -> None:
    with PostgresJournal(postgres.conninfo(), schema=new_name("ward"), connections=1) as journal:
        in_memory, claims, same_claims = MemoryJournal(), list[Claim](), list[Claim]()
        for step in [*life[0], *life[1], *life[0][:5]]:
            assert step(journal, claims) == step(in_memory, same_claims)
            assert list(journal.due()) == list(in_memory.due())
        assert journal.rebuild_agenda() == 0
