"""An agenda that is gone with its process."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from attrs import define, evolve

from downtimekit.ports.agenda import Change, Claim, Item, Opened, Work

Place = tuple[str, Work, str]


@define
class _Row:
    """An item, and who has it.

    Attributes:
        free: from when it may be taken on.
    """

    item: Item
    free: datetime
    worker: str = ""
    attempt: int = 0


@define
class MemoryAgenda:
    """What is open, in the order in which it was owed; `MemoryJournal` lends it its lock."""

    _rows: dict[Place, _Row]

    def take(self, stream: str, changes: Iterable[Change]) -> None:
        """Follow what a commit changed."""
        for change in changes:
            if isinstance(change, Opened):
                self._open(Item(stream, change.work, change.key, change.due))
            elif change.key is None:
                self._drop(place for place in self._rows if place[:2] == (stream, change.work))
            else:
                self._rows.pop((stream, change.work, change.key), None)

    def forget(self, stream: str) -> None:
        """Drop everything of a stream."""
        self._drop(place for place in self._rows if place[0] == stream)

    def due(self, now: datetime | None, limit: int) -> tuple[Item, ...]:
        """Return what is open and due."""
        return tuple(row.item for row in self._by_due() if now is None or row.item.due <= now)[: max(limit, 0)]

    def claim(
        self, worker: str, *, now: datetime, lease: timedelta, limit: int, works: Collection[Work]
    ) -> tuple[Claim, ...]:
        """Take on what is due and free."""
        free = [row for row in self._by_due() if row.item.due <= now >= row.free and row.item.work in works]
        claims = []
        for row in free[: max(limit, 0)]:
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
        row = self._rows.setdefault((item.stream, item.work, item.key), _Row(item, item.due))
        row.item, row.free, row.worker = item, item.due, ""

    def _drop(self, places: Iterator[Place]) -> None:
        for place in list(places):
            del self._rows[place]

    def _by_due(self) -> list[_Row]:
        return sorted(self._rows.values(), key=lambda row: row.item.due)

    def _held(self, claim: Claim) -> _Row | None:
        row = self._rows.get((claim.item.stream, claim.item.work, claim.item.key))
        return row if row and (row.worker, row.attempt) == (claim.worker, claim.attempt) else None
