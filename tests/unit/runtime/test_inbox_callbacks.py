"""What a vendor calls back to say is written down once, about the right message, and undoes nothing that is surer."""

from __future__ import annotations

from hashlib import sha256

import pytest
from attrs import evolve

from downtimekit.models.facts import NoticeSettled, TellingBegun
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import Contact, Directory, Role
from downtimekit.notices.inbound import Inbound
from downtimekit.runtime.inbox import TakenStatus
from downtimekit.runtime.telling.envelopes import message_key
from tests.answering import House
from tests.calling_back import HOUSE, SECRETS, pagerduty, slack, standard, twilio
from tests.ward import IT, an_outage


@pytest.fixture
def house() -> House:
    """A house in which the nurse was sent the first notice over Twilio."""
    house = House(an_outage("declared"))
    house.told(house.notices[0])
    return house


def status_of(house: House, status: str, *, key: str = "", sid: str = "SM1") -> Inbound:
    """Return what Twilio says of the message to the nurse."""
    return twilio({"key": key or message_key([house.notices[0]], "nurse")}, MessageSid=sid, MessageStatus=status)


def said(house: House, type: str, *, id: str = "msg_1", **data: str) -> Inbound:
    """Return what a receiver of webhooks says."""
    return standard({"type": f"notice.{type}", "data": data}, at=house.clock.now(), id=id)


@pytest.mark.parametrize(
    ("status", "state"), [("delivered", ReceiptState.DELIVERED), ("undelivered", ReceiptState.FAILED)]
)
def test_what_became_of_a_text_is_written_down_once(house: House, status: str, state: ReceiptState) -> None:
    first = house.inbox.take(status_of(house, status))
    written = house.written()
    again = house.inbox.take(status_of(house, status))

    assert (first.status, first.contact, first.notices) == (TakenStatus.RECORDED, "nurse", (house.notices[0],))
    assert again.status is TakenStatus.DUPLICATE
    assert (house.state(house.notices[0]), house.written()) == (state, written)
    assert house.outage.journal.read(house.outage.id)[-1].by == IT
    assert "<Response></Response>" in first.body
    assert first.headers["Content-Type"].startswith("text/xml")


@pytest.mark.parametrize("status", ["delivered", "undelivered", "failed"])
def test_no_news_of_a_channel_undo_an_acknowledgement(house: House, status: str) -> None:
    house.reply("yes")
    taken = house.inbox.take(status_of(house, status))

    assert taken.status is TakenStatus.ALREADY
    assert house.state(house.notices[0]) is ReceiptState.ACKNOWLEDGED


def test_that_a_text_arrived_is_not_undone_by_older_news(house: House) -> None:
    house.inbox.take(status_of(house, "delivered"))

    assert house.inbox.take(status_of(house, "undelivered")).status is TakenStatus.ALREADY
    assert house.state(house.notices[0]) is ReceiptState.DELIVERED


def test_that_it_did_not_arrive_does_not_undo_a_later_try_over_another_channel(house: House) -> None:
    house.told(house.notices[0], via="smtp", attempt=2)
    house.inbox.take(status_of(house, "undelivered"))
    tries = house.outage.standing.receipts[house.notices[0], "nurse"].tries

    assert [(one.via, one.state) for one in tries] == [
        ("twilio", ReceiptState.FAILED),
        ("smtp", ReceiptState.ACCEPTED),
    ]


def test_that_it_did_not_arrive_over_one_channel_is_written_down_though_it_did_over_another(house: House) -> None:
    house.told(house.notices[0], state=ReceiptState.DELIVERED, via="smtp", attempt=2)
    taken = house.inbox.take(status_of(house, "undelivered"))

    assert taken.status is TakenStatus.RECORDED
    assert house.outage.standing.receipts[house.notices[0], "nurse"].tries[0].state is ReceiptState.FAILED
    assert house.state(house.notices[0]) is ReceiptState.DELIVERED


def test_a_message_that_was_tried_again_is_known_by_its_key(house: House) -> None:
    house.told(house.notices[0], attempt=2)
    key = message_key([house.notices[0]], "nurse", attempt=2)
    house.inbox.take(status_of(house, "delivered", key=key))

    assert house.outage.standing.receipts[house.notices[0], "nurse"].last.state is ReceiptState.DELIVERED


def test_the_longest_names_are_found_by_the_key_of_their_message(house: House) -> None:
    long = Contact(id="n" * 200, name="Long Name", roles=(Role.NURSE,))
    house.people = Directory(contacts=(long,))
    house.told(house.notices[0], long.id)
    key = message_key([house.notices[0]], long.id)
    taken = house.opened().take(status_of(house, "delivered", key=key))

    assert (len(key) < 201, taken.contact) == (True, long.id)


