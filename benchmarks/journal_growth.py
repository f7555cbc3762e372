"""How the cost of the journal grows, to plot: ``python -m benchmarks.journal_growth [--quick] > growth.csv``.

    events      in one downtime: appending to its end, reading its end, verifying all of it (per event)
    streams     in one file: appending to one of them, listing what is due
    operators   threads that append at the same time
    open        items on the agenda: taking one on and settling it

Every row is ``axis,size,what,microseconds``, the median of a few rounds: wall time for what waits for the disk, and CPU
time for all else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.journal_events import COMMAND, NOON, NURSE, commit_of, fill, notice
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import NoticeCarried
from downtimekit.ports.entries import Commit

ROUNDS = 5
Row = tuple[str, int, str, float]


def rows(*, sizes: tuple[int, ...]) -> Iterator[Row]:
    """Yield the whole table.

    Args:
        sizes: from small to large; days of a downtime, downtimes, and items, and a tenth of them operators.
    """
    for growing in (_events, _streams, _operators, _open_items):
        for size in sizes:
            with TemporaryDirectory() as folder, SqliteJournal(Path(folder, "downtime.db")) as journal:
                yield from growing(journal, size)


def _events(journal: SqliteJournal, size: int) -> Iterator[Row]:
    events = fill(journal, downtimes=1, days=size)
    numbers = count()

    def append() -> None:
        number = next(numbers)
        at_end = events + number * len(COMMAND)
        journal.append(Commit("west-0", at_end, f"more-{number}", NOON, NURSE, COMMAND))

    yield "events", events, "append", _median(append, perf_counter)
    yield "events", events, "read_end", _median(lambda: journal.read("west-0", after=events - 10), process_time)
    yield "events", events, "verify_each", _median(lambda: journal.verify("west-0"), process_time) / events


def _streams(journal: SqliteJournal, size: int) -> Iterator[Row]:
    fill(journal, downtimes=size)
    numbers = count()
    yield (
        "streams",
        size,
        "append",
        _median(lambda: journal.append(commit_of(next(numbers), stream="new")), perf_counter),
    )
    yield "streams", size, "due_10", _median(lambda: journal.due(now=NOON, limit=10), process_time)


def _operators(journal: SqliteJournal, size: int) -> Iterator[Row]:
    operators = max(1, size // 10)
    numbers = count()

    def write(operator: int, number: int) -> None:
        journal.append(commit_of(number, stream=f"site-{operator}"))

    with ThreadPoolExecutor(operators) as pool:

        def together() -> None:
            number = next(numbers)
            list(pool.map(write, range(operators), [number] * operators))

        yield "operators", operators, "append", _median(together, perf_counter) / operators


def _open_items(journal: SqliteJournal, size: int) -> Iterator[Row]:
    owed = [notice(f"n-{number}") for number in range(size + ROUNDS)]
    journal.append(Commit("west", 0, "owe", NOON, NURSE, owed))
    versions = count(len(owed))

    def work() -> None:
        (claim,) = journal.claim("worker", now=NOON, lease=timedelta(minutes=1))
        version = next(versions)
        done = NoticeCarried(notice=claim.item.key)
        journal.append(Commit("west", version, f"done-{version}", NOON, NURSE, [done]))

    yield "open", size, "claim_and_settle", _median(work, perf_counter)


def _median(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return the microseconds that a piece of work takes."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = clock()
        work()
        taken.append(clock() - start)
    return median(taken) * 1e6


def main(arguments: list[str]) -> None:
    """Print the table."""
    sizes = (10, 30, 100) if "--quick" in arguments else (10, 100, 1_000, 10_000)
    print("axis,size,what,microseconds")
    for axis, size, what, microseconds in rows(sizes=sizes):
        print(f"{axis},{size},{what},{microseconds:.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
