"""An agenda that is gone with its process."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from attrs import define, evolve, field

from downtimekit.ports.agenda import Change, Claim, Item, Opened, Work

Place = tuple[str, Work, str]


@define
class _Row:
    """An item, and who has it.

    Attributes:
        number: counts up in the order in which items were owed.
        free: from when it may be taken on.
    """

    item: Item
    number: int
    free: datetime
    worker: str = ""
    attempt: int = 0


@define
class MemoryAgenda:
    """What is open; `MemoryJournal` lends it its lock."""

    _rows: dict[Place, _Row] = field(factory=dict, init=False)
    _order: list[tuple[datetime, int, Place]] = field(factory=list, init=False)
    _count: int = field(default=0, init=False)

    def take(self, stream: str, changes: Iterable[Change]) -> None:
        """Follow what a commit changed."""
        for change in changes:
            if isinstance(change, Opened):
                self._open(Item(stream, change.work, change.key, change.due))
            elif change.key is None:
                self._drop(place for place in self._rows if place[:2] == (stream, change.work))
            else:
                self._drop(iter([(stream, change.work, change.key)]))

    def forget(self, stream: str) -> None:
        """Drop everything of a stream."""
        self._drop(place for place in self._rows if place[0] == stream)

    def due(self, now: datetime | None, limit: int) -> tuple[Item, ...]:
        """Return what is open and due."""
        return tuple(row.item for row in islice(self._by_due(now), max(limit, 0)))

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int, works: Collection[Work]
    ) -> tuple[Claim, ...]:
        """Take on what is due and free."""
        free = (row for row in self._by_due(now) if row.free <= now and row.item.work in works)
        claims = []
        for row in islice(free, max(limit, 0)):
            row.worker, row.free, row.attempt = worker, now + lease, row.attempt + 1
            claims.append(Claim(row.item, worker, row.free, row.attempt))
        return tuple(claims)

    def renew(self, claim: Claim, until: datetime) -> Claim | None:
        """Keep an item for longer."""
        row = self._held(claim)
        if row is None:
            return None
        row.free = until
        return evolve(claim, until=until)

    def release(self, claim: Claim, due: datetime | None) -> None:
        """Give an item back."""
        row = self._held(claim)
        if row is not None:
            row.worker, row.free = "", due or row.item.due

    def _open(self, item: Item) -> None:
        place = (item.stream, item.work, item.key)
        row = self._rows.get(place)
        if row is None:
            self._count += 1
            row = self._rows[place] = _Row(item, self._count, item.due)
        else:
            self._unsort(row, place)
        insort(self._order, (item.due, row.number, place))
        row.item, row.free, row.worker = item, item.due, ""

    def _drop(self, places: Iterator[Place]) -> None:
        for place in list(places):
            row = self._rows.pop(place, None)
            if row is not None:
                self._unsort(row, place)

    def _unsort(self, row: _Row, place: Place) -> None:
        del self._order[bisect_left(self._order, (row.item.due, row.number, place))]

    def _by_due(self, now: datetime | None) -> Iterator[_Row]:
        for due, _, place in self._order:
            if now is not None and due > now:
                return
            yield self._rows[place]

    def _held(self, claim: Claim) -> _Row | None:
        row = self._rows.get((claim.item.stream, claim.item.work, claim.item.key))
        return row if row and (row.worker, row.attempt) == (claim.worker, claim.attempt) else None
