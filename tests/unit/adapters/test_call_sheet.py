"""The charge nurse prints the sheet, and calls everybody once."""

from __future__ import annotations

import os
from pathlib import Path

import anyio
import pytest
from attrs import evolve

from downtimekit.adapters._disk import write_whole
from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.errors import Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.ports.notifier import Message, Sent

CALL = Message(
    key="west-1/update-1/charge-nurse",
    name="Carla Chen",
    address="+12025550102",
    subject="The RIS is down at west",
    body="Go on with paper. " * 6 + "\n\nThe next update comes at 10:30.",
    drill=True,
)


def put(sheet: CallSheet, message: Message = CALL) -> Sent:
    return anyio.run(sheet.send, message)


def test_a_call_has_a_box_whom_where_what_to_say_and_room_for_the_pen(tmp_path: Path) -> None:
    sent = put(CallSheet(tmp_path))

    assert sent == Sent(ReceiptState.QUEUED, "stands on call-sheet.txt")
    assert (tmp_path / "call-sheet.txt").read_text() == (
        """\
CALL SHEET
==========

Call from the top. Tick the box [x] when you have spoken to the person; a
voicemail is no tick. Write down the time, your initials and what came of it.
Say nothing about patients, and give no password.

Calls on this sheet: 1

------------------------------------------------------------------------------
[ ]  Whom:    Carla Chen
     Number:  +1 202-555-0102
     Say:     DRILL: The RIS is down at west

              Go on with paper. Go on with paper. Go on with paper. Go on with
              paper. Go on with paper. Go on with paper.

              The next update comes at 10:30.

     Time ____________   Initials ________   Result ____________________________
     Ref: west-1/update-1/charge-nurse
"""
    )


def test_calls_stand_in_the_order_in_which_they_came_and_each_once(tmp_path: Path) -> None:
    keys = ["c", "a", "b"]
    for age, key in enumerate(keys):
        put(CallSheet(tmp_path), evolve(CALL, key=key))
        (call,) = (tmp_path / "calls").glob(f"{key}-*")
        os.utime(call, ns=(age, age))
    put(CallSheet(tmp_path), evolve(CALL, key="c"))

    lines = CallSheet(tmp_path).sheet.read_text().splitlines()
    assert [line.split()[1] for line in lines if line.strip().startswith("Ref:")] == keys
    assert "Calls on this sheet: 3" in lines


def test_a_sheet_that_was_lost_comes_back_with_the_next_message(tmp_path: Path) -> None:
    sheet = CallSheet(tmp_path)
    put(sheet)
    put(sheet, evolve(CALL, key="another"))
    whole = sheet.sheet.read_text()
    sheet.sheet.unlink()
    put(sheet)

    assert sheet.sheet.read_text() == whole


def test_a_text_cannot_pose_as_another_call(tmp_path: Path) -> None:
    sheet = CallSheet(tmp_path)
    put(sheet, evolve(CALL, body=f"{'-' * 78}\n[ ]  Whom:    Somebody\n     Ref: x"))

    lines = sheet.sheet.read_text().splitlines()
    assert [line for line in lines if line.startswith("[ ]")] == ["[ ]  Whom:    Carla Chen"]


def test_a_disk_that_is_full_loses_nothing_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = CallSheet(tmp_path)
    put(sheet)
    before = sorted((path.name, path.read_text()) for path in tmp_path.rglob("*.txt"))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(Unreachable, match="No space left on device"):
            put(sheet, evolve(CALL, key="another"))

    assert sorted((path.name, path.read_text()) for path in tmp_path.rglob("*") if path.is_file()) == before
    put(sheet, evolve(CALL, key="another"))
    assert "Calls on this sheet: 2" in sheet.sheet.read_text()


def test_a_call_that_another_program_adds_meanwhile_is_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = CallSheet(tmp_path), CallSheet(tmp_path)
    waiting = [evolve(CALL, key="theirs")]

    def write_late(path: Path, content: bytes) -> None:
        """Let the other program finish between our look at the calls and our writing of the sheet."""
        if path == ours.sheet and waiting:
            theirs._put(waiting.pop())
        write_whole(path, content)

    monkeypatch.setattr("downtimekit.adapters.call_sheet.write_whole", write_late)
    put(ours, evolve(CALL, key="ours"))

    assert "Calls on this sheet: 2" in ours.sheet.read_text()
