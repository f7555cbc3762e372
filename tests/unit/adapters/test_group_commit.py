"""Threads that write at the same time share a transaction, and nobody waits for somebody who has gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from downtimekit.adapters._group_commit import GroupCommit
from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.errors import JournalError, VersionConflict
from downtimekit.testing.contracts.journal import at_once, commit_of
from tests.unit.adapters.test_sqlite_journal import alter

SOON = 10
"""Seconds after which a test gives up waiting."""


class Disk:
    """Writes words in capitals, a batch at a time, and can be told to wait or to fail with the next."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.began, self.may_go_on = Event(), Event()
        self.next: BaseException | None = None
        self.group: GroupCommit[str, str] = GroupCommit(self.write)

    def write(self, words: Sequence[str]) -> Sequence[str]:
        self.batches.append(list(words))
        self.began.set()
        assert self.may_go_on.wait(SOON)
        error, self.next = self.next, None
        if error:
            raise error
        return [word.upper() for word in words]

    def queue(self, pool: ThreadPoolExecutor, first: str, *others: str) -> list[Future[str]]:
        """Let one thread write, and others come while it does."""
        futures = [pool.submit(self.group.submit, first)]
        assert self.began.wait(SOON)
        for word in others:
            futures.append(pool.submit(self.group.submit, word))
            wait_until(lambda: len(self.group._waiting) == len(futures))
        return futures


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(SOON * 1000):
        if is_so():
            return
        Event().wait(0.001)
    raise AssertionError("it never was so")


@pytest.fixture
def pool() -> AbstractContextManager[ThreadPoolExecutor]:
    return ThreadPoolExecutor(8)


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_one_thread_alone_writes_for_itself(disk: Disk) -> None:
    disk.may_go_on.set()

    assert [disk.group.submit(word) for word in ("one", "two")] == ["ONE", "TWO"]
    assert disk.batches == [["one"], ["two"]]


def test_those_who_come_while_one_writes_are_written_together(disk: Disk, pool: ThreadPoolExecutor) -> None:
    with pool:
        futures = disk.queue(pool, "first", "a", "b", "c")
        disk.may_go_on.set()

        assert [future.result(SOON) for future in futures] == ["FIRST", "A", "B", "C"]
    assert disk.batches == [["first"], ["a", "b", "c"]]


def test_a_disk_that_fails_fails_all_who_share_the_transaction_and_nobody_else(
    disk: Disk, pool: ThreadPoolExecutor
) -> None:
    with pool:
        futures = disk.queue(pool, "first", "a", "b")
        disk.next = JournalError("the disk is full")
        disk.may_go_on.set()
        errors = [future.exception(SOON) for future in futures]

        assert [str(error) for error in errors] == ["the disk is full", "None", "None"]
        assert disk.group.submit("later") == "LATER"


def test_everybody_gets_an_error_of_their_own(disk: Disk, pool: ThreadPoolExecutor) -> None:
    conflict = VersionConflict("west-1", expected=1, actual=2)
    with pool:
        disk.queue(pool, "first", "a", "b")
        futures = [pool.submit(disk.group.submit, word) for word in ("c", "d")]
        wait_until(lambda: len(disk.group._waiting) == 5)

        def fail_the_second(words: Sequence[str]) -> Sequence[str]:
            raise conflict

        disk.group._write = fail_the_second
        disk.may_go_on.set()
        errors = [future.exception(SOON) for future in futures]

    assert [(type(error), str(error)) for error in errors] == [(VersionConflict, str(conflict))] * 2
    assert errors[0] is not errors[1]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), SystemExit(), TypeError("a mistake of ours")])
def test_when_whoever_writes_is_interrupted_the_others_are_written_by_the_next(
    disk: Disk, pool: ThreadPoolExecutor, interruption: BaseException
) -> None:
    with pool:
        futures = disk.queue(pool, "first", "a", "b")
        disk.next = interruption
        disk.may_go_on.set()

        assert [future.result(SOON) for future in futures[1:]] == ["A", "B"]
        assert futures[0].exception(SOON) is interruption
    assert disk.batches == [["first"], ["a", "b"]]


