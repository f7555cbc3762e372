"""A call that somebody made counts: whoever was reached has the notice, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.models.called import CallOutcome, CallResult
from downtimekit.models.notice import ReceiptState
from downtimekit.ports.notifier import Message
from downtimekit.runtime.inbox import TakenStatus
from downtimekit.runtime.telling.envelopes import message_key
from tests.answering import House


def a_house() -> House:
    house = House()
    house.told(house.notices[0], state=ReceiptState.QUEUED, via="call_sheet")
    return house


def result(house: House, outcome: CallOutcome = CallOutcome.REACHED, *, minutes: int = 0) -> CallResult:
    at = house.clock.now() + timedelta(minutes=minutes)
    return CallResult(key=message_key([house.notices[0]], "nurse"), outcome=outcome, at=at, initials="RR")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (CallOutcome.REACHED, ReceiptState.ACKNOWLEDGED),
        (CallOutcome.VOICEMAIL, ReceiptState.UNKNOWN),
        (CallOutcome.NO_ANSWER, ReceiptState.FAILED),
        (CallOutcome.WRONG_NUMBER, ReceiptState.FAILED),
    ],
)
def test_only_whoever_was_spoken_to_has_the_notice(outcome: CallOutcome, state: ReceiptState) -> None:
    house = a_house()
    taken = house.inbox.take(result(house, outcome))

    assert (taken.status, taken.contact, taken.notices) == (TakenStatus.RECORDED, "nurse", house.notices[:1])
    assert house.state(house.notices[0]) is state
    told = house.outage.standing.receipts[house.notices[0], "nurse"].last
    assert told.remark.startswith(f"called: {outcome.label}, ")
    assert told.remark.endswith(", RR")


def test_the_same_result_counts_once_and_a_later_voicemail_undoes_nothing() -> None:
    house = a_house()
    first = house.inbox.take(result(house))
    written = house.written()
    again = house.opened().take(result(house))
    later = house.inbox.take(result(house, CallOutcome.VOICEMAIL, minutes=5))

    assert (first.status, again.status, later.status) == (
        TakenStatus.RECORDED,
        TakenStatus.DUPLICATE,
        TakenStatus.ALREADY,
    )
    assert house.written() == written
    assert house.state(house.notices[0]) is ReceiptState.ACKNOWLEDGED


def test_a_result_of_a_call_that_nobody_asked_for_writes_nothing() -> None:
    house = a_house()
    before = house.written()
    taken = house.inbox.take(result(house).model_copy(update={"key": "elsewhere/u-1/nurse"}))

    assert taken.status is TakenStatus.UNKNOWN
    assert house.written() == before


def test_what_is_entered_at_the_call_sheet_reaches_the_journal(tmp_path: Path) -> None:
    house, sheet = a_house(), CallSheet(tmp_path)
    key = result(house).key
    anyio.run(sheet.send, Message(key, "Carla Chen", "+12025550102", "Down", "Use paper."))
    sheet.record(result(house))

    assert [house.inbox.take(entered).status for entered in sheet.results()] == [TakenStatus.RECORDED]