def test_a_message_of_several_notices_is_known_by_its_key() -> None:
    house = House()
    house.told_together(*house.notices)
    taken = house.inbox.take(status_of(house, "delivered", key=message_key(house.notices, "nurse")))

    assert taken.notices == tuple(house.notices)
    assert {house.state(notice) for notice in house.notices} == {ReceiptState.DELIVERED}


@pytest.mark.parametrize(
    "key",
    ["", "west-1", "west-1/1/paper_started", "west-1/1/x/nurse", "east-1/1/x/nurse", "west-1/1/paper_started/nobody"],
)
def test_news_of_what_is_not_known_are_taken_so_that_nobody_calls_again(house: House, key: str) -> None:
    before = house.written()
    call = twilio({"key": key}, MessageSid="SM1", MessageStatus="delivered")
    taken = house.inbox.take(call)

    assert (taken.status, taken.http_status, house.written()) == (TakenStatus.UNKNOWN, 200, before)


def test_who_calls_before_the_receipt_is_written_may_call_again(house: House) -> None:
    begun = TellingBegun(notices=(house.notices[0],), contact="doctor", via="twilio")
    house.outage.record(begun, by=IT, command="begun")
    call = status_of(house, "delivered", key=message_key([house.notices[0]], "doctor"))
    early = house.inbox.take(call)
    house.told(house.notices[0], "doctor")

    assert (early.status, early.http_status) in {(TakenStatus.UNKNOWN, 503), (TakenStatus.RECORDED, 200)}
    assert early.status is TakenStatus.RECORDED or house.inbox.take(call).status is TakenStatus.RECORDED
    assert house.state(house.notices[0], "doctor") is ReceiptState.DELIVERED


def test_a_forged_call_writes_nothing(house: House) -> None:
    forged = twilio({"key": message_key([house.notices[0]], "nurse")}, secret="f" * 32, MessageStatus="delivered")
    before = house.written()
    taken = house.inbox.take(forged)

    assert (taken.status, taken.http_status, house.written()) == (TakenStatus.REFUSED, 403, before)
    assert taken.body == "x-twilio-signature: is not what was expected: another secret, or the call was changed"


def test_a_genuine_call_that_cannot_be_read_says_what_is_wrong(house: House) -> None:
    taken = house.inbox.take(standard({"type": 1}, at=house.clock.now()))

    assert (taken.status, taken.http_status) == (TakenStatus.REFUSED, 400)
    assert taken.body == "type: is not text; data: is missing"


def test_a_text_that_comes_back_is_answered_by_a_text(house: House) -> None:
    code = house.code(house.notices[0])
    text = twilio(MessageSid="SM9", From="+12025550102", Body=f"ok {code}", SmsStatus="received")
    taken, again = house.inbox.take(text), house.inbox.take(text)

    assert (taken.status, again.status) == (TakenStatus.RECORDED, TakenStatus.DUPLICATE)
    assert "<Message>Thank you. It is recorded that you have the notice.</Message>" in taken.body


def test_an_opt_out_is_left_to_twilio_to_answer(house: House) -> None:
    taken = house.inbox.take(twilio(MessageSid="SM9", From="+12025550102", Body="STOP"))

    assert taken.status is TakenStatus.NOTHING
    assert taken.body.endswith("<Response></Response>")
    assert house.state(house.notices[0]) is ReceiptState.ACCEPTED


@pytest.mark.parametrize(("digit", "state"), [("1", ReceiptState.ACKNOWLEDGED), ("2", ReceiptState.ACCEPTED)])
def test_who_presses_1_in_a_call_has_it(house: House, digit: str, state: ReceiptState) -> None:
    code = house.code(house.notices[0])
    taken = house.inbox.take(
        twilio({"code": code}, CallSid="CA1", To="+12025550102", From="+12025550199", Digits=digit)
    )

    assert house.state(house.notices[0]) is state
    assert ("<Say>" in taken.body) is (digit == "1")


@pytest.mark.parametrize("by", ["key", "token"])
def test_a_receiver_of_webhooks_says_that_somebody_has_it(house: House, by: str) -> None:
    notice = house.notices[0]
    about = {"key": message_key([notice], "nurse")} if by == "key" else {"token": house.token(notice)}
    taken = house.inbox.take(said(house, "acknowledged", **about))

    assert (taken.status, taken.body) == (TakenStatus.RECORDED, "recorded")
    assert house.state(notice) is ReceiptState.ACKNOWLEDGED
    assert house.inbox.take(said(house, "acknowledged", **about)).status is TakenStatus.DUPLICATE
    assert house.inbox.take(said(house, "acknowledged", id="msg_2", **about)).status is TakenStatus.ALREADY


