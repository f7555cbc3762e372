"""The agenda beside the entries of a SQLite journal; every function runs in its caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from attrs import evolve

from downtimekit.adapters._sqlite_entries import ask, feed
from downtimekit.errors import JournalError
from downtimekit.ports.agenda import Change, Claim, Item, Opened, Work, open_items
from downtimekit.ports.chain import Line

_OPEN = """INSERT INTO agenda (stream, work, key, due, free) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (stream, work, key) DO UPDATE SET due = excluded.due, free = excluded.free, worker = ''"""
_SETTLE = "DELETE FROM agenda WHERE stream = ? AND work = ? AND key = ?"
_SETTLE_ALL = "DELETE FROM agenda WHERE stream = ? AND work = ?"
_FORGET = "DELETE FROM agenda WHERE stream = ?"

# What was altered on the disk shall be told in our words: CAST keeps it from being of another type.
_ROW = "CAST(stream AS TEXT), CAST(work AS TEXT), CAST(key AS TEXT), CAST(due AS TEXT)"
_EVERYTHING = f"SELECT {_ROW} FROM agenda ORDER BY due, position LIMIT ?"  # noqa: S608  (our own words)
_DUE = f"SELECT {_ROW} FROM agenda WHERE due <= ? ORDER BY due, position LIMIT ?"  # noqa: S608
_FREE = f"""SELECT {_ROW}, CAST(attempt AS INTEGER), position FROM agenda
    WHERE due <= ? AND free <= ? AND work IN (SELECT value FROM json_each(?))
    ORDER BY due, position LIMIT ?"""  # noqa: S608
_TAKE = "UPDATE agenda SET worker = ?, free = ?, attempt = ? WHERE position = ?"
_HELD = "WHERE stream = ? AND work = ? AND key = ? AND worker = ? AND attempt = ?"
_RENEW = f"UPDATE agenda SET free = ? {_HELD}"  # noqa: S608
_RELEASE = f"UPDATE agenda SET worker = '', free = coalesce(?, due) {_HELD}"  # noqa: S608

_ALL = "SELECT stream, work, key, due, free, worker, attempt FROM agenda ORDER BY position"
_PUT = "INSERT INTO agenda (stream, work, key, due, free, worker, attempt) VALUES (?, ?, ?, ?, ?, ?, ?)"
_PAGE = 1000


def text_of(moment: datetime) -> str:
    """Write an instant, given in UTC, so that texts sort as instants do."""
    return moment.isoformat(timespec="microseconds")


def take(connection: sqlite3.Connection, stream: str, changes: Iterable[Change]) -> None:
    """Follow what a commit changed."""
    for change in changes:
        _take(connection, stream, change)


def forget(connection: sqlite3.Connection, stream: str) -> None:
    """Drop everything of a stream."""
    connection.execute(_FORGET, (stream,))


def due(connection: sqlite3.Connection, *, now: datetime | None, limit: int) -> tuple[Item, ...]:
    """Return what is open and due."""
    limit = max(limit, 0)  # SQLite takes a negative one for none
    rows = ask(connection, _DUE, (text_of(now), limit)) if now else ask(connection, _EVERYTHING, (limit,))
    return tuple(map(_item, rows))


def is_any_free(connection: sqlite3.Connection, *, now: datetime, works: Collection[Work]) -> bool:
    """Say whether there is something to take on."""
    return bool(ask(connection, _FREE, (*_free_by(now, works), 1)))


def claim(
    connection: sqlite3.Connection, worker: str, *, now: datetime, until: datetime, limit: int, works: Collection[Work]
) -> tuple[Claim, ...]:
    """Take on what is due and free."""
    rows = ask(connection, _FREE, (*_free_by(now, works), max(limit, 0)))
    claims = tuple(Claim(_item(row[:4]), worker, until, row[4] + 1) for row in rows)
    taken = ((worker, text_of(until), row[4] + 1, row[5]) for row in rows)
    connection.executemany(_TAKE, taken)
    return claims


def renew(connection: sqlite3.Connection, claim: Claim, *, until: datetime) -> Claim | None:
    """Keep an item for longer."""
    is_held = connection.execute(_RENEW, (text_of(until), *_held_by(claim))).rowcount == 1
    return evolve(claim, until=until) if is_held else None


def release(connection: sqlite3.Connection, claim: Claim, *, due: datetime | None) -> None:
    """Give an item back."""
    connection.execute(_RELEASE, (due and text_of(due), *_held_by(claim)))


def rebuild(connection: sqlite3.Connection) -> int:
    """Make the agenda anew from the entries, and return how many items were wrong, missing or too many.

    Who has taken on what stands, where the item was right.
    """
    wanted = open_items(_all_lines(connection))
    found = {tuple(row[:4]): row[4:] for row in ask(connection, _ALL)}
    connection.execute("DELETE FROM agenda")
    rows = [(*place, text_of(due)) for place, due in wanted.items()]
    connection.executemany(_PUT, ((*row, *found.get(row, (row[3], "", 0))) for row in rows))
    return len(found.keys() ^ set(rows))


def _all_lines(connection: sqlite3.Connection) -> Iterator[Line]:
    place = 0
    while page := feed(connection, after=place, limit=_PAGE):
        yield from (stored.line for stored in page)
        place = page[-1].position


def _take(connection: sqlite3.Connection, stream: str, change: Change) -> None:
    if isinstance(change, Opened):
        due = text_of(change.due)
        connection.execute(_OPEN, (stream, change.work, change.key, due, due))
    elif change.key is not None:
        connection.execute(_SETTLE, (stream, change.work, change.key))
    else:
        connection.execute(_SETTLE_ALL, (stream, change.work))


def _free_by(now: datetime, works: Collection[Work]) -> tuple[str, str, str]:
    names = ",".join(f'"{work}"' for work in works)
    return text_of(now), text_of(now), f"[{names}]"


def _held_by(claim: Claim) -> tuple[str, str, str, str, int]:
    return claim.item.stream, claim.item.work, claim.item.key, claim.worker, claim.attempt


def _item(row: tuple[str, str, str, str]) -> Item:
    stream, work, key, due = row
    with suppress(ValueError):
        return Item(stream, Work(work), key, datetime.fromisoformat(due).astimezone(UTC))
    raise JournalError(f"{stream}: what its agenda says cannot be read; make the agenda anew")
