"""The ledger of what was sent: in memory, and in a file that several processes share."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from downtimekit.adapters.mllp_target import Ledger, MemoryLedger, Sending, SqliteLedger, State
from downtimekit.errors import InvalidInput, Unreachable

FIRST = Sending("west-1/note/1", "AAAAAAAAAAAAAAAAAAAA", b"MSH|planted", "MG-0001")
SECOND = attrs.evolve(FIRST, message=b"MSH|another")
Open = Callable[[], Ledger]


@pytest.fixture(params=["memory", "file"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Open a ledger, as often as it is asked for."""
    memory, files = MemoryLedger(), list[SqliteLedger]()

    def file() -> Ledger:
        files.append(SqliteLedger(tmp_path / "sent.db"))
        return files[-1]

    yield (lambda: memory) if request.param == "memory" else file
    for each in files:
        each.close()


def test_nothing_is_known_of_what_was_never_sent(opened: Open) -> None:
    assert opened().find("west-1/note/1") is None


def test_of_two_who_begin_the_second_sends_the_message_of_the_first(opened: Open) -> None:
    assert opened().begin(FIRST) == FIRST
    assert opened().begin(SECOND) == attrs.evolve(FIRST, attempt=2)
    assert opened().find(FIRST.key) == attrs.evolve(FIRST, attempt=2)


def test_an_answered_message_is_remembered_without_what_it_said(opened: Open) -> None:
    opened().end(opened().begin(FIRST), State.TAKEN, record="R-1")

    found = opened().find(FIRST.key)
    assert found == attrs.evolve(FIRST, message=b"", state=State.TAKEN, record="R-1")
    assert opened().begin(SECOND) == found


def test_what_was_taken_stays_taken(opened: Open) -> None:
    sending = opened().begin(FIRST)
    opened().end(sending, State.TAKEN, record="R-1")
    opened().end(sending, State.REFUSED)
    opened().end(sending, State.TAKEN, record="R-2")
    opened().forget(sending)

    found = opened().find(FIRST.key)
    assert found
    assert (found.state, found.record) == (State.TAKEN, "R-1")


def test_what_was_refused_is_begun_anew(opened: Open) -> None:
    opened().end(opened().begin(FIRST), State.REFUSED)

    assert opened().begin(SECOND) == SECOND


def test_what_the_chart_shows_can_be_noted_without_a_message(opened: Open) -> None:
    opened().end(FIRST, State.TAKEN, record="R-1")

    found = opened().find(FIRST.key)
    assert found
    assert found.record == "R-1"


def test_what_nobody_took_is_forgotten_unless_somebody_else_has_begun(opened: Open) -> None:
    sending = opened().begin(FIRST)
    opened().forget(sending)
    assert opened().find(FIRST.key) is None

    sending = opened().begin(FIRST)
    opened().begin(SECOND)
    opened().forget(sending)
    assert opened().find(FIRST.key) is not None


def test_a_message_is_not_shown() -> None:
    assert "planted" not in repr(FIRST)


def test_the_file_is_for_its_owner_and_forgets_what_messages_said(tmp_path: Path) -> None:
    path = tmp_path / "sent.db"
    ledger = SqliteLedger(path)
    assert path.stat().st_mode & 0o777 == 0o600
    ledger.end(ledger.begin(FIRST), State.TAKEN, record="R-1")
    ledger.close()

    assert b"planted" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"not a database, and longer than the head of one is" * 10, None])
def test_another_file_is_left_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.db"
    if content is None:
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE theirs (a)")
        other.close()
    else:
        path.write_bytes(content)
    before = path.read_bytes()

    with pytest.raises((InvalidInput, Unreachable)) as refused:
        SqliteLedger(path)
    assert path.read_bytes() == before
    assert str(tmp_path) not in str(refused.value)


def test_a_ledger_that_cannot_be_used_says_so_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="nothing was noted"):
        SqliteLedger(tmp_path / "missing" / "sent.db")

    ledger = SqliteLedger(tmp_path / "sent.db", patience=0.01)
    other = sqlite3.connect(tmp_path / "sent.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unreachable, match="nothing was noted"):
        ledger.begin(FIRST)
    other.close()
    assert ledger.find(FIRST.key) is None
    ledger.close()


@pytest.mark.slow
def test_processes_that_begin_at_once_send_one_message(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        messages = pool.map(_began, [(tmp_path / "sent.db", number) for number in range(16)])

    assert len({message for message, _ in messages}) == 1
    assert sorted(attempt for _, attempt in messages) == list(range(1, 17))


def _began(told: tuple[Path, int]) -> tuple[bytes, int]:
    path, number = told
    ledger = SqliteLedger(path)
    begun = ledger.begin(attrs.evolve(FIRST, message=b"MSH|%d" % number))
    ledger.close()
    return begun.message, begun.attempt
