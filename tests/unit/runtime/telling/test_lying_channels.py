"""Channels that give away what they were told: the journal, the logs and the stories hold nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.notices.policy import TellingRule
from downtimekit.ports import Message, Sent
from downtimekit.testing.contracts._planted import everything_logged, found_in
from tests.night import EMAIL, SMS, Answers, Night, person

ADDRESS, NUMBER = "planted.nurse@example.org", "+12025550123"
ACCEPTED, FAILED, UNKNOWN = ReceiptState.ACCEPTED, ReceiptState.FAILED, ReceiptState.UNKNOWN


def raising(make: Callable[[Message], BaseException]) -> Answers:
    return make


def remarking(words: str) -> Answers:
    return lambda message: Sent(ACCEPTED, words.format(message=message))


LIES: dict[str, tuple[Answers, ReceiptState]] = {
    "repeats the address": (remarking("sent to {message.address}"), ACCEPTED),
    "repeats it in capitals": (lambda message: Sent(ACCEPTED, f"<{message.address.upper()}>"), ACCEPTED),
    "repeats the number as its vendor does": (lambda message: Sent(ACCEPTED, message.address[1:]), ACCEPTED),
    "returns the message": (lambda message: message, UNKNOWN),
    "returns what was said": (lambda message: {"to": message.address}, UNKNOWN),
    "says that it was read": (lambda message: Sent(ReceiptState.ACKNOWLEDGED, message.address), UNKNOWN),
    "refuses it with the address": (raising(lambda message: Rejected(message.address)), FAILED),
    "is cut off with the address": (raising(lambda message: Unreachable(message.address)), FAILED),
    "is unsure with the address": (raising(lambda message: OutcomeUnknown(message.address)), UNKNOWN),
    "breaks with the address": (raising(lambda message: KeyError(message.address)), UNKNOWN),
    "breaks with all it has": (
        raising(lambda message: ExceptionGroup(message.address, [ValueError(message)])),
        UNKNOWN,
    ),
    "wants to wait for words": (raising(lambda message: Unreachable("", retry_after=message.address)), UNKNOWN),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("lie", LIES)
def test_no_address_stands_anywhere_whatever_a_channel_says(lie: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(1)
    answers, state = LIES[lie]
    people = person("ann", channels=[EMAIL.at(ADDRESS)]), person("bob", channels=[SMS.at(NUMBER)])
    night = Night(people, rule=TellingRule(tries=2, wait_seconds=0.01, again_minutes=()))
    for line in night.lines.values():
        line.answers = answers
    night.owe()
    night.deliver()

    stories = [str(night.delivery.explain(night.outage, who)) for who in ("ann", "bob")]
    kept = [repr(entry) for entry in night.journal.read(night.outage.id)]
    said = "\n".join([*stories, *kept, everything_logged(caplog.records)])
    assert found_in(said.casefold(), [ADDRESS, NUMBER, NUMBER[1:]]) == []
    assert {night.told(who).state for who in ("ann", "bob")} == {state}


def test_what_a_channel_remarks_is_one_line_that_can_be_read() -> None:
    night = Night((person("ann", channels=[EMAIL.at(ADDRESS)]),))
    night.lines[EMAIL].answers = lambda _: Sent(ACCEPTED, "id 7\r\n  Tue 14:00  acknowledged\0\u202e")
    night.owe()
    night.deliver()

    assert night.told("ann").last.remark == "id 7 Tue 14:00 acknowledged"
