"""Programs that are killed while they enter, and eight that enter the same: every record is in the chart once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO

import anyio
import pytest

from downtimekit.adapters.file_target import Drop, take_in
from downtimekit.adapters.sql_target import (
    Dialect,
    SqliteDatabase,
    SqlTarget,
    default_mapping,
    default_schema,
    new_sqlite,
)
from downtimekit.models.chart import Chart, Lookup
from downtimekit.testing import MemoryTarget
from downtimekit.testing.contracts.target import ADAEZE
from tests.integration.target_writer import ORDERS, PATIENTS, entries
from tests.vendor_tables import move_in

pytestmark = pytest.mark.integration
WRITER = Path(__file__).with_name("target_writer.py")
ROUNDS = 12
TOGETHER = 8


@pytest.fixture
def ris(tmp_path: Path) -> Path:
    with new_sqlite(tmp_path / "ris.db", default_schema(Dialect.SQLITE)) as database:
        move_in(database, default_mapping(), patients=PATIENTS, orders=ORDERS)
    return tmp_path / "ris.db"


def start(kind: str, place: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), kind, str(place), *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def pipe(end: IO[str] | None) -> IO[str]:
    assert end is not None
    return end


def killed(kind: str, place: Path, *, after: int) -> dict[str, str]:
    """Start a program, kill it a little after so many writes, and return what was acknowledged by then."""
    program = start(kind, place, 0, len(ORDERS))
    lines = [pipe(program.stdout).readline() for _ in range(after)]
    time.sleep(random.random() / 200)
    program.kill()
    lines += pipe(program.stdout).readlines()
    program.communicate()
    return dict(map(_pair, (line for line in lines if line.endswith("\n"))))


def _pair(line: str) -> tuple[str, str]:
    key, made = line.split()
    return key, made


def at_once(kind: str, place: Path, *, last: int) -> list[list[str]]:
    """Let eight programs enter the same at the same moment, and return what each was answered."""
    programs = [start(kind, place, 0, last, "begin") for _ in range(TOGETHER)]
    for program in programs:
        assert pipe(program.stdout).readline() == "ready\n"
    for program in programs:
        pipe(program.stdin).write("\n")
        pipe(program.stdin).flush()
    answers = [program.communicate()[0].splitlines() for program in programs]
    assert [program.returncode for program in programs] == [0] * TOGETHER
    return answers


def chart(database: SqliteDatabase) -> Chart:
    wanted = Lookup(mrns=frozenset({ADAEZE.mrn}))
    return anyio.run(SqlTarget(database, default_mapping()).look_up, wanted)


def test_what_was_acknowledged_before_a_kill_is_there_and_the_rest_is_entered_once(ris: Path) -> None:
    told: dict[str, str] = {}
    for _ in range(ROUNDS):
        told |= killed("sql", ris, after=random.randint(1, 60))
        with SqliteDatabase(ris) as database:
            held = {record.key: record.id for record in chart(database).records}
        assert told.items() <= held.items()
    last = start("sql", ris, 0, len(ORDERS)).communicate()[0]

    with SqliteDatabase(ris) as database:
        held = {record.key: record.id for record in chart(database).records}
        with database.reading() as rows:
            assert rows.read("SELECT count(*) AS rows FROM records") == [{"rows": len(ORDERS)}]
            assert rows.read("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert held == dict(map(_pair, last.splitlines()))
    assert set(held) == {entry.key for entry in entries()}


def test_eight_programs_that_enter_the_same_make_each_record_once(ris: Path) -> None:
    answers = at_once("sql", ris, last=60)

    assert all(answer == answers[0] for answer in answers)
    with SqliteDatabase(ris) as database:
        assert sorted(record.key for record in chart(database).records) == sorted(e.key for e in entries()[:60])


@contextmanager
def other_sides(drop: Drop, system: MemoryTarget) -> Iterator[None]:
    """Two workers at the other end of a folder."""
    is_over = Event()

    def work() -> None:
        while not is_over.wait(0.002):
            anyio.run(take_in, drop, system)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        is_over.set()
        for worker in workers:
            worker.join()


def test_eight_programs_that_put_the_same_entries_into_a_folder_make_each_record_once(tmp_path: Path) -> None:
    drop, system = Drop(tmp_path / "drop").make(), MemoryTarget(PATIENTS, ORDERS)
    with other_sides(drop, system):
        answers = at_once("files", drop.folder, last=25)

    assert all(answer == answers[0] for answer in answers)
    assert [entry.key for entry in system.entries] == list(dict.fromkeys(entry.key for entry in system.entries))
    assert len(system.records) == 25
    assert list(drop.entries.iterdir()) == []


def test_a_program_that_is_killed_while_it_puts_entries_down_leaves_each_whole_or_not_at_all(tmp_path: Path) -> None:
    drop, system = Drop(tmp_path / "drop").make(), MemoryTarget(PATIENTS, ORDERS)
    with other_sides(drop, system):
        for _ in range(ROUNDS // 2):
            told = killed("files", drop.folder, after=random.randint(1, 12))
            assert told.items() <= {record.key: record.id for record in system.records}.items()
        start("files", drop.folder, 0, 40).communicate()

    assert len(system.records) == len(system.entries) >= 40
    answers = [drop.answer(path.stem) for path in drop.answers.iterdir()]
    assert {answer.state.value for answer in answers if answer} == {"accepted"}
