"""Real MLLP listeners of both habits before the little RIS: one keeps the connection, one closes it each time.

Each also reads what comes with its own parser.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from tests.mllp_ris import Ris

hl7, hl7_mllp = pytest.importorskip("hl7"), pytest.importorskip("hl7.mllp")
hl7apy_mllp, hl7apy_parser = pytest.importorskip("hl7apy.mllp"), pytest.importorskip("hl7apy.parser")

_LIMIT = 16 * 1024 * 1024


@contextmanager
def keeping(ris: Ris) -> Iterator[int]:
    """Serve with python-hl7, which keeps each connection; yield the port."""
    started = threading.Event()
    ready: dict[str, Any] = {}

    async def converse(reader: Any, writer: Any) -> None:  # noqa: ANN401 -- of python-hl7, which has no types
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                block = await reader.readblock()
                number = str(hl7.parse(block.decode()).segment("MSH")[10])
                answer = ris.take(block)
                assert number == str(hl7.parse(answer.decode()).segment("MSA")[2])
                writer.writeblock(answer)
                await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await hl7_mllp.start_hl7_server(converse, "127.0.0.1", 0, encoding="utf-8", limit=_LIMIT)
        ready.update(port=server.sockets[0].getsockname()[1], loop=asyncio.get_running_loop(), done=asyncio.Event())
        started.set()
        await ready["done"].wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=[serve()])
    thread.start()
    started.wait()
    try:
        yield ready["port"]
    finally:
        ready["loop"].call_soon_threadsafe(ready["done"].set)
        thread.join()


@contextmanager
def closing(ris: Ris) -> Iterator[int]:
    """Serve with hl7apy, which closes the connection after each message; yield the port."""

    class Taker(hl7apy_mllp.AbstractErrorHandler):  # type: ignore[misc, name-defined]
        def reply(self) -> str:
            hl7apy_parser.parse_message(self.incoming_message, find_groups=False)
            answer = ris.take(self.incoming_message.encode()).decode()
            return f"\x0b{answer}\x1c\r"

    # A message for which no handler is named goes to the handler of errors, and so all of them do.
    server = hl7apy_mllp.MLLPServer("127.0.0.1", 0, {"ERR": (Taker,)})
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
