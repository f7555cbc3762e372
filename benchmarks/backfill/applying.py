"""What it costs to plan and to enter a backlog: time, memory, and how both grow; on a SQLite chart and journal.

    python -m benchmarks.backfill.applying FOLDER    plan, agree and apply what a folder holds, and say what it cost

Both files are written with `synchronous=FULL`. The work is done by a process of its own, which finds the sheets in the
journal and the patients in the chart, so that its memory is what a clinic's process would need.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from attrs import asdict, frozen

from benchmarks.contest import QUICK, Effort
from benchmarks.figures import Bound, Figure, Wanted
from benchmarks.ward import INTERFACES, NOON, NURSE, ROAD
from downtimekit.adapters.sql_target import (
    Dialect,
    SqliteDatabase,
    SqlTarget,
    default_mapping,
    default_schema,
    new_sqlite,
)
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.breast import BreastReport, Side
from downtimekit.models.capture import Capture, Content
from downtimekit.models.intake import Questionnaire, TechNotes, VisitReason
from downtimekit.models.patient import WrittenIdentity
from downtimekit.models.people import Role, Staff
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.runtime import Backfill, Desk
from downtimekit.runtime import run as awaited
from downtimekit.testing import VirtualClock

SECONDS = Wanted(Bound.AT_MOST, target=60, aim=15)
MEMORY = Wanted(Bound.AT_MOST, target=500, aim=200)
GROWTH = Wanted(Bound.AT_MOST, target=1.15, aim=1.0)
_STATUS = Path("/proc/self/status")
CLERK = Staff(name="Robin Roe", role=Role.RECORDS_CLERK)
ID = "west-1"
EACH: tuple[Content, ...] = (
    Questionnaire(reason=VisitReason.SCREENING, implants=False),
    TechNotes(exam="Screening", sides=(Side.LEFT, Side.RIGHT), views=("RCC", "LCC"), technologist="Tomo Tamura"),
    BreastReport(impression="Nothing suspicious."),
)
"""Three sheets of each patient: a questionnaire, the technologist's notes, a preliminary report."""

AT_ONCE = 600
"""So many sheets are taken in with one command."""


@frozen
class Cost:
    """What a backlog cost.

    Attributes:
        items: how many records were to be entered; entered: how many are in the chart, once each.
        seconds: from the first look at the chart to the last answer in the journal; cpu: of one core.
        mb: the peak of the process; before: of which Python, the library and the sheets it has read.
    """

    items: int
    entered: int
    seconds: float
    cpu: float
    mb: float
    before: float


def run(effort: Effort) -> Iterator[Figure]:
    """Measure what is asked for; `--quick` enters 10,000 records once and tells the growth from 3,000 on."""
    sizes = (10_000, 10_000, 100_000) if effort.seconds > QUICK.seconds else (10_000, 3_000, 10_000)
    size, small, large = sizes if effort.seconds >= QUICK.seconds else (60, 60, 60)
    cost = measured(size)
    about = f"{cost.items:,} records of {cost.items // len(EACH):,} patients, plan, agree and apply"
    yield _figure("apply_10k_s", cost.seconds, "s", SECONDS, cost, f"{about}; {cost.cpu:.1f} s CPU")
    yield _figure("apply_10k_mb", cost.mb, "MB", MEMORY, cost, f"{about}; {cost.before:.0f} MB of it before")
    one = cost if small == size else measured(small)
    many = one if large == small else cost if large == size else measured(large)
    each = (many.cpu / many.items) / (one.cpu / one.items)
    note = f"CPU a record among {many.items:,} over one among {one.items:,}"
    yield _figure("growth", each, "", GROWTH, many, note)


def _figure(name: str, value: float, unit: str, wanted: Wanted, cost: Cost, note: str) -> Figure:
    is_right = cost.entered == cost.items
    problems = "" if is_right else f"{cost.entered} of {cost.items} are in the chart; "
    return Figure("backfill", name, value, None, "", unit, value, wanted, is_right, f"{problems}{note}")


