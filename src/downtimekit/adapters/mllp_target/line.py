"""One connection over which messages go, each answered before the next one."""

from __future__ import annotations

import asyncio
import socket
import ssl

import anyio
from attrs import define, field

from downtimekit.adapters.mllp_target.blocks import Blocks, framed
from downtimekit.adapters.mllp_target.settings import MllpSettings
from downtimekit.errors import Unreachable

_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLCertVerificationError, "its certificate is not trusted"),
    (ssl.SSLError, "the encryption failed"),
    (TimeoutError, "there was no answer in time"),
    (socket.gaierror, "nobody knows its name"),
    (ConnectionRefusedError, "nobody listens there"),
    (OSError, "there is no connection"),
)


@define(eq=False, slots=False)
class Line(asyncio.Protocol):
    """An open connection.

    It is no pair of streams: those complain when nobody holds them any more, and the event loop holds a connection for
    as long as it is open.

    Attributes:
        blocks: what has come, and nobody has asked for yet.
        has_carried: whether a message went over it before.
        has_heard: whether anything came since the last message went out.
    """

    blocks: Blocks = field(repr=False)
    has_carried: bool = False
    has_heard: bool = False
    _transport: asyncio.Transport | None = field(default=None, init=False, repr=False)
    _has_ended: bool = field(default=False, init=False)
    _news: asyncio.Event = field(factory=asyncio.Event, init=False, repr=False)

    @property
    def is_fit(self) -> bool:
        """Whether another message can go over it, as far as can be told without sending one."""
        return not (self._transport is None or self._transport.is_closing() or self._has_ended)

    @property
    def is_out(self) -> bool:
        """Whether all that was said has left this process."""
        return self._transport is not None and self._transport.get_write_buffer_size() == 0

    def say(self, message: bytes) -> None:
        """Send a message; that nothing of it may have left is told by whoever listens for its answer."""
        self.has_heard, self.has_carried = False, True
        if self._transport is not None:
            self._transport.write(framed(message))

    async def block(self) -> bytes:
        """Wait for the next block.

        Raises:
            EOFError: the connection ended.
            InvalidInput: it goes on for too long.
        """
        while (block := self.blocks.next()) is None:
            if self._has_ended:
                raise EOFError
            self._news.clear()
            await self._news.wait()
        return block

    def hang_up(self) -> None:
        """End the connection without waiting; TLS would wait for the other side."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take in what came; a system that talks without an end is hung up on."""
        self.has_heard = True
        self.blocks.feed(data)
        self._news.set()
        if self.blocks.is_full:
            self.hang_up()

    def eof_received(self) -> None:
        """Note that nothing more comes."""
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        self._end()

    def _end(self) -> None:
        self._has_ended = True
        self._news.set()


async def connect(settings: MllpSettings, *, context: ssl.SSLContext | None) -> Line:
    """Open a connection.

    Args:
        settings: to where.
        context: which certificates are trusted; None for a line in the clear.

    Raises:
        Unreachable: there is none, or it cannot be trusted.
    """
    try:
        with anyio.fail_after(settings.timeout):
            _, line = await asyncio.get_running_loop().create_connection(
                lambda: Line(Blocks(settings.max_answer)), settings.host, settings.port, ssl=context
            )
    except OSError as error:
        cause = next(words for kind, words in _CAUSES if isinstance(error, kind))
        raise Unreachable(f"the HL7 interface cannot be reached: {cause}") from error
    return line
