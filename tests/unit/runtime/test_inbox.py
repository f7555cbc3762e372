"""Whoever says that they have a notice is believed once, by whatever way they say it, and nobody else is."""

from __future__ import annotations

import re

import pytest
from attrs import evolve
from pydantic import SecretStr

from downtimekit.errors import InvalidInput
from downtimekit.models.facts import NoticeCarried, NoticeSettled
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import Directory, Role
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel
from downtimekit.notices.answers import AnswerKeys
from downtimekit.notices.callbacks import SchemeName
from downtimekit.notices.inbound import Inbound
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.runtime.inbox import Inbox, TakenStatus
from tests.answering import KEYS, NURSE, PEOPLE, SHARED, House
from tests.calling_back import HOUSE, source
from tests.ward import IT, an_outage


@pytest.fixture
def house() -> House:
    """A house in which the nurse was sent the first notice."""
    house = House(an_outage("declared"))
    house.told(house.notices[0])
    return house


def last_receipt(house: House) -> NoticeSettled:
    fact = house.outage.journal.read(house.outage.id)[-1].fact
    assert isinstance(fact, NoticeSettled)
    return fact


@pytest.mark.parametrize("method", ["GET", "HEAD", "get"])
def test_a_program_that_opens_links_to_look_for_danger_acknowledges_nothing(house: House, method: str) -> None:
    notice, before = house.notices[0], house.written()
    for _ in range(3):
        taken = house.call(method, house.link(notice))

    assert (taken.status, taken.http_status) == (TakenStatus.CONFIRM, 200)
    assert '<form method="post">' in taken.body
    assert house.outage.standing.notices[notice].subject in taken.body
    assert (house.written(), house.state(notice)) == (before, ReceiptState.ACCEPTED)


def test_the_button_writes_down_that_they_have_it_and_who_said_so(house: House) -> None:
    notice = house.notices[0]
    taken = house.call("POST", house.link(notice))
    entry = house.outage.journal.read(house.outage.id)[-1]
    receipt = last_receipt(house).receipt

    assert (taken.status, taken.http_status, taken.contact, taken.notices) == ("recorded", 200, "nurse", (notice,))
    assert (entry.by.name, entry.by.role) == ("Carla Chen", Role.CHARGE_NURSE)
    assert (receipt.state, receipt.remark, receipt.via, receipt.attempt) == ("acknowledged", "by link", "twilio", 1)
    assert "<form" not in taken.body


def test_a_button_that_is_pressed_twice_writes_once_also_after_a_restart(house: House) -> None:
    notice, link = house.notices[0], house.link(house.notices[0])
    house.call("POST", link)
    written = house.written()
    again, restarted = house.call("POST", link), evolve(house).call("POST", link)

    assert (again.status, restarted.status) == (TakenStatus.DUPLICATE, TakenStatus.DUPLICATE)
    assert house.call("GET", link).status is TakenStatus.ALREADY
    assert house.written() == written
    assert house.state(notice) is ReceiptState.ACKNOWLEDGED


def test_who_says_it_by_link_and_by_reply_said_it_once(house: House) -> None:
    notice = house.notices[0]
    house.reply(house.code(notice))
    written = house.written()

    assert house.call("POST", house.link(notice)).status is TakenStatus.ALREADY
    assert house.reply("yes").status is TakenStatus.ALREADY
    assert house.reply(house.code(notice)).status is TakenStatus.DUPLICATE
    assert house.reply(house.code(notice), id="SM2").status is TakenStatus.ALREADY
    assert house.written() == written


def test_a_link_acknowledges_every_notice_of_its_message() -> None:
    house = House()
    house.told_together(*house.notices[:2])
    taken = house.call("POST", house.link(*house.notices[:2]))

    assert taken.status is TakenStatus.RECORDED
    assert [house.state(notice) for notice in house.notices[:2]] == [ReceiptState.ACKNOWLEDGED] * 2


