"""Processes that share the work of one file: nothing is done twice, and what a dead one held is taken over."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import NoticeCarried
from downtimekit.testing.contracts.agenda import notice, write
from tests.integration.killer import output, start


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal that owes forty notices."""
    path = tmp_path / "downtime.db"
    with SqliteJournal(path) as journal:
        write(journal, *(notice(f"n-{number}") for number in range(40)))
    return path


def hire(path: Path, *names: str, lease: float = 1) -> list[subprocess.Popen[str]]:
    """Start workers, and let them begin at the same moment."""
    workers = [start(path, "--work", name, str(lease)) for name in names]
    for worker in workers:
        assert output(worker).readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    return workers


def said(worker: subprocess.Popen[str]) -> list[list[str]]:
    """Return what a worker said until it ended; a line that it was killed in does not count."""
    lines = worker.communicate(timeout=60)[0].splitlines(keepends=True)
    return [line.split() for line in lines if line.endswith("\n")]


def check(path: Path, told: list[list[str]]) -> None:
    """Everything is settled; what was said to be done is, and no attempt was given to two workers."""
    attempts = [tuple(words[1:3]) for words in told if words[0] == "took"]
    assert len(set(attempts)) == len(attempts)
    with SqliteJournal(path) as journal:
        assert list(journal.due()) == []
        assert journal.rebuild_agenda() == 0
        journal.verify("west-1")
        done = {entry.version: entry.fact for entry in journal.read("west-1", after=40)}
    assert {fact.notice for fact in done.values() if isinstance(fact, NoticeCarried)} == {f"n-{n}" for n in range(40)}
    for _, key, version in (words for words in told if words[0] == "did"):
        assert done[int(version)] == NoticeCarried(notice=key)


def test_three_processes_do_everything_and_nothing_twice(path: Path) -> None:
    workers = hire(path, "anna", "ben", "cleo", lease=600)
    told = [words for worker in workers for words in said(worker)]

    check(path, told)
    for doing in ("took", "did"):
        assert Counter(words[1] for words in told if words[0] == doing) == {f"n-{n}": 1 for n in range(40)}
    with SqliteJournal(path) as journal:
        assert len(journal.read("west-1")) == 40 + 40


def kill_and_hire(path: Path, *, seed: int, kills: int) -> None:
    dice, names = random.Random(seed), (f"worker-{number}" for number in count())
    working, told = hire(path, next(names), next(names)), []
    for _ in range(kills):
        time.sleep(dice.random() * 0.3)
        victim = working.pop(dice.randrange(len(working)))
        victim.send_signal(signal.SIGKILL)
        told += said(victim)
        working += hire(path, next(names))
    for worker in working:
        told += said(worker)
    check(path, told)


def test_what_a_killed_process_held_is_taken_over(path: Path) -> None:
    kill_and_hire(path, seed=1, kills=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_what_killed_processes_held_is_taken_over_however_many_are_killed(path: Path, seed: int) -> None:
    kill_and_hire(path, seed=seed, kills=8)
