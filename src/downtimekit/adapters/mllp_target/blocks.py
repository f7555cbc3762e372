"""The framing of MLLP: a start block (0x0B), the message, an end block (0x1C) and a carriage return."""

from __future__ import annotations

from downtimekit.errors import Fault, InvalidInput

START, END = b"\x0b", b"\x1c\r"
RECEIVED, NOT_RECEIVED = b"\x06", b"\x15"
"""What MLLP release 2 answers by itself, as a block of its own: that it has the message, or that it has not."""


def framed(message: bytes) -> bytes:
    """Return a message as it goes over the line."""
    return START + message + END


class Blocks:
    """Takes blocks out of what comes in, in whatever pieces that is.

    Bytes outside a block are noise. A block that begins before another one has ended is all there is of that one.

    Attributes:
        limit: how long a block may be, in bytes.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._pending = bytearray()
        self._seen = 0

    @property
    def is_full(self) -> bool:
        """Whether more has come than one block may hold."""
        return len(self._pending) > self.limit

    def feed(self, piece: bytes) -> None:
        """Take in what came."""
        self._pending += piece

    def next(self) -> bytes | None:
        """Return the next whole block without its framing; None while there is none.

        Raises:
            InvalidInput: it is longer than the limit.
        """
        while (end := self._pending.find(END, self._seen)) >= 0:
            block = bytes(self._pending[:end])
            del self._pending[: end + len(END)]
            self._seen = 0
            if len(block) > self.limit:
                raise _too_long()
            if START in block:
                return block.rpartition(START)[2]
        if self.is_full:
            raise _too_long()
        self._seen = max(0, len(self._pending) - 1)
        return None


def _too_long() -> InvalidInput:
    return InvalidInput("MLLP block", [Fault("", "is longer than is taken")])