def test_who_has_said_so_of_one_notice_is_still_asked_of_the_other() -> None:
    house = House()
    house.told_together(*house.notices)
    house.told(house.notices[0], state=ReceiptState.ACKNOWLEDGED, attempt=2)

    assert house.call("GET", house.link(*house.notices)).status is TakenStatus.CONFIRM
    assert house.call("POST", house.link(*house.notices)).status is TakenStatus.RECORDED
    assert {house.state(notice) for notice in house.notices} == {ReceiptState.ACKNOWLEDGED}


def test_a_message_that_is_answered_before_its_receipt_is_written_is_acknowledged(house: House) -> None:
    notice = house.notices[0]
    assert house.call("POST", house.link(notice, contact="doctor")).status is TakenStatus.RECORDED

    house.told(notice, "doctor")
    assert house.state(notice, "doctor") is ReceiptState.ACKNOWLEDGED


def test_who_is_not_in_the_directory_any_more_can_still_say_so(house: House) -> None:
    notice = house.notices[0]
    house.told(notice, "gone")

    assert house.call("POST", house.link(notice, contact="gone")).status is TakenStatus.RECORDED
    assert house.state(notice, "gone") is ReceiptState.ACKNOWLEDGED
    assert house.outage.journal.read(house.outage.id)[-1].by == IT


def test_after_the_end_an_answer_is_written_down_and_said_to_be_late(house: House) -> None:
    notice = house.notices[0]
    house.close()
    house.wait(hours=1)
    taken = house.call("POST", house.link(notice))

    assert taken.status is TakenStatus.LATE
    assert house.state(notice) is ReceiptState.ACKNOWLEDGED
    assert last_receipt(house).receipt.remark == "late; by link"


@pytest.mark.parametrize(
    ("answers", "carried", "status"),
    [(0, True, TakenStatus.LATE), (1, True, TakenStatus.RECORDED), (0, False, TakenStatus.RECORDED)],
    ids=["nobody answered", "enough answered", "others are still asked"],
)
def test_when_everybody_was_asked_in_vain_an_answer_is_late(answers: int, carried: bool, status: TakenStatus) -> None:
    chain = EscalationChain(id="c", levels=(EscalationLevel(roles=(Role.CHARGE_NURSE,)),))
    house = House(an_outage("declared"), policy=TellingPolicy(rules=(TellingRule(escalation=chain),)))
    notice = house.notices[0]
    house.told(notice)
    house.told(notice, "doctor", ReceiptState.ACKNOWLEDGED if answers else ReceiptState.ACCEPTED)
    if carried:
        house.outage.record(NoticeCarried(notice=notice), by=IT, command="carried")

    assert house.call("POST", house.link(notice)).status is status


