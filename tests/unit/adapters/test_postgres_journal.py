"""What the PostgreSQL journal does before a server hears of it; the rest is in tests/integration."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from downtimekit.adapters._postgres_agenda import Net
from downtimekit.adapters._postgres_connections import Address, with_defaults
from downtimekit.adapters._postgres_words import trouble_of
from downtimekit.errors import InvalidInput
from downtimekit.ports.agenda import Change, Opened, Settled, Work

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
WORKS = st.sampled_from(Work)
KEYS = st.sampled_from("abc")
CHANGES = st.lists(
    st.one_of(
        st.builds(Opened, work=WORKS, key=KEYS, due=st.integers(0, 9).map(lambda hours: NOON + timedelta(hours=hours))),
        st.builds(Settled, work=WORKS, key=st.none() | KEYS),
    ),
    max_size=12,
)
Rows = dict[tuple[Work, str], tuple[datetime, int]]


def one_by_one(rows: Rows, changes: list[Change]) -> Rows:
    """Follow changes; every item carries the number of the change that it came with."""
    for number, change in enumerate(changes, 1):
        if isinstance(change, Opened):
            place = change.work, change.key
            rows = rows | {place: (change.due, rows[place][1] if place in rows else number)}
        else:
            rows = {place: row for place, row in rows.items() if not is_of(change, place)}
    return rows


def is_of(change: Settled, place: tuple[Work, str]) -> bool:
    return change.work is place[0] and change.key in (None, place[1])


def at_once(rows: Rows, net: Net) -> Rows:
    kept = {
        place: row
        for place, row in rows.items()
        if place not in net.settled and place not in net.afresh and place[0] not in net.cleared
    }
    return kept | {
        (work, key): (due, kept[work, key][1] if (work, key) in kept else number)
        for number, (work, key, due) in enumerate(net.opened, 1)
    }


def order(rows: Rows, *, old: Rows) -> list[tuple[Work, str, datetime, bool]]:
    """Return what is on the agenda in the order in which it was owed, and whether it was there before."""
    was_there = {place for place in rows if place in old and rows[place][1] == old[place][1]}
    in_order = sorted(rows, key=lambda place: (place not in was_there, rows[place][1]))
    return [(*place, rows[place][0], place in was_there) for place in in_order]


@given(before=CHANGES, changes=CHANGES)
def test_the_net_of_changes_leaves_the_agenda_that_they_leave_one_by_one(
    before: list[Change], changes: list[Change]
) -> None:
    # Those that were there before have numbers that no later change has.
    old = {place: (due, number - 1000) for place, (due, number) in one_by_one({}, before).items()}
    net = Net.of(changes)

    assert order(at_once(old, net), old=old) == order(one_by_one(old, changes), old=old)
    assert bool(net) or one_by_one(old, changes) == old
    assert not set(net.settled) & {(work, key) for work, key, _ in net.opened}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.DiskFull, "disk is full"),
        (psycopg.errors.OutOfMemory, "no room or no strength"),
        (psycopg.errors.TooManyConnections, "no connection left"),
        (psycopg.errors.SerializationFailure, "others were writing the same"),
        (psycopg.errors.DeadlockDetected, "others were writing the same"),
        (psycopg.errors.InsufficientPrivilege, "may not do that"),
        (psycopg.errors.AdminShutdown, "has closed the connection"),
        (psycopg.errors.QueryCanceled, "took longer"),
        (psycopg.errors.LockNotAvailable, "locked"),
        (psycopg.errors.ReadOnlySqlTransaction, "may only be read here"),
        (psycopg.errors.UndefinedTable, "not there any more"),
        (psycopg.errors.InvalidPassword, "does not let us in"),
        (psycopg.errors.InvalidCatalogName, "does not let us in"),
        (psycopg.errors.DataCorrupted, "damaged"),
        (psycopg.errors.IoError, "its disk"),
        (psycopg.errors.UniqueViolation, "could not be used (23505)"),
        (psycopg.OperationalError, "cannot be reached"),
        (psycopg.DataError, "could not be used"),
    ],
)
def test_every_trouble_of_the_server_is_told_in_our_words_only(error: type[psycopg.Error], words: str) -> None:
    told = trouble_of(error("Key (stream)=(Okonkwo) of relation entries"))

    assert words in told.words
    assert "Okonkwo" not in told.words


def test_what_a_connection_string_says_goes_before_what_we_would_say() -> None:
    said = conninfo_to_dict(with_defaults("postgresql://nurse@db.example.org/clinic?connect_timeout=30"))

    assert (said["user"], said["dbname"], said["connect_timeout"]) == ("nurse", "clinic", "30")
    assert said["keepalives_idle"] == "10"


def test_a_password_is_in_no_repr_and_in_no_error() -> None:
    secret = "Okonkwo-1957"
    with pytest.raises(InvalidInput) as caught:
        with_defaults(f"postgresql://nurse:{secret}@[::1/clinic")

    assert secret not in f"{caught.value} {caught.value.__context__}"
    assert secret not in repr(Address(with_defaults(f"password={secret}"), "ward", 5))
