"""What a mail server answers, and what its answers and its silence mean for a mail."""

from __future__ import annotations

import asyncio
import re
from collections import deque

import anyio

from downtimekit.errors import PortError, Rejected, Unreachable

_LONGEST = 4096  # bytes in a line of an answer; RFC 5321, 4.5.3.1.5, has 512
_TAKEN, _REFUSALS, _FOR_GOOD = 2, (4, 5), 5  # the first digit of an answer (RFC 5321, 4.2.1)
_NONSENSE = 0


class Answers(asyncio.Protocol):
    """Reads what the server says, also before somebody waits for it.

    aiosmtplib's own protocol reads one answer at a time, and loses those that come together.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._codes: deque[int] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._is_over = False

    @property
    def is_silent(self) -> bool:
        """Whether the server said nothing that nobody asked for, and did not hang up."""
        return not (self._is_over or self._codes or self._rest)

    async def next(self, *, timeout: float) -> int:  # noqa: ASYNC109 - what it raises is the same everywhere
        """Wait for one answer, and return its code; 0 where it makes no sense.

        Args:
            timeout: for how long, in seconds.

        Raises:
            TimeoutError: there was none.
            ConnectionResetError: the server hung up.
        """
        with anyio.fail_after(timeout):
            while not self._codes:
                if self._is_over:
                    raise ConnectionResetError
                self._waiter = asyncio.get_running_loop().create_future()
                await self._waiter
        return self._codes.popleft()

    def data_received(self, data: bytes) -> None:
        """Take what the server says."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        # All lines of an answer but the last have a hyphen behind the code (RFC 5321, 4.2.1).
        self._codes.extend(_code(line) for line in lines if line[3:4] != b"-")
        if len(self._rest) > _LONGEST:
            self._codes.append(_NONSENSE)
            self._rest = b""
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take that the server hung up."""
        self._is_over = True
        self._wake()

    def eof_received(self) -> None:
        """Take that it will say no more; the connection is closed then."""
        self.connection_lost(None)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def taken(code: int) -> bool:
    """Say whether an answer is a yes."""
    return code // 100 == _TAKEN


def refused(code: int) -> bool:
    """Say whether an answer is a no, for now or for good."""
    return code // 100 in _REFUSALS


def refusal(code: int, what: str) -> PortError:
    """Return the error for an answer that is not the one that was hoped for; it repeats nothing of what was said."""
    kind = Rejected if code // 100 == _FOR_GOOD else Unreachable
    return kind(f"the mail server refused {what} ({code})")


def silence(error: OSError) -> str:
    """Say why nothing was heard."""
    return "there was no answer in time" if isinstance(error, TimeoutError) else "the connection broke"


def _code(line: bytes) -> int:
    return int(line[:3]) if re.match(rb"[2-5][0-9]{2}(?![^ \r])", line) else _NONSENSE