def test_whoever_is_interrupted_while_it_waits_is_not_waited_for(
    disk: Disk, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pool:
        futures = disk.queue(pool, "first", "a", "b")
        waiting = disk.group._waiting[1]
        monkeypatch.setattr(type(waiting), "wait", interrupted_once(type(waiting).wait, waiting))
        waiting.wake()

        assert isinstance(futures[1].exception(SOON), KeyboardInterrupt)
        disk.may_go_on.set()
        assert futures[2].result(SOON) == "B"
    assert disk.batches == [["first"], ["b"]]


def interrupted_once(wait: Callable[[Any], None], ticket: object) -> Callable[[Any], None]:
    def waited(self: object) -> None:
        wait(self)
        if self is ticket:
            raise KeyboardInterrupt

    return waited


def test_a_call_that_was_never_made_is_not_needed(
    disk: Disk, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pool:
        futures = disk.queue(pool, "first", "a")
        monkeypatch.setattr(type(disk.group._waiting[1]), "wake", lambda self: None)
        disk.may_go_on.set()

        assert [future.result(SOON) for future in futures] == ["FIRST", "A"]


class TestInTheJournal:
    def test_a_conflict_of_one_does_not_fail_the_others(self, tmp_path: Path) -> None:
        with SqliteJournal(tmp_path / "downtime.db") as journal:
            drafts = held_back(journal)
            with ThreadPoolExecutor(4) as pool:
                futures = [
                    pool.submit(journal.append, commit)
                    for commit in (
                        commit_of("declare", stream="east-1"),
                        commit_of("late", stream="east-2", expected=7),
                        commit_of("declare", stream="east-3"),
                    )
                ]
                wait_until(lambda: len(journal._group._waiting) == 3)
                drafts.release()
                errors = [future.exception(SOON) for future in futures]

            assert [type(error) for error in errors] == [type(None), VersionConflict, type(None)]
            assert sorted(journal.streams()) == ["east-1", "east-3"]
            for stream in journal.streams():
                journal.verify(stream)

    def test_a_stream_that_was_altered_does_not_fail_the_others(self, tmp_path: Path) -> None:
        path = tmp_path / "downtime.db"
        with SqliteJournal(path) as journal:
            for stream in ("west-1", "east-1"):
                journal.append(commit_of("declare", stream=stream))
            alter(path, "UPDATE streams SET version = 1 WHERE name = 'west-1'")
            drafts = held_back(journal)
            with ThreadPoolExecutor(4) as pool:
                altered = pool.submit(journal.append, commit_of("more", expected=1))
                sound = pool.submit(journal.append, commit_of("more", stream="east-1", expected=2))
                wait_until(lambda: len(journal._group._waiting) == 2)
                drafts.release()

                assert isinstance(altered.exception(SOON), JournalError)
                assert [entry.version for entry in sound.result(SOON)] == [3, 4]

    def test_the_same_command_from_two_threads_in_one_transaction_is_written_once(self, tmp_path: Path) -> None:
        with SqliteJournal(tmp_path / "downtime.db") as journal:
            drafts = held_back(journal)
            with ThreadPoolExecutor(4) as pool:
                futures = [pool.submit(journal.append, commit_of("declare")) for _ in range(3)]
                wait_until(lambda: len(journal._group._waiting) == 3)
                drafts.release()

                assert [list(future.result(SOON)) for future in futures] == [list(journal.read("west-1"))] * 3

    def test_threads_that_come_and_go_are_all_answered(self, tmp_path: Path) -> None:
        with SqliteJournal(tmp_path / "downtime.db") as journal:

            def write(number: int) -> int:
                for step in range(20):
                    journal.append(commit_of(f"step-{step}", stream=f"site-{number}", expected=2 * step))
                return len(journal.read(f"site-{number}"))

            assert at_once(write, threads=16) == [40] * 16
            assert not journal._group._waiting


def held_back(journal: SqliteJournal) -> threading.Lock:
    """Keep everybody from their turn until the lock is released."""
    turn = journal._group._turn
    turn.acquire()
    return turn
