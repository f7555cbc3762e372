"""A conversation with a mail server stays in step, however its answers come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import anyio
import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from downtimekit.adapters._smtp_answers import Answers
from downtimekit.adapters._smtp_line import Line
from downtimekit.adapters._smtp_pool import NoMoreConnections, Pool
from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable

STEPS = [
    b"MAIL FROM:<ward@example.org>\r\n",
    b"RCPT TO:<nurse@example.org>\r\n",
    b"DATA\r\n",
]


@define
class Wire(asyncio.Transport):
    """A connection to a server that gives the next of its answers to whatever is said."""

    answers: Answers
    script: list[bytes | None]
    said: list[bytes] = field(factory=list)
    closed: bool = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.said.append(bytes(data))
        answer = self.script.pop(0) if self.script else b""
        if answer is None:
            self.answers.connection_lost(None)
        elif answer:
            self.answers.data_received(answer)

    def is_closing(self) -> bool:
        return self.closed

    def abort(self) -> None:
        self.closed = True


def line(script: Sequence[bytes | None], *, pipelined: bool = False) -> tuple[Line, Wire]:
    answers = Answers()
    wire = Wire(answers, list(script))
    return Line(wire, answers, pipelined, timeout=0.05), wire


async def begin(conversation: Line) -> None:
    await conversation.begin(sender="ward@example.org", recipient="nurse@example.org")


async def failure(step: Callable[[Line], Awaitable[None]], conversation: Line) -> PortError:
    with pytest.raises(PortError) as caught:
        await step(conversation)
    return caught.value


@given(st.lists(st.sampled_from([220, 250, 354, 421, 550]), min_size=1, max_size=5), st.data())
def test_answers_are_the_same_however_the_network_cuts_them(codes: list[int], data: st.DataObject) -> None:
    said = b"".join(b"%d-one\r\n%d-two 550\r\n%d three\r\n" % (code, code, code) for code in codes)
    answers = Answers()
    while said:
        cut = data.draw(st.integers(1, len(said)))
        answers.data_received(said[:cut])
        said = said[cut:]

    async def heard() -> list[int]:
        return [await answers.next(timeout=1) for _ in codes]

    assert anyio.run(heard) == codes
    assert answers.is_silent


@pytest.mark.parametrize("said", [b"25\r\n", b"what?\r\n", b"25O OK\r\n", b"2500 OK\r\n", b"199 x\r\n", b"x" * 5000])
def test_what_makes_no_sense_is_no_answer(said: bytes) -> None:
    answers = Answers()
    answers.data_received(said)

    async def heard() -> int:
        return await answers.next(timeout=1)

    assert anyio.run(heard) == 0


@pytest.mark.parametrize(
    ("script", "pipelined", "said"),
    [
        ([b"250 OK\r\n", b"251 will forward\r\n", b"354 go on\r\n"], False, STEPS),
        ([b"250 OK\r\n250 OK\r\n354 go on\r\n"], True, [b"".join(STEPS)]),
    ],
)
def test_steps_are_said_together_only_where_the_server_takes_that(
    script: list[bytes], pipelined: bool, said: list[bytes]
) -> None:
    conversation, wire = line([*script, b"250 OK\r\n"], pipelined=pipelined)

    async def send() -> None:
        await begin(conversation)
        await conversation.finish(b"Subject: Down\r\n\r\n.\r\n..\r\nx.\r\n")

    anyio.run(send)
    assert wire.said == [*said, b"Subject: Down\r\n\r\n..\r\n...\r\nx.\r\n.\r\n"]
    assert conversation.is_fit


@pytest.mark.parametrize(
    ("script", "kind", "words", "fit"),
    [
        ([b"550 no\r\n503 no\r\n503 no\r\n"], Rejected, "the sender (550)", True),
        ([b"250 OK\r\n450 no\r\n503 no\r\n"], Unreachable, "the recipient (450)", True),
        ([b"250 OK\r\n550 no\r\n354 go on\r\n"], Rejected, "the recipient (550)", False),
        ([b"250 OK\r\n250 OK\r\n250 OK\r\n"], Unreachable, "the text (250)", False),
        ([b"421 bye\r\n"], Unreachable, "the sender (421)", False),
        ([b"250 OK\r\n"], Unreachable, "the recipient: there was no answer in time", False),
        ([None], Unreachable, "the sender: the connection broke", False),
    ],
)
def test_a_connection_is_used_again_only_where_every_answer_came(
    script: list[bytes | None], kind: type[PortError], words: str, fit: bool
) -> None:
    conversation, _ = line(script, pipelined=True)
    error = anyio.run(failure, begin, conversation)

    assert type(error) is kind
    assert str(error).endswith(words)
    assert conversation.is_fit is fit


def test_the_next_mail_begins_anew_after_one_that_was_refused() -> None:
    conversation, wire = line([b"250 OK\r\n550 no\r\n503 no\r\n", b"250 OK\r\n" * 3 + b"354 go on\r\n"], pipelined=True)

    async def twice() -> None:
        await failure(begin, conversation)
        await begin(conversation)

    anyio.run(twice)
    assert wire.said[1] == b"".join([b"RSET\r\n", *STEPS])


@pytest.mark.parametrize(
    ("answer", "kind", "fit"),
    [
        (b"452 disk full\r\n", Unreachable, True),
        (b"421 bye\r\n", Unreachable, False),
        (b"552 too large\r\n", Rejected, True),
        (b"354 what?\r\n", OutcomeUnknown, False),
        (b"what?\r\n", OutcomeUnknown, False),
        (b"", OutcomeUnknown, False),
        (None, OutcomeUnknown, False),
    ],
)
def test_a_text_that_was_not_answered_may_have_been_taken(
    answer: bytes | None, kind: type[PortError], fit: bool
) -> None:
    conversation, _ = line([answer])
    error = anyio.run(failure, lambda one: one.finish(b"Subject: Down\r\n\r\n"), conversation)

    assert type(error) is kind
    assert conversation.is_fit is fit


@pytest.mark.parametrize("unasked", [b"421 idle for too long\r\n", b"250 OK again\r\n", b"4"])
def test_a_server_that_speaks_unasked_is_not_listened_to_for_the_next_mail(unasked: bytes) -> None:
    conversation, wire = line([b"250 OK\r\n"])
    anyio.run(conversation.finish, b"Subject: Down\r\n\r\n")
    assert conversation.is_fit
    wire.answers.data_received(unasked)

    assert not conversation.is_fit


def test_nothing_is_said_over_a_connection_that_is_closed() -> None:
    conversation, wire = line([])
    conversation.hang_up()

    for step in (begin, lambda one: one.finish(b"Subject: Down\r\n\r\n")):
        assert type(anyio.run(failure, step, conversation)) is Unreachable
    assert wire.said == [b"QUIT\r\n"]


def test_a_server_that_does_not_say_goodbye_is_left_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("downtimekit.adapters._smtp_line._FAREWELL", 0.05)
    for farewell in (b"221 bye\r\n", b"", None):
        conversation, wire = line([farewell])
        anyio.run(conversation.part)
        assert (wire.said[0], wire.closed) == (b"QUIT\r\n", True)


def test_who_gets_no_connection_takes_the_one_that_has_just_become_free() -> None:
    free, _ = line([])
    asked, back = anyio.Event(), anyio.Event()

    async def connect() -> Line:
        """Open one connection; a second one is refused after the first has become free."""
        if not asked.is_set():
            asked.set()
            return free
        back.set()
        await anyio.wait_all_tasks_blocked()
        raise NoMoreConnections("the mail server refused the connection (421)")

    async def nothing(one: Line) -> None:
        pass

    async def use(pool: Pool, used: list[Line]) -> None:
        async with pool.lent(nothing) as one:
            used.append(one)
            if len(used) == 1:
                await back.wait()

    async def both() -> list[Line]:
        pool, used = Pool(2, 10, connect), list[Line]()
        async with anyio.create_task_group() as group:
            group.start_soon(use, pool, used)
            await asked.wait()
            group.start_soon(use, pool, used)
        return used

    assert anyio.run(both) == [free, free]
