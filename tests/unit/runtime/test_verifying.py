"""A journal that somebody edited by hand: the first wrong record is named, and what is wrong with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.models.facts import PromiseEnded, SettledByHand
from downtimekit.ports.chain import Draft, Head
from downtimekit.runtime.verifying import Verification, verify_journal
from downtimekit.testing.contracts.journal import CLERK, NOON, commit_of

WEST, EAST = "stream = 'west-1'", "stream = 'east-1'"
_COLUMNS = "stream, version, at, by, command, fact, digest"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed journal: six entries of the west, two of the east."""
    path = tmp_path / "downtime.db"
    with SqliteJournal(path) as journal:
        for step in range(3):
            journal.append(commit_of(f"step-{step}", expected=2 * step))
        journal.append(commit_of("step-0", stream="east-1"))
    return path


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def verified(path: Path, noted: Mapping[str, Head] | None = None) -> Verification:
    with SqliteJournal(path) as journal:
        return verify_journal(journal, noted=noted)


def pushed_back(version: int) -> Sequence[str]:
    """Make room for an entry at a version."""
    return (
        f"UPDATE entries SET version = -version - 1 WHERE {WEST} AND version >= {version}",
        f"UPDATE entries SET version = -version WHERE {WEST} AND version < 0",
        "UPDATE streams SET version = version + 1 WHERE name = 'west-1'",
    )


def forged(path: Path, version: int) -> str:
    """Return what puts an entry in behind a version, with a digest that fits there."""
    with SqliteJournal(path) as journal:
        before = next(line for line in journal.lines("west-1") if line.version == version - 1)
    commit = commit_of("forged", expected=version - 1, facts=[PromiseEnded(promise="update")])
    (line,) = Draft.of(commit).chained(Head(before.version, before.digest))
    values = ", ".join(f"'{part}'" for part in line)
    return f"INSERT INTO entries ({_COLUMNS}) VALUES ({values})"


COPY = f"INSERT INTO entries ({_COLUMNS}) SELECT stream, %d, at, by, command, fact, digest FROM entries WHERE {WEST}"
EDITS: Sequence[tuple[str, Sequence[str], str]] = (
    *(
        (
            f"the {column} of entry {version}",
            [f"UPDATE entries SET {change} WHERE {WEST} AND version = {version}"],
            f"entry {version} of west-1 was altered",
        )
        for column, change in {
            "text": "fact = replace(fact, 'd', 'D')",
            "time": "at = '2026-03-29T12:00:01.000000+00:00'",
            "author": "by = replace(by, 'N', 'M')",
            "command": "command = 'other'",
            "digest": "digest = replace(digest, substr(digest, 1, 1), '_')",
            "type": "fact = x'FF'",
        }.items()
        for version in (1, 6)
    ),
    (
        "two rows swapped",
        [
            f"UPDATE entries SET version = -2 WHERE {WEST} AND version = 2",
            f"UPDATE entries SET version = 2 WHERE {WEST} AND version = 5",
            "UPDATE entries SET version = 5 WHERE version = -2",
        ],
        "entry 2 of west-1 was altered",
    ),
    ("the first row deleted", [f"DELETE FROM entries WHERE {WEST} AND version = 1"], "entry 1 of west-1 is missing"),
    ("a row deleted", [f"DELETE FROM entries WHERE {WEST} AND version = 3"], "entry 3 of west-1 is missing"),
    (
        "a row deleted and the others moved up",
        [
            f"DELETE FROM entries WHERE {WEST} AND version = 3",
            f"UPDATE entries SET version = -version WHERE {WEST} AND version > 3",
            "UPDATE entries SET version = -version - 1 WHERE version < 0",
            "UPDATE streams SET version = 5 WHERE name = 'west-1'",
        ],
        "entry 3 of west-1 was altered",
    ),
    (
        "the end deleted",
        [f"DELETE FROM entries WHERE {WEST} AND version > 4"],
        "entry 5 of west-1 was there, and it and all that followed are gone",
    ),
    ("every row deleted", [f"DELETE FROM entries WHERE {WEST}"], "entry 1 of west-1 was there, and it and all"),
    ("a version that is a word", [f"UPDATE entries SET version = 'x' WHERE {WEST} AND version = 3"], "entry 0 of west"),
    ("a row moved to before the first", [f"UPDATE entries SET version = 0 WHERE {WEST} AND version = 6"], "entry 0"),
    (
        "a row moved to another stream",
        ["UPDATE entries SET stream = 'north-1' WHERE position = 3"],
        "entry 3 of west-1",
    ),
    ("a copy put in", [*pushed_back(3), f"{COPY % 3} AND version = 1"], "entry 3 of west-1 was put in"),
    ("a copy at the end", [f"{COPY % 7} AND version = 1"], "entry 7 of west-1 was put in"),
    ("the head's digest", ["UPDATE streams SET digest = 'x' WHERE name = 'west-1'"], "entry 6 of west-1 was altered"),
    ("the head set back", ["UPDATE streams SET version = 4 WHERE name = 'west-1'"], "entry 5 of west-1 was put in"),
    ("the head set on", ["UPDATE streams SET version = 9 WHERE name = 'west-1'"], "entry 7 of west-1 was there"),
    ("the mark of a head deleted", ["DELETE FROM streams WHERE name = 'west-1'"], "entry 1 of west-1 was put in"),
)


