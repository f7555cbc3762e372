"""What a command costs on PostgreSQL, beside a program that only inserts a row.

Unlike in the other benchmarks, what is measured is time on the wall: most of it goes by in the server and at its disk,
which keeps every commit before it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import count
from time import perf_counter
from typing import Any

from attrs import define, field

from benchmarks.contest import Effort, Result, Side, contest, is_installed
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from downtimekit.models.facts import Fact, Promised, Signalled
from downtimekit.models.people import Role, Staff
from downtimekit.ports.entries import Commit, fact_json

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
NURSE = Staff(name="Carla Chen", role=Role.CHARGE_NURSE)
WANTED = Wanted(Bound.AT_LEAST, target=0.4, aim=0.6)
CROWD = 8
BARE_TABLE = """CREATE TABLE bare (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream text NOT NULL, version bigint NOT NULL, fact text NOT NULL)"""
BARE = "INSERT INTO bare (stream, version, fact) VALUES (%s, %s, %s)"


def run(effort: Effort) -> Iterator[Figure]:
    """Measure one operator alone, and eight at once."""
    figures = {1: figure_of("pg_command_vs_append"), CROWD: figure_of(f"pg_command_vs_append_{CROWD}")}
    servers: Any = import_module("tests.integration.postgres_server") if is_installed("psycopg") else None
    if servers is None or servers.programs() is None:
        nothing = Result(ours=float("inf"), peer=1, ratio=1, spread=(1, 1), rounds=0)
        yield from (figure.skipped(nothing, missing="PostgreSQL") for figure in figures.values())
        return
    with servers.served("-c", "fsync=on") as server:
        for operators, figure in figures.items():
            yield measured(figure, server, operators=operators, effort=effort)


def figure_of(name: str) -> Measured:
    """Return what a figure is about."""
    return Measured("journal", name, "one row inserted", "commits/s", WANTED)


def measured(figure: Measured, server: Any, *, operators: int, effort: Effort) -> Figure:  # noqa: ANN401  (a test's)
    """Let operators write commands, each into a downtime of its own, and then rows."""
    journals: Any = import_module("downtimekit.adapters.postgres_journal")
    times = max(2, round(effort.seconds * 250))
    with journals.PostgresJournal(server.conninfo(), schema=f"with_{operators}", connections=operators) as journal:
        ours, peer = Commands(journal), Rows(server)
        sides = [
            Side(type(side).__name__, crowd(side.write, operators, times), operators * times) for side in (ours, peer)
        ]
        result = contest(*sides, effort=effort)
        problems = [*ours.problems(operators), *peer.problems()]
        peer.close()
    note = f"{operators} at once, two facts and a deadline each, time on the wall, fsync on; {rounds_of(result)}"
    return figure.rates(result, problems="; ".join(problems), note=note)


def crowd(write: Callable[[int, int], None], operators: int, times: int) -> Callable[[], float]:
    """Return a stopwatch over operators that write so many times each, all at once."""

    def cost() -> float:
        with ThreadPoolExecutor(operators) as pool:
            start = perf_counter()
            for ended in [pool.submit(write, number, times) for number in range(operators)]:
                ended.result()
            return perf_counter() - start

    return cost


def facts_of(step: int) -> list[Fact]:
    """Return what a command writes: 668 bytes as they are stored, and a deadline."""
    signal = Signalled(signal="staff_told", before="down", after="down", details=(("words", "x" * 450),))
    return [signal, Promised(promise="update", due=NOON + timedelta(minutes=step))]


@define
class Commands:
    """Ours: every write is a whole command, on the version that the one before it left."""

    journal: Any
    _next: dict[int, count[int]] = field(factory=dict)

    def write(self, operator: int, times: int) -> None:
        """Append commands to the operator's downtime."""
        steps = self._next.setdefault(operator, count())
        for step in (next(steps) for _ in range(times)):
            commit = Commit(f"site-{operator}", 2 * step, f"step-{step}", NOON, NURSE, facts_of(step))
            self.journal.append(commit)

    def problems(self, operators: int) -> Iterator[str]:
        """Yield what is wrong with what was written."""
        for operator in range(operators):
            stream = f"site-{operator}"
            self.journal.verify(stream)
            if len(self.journal.read(stream)) != 2 * next(self._next[operator]):
                yield f"{stream} does not hold every command once"
        if len(self.journal.due()) != operators:
            yield "the agenda does not hold one deadline a downtime"


@define
class Rows:
    """The peer: the same bytes in one row, and nothing else."""

    server: Any
    _connections: dict[int, Any] = field(factory=dict)
    _fact: str = field(factory=lambda: "".join(map(fact_json, facts_of(0))))
    _written: list[int] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Make the table anew."""
        self.server.sql("DROP TABLE IF EXISTS bare")
        self.server.sql(BARE_TABLE)

    def write(self, operator: int, times: int) -> None:
        """Insert rows, each of which is a transaction, on the operator's connection."""
        if operator not in self._connections:
            self._connections[operator] = self.server.connect()
        for step in range(times):
            self._connections[operator].execute(BARE, (f"site-{operator}", step, self._fact))
        self._written.append(times)

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with what was written."""
        if self.server.sql("SELECT count(*) FROM bare") != [(sum(self._written),)]:
            yield "not every row is there"

    def close(self) -> None:
        """Hang up."""
        for connection in self._connections.values():
            connection.close()
