"""The contract of the notifiers lets pass what keeps its promises, and nothing that breaks one."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import anyio.lowlevel
import pytest
from attrs import define, evolve, field

from downtimekit.adapters._letter import sendable
from downtimekit.errors import Rejected, Unreachable
from downtimekit.models.dependency import Dependency
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports import Capabilities, Message, Sent
from downtimekit.testing.contracts.notifier import NotifierContract, Trial

pytestmark = pytest.mark.slow

TOKEN = "xoxb-planted"
URL = f"https://hooks.example.org/{TOKEN}?to=nurse"
ABLE = Capabilities("pager", ChannelKind.PAGER, idempotent=True)


@define
class Gateway:
    """Takes texts; one with a key that it has is dropped. What is on its way is noted here, too."""

    texts: dict[str, str] = field(factory=dict)
    up: bool = True
    busy: int = 0
    begun: set[str] = field(factory=set)
    tasks: set[asyncio.Task[None]] = field(factory=set)

    def take(self, key: str, text: str) -> None:
        if not self.up:
            raise Unreachable("the gateway does not answer")
        self.texts.setdefault(key, text)


@define
class Pager:
    """A channel that keeps every promise; subclasses break one each."""

    gateway: Gateway = field(repr=False)
    capabilities: Capabilities = ABLE

    def text(self, message: Message) -> str:
        letter = sendable(message, kind=self.capabilities.kind)
        words = letter.short if self.capabilities.short else letter.body
        answering = message.answering
        parts = [letter.subject, letter.name, words, answering.link if answering else ""]
        return "\n".join([*parts, letter.html if self.capabilities.rich else "", letter.key])

    async def send(self, message: Message) -> Sent:
        text = self.text(message)
        await anyio.lowlevel.checkpoint()
        self.gateway.take(message.key, text)
        return Sent(ReceiptState.ACCEPTED, "number 7")


@define
class PlainPager:
    """The same by a plain function."""

    pager: Pager

    @property
    def capabilities(self) -> Capabilities:
        return self.pager.capabilities

    def send(self, message: Message) -> Sent:
        self.pager.gateway.take(message.key, self.pager.text(message))
        return Sent(ReceiptState.QUEUED)


def trial_of(kind: Callable[[Gateway], Any]) -> Trial:
    gateway = Gateway()
    return Trial(lambda: kind(gateway), lambda: list(gateway.texts.values()), kind(Gateway(up=False)), [TOKEN, URL])


class TestAPager(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        return trial_of(Pager)


class TestAPagerOfPlainFunctions(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        return trial_of(lambda gateway: PlainPager(Pager(gateway)))


class TestAChannelForShortMessages(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        able = Capabilities("texts", ChannelKind.SMS, {Dependency.CUSTOMER_INTERNET}, idempotent=True, short=True)
        return trial_of(lambda gateway: Pager(gateway, able))


class TestABoardThatTakesPages(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        return trial_of(lambda gateway: Pager(gateway, Capabilities("board", None, idempotent=True, rich=True)))


class TestAChannelThatAsksSomethingForAllWhoWait(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        class Asks(Pager):
            async def send(self, message: Message) -> Sent:
                question = asyncio.create_task(asyncio.sleep(0.01))
                self.gateway.tasks.add(question)
                await asyncio.shield(question)
                return await super().send(message)

        return trial_of(Asks)


class TestAChannelWithAddressesOfItsOwn(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        class Radio(Pager):
            def text(self, message: Message) -> str:
                if not message.address.startswith("radio:"):
                    raise Rejected("is no radio")
                return super().text(message)

        return evolve(trial_of(lambda far: Radio(far, Capabilities("radio", ChannelKind.CHAT))), address="radio:7")


class TestAChannelThatMayCarryTwiceAndSaysSo(NotifierContract):
    @pytest.fixture
    def trial(self) -> Trial:
        numbers = count()

        class Twice(Pager):
            async def send(self, message: Message) -> Sent:
                self.gateway.take(str(next(numbers)), self.text(evolve(message, key="unseen")))
                return Sent(ReceiptState.DELIVERED)

        return trial_of(lambda gateway: Twice(gateway, Capabilities("pager", ChannelKind.PAGER)))


@define
class Renamed:
    """Is called otherwise each time."""

    gateway: Gateway
    numbers: Iterator[int] = field(factory=count)

    @property
    def capabilities(self) -> Capabilities:
        return evolve(ABLE, name=f"pager-{next(self.numbers)}")


def saying(**able: Any) -> Callable[[Gateway], Pager]:
    return lambda gateway: Pager(gateway, evolve(ABLE, **able))


class WithoutDots(Pager):
    def text(self, message: Message) -> str:
        return super().text(message).replace("\n.\n", "\n")


class Abridged(Pager):
    def text(self, message: Message) -> str:
        return super().text(message).replace(message.short, message.short[:9])


class PagesForAll(Pager):
    def text(self, message: Message) -> str:
        return super().text(message) + message.html


class PagesForNobody(Pager):
    def text(self, message: Message) -> str:
        return super().text(evolve(message, html=""))


class AsksNobody(Pager):
    def text(self, message: Message) -> str:
        return super().text(evolve(message, answering=None))


class ReadsTheirThoughts(Pager):
    async def send(self, message: Message) -> Sent:
        await super().send(message)
        return Sent(ReceiptState.ACKNOWLEDGED)


class Gossip(Pager):
    async def send(self, message: Message) -> Sent:
        await super().send(message)
        return Sent(ReceiptState.ACCEPTED, f"paged {message.address}")


class Repeats(Pager):
    async def send(self, message: Message) -> Sent:
        text = self.text(evolve(message, key="unseen"))
        self.gateway.take(str(len(self.gateway.texts)), text)
        return Sent(ReceiptState.ACCEPTED)


class OncePerNurse(Pager):
    async def send(self, message: Message) -> Sent:
        self.gateway.take(message.address, self.text(message))
        return Sent(ReceiptState.ACCEPTED)


class PickyAboutKeys(Pager):
    async def send(self, message: Message) -> Sent:
        message.key.encode("ascii")
        return await super().send(message)


class OneAtATime(Pager):
    async def send(self, message: Message) -> Sent:
        self.gateway.busy += 1
        try:
            await anyio.lowlevel.checkpoint()
            return await super().send(message) if self.gateway.busy == 1 else Sent(ReceiptState.ACCEPTED)
        finally:
            self.gateway.busy -= 1


@define
class OneLoopOnly(Pager):
    loop: object = field(default=None, repr=False)

    async def send(self, message: Message) -> Sent:
        loop = self.loop = self.loop or asyncio.get_running_loop()
        if loop is not asyncio.get_running_loop():
            raise Unreachable("is bound to a different event loop")
        return await super().send(message)


class HidesDrills(Pager):
    def text(self, message: Message) -> str:
        return super().text(evolve(message, drill=False))


class LineByLine(Pager):
    def text(self, message: Message) -> str:
        return f"{super().text(message)}\n{message.subject}"


class TakesAnyAddress(Pager):
    def text(self, message: Message) -> str:
        return super().text(evolve(message, address="+12025550123"))


class ShowsTheAddress(Pager):
    async def send(self, message: Message) -> Sent:
        if not self.gateway.up:
            raise Unreachable(f"no answer from {message.address}")
        return await super().send(message)


class Crashes(Pager):
    async def send(self, message: Message) -> Sent:
        if not self.gateway.up:
            raise KeyError(TOKEN)
        return await super().send(message)


class LogsTheAddress(Pager):
    async def send(self, message: Message) -> Sent:
        logging.getLogger("our.pager").debug("page %s", json.dumps({"to": message.address}))
        return await super().send(message)


class LogsTheUrl(Pager):
    async def send(self, message: Message) -> Sent:
        logging.getLogger("httpx").info("HTTP Request: %s %s", "POST", URL)
        return await super().send(message)


class LogsTheError(Pager):
    async def send(self, message: Message) -> Sent:
        try:
            int(message.name)
        except ValueError:
            logging.getLogger("our.pager").log(1, "odd", exc_info=True)
        return await super().send(message)


class GoesOn(Pager):
    async def send(self, message: Message) -> Sent:
        async def carry() -> None:
            await asyncio.sleep(0.2)
            self.gateway.take(message.key, text)

        text = self.text(message)
        task = asyncio.create_task(carry())
        self.gateway.tasks.add(task)
        await asyncio.shield(task)
        return Sent(ReceiptState.ACCEPTED)


class NeverEnds(Pager):
    async def send(self, message: Message) -> Sent:
        task = asyncio.create_task(asyncio.sleep(60))
        self.gateway.tasks.add(task)
        await asyncio.shield(task)
        return Sent(ReceiptState.ACCEPTED)


class NeverAgain(Pager):
    async def send(self, message: Message) -> Sent:
        if message.key in self.gateway.begun:
            return Sent(ReceiptState.ACCEPTED)
        self.gateway.begun.add(message.key)
        return await super().send(message)


@define
class ShowsItsToken(Pager):
    token: str = TOKEN


SINS: dict[str, list[Callable[[Gateway], Any]]] = {
    "test_it_says_what_it_is_and_can_do_and_always_the_same": [
        Renamed,
        saying(name="our pager"),
        saying(name=""),
        saying(kind="pigeon"),
        saying(needs={"luck"}),
        saying(local=True, needs={Dependency.CUSTOMER_INTERNET}),
        saying(at_once=0),
        saying(rich="yes"),
    ],
    "test_a_message_arrives_with_its_subject_and_every_line": [
        WithoutDots,
        lambda gateway: Abridged(gateway, evolve(ABLE, short=True)),
    ],
    "test_whoever_takes_the_form_for_mail_gets_it_and_nobody_else": [
        PagesForAll,
        lambda gateway: PagesForNobody(gateway, evolve(ABLE, rich=True)),
    ],
    "test_how_to_answer_reaches_whoever_is_asked": [AsksNobody],
    "test_the_answer_promises_no_more_than_the_channel_knows": [ReadsTheirThoughts],
    "test_the_answer_holds_no_address_and_no_text": [Gossip],
    "test_a_message_that_is_sent_again_is_carried_once_or_shows_its_key": [Repeats],
    "test_messages_with_other_keys_are_carried_each": [OncePerNurse],
    "test_a_key_may_be_any_text": [PickyAboutKeys],
    "test_messages_that_are_sent_at_once_all_arrive": [OneAtATime, OneLoopOnly],
    "test_a_drill_says_that_it_is_one": [HidesDrills],
    "test_a_line_break_in_a_subject_or_a_name_adds_no_line": [LineByLine],
    "test_what_is_no_address_is_rejected_and_nothing_goes_out": [TakesAnyAddress],
    "test_a_channel_that_is_cut_off_says_so_and_nothing_else": [ShowsTheAddress, Crashes],
    "test_no_log_holds_an_address_a_text_or_a_credential": [LogsTheAddress, LogsTheUrl, LogsTheError],
    "test_who_stops_waiting_leaves_nothing_running_and_can_send_it_again": [GoesOn, NeverEnds, NeverAgain],
    "test_a_notifier_shows_no_credential": [ShowsItsToken],
}
GIVEN = {"key": "Ward 3 / ü", "break_": "\n"}


def check(promise: str, trial: Trial, caplog: pytest.LogCaptureFixture) -> None:
    """Run one test of the contract."""
    test = getattr(NotifierContract(), promise)
    given = {"trial": trial, "caplog": caplog, **GIVEN}
    test(**{name: given[name] for name in inspect.signature(test).parameters})


@pytest.mark.parametrize(
    ("promise", "number"), [(promise, number) for promise, sins in SINS.items() for number, _ in enumerate(sins)]
)
def test_a_channel_that_breaks_a_promise_is_found_out(
    promise: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises((Exception, pytest.fail.Exception)):
        check(promise, trial_of(SINS[promise][number]), caplog)


@pytest.mark.parametrize("promise", SINS)
def test_and_one_that_keeps_it_is_not(promise: str, caplog: pytest.LogCaptureFixture) -> None:
    check(promise, trial_of(Pager), caplog)


def test_every_promise_is_broken_by_some_channel_here() -> None:
    assert {name for name in vars(NotifierContract) if name.startswith("test_")} == SINS.keys()
