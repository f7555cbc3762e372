"""Everybody is told once, over the first channel that takes it, and what became of it is never dressed up."""

from __future__ import annotations

import pytest

from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.facts import NoticeSettled
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Notifier
from downtimekit.runtime import Delivery, Desk, Outage, run
from downtimekit.testing import (
    FailingNotifier,
    Fuse,
    MemoryJournal,
    PowerCut,
    RecordingNotifier,
    Trouble,
    Troubles,
)
from tests.ward import NURSE, an_outage, reopened

NURSE_CONTACT = Contact(
    id="nurse",
    name="Carla Chen",
    roles=(Role.CHARGE_NURSE,),
    channels=(
        Channel(kind=ChannelKind.EMAIL, address="carla.chen@example.org"),
        Channel(kind=ChannelKind.PHONE, address="+12025550102"),
    ),
)


def mail() -> RecordingNotifier:
    """Return a mail channel."""
    return RecordingNotifier(ChannelKind.EMAIL, ReceiptState.ACCEPTED)


def phone() -> RecordingNotifier:
    """Return a channel on which a person acts."""
    return RecordingNotifier(ChannelKind.PHONE, ReceiptState.QUEUED)


def failing(channel: RecordingNotifier, error: PortError) -> FailingNotifier:
    """Return a channel that takes nothing."""
    return FailingNotifier(channel, Troubles(always=Trouble(error)))


def tell(outage: Outage, *channels: Notifier, contacts: tuple[Contact, ...] = (NURSE_CONTACT,)) -> tuple[Receipt, ...]:
    """Deliver what is owed, without waiting for a channel to come back, and return the new receipts."""
    before = outage.standing.version
    policy = TellingPolicy(rules=(TellingRule(tries=1),))
    run(Delivery(Directory(contacts=contacts), channels, policy).deliver, outage, by=NURSE)
    since = outage.journal.read(outage.id, after=before)
    return tuple(entry.fact.receipt for entry in since if isinstance(entry.fact, NoticeSettled))


def test_a_contact_is_told_over_the_first_channel_of_theirs() -> None:
    email, calls = mail(), phone()
    (receipt,) = tell(an_outage("declared"), email, calls)
    (message,) = email.messages

    assert (receipt.state, receipt.channel, receipt.contact) == (ReceiptState.ACCEPTED, ChannelKind.EMAIL, "nurse")
    assert (message.address, message.name) == ("carla.chen@example.org", "Carla Chen")
    assert message.key == f"{receipt.notice}/nurse"
    assert calls.messages == []


def test_a_contact_decides_on_the_order_of_the_channels() -> None:
    contact = NURSE_CONTACT.model_copy(update={"channels": NURSE_CONTACT.channels[::-1]})
    (receipt,) = tell(an_outage("declared"), mail(), phone(), contacts=(contact,))

    assert (receipt.state, receipt.channel) == (ReceiptState.QUEUED, ChannelKind.PHONE)


@pytest.mark.parametrize(
    ("trouble", "remark"),
    [
        (Unreachable("no line"), "email: out of reach: no line"),
        (Rejected("no such mailbox"), "email: refused: no such mailbox"),
        (OutcomeUnknown("it hung up"), "email: may have gone out: it hung up"),
    ],
)
def test_when_a_channel_fails_the_next_one_is_tried(trouble: PortError, remark: str) -> None:
    calls = phone()
    first, second = tell(an_outage("declared"), failing(mail(), trouble), calls)

    assert (first.channel, first.remark) == (ChannelKind.EMAIL, remark)
    assert (second.state, second.channel, second.attempt) == (ReceiptState.QUEUED, ChannelKind.PHONE, 2)
    assert [message.address for message in calls.messages] == ["+12025550102"]


@pytest.mark.parametrize(
    ("email", "calls", "state"),
    [
        (Unreachable("no line"), Rejected("no"), ReceiptState.FAILED),
        (OutcomeUnknown("hung up"), Rejected("no"), ReceiptState.UNKNOWN),
        (Rejected("no"), OutcomeUnknown("hung up"), ReceiptState.UNKNOWN),
    ],
)
def test_failed_and_unknown_are_never_confused(email: PortError, calls: PortError, state: ReceiptState) -> None:
    outage = an_outage("declared")
    first, second = tell(outage, failing(mail(), email), failing(phone(), calls))

    assert outage.standing.receipts[first.notice, "nurse"].state is state
    assert list(outage.standing.not_reached()) == [(second.notice, "nurse")]


