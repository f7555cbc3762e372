"""A channel that breaks, stalls or lies harms nobody but those who wait for it, and not for long."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import anyio
import pytest

from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import Directory, Role
from downtimekit.notices.policy import Limit, TellingPolicy, TellingRule
from downtimekit.ports import Message, Sent
from downtimekit.runtime import Delivery
from downtimekit.testing import RecordingNotifier, VirtualClock
from tests.night import ASKED, EMAIL, PHONE, SMS, Night, a_night, person, says
from tests.ward import BEGAN, NURSE, an_outage

UNKNOWN, ACCEPTED, QUEUED = OutcomeUnknown("it hung up"), ReceiptState.ACCEPTED, ReceiptState.QUEUED
NO, CUT = Rejected("no such number"), Unreachable("no line")
NOOR = person("noor")
OMAR = person("omar")


@pytest.mark.parametrize(
    "fault",
    [RuntimeError("boom"), asyncio.CancelledError(), None, Sent("sent"), Sent(ReceiptState.ACKNOWLEDGED), "yes"],  # type: ignore[arg-type]
)
def test_a_channel_that_breaks_its_promises_harms_nobody_else(fault: object) -> None:
    email = person("eve", channels=(EMAIL.at("eve@example.org"),))
    night = a_night(NOOR, OMAR, email)
    night.lines[SMS].answers = says(fault)
    night.until(1)

    assert night.states("eve") == ["accepted"]
    assert night.states("noor") == night.states("omar") == ["unknown", "queued"]
    assert night.told("noor").tries[0].remark == "sms: may have gone out (the channel has a fault)"


def test_what_a_channel_remarks_cannot_break_the_journal() -> None:
    night = a_night(sms=Sent(ACCEPTED, "\ud800" + "x" * 100_000))
    night.until(1)

    assert night.told("noor").last.remark == "?" + "x" * 499


@pytest.mark.parametrize("trouble", [CUT, UNKNOWN, RuntimeError("boom")])
def test_a_channel_that_fails_again_and_again_is_left_alone_and_tried_again_later(trouble: Exception) -> None:
    people = [person(f"p{number}", channels=(EMAIL.at(f"p{number}@example.org"),)) for number in range(8)]
    night = Night(tuple(people), rule=TellingRule(tries=1, again_minutes=(2, 5)))
    night.lines[EMAIL].capabilities = Capabilities("email", EMAIL, at_once=1)
    policy = TellingPolicy(rules=(night.rule,), broken_after=3, broken_seconds=60)
    night.delivery = night.engine(policy=policy)
    night.lines[EMAIL].answers = says(trouble)
    night.owe()
    night.until(1)
    assert len(night.lines[EMAIL].taken) == 3
    assert night.told("p7").last.remark == "email: failed too often and is left alone for a while"

    night.lines[EMAIL].answers = says(ACCEPTED)
    night.until(3)
    assert {night.told(one.id).state for one in people[3:]} == {ACCEPTED}


def test_a_limit_of_a_vendor_holds_for_all_of_its_channels_together() -> None:
    people = [person(f"p{number}", channels=(SMS.at(f"+1202555010{number}"),)) for number in range(4)]
    others = [person(f"q{number}", channels=(PHONE.at(f"+1202555010{number}"),)) for number in range(4)]
    night = Night((*people, *others))
    for kind in (SMS, PHONE):
        night.lines[kind].capabilities = Capabilities(kind.value, kind, vendor="acme")
    night.delivery = night.engine(policy=TellingPolicy(limits=(Limit(of="acme", per_second=0.5, burst=2),)))
    night.owe()
    night.deliver(ASKED)

    times = sorted((at - BEGAN).total_seconds() for kind in (SMS, PHONE) for at, _ in night.lines[kind].taken)
    assert times == [0, 0, 2, 4, 6, 8, 10, 12]


def test_a_slow_channel_does_not_keep_those_waiting_who_are_told_over_another() -> None:
    slow = [person(f"s{number}", channels=(SMS.at(f"+1202555{number:04}"),)) for number in range(600)]
    quick = person("zoe", channels=(EMAIL.at("zoe@example.org"),))
    night = Night((*slow, quick))
    night.delivery = night.engine(policy=TellingPolicy(limits=(Limit(of="sms", per_second=1),)))
    night.owe()
    night.deliver(ASKED)

    ((when, _),) = night.lines[EMAIL].taken
    assert when - BEGAN < timedelta(seconds=2)
    assert night.clock.now() - BEGAN > timedelta(seconds=590)


def test_how_long_the_other_side_asks_to_wait_is_kept_from_the_first_try_on() -> None:
    night = a_night(rule=TellingRule(tries=3, wait_seconds=0.5, longest_wait_seconds=30))
    night.lines[SMS].answers = says(Unreachable("busy", retry_after=20), ACCEPTED)
    night.deliver(ASKED)

    first, second = (at for at, _ in night.lines[SMS].taken)
    assert (second - first).total_seconds() == 20


class Hangs:
    """A channel that takes a message and never says what became of it."""

    capabilities = Capabilities("hangs", EMAIL)

    async def send(self, message: Message) -> Sent:
        await anyio.sleep_forever()
        raise AssertionError("nobody wakes it")


def test_a_channel_that_never_answers_is_waited_for_a_minute_and_nobody_knows_what_became_of_it() -> None:
    outage, clock = an_outage("declared"), VirtualClock(BEGAN)
    eve = person("eve", Role.CHARGE_NURSE, channels=(EMAIL.at("eve@example.org"), PHONE.at("+12025550109")))
    calls = RecordingNotifier(PHONE, QUEUED)
    clock.run(Delivery(Directory(contacts=(eve,)), [Hangs(), calls]).deliver, outage, by=NURSE)
    (told,) = outage.standing.receipts.values()

    assert [(one.state, one.remark) for one in told.tries] == [
        (ReceiptState.UNKNOWN, "hangs: may have gone out: it did not answer in time"),
        (QUEUED, ""),
    ]
    assert clock.now() - BEGAN == timedelta(seconds=60)
