"""Whoever must be told is told at the first address that works, and never where they opted out."""

from __future__ import annotations

import pytest
from attrs import Factory, define

from downtimekit.errors import Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.models.told import Told
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.ports import Capabilities, Message, Sent
from downtimekit.runtime import Delivery, run
from tests.ward import NURSE, an_outage

EMAIL, PHONE, SMS = ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.SMS


@define
class Line:
    """A channel that takes everything, or nothing."""

    kind: ChannelKind
    works: bool = True
    told: list[str] = Factory(list)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(self.kind, self.kind)

    async def send(self, message: Message) -> Sent:
        if not self.works:
            raise Unreachable("the line is cut")
        self.told.append(message.address)
        return Sent(ReceiptState.ACCEPTED)


def deliver(channels: tuple[Channel, ...], *lines: Line) -> Told:
    nurse = Contact(id="nurse", name="Carla Chen", roles=(Role.CHARGE_NURSE,), channels=channels)
    outage = an_outage("declared")
    policy = TellingPolicy(rules=(TellingRule(tries=1),))
    run(Delivery(Directory(contacts=(nurse,)), lines, policy).deliver, outage, by=NURSE)
    (told,) = outage.standing.receipts.values()
    return told


def test_a_text_goes_over_the_line_for_texts_and_a_call_over_the_one_for_calls() -> None:
    email, sms = Line(EMAIL, works=False), Line(SMS)
    told = deliver((EMAIL.at("nurse@example.org"), PHONE.at("+12025550100"), SMS.at("+12025550101")), email, sms)

    assert sms.told == ["+12025550101"]
    assert (told.state, told.last.channel) == (ReceiptState.ACCEPTED, SMS)
    assert [one.remark for one in told.tries] == ["email: out of reach: the line is cut", ""]
    assert [over.remark for over in told.tries[1].passed] == ["phone: no such channel here"]


def test_the_second_address_of_a_kind_is_tried_when_the_first_was_opted_out_of() -> None:
    phone = Line(PHONE)
    deliver((PHONE.at("+12025550100", opted_out=True), PHONE.at("+12025550101")), phone)

    assert phone.told == ["+12025550101"]


@pytest.mark.parametrize(
    ("channels", "state", "remark"),
    [
        ((), ReceiptState.FAILED, "has no address at which to be told"),
        ((PHONE.at("+12025550100", opted_out=True),), ReceiptState.SUPPRESSED, "opted out of every way to be told"),
    ],
    ids=["none", "opted out"],
)
def test_whom_nothing_reaches_has_a_receipt_that_says_so(
    channels: tuple[Channel, ...], state: ReceiptState, remark: str
) -> None:
    phone = Line(PHONE)
    told = deliver(channels, phone)

    assert phone.told == []
    assert (told.state, told.last.remark) == (state, remark)
