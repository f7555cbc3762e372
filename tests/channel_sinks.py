"""What every channel over HTTP is put through: the notifier's contract, and far ends that misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import anyio
import pytest
from attrs import evolve, frozen

from downtimekit.adapters._http import Line, LineSettings
from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Rejected, Unreachable
from downtimekit.models.notice import ReceiptState
from downtimekit.ports.notifier import Message, Notifier, Sent
from downtimekit.testing.contracts._planted import a_message
from downtimekit.testing.contracts.notifier import NotifierContract, Trial
from tests.http_servers import Behaviour, Request, answering, never, saying, serving

PATH = "/planted-credential/hook"
SINKS: Mapping[str, tuple[Behaviour, type[PortError]]] = {
    "takes it and says nothing": (never, OutcomeUnknown),
    "takes it and hangs up": (saying(b"", then_close=True), OutcomeUnknown),
    "answers what is no HTTP": (saying(b"SSH-2.0-planted\r\n\r\n", then_close=True), OutcomeUnknown),
    "answers by half": (saying(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", then_close=True), OutcomeUnknown),
    "answers without end": (answering(200, b"planted" * 20_000), OutcomeUnknown),
    "breaks": (answering(500, b"planted"), OutcomeUnknown),
    "is behind a gateway that gave up": (answering(504), OutcomeUnknown),
    "points elsewhere": (answering(302, location="http://127.0.0.1/planted"), Rejected),
    "refuses": (answering(403, b'{"message": "planted", "error": "planted"}'), Rejected),
    "is asked too often": (answering(429, retry_after="7"), Unreachable),
    "is busy": (answering(503, retry_after="7"), Unreachable),
}


@cache  # reading the certificates of the system takes longer than all that a test does
def a_line(timeout: float = 5.0) -> Line:
    """Return a line that may call this machine; one for all tests, as one for all channels of a program."""
    return Line(LineSettings(timeout=timeout, allow_private=("127.0.0.1",), allow_plain=True))


def send(notifier: Notifier, message: Message) -> Sent:
    return anyio.run(notifier.send, message)


@frozen
class FarEnd:
    """A channel's far end.

    Attributes:
        make: returns the channel, given the URL of its server.
        yes: what the server answers that takes a message.
        read: returns what a person reads of a request, its headers and its line.
        secrets: what it was given to sign in with.
        address: of a contact, where the contract's does not do.
        asks: whether `read` shows how to answer.
    """

    make: Callable[[str, Line], Notifier]
    yes: tuple[int, bytes]
    read: Callable[[Request], str]
    secrets: Sequence[str]
    address: str = ""
    asks: bool = True

    def message(self) -> Message:
        """Return a message to a contact of the channel, or to the board that it is."""
        kind = self.make(f"http://127.0.0.1:1{PATH}", a_line()).capabilities.kind
        return self.addressed(a_message(kind, "west-1/update-1/charge-nurse"))

    def addressed(self, message: Message) -> Message:
        return evolve(message, address=self.address) if self.address else message


@frozen
class _Trial(Trial):
    addressed: Callable[[Message], Message] = lambda message: message

    def message(self, key: str = "west-1/update-1/charge-nurse") -> Message:
        return self.addressed(super().message(key))


class ChannelCases(NotifierContract):
    """Inherit it, and give it a fixture `far`."""

    @pytest.fixture
    def trial(self, far: FarEnd) -> Iterator[Trial]:
        line = a_line()
        with serving(answering(far.yes[0], far.yes[1])) as server:
            yield _Trial(
                open=lambda: far.make(server.url(PATH), line),
                carried=lambda: [far.read(request) for request in server.requests],
                cut_off=far.make(f"http://127.0.0.1:1{PATH}", line),
                secrets=[*far.secrets, "planted-credential"],
                addressed=far.addressed,
                asks=far.asks,
            )

    @pytest.mark.parametrize("sink", SINKS)
    def test_what_became_of_a_message_is_never_told_better_than_it_is(self, far: FarEnd, sink: str) -> None:
        behave, error = SINKS[sink]
        with serving(behave) as server, pytest.raises(PortError) as caught:
            send(far.make(server.url(PATH), a_line(timeout=0.3)), far.message())

        assert type(caught.value) is error
        assert len(server.requests) == 1
        assert "planted" not in f"{caught.value!r} {vars(caught.value)} {caught.value.__context__!r}"

    @pytest.mark.parametrize("sink", ["is asked too often", "is busy"])
    def test_a_far_end_that_asks_for_time_gets_it(self, far: FarEnd, sink: str) -> None:
        with serving(SINKS[sink][0]) as server, pytest.raises(Unreachable) as caught:
            send(far.make(server.url(PATH), a_line()), far.message())

        assert caught.value.retry_after == 7

    def test_a_second_answer_is_not_taken_for_that_to_the_next_message(self, far: FarEnd) -> None:
        status, content = far.yes
        yes = f"HTTP/1.1 {status} Yes\r\ncontent-length: {len(content)}\r\n\r\n".encode() + content
        no = b"HTTP/1.1 403 No\r\ncontent-length: 0\r\n\r\n"

        async def send_two(channel: Notifier) -> Sequence[ReceiptState]:
            return [(await channel.send(far.message())).state for _ in range(2)]

        with serving(saying(yes + no)) as server:
            states = anyio.run(send_two, far.make(server.url(PATH), a_line()))
        assert states == [ReceiptState.ACCEPTED, ReceiptState.ACCEPTED]

    def test_half_a_character_keeps_no_message_back(self, far: FarEnd) -> None:
        half = "\ud83d"
        message = evolve(far.message(), key=half, name=half, subject=f"Down{half}", body=half, short=half, thread=half)
        with serving(answering(far.yes[0], far.yes[1])) as server:
            assert send(far.make(server.url(PATH), a_line()), message).state is ReceiptState.ACCEPTED

    def test_a_url_that_leads_into_the_house_is_refused_before_the_first_outage(self, far: FarEnd) -> None:
        with pytest.raises(InvalidInput) as caught:
            far.make(f"https://10.0.0.7{PATH}", Line())

        assert "planted" not in str(caught.value)
