"""The other side of an MLLP line, which does what a test tells it: one act for each message that it hears."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ssl import SSLContext

from attrs import define, field

from downtimekit.adapters.mllp_target import Ledger, MemoryLedger, MllpSettings, MllpTarget
from downtimekit.adapters.mllp_target.blocks import END, START, framed
from downtimekit.ports.target import ChartReader
from downtimekit.testing.contracts.target import ORDERS, PATIENTS
from downtimekit.testing.memory_target import MemoryTarget

HEAD = "MSH|^~\\&|RIS|WEST|DOWNTIMEKIT||20260303150000+0000||ACK^{trigger}^ACK|ACK-1|P|2.5.1\r"


def control_id(message: bytes) -> str:
    """Return what stands in MSH-10."""
    return message.split(b"\r")[0].split(b"|")[9].decode()


def ack(of: str, code: str = "AA", *segments: str, words: str = "") -> bytes:
    """Return the answer to a message, without its framing."""
    return (HEAD.format(trigger="R01") + "\r".join([f"MSA|{code}|{of}|{words}", *segments]) + "\r").encode()


@define
class Conversation:
    """One message on one connection, and the means to do something about it."""

    message: bytes
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def answer(self, code: str = "AA", *segments: str, words: str = "") -> None:
        await self.send(framed(ack(control_id(self.message), code, *segments, words=words)))

    def close(self) -> None:
        self.writer.close()


Act = Callable[[Conversation], Awaitable[None]]


def answers(code: str = "AA", *segments: str, words: str = "") -> Act:
    """Answer, and keep the connection."""

    async def act(heard: Conversation) -> None:
        await heard.answer(code, *segments, words=words)

    return act


def says(*pieces: bytes) -> Act:
    """Send bytes; ``{id}`` in them stands for the control id."""

    async def act(heard: Conversation) -> None:
        for piece in pieces:
            await heard.send(piece.replace(b"{id}", control_id(heard.message).encode()))

    return act


def then(*acts: Act) -> Act:
    """Do one thing after the other."""

    async def act(heard: Conversation) -> None:
        for each in acts:
            await each(heard)

    return act


async def is_silent(heard: Conversation) -> None:
    """Do nothing."""


async def hangs_up(heard: Conversation) -> None:
    """Close the connection."""
    heard.close()


@define
class Peer:
    """Listens, and does one act for each message; the last one again for all further ones.

    Attributes:
        heard: the messages; connections: how many there were; server: what takes them.
    """

    acts: list[Act]
    heard: list[bytes] = field(factory=list)
    connections: int = 0
    port: int = 0
    server: asyncio.Server = field(init=False)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while not writer.is_closing():
                block = await reader.readuntil(END)
                message = block.removeprefix(START).removesuffix(END)
                self.heard.append(message)
                act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
                await act(Conversation(message, reader, writer))
        except (OSError, EOFError):
            writer.transport.abort()
        except asyncio.CancelledError:
            writer.transport.abort()
            raise


@asynccontextmanager
async def listening(*acts: Act, ssl: SSLContext | None = None) -> AsyncIterator[Peer]:
    """Listen on a free port of this machine."""
    peer = Peer(list(acts))
    tasks: set[asyncio.Task[None]] = set()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(peer.converse(reader, writer)))

    server = peer.server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=ssl, limit=64 * 1024 * 1024)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.001)  # the connections end in the loop's next turn


def target_at(
    port: int,
    *,
    chart: ChartReader | None = None,
    ledger: Ledger | None = None,
    **settings: object,
) -> MllpTarget:
    """Return a target for a peer; its chart knows the patients of the contract, and holds no record."""
    fields = {"host": "127.0.0.1", "port": port, "tls": None, "timeout": 5, **settings}
    return MllpTarget(
        MllpSettings.model_validate(fields), chart or MemoryTarget(PATIENTS, ORDERS), ledger or MemoryLedger()
    )


def nobody() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
