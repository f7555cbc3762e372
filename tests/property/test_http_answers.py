"""Whatever a server answers, and however it is cut into pieces, the line tells it in the errors of the port."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import httpx
from hypothesis import example, given
from hypothesis import strategies as st

from downtimekit.adapters._http import Answer, judged
from downtimekit.adapters._http_guard import place_of
from downtimekit.adapters._http_wire import Wire
from downtimekit.errors import OutcomeUnknown, PortError

PIECES = (
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 200 OK\r\n",
    b"HTTP/1.1 503 Busy\r\nretry-after: 1\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 101 Switching\r\nupgrade: h2c\r\n\r\n",
    b"HTTP/1.1 204 None\r\n",
    b"content-length: 3\r\n",
    b"content-length: 0\r\n",
    b"transfer-encoding: chunked\r\n",
    b"connection: close\r\n",
    b"\r\n",
    b"3\r\nabc\r\n",
    b"0\r\n\r\n",
    b"abc",
)
ANSWERS = st.lists(st.sampled_from(PIECES) | st.binary(min_size=1, max_size=8), max_size=8)


class Socket(asyncio.Transport):
    """Takes what is sent, and is closed once it is told to."""

    closing = False

    def write(self, data: object) -> None:
        return None

    def abort(self) -> None:
        self.closing = True

    def is_closing(self) -> bool:
        return self.closing


async def answered(pieces: Sequence[bytes], *, at_once: bool) -> tuple[httpx.Response | PortError, Wire]:
    wire, loop = Wire(), asyncio.get_running_loop()
    wire.connection_made(Socket())

    async def feed() -> None:
        for piece in [b"".join(pieces)] if at_once else pieces:
            if piece and wire.usable:
                wire.data_received(piece)
            await asyncio.sleep(0)
        if wire.usable:
            wire.eof_received()
        wire.connection_lost(None)

    request = httpx.Request("POST", "https://vendor.example/", content=b"{}")
    asking = asyncio.ensure_future(wire.exchange(request, longest=1000, until=loop.time() + 30))
    await asyncio.sleep(0)
    await feed()
    try:
        return await asking, wire
    except PortError as error:
        return error, wire


@given(ANSWERS, st.booleans())
@example([PIECES[0], PIECES[6], b"\r\n", b"abc"], False)
@example([PIECES[0], PIECES[6], b"\r\n", b"abc", PIECES[0]], True)
def test_whatever_comes_back_is_an_answer_or_an_unknown_outcome(pieces: list[bytes], at_once: bool) -> None:
    found, wire = asyncio.run(answered(pieces, at_once=at_once))

    assert not wire.usable
    if isinstance(found, PortError):
        assert type(found) is OutcomeUnknown
        assert found.__context__ is None
    else:
        assert 200 <= found.status_code <= 999


@given(st.integers(100, 999), st.dictionaries(st.sampled_from(["retry-after", "date"]), st.text(max_size=40)))
def test_every_answer_means_something(status: int, headers: dict[str, str]) -> None:
    told = ""
    try:
        judged(Answer(status, headers))
    except PortError as error:
        told = str(error)
    assert (str(status) in told) is (status // 100 != 2)


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z0-9.\[\]:@\\-]{1,30}(/[^\n]{0,20})?", fullmatch=True))
def test_a_url_is_read_as_httpx_reads_it_or_not_at_all(url: str) -> None:
    try:
        place = place_of(url)
    except ValueError:
        return
    read = httpx.URL(url)
    assert (read.scheme, read.raw_host.decode().removesuffix(".")) == (place.scheme, place.host)
    assert read.port in {place.port, None}
    assert read.userinfo == b""
