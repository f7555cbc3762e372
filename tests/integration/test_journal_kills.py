"""Processes that are killed, disks that end, files that tear: what was acknowledged is there, and is whole."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.ports.entries import Entry
from downtimekit.testing.contracts.journal import FACTS, commit_of
from tests.integration.killer import APPENDER, output, start, steps_before_kill

NAMES = ("east", "north", "west")


def check_whole(entries: list[Entry], *, acknowledged: int) -> None:
    """Every acknowledged step is there once, whole and in its place, and at most one more."""
    steps = len(entries) // len(FACTS)
    assert acknowledged <= steps <= acknowledged + 1
    assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
    assert [(entry.command, entry.fact) for entry in entries] == [
        (f"step-{step}", fact) for step in range(steps) for fact in FACTS
    ]


def kill_again_and_again(path: Path, *, seed: int, kills: int) -> None:
    dice, acknowledged = random.Random(seed), 0
    for _ in range(kills):
        steps = steps_before_kill(path, first=acknowledged, dice=dice)
        assert steps == list(range(acknowledged, acknowledged + len(steps)))
        acknowledged += len(steps)
        if not path.exists():
            continue
        with SqliteJournal(path) as journal:
            check_whole(list(journal.read("west-1")), acknowledged=acknowledged)
            journal.verify("west-1")
    assert acknowledged


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path / "downtime.db", seed=1, kills=6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 12))
def test_nothing_acknowledged_is_lost_however_often_the_process_is_killed(tmp_path: Path, seed: int) -> None:
    kill_again_and_again(tmp_path / "downtime.db", seed=seed, kills=20)


def test_every_version_of_a_file_that_processes_share_has_one_winner(tmp_path: Path) -> None:
    path = tmp_path / "downtime.db"
    rivals = [start(path, "--against", name) for name in NAMES]
    for rival in rivals:
        assert output(rival).readline() == "ready\n"
    for rival in rivals:
        assert rival.stdin is not None
        rival.stdin.write("\n")
        rival.stdin.flush()
    wins = [line.split() for rival in rivals for line in rival.communicate()[0].splitlines()]

    with SqliteJournal(path) as journal:
        entries = journal.read("west-1")
        journal.verify("west-1")
    assert sorted((int(version), command) for command, version in wins) == [
        (entry.version, entry.command) for entry in entries[1::2]
    ]
    assert {command.split("-")[0] for command, _ in wins} == set(NAMES)


def torn_copy(path: Path, folder: Path, *, size: int) -> Path:
    """Copy a journal that is open, as a crash would leave it, with only the first bytes of its log."""
    folder.mkdir()
    copy = Path(shutil.copy(path, folder))
    log = path.with_name(f"{path.name}-wal").read_bytes()[:size]
    copy.with_name(f"{path.name}-wal").write_bytes(log)
    return copy


def test_a_torn_log_gives_back_whole_commits_from_the_first_on(tmp_path: Path) -> None:
    path, dice, steps = tmp_path / "downtime.db", random.Random(3), 12
    sizes = []
    with SqliteJournal(path) as journal:
        for step in range(steps):
            journal.append(commit_of(f"step-{step}", expected=2 * step))
            sizes.append(path.with_name(f"{path.name}-wal").stat().st_size)
        for number in range(30):
            cut = dice.randrange(sizes[-1] + 1)
            intact = sum(size <= cut for size in sizes)
            with SqliteJournal(torn_copy(path, tmp_path / str(number), size=cut)) as copy:
                check_whole(list(copy.read("west-1")), acknowledged=intact)
                copy.verify("west-1")
                copy.append(commit_of("after", expected=len(copy.read("west-1"))))


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a POSIX file size limit")
def test_a_log_that_cannot_grow_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "downtime.db"
    limited = (
        "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000)); "
        "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    command = [sys.executable, "-c", limited, str(APPENDER), str(path), "0"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    acknowledged = len(ended.stdout.splitlines()) - 1
    assert "downtimekit.errors.JournalError" in ended.stderr.splitlines()[-1]
    assert "Zürich" not in ended.stderr
    assert acknowledged > 0
    with SqliteJournal(path) as journal:
        check_whole(list(journal.read("west-1")), acknowledged=acknowledged)
        journal.verify("west-1")
        journal.append(commit_of(f"step-{acknowledged}", expected=2 * acknowledged))
