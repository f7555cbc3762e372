"""What is lost when processes that write are killed: nothing that was acknowledged may be."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import define

from benchmarks.contest import THOROUGH, Effort
from benchmarks.figures import Bound, Figure, Wanted
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import JournalError
from tests.integration.killer import steps_before_kill

LOST = Wanted(Bound.AT_MOST, target=0, aim=0)
KILLS = 200
A_FILE = 20
"""Kills after which the next begin with a file of their own, and a seed."""


@define
class Tally:
    """What came of processes that wrote to one file, one after the other.

    Attributes:
        acknowledged: commands that were answered.
        lost: those of them that were not there in the end.
        unanswered: commands that are there though their process died before it could say so.
        problem: what is wrong with the file; nothing where its chain holds.
    """

    acknowledged: int = 0
    lost: int = 0
    unanswered: int = 0
    problem: str = ""


def acknowledged_lost(effort: Effort) -> Figure:
    """Kill processes that append, and look for every command that one of them had acknowledged."""
    kills = KILLS if effort == THOROUGH else max(2, round(effort.seconds * KILLS))
    shares = [min(A_FILE, kills - done) for done in range(0, kills, A_FILE)]
    tallies = [killed(seed, kills=share) for seed, share in enumerate(shares, 1)]
    lost = sum(tally.lost for tally in tallies)
    acknowledged = sum(tally.acknowledged for tally in tallies)
    stored = sum(tally.unanswered for tally in tallies)
    problems = [tally.problem for tally in tallies if tally.problem]
    note = f"{kills} kills (SIGKILL), seeds 1 to {len(shares)}; {stored} more were kept before they could be answered"
    return Figure(
        benchmark="journal",
        figure="acknowledged_lost",
        ours=lost,
        peer=acknowledged,
        peer_name="acknowledged",
        unit="commands",
        ratio=lost,
        wanted=LOST,
        is_verified=acknowledged > 0 and not problems,
        note="; ".join([*problems, note]),
    )


def killed(seed: int, *, kills: int) -> Tally:
    """Kill one process after the other, each of which goes on where the one before it was seen to end."""
    dice, acknowledged = random.Random(seed), set[int]()  # noqa: S311  (no secret)
    with TemporaryDirectory() as folder:
        path = Path(folder, "downtime.db")
        for _ in range(kills):
            acknowledged.update(steps_before_kill(path, first=len(acknowledged), dice=dice))
        return found(path, acknowledged)


def found(path: Path, acknowledged: set[int]) -> Tally:
    """Say what a file holds of what was acknowledged."""
    problem, commands = "", set[str]()
    try:
        with SqliteJournal(path) as journal:
            for stream in journal.streams():
                journal.verify(stream)
                commands |= {line.command for line in journal.lines(stream)}
    except JournalError as error:
        problem = str(error)
    wanted = {f"step-{step}" for step in acknowledged}
    return Tally(len(wanted), len(wanted - commands), len(commands - wanted), problem)
