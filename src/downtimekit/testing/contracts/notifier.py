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

A notifier that passes may stand under any desk.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import anyio
import pytest
from attrs import evolve, frozen

from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind
from downtimekit.ports.notifier import Message, Notifier, Sent

ADDRESSES: Mapping[ChannelKind, str] = {
    ChannelKind.EMAIL: "planted.nurse@example.org",
    ChannelKind.PHONE: "+12025550123",
    ChannelKind.SMS: "+12025550123",
    ChannelKind.CHAT: "xmpp:planted.nurse@example.org",
    ChannelKind.PAGER: "+12025550123",
}
_NOT_NUMBERS = ["", "nurse", "2025550123x", "+12025550123\r\nplanted", "+12025550123,,9"]
NOT_ADDRESSES: Mapping[ChannelKind, Sequence[str]] = {
    ChannelKind.EMAIL: [
        "",
        "nurse",
        "nurse@example.org\r\nRCPT TO:<planted@example.net>",
        "nurse@example.org\nBcc: planted@example.net",
        "nurse@example.org>,<planted@example.net",
        "nurse@example.org, planted@example.net",
        "nurse@example.org\0",
    ],
    ChannelKind.PHONE: [*_NOT_NUMBERS, "2025550123"],
    ChannelKind.SMS: [*_NOT_NUMBERS, "2025550123"],
    ChannelKind.CHAT: ["", "nurse", "xmpp:", "xmpp:nurse@example.org\r\nplanted", "xmpp:nurse@example.org,planted"],
    ChannelKind.PAGER: _NOT_NUMBERS,
}


@frozen
class Trial:
    """A channel on trial, and how to look at its far end.

    Attributes:
        open: returns a notifier on the channel, as a program does that has just been started.
        carried: returns every message that has come out of the channel, each as the text that a person reads,
            with the headers where there are any.
        cut_off: a notifier whose far end cannot be reached.
        secrets: what it was given to sign in with.
    """

    open: Callable[[], Notifier]
    carried: Callable[[], Sequence[str]]
    cut_off: Notifier
    secrets: Sequence[str] = ()

    def message(self, key: str = "west-1/update-1/charge-nurse") -> Message:
        """Return a message to a contact of this channel."""
        return Message(
            key=key,
            name="Planted Nurse",
            address=ADDRESSES[self.open().kind],
            subject="The RIS is down at west",
            body="Go on with paper.\n.\nThe next update comes at 10:30.",
        )


def send(notifier: Notifier, message: Message) -> Sent:
    """Send one message, and wait for the answer."""
    return anyio.run(notifier.send, message)


def everything_said_by(error: BaseException) -> str:
    """Return all that a log would hold of an error."""
    return "".join([*traceback.format_exception(error), repr(error), str(vars(error))])


class NotifierContract:
    """Inherit it, and give it a fixture `trial` whose channel has carried nothing yet."""

    def test_a_message_arrives_with_its_subject_and_every_line(self, trial: Trial) -> None:
        """Also a line that is a dot, which ends a mail."""
        send(trial.open(), trial.message())

        (text,) = trial.carried()
        lines = [line.strip() for line in text.splitlines()]
        assert "The RIS is down at west" in text
        assert [line for line in lines if line in {"Go on with paper.", ".", "The next update comes at 10:30."}] == [
            "Go on with paper.",
            ".",
            "The next update comes at 10:30.",
        ]

    def test_the_answer_promises_no_more_than_the_channel_knows(self, trial: Trial) -> None:
        """It is queued or accepted; that somebody has read it is for them to say."""
        sent = send(trial.open(), trial.message())

        assert sent.state in {ReceiptState.QUEUED, ReceiptState.ACCEPTED}

    def test_the_answer_holds_no_address_and_no_text(self, trial: Trial) -> None:
        """It goes into the journal, which outlives the contact."""
        message = trial.message()
        sent = send(trial.open(), message)

        assert all(hidden not in sent.remark for hidden in (message.address, message.body, message.subject))

    def test_a_message_that_is_sent_again_is_carried_once_or_shows_its_key(self, trial: Trial) -> None:
        """Also by a program that has been started anew."""
        message = trial.message()
        for _ in range(2):
            notifier = trial.open()
            send(notifier, message)
            send(notifier, message)

        texts = trial.carried()
        assert len(texts) == 1 or [text for text in texts if message.key not in text] == []

    def test_messages_with_other_keys_are_carried_each(self, trial: Trial) -> None:
        """Though they say the same to the same person."""
        notifier = trial.open()
        keys = [f"west-1/update-{number}/charge-nurse" for number in range(3)]
        for key in keys:
            send(notifier, trial.message(key))

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
        """A notice goes to the whole staff."""
        keys = [f"west-1/update-1/nurse-{number}" for number in range(10)]

        async def send_all() -> None:
            notifier = trial.open()
            async with anyio.create_task_group() as group:
                for key in keys:
                    group.start_soon(notifier.send, trial.message(key))

        anyio.run(send_all)
        assert len(trial.carried()) == len(keys)

    def test_a_drill_says_that_it_is_one(self, trial: Trial) -> None:
        """Whoever reads it must not take it for an outage."""
        send(trial.open(), evolve(trial.message(), drill=True))

        assert "DRILL" in trial.carried()[0]

    @pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
    def test_a_line_break_in_a_subject_or_a_name_adds_no_line(self, trial: Trial, break_: str) -> None:
        """A header could be smuggled in, or a second call onto the sheet."""
        planted = f"{break_}Planted: yes{break_}{break_}[ ] Planted"
        message = evolve(trial.message(), subject=f"Down{planted}", name=f"Nurse{planted}")
        with suppress(Rejected):
            send(trial.open(), message)

        assert planted_lines(trial.carried()) == []

    def test_what_is_no_address_is_rejected_and_nothing_goes_out(self, trial: Trial) -> None:
        """Not even to the part of it that would be one."""
        notifier = trial.open()
        for address in NOT_ADDRESSES[notifier.kind]:
            with pytest.raises(Rejected) as caught:
                send(notifier, evolve(trial.message(), address=address))
            assert "planted" not in everything_said_by(caught.value)

        assert list(trial.carried()) == []

    def test_a_channel_that_is_cut_off_says_so_and_nothing_else(self, trial: Trial) -> None:
        """No address, no text and no credential is in what a log would hold of it."""
        message = trial.message()
        with pytest.raises((Unreachable, OutcomeUnknown)) as caught:
            send(trial.cut_off, message)

        said = everything_said_by(caught.value)
        hidden = [message.address, message.name, message.subject, *message.body.splitlines()[::2], *trial.secrets]
        assert [text for text in hidden if text in said] == []

    def test_a_notifier_shows_no_credential(self, trial: Trial) -> None:
        """Nor does what it is made of."""
        notifier = trial.open()
        shown = f"{notifier!r} {notifier}"

        assert [secret for secret in trial.secrets if secret in shown] == []


def planted_lines(texts: Sequence[str]) -> Sequence[str]:
    """Return the lines that began with what a test hid in the middle of one."""
    lines = [line for text in texts for line in text.splitlines()]
    return [line for line in lines if line.lstrip(" []").startswith("Planted:") or line.startswith("[ ] Planted")]
