"""The process dies while it tells three hundred people, again and again: nobody is lost, and nobody is called twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.notice import ReceiptState
from tests.integration.fanout import KINDS, PEOPLE, the_outage

FANOUT = Path(__file__).with_name("fanout.py")
ACCEPTED, UNKNOWN = ReceiptState.ACCEPTED, ReceiptState.UNKNOWN


def lives(folder: Path, dice: random.Random) -> bool:
    """Let a process tell people until it is killed, and say whether it was done before."""
    with subprocess.Popen([sys.executable, str(FANOUT), str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(dice.random() * 0.4)
        process.kill()
        return process.stdout.readline() == "done\n"


def sent(folder: Path, kind: str) -> list[tuple[str, str]]:
    """Return who was told under which key."""
    file = folder / f"{kind}.txt"
    lines = file.read_text().splitlines() if file.exists() else []
    return [(name, key) for name, _, key in (line.partition(" ") for line in lines)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_fan_out_that_is_killed_again_and_again_reaches_everybody(tmp_path: Path, seed: int) -> None:
    dice, deaths = random.Random(seed), 0
    while not lives(tmp_path, dice):
        deaths += 1
    assert deaths

    with SqliteJournal(tmp_path / "downtime.db") as journal:
        standing = the_outage(journal).standing
        journal.verify("west-1")
    told = {contact: told.state for (_, contact), told in standing.receipts.items()}
    assert sorted(told) == sorted(f"p{number}" for number in range(PEOPLE))
    assert len(standing.carried) == 1
    _knows_keys(told, sent(tmp_path, KINDS[0]))
    _knows_none(told, sent(tmp_path, KINDS[1]), deaths=deaths)


def _knows_keys(told: dict[str, ReceiptState], messages: list[tuple[str, str]]) -> None:
    """Everybody has it, and who has it more than once sees by the key that it is the same."""
    assert {told[f"p{number}"] for number in range(0, PEOPLE, 2)} == {ACCEPTED}
    assert len(set(messages)) == len({name for name, _ in messages}) == PEOPLE // 2


def _knows_none(told: dict[str, ReceiptState], messages: list[tuple[str, str]], *, deaths: int) -> None:
    """Nobody has it twice, and of whom nobody knows whether they have it, it is said."""
    often = Counter(name for name, _ in messages)
    assert set(often.values()) == {1}
    states = Counter(told[f"p{number}"] for number in range(1, PEOPLE, 2))
    assert set(states) <= {ACCEPTED, UNKNOWN}
    assert states[UNKNOWN] <= deaths * 2 * 8  # those on their way at once, and the receipts of as many
    for number in range(1, PEOPLE, 2):
        assert often[f"P{number}"] or told[f"p{number}"] is UNKNOWN
