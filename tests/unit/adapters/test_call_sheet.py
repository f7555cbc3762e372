"""The charge nurse prints the sheet, calls everybody once, and what came of it gets back."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import pytest
from attrs import evolve

from downtimekit.adapters._disk import write_whole
from downtimekit.adapters.call_sheet import CallOutcome, CallResult, CallSheet
from downtimekit.errors import InvalidInput, Unreachable
from downtimekit.models.notice import Notice, NoticeFacts, ReceiptState
from downtimekit.models.reading import read
from downtimekit.ports.notifier import Message, Sent

CALL = Message(
    key="west-1/update-1/charge-nurse",
    name="Carla Chen",
    address="+12025550102",
    subject="The RIS is down at west",
    body="Go on with paper. " * 6 + "\n\nThe next update comes at 10:30.",
    drill=True,
    level=2,
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
     Drill:   say first that this is an exercise, and that nothing is down
     Level:   2 of the escalation
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
    before = sorted((path.name, path.read_text()) for path in tmp_path.rglob("*") if path.is_file())

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
            put(theirs, waiting.pop())
        write_whole(path, content)

    monkeypatch.setattr("downtimekit.adapters.call_sheet.write_whole", write_late)
    put(ours, evolve(CALL, key="ours"))

    assert "Calls on this sheet: 2" in ours.sheet.read_text()


AT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def result(outcome: CallOutcome = CallOutcome.REACHED, *, minutes: int = 0, key: str = CALL.key) -> CallResult:
    return CallResult(key=key, outcome=outcome, at=AT + timedelta(minutes=minutes), initials="C.C.")


def test_a_screen_finds_beside_the_sheet_what_a_printer_finds_on_it(tmp_path: Path) -> None:
    sheet = CallSheet(tmp_path)
    put(sheet)
    sheet.record(result(CallOutcome.VOICEMAIL))

    (shown,) = json.loads((tmp_path / "call-sheet.json").read_text())["calls"]
    (listed,) = sheet.calls()
    assert (shown["key"], shown["name"], shown["number"]) == (CALL.key, CALL.name, CALL.address)
    assert (shown["level"], shown["drill"], shown["subject"]) == (2, True, "DRILL: The RIS is down at west")
    assert shown["results"][0]["outcome"] == "voicemail"
    assert (listed.call.key, listed.results) == (CALL.key, (result(CallOutcome.VOICEMAIL),))


def test_what_came_of_the_calls_is_told_in_its_order_and_the_same_once(tmp_path: Path) -> None:
    sheet, elsewhere = CallSheet(tmp_path), CallSheet(tmp_path)
    put(sheet)
    put(sheet, evolve(CALL, key="another"))
    told = [
        result(CallOutcome.NO_ANSWER),
        result(minutes=5),
        result(CallOutcome.WRONG_NUMBER, minutes=2, key="another"),
    ]
    for one in (*told, told[0]):
        elsewhere.record(one)

    assert sheet.results() == (told[0], told[2], told[1])
    assert [one.outcome.state for one in sheet.results()] == [
        ReceiptState.FAILED,
        ReceiptState.FAILED,
        ReceiptState.ACKNOWLEDGED,
    ]


def test_the_next_print_shows_who_was_reached_by_the_clock_on_the_wall(tmp_path: Path) -> None:
    facts = NoticeFacts(downtime="west-1", scheduled=False, since=AT, call="IT", zone="America/New_York")
    notice = Notice(id="west-1/u-1", audience=(), sites=(), subject="Down", body="Down", facts=facts)
    sheet = CallSheet(tmp_path)
    put(sheet, evolve(CALL, notice=notice))
    put(sheet, evolve(CALL, key="another"))
    sheet.record(result(CallOutcome.VOICEMAIL))
    before = sheet.sheet.read_text()
    sheet.record(result(minutes=5))

    assert before.count("[ ]  Whom") == 2
    lines = sheet.sheet.read_text().splitlines()
    assert [line for line in lines if "Whom:" in line] == ["[x]  Whom:    Carla Chen", "[ ]  Whom:    Carla Chen"]
    assert [line.strip() for line in lines if "Done:" in line] == [
        "Done:    2026-11-22 10:30 EST, voicemail, C.C.",
        "Done:    2026-11-22 10:35 EST, reached, C.C.",
    ]


def test_a_result_of_no_call_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="key: is that of no call in this folder"):
        CallSheet(tmp_path).record(result())


@pytest.mark.parametrize("initials", ["", "C\nC", "Carla Chen", "x1", "C|C"])
def test_initials_are_initials(initials: str) -> None:
    with pytest.raises(InvalidInput):
        read(CallResult, {"key": "k", "outcome": "reached", "at": AT, "initials": initials}, source="result")


def test_a_file_that_somebody_broke_is_named_and_keeps_no_call_from_being_made(tmp_path: Path) -> None:
    sheet = CallSheet(tmp_path)
    put(sheet)
    (tmp_path / "calls" / "typed.json").write_text("{}")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "half.json").write_text('{"key": "west')
    put(sheet, evolve(CALL, key="another"))

    text = sheet.sheet.read_text()
    assert "Calls on this sheet: 2" in text
    assert "NOT ON THIS SHEET: calls/typed.json" in text
    with pytest.raises(InvalidInput) as caught:
        sheet.results()
    assert [fault.path for fault in caught.value.faults] == ["calls/typed.json", "results/half.json"]


def test_who_stands_on_the_sheet_is_in_no_repr(tmp_path: Path) -> None:
    sheet = CallSheet(tmp_path)
    put(sheet)

    shown = f"{sheet!r} {sheet.calls()!r}"
    assert not any(hidden in shown for hidden in (CALL.name, CALL.address))


def test_many_calls_that_come_at_once_are_drawn_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def counted(path: Path, content: bytes) -> None:
        written.append(path)
        write_whole(path, content)

    async def put_all(sheet: CallSheet) -> None:
        async with anyio.create_task_group() as group:
            for number in range(60):
                group.start_soon(sheet.send, evolve(CALL, key=f"call-{number}"))

    monkeypatch.setattr("downtimekit.adapters.call_sheet.write_whole", counted)
    sheet = CallSheet(tmp_path)
    anyio.run(put_all, sheet)

    assert "Calls on this sheet: 60" in sheet.sheet.read_text()
    assert written.count(sheet.sheet) < 60
