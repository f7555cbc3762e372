"""A backlog of weeks in a journal, and the processes that enter it."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from attrs import frozen

from downtimekit.models.capture import Content
from downtimekit.models.chart import ChartOrder
from downtimekit.models.patient import Patient
from downtimekit.runtime import Backfill, Desk, Outage, run
from downtimekit.testing import MemoryTarget
from downtimekit.testing.journals import Durable
from tests.integration.backlog_worker import DOWNTIME, FileChart
from tests.ward import ANSWERS, BEGAN, CLERK, NOTES, a_capture, a_report, after, an_outage

WORKER = Path(__file__).with_name("backlog_worker.py")
DAYS = 21
CONTENTS: Sequence[Content] = (ANSWERS, NOTES, a_report())


def owe(journal: Durable, *, patients: int) -> tuple[str, ...]:
    """Agree to enter the sheets of some patients, three each, from three weeks; return the keys in their order."""
    people = [
        Patient(mrn=f"T-{n}", family=f"Testwell{n}", given="Ada", birth_date=date(1958, 2, 11) + timedelta(days=n))
        for n in range(patients)
    ]
    minutes = [30 - 24 * 60 * (DAYS - n * DAYS // patients) for n in range(patients)]
    orders = [ChartOrder(accession=f"A-{n}", mrn=f"T-{n}", day=after(minutes[n]).date()) for n in range(patients)]
    outage = an_outage(journal=journal, began_at=BEGAN - timedelta(days=DAYS))
    for n, person in enumerate(people):
        outage.take_in(
            [
                a_capture(f"c{n}-{k}", of=person, content=content, accession=f"A-{n}", minute=minutes[n])
                for k, content in enumerate(CONTENTS)
            ],
            by=CLERK,
        )
    backfill = Backfill(outage, MemoryTarget(people, orders))
    plan = run(backfill.plan)
    backfill.agree(plan, by=CLERK)
    assert len(plan.entries()) == 3 * patients
    return tuple(entry.key for entry in plan.entries())


def start(what: str, journal: str, chart: Path, name: str, *, lease: float = 20) -> subprocess.Popen[str]:
    """Start a process; it waits for a line before it begins."""
    command = [sys.executable, str(WORKER), what, journal, str(chart), name, str(lease)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def begin(*processes: subprocess.Popen[str]) -> None:
    """Let processes begin at the same moment."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()


def said(process: subprocess.Popen[str]) -> list[list[str]]:
    """Return what a process said until it ended; a line that it was killed in does not count."""
    lines = process.communicate(timeout=120)[0].splitlines(keepends=True)
    return [line.split() for line in lines if line.endswith("\n")]


@frozen
class Sent:
    """One time that a key was sent, and when; without an end, its process died."""

    key: str
    began: float
    ended: float


def sendings(told: Sequence[Sequence[str]], *, died_at: float = float("inf")) -> list[Sent]:
    """Return what one process sent."""
    began = {words[1]: float(words[2]) for words in told if words[0] == "began"}
    ended = {words[1]: float(words[2]) for words in told if words[0] == "ended"}
    return [Sent(key, at, ended.get(key, died_at)) for key, at in began.items()]


def together(sent: Sequence[Sent]) -> list[str]:
    """Return the keys that were on their way twice at the same moment."""
    by_key = defaultdict(list)
    for one in sent:
        by_key[one.key].append(one)
    pairs = (pair for times in by_key.values() for pair in combinations(times, 2))
    return [one.key for one, other in pairs if one.began < other.ended and other.began < one.ended]


def check(journal: Durable, chart: FileChart, keys: Sequence[str]) -> None:
    """Everything is in the chart, once, and the journal says so."""
    outage: Outage = Desk(journal=journal).outage(DOWNTIME)
    assert sorted(chart.keys()) == sorted(keys)
    assert outage.standing.owed == {}
    assert outage.standing.rejected == {}
    assert sorted(outage.standing.in_chart) == sorted(keys)
    assert len(outage.standing.settled) == len(keys)
    assert [item for item in journal.due() if item.work.value == "write"] == []
    journal.verify(DOWNTIME)
