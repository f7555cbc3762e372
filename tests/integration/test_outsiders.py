"""Answers that come from outside, from people who were not asked, too late, twice, or forged."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import define, evolve, field
from pydantic import SecretStr

from downtimekit.models.people import Directory
from downtimekit.notices import _answer_form as form
from downtimekit.notices.answer_words import TakenStatus
from downtimekit.notices.answers import AnswerKeys, Asked
from downtimekit.notices.callbacks import SchemeName
from downtimekit.notices.inbound import Inbound, Reply
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.runtime import Delivery, Desk, Outage, run
from downtimekit.runtime.inbox import Inbox, Taken
from downtimekit.testing import MemoryJournal, RecordingNotifier, VirtualClock
from tests.answering import DOCTOR, KEYS, NURSE
from tests.calling_back import HOUSE, pagerduty, slack, source, standard, twilio
from tests.ward import BEGAN, INTERFACES, IT

pytestmark = pytest.mark.integration

POLICY = TellingPolicy(rules=(TellingRule(tries=1, acknowledgement=True),))
PEOPLE = Directory(contacts=(NURSE, DOCTOR))


@define
class House:
    """Two downtimes, one of which is a drill, about which two people were told over one engine.

    Attributes:
        keys: by which it signs.
    """

    keys: AnswerKeys = KEYS
    desk: Desk = field(factory=lambda: Desk(MemoryJournal(), VirtualClock(BEGAN)))
    sink: RecordingNotifier = field(init=False)
    inbox: Inbox = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Declare both, and tell everybody."""
        kind = NURSE.channels[0].kind
        self.sink = RecordingNotifier(kind)
        delivery = Delivery(PEOPLE, [self.sink], POLICY, answers=self.keys)
        for id_, drill in (("west-1", False), ("drill-1", True), ("east-1", False)):
            site = id_.partition("-")[0]
            outage = self.desk.declare(
                UNSCHEDULED, id=id_, by=IT, sites=[site], services=["RIS"], interfaces=INTERFACES, drill=drill
            )
            run(delivery.deliver, outage, by=IT)
        callbacks = [source(scheme) for scheme in SchemeName]
        self.inbox = Inbox(self.desk, self.keys, PEOPLE, IT, callbacks, POLICY)

    def link(self, downtime: str, who: str) -> str:
        """Return the link that somebody got."""
        notice = next(iter(self.desk.outage(downtime).standing.notices))
        return self.keys.answering(downtime, [notice], who, now=BEGAN).link

    def code(self, downtime: str, who: str) -> str:
        """Return the code that somebody got."""
        return self.keys.code(downtime, [next(iter(self.desk.outage(downtime).standing.notices))], who)

    def outages(self) -> Sequence[Outage]:
        """Return the downtimes."""
        return self.desk.outages()

    def written(self) -> Mapping[str, int]:
        """Return how many entries each downtime has."""
        return {outage.id: len(outage.journal.read(outage.id)) for outage in self.outages()}

    def acknowledged(self) -> list[tuple[str, str]]:
        """Return who has said that they have something, and in which downtime."""
        return [
            (outage.id, who)
            for outage in self.outages()
            for (_, who), told in outage.standing.receipts.items()
            if told.state == "acknowledged"
        ]

    def post(self, link: str, method: str = "POST") -> Taken:
        """Press the button of a page, or open it."""
        return self.inbox.take(Inbound(method, link, {}))


@pytest.fixture
def house() -> House:
    return House()


def test_a_link_speaks_for_one_person_in_one_downtime(house: House) -> None:
    itself = ("west-1", "nurse")
    assert _swapped(house, itself, itself) == house.link(*itself)
    house.post(house.link("west-1", "nurse"))

    assert house.acknowledged() == [("west-1", "nurse")]


def _swapped(house: House, genuine: tuple[str, str], forged: tuple[str, str]) -> str:
    """Return a link that asks somebody in some downtime under the signature of another link."""
    token = parse_qs(urlsplit(house.link(*genuine)).query)["t"][0]
    downtime, who = forged
    notice = next(iter(house.desk.outage(downtime).standing.notices))
    body = form.written(Asked(downtime, (notice,), who, BEGAN + KEYS.valid_for))
    return KEYS.link(token[: 1 + form.SIGNATURE] + body)


FORGED: Mapping[str, Callable[[House], str]] = {
    "a drill's for the outage": lambda house: _swapped(house, ("drill-1", "nurse"), ("west-1", "nurse")),
    "one downtime's for another": lambda house: _swapped(house, ("east-1", "nurse"), ("west-1", "nurse")),
    "one person's for another": lambda house: _swapped(house, ("west-1", "nurse"), ("west-1", "doctor")),
    "cut short": lambda house: house.link("west-1", "nurse")[:-4],
    "of two halves": lambda house: house.link("west-1", "nurse")[:-12] + house.link("west-1", "doctor")[-12:],
    "with a zero behind it": lambda house: house.link("west-1", "nurse") + "%00",
    "with an equals sign": lambda house: house.link("west-1", "nurse") + "=",
    "of no letters": lambda _: f"{HOUSE}?t=" + "\u0661" * 40,
    "very long": lambda _: f"{HOUSE}?t=1" + "A" * 100_000,
    "none": lambda _: HOUSE,
}


