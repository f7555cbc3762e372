"""Whoever must be told is told at the first address that works, and never where they opted out."""

from __future__ import annotations

import pytest
from attrs import Factory, define

from downtimekit.errors import Unreachable
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.ports import Message, Sent
from downtimekit.runtime import Delivery, run
from tests.ward import NURSE, an_outage

EMAIL, PHONE, SMS = ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.SMS


@define
class Line:
    """A channel that takes everything, or nothing."""

    kind: ChannelKind
    works: bool = True
    told: list[str] = Factory(list)

    async def send(self, message: Message) -> Sent:
        if not self.works:
            raise Unreachable("the line is cut")
        self.told.append(message.address)
        return Sent(ReceiptState.ACCEPTED)


def deliver(channels: tuple[Channel, ...], *lines: Line) -> Receipt:
    nurse = Contact(id="nurse", name="Carla Chen", roles=(Role.CHARGE_NURSE,), channels=channels)
    outage = an_outage("declared")
    (receipt,) = run(Delivery(Directory(contacts=(nurse,)), lines).deliver, outage, by=NURSE)
    return receipt


def test_a_text_goes_over_the_line_for_texts_and_a_call_over_the_one_for_calls() -> None:
    email, sms = Line(EMAIL, works=False), Line(SMS)
    receipt = deliver((EMAIL.at("nurse@example.org"), PHONE.at("+12025550100"), SMS.at("+12025550101")), email, sms)

    assert sms.told == ["+12025550101"]
    assert (receipt.state, receipt.channel) == (ReceiptState.ACCEPTED, SMS)
    assert receipt.remark == "email: out of reach; phone: no such channel here"


def test_the_second_address_of_a_kind_is_tried_when_the_first_was_opted_out_of() -> None:
    phone = Line(PHONE)
    deliver((PHONE.at("+12025550100", opted_out=True), PHONE.at("+12025550101")), phone)

    assert phone.told == ["+12025550101"]


@pytest.mark.parametrize("channels", [(), (PHONE.at("+12025550100", opted_out=True),)], ids=["none", "opted out"])
def test_whom_nothing_reaches_has_a_receipt_that_says_so(channels: tuple[Channel, ...]) -> None:
    phone = Line(PHONE)
    receipt = deliver(channels, phone)

    assert phone.told == []
    assert (receipt.state, receipt.remark) == (ReceiptState.FAILED, "has no address at which to be told")