def test_a_contact_without_a_channel_here_is_not_told_and_that_is_said() -> None:
    (receipt,) = tell(an_outage("declared"))

    assert (receipt.state, receipt.remark) == (
        ReceiptState.FAILED,
        "email: no such channel here; phone: no such channel here",
    )


def test_a_drill_sends_nothing_and_says_so() -> None:
    outage, email = an_outage("validating", drill=True), mail()
    receipts = tell(outage, email)

    assert {receipt.state for receipt in receipts} == {ReceiptState.SUPPRESSED}
    assert email.messages == []
    assert list(outage.standing.untold()) == []


def test_nobody_is_told_twice() -> None:
    outage, email = an_outage("declared"), mail()
    tell(outage, email)

    assert tell(outage, email) == tell(reopened(outage), email) == ()
    assert len(email.messages) == 1


def test_whoever_joins_the_directory_is_told_what_they_missed() -> None:
    outage, email = an_outage("declared"), mail()
    tell(outage, email)
    front_desk = Contact(
        id="front-desk",
        name="Front Desk",
        roles=(Role.FRONT_DESK,),
        channels=(Channel(kind=ChannelKind.EMAIL, address="front@example.org"),),
    )
    receipts = tell(outage, email, contacts=(NURSE_CONTACT, front_desk))

    assert [receipt.contact for receipt in receipts] == ["front-desk"]


def test_only_those_are_told_whom_a_notice_concerns() -> None:
    east = NURSE_CONTACT.model_copy(update={"id": "east", "sites": ("east",)})
    vendor = NURSE_CONTACT.model_copy(update={"id": "vendor", "roles": (Role.VENDOR_SUPPORT,)})
    both = NURSE_CONTACT.model_copy(update={"id": "both", "sites": ("east", "west")})
    receipts = tell(an_outage("declared"), mail(), contacts=(east, vendor, both))

    assert [receipt.contact for receipt in receipts] == ["both"]


def test_after_a_crash_between_sending_and_its_receipt_the_same_message_goes_out_again() -> None:
    outage, email = an_outage("declared"), mail()
    with pytest.raises(PowerCut):
        tell(outage, FailingNotifier(email, fuse=Fuse(1)))
    (receipt,) = tell(reopened(outage), email)

    assert [message.key for message in email.messages] == [f"{receipt.notice}/nurse"] * 2
    assert email.messages[0] == email.messages[1]


def test_the_longest_names_can_be_told_and_recorded() -> None:
    desk = Desk(journal=MemoryJournal())
    outage = desk.declare(UNSCHEDULED, id="x" * 80, by=NURSE, sites=["west"], services=["RIS"])
    twins = tuple(
        NURSE_CONTACT.model_copy(
            update={"id": "n" * 199 + letter, "channels": (ChannelKind.EMAIL.at(f"{letter}@example.org"),)}
        )
        for letter in "ab"
    )
    email = mail()
    receipts = tell(outage, email, contacts=twins)

    assert len({message.key for message in email.messages}) == len(receipts) == 2
    assert tell(outage, email, contacts=twins) == ()


def test_a_call_that_was_answered_leaves_nobody_to_tell() -> None:
    outage = an_outage("declared")
    (receipt,) = tell(outage, phone())
    outage.acknowledge(receipt.notice, contact="nurse", remark="reached by phone", by=NURSE)

    assert list(outage.standing.not_reached()) == []
    assert outage.standing.receipts[receipt.notice, "nurse"].last.channel is ChannelKind.PHONE
    assert tell(outage, phone()) == ()


def test_whoever_is_called_does_not_wait_for_hundreds_of_mails_that_never_wait() -> None:
    by_mail = tuple(
        Contact(id=f"n{n}", name="Nurse", roles=(Role.CHARGE_NURSE,), channels=(ChannelKind.EMAIL.at(f"n{n}@e.org"),))
        for n in range(600)
    )
    called = NURSE_CONTACT.model_copy(update={"channels": NURSE_CONTACT.channels[1:]})
    receipts = tell(an_outage("declared"), mail(), phone(), contacts=(*by_mail, called))
    order = [receipt.contact for receipt in receipts]

    assert len(order) == 601
    assert order.index("nurse") < 300
