"""What the journal costs: a durable command, many operators at once, and replaying all that ever happened.

A command waits for the disk most of its time, so its figures are wall time; replaying is CPU time.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from attrs import evolve
from pydantic import BaseModel

from benchmarks import postgres
from benchmarks.bare import bare
from benchmarks.contest import THOROUGH, Effort, Result, Side, contest, differences, is_installed
from benchmarks.eventsourced import AS_IT_COMES, IN_MIND, Peer
from benchmarks.figures import Bound, Figure, Measured, Wanted, rounds_of
from benchmarks.journal_events import COMMAND, SIZE, Fold, commit_of, fill
from benchmarks.kills import acknowledged_lost
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import FACT, Fact
from downtimekit.models.people import Staff
from downtimekit.ports.chain import Line, of_kinds, unbroken

OPERATORS = 32
LENGTH = 30
"""Of a downtime, in commands, where it is looked at before each."""
_HAS_PEER = is_installed("eventsourcing.sqlite")
_WAYS = {"keeping": IN_MIND, "reading": AS_IT_COMES, "saving": AS_IT_COMES}

BARE = Measured(
    "journal", "command_vs_bare_insert", "bare sqlite3", "commands/s", Wanted(Bound.AT_LEAST, target=0.6, aim=0.8)
)
PEER = Measured(
    "journal", "command_vs_eventsourcing", "eventsourcing", "commands/s", Wanted(Bound.AT_LEAST, target=2, aim=3)
)
PEER_AS_IT_COMES = evolve(PEER, figure="command_vs_eventsourcing_as_it_comes")
GROUP = Measured("journal", "group_commit_32", "one operator", "commands/s", Wanted(Bound.AT_LEAST, target=2.5, aim=4))
REPLAY = Measured(
    "journal", "replay_vs_pydantic", "pydantic", "events/s CPU", Wanted(Bound.AT_LEAST, target=2, aim=3.5)
)


class Event(BaseModel):
    """An entry as one document, as somebody would store it without us."""

    stream: str
    version: int
    at: datetime
    by: Staff
    command: str
    fact: Fact
    digest: str


def run(effort: Effort) -> Iterator[Figure]:
    """Measure all of them."""
    with TemporaryDirectory() as folder:
        yield command_vs_bare_insert(effort, Path(folder))
        yield from command_vs_eventsourcing(effort, Path(folder))
        yield group_commit(effort, Path(folder))
        yield replay_vs_pydantic(effort, Path(folder))
    yield acknowledged_lost(effort)
    yield from postgres.run(effort)


def command_vs_bare_insert(effort: Effort, folder: Path) -> Figure:
    """Append commands of three facts, beside one-row inserts; both wait for the disk (WAL, synchronous=FULL)."""
    commands = _commands(effort)
    path = folder / "bare.db"
    with SqliteJournal(folder / "beside-bare.db") as journal, closing(_bare(path)) as connection:
        ours = _durable("downtimekit", _ours(journal), commands)
        peer = _durable("bare sqlite3", lambda: _insert(connection), commands)
        result = contest(ours, peer, effort=effort)
        problems = _missing(journal)
    note = f"a command is {len(COMMAND)} facts, receipt, deadline, owed notice, chain; a row {SIZE} bytes"
    return BARE.rates(result, problems=problems, note=f"{note}; wall time, {commands} a round; {rounds_of(result)}")


def command_vs_eventsourcing(effort: Effort, folder: Path) -> Iterator[Figure]:
    """Do the same commands beside the eventsourcing library: each looks at what came since, decides and writes.

    The peer does so with its cache of aggregates, which is what is nearest to ours, and as it comes, without one.
    """
    commands = _commands(effort)
    peers = [Peer(folder / f"{name}.db", LENGTH, how) for name, how in _WAYS.items()] if _HAS_PEER else []
    with SqliteJournal(folder / "beside-peer.db") as journal:
        command = _looking(journal)

        def beside(theirs: Callable[[], object], *, clock: Callable[[], float] = perf_counter) -> Result:
            ours = _durable("downtimekit", command, commands, clock=clock)
            return contest(ours, _durable("eventsourcing", theirs, commands, clock=clock), effort=effort)

        if not peers:
            yield from (figure.skipped(beside(command), missing="eventsourcing") for figure in (PEER, PEER_AS_IT_COMES))
            return
        keeping, reading, saving = peers
        result, of_cpu = beside(keeping.command), beside(keeping.command, clock=process_time)
        saved, as_it_comes = beside(saving.saving), beside(reading.command)
        problems = "; ".join(filter(None, [_missing(journal), *(peer.problems() for peer in peers)]))
    said = f"{LENGTH} commands a downtime, {len(COMMAND)} events each, get and save; wall time, {commands} a round"
    more = f"of CPU time alone {1 / of_cpu.ratio:.2f}; over its save alone {1 / saved.ratio:.2f}"
    yield PEER.rates(result, problems=problems, note=f"{said}; its cache on; {more}; {rounds_of(result)}")
    yield PEER_AS_IT_COMES.rates(as_it_comes, problems=problems, note=f"{said}; {rounds_of(as_it_comes)}")


def group_commit(effort: Effort, folder: Path) -> Figure:
    """Append from many threads, each at a downtime of its own, beside one thread."""
    commands = _commands(effort)
    with SqliteJournal(folder / "group.db") as journal, ThreadPoolExecutor(OPERATORS) as operators:
        alone = _durable("one operator", _ours(journal), commands)
        writers = [_ours(journal, name=f"operator-{number}") for number in range(OPERATORS)]
        each = max(1, commands // 4)

        def together() -> float:
            start = perf_counter()
            list(operators.map(lambda write: [write() for _ in range(each)], writers))
            return perf_counter() - start

        result = contest(Side("downtimekit", together, each * OPERATORS), alone, effort=effort)
        problems = _missing(journal)
    note = f"{OPERATORS} threads; wall time, {each * OPERATORS} commands a round; {rounds_of(result)}"
    return GROUP.rates(result, problems=problems, note=note)


def replay_vs_pydantic(effort: Effort, folder: Path) -> Figure:
    """Read events from the file, verify their chain and fold them, beside decoding them and nothing else.

    The peer is handed the documents in memory, and decodes them with our models; the note says what bare ones cost.
    """
    downtimes = 10_000 if effort == THOROUGH else max(2, round(effort.seconds * 2_500))
    effort = evolve(effort, rounds=min(effort.rounds, 7))
    with SqliteJournal(folder / "replay.db") as journal:
        events = fill(journal, downtimes=downtimes)
        documents = [_document(stored.line) for stored in journal.feed(limit=10_000)]
        ours = Side("downtimekit", lambda: _cpu(lambda: replayed(journal)), events)
        peer, plain = (_decoding(model, documents) for model in (Event, bare(Event)))
        result, beside_plain = contest(ours, peer, effort=effort), contest(ours, plain, effort=effort)
        problems = _differing_folds(journal)
    size = sum(map(len, documents)) // len(documents)
    note = f"{events:,} events of {size} bytes in a file; over bare models {1 / beside_plain.ratio:.2f}"
    return REPLAY.rates(result, problems=problems, note=f"{note}; {rounds_of(result)}")


def _decoding(model: type[BaseModel], documents: Sequence[bytes]) -> Side:
    return Side("pydantic", lambda: _cpu(lambda: [model.model_validate_json(one) for one in documents]), len(documents))


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = process_time()
    work()
    return process_time() - start


def replayed(journal: SqliteJournal) -> Sequence[Fold]:
    """Return where every downtime stands, after the whole chain was verified; what no fold needs is not decoded."""
    folds = []
    for stream in journal.streams():
        fold = Fold()
        for entry in of_kinds(unbroken(stream, journal.lines(stream)), Fold.KINDS):
            fold.take(entry.fact)
        folds.append(fold)
    return folds


def _differing_folds(journal: SqliteJournal) -> str:
    """Return how a replay differs from a fold over everything that was read; nothing where it does not."""
    whole = []
    for stream in journal.streams():
        fold = Fold()
        for line in journal.lines(stream):
            fold.take(FACT.validate_json("{" + line.fact.partition(",")[2]))
        whole.append(fold)
    return differences(replayed(journal), whole)


def _document(line: Line) -> bytes:
    fact = "{" + line.fact.partition(",")[2]
    by = "{" + line.by.partition(",")[2]
    said = f'"stream":"{line.stream}","version":{line.version},"at":"{line.at}","by":{by},"command":"{line.command}"'
    return f'{{{said},"fact":{fact},"digest":"{line.digest}"}}'.encode()


def _commands(effort: Effort) -> int:
    return max(4, round(effort.seconds * 400))


def _durable(name: str, write: Callable[[], object], times: int, *, clock: Callable[[], float] = perf_counter) -> Side:
    """Return a side that writes so many times, and waits for the disk each time."""

    def cost() -> float:
        start = clock()
        for _ in range(times):
            write()
        return clock() - start

    return Side(name, cost, times)


def _ours(journal: SqliteJournal, *, name: str = "west") -> Callable[[], object]:
    """Return what appends the next command to a downtime."""
    numbers = count()
    return lambda: journal.append(commit_of(next(numbers), stream=name))


def _looking(journal: SqliteJournal) -> Callable[[], object]:
    """Return what looks at what came since, and then appends the next command; downtimes follow one another."""
    numbers = count()

    def command() -> None:
        downtime, number = divmod(next(numbers), LENGTH)
        stream, fold = f"west-{downtime}", Fold()
        for entry in journal.read(stream, after=number * len(COMMAND)):
            fold.take(entry.fact)
        journal.append(commit_of(number, stream=stream))

    return command


def _missing(journal: SqliteJournal) -> str:
    """Return what is wrong with what was written; nothing where every downtime is whole."""
    for stream in journal.streams():
        journal.verify(stream)
    owed = {(item.stream, item.work.value) for item in journal.due(limit=100_000)}
    wanted = {(stream, work) for stream in journal.streams() for work in ("notice", "deadline")}
    return "" if owed == wanted else "something is not owed"


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, event TEXT)")
    return connection


def _insert(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO events (event) VALUES (?)", ("x" * SIZE,))
