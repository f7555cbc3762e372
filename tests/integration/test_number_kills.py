"""The power goes while numbers are taken: none is lost, none comes twice, and a repeated command gets its own."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.numbers import NumberKind
from downtimekit.runtime import SystemClock
from downtimekit.runtime.number_desk import NumberDesk
from tests.integration.number_taker import NURSE
from tests.numbered import a_desk, a_range

pytestmark = pytest.mark.slow

TAKER = Path(__file__).with_name("number_taker.py")
AT_ONCE = 2


def start(path: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(TAKER), str(path), name], stdout=subprocess.PIPE, text=True)


def output(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def taken_before_kill(path: Path, *, life: int, dice: random.Random) -> dict[str, list[str]]:
    """Let processes take numbers, kill all at a random moment, and return what each command was told."""
    takers = [start(path, f"life-{life}-{number}") for number in range(AT_ONCE)]
    lines = [output(taker).readline() for taker in takers for _ in range(2)]  # each is at it
    time.sleep(dice.random() * 0.2)
    for taker in takers:
        taker.kill()
    for taker in takers:
        with taker:
            lines += output(taker).readlines()
    told = (line.split() for line in lines if line.endswith("\n") and line != "ready\n")
    return {command: numbers for command, *numbers in told}


def test_numbers_survive_kills_and_no_one_gets_those_of_another(tmp_path: Path) -> None:
    path, dice, told = tmp_path / "numbers.db", random.Random(1), dict[str, list[str]]()
    with SqliteJournal(path) as journal:
        a_desk(journal, ranges=(a_range(last=900_000),), clock=SystemClock())
    for life in range(3):
        told |= taken_before_kill(path, life=life, dice=dice)

    with SqliteJournal(path) as journal:
        desk = NumberDesk("west", "afterwards", journal, SystemClock())
        issued = [*desk.ledger(NumberKind.FORM).states]
        journal.verify(desk.stream)
        numbers = [number for taken in told.values() for number in taken]
        assert len(set(numbers)) == len(numbers) > 0
        assert set(numbers) <= set(issued)
        assert len(issued) - len(numbers) <= 3 * AT_ONCE * 3  # one taking of each, that nobody was told of
        for command, taken in told.items():
            again = desk.take(NumberKind.FORM, 3, purpose="west-1", by=NURSE, command=command)
            assert [*again.numbers] == taken
        assert [*desk.ledger(NumberKind.FORM).states] == issued