def test_a_journal_that_nobody_touched_holds_and_says_where_it_ends(path: Path) -> None:
    found = verified(path)

    assert found.holds
    assert (found.entries, {stream: head.version for stream, head in found.heads.items()}) == (
        8,
        {"west-1": 6, "east-1": 2},
    )
    assert found.explain().startswith("8 entries in 2 streams were checked. Nothing was altered.\nwhole    west-1: 6")


@pytest.mark.parametrize(("statements", "said"), [case[1:] for case in EDITS], ids=[case[0] for case in EDITS])
def test_the_first_altered_record_is_named(path: Path, statements: Sequence[str], said: str) -> None:
    alter(path, *statements)

    found = verified(path)

    assert str(found.damages[0]).startswith(said)
    assert "east-1" in found.heads
    assert "DAMAGED  entry" in found.explain()


@pytest.mark.parametrize("version", [2, 4, 6])
def test_an_entry_with_a_digest_that_fits_is_found_by_the_one_that_it_pushed_back(path: Path, version: int) -> None:
    statement = forged(path, version)
    alter(path, *pushed_back(version), statement)

    assert str(verified(path).damages[0]) == f"entry {version} of west-1 was put in"


def test_several_entries_that_were_put_in_are_found_at_the_first(path: Path) -> None:
    for version in (3, 4, 5):
        statement = forged(path, version)
        alter(path, *pushed_back(version), statement)

    assert str(verified(path).damages[0]) == "entry 3 of west-1 was put in"


def test_every_stream_that_does_not_hold_is_told(path: Path) -> None:
    alter(path, "UPDATE entries SET at = '' WHERE version = 2")

    assert [str(damage) for damage in verified(path).damages] == [
        "entry 2 of west-1 was altered",
        "entry 2 of east-1 was altered",
    ]


def cut_off(path: Path) -> None:
    alter(
        path,
        f"DELETE FROM entries WHERE {WEST} AND version > 4",
        f"UPDATE streams SET version = 4, digest = (SELECT digest FROM entries WHERE {WEST} AND version = 4)"
        " WHERE name = 'west-1'",
    )


def rewritten(path: Path) -> None:
    cut_off(path)
    with SqliteJournal(path) as journal:
        journal.append(commit_of("forged", expected=4, facts=[PromiseEnded(promise="update")] * 5))


def taken_away(path: Path) -> None:
    alter(path, f"DELETE FROM entries WHERE {WEST}", "DELETE FROM streams WHERE name = 'west-1'")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (cut_off, "entry 5 of west-1 was there, and it and all that followed are gone"),
        (rewritten, "entry 6 of west-1 was altered"),
        (taken_away, "entry 1 of west-1 was there, and it and all that followed are gone"),
    ],
)
def test_what_the_chain_cannot_show_is_found_by_what_was_noted_elsewhere(
    path: Path, change: Callable[[Path], None], said: str
) -> None:
    noted = verified(path).heads
    change(path)

    assert verified(path).holds
    assert [str(damage) for damage in verified(path, noted).damages] == [said]


def test_a_note_of_an_earlier_day_still_fits_when_the_downtime_went_on(path: Path) -> None:
    noted = verified(path).heads
    with SqliteJournal(path) as journal:
        journal.append(commit_of("more", expected=6))

    assert verified(path, noted).holds


class TestRemoved:
    def remove(self, path: Path) -> None:
        with SqliteJournal(path) as journal:
            journal.remove("west-1", digest=journal.verify("west-1"), at=NOON, by=CLERK, reason="its time is over")

    def test_what_was_removed_by_the_rules_is_no_damage(self, path: Path) -> None:
        noted = verified(path).heads
        self.remove(path)

        found = verified(path, noted)
        assert found.holds
        assert [mark.stream for mark in found.removed] == ["west-1"]
        assert "removed  west-1: 6 entries" in found.explain()

    def test_a_mark_that_does_not_fit_what_was_noted_is_found(self, path: Path) -> None:
        noted = verified(path).heads
        self.remove(path)
        alter(path, "UPDATE removed SET version = 5")

        assert [str(damage) for damage in verified(path, noted).damages] == ["entry 5 of west-1 was altered"]


def test_what_is_said_of_a_damage_is_never_about_a_patient(path: Path) -> None:
    with SqliteJournal(path) as journal:
        fact = SettledByHand(capture="c1", reason="Okonkwo, born 1957")
        journal.append(commit_of("secret", expected=6, facts=[fact]))
    alter(path, f"UPDATE entries SET fact = replace(fact, '1957', '1958') WHERE {WEST} AND version = 7")

    found = verified(path)

    assert [damage.version for damage in found.damages] == [7]
    assert "Okonkwo" not in f"{found!r} {found.explain()}"
