"""What every journal promises, as tests.

    class TestOurJournal(JournalContract, ArchiveContract, AgendaContract):
        @pytest.fixture
        def journal(self, tmp_path: Path) -> Iterator[Journal]:
            with OurJournal(tmp_path / "downtime") as journal:
                yield journal

What it promises about its lines, its feed and what is moved or removed is in `archive`, and what it promises about its
agenda in `agenda`. An adapter that passes all three may stand under any desk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from threading import Barrier, Event
from typing import TypeVar

import pytest

from downtimekit.errors import CommandReused, VersionConflict
from downtimekit.models.facts import Fact, Promised, PromiseEnded, Signalled
from downtimekit.models.people import Role, Staff
from downtimekit.ports.entries import GENESIS, Commit, Entry, fact_json, link, staff_json
from downtimekit.ports.journal import Journal

T = TypeVar("T")

NURSE = Staff(name="Noor Haddad", role=Role.CHARGE_NURSE)
CLERK = Staff(name="Éva Nagy", role=Role.RECORDS_CLERK)
NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
FACTS: tuple[Fact, ...] = (
    Signalled(signal="help_desk_contacted", before="down", after="down", details=(("ticket", "Zürich ☎ 7"),)),
    Promised(promise="update", due=NOON + timedelta(minutes=30)),
)
OTHER_FACTS: tuple[Fact, ...] = (PromiseEnded(promise="update"),)


def commit_of(
    command: str,
    *,
    expected: int = 0,
    stream: str = "west-1",
    at: datetime = NOON,
    by: Staff = NURSE,
    facts: Sequence[Fact] = FACTS,
) -> Commit:
    """Return a commit of two facts, unless others are given."""
    return Commit(stream, expected, command, at, by, facts)


def at_once(work: Callable[[int], T], *, threads: int = 8) -> list[T]:
    """Do the work in several threads that start at the same moment, and return what each came to."""
    start = Barrier(threads)

    def run(number: int) -> T:
        start.wait()
        return work(number)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # let them get in each other's way
    try:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(run, range(threads)))
    finally:
        sys.setswitchinterval(interval)


def outcome(journal: Journal, commit: Commit) -> Sequence[Entry] | VersionConflict | CommandReused:
    """Append, and return the entries or the refusal."""
    try:
        return journal.append(commit)
    except (VersionConflict, CommandReused) as refusal:
        return refusal


def rush(journal: Journal, stream: str, number: int) -> Sequence[Entry] | VersionConflict | CommandReused:
    """Try to be the first in a stream."""
    return outcome(journal, commit_of(f"nurse-{number}", stream=stream))


class JournalContract:
    """Inherit it, and give it a fixture `journal` that yields an empty one."""

    def test_a_new_journal_holds_nothing(self, journal: Journal) -> None:
        """Nothing is read, and nothing is known."""
        assert list(journal.streams()) == []
        assert list(journal.read("west-1")) == []
        assert list(journal.receipt("west-1", "declare")) == []
        assert journal.verify("west-1") == GENESIS

    def test_what_is_appended_is_read_back(self, journal: Journal) -> None:
        """The entries say everything that the commit said, and count from 1."""
        answered = list(journal.append(commit_of("declare")))

        assert [(entry.stream, entry.version, entry.command) for entry in answered] == [
            ("west-1", 1, "declare"),
            ("west-1", 2, "declare"),
        ]
        assert [(entry.at, entry.by, entry.fact) for entry in answered] == [(NOON, NURSE, fact) for fact in FACTS]
        assert list(journal.read("west-1")) == answered

    def test_a_time_from_any_zone_comes_back_as_the_same_instant_in_utc(self, journal: Journal) -> None:
        """To the microsecond."""
        there = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
        journal.append(commit_of("declare", at=there))

        assert {entry.at for entry in journal.read("west-1")} == {there}
        assert {entry.at.utcoffset() for entry in journal.read("west-1")} == {timedelta(0)}

    def test_versions_go_on_without_gaps(self, journal: Journal) -> None:
        """From commit to commit."""
        journal.append(commit_of("declare"))
        journal.append(commit_of("end", expected=2, facts=OTHER_FACTS))
        journal.append(commit_of("again", expected=3))

        assert [entry.version for entry in journal.read("west-1")] == [1, 2, 3, 4, 5]

    def test_reading_begins_after_the_version_that_is_known(self, journal: Journal) -> None:
        """Also in the middle of a commit, at the end and beyond it."""
        journal.append(commit_of("declare"))
        journal.append(commit_of("again", expected=2))

        assert [entry.version for entry in journal.read("west-1", after=1)] == [2, 3, 4]
        assert list(journal.read("west-1", after=4)) == []
        assert list(journal.read("west-1", after=9)) == []

    def test_streams_are_apart_and_oldest_first(self, journal: Journal) -> None:
        """Each counts for itself, and a command's id is known in its own stream only."""
        for stream in ("west-2", "east-1", "west-1"):
            journal.append(commit_of("declare", stream=stream))
        journal.append(commit_of("again", stream="west-2", expected=2))

        assert list(journal.streams()) == ["west-2", "east-1", "west-1"]
        assert [len(journal.read(stream)) for stream in journal.streams()] == [4, 2, 2]
        assert list(journal.receipt("east-1", "again")) == []

    # One writer wins

    @pytest.mark.parametrize("expected", [0, 1, 3])
    def test_whoever_expects_another_version_writes_nothing(self, journal: Journal, expected: int) -> None:
        """And learns the version that the stream is at."""
        written = journal.append(commit_of("declare"))

        with pytest.raises(VersionConflict) as caught:
            journal.append(commit_of("late", expected=expected))

        assert (caught.value.stream, caught.value.expected, caught.value.actual) == ("west-1", expected, 2)
        assert list(journal.read("west-1")) == list(written)
        assert list(journal.receipt("west-1", "late")) == []

    def test_a_refused_first_commit_leaves_no_stream_behind(self, journal: Journal) -> None:
        """Not even its name."""
        with pytest.raises(VersionConflict):
            journal.append(commit_of("declare", expected=1))

        assert list(journal.streams()) == []

    def test_of_eight_writers_with_the_same_version_exactly_one_wins(self, journal: Journal) -> None:
        """The others are told its version; twenty times, for a race is not lost every time."""
        for site in range(20):
            stream = f"site-{site}"
            outcomes = at_once(partial(rush, journal, stream))

            assert [end.actual for end in outcomes if isinstance(end, VersionConflict)] == [2] * 7
            assert [list(won) for won in outcomes if isinstance(won, Sequence)] == [list(journal.read(stream))]
            journal.verify(stream)

    def test_a_commit_is_seen_whole_or_not_yet(self, journal: Journal) -> None:
        """By those who read while others write."""
        done, lengths = Event(), set()

        def write_or_read(number: int) -> None:
            if number:
                while not done.is_set():
                    lengths.add(len(journal.read("west-1")))
                return
            try:
                for step in range(50):
                    journal.append(commit_of(f"step-{step}", expected=2 * step))
            finally:
                done.set()

        at_once(write_or_read, threads=4)
        assert {length % 2 for length in lengths} == {0}

    # A command is written once

    def test_a_repeated_command_is_answered_with_the_entries_of_the_first_time(self, journal: Journal) -> None:
        """Whatever version is expected now, and however long ago it was."""
        first = list(journal.append(commit_of("declare")))
        journal.append(commit_of("again", expected=2))

        assert [list(journal.append(commit_of("declare", expected=now))) for now in (0, 2, 4)] == [first] * 3
        assert [entry.command for entry in journal.read("west-1")] == ["declare"] * 2 + ["again"] * 2

    def test_a_command_may_be_repeated_later_and_by_somebody_else(self, journal: Journal) -> None:
        """The time and the person of the first time stand."""
        first = list(journal.append(commit_of("declare")))
        repeat = commit_of("declare", at=NOON + timedelta(hours=1), by=CLERK)

        assert list(journal.append(repeat)) == first
        assert list(journal.read("west-1")) == first

    @pytest.mark.parametrize("expected", [0, 2])
    @pytest.mark.parametrize(
        "facts",
        [OTHER_FACTS, FACTS[:1], FACTS[::-1], FACTS + OTHER_FACTS],
        ids=["others", "fewer", "reordered", "more"],
    )
    def test_a_command_that_comes_back_with_other_facts_is_refused(
        self, journal: Journal, facts: Sequence[Fact], expected: int
    ) -> None:
        """And writes nothing."""
        written = journal.append(commit_of("declare"))

        with pytest.raises(CommandReused) as caught:
            journal.append(commit_of("declare", expected=expected, facts=facts))

        assert (caught.value.stream, caught.value.command) == ("west-1", "declare")
        assert list(journal.read("west-1")) == list(written)

    def test_a_command_of_a_refused_commit_may_be_used_again(self, journal: Journal) -> None:
        """Nothing of it was written, so it is no repeat."""
        journal.append(commit_of("declare"))
        with pytest.raises(VersionConflict):
            journal.append(commit_of("end", expected=0))

        entries = journal.append(commit_of("end", expected=2, facts=OTHER_FACTS))

        assert [entry.version for entry in entries] == [3]

    def test_the_receipt_of_a_command_holds_its_entries_only(self, journal: Journal) -> None:
        """And the same ones as were answered."""
        answered = [
            list(journal.append(commit_of("declare"))),
            list(journal.append(commit_of("again", expected=2))),
        ]

        assert [list(journal.receipt("west-1", name)) for name in ("declare", "again")] == answered
        assert list(journal.receipt("west-1", "other")) == []

    def test_a_command_from_eight_threads_is_written_once(self, journal: Journal) -> None:
        """All of them get the same entries."""
        outcomes = at_once(lambda number: list(journal.append(commit_of("declare"))))

        assert outcomes == [list(journal.read("west-1"))] * 8
        assert [entry.fact for entry in outcomes[0]] == list(FACTS)

    def test_eight_threads_with_a_stream_each_do_not_disturb_each_other(self, journal: Journal) -> None:
        """Every chain holds."""

        def write(number: int) -> None:
            for step in range(5):
                journal.append(commit_of(f"step-{step}", stream=f"site-{number}", expected=2 * step))

        at_once(write)

        assert sorted(journal.streams()) == [f"site-{number}" for number in range(8)]
        for stream in journal.streams():
            assert journal.verify(stream) == journal.read(stream)[-1].digest
            assert [entry.version for entry in journal.read(stream)] == list(range(1, 11))

    # The chain

    def test_every_entry_is_chained_to_the_one_before(self, journal: Journal) -> None:
        """As anybody can compute from what was read."""
        journal.append(commit_of("declare"))
        journal.append(commit_of("end", expected=2, facts=OTHER_FACTS, by=CLERK))

        digest = GENESIS
        for entry in journal.read("west-1"):
            digest = link(
                digest,
                stream=entry.stream,
                version=entry.version,
                at=entry.at.isoformat(timespec="microseconds"),
                by=staff_json(entry.by),
                command=entry.command,
                fact=fact_json(entry.fact),
            )
            assert entry.digest == digest
        assert journal.verify("west-1") == digest

    def test_no_refusal_holds_a_fact(self, journal: Journal) -> None:
        """Not in its words, and not in what it carries."""
        journal.append(commit_of("declare"))
        refusals = [
            outcome(journal, commit_of("late")),
            outcome(journal, commit_of("declare", facts=FACTS[:1])),
        ]

        assert "Zürich" not in "".join(f"{refusal} {vars(refusal)}" for refusal in refusals)
