"""The agenda in PostgreSQL: what commits do to it, and how workers share it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from attrs import evolve, frozen
from psycopg import Connection

from downtimekit.adapters._postgres_connections import Connections
from downtimekit.adapters._postgres_statements import Statements, array, keep_agenda
from downtimekit.errors import JournalError
from downtimekit.ports.agenda import KINDS, Change, Claim, Item, Opened, Work, in_utc, open_items
from downtimekit.ports.chain import Line


@frozen
class Net:
    """What a row of changes comes to in the end: nothing in it is settled and opened again.

    Attributes:
        cleared: kinds of work of which nothing older is left.
        settled: items of other kinds that are gone.
        opened: items that are there, with the time at which they are due.
        afresh: those of them that were settled just before.
    """

    cleared: Sequence[Work]
    settled: Sequence[tuple[Work, str]]
    opened: Sequence[tuple[Work, str, datetime]]
    afresh: Collection[tuple[Work, str]]

    @classmethod
    def of(cls, changes: Iterable[Change]) -> Net:
        """Sum changes up, in their order."""
        cleared: set[Work] = set()
        settled: dict[tuple[Work, str], None] = {}
        opened: dict[tuple[Work, str], datetime] = {}
        for change in changes:
            if isinstance(change, Opened):
                opened[change.work, change.key] = change.due
            elif change.key is not None:
                opened.pop((change.work, change.key), None)
                settled[change.work, change.key] = None
            else:
                cleared.add(change.work)
                opened = {place: due for place, due in opened.items() if place[0] is not change.work}
        gone = [place for place in settled if place[0] not in cleared]
        return cls(
            cleared=sorted(cleared),
            settled=[place for place in gone if place not in opened],
            opened=[(*place, due) for place, due in opened.items()],
            afresh=[place for place in gone if place in opened],
        )

    def __bool__(self) -> bool:
        """Say whether it changes anything."""
        return bool(self.cleared or self.settled or self.opened)

    def shape(self) -> dict[str, bool]:
        """Return which parts a statement needs for it."""
        return {"settles": bool(self.settled), "clears": bool(self.cleared), "opens": bool(self.opened)}

    def values(self) -> dict[str, str]:
        """Return the values for those parts, as arrays."""
        return {
            "cleared": array(self.cleared),
            "settled_works": array(work for work, _ in self.settled),
            "settled_keys": array(key for _, key in self.settled),
            "opened_works": array(work for work, _, _ in self.opened),
            "opened_keys": array(key for _, key, _ in self.opened),
            "dues": array(due.isoformat() for _, _, due in self.opened),
            "afresh": array(f"{work}/{key}" for work, key in self.afresh),
        }


@frozen
class SharedAgenda:
    """Keeps the promises of the port `Agenda` on the connections of a journal."""

    connections: Connections
    statements: Statements

    def due(self, *, now: datetime | None, limit: int) -> Sequence[Item]:
        """Return what is open and due; see `Agenda`."""
        asked = (now and in_utc(now, "now"), max(limit, 0))

        def ask(connection: Connection) -> Sequence[Item]:
            return tuple(_item(*row) for row in connection.execute(self.statements.due, asked))

        return self.connections.run(ask)

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int, works: Collection[Work]
    ) -> Sequence[Claim]:
        """Take on what is due and free; see `Agenda`."""
        now = in_utc(now, "now")
        until = now + lease
        values = {"worker": worker, "now": now, "until": until, "limit": max(limit, 0), "works": list(map(str, works))}
        # Where the answer is lost, what it held is free again after the lease.
        rows = self.connections.run(lambda connection: connection.execute(self.statements.claim, values).fetchall())
        rows.sort(key=lambda row: (row[3], row[5]))
        return tuple(Claim(_item(*item), worker, until, attempt) for *item, attempt, _ in rows)

    def renew(self, claim: Claim, *, now: datetime, lease: timedelta) -> Claim | None:
        """Keep an item for longer; see `Agenda`."""
        until = in_utc(now, "now") + lease
        kept = self._change(self.statements.renew, claim, until=until)
        return evolve(claim, until=until) if kept else None

    def release(self, claim: Claim, *, due: datetime | None) -> None:
        """Give an item back; see `Agenda`."""
        self._change(self.statements.release, claim, due=due and in_utc(due, "due"))

    def _change(self, statement: bytes, claim: Claim, **values: datetime | None) -> int:
        item = claim.item
        place = {"stream": item.stream, "work": str(item.work), "key": item.key}
        held = {"worker": claim.worker, "attempt": claim.attempt}
        return self.connections.run(lambda connection: connection.execute(statement, place | held | values).rowcount)


def rebuild(connection: Connection, statements: Statements, *, schema: str) -> int:
    """Make the agenda anew from the entries, in a transaction, and return how many items were wrong or missing."""
    wanted = _wanted(connection, statements)
    found = {(stream, work, key): due for stream, work, key, due in connection.execute(statements.open)}
    wrong = {place for place, _ in wanted.items() ^ found.items()}
    for stream in {stream for stream, _, _ in wrong}:
        places = [place[1:] for place in wrong if place[0] == stream]
        opened = [(*place, wanted[stream, *place]) for place in places if (stream, *place) in wanted]
        net = Net([], [place for place in places if (stream, *place) not in wanted], opened, ())
        values = {"stream": stream, "offset": 0} | net.values()
        connection.execute(keep_agenda(schema, **net.shape()), values)
    return len(wrong)


def _wanted(connection: Connection, statements: Statements) -> Mapping[tuple[str, Work, str], datetime]:
    with connection.cursor("owing") as rows:
        rows.execute(statements.owing, ([f'%"{kind}"%' for kind in sorted(KINDS)],))
        return open_items(map(Line._make, rows))


def _item(stream: str, work: str, key: str, due: datetime) -> Item:
    with suppress(ValueError):
        return Item(stream, Work(work), key, due.astimezone(UTC))
    raise JournalError(f"{stream}: what its agenda says cannot be read; make the agenda anew")
