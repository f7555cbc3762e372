"""Many processes share one backlog: every record once, whoever dies; and any machine with the journal can finish it."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from downtimekit.adapters.journal_file import export_journal, import_journal
from downtimekit.adapters.postgres_journal import PostgresJournal
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import RecordEntered
from downtimekit.testing.journals import Durable
from tests.integration.backlog_worker import DOWNTIME, FileChart
from tests.integration.backlogs import begin, check, owe, said, sendings, start, together
from tests.integration.postgres_server import Server, new_name

Place = tuple[str, Callable[[], Durable]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.integration)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where the journal is, in words for a command line, and how it is opened here."""
    if request.param == "sqlite":
        yield str(tmp_path / "downtime.db"), lambda: SqliteJournal(tmp_path / "downtime.db", patience=30)
        return
    server: Server = request.getfixturevalue("postgres")
    conninfo, schema = server.conninfo(), new_name("backlog")
    yield f"postgres|{conninfo}|{schema}", lambda: PostgresJournal(conninfo, schema=schema, patience=30)


@pytest.fixture
def chart(tmp_path: Path) -> FileChart:
    return FileChart(tmp_path / "chart.db")


def hire(place: Place, chart: FileChart, *names: str, lease: float = 20) -> list[subprocess.Popen[str]]:
    """Start workers that begin together."""
    workers = [start("work", place[0], Path(chart.path), name, lease=lease) for name in names]
    begin(*workers)
    return workers


@pytest.mark.slow
def test_eight_workers_produce_one_report_of_each_exam(place: Place, chart: FileChart) -> None:
    with closing(place[1]()) as journal:  # type: ignore[type-var]
        keys = owe(journal, patients=30)
    told = [said(worker) for worker in hire(place, chart, *(f"worker-{n}" for n in range(8)))]
    sent = [one for words in told for one in sendings(words)]

    assert together(sent) == []
    assert sorted(one.key for one in sent) == sorted(keys)
    assert sum(bool(sendings(words)) for words in told) > 1
    assert not [words for one in told for words in one if words[0] == "missing"]
    with closing(place[1]()) as journal:  # type: ignore[type-var]
        check(journal, chart, keys)
        entered = [one.fact.key for one in journal.read(DOWNTIME) if isinstance(one.fact, RecordEntered)]
    assert sorted(entered) == sorted(keys)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_what_a_killed_worker_held_is_taken_over(place: Place, chart: FileChart, seed: int) -> None:
    dice = random.Random(seed)
    with closing(place[1]()) as journal:  # type: ignore[type-var]
        keys = owe(journal, patients=20)
    working = hire(place, chart, "anna", "ben", "cleo", lease=2)
    sent = []
    for number in range(3):
        time.sleep(0.1 + dice.random() * 0.4)
        victim = working.pop(dice.randrange(len(working)))
        victim.kill()
        sent += sendings(said(victim), died_at=time.monotonic())
        working += hire(place, chart, f"newcomer-{number}", lease=2)
    told = [said(worker) for worker in working]

    assert together([*sent, *(one for words in told for one in sendings(words))]) == []
    assert not [words for one in told for words in one if words[0] == "missing"]
    with closing(place[1]()) as journal:  # type: ignore[type-var]
        check(journal, chart, keys)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["apply", "work"])
@pytest.mark.parametrize("seed", range(4))
def test_a_backlog_of_three_weeks_is_finished_on_another_machine_from_the_journal_alone(
    tmp_path: Path, chart: FileChart, seed: int, what: str
) -> None:
    dice = random.Random(seed)
    machine = tmp_path / "machine-0.db"
    with SqliteJournal(machine) as journal:
        keys = owe(journal, patients=42)
    for number in range(1, 4):
        process = start(what, str(machine), Path(chart.path), f"machine-{number}")
        begin(process)
        assert process.stdout is not None
        for _ in range(dice.randrange(1, 80)):
            process.stdout.readline()
        process.kill()
        process.communicate()
        export, machine = tmp_path / f"export-{number}.jsonl", tmp_path / f"machine-{number}.db"
        with SqliteJournal(machine.with_name(f"machine-{number - 1}.db")) as before:
            export_journal(before, export)
        with SqliteJournal(machine) as after:
            import_journal(after, export)
    assert 0 < len(chart.keys()) < len(keys)
    last = start(what, str(machine), Path(chart.path), "the-last")
    begin(last)

    assert said(last)[-1] == ["finished"]
    with SqliteJournal(machine) as journal:
        check(journal, chart, keys)
