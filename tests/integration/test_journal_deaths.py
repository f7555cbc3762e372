"""A process that dies between any two statements leaves a journal that is whole, and that goes on to the same end."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from downtimekit.adapters.sqlite_journal import SqliteJournal
from downtimekit.testing import MemoryJournal
from downtimekit.testing.contracts.agenda import Ledger
from tests.integration.mortal_journal import life

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="asks for fork")
MORTAL = Path(__file__).with_name("mortal_journal.py")
MOST = 170
"""More statements than there are in a life."""


def deaths(folder: Path, *, first: int, last: int, stride: int) -> dict[int, dict[str, str]]:
    """Let processes die, and return what each had acknowledged."""
    command = [sys.executable, str(MORTAL), str(folder), str(first), str(last), str(stride)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    acknowledged: dict[int, dict[str, str]] = defaultdict(dict)
    for line in ended.stdout.splitlines():
        number, name, value = line.split(" ", 2)
        acknowledged[int(number)][name] = value
    return acknowledged


def all_that_is(journal: Ledger) -> object:
    """Return everything, in an order that does not depend on when a life was broken off."""
    return sorted(stored.line for stored in journal.feed()), list(journal.due()), list(journal.removed())


def check(path: Path, acknowledged: dict[str, str]) -> None:
    """What was acknowledged is there, the journal is whole, and who lives on comes to the end."""
    reference = MemoryJournal()
    lived = {name: str(value) for name, value in life(reference)}
    assert {name: lived[name] for name in acknowledged if name != "ended"} == {
        name: value for name, value in acknowledged.items() if name != "ended"
    }
    with SqliteJournal(path) as journal:
        for stream in journal.streams():
            journal.verify(stream)
        digests = {stored.line.digest for stored in journal.feed()} | {mark.digest for mark in journal.removed()}
        assert {
            acknowledged[name] for name in ("declared", "old", "carried", "again") if name in acknowledged
        } <= digests
        assert ("removed" in acknowledged) <= bool(journal.removed())
        assert ("loaded" in acknowledged) <= ("north-1" in journal.streams())
        assert journal.rebuild_agenda() == 0
        list(life(journal))
        assert all_that_is(journal) == all_that_is(reference)


def die_and_check(folder: Path, *, first: int, stride: int) -> None:
    acknowledged = deaths(folder, first=first, last=MOST, stride=stride)
    files = sorted(folder.glob("*.db"))
    assert files
    for path in files:
        check(path, acknowledged[int(path.stem)])
    assert "failed" not in {name for names in acknowledged.values() for name in names}
    assert "ended" in acknowledged[max(acknowledged)], "there are more statements than were tried"


def test_death_between_two_statements_loses_nothing_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    die_and_check(tmp_path, first=3, stride=17)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, 11))
def test_death_between_any_two_statements_loses_nothing_and_leaves_nothing_half_done(
    tmp_path: Path, first: int
) -> None:
    die_and_check(tmp_path, first=first, stride=10)