@pytest.mark.parametrize(
    ("url", "http"),
    [
        (HOUSE, 403),
        (f"{HOUSE}?t=", 403),
        (f"{HOUSE}?t=1" + "A" * 60, 403),
        (f"{HOUSE}?t=%ff%fe", 403),
        (f"{HOUSE}?" + "a=1&" * 300, 403),
        ("https://[", 403),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_genuine_writes_nothing(house: House, url: str, http: int, method: str) -> None:
    before = house.written()
    taken = house.call(method, url)

    assert (taken.status, taken.http_status) == (TakenStatus.REFUSED, http)
    assert house.written() == before


def test_a_link_that_is_too_old_says_so(house: House) -> None:
    link = house.link(house.notices[0])
    house.wait(days=4)
    taken = house.call("POST", link)

    assert (taken.status, taken.http_status) == (TakenStatus.REFUSED, 410)
    assert "too old" in taken.words
    assert house.state(house.notices[0]) is ReceiptState.ACCEPTED


@pytest.mark.parametrize("about", [("west-1", "west-1/9/nothing"), ("west-9", "west-9/1/x")])
def test_a_genuine_link_to_what_this_journal_does_not_hold_is_not_found(house: House, about: tuple[str, str]) -> None:
    link = KEYS.answering(about[0], [about[1]], "nurse", now=house.clock.now()).link

    assert (house.call("POST", link).status, house.call("GET", link).http_status) == (TakenStatus.UNKNOWN, 404)


def test_other_methods_are_not_taken(house: House) -> None:
    taken = house.call("DELETE", house.link(house.notices[0]))

    assert (taken.http_status, taken.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert house.call("GET", f"{HOUSE}/twilio").headers["Allow"] == "POST"


def test_a_page_speaks_the_contacts_language_and_then_the_browsers(house: House) -> None:
    notice = house.notices[0]
    spanish = house.call("GET", house.link(notice, contact="doctor"))
    wanted = house.call("GET", house.link(notice), Accept_Language="es-ES,es;q=0.9")

    assert '<html lang="es">' in spanish.body
    assert "Lo he recibido" in spanish.body
    assert '<html lang="es">' in wanted.body
    assert '<html lang="en">' in house.call("GET", house.link(notice)).body


@pytest.mark.parametrize("form", ["{code}", "ok {lower}", "Yes {code}.", "{code}\n\n> Reply {code}"])
@pytest.mark.parametrize("sender", ["+12025550102", "+1 (202) 555-0102", "Carla.Chen@Example.org"])
def test_a_code_is_an_answer_from_any_address_of_the_contact(house: House, form: str, sender: str) -> None:
    code = house.code(house.notices[0])
    taken = house.reply(form.format(code=code, lower=code.lower()), sender=sender)

    assert (taken.status, taken.notices) == (TakenStatus.RECORDED, (house.notices[0],))
    assert last_receipt(house).receipt.remark == "by reply"


def test_somebody_elses_code_is_nothing_to_them(house: House) -> None:
    house.told(house.notices[0], "doctor")
    taken = house.reply(house.code(house.notices[0]), sender="+12025550103")

    assert taken.status is TakenStatus.UNKNOWN
    assert house.state(house.notices[0], "doctor") is ReceiptState.ACCEPTED


def test_who_shares_a_phone_is_told_apart_by_the_code() -> None:
    house = House(an_outage("declared"), people=Directory(contacts=(*PEOPLE.contacts, SHARED)))
    notice = house.notices[0]
    house.told(notice)
    house.told(notice, "front-desk")

    assert house.reply("yes").status is TakenStatus.UNCLEAR
    assert house.reply(house.code(notice, contact="front-desk")).contact == "front-desk"
    assert house.state(notice) is ReceiptState.ACCEPTED


def test_a_yes_counts_where_one_notice_is_open_and_not_where_two_are(house: House) -> None:
    both = House()
    for notice in both.notices:
        both.told(notice)

    assert house.reply("yes").status is TakenStatus.RECORDED
    assert both.reply("yes").status is TakenStatus.UNCLEAR
    assert "code" in both.reply("yes").words
    assert both.reply(both.code(both.notices[0])).status is TakenStatus.RECORDED
    assert both.reply("yes", id="SM2").notices == (both.notices[1],)


def test_a_yes_is_to_the_notice_that_asks_for_an_answer() -> None:
    topic = House().outage.standing.notices["west-1/6/target_known"].topic or "target_known"
    rule = TellingRule(topics=(topic,), acknowledgement=True)
    house = House(policy=TellingPolicy(rules=(rule,)))
    asks = [notice for notice in house.outage.standing.notices.values() if house.policy.rule(notice).wants_answer]
    for notice in house.notices:
        house.told(notice)

    assert [notice.id for notice in asks] == ["west-1/6/target_known"]
    assert house.reply("yes").notices == ("west-1/6/target_known",)


def test_several_notices_that_went_out_as_one_message_are_answered_as_one() -> None:
    house = House()
    house.told_together(*house.notices)

    taken = house.reply(house.code(*house.notices))
    assert (taken.status, taken.notices) == (TakenStatus.RECORDED, tuple(house.notices))

    other = House()
    other.told_together(*other.notices)
    assert other.reply("ok").notices == tuple(other.notices)


@pytest.mark.parametrize("state", [ReceiptState.FAILED, ReceiptState.SUPPRESSED, ReceiptState.EXPIRED])
def test_what_never_reached_somebody_is_not_answered_by_a_yes(state: ReceiptState) -> None:
    house = House(an_outage("declared"))
    house.told(house.notices[0], state=state)

    assert house.reply("yes").status is TakenStatus.UNKNOWN
    assert house.reply(house.code(house.notices[0])).status is TakenStatus.RECORDED


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("STOP", TakenStatus.NOTHING, "does not say that you have the notice"),
        ("who is this?", TakenStatus.UNCLEAR, "code"),
        ("", TakenStatus.UNCLEAR, "code"),
        ("ZZZZ", TakenStatus.UNKNOWN, "no such open notice"),
    ],
)
def test_what_is_no_answer_says_what_would_be_one(house: House, text: str, status: TakenStatus, says: str) -> None:
    before = house.written()
    taken = house.reply(text)

    assert (taken.status, house.written()) == (status, before)
    assert says in taken.words


def test_nobody_answers_from_an_address_that_nobody_has(house: House) -> None:
    taken = house.reply(house.code(house.notices[0]), sender="+12025550199")

    assert taken.status is TakenStatus.UNKNOWN
    assert "+1202" not in repr(taken) + taken.words
    assert house.state(house.notices[0]) is ReceiptState.ACCEPTED


def test_a_reply_is_answered_in_the_senders_language(house: House) -> None:
    house.told(house.notices[0], "doctor")

    assert house.reply("SÍ", sender="+12025550103").words.startswith("Gracias.")


def test_a_code_counts_for_a_while_after_the_end_and_is_late_then(house: House) -> None:
    code = house.code(house.notices[0])
    house.close()
    house.wait(hours=2)

    assert house.reply("yes").status is TakenStatus.UNKNOWN
    assert evolve(house).reply(code).status is TakenStatus.LATE
    house.wait(days=3)
    assert evolve(house).reply(code, id="SM5").status is TakenStatus.UNKNOWN


def test_a_downtime_that_is_declared_later_is_found_without_a_restart(house: House) -> None:
    house.reply("yes")
    east = House(house.inbox.desk.declare(house.outage.playbook, id="east-2", by=IT, sites=["east"], services=["RIS"]))
    east.told(east.notices[0])

    assert house.reply(KEYS.code("east-2", east.notices, "nurse")).notices == tuple(east.notices)


def test_a_body_that_is_too_long_is_not_read(house: House) -> None:
    taken = house.inbox.take(Inbound("POST", f"{HOUSE}/twilio", {}, b"x" * 65_537))

    assert (taken.status, taken.http_status) == (TakenStatus.REFUSED, 413)


def test_two_callbacks_of_one_name_are_refused(house: House) -> None:
    with pytest.raises(InvalidInput, match="more than once"):
        Inbox(house.inbox.desk, KEYS, PEOPLE, IT, [source(SchemeName.SLACK)] * 2)


def test_an_inbox_shows_nothing_that_is_private(house: House) -> None:
    shown = repr(house.inbox)

    assert not re.search(r"\+1202|example\.org|secret", shown)
    taken = house.call("GET", house.link(house.notices[0]))
    assert house.token(house.notices[0]) not in repr(taken) + taken.body


def test_keys_of_another_house_open_nothing(house: House) -> None:
    other = AnswerKeys([SecretStr("the secret with which another house signs")], HOUSE)
    link = other.answering(house.outage.id, house.notices, NURSE.id, now=house.clock.now()).link

    assert house.call("POST", link).status is TakenStatus.REFUSED
    assert house.reply(other.code(house.outage.id, house.notices, "nurse")).status is TakenStatus.UNKNOWN
