"""An entry is one file until the other side has answered, whatever the disk, the share and the other side do."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import anyio
import pytest

from downtimekit.adapters.file_target import Answer, AnswerState, Drop, FileTarget, as_json, take_in
from downtimekit.errors import Fault, InvalidInput, OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.chart import ChartEntry
from downtimekit.testing import FailingTarget, MemoryTarget, NullTarget, RecordingTarget, Troubles
from downtimekit.testing.contracts.target import (
    CORRECTED,
    LATER_EXAM,
    ORDERS,
    PATIENTS,
    REPORT,
    entry_of,
    everything_said_by,
)
from downtimekit.testing.trouble import unknown, unreachable

KEY = entry_of().key


@pytest.fixture
def drop(tmp_path: Path) -> Drop:
    return Drop(tmp_path / "drop").make()


@pytest.fixture
def system() -> MemoryTarget:
    return MemoryTarget(PATIENTS, ORDERS)


def target(drop: Drop) -> FileTarget:
    return FileTarget(drop, NullTarget(), patience=0.01, pause=0.001)


def write(drop: Drop, entry: ChartEntry | None = None) -> str:
    return anyio.run(target(drop).write, entry or entry_of())


def find(drop: Drop, key: str = KEY) -> str | None:
    return anyio.run(target(drop).find, key)


def taken(drop: Drop, system: MemoryTarget | FailingTarget) -> Mapping[AnswerState, int]:
    return anyio.run(take_in, drop, system)


def put(drop: Drop, entry: ChartEntry | None = None) -> Path:
    """Put an entry down for which nobody waits, and return its file."""
    before = set(drop.entries.iterdir())
    with suppress(OutcomeUnknown):
        write(drop, entry)
    (file,) = set(drop.entries.iterdir()) - before
    return file


def test_an_entry_lies_there_once_for_its_owner_only_under_a_name_that_tells_nothing(drop: Drop) -> None:
    for _ in range(2):
        with pytest.raises(OutcomeUnknown, match="not answered yet"):
            write(drop)

    (file,) = drop.entries.iterdir()
    assert file.name == f"{drop.name_of(KEY)}.json"
    assert ChartEntry.model_validate_json(b"{" + file.read_bytes().partition(b",")[2]) == entry_of()
    assert sys.platform == "win32" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sys.platform == "win32" or stat.S_IMODE(drop.folder.stat().st_mode) == 0o700


def test_an_outcome_is_unknown_until_the_other_side_has_decided(drop: Drop) -> None:
    before = find(drop)
    put(drop)
    with pytest.raises(OutcomeUnknown):
        find(drop)
    drop.say(drop.name_of(KEY), Answer(state=AnswerState.OPEN))
    with pytest.raises(OutcomeUnknown):
        find(drop)
    with pytest.raises(OutcomeUnknown):
        write(drop)
    drop.say(drop.name_of(KEY), Answer(state=AnswerState.ACCEPTED, id="4711"))

    assert (before, find(drop), write(drop)) == (None, "4711", "4711")


def test_what_the_other_side_has_in_hand_is_not_put_down_again(drop: Drop) -> None:
    put(drop).unlink()
    drop.say(drop.name_of(KEY), Answer(state=AnswerState.OPEN))
    with pytest.raises(OutcomeUnknown):
        write(drop)

    assert list(drop.entries.iterdir()) == []


def test_what_is_refused_stays_refused_and_made_nothing(drop: Drop) -> None:
    put(drop).unlink()
    drop.say(drop.name_of(KEY), Answer(state=AnswerState.REJECTED, reason="no_such_exam"))

    for _ in range(2):
        with pytest.raises(Rejected, match="no_such_exam"):
            write(drop)
    assert find(drop) is None
    assert list(drop.entries.iterdir()) == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b'{"state": "acce',
        b'{"state": "accepted"}',
        b'{"state": "rejected", "reason": "Adaeze Okafor?"}',
        b"\xff\xfe",
    ],
    ids=("empty", "half", "without a number", "with words", "no text"),
)
def test_an_answer_that_is_not_whole_or_not_one_is_none(drop: Drop, answer: bytes) -> None:
    put(drop)
    (drop.answers / f"{drop.name_of(KEY)}.json").write_bytes(answer)

    with pytest.raises(OutcomeUnknown) as caught:
        write(drop)
    assert "Okafor" not in everything_said_by(caught.value)


def test_an_answer_may_be_written_by_hand(drop: Drop) -> None:
    (drop.answers / f"{drop.name_of(KEY)}.json").write_text('{"state": "accepted", "id": "4711"}')

    assert write(drop) == "4711"


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    share = Drop(tmp_path / "not-mounted")
    for ask in (lambda: write(share), lambda: find(share), lambda: taken(share, MemoryTarget())):
        with pytest.raises(Unreachable):
            ask()

    assert not share.folder.exists()
    with pytest.raises(Unreachable):
        Drop(tmp_path / "not-mounted" / "deeper").make()


def test_a_full_disk_leaves_nothing_behind(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "Okafor")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Unreachable, match="No space left") as caught:
        write(drop)
    monkeypatch.undo()

    assert list(drop.entries.iterdir()) == []
    assert "Okafor" not in everything_said_by(caught.value)
    assert put(drop).exists()


def test_a_disk_that_does_not_say_that_it_keeps_the_name_leaves_the_outcome_open(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr("downtimekit.adapters._disk.keep_names", broken)
    with pytest.raises(OutcomeUnknown, match="did not say"):
        write(drop)
    monkeypatch.undo()

    with pytest.raises(OutcomeUnknown):
        find(drop)
    assert len(list(drop.entries.iterdir())) == 1


def test_a_share_that_knows_no_second_name_for_a_file_is_written_to_all_the_same(
    drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown_here(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr("os.link", unknown_here)
    file = put(drop)

    assert file.read_bytes() == as_json(entry_of())


def test_what_a_killed_process_left_half_written_is_swept_away_and_never_taken_in(
    drop: Drop, system: MemoryTarget
) -> None:
    left = drop.entries / ".0123456789abcdef.draft"
    left.write_bytes(as_json(entry_of())[:100])
    counts = taken(drop, system)
    put(drop)

    assert counts == {}
    assert not left.exists()


def test_another_system_gets_files_of_its_own_kind(tmp_path: Path) -> None:
    drop = Drop(tmp_path, ending=".hl7").make()

    def message(entry: ChartEntry) -> bytes:
        if entry.content == CORRECTED:
            raise InvalidInput("message", [Fault("content.findings", "has too many findings")])
        return f"MSH|^~\\&|{entry.kind}\r".encode()

    ours = FileTarget(drop, NullTarget(), message, patience=0.01, pause=0.001)
    with pytest.raises(OutcomeUnknown):
        anyio.run(ours.write, entry_of())
    with pytest.raises(Rejected, match=r"cannot say what stands in: content\.findings"):
        anyio.run(ours.write, entry_of(CORRECTED, key="west-1/report/2"))

    (file,) = drop.entries.iterdir()
    assert (file.suffix, file.read_bytes()) == (".hl7", b"MSH|^~\\&|report\r")


def test_the_other_side_makes_each_record_once_and_takes_the_entry_away(drop: Drop, system: MemoryTarget) -> None:
    put(drop)
    again = put(drop, entry_of(CORRECTED, key="west-1/report/2", order=LATER_EXAM)).read_bytes()
    counts = taken(drop, system)
    # An entry that comes back, as from a copy of the folder, is taken away and not even sent.
    (drop.entries / f"{drop.name_of('west-1/report/2')}.json").write_bytes(again)
    door = RecordingTarget(system)
    anyio.run(take_in, drop, door)

    assert counts == {AnswerState.ACCEPTED: 2}
    assert door.sent == []
    assert list(drop.entries.iterdir()) == []
    assert [record.content for record in system.records] == [REPORT, CORRECTED]
    assert find(drop) == system.records[0].id


def test_the_other_side_says_what_it_cannot_take(drop: Drop, system: MemoryTarget) -> None:
    names = [drop.name_of(key) for key in ("torn", "another's", "of-nobody")]
    (drop.entries / f"{names[0]}.json").write_text('{"schema":2,"key"')
    (drop.entries / f"{names[1]}.json").write_bytes(as_json(entry_of()))
    put(drop, entry_of(key="of-nobody").model_copy(update={"mrn": "PLANTED-9999"}))
    counts = taken(drop, system)

    answers = [drop.answer(name) for name in names]
    assert counts == {AnswerState.REJECTED: 3}
    assert [answer.reason for answer in answers if answer] == [
        "cannot_be_read",
        "not_the_entry_of_this_file",
        "refused_by_the_system",
    ]
    assert system.records == ()


@pytest.mark.parametrize("trouble", [unreachable(), unknown(done=True)], ids=("unreachable", "unknown"))
def test_what_the_system_cannot_take_now_stays_for_the_next_time(
    drop: Drop, system: MemoryTarget, trouble: object
) -> None:
    put(drop)
    first = taken(drop, FailingTarget(system, Troubles(always=trouble)))  # type: ignore[arg-type]
    second = taken(drop, system)

    assert (first, second) == ({AnswerState.OPEN: 1}, {AnswerState.ACCEPTED: 1})
    assert len(system.records) == 1
    assert write(drop) == system.records[0].id


def links(folder: Path) -> Iterator[Path]:
    """Yield what leads elsewhere, or is no file."""
    (folder / "elsewhere.txt").write_bytes(as_json(entry_of()))
    link = folder / "entries" / "link.json"
    link.symlink_to(folder / "elsewhere.txt")
    yield link
    (folder / "entries" / "folder.json").mkdir()
    yield folder / "entries" / "folder.json"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a right that few have there")
def test_what_leads_elsewhere_is_not_followed(drop: Drop, system: MemoryTarget) -> None:
    left = list(links(drop.folder))

    assert taken(drop, system) == {}
    assert all(path.exists() for path in left)
