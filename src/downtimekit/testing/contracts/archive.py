"""What every journal promises about what it holds as a whole, as tests: lines, feed, moving and removing.

class TestOurJournal(JournalContract, ArchiveContract, AgendaContract):
    @pytest.fixture
    def journal(self, tmp_path: Path) -> Iterator[Journal]:
        with OurJournal(tmp_path / "downtime") as journal:
            yield journal
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from threading import Event

import pytest

from downtimekit.errors import JournalDamaged, JournalError, UnknownName, VersionConflict
from downtimekit.ports.chain import Line
from downtimekit.ports.entries import GENESIS
from downtimekit.ports.journal import Journal, Removed
from downtimekit.testing.contracts.journal import CLERK, FACTS, NOON, OTHER_FACTS, at_once, commit_of
from downtimekit.testing.memory_journal import MemoryJournal


def fill(journal: Journal, *streams: str, commits: int = 2) -> None:
    """Append commits of two facts, in turn to each stream."""
    for step in range(commits):
        for stream in streams:
            journal.append(commit_of(f"step-{step}", stream=stream, expected=2 * step))


def elsewhere(*streams: str, commits: int = 2) -> list[Line]:
    """Return the lines of another journal, in the order in which they were written."""
    other = MemoryJournal()
    fill(other, *streams, commits=commits)
    return [stored.line for stored in other.feed(limit=2 * commits * len(streams))]


def fed(journal: Journal, *, limit: int) -> list[tuple[str, int]]:
    """Read the feed in portions, and return what came."""
    seen, place = [], 0
    while portion := journal.feed(after=place, limit=limit):
        seen += [(stored.line.stream, stored.line.version) for stored in portion]
        assert [stored.position for stored in portion] == sorted({stored.position for stored in portion})
        assert portion[0].position > place
        assert len(portion) <= limit
        place = portion[-1].position
    return seen


def remove(journal: Journal, stream: str, *, digest: str = "") -> Removed:
    """Remove a stream because it is old enough."""
    digest = digest or journal.verify(stream)
    return journal.remove(stream, digest=digest, at=NOON, by=CLERK, reason="six years are over")


class ArchiveContract:
    """Inherit it, and give it a fixture `journal` that yields an empty one."""

    # Lines and the feed

    def test_the_lines_of_a_stream_are_its_entries_as_they_are_stored(self, journal: Journal) -> None:
        """Also beyond a version; and none of another stream."""
        fill(journal, "west-1", "east-1")

        lines = list(journal.lines("west-1"))

        assert lines == [line for line in elsewhere("west-1", "east-1") if line.stream == "west-1"]
        assert [line.digest for line in lines] == [entry.digest for entry in journal.read("west-1")]
        assert list(journal.lines("west-1", after=3)) == lines[3:]
        assert list(journal.lines("west-1", after=4)) == list(journal.lines("west-2")) == []

    def test_the_lines_of_a_long_stream_come_whole(self, journal: Journal) -> None:
        """However many are on a page."""
        journal.append(commit_of("much", facts=FACTS * 1100))

        assert [line.version for line in journal.lines("west-1", after=7)] == list(range(8, 2201))

    @pytest.mark.parametrize("limit", [1, 3, 100])
    def test_the_feed_goes_through_all_streams_in_the_order_of_the_commits(self, journal: Journal, limit: int) -> None:
        """In portions of any size, each line once."""
        fill(journal, "west-1", "east-1")

        assert fed(journal, limit=limit) == [
            (stream, version)
            for versions in ((1, 2), (3, 4))
            for stream in ("west-1", "east-1")
            for version in versions
        ]

    def test_whoever_read_up_to_a_place_finds_nothing_new_before_it(self, journal: Journal) -> None:
        """Also while eight threads write."""
        done, seen, place = Event(), [], 0

        def write(number: int) -> None:
            for step in range(12):
                journal.append(commit_of(f"step-{step}", stream=f"site-{number}", expected=2 * step))

        def read(number: int) -> None:
            nonlocal place
            while not done.is_set() or journal.feed(after=place, limit=1):
                for stored in journal.feed(after=place, limit=5):
                    seen.append((stored.line.stream, stored.line.version))
                    place = stored.position

        with ThreadPoolExecutor(1) as reader:
            reading = reader.submit(read, 0)
            try:
                at_once(write)
            finally:
                done.set()
            reading.result()

        assert sorted(seen) == [(f"site-{number}", version) for number in range(8) for version in range(1, 25)]
        assert seen == fed(journal, limit=1000)

    # What another journal held

    def test_the_lines_of_another_journal_are_taken_in_as_they_are(self, journal: Journal) -> None:
        """With their digests, and the stream goes on from there."""
        lines = elsewhere("west-1", "east-1")

        assert journal.load(iter(lines)) == len(lines)

        assert [stored.line for stored in journal.feed()] == lines
        assert list(journal.streams()) == ["west-1", "east-1"]
        assert [journal.verify(stream) for stream in ("west-1", "east-1")] == [lines[5].digest, lines[7].digest]
        assert [entry.version for entry in journal.append(commit_of("more", expected=4))] == [5, 6]
        assert list(journal.append(commit_of("step-0"))) == list(journal.read("west-1"))[:2]

    def test_what_is_here_already_is_passed_over(self, journal: Journal) -> None:
        """Whether it came from there, was written here, or comes twice."""
        fill(journal, "west-1", commits=1)
        lines = elsewhere("west-1", "east-1")

        assert journal.load(lines + lines) == len(lines) - len(FACTS)
        assert journal.load(lines) == 0
        assert {line.version for line in journal.lines("west-1")} == {1, 2, 3, 4}

    @pytest.mark.parametrize(
        ("spoil", "version"),
        [
            (lambda lines: lines[1:], 1),
            (lambda lines: lines[:2] + lines[3:], 3),
            (lambda lines: [*lines[:3], lines[3]._replace(fact=lines[3].fact.replace("update", "uptake"))], 4),
            (lambda lines: [*lines[:3], lines[3]._replace(digest="f" * 64)], 4),
            (lambda lines: [*lines, lines[0]._replace(command="forged")], 1),
            (lambda lines: [*lines, lines[0]._replace(version=0)], 0),
            (lambda lines: lines[::-1], 1),
        ],
        ids=["no beginning", "a gap", "altered", "no chain", "another of that version", "before the first", "reversed"],
    )
    def test_lines_that_do_not_follow_are_refused_whole(
        self, journal: Journal, spoil: Callable[[list[Line]], list[Line]], version: int
    ) -> None:
        """Also those before them, and those of another stream."""
        lines = elsewhere("east-1") + spoil(elsewhere("west-1"))

        with pytest.raises(JournalDamaged) as caught:
            journal.load(lines)

        assert (caught.value.stream, caught.value.version) == ("west-1", version)
        assert (list(journal.feed()), list(journal.streams())) == ([], [])

    def test_lines_that_were_written_differently_here_are_refused(self, journal: Journal) -> None:
        """Two journals that went apart are not one."""
        journal.append(commit_of("ours"))

        with pytest.raises(JournalDamaged) as caught:
            journal.load(elsewhere("west-1"))
        assert caught.value.version == 1
        assert [entry.command for entry in journal.read("west-1")] == ["ours"] * 2

    # What was kept long enough

    def test_what_is_removed_leaves_a_mark(self, journal: Journal) -> None:
        """And nothing else; other streams stand."""
        fill(journal, "west-1", "east-1")
        digest = journal.verify("west-1")

        mark = remove(journal, "west-1")

        assert mark == Removed("west-1", 4, digest, NOON, CLERK, "six years are over")
        assert list(journal.removed()) == [mark]
        assert list(journal.streams()) == ["east-1"]
        assert (list(journal.read("west-1")), list(journal.lines("west-1"))) == ([], [])
        assert list(journal.receipt("west-1", "step-0")) == []
        assert journal.verify("west-1") == GENESIS
        assert fed(journal, limit=10) == [("east-1", version) for version in range(1, 5)]

    def test_the_marks_are_in_the_order_of_the_removals(self, journal: Journal) -> None:
        """With the time in UTC."""
        fill(journal, "west-1", "east-1")
        there = NOON.astimezone(timezone(timedelta(hours=-5)))
        for stream in ("east-1", "west-1"):
            journal.remove(stream, digest=journal.verify(stream), at=there, by=CLERK, reason="six years are over")

        assert [mark.stream for mark in journal.removed()] == ["east-1", "west-1"]
        assert [(mark.at, mark.at.utcoffset()) for mark in journal.removed()] == [(NOON, timedelta(0))] * 2

    def test_nothing_is_removed_that_nobody_looked_at(self, journal: Journal) -> None:
        """Somebody may have written meanwhile."""
        fill(journal, "west-1", commits=1)
        seen = journal.verify("west-1")
        journal.append(commit_of("late", expected=2, facts=OTHER_FACTS))

        with pytest.raises(VersionConflict) as caught:
            remove(journal, "west-1", digest=seen)

        assert (caught.value.expected, caught.value.actual) == (2, 3)
        assert [entry.version for entry in journal.read("west-1")] == [1, 2, 3]
        assert list(journal.removed()) == []

    def test_what_there_never_was_cannot_be_removed(self, journal: Journal) -> None:
        """Nor twice; the streams that there are are named."""
        fill(journal, "west-1", "east-1")
        remove(journal, "west-1")

        for stream in ("west-1", "north-1"):
            with pytest.raises(UnknownName) as caught:
                remove(journal, stream, digest=GENESIS)
            assert caught.value.known == ("east-1",)
        assert len(journal.removed()) == 1

    def test_the_name_of_what_was_removed_is_not_used_again(self, journal: Journal) -> None:
        """Not by a new commit, not by the old one again, and not by a copy that somebody kept."""
        fill(journal, "west-1")
        kept = list(journal.lines("west-1"))
        remove(journal, "west-1")

        for writing in (
            lambda: journal.append(commit_of("new")),
            lambda: journal.append(commit_of("step-1", expected=4)),
            lambda: journal.load(kept),
        ):
            with pytest.raises(JournalError, match="was removed"):
                writing()
        assert (list(journal.feed()), list(journal.streams())) == ([], [])

    def test_what_is_written_after_a_removal_is_new_to_whoever_had_read_everything(self, journal: Journal) -> None:
        """Also if what was removed was the last."""
        fill(journal, "west-1", "east-1")
        place = journal.feed()[-1].position
        remove(journal, "east-1")
        remove(journal, "west-1")

        journal.append(commit_of("declare", stream="north-1"))
        journal.append(commit_of("declare", stream="north-2"))

        assert [stored.line.stream for stored in journal.feed(after=place)] == ["north-1"] * 2 + ["north-2"] * 2