def measured(items: int) -> Cost:
    """Return what it costs to enter a backlog."""
    with TemporaryDirectory() as folder:
        prepare(Path(folder), items=items)
        command = [sys.executable, "-m", "benchmarks.backfill.applying", folder]
        told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  (our own)
        return Cost(**json.loads(told.stdout))


def prepare(folder: Path, *, items: int) -> None:
    """Fill a folder with a chart, and with a journal of a downtime whose sheets all came back."""
    patients = range(-(-items // len(EACH)))
    with new_sqlite(folder / "chart.db", default_schema(Dialect.SQLITE)):
        pass
    with closing(sqlite3.connect(folder / "chart.db")) as chart, chart:
        chart.executemany(
            "INSERT INTO patients (mrn, family, given, birth_date) VALUES (?, ?, ?, ?)", map(_row, patients)
        )
        exams = ((f"A-{n}", f"T-{n}", NOON.date().isoformat()) for n in patients)
        chart.executemany("INSERT INTO exams (accession, mrn, day) VALUES (?, ?, ?)", exams)
    with SqliteJournal(folder / "downtime.db") as journal:
        desk = Desk(journal=journal, clock=VirtualClock(NOON + timedelta(hours=6)))
        outage = desk.declare(
            UNSCHEDULED, id=ID, by=NURSE, sites=["west"], services=["RIS"], interfaces=INTERFACES, began_at=NOON
        )
        for signal, details in ROAD:
            outage.signal(signal, by=NURSE, **details)
        sheets = [sheet for n in patients for sheet in _sheets(n)][:items]
        for first in range(0, len(sheets), AT_ONCE):
            outage.take_in(sheets[first : first + AT_ONCE], by=CLERK)


def _row(number: int) -> tuple[str, str, str, str]:
    born = date(1930, 1, 1) + timedelta(days=number % 25_000)
    return f"T-{number}", f"Testwell{number % 5_000}", f"Ada{number}", born.isoformat()


def _sheets(number: int) -> Iterator[Capture]:
    mrn, family, given, born = _row(number)
    whose = WrittenIdentity(mrn=mrn, family=family, given=given, birth_date=date.fromisoformat(born))
    for place, content in enumerate(EACH):
        yield Capture(
            id=f"c{number}-{place}",
            patient=whose,
            accession=f"A-{number}",
            content=content,
            occurred_at=NOON + timedelta(minutes=30),
            performed_by="Tomo Tamura",
            recorded_at=NOON + timedelta(hours=5),
            entered_by=CLERK.name,
        )


def entered(folder: Path) -> Cost:
    """Plan, agree and apply what a folder holds, and return what it cost."""
    with SqliteJournal(folder / "downtime.db") as journal, SqliteDatabase(folder / "chart.db") as chart:
        outage = Desk(journal=journal, clock=VirtualClock(NOON + timedelta(hours=7))).outage(ID)
        items, before = len(outage.standing.captures), _peak()
        wall, cpu = perf_counter(), process_time()
        backfill = Backfill(outage, SqlTarget(chart, default_mapping()))
        backfill.agree(awaited(backfill.plan), by=CLERK)
        awaited(backfill.apply, by=CLERK)
        wall, cpu = perf_counter() - wall, process_time() - cpu
        settled = len(outage.standing.settled)
    with closing(sqlite3.connect(folder / "chart.db")) as rows:
        ((count,),) = rows.execute("SELECT count(DISTINCT accession || kind) FROM records")
        ((all_of_them,),) = rows.execute("SELECT count(*) FROM records")
    done = count if count == all_of_them == settled else -1
    return Cost(items, done, wall, cpu, _peak(), before)


def _peak() -> float:
    """Return the peak of this process, in megabytes of 1,048,576 bytes."""
    # `getrusage` would begin with the peak of the process that started this one.
    found = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(found.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(asdict(entered(Path(sys.argv[1])))))
