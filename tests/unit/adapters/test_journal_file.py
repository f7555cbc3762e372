"""A journal in a file: whole or not at all, for its owner only, and taken in once however often it is read."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from stat import S_IMODE

import pytest

from downtimekit.adapters.journal_file import export_journal, import_journal
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import InvalidInput, JournalDamaged, JournalError, UnknownName
from downtimekit.models.facts import PromiseEnded
from downtimekit.ports.journal import Journal
from downtimekit.runtime.verifying import verify_journal
from downtimekit.testing import MemoryJournal, VirtualClock
from downtimekit.testing.contracts.journal import commit_of
from tests.lived import a_life
from tests.ward import BEGAN, CLERK, IT, after, an_outage, reopened

posix = pytest.mark.skipif(sys.platform == "win32", reason="asks for POSIX")
KINDS = ("memory", "sqlite")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def a_journal(kind: str, stack: ExitStack, folder: Path, name: str) -> MemoryJournal | SqliteJournal:
    return MemoryJournal() if kind == "memory" else stack.enter_context(SqliteJournal(folder / f"{name}.db"))


def everything(journal: Journal) -> object:
    return [(stream, list(journal.lines(stream)), journal.verify(stream)) for stream in journal.streams()]


@pytest.mark.parametrize("source", KINDS)
@pytest.mark.parametrize("target", KINDS)
def test_a_journal_moves_to_another_kind_and_back_with_equal_digests(
    source: str, target: str, opened: ExitStack, tmp_path: Path
) -> None:
    first, second = (a_journal(kind, opened, tmp_path, str(n)) for n, kind in enumerate((source, target)))
    outage = a_life(journal=first)
    first.append(commit_of("other", stream="east-1"))
    export_journal(first, tmp_path / "first.jsonl")

    taken = import_journal(second, tmp_path / "first.jsonl")
    export_journal(second, tmp_path / "second.jsonl")

    assert taken == {outage.id: len(first.read(outage.id)), "east-1": 2}
    assert everything(second) == everything(first)
    assert list(second.due()) == list(first.due())
    assert (tmp_path / "second.jsonl").read_bytes() == (tmp_path / "first.jsonl").read_bytes()
    assert verify_journal(second, noted=verify_journal(first).heads).holds


def test_a_downtime_goes_on_where_it_was_taken_in(tmp_path: Path) -> None:
    clock = VirtualClock(BEGAN)
    outage = an_outage("down", clock=clock)
    export_journal(outage.journal, tmp_path / "west.jsonl", streams=[outage.id])
    elsewhere = MemoryJournal()
    import_journal(elsewhere, tmp_path / "west.jsonl")
    outage.journal = elsewhere
    moved = reopened(outage)

    clock.advance_to(after(10))
    again = moved.signal("help_desk_contacted", ticket="INC-4711", by=IT, command="road-0")  # sent before it was moved
    moved.signal("vendor_support_contacted", ticket="V-20391", by=IT)

    assert again[0].version < 10
    assert moved.standing.last_heard("vendor_support_contacted") == moved.standing.version
    assert elsewhere.verify(outage.id)


def test_taking_it_in_again_does_nothing_also_where_it_went_on(tmp_path: Path) -> None:
    journal = MemoryJournal()
    journal.append(commit_of("one"))
    export_journal(journal, tmp_path / "west.jsonl")
    journal.append(commit_of("two", expected=2))
    before = everything(journal)

    assert import_journal(journal, tmp_path / "west.jsonl") == {"west-1": 0}
    assert everything(journal) == before


def test_what_went_on_at_the_source_is_added(tmp_path: Path) -> None:
    journal, copy = MemoryJournal(), MemoryJournal()
    for step in range(3):
        journal.append(commit_of(f"step-{step}", expected=2 * step))
        export_journal(journal, tmp_path / "west.jsonl")
        assert import_journal(copy, tmp_path / "west.jsonl") == {"west-1": 2}

    assert everything(copy) == everything(journal)


def test_a_torn_file_brings_nothing_in_also_not_its_whole_downtimes(tmp_path: Path) -> None:
    journal, copy = MemoryJournal(), MemoryJournal()
    for stream in ("west-1", "east-1"):
        journal.append(commit_of("one", stream=stream))
    path = tmp_path / "both.jsonl"
    export_journal(journal, path)
    path.write_bytes(path.read_bytes()[:-150])

    with pytest.raises(InvalidInput, match="cut off"):
        import_journal(copy, path)
    assert copy.streams() == ()


def test_a_byte_that_is_no_text_is_found_at_its_line(tmp_path: Path) -> None:
    journal = MemoryJournal()
    journal.append(commit_of("one"))
    path = tmp_path / "west.jsonl"
    export_journal(journal, path)
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xff\xfe", 1))

    with pytest.raises(InvalidInput, match=r"west\.jsonl: 1 fault\n  - line 2: was altered"):
        import_journal(MemoryJournal(), path)


def test_a_downtime_that_went_another_way_here_is_refused_and_those_before_it_are_in(tmp_path: Path) -> None:
    journal, copy = MemoryJournal(), MemoryJournal()
    for stream in ("east-1", "west-1"):
        journal.append(commit_of("one", stream=stream))
    export_journal(journal, tmp_path / "both.jsonl")
    copy.append(commit_of("one", facts=[PromiseEnded(promise="other")]))

    with pytest.raises(JournalDamaged, match="west-1"):
        import_journal(copy, tmp_path / "both.jsonl")
    assert [len(copy.read(stream)) for stream in ("east-1", "west-1")] == [2, 1]


def test_a_downtime_that_was_removed_here_does_not_come_back(tmp_path: Path) -> None:
    journal = MemoryJournal()
    entry = journal.append(commit_of("one"))[-1]
    export_journal(journal, tmp_path / "west.jsonl")
    journal.remove("west-1", digest=entry.digest, at=after(0), by=CLERK, reason="its time is over")

    with pytest.raises(JournalError, match="was removed"):
        import_journal(journal, tmp_path / "west.jsonl")
    assert journal.streams() == ()


class TestTheFile:
    @posix
    def test_it_is_for_its_owner_only(self, tmp_path: Path) -> None:
        export_journal(MemoryJournal(), tmp_path / "kept" / "west.jsonl")

        assert S_IMODE((tmp_path / "kept" / "west.jsonl").stat().st_mode) == 0o600

    def test_what_stood_there_stays_where_an_export_fails(self, tmp_path: Path) -> None:
        path = tmp_path / "west.jsonl"
        path.write_text("the copy of yesterday")

        with pytest.raises(UnknownName):
            export_journal(MemoryJournal(), path, streams=["west-1"])
        assert [file.read_text() for file in tmp_path.iterdir()] == ["the copy of yesterday"]

    def test_a_folder_that_is_a_file_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "kept").write_text("")

        with pytest.raises(JournalError, match=r"west\.jsonl: cannot be written"):
            export_journal(MemoryJournal(), tmp_path / "kept" / "west.jsonl")

    def test_a_file_that_is_not_there_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match=r"west\.jsonl: .*\n.*cannot be read"):
            import_journal(MemoryJournal(), tmp_path / "west.jsonl")

    def test_an_open_file_will_do_from_where_it_stands(self) -> None:
        journal, copy = MemoryJournal(), MemoryJournal()
        journal.append(commit_of("one"))
        file = io.StringIO()
        file.write("a line of somebody else\n")
        start = file.tell()
        export_journal(journal, file)
        file.seek(start)

        assert import_journal(copy, file) == {"west-1": 2}

    def test_a_pipe_that_can_be_read_only_once_is_refused(self) -> None:
        class Pipe(io.StringIO):
            def seek(self, *_: int) -> int:
                raise io.UnsupportedOperation

        with pytest.raises(InvalidInput, match="cannot be read twice"):
            import_journal(MemoryJournal(), Pipe())
