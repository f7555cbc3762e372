"""HTTP servers on loopback that behave as they are told; each has a thread of its own, and outlives event loops."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

from attrs import Factory, define, frozen

Behaviour = Callable[["Exchange"], Awaitable[None]]


@frozen
class Request:
    """What a server was sent: `POST /hook`, the headers in small letters, and the body."""

    line: str
    headers: dict[str, str]
    content: bytes


@frozen
class Exchange:
    """One request, and the way back."""

    request: Request
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def write(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()


@define
class Server:
    """What happened at a server.

    Attributes:
        accepted: how many connections it took.
        open: how many of these are open now.
        most: how many were open at once.
    """

    port: int = 0
    scheme: str = "http"
    accepted: int = 0
    open: int = 0
    most: int = 0
    requests: list[Request] = Factory(list)
    ended: threading.Event = Factory(threading.Event)

    def url(self, path: str = "/hook", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


def saying(raw: bytes, *, then_close: bool = False) -> Behaviour:
    """Answer these bytes."""

    async def behave(exchange: Exchange) -> None:
        await exchange.write(raw)
        if then_close:
            exchange.writer.transport.abort() if not raw else exchange.writer.close()

    return behave


def resetting(raw: bytes) -> Behaviour:
    """Answer these bytes, and break the connection off (RST)."""

    async def behave(exchange: Exchange) -> None:
        await exchange.write(raw)
        await asyncio.sleep(0.02)
        exchange.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        exchange.writer.transport.abort()

    return behave


def answering(status: int, content: bytes = b"", **headers: str) -> Behaviour:
    """Answer as HTTP wants it; ``retry_after="5"`` becomes ``retry-after: 5``."""
    lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return saying("\r\n".join([*lines, "", ""]).encode() + content)


async def never(exchange: Exchange) -> None:
    """Take the request and say nothing."""
    await asyncio.sleep(3600)


def dripping(raw: bytes, *, seconds: float = 0.05) -> Behaviour:
    """Answer these bytes one by one."""

    async def behave(exchange: Exchange) -> None:
        for byte in raw:
            await exchange.write(bytes([byte]))
            await asyncio.sleep(seconds)

    return behave


def tunnelling(port: int) -> Behaviour:
    """Be a proxy that leads to a port on loopback, whatever it is asked for."""

    async def behave(exchange: Exchange) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await exchange.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        try:
            await asyncio.gather(_pass_on(exchange.reader, writer), _pass_on(reader, exchange.writer))
        finally:
            writer.transport.abort()

    return behave


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.transport.abort()


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (header.partition(":") for header in rest)}
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(line.rpartition(" ")[0], headers, content)


@contextmanager
def serving(behave: Behaviour, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Server]:
    """Run a server; it keeps connections open for further requests."""
    server, started = Server(scheme="http" if tls is None else "https"), threading.Event()

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.accepted += 1
        server.open += 1
        server.most = max(server.most, server.open)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                request = await read_request(reader)
                server.requests.append(request)
                await _while_connected(behave(Exchange(request, reader, writer)), reader)
        writer.transport.abort()
        server.open -= 1
        if not server.open:
            server.ended.set()

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(stop.set))
        listening = await asyncio.start_server(connection, host, 0, ssl=tls)
        server.port = listening.sockets[0].getsockname()[1]
        started.set()
        await stop.wait()
        listening.close()

    stops: list[Callable[[], object]] = []
    thread = threading.Thread(target=lambda: asyncio.run(main()))
    thread.start()
    started.wait(10)
    try:
        yield server
    finally:
        stops[0]()
        thread.join(10)


async def _while_connected(behaviour: Awaitable[None], reader: asyncio.StreamReader) -> None:
    """Behave until the other side hangs up; a server that only sleeps would not notice."""
    task = asyncio.ensure_future(behaviour)
    while not task.done():
        await asyncio.wait([task], timeout=0.01)
        if reader.at_eof():
            task.cancel()
            break
    with suppress(asyncio.CancelledError):
        await task
