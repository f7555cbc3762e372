"""One HTTP/1.1 connection of the line: h11 knows the protocol, here is the socket. Needs asyncio."""

from __future__ import annotations

import asyncio
from typing import cast

import h11
import httpx
from attrs import define, field

from downtimekit.errors import OutcomeUnknown, PortError, Rejected, Unreachable

_UNTOLD = "the server was sent the request, and did not say what became of it"
_MOST_HINTS = 20  # answers of 1xx before the one that counts
_REFUSALS = 300  # from here on the status says enough (RFC 9110, 15), and the text may be cut


@define(eq=False, repr=False)
class Wire(asyncio.Protocol):
    """A connection that carries one call after another.

    Attributes:
        idle_since: when it was last used, in the loop's seconds.
    """

    idle_since: float = field(init=False, default=0.0)
    _http: h11.Connection = field(init=False, factory=lambda: h11.Connection(h11.CLIENT))
    _transport: asyncio.Transport | None = field(init=False, default=None)
    _news: asyncio.Future[None] | None = field(init=False, default=None)
    _busy: bool = field(init=False, default=False)
    _over: bool = field(init=False, default=False)

    @property
    def usable(self) -> bool:
        """Whether another call may go over it."""
        return self._transport is not None and not (self._over or self._transport.is_closing())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the socket from the loop."""
        self._transport = cast("asyncio.Transport", transport)  # other loops have classes of their own

    def data_received(self, data: bytes) -> None:
        """Read on; what comes unasked would be taken for the answer to the next call."""
        if not self._busy:
            self.abort()
            return
        self._http.receive_data(data)
        self._wake()

    def eof_received(self) -> None:
        """Let h11 know: some servers mark the end of an answer so."""
        self._http.receive_data(b"")
        self._over = True
        self._wake()

    def connection_lost(self, _: Exception | None) -> None:
        """Let whoever waits know."""
        self._over = True
        self._wake()

    def abort(self) -> None:
        """Hang up without waiting for the other side, as TLS would."""
        self._over = True
        if self._transport is not None:
            self._transport.abort()

    async def exchange(self, request: httpx.Request, *, longest: int, until: float) -> httpx.Response:
        """Send a request and read the answer; afterwards the connection is usable, or closed.

        Args:
            request: its body lies in memory.
            longest: how much of the answer's body is read, in bytes.
            until: when it is given up, in the loop's seconds.

        Raises:
            Rejected: the request cannot be written in HTTP; nothing went out.
            Unreachable: the connection is broken, and was so before.
            OutcomeUnknown: there is no answer, or none that makes sense.
        """
        if not self.usable:
            raise Unreachable("the connection broke before anything was sent")
        error: PortError
        self._busy = True
        try:
            out = self._written(request)
            async with asyncio.timeout_at(until):
                return await self._answered(out, longest)
        except h11.LocalProtocolError:
            error = Rejected("the method or a header cannot be sent as it is")
        except TimeoutError:
            error = OutcomeUnknown(f"{_UNTOLD}: there was no answer in time")
        except h11.RemoteProtocolError:
            how = "the connection broke" if self._over else "what came back is not HTTP"
            error = OutcomeUnknown(f"{_UNTOLD}: {how}")
        finally:
            self._settle()
        # Raised here and not where h11 failed: what it says holds the header, or what the server wrote.
        raise error

    async def tunnelled(self, request: httpx.Request) -> asyncio.Transport:
        """Ask a proxy for a tunnel (RFC 9110, 9.3.6), and hand the socket over to whoever speaks through it.

        Raises:
            Rejected: the proxy refused.
            Unreachable: it did not get there, or does not speak HTTP.
        """
        self._busy = True
        status = 0
        try:
            assert self._transport is not None  # noqa: S101 - see `usable`
            self._transport.write(self._written(request))
            status = (await self._head()).status_code
            if status < _REFUSALS and not self._http.trailing_data[0]:
                return self._transport
        except (h11.ProtocolError, OutcomeUnknown):  # of the tunnel, over which nothing went
            pass
        if 400 <= status < 500:  # noqa: PLR2004 - RFC 9110, 15.5
            raise Rejected(f"the proxy refused ({status})")
        raise Unreachable(f"the proxy found no way to the server ({status or 'it does not speak HTTP'})")

    def _written(self, request: httpx.Request) -> bytes:
        target = request.extensions.get("target", request.url.raw_path)
        head = h11.Request(method=request.method.encode(), target=target, headers=request.headers.raw)
        stream = request.stream
        assert isinstance(stream, httpx.ByteStream)  # noqa: S101 - the line makes no other
        events = (head, h11.Data(data=b"".join(stream)), h11.EndOfMessage())
        return b"".join(self._http.send(event) or b"" for event in events)

    async def _answered(self, out: bytes, longest: int) -> httpx.Response:
        assert self._transport is not None  # noqa: S101 - see `usable`
        self._transport.write(out)
        head = await self._head()
        content = bytearray()
        while isinstance(event := await self._event(), h11.Data):
            content += event.data
            if len(content) > longest:
                if head.status_code < _REFUSALS:
                    raise OutcomeUnknown(f"{_UNTOLD}: the answer is longer than it may be")
                break
        stream = httpx.ByteStream(bytes(content[:longest]))
        return httpx.Response(head.status_code, headers=list(head.headers), stream=stream)

    async def _head(self) -> h11.Response:
        for _ in range(_MOST_HINTS):
            event = await self._event()
            if isinstance(event, h11.Response):
                return event
        raise OutcomeUnknown(f"{_UNTOLD}: what came back is no answer")

    async def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event
            if self._over:
                raise OutcomeUnknown(f"{_UNTOLD}: the connection broke")
            self._news = asyncio.get_running_loop().create_future()
            await self._news

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    def _settle(self) -> None:
        """Make ready for the next call, unless something of this one is left on the way."""
        http, self._busy = self._http, False
        done = http.our_state is h11.DONE and http.their_state is h11.DONE
        if self._over or not done or http.trailing_data[0]:
            self.abort()
        else:
            http.start_next_cycle()