@pytest.mark.parametrize("how", FORGED)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_link_that_says_something_else_than_was_signed_writes_nothing(house: House, how: str, method: str) -> None:
    before = house.written()
    taken = house.post(FORGED[how](house), method)

    assert (house.written(), house.acknowledged()) == (before, [])
    assert 400 <= taken.http_status < 500


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "get", "PROPFIND"])
def test_nothing_but_the_button_writes(house: House, method: str) -> None:
    before = house.written()
    for downtime in ("west-1", "drill-1"):
        house.post(house.link(downtime, "nurse"), method)

    assert house.written() == before


def test_a_link_of_a_secret_that_was_taken_back_is_nothing(house: House) -> None:
    link, before = house.link("west-1", "nurse"), house.written()
    house.inbox = Inbox(
        house.desk, AnswerKeys([SecretStr("another secret of this house, and long")], HOUSE), PEOPLE, IT
    )
    house.post(link)

    assert house.written() == before


def test_a_link_counts_for_its_time_and_not_a_second_longer(house: House) -> None:
    clock = house.desk.clock
    assert isinstance(clock, VirtualClock)
    clock.advance(KEYS.valid_for)
    before = house.written()
    assert house.post(house.link("west-1", "nurse")).http_status == 410
    assert house.written() == before


def test_the_code_of_a_drill_answers_the_drill_and_of_somebody_else_nothing(house: House) -> None:
    number = NURSE.channels[0].address
    house.inbox.take(Reply(number, house.code("drill-1", "nurse"), "1"))
    house.inbox.take(Reply(number, house.code("west-1", "doctor"), "2"))

    assert house.acknowledged() == [("drill-1", "nurse")]


def _calls(house: House) -> Mapping[str, Inbound]:
    """Return a genuine call of each vendor, that the nurse has the notice."""
    token = parse_qs(urlsplit(house.link("west-1", "nurse")).query)["t"][0]
    action = {
        "type": "block_actions",
        "user": {"id": "U1"},
        "actions": [{"action_id": "downtimekit-ack", "value": token}],
    }
    return {
        "standard": standard({"type": "notice.acknowledged", "data": {"token": token}}, at=BEGAN),
        "twilio": twilio(
            From=NURSE.channels[0].address, Body=house.code("west-1", "nurse"), MessageSid="SM" + "a1" * 16
        ),
        "slack": slack(action, at=BEGAN),
        "pagerduty": pagerduty("west-1", at=BEGAN),
    }


def test_the_calls_that_are_forged_below_are_genuine(house: House) -> None:
    assert {house.inbox.take(call).http_status for call in _calls(house).values()} == {200}


@pytest.mark.parametrize("vendor", ["standard", "twilio", "slack", "pagerduty"])
def test_a_call_that_was_changed_on_its_way_or_is_for_another_door_writes_nothing(house: House, vendor: str) -> None:
    call, before = _calls(house)[vendor], house.written()
    doors = [name for name in _calls(house) if name != vendor]
    forged = [
        evolve(call, body=call.body + b" "),
        evolve(call, body=call.body + b"&Body=YES"),
        evolve(call, headers={}),
        evolve(call, headers={name: said[:-2] + "AA" for name, said in call.headers.items()}),
        evolve(call, headers=dict.fromkeys(call.headers, "")),
        *(evolve(call, url=f"{HOUSE}/{door}") for door in doors),
    ]
    taken = [house.inbox.take(one) for one in forged]

    assert house.written() == before
    assert {one.status for one in taken} <= {TakenStatus.REFUSED}
    assert not any(re.search("SM" + "a1" * 16, one.body) for one in taken)


@pytest.mark.parametrize("vendor", ["standard", "slack"])
@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
def test_a_call_of_another_time_writes_nothing(house: House, vendor: str, minutes: int) -> None:
    call, before = _calls(house)[vendor], house.written()
    clock = house.desk.clock
    assert isinstance(clock, VirtualClock)
    clock.step(timedelta(minutes=minutes))

    assert house.inbox.take(call).status is TakenStatus.REFUSED
    assert house.written() == before


@pytest.mark.parametrize("vendor", ["standard", "twilio"])
def test_a_call_that_is_played_back_in_time_counts_once(house: House, vendor: str) -> None:
    call = _calls(house)[vendor]
    house.inbox.take(call)
    once = house.written()
    for _ in range(3):
        house.inbox.take(call)

    assert house.written() == once


def test_every_signature_is_compared_in_a_time_that_tells_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[int] = []
    genuine = hmac.compare_digest

    def noting(one: str, other: str) -> bool:
        compared.append(len(one))
        return genuine(one, other)

    monkeypatch.setattr(hmac, "compare_digest", noting)
    takes: list[Callable[[], object]] = [lambda: house.post(house.link("west-1", "nurse"))]
    takes.append(lambda: house.inbox.take(Reply(NURSE.channels[0].address, house.code("west-1", "nurse"), "1")))
    takes += [lambda call=call: house.inbox.take(call) for call in _calls(house).values()]  # type: ignore[misc]
    for take in takes:
        compared.clear()
        take()
        assert compared
