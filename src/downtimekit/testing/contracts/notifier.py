"""What every notifier promises, as tests.

    class TestOurPager(NotifierContract):
        @pytest.fixture
        def trial(self) -> Iterator[Trial]:
            with our_gateway() as gateway:
                yield Trial(
                    open=lambda: OurPager(gateway.url, token=TOKEN),
                    carried=gateway.texts,
                    cut_off=OurPager("https://127.0.0.1:1", token=TOKEN),
                    secrets=[TOKEN],
                )

A notifier that passes may stand under any desk. One whose `send` is a plain function is tested in worker threads, as it
will be used. With ``-W error``, a connection that nobody closed is a failure, too.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import anyio
import anyio.lowlevel
import pytest
from attrs import evolve, frozen
from pydantic import TypeAdapter, ValidationError

from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.dependency import Dependency
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.models.strict import ADAPTER, Key
from downtimekit.ports.notifier import Message, Notifier, Sent
from downtimekit.runtime.sync_channel import PlainNotifier, adapted
from downtimekit.testing.contracts._planted import (
    ANSWERING,
    LINES,
    NOT_ADDRESSES,
    ON_THE_PAGE,
    PAGE,
    SHORT,
    SUBJECT,
    a_message,
    everything_logged,
    everything_said_by,
    found_in,
    in_one_line,
    planted_lines,
    secrets_of,
)

_NAME = TypeAdapter[str](Key, config=ADAPTER)
_OUTSIDE = frozenset({Dependency.CUSTOMER_INTERNET, Dependency.VENDOR_CLOUD})
_MOMENTS = (0, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064)
"""After how many seconds somebody stops waiting; one of them falls into the middle of whatever a channel does."""
_LOOKS = 200


@frozen
class Trial:
    """A channel on trial, and how to look at its far end.

    Attributes:
        open: returns a notifier on the channel, as a program does that has just been started.
        carried: returns every message that has come out of the channel, each as the text that a person reads,
            with the headers where there are any.
        cut_off: a notifier whose far end cannot be reached.
        secrets: what it was given to sign in with, and URLs that are credentials by themselves.
        asks: whether its reader sees how to answer; not where somebody else answers for them, as who makes a call does.
        address: of a contact, where one such as ``+12025550123`` or ``xmpp:nurse@example.org`` does not do.
    """

    open: Callable[[], Notifier | PlainNotifier]
    carried: Callable[[], Sequence[str]]
    cut_off: Notifier | PlainNotifier
    secrets: Sequence[str] = ()
    asks: bool = True
    address: str = ""

    @property
    def capabilities(self) -> Capabilities:
        """What the channel says of itself."""
        return self.open().capabilities

    def message(self, key: str = "west-1/update-1/charge-nurse") -> Message:
        """Return a message to a contact of this channel, or to the board that it is."""
        message = a_message(self.capabilities.kind, key)
        return evolve(message, address=self.address) if self.address else message


def send(notifier: Notifier | PlainNotifier, *messages: Message) -> Sequence[Sent]:
    """Send messages at once, in an event loop of their own, and wait for the answers."""
    answers: list[Sent] = []

    async def send_all() -> None:
        async def carry(message: Message) -> None:
            answers.append(await channel.send(message))

        channel = adapted(notifier)
        async with anyio.create_task_group() as group:
            for message in messages[1:]:
                group.start_soon(carry, message)
            await carry(messages[0])

    anyio.run(send_all)
    return answers


class NotifierContract:
    """Inherit it, and give it a fixture `trial` whose channel has carried nothing yet."""

    def test_it_says_what_it_is_and_can_do_and_always_the_same(self, trial: Trial) -> None:
        """The engine picks a channel by that alone, also a program that has been started anew."""
        notifier = trial.open()
        said = notifier.capabilities

        assert (notifier.capabilities, trial.open().capabilities) == (said, said)
        assert faults_of(said) == []

    def test_a_message_arrives_with_its_subject_and_every_line(self, trial: Trial) -> None:
        """Also a line that is a dot, which ends a mail; a channel for short messages carries the short form."""
        send(trial.open(), trial.message())

        (text,) = trial.carried()
        if trial.capabilities.short:
            assert SHORT in in_one_line(text)
        else:
            lines = [line.strip() for line in text.splitlines()]
            assert SUBJECT in text
            assert [line for line in lines if line in LINES] == list(LINES)

    def test_whoever_takes_the_form_for_mail_gets_it_and_nobody_else(self, trial: Trial) -> None:
        """A page of HTML in a text message helps nobody."""
        send(trial.open(), evolve(trial.message(), html=PAGE))

        (text,) = trial.carried()
        assert (ON_THE_PAGE in text) == trial.capabilities.rich
        assert (SHORT if trial.capabilities.short else LINES[0]) in in_one_line(text)

    def test_how_to_answer_reaches_whoever_is_asked(self, trial: Trial) -> None:
        """By a link, a code or both, as the channel allows; a board asks nobody."""
        message = _telling(trial)
        send(trial.open(), message)

        (text,) = trial.carried()
        if trial.asks and message.answering is not None:
            assert found_in(text, [ANSWERING.link, ANSWERING.code])

    def test_the_answer_promises_no_more_than_the_channel_knows(self, trial: Trial) -> None:
        """That somebody has read it is for them to say."""
        (sent,) = send(trial.open(), trial.message())

        assert sent.state in {ReceiptState.QUEUED, ReceiptState.ACCEPTED, ReceiptState.DELIVERED}

    def test_the_answer_holds_no_address_and_no_text(self, trial: Trial) -> None:
        """It goes into the journal, which outlives the contact."""
        message = trial.message()
        (sent,) = send(trial.open(), message)

        assert found_in(sent.remark, [*secrets_of(message), *trial.secrets]) == []

    def test_a_message_that_is_sent_again_is_carried_once_or_shows_its_key(self, trial: Trial) -> None:
        """Also by a program that has been started anew; a channel that cannot promise that says so."""
        message = trial.message()
        for _ in range(2):
            notifier = trial.open()
            send(notifier, message)
            send(notifier, message)

        _assert_recognised(trial, message)

    def test_messages_with_other_keys_are_carried_each(self, trial: Trial) -> None:
        """Though they say the same to the same person."""
        notifier = trial.open()
        for number in range(3):
            send(notifier, trial.message(f"west-1/update-{number}/charge-nurse"))

        assert len(trial.carried()) == 3  # noqa: PLR2004

    @pytest.mark.parametrize("key", ["x" * 400, "Ward 3 / ü", "../../planted", "a\r\nPlanted: b", "nul", "."])
    def test_a_key_may_be_any_text(self, trial: Trial, key: str) -> None:
        """It names nothing that it must not, and leads out of no folder."""
        send(trial.open(), trial.message(key))
        send(trial.open(), trial.message(key + "2"))

        texts = trial.carried()
        assert len(texts) == 2  # noqa: PLR2004
        assert planted_lines(texts) == []

    def test_messages_that_are_sent_at_once_all_arrive(self, trial: Trial) -> None:
        """A notice goes to the whole staff, from one event loop after another."""
        notifier = trial.open()
        for loop in range(2):
            send(notifier, *(trial.message(f"west-1/update-{loop}/nurse-{number}") for number in range(10)))
        gc.collect()

        assert len(trial.carried()) == 20  # noqa: PLR2004

    def test_a_drill_says_that_it_is_one(self, trial: Trial) -> None:
        """Whoever reads it must not take it for an outage."""
        send(trial.open(), evolve(trial.message(), drill=True))

        assert "DRILL" in trial.carried()[0]

    @pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
    def test_a_line_break_in_a_subject_or_a_name_adds_no_line(self, trial: Trial, break_: str) -> None:
        """A header could be smuggled in, or a second call onto the sheet."""
        planted = f"{break_}Planted: yes{break_}{break_}[ ] Planted"
        message = evolve(trial.message(), subject=f"Down{planted}", name=f"Nurse{planted}", short=f"Paper{planted}")
        with suppress(Rejected):
            send(trial.open(), evolve(message, thread=f"west-1{planted}"))

        assert planted_lines(trial.carried()) == []

    def test_what_is_no_address_is_rejected_and_nothing_goes_out(self, trial: Trial) -> None:
        """Not even to the part of it that would be one."""
        for address in NOT_ADDRESSES[trial.capabilities.kind]:
            with pytest.raises(Rejected) as caught:
                anyio.run(adapted(trial.open()).send, evolve(trial.message(), address=address))
            assert "planted" not in everything_said_by(caught.value)

        assert list(trial.carried()) == []

    def test_a_channel_that_is_cut_off_says_so_and_nothing_else(self, trial: Trial) -> None:
        """No address, no text and no credential is in what a log would hold of it."""
        message = _telling(trial)
        with pytest.raises((Unreachable, OutcomeUnknown)) as caught:
            anyio.run(adapted(trial.cut_off).send, message)

        assert found_in(everything_said_by(caught.value), [*secrets_of(message), *trial.secrets]) == []

    def test_no_log_holds_an_address_a_text_or_a_credential(
        self, trial: Trial, caplog: pytest.LogCaptureFixture
    ) -> None:
        """At no level, and from no library that it uses; clients of HTTP log the URLs that they call."""
        message = _telling(trial)
        for name in (None, "httpx", "httpcore", *logging.root.manager.loggerDict):
            caplog.set_level(1, name)
        send(trial.open(), message)
        with suppress(PortError):
            anyio.run(adapted(trial.cut_off).send, message)

        assert found_in(everything_logged(caplog.records), [*secrets_of(message), *trial.secrets]) == []

    def test_who_stops_waiting_leaves_nothing_running_and_can_send_it_again(self, trial: Trial) -> None:
        """The host is shut down in the middle of it, and started anew.

        What ends by itself may go on for a moment, such as the question for a host's address; but nothing that sends.
        """
        message = trial.message()
        for moment in _MOMENTS:
            assert anyio.run(_left_running, trial, message, moment) == []
        gc.collect()
        send(trial.open(), message)

        _assert_recognised(trial, message)

    def test_a_notifier_shows_no_credential(self, trial: Trial) -> None:
        """Nor does what it is made of."""
        shown = [f"{notifier!r} {notifier} {notifier.capabilities!r}" for notifier in (trial.open(), trial.cut_off)]

        assert found_in("".join(shown), trial.secrets) == []


def faults_of(said: Capabilities) -> Sequence[str]:
    """Return what of a channel's own words cannot be relied on."""
    return [words for words, holds in _expected_of(said) if not holds]


