"""What the pages on PostgreSQL and on schedulers say about a server, on a server."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sybil import Sybil
from sybil.document import Document
from sybil.parsers.markdown import PythonCodeBlockParser

from downtimekit.adapters.postgres_journal import PostgresJournal
from tests.docs.pages import DOCS
from tests.integration.postgres_server import Server

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore::ResourceWarning:procrastinate")]
BLOCKS = Sybil(parsers=[PythonCodeBlockParser()], path=str(DOCS), pattern="*.md")


@pytest.fixture
def clinic(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database that the pages speak of, where the environment says that it is."""
    name = postgres.database()
    for variable, value in {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PGUSER": "postgres"}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.chdir(tmp_path)
    return name


def blocks_of(page: str, *, database: str) -> tuple[Document, list[Any]]:
    """Return the blocks of a page, those that are skipped elsewhere, too."""
    copy = Path(page)
    copy.write_text((DOCS / "how-to" / page).read_text().replace("dbname=clinic", f"dbname={database}"))
    document = BLOCKS.parse(copy)
    return document, list(document.examples())


def test_the_page_on_postgresql_holds_what_it_says(clinic: str, capsys: pytest.CaptureFixture[str]) -> None:
    document, (opening, _, following) = blocks_of("postgres.md", database=clinic)
    opening.evaluate()
    following.evaluate()
    with document.namespace["journal"] as journal:
        assert len(capsys.readouterr().out.splitlines()) == len(journal.read("west-1")) > 2


def test_a_task_of_procrastinate_carries_what_is_owed(clinic: str) -> None:
    document, examples = blocks_of("schedulers.md", database=clinic)
    names = document.namespace
    for example in (examples[0], examples[-1]):
        example.evaluate()
    with PostgresJournal(f"dbname={clinic}") as journal:
        nurse = names["Staff"](name="Carla Chen", role=names["Role"].CHARGE_NURSE)
        desk = names["Desk"](journal=journal)
        fields = {name: getattr(names["worker"], name) for name in ("delivery", "name", "by")}
        names["worker"] = names["Worker"](desk=desk, agenda=journal, **fields)
        outage = desk.declare(names["UNSCHEDULED"], id="west-1", by=nurse, sites=["west"], services=["RIS"])
        outage.signal("help_desk_contacted", by=nurse, ticket="INC-4711")
        outage.signal("target_identified", by=nurse, target="customer_wan")
        asyncio.run(serve_once(names))

        assert {contact for _, contact in outage.standing.receipts} == {"charge-nurse", "it-lead"}
    names["journal"].close()


async def serve_once(names: dict[str, Any]) -> None:
    """Let a worker of procrastinate do one task, as its clock would ask for it."""
    async with names["app"].open_async() as app:
        await app.schema_manager.apply_schema_async()
        await names["work"].defer_async(timestamp=0)
    await names["serve"](wait=False)
