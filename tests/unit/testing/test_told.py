"""Who was told of what can be asserted in a line, and what is said when it is not so helps to find out why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from downtimekit.models.facts import NoticeSettled
from downtimekit.models.notice import PassedOver, Receipt, ReceiptState, Suppression
from downtimekit.models.people import ChannelKind
from downtimekit.runtime import Outage
from downtimekit.testing import assert_not_told, assert_told
from tests.ward import BEGAN, NURSE, an_outage

PASSED = PassedOver(kind=ChannelKind.EMAIL, why=Suppression.SAME_FATE)
Q, A, D, K = ReceiptState.QUEUED, ReceiptState.ACCEPTED, ReceiptState.DELIVERED, ReceiptState.ACKNOWLEDGED


def settled(*tries: Receipt, contact: str = "nurse") -> Outage:
    """Return an outage in which somebody was told of the first notice as these receipts say."""
    outage = an_outage("down")
    notice = next(iter(outage.standing.notices))
    for number, receipt in enumerate(tries, start=1):
        fact = NoticeSettled(
            receipt=receipt.model_copy(update={"notice": notice, "contact": contact, "attempt": number})
        )
        outage.record(fact, by=NURSE, command=f"told-{number}")
    return outage


def a_try(state: ReceiptState, **parts: object) -> Receipt:
    return Receipt.model_validate({"notice": "x", "contact": "x", "state": state, "at": BEGAN, **parts})


def first_of(outage: Outage) -> str:
    return next(iter(outage.standing.notices)).rpartition("/")[2]


def said(assertion: Callable[[], object]) -> str:
    with pytest.raises(AssertionError) as caught:
        assertion()
    return str(caught.value)


@pytest.mark.parametrize("state", [Q, A, D, K])
@pytest.mark.parametrize("at_least", [Q, A, D, K])
def test_a_surer_receipt_is_enough_and_a_less_sure_one_is_not(state: ReceiptState, at_least: ReceiptState) -> None:
    order = [Q, A, D, K]
    outage = settled(a_try(state, via="smtp"))
    check = partial(assert_told, outage, "nurse", of=first_of(outage), at_least=at_least)

    if order.index(state) >= order.index(at_least):
        check()
    else:
        assert f"and that at least {at_least}; there is:\n  - try 1 via smtp: {state}" in said(check)


def test_one_try_of_several_is_enough_and_the_channel_may_be_named() -> None:
    failed = a_try(ReceiptState.FAILED, via="smtp", remark="refused (550)")
    outage = settled(failed, a_try(A, via="twilio_sms", passed=[PASSED]))
    of = first_of(outage)

    assert_told(outage, "nurse", of=of)
    assert_told(outage, "nurse", of=of, via="twilio_sms")
    assert said(partial(assert_told, outage, "nurse", of=of, via="smtp")) == (
        f"{outage.id}: nurse was to be told of '{of}' via smtp, and that at least accepted; there is:"
        "\n  - try 1 via smtp: failed (refused (550))"
        "\n  - try 2 via twilio_sms: accepted"
        "\n  - try 2 passed email over: same_fate"
    )
    assert "there is no receipt of theirs" in said(partial(assert_told, outage, "nobody", of=of))


def test_a_misspelt_notice_is_no_proof_that_somebody_was_not_told() -> None:
    outage = settled()
    for assertion in (assert_told, assert_not_told):
        words = said(partial(assertion, outage, "nurse", of="updaet"))
        assert words.startswith(f"{outage.id}: nobody was ever owed a notice 'updaet'; owed was: '{first_of(outage)}'")


@pytest.mark.parametrize("state", [Q, A, D, K, ReceiptState.UNKNOWN])
def test_what_may_have_gone_out_was_told(state: ReceiptState) -> None:
    outage = settled(a_try(state))

    assert "was not to be told of" in said(partial(assert_not_told, outage, "nurse", of=first_of(outage)))


def test_who_was_not_told_may_be_asked_why() -> None:
    held_back = a_try(ReceiptState.SUPPRESSED, why=Suppression.QUIET_HOURS, passed=[PASSED])
    outage = settled(held_back)
    check = partial(assert_not_told, outage, "nurse", of=first_of(outage))

    check()
    check(why=Suppression.QUIET_HOURS)
    check(why=Suppression.SAME_FATE)
    assert_not_told(outage, "nobody", of=first_of(outage))
    words = said(partial(check, why=Suppression.OPTED_OUT))
    assert "because of 'opted_out'; there is:\n  - try 1: suppressed, quiet_hours" in words