def _expected_of(said: Capabilities) -> Iterable[tuple[str, bool]]:
    yield "it is a Capabilities", isinstance(said, Capabilities)
    yield "its name may stand in a receipt and in a URL", _is_name(said.name)
    yield "it takes addresses of a kind, or is a board", said.kind is None or isinstance(said.kind, ChannelKind)
    yield "what it needs are dependencies", all(isinstance(one, Dependency) for one in said.needs)
    yield "what is local needs nothing outside the house", not (said.local and said.needs & _OUTSIDE)
    yield "it takes a message at a time, or more", said.at_once >= 1
    flags = (said.idempotent, said.local, said.short, said.rich)
    yield "the rest is true or false", all(isinstance(flag, bool) for flag in flags)


def _is_name(name: object) -> bool:
    try:
        _NAME.validate_python(name, strict=True)
    except ValidationError:
        return False
    return True


def _assert_recognised(trial: Trial, message: Message) -> None:
    """Assert that a message arrived, and that whoever got it more than once can see it, if the channel says so."""
    texts = trial.carried()
    assert texts
    if trial.capabilities.idempotent:
        assert len(texts) == 1 or [text for text in texts if message.key not in text] == []


def _telling(trial: Trial) -> Message:
    """Return a message that holds everything that one can hold."""
    return evolve(trial.message(), html=PAGE, answering=ANSWERING if trial.capabilities.kind else None)


async def _left_running(trial: Trial, message: Message, moment: float) -> Sequence[str]:
    """Stop waiting for an answer after so many seconds, and return what then goes on and must not."""
    before = _running()
    with anyio.move_on_after(moment), suppress(PortError):
        await adapted(trial.open()).send(message)
    await anyio.lowlevel.checkpoint()
    left = _running() - before
    arrived = len(trial.carried()) if left else 0
    for _ in range(_LOOKS):
        if not left & _running():
            break
        await anyio.sleep(0.005)
    if left and len(trial.carried()) != arrived:
        return ["what sent it all the same"]
    return [task.name or "a task" for task in anyio.get_running_tasks() if task.id in left]


def _running() -> set[int]:
    return {task.id for task in anyio.get_running_tasks()}
