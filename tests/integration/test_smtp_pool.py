"""The whole staff is told over a few connections, and what goes wrong on one of them touches no other mail."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Awaitable, Callable, Sequence

import anyio
import pytest
from anyio import to_thread
from attrs import evolve

from downtimekit.adapters import _smtp_pool
from downtimekit.adapters.smtp import SmtpNotifier
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.ports.notifier import Message, Sent
from tests.integration.mail_servers import Script, Sink, Turn, sink, usual

pytestmark = pytest.mark.integration

NOTICE = Message("west-1/u-1/nurse", "Nurse", "nurse@example.org", "The RIS is down", "Go on with paper.\n.\nDone.")


def notice(number: int) -> Message:
    return evolve(NOTICE, key=f"west-1/u-1/{number:02}", address=f"nurse{number}@example.org")


def notifier(server: Sink, **fields: object) -> SmtpNotifier:
    return SmtpNotifier(server.settings.model_validate(dict(server.settings) | fields))


async def outcome(channel: SmtpNotifier, message: Message) -> Sent | PortError:
    try:
        return await channel.send(message)
    except PortError as error:
        return error


async def in_turn(channel: SmtpNotifier, count: int) -> list[Sent | PortError]:
    return [await outcome(channel, notice(number)) for number in range(count)]


async def at_once(channel: SmtpNotifier, count: int) -> list[Sent | PortError]:
    outcomes: dict[int, Sent | PortError] = {}

    async def send(number: int) -> None:
        outcomes[number] = await outcome(channel, notice(number))

    async with anyio.create_task_group() as group:
        for number in range(count):
            group.start_soon(send, number)
    return [outcomes[number] for number in range(count)]


Run = Callable[[SmtpNotifier, int], Awaitable[list[Sent | PortError]]]


def faults(outcomes: Sequence[Sent | PortError]) -> dict[int, type[PortError]]:
    return {number: type(one) for number, one in enumerate(outcomes) if isinstance(one, PortError)}


def after(mails: int, word: str, answer: str | None, *, pipelining: bool = False) -> Script:
    """Return a script for a server whose every connection does something else when it has carried some mails."""

    def script(turn: Turn) -> str | None:
        return answer if turn.mails >= mails and turn.word == word else usual(turn.word, pipelining=pipelining)

    return script


def fine(turn: Turn) -> str:
    return usual(turn.word)


@pytest.mark.parametrize("pipelining", [False, True])
def test_the_whole_staff_is_told_once_over_no_more_connections_than_were_permitted(pipelining: bool) -> None:
    with sink(lambda turn: usual(turn.word, pipelining=pipelining)) as server:
        outcomes = anyio.run(at_once, notifier(server, connections=3), 40)

    assert faults(outcomes) == {}
    assert server.keys == [notice(number).key for number in range(40)]
    assert server.connections == 3
    assert server.words.count("QUIT") == 3
    assert all(text.endswith(b"Go on with paper.\r\n=2E\r\nDone.\r\n") for text in server.texts)


def test_a_new_connection_is_opened_when_one_has_carried_enough() -> None:
    with sink(fine) as server:
        assert faults(anyio.run(in_turn, notifier(server, mails_per_connection=3), 7)) == {}

    assert (server.connections, len(server.texts)) == (3, 7)


@pytest.mark.parametrize("run", [in_turn, at_once])
@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("MAIL", "421 4.7.0 enough for this connection!"),
        ("MAIL", "452 4.5.3 too many mails"),
        ("MAIL", "554 5.7.0 too many mails"),
        ("MAIL", None),
        ("RCPT", "421 4.3.2 shutting down!"),
        ("RCPT", None),
        ("DATA", None),
        ("DATA", "250 what?"),
    ],
)
def test_a_server_that_takes_three_mails_a_connection_gets_all_of_them_and_none_twice(
    run: Run, pipelining: bool, word: str, answer: str | None
) -> None:
    with sink(after(3, word, answer, pipelining=pipelining)) as server:
        outcomes = anyio.run(run, notifier(server, connections=2), 10)

    assert faults(outcomes) == {}
    assert server.keys == [notice(number).key for number in range(10)]


def test_a_connection_that_the_server_closed_meanwhile_is_replaced() -> None:
    def closes_after_each(turn: Turn) -> str | None:
        return "250 OK, and goodbye!" if turn.word == "." else usual(turn.word)

    with sink(closes_after_each) as server:
        assert faults(anyio.run(in_turn, notifier(server), 3)) == {}

    assert (server.connections, len(server.texts)) == (3, 3)


def test_a_word_of_farewell_is_not_taken_for_the_answer_to_the_next_mail() -> None:
    def says_goodbye_when_idle(turn: Turn) -> str | None:
        return "250 OK\r\n421 4.4.2 idle for too long" if turn.word == "." else usual(turn.word)

    with sink(says_goodbye_when_idle) as server:
        assert faults(anyio.run(in_turn, notifier(server), 3)) == {}

    assert (server.connections, len(server.texts)) == (3, 3)


def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_smtp_pool, "_KEPT", 0.0)
    with sink(fine) as server:
        assert faults(anyio.run(in_turn, notifier(server), 2)) == {}

    assert server.connections == 2


@pytest.mark.parametrize("run", [in_turn, at_once])
@pytest.mark.parametrize("answer", [None, "", "nonsense"])
def test_only_the_mail_whose_text_was_not_answered_is_in_doubt_and_it_is_not_sent_again(
    run: Run, answer: str | None
) -> None:
    asked: list[Turn] = []

    def third_text_is_swallowed(turn: Turn) -> str | None:
        if turn.word == ".":
            asked.append(turn)
            return answer if len(asked) == 3 else "250 OK"
        return usual(turn.word)

    with sink(third_text_is_swallowed) as server:
        outcomes = anyio.run(run, notifier(server, connections=2, timeout=0.5), 8)

    assert list(faults(outcomes).values()) == [OutcomeUnknown]
    assert server.keys == [notice(number).key for number in range(8)]


def test_a_server_that_says_yes_and_delivers_nothing_has_promised_no_more_than_to_try() -> None:
    with sink(fine) as server:
        (sent,) = anyio.run(in_turn, notifier(server), 1)

    assert isinstance(sent, Sent)
    assert sent.state is ReceiptState.ACCEPTED


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize(("code", "kind"), [("550", Rejected), ("450", Unreachable)])
@pytest.mark.parametrize("data", ["503 5.5.1 no recipient", "354 go on all the same"])
def test_a_recipient_who_is_refused_keeps_nobody_else_from_being_told(
    pipelining: bool, code: str, kind: type[PortError], data: str
) -> None:
    recipients: list[str] = []

    def one_recipient_is_refused(turn: Turn) -> str:
        if turn.word == "RCPT":
            recipients.append(turn.line)
        if turn.word in {"RCPT", "DATA"} and "nurse1@" in recipients[-1]:
            return f"{code} not here" if turn.word == "RCPT" else data
        return usual(turn.word, pipelining=pipelining)

    with sink(one_recipient_is_refused) as server:
        outcomes = anyio.run(in_turn, notifier(server), 4)

    assert faults(outcomes) == {1: kind}
    assert server.keys == [notice(number).key for number in (0, 2, 3)]
    is_asked_for_a_text = pipelining and data.startswith("354")
    assert (server.connections == 1) is not is_asked_for_a_text
    assert ("RSET" in server.words) is not is_asked_for_a_text


@pytest.mark.parametrize("greeting", ["421 4.7.0 too many connections!", "421 4.7.0 too many connections"])
def test_a_server_that_takes_two_connections_at_a_time_gets_all_the_mails_over_these(greeting: str) -> None:
    def takes_two(turn: Turn) -> str:
        return greeting if turn.word == "hello" and turn.connection > 2 else usual(turn.word)

    with sink(takes_two) as server:
        outcomes = anyio.run(at_once, notifier(server, connections=6), 20)

    assert faults(outcomes) == {}
    assert server.keys == [notice(number).key for number in range(20)]


def test_a_server_that_takes_no_connection_at_all_is_unreachable_for_everybody() -> None:
    with sink(lambda turn: "421 4.3.2 come back later!") as server:
        outcomes = anyio.run(at_once, notifier(server, connections=3), 5)

    assert faults(outcomes) == dict.fromkeys(range(5), Unreachable)
    assert all(str(one) == "the mail server refused the connection (421)" for one in outcomes)


def test_each_event_loop_has_its_own_connections_and_leaves_none_open() -> None:
    with sink(fine) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        channel = notifier(server)
        for _ in range(3):
            anyio.run(in_turn, channel, 2)
        gc.collect()
        assert len(channel._pools) == 0

    assert (server.connections, len(server.texts)) == (3, 6)


def test_loops_in_several_threads_do_not_share_a_connection() -> None:
    async def everywhere() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(to_thread.run_sync, anyio.run, in_turn, channel, 3)

    with sink(fine) as server:
        channel = notifier(server)
        anyio.run(everywhere)

    assert (server.connections, len(server.texts)) == (3, 9)


def test_the_server_is_told_goodbye_when_the_channel_rests_and_the_next_mail_goes_out_all_the_same() -> None:
    async def rest_between(channel: SmtpNotifier) -> None:
        await channel.rest()
        await channel.send(notice(1))
        await channel.rest()
        assert server.words[-1] == "QUIT"
        await channel.send(notice(2))

    with sink(fine) as server:
        anyio.run(rest_between, notifier(server))

    assert (server.connections, len(server.texts)) == (2, 2)


def test_whoever_stops_waiting_for_an_answer_leaves_no_answer_for_the_next_mail() -> None:
    async def give_up(channel: SmtpNotifier) -> None:
        with anyio.move_on_after(0.2):
            await channel.send(notice(0))
        await channel.send(notice(1))

    with sink(lambda turn: "" if turn.connection == 1 and turn.word == "." else usual(turn.word)) as server:
        anyio.run(give_up, notifier(server))

    assert server.connections == 2
    assert server.keys == [notice(0).key, notice(1).key]
