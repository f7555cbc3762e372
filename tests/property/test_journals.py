"""Whatever is asked of them, in whatever order, all journals answer the same."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import CommandReused, JournalError, VersionConflict
from downtimekit.ports.entries import Commit
from downtimekit.ports.journal import Journal
from downtimekit.testing import MemoryJournal
from downtimekit.testing.contracts.journal import commit_of, outcome
from tests.property.journal_facts import commits


def answer(journal: Journal, commit: Commit) -> object:
    came_to = outcome(journal, commit)
    if isinstance(came_to, VersionConflict | CommandReused):
        return type(came_to), vars(came_to)
    return list(came_to)


def whole(journal: Journal) -> object:
    return [(stream, list(journal.read(stream)), journal.verify(stream)) for stream in journal.streams()]


@settings(max_examples=25, deadline=None)  # each makes a file
@given(st.lists(st.tuples(commits, st.booleans()), max_size=12))
def test_all_journals_give_the_same_entries_and_the_same_refusals(steps: list[tuple[Commit, bool]]) -> None:
    with TemporaryDirectory() as folder, SqliteJournal(Path(folder, "downtime.db")) as on_disk:
        in_memory = MemoryJournal()
        for drawn, in_turn in steps:
            commit = at_the_end(drawn, in_memory) if in_turn else drawn
            assert answer(on_disk, commit) == answer(in_memory, commit)
            assert list(on_disk.receipt(commit.stream, commit.command)) == list(
                in_memory.receipt(commit.stream, commit.command)
            )
        assert whole(on_disk) == whole(in_memory)


@settings(max_examples=60, deadline=None)
@given(commits)
def test_what_was_read_and_is_written_elsewhere_has_the_same_digests(commit: Commit) -> None:
    first, second = MemoryJournal(), MemoryJournal()
    first.append(at_the_end(commit, first))
    entries = first.read(commit.stream)

    again = Commit(commit.stream, 0, commit.command, entries[0].at, entries[0].by, [entry.fact for entry in entries])

    assert list(second.append(again)) == list(entries)


def at_the_end(commit: Commit, journal: Journal) -> Commit:
    expected = len(journal.read(commit.stream))
    return Commit(commit.stream, expected, commit.command, commit.at, commit.by, commit.facts)


def test_a_damaged_file_is_told_in_our_errors_and_never_verified(tmp_path: Path) -> None:
    path, dice = tmp_path / "downtime.db", random.Random(5)
    with SqliteJournal(path) as journal:
        for step in range(8):
            journal.append(commit_of(f"step-{step}", expected=2 * step))
        entries = list(journal.read("west-1"))
    sound = path.read_bytes()

    for number in range(80):
        damaged = bytearray(sound)
        for _ in range(dice.choice([1, 3, 50])):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        copy = tmp_path / f"{number}.db"
        copy.write_bytes(damaged)
        assert verified(copy) in (None, entries)


def verified(path: Path) -> object:
    """Return the entries, if the journal says that they are sound."""
    try:
        with SqliteJournal(path) as journal:
            journal.verify("west-1")
            return list(journal.read("west-1")) if journal.streams() else None
    except JournalError:
        return None
