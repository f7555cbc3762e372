"""Far ends in processes of their own, which answer after a while and count what they were sent.

    python -m benchmarks.sinks http 0.005      takes every POST after 5 ms
    python -m benchmarks.sinks smtp 0.005      a mail server, each of whose answers takes 5 ms

It prints the port that it listens on, and answers every line that it reads with what it took since the last one.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from attrs import define, field, frozen

ROOT = Path(__file__).parents[1]
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_KEY = re.compile(rb"webhook-id: *(\S+)", re.IGNORECASE)


class Tally(NamedTuple):
    """What a far end took: how many messages, and how many different ones, by their keys."""

    taken: int
    distinct: int


@frozen
class FarEnd:
    """A sink that runs.

    Attributes:
        port: on loopback.
    """

    port: int
    _process: subprocess.Popen[str]

    def tally(self) -> Tally:
        """Return what it took since it was last asked."""
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None and answering is not None  # noqa: S101, PT018  (both are pipes)
        print(file=asking, flush=True)
        return Tally(*json.loads(answering.readline()))


@contextmanager
def sink(kind: str, *, seconds: float) -> Iterator[FarEnd]:
    """Run a sink in a process of its own.

    Args:
        kind: ``http`` or ``smtp``.
        seconds: how long each of its answers takes.
    """
    command = [sys.executable, "-m", "benchmarks.sinks", kind, str(seconds)]
    with subprocess.Popen(  # noqa: S603  (our own words)
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None  # noqa: S101  (a pipe)
        try:
            yield FarEnd(int(process.stdout.readline()), process)
        finally:
            process.kill()


@define
class Counted:
    """The keys of what came in."""

    _keys: list[bytes] = field(factory=list)

    def take(self, key: bytes) -> None:
        """Count one message."""
        self._keys.append(key)

    def told(self) -> Tally:
        """Return what came in, and begin anew."""
        keys, self._keys = self._keys, []
        return Tally(len(keys), len(set(keys)))


@define(eq=False)
class Taker(asyncio.Protocol):
    """One connection of the HTTP sink; of a message without ``webhook-id``, the path is the key."""

    counted: Counted
    seconds: float
    _transport: asyncio.Transport | None = field(default=None, init=False)
    _rest: bytes = field(default=b"", init=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the socket from the loop."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  (of a stream)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take every request that is whole, and answer it after a while."""
        self._rest += data
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            head = self._rest[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._rest) < whole:
                return
            self._rest = self._rest[whole:]
            key = _KEY.search(head)
            self.counted.take(key[1] if key else head.split(b" ", 2)[1])
            asyncio.get_running_loop().call_later(self.seconds, self._answer)

    def _answer(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(_OK)


def mail_server(counted: Counted, seconds: float) -> asyncio.Protocol:
    """Return one connection of a mail server that takes everything; the recipient is the key.

    It is aiosmtpd as it comes: it asks for one command at a time, without PIPELINING.
    """
    from aiosmtpd.smtp import SMTP  # noqa: PLC0415  (perhaps not installed)

    class Slow(SMTP):
        async def push(self, status: Any) -> None:  # noqa: ANN401  (a str or bytes, and of one kind)
            await asyncio.sleep(seconds)
            await super().push(status)

    class Mailbox:
        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ANN401  (theirs)
            counted.take(envelope.rcpt_tos[0].encode())
            return "250 OK"

    server: asyncio.Protocol = Slow(Mailbox(), hostname="sink.example.org", loop=asyncio.get_running_loop())
    return server


_KINDS: Mapping[str, Any] = {"http": Taker, "smtp": mail_server}


async def serve(kind: str, seconds: float) -> None:
    """Take what comes until nobody asks any more."""
    counted, loop = Counted(), asyncio.get_running_loop()
    server = await loop.create_server(partial(_KINDS[kind], counted, seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(counted.told()), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asyncio.run(serve(sys.argv[1], float(sys.argv[2])))
