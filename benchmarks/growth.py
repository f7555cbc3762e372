"""How the cost of running a downtime grows: ``python -m benchmarks.growth [--quick] > growth.csv``.

    sheets      taken in during one downtime, a command each
    updates     given to staff in one downtime: signals, each with a notice and a deadline
    downtimes   in one journal, a signal each
    tracks      of one downtime: a signal about one of them, and one about all
    operators   who take turns in one downtime, each with a handle of their own

Every row is ``axis,size,what,microseconds``: CPU time a command, on a journal in memory.
`benchmarks.journal_growth` has the same of the journal itself; `benchmarks.growth_plot` draws either.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

from benchmarks.contest import QUICK, Effort, Side, contest
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from benchmarks.models import RECORD
from benchmarks.ward import INTERFACES, NOON, NURSE, ROAD
from downtimekit.models.capture import Capture
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.scope import Scope
from downtimekit.runtime import Desk, Outage
from downtimekit.testing import MemoryJournal, VirtualClock

Row = tuple[str, int, str, float]
WANTED = Wanted(Bound.AT_MOST, target=1.15, aim=1.0)
MOST_OPERATORS = 100
"""Every handle reads what all others wrote: their costs are clear by then, and there are no clinics with more."""

LEAST = 200
"""How many commands make a cost that can be believed."""

SHEET = Capture.model_validate_json(RECORD.read_bytes())


def run(effort: Effort) -> Iterator[Figure]:
    """Measure what a command costs among ten times as many, for what may grow without an end."""
    size = 10_000 if effort.seconds > QUICK.seconds else 3_000 if effort.seconds == QUICK.seconds else 20
    for name, work in (("sheets", _sheets), ("updates", _updates), ("downtimes", _downtimes)):
        yield _figure(name, work, size, rounds=1 + effort.rounds // 5)


def _figure(name: str, work: Callable[[int], Callable[[], int]], size: int, *, rounds: int) -> Figure:
    problems: list[str] = []

    def side(size: int, times: int) -> Side:
        return Side(
            f"{size} {name}", lambda: sum(_timed(work(size), size, problems) for _ in range(times)), size * times
        )

    result = contest(side(size, 1), side(size // 10, 10), effort=Effort(rounds=rounds, seconds=0))
    about = Measured("growth", name, f"{size // 10:,}", "us CPU a command", WANTED)
    note = f"a command among {size:,}, over one among a tenth; collector off; {rounds_of(result)}"
    return about.costs(result, scale=1_000_000, problems="; ".join(dict.fromkeys(problems)), note=note)


def _timed(work: Callable[[], int], size: int, problems: list[str]) -> float:
    """Return the CPU seconds of some work, and note where it did not do all of it.

    Python's collector stands still meanwhile: it begins to look through all that lives as soon as enough does, which
    doubles the cost of a command at some ten thousand, here as in any program, and no further after that.
    """
    gc.collect()
    gc.disable()
    start = process_time()
    done = work()
    spent = process_time() - start
    gc.enable()
    if done != size:
        problems.append(f"{done} of {size} were done")
    return spent


def declared(desk: Desk, *, id: str = "west-1", sites: int = 1, services: int = 1) -> Outage:
    """Declare a downtime."""
    return desk.declare(
        UNSCHEDULED,
        id=id,
        by=NURSE,
        sites=[f"site-{number}" for number in range(sites)],
        services=[f"service-{number}" for number in range(services)],
        interfaces=INTERFACES,
    )


def a_desk() -> Desk:
    """Return a desk whose journal is gone with it."""
    return Desk(journal=MemoryJournal(), clock=VirtualClock(NOON))


def _sheets(size: int) -> Callable[[], int]:
    outage = declared(a_desk())
    sheets = [SHEET.model_copy(update={"id": f"sheet-{number}", "serial": None}) for number in range(size)]

    def work() -> int:
        for sheet in sheets:
            outage.take_in([sheet], by=NURSE)
        return len(outage.standing.captures)

    return work


def _updates(size: int) -> Callable[[], int]:
    outage = declared(a_desk())
    for signal, details in ROAD[:2]:
        outage.signal(signal, by=NURSE, **details)
    before = len(outage.standing.notices)

    def work() -> int:
        for _ in range(size):
            outage.signal("update_given", by=NURSE, news="It is being mended.")
        return len(outage.standing.notices) - before

    return work


def _downtimes(size: int) -> Callable[[], int]:
    desk = a_desk()
    outages = [declared(desk, id=f"west-{number}") for number in range(size)]

    def work() -> int:
        for outage in outages:
            outage.signal("help_desk_contacted", by=NURSE, ticket="INC-4711")
        return sum(outage.standing.phase == "identifying" for outage in outages)

    return work


def _on_tracks(size: int, *, scope: Scope) -> Callable[[], int]:
    outage = declared(a_desk(), sites=size)
    outage.signal("help_desk_contacted", by=NURSE, ticket="INC-4711")
    found = Report("target_identified", {"target": "customer_wan"}, scope)

    def work() -> int:
        return sum(bool(outage.report(found, by=NURSE)) for _ in range(20))

    return work


def _operators(size: int) -> Callable[[], int]:
    desk = a_desk()
    declared(desk)
    handles = [desk.outage("west-1") for _ in range(size)]
    turns = max(200, 2 * size)

    def work() -> int:
        for turn in range(turns):
            sheet = SHEET.model_copy(update={"id": f"sheet-{turn}", "serial": None})
            handles[turn % size].take_in([sheet], by=NURSE)
        return len(handles[0].standing.captures)

    return work


def rows(*, sizes: tuple[int, ...]) -> Iterator[Row]:
    """Yield the whole table; what is done first only warms up.

    Args:
        sizes: from small to large; of tracks and operators a tenth of them, and of operators no more than 100.
    """
    is_warm = False
    for size in (sizes[0], *sizes):
        few = size // 10
        about_one, about_all = (partial(_on_tracks, scope=scope) for scope in (Scope(sites=["site-0"]), Scope()))
        found: list[Row] = [
            ("sheets", size, "command", _each(_sheets, size)),
            ("updates", size, "command", _each(_updates, size)),
            ("downtimes", size, "command", _each(_downtimes, size)),
            ("tracks", few, "about_one", _each(about_one, few)),
            ("tracks", few, "about_all", _each(about_all, few)),
        ]
        if few <= MOST_OPERATORS:
            found.append(("operators", few, "command", _each(_operators, few)))
        yield from found if is_warm else ()
        is_warm = True


def _each(make: Callable[[int], Callable[[], int]], size: int) -> float:
    """Return the microseconds of a command, of a few hundred at least."""
    spent, done = 0.0, 0
    while done < LEAST:
        work = make(size)
        gc.collect()
        start = process_time()
        done += work()
        spent += process_time() - start
    return spent / done * 1_000_000


def main(arguments: list[str]) -> None:
    """Print the table."""
    sizes = (10, 100, 1_000) if "--quick" in arguments else (10, 100, 1_000, 10_000)
    print("axis,size,what,microseconds")
    for axis, size, what, microseconds in rows(sizes=sizes):
        print(f"{axis},{size},{what},{microseconds:.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