def test_a_token_that_is_too_old_is_nothing_known_and_nothing_that_would_be_called_again(house: House) -> None:
    token = house.token(house.notices[0])
    house.wait(days=4)
    taken = house.inbox.take(said(house, "acknowledged", token=token))

    assert (taken.status, taken.http_status) == (TakenStatus.UNKNOWN, 200)
    assert house.state(house.notices[0]) is ReceiptState.ACCEPTED


def test_a_button_in_slack_is_an_answer(house: House) -> None:
    pressed = {"actions": [{"action_id": "acknowledge", "value": house.token(house.notices[0]), "action_ts": "1.1"}]}

    taken = house.inbox.take(slack(pressed, at=house.clock.now()))

    assert (taken.status, taken.body) == (TakenStatus.RECORDED, "")
    assert house.inbox.take(slack({"actions": []}, at=house.clock.now())).status is TakenStatus.NOTHING


class TestPagerDuty:
    def test_an_incident_that_is_acknowledged_answers_for_all_that_the_board_was_told(self) -> None:
        house = House()
        for notice in house.notices:
            house.told(notice, "pagerduty", via="pagerduty")
            house.told(notice, "nurse")
        call = pagerduty("west-1", at=house.clock.now())
        taken = house.inbox.take(call)

        assert (taken.status, taken.contact, taken.notices) == ("recorded", "pagerduty", tuple(house.notices))
        assert {house.state(notice, "pagerduty") for notice in house.notices} == {ReceiptState.ACKNOWLEDGED}
        assert {house.state(notice) for notice in house.notices} == {ReceiptState.ACCEPTED}
        assert house.inbox.take(call).status is TakenStatus.DUPLICATE
        last = house.outage.journal.read(house.outage.id)[-1].fact
        assert isinstance(last, NoticeSettled)
        assert last.receipt.remark == "acknowledged there by Ines Itoh"

    def test_what_the_board_is_told_afterwards_is_not_answered_by_it_also_when_it_is_played_again(self) -> None:
        house = House()
        house.told(house.notices[0], "pagerduty", via="pagerduty")
        call = pagerduty("west-1", at=house.clock.now())
        house.inbox.take(call)
        house.wait(minutes=10)
        house.told(house.notices[1], "pagerduty", via="pagerduty")

        assert house.inbox.take(call).status is TakenStatus.DUPLICATE
        assert house.state(house.notices[1], "pagerduty") is ReceiptState.ACCEPTED

    def test_somebody_elses_incident_is_not_ours(self, house: House) -> None:
        assert house.inbox.take(pagerduty("the printer", at=house.clock.now())).status is TakenStatus.UNKNOWN

    def test_an_id_that_is_too_long_for_it_is_known_by_its_digest(self, house: House) -> None:
        house.told(house.notices[0], "pagerduty", via="pagerduty")
        key = f"sha256:{sha256(b'west-1').hexdigest()}"

        assert house.inbox.take(pagerduty(key, at=house.clock.now())).status is TakenStatus.RECORDED


def test_a_callback_speaks_for_the_channel_that_it_is_set_to() -> None:
    house = House()
    (source,) = [one for one in house.inbox.callbacks if one.name == "pagerduty"]
    inbox = evolve(house.inbox, callbacks=[source.model_copy(update={"channel": "pager-night"})])
    house.told(house.notices[0], "pager-night", via="pager-night")

    assert inbox.take(pagerduty("west-1", at=house.clock.now())).contact == "pager-night"


def test_what_calls_a_name_that_nobody_has_is_not_a_callback(house: House) -> None:
    call = status_of(house, "delivered")
    taken = house.inbox.take(evolve(call, url=f"{HOUSE}/nobody"))

    assert (taken.status, taken.http_status) == (TakenStatus.REFUSED, 403)


def test_no_answer_and_no_entry_holds_a_secret(house: House) -> None:
    calls = [status_of(house, "delivered"), said(house, "failed", key="x"), pagerduty("x", at=house.clock.now())]
    shown = "".join(repr(house.inbox.take(call)) + house.inbox.take(call).body for call in calls)
    shown += "".join(repr(entry) for entry in house.outage.journal.read(house.outage.id))

    assert not [secret for secret in SECRETS.values() if secret in shown]
