"""Lanes: each a connection over which the messages of some patients go, one after the other, in their order."""

from __future__ import annotations

import logging
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio
import anyio.lowlevel
from attrs import Factory, define, field

from downtimekit.adapters.mllp_target.answers import NOBODY_KNOWS, answer_to, is_only_receipt, no_of
from downtimekit.adapters.mllp_target.blocks import RECEIVED
from downtimekit.adapters.mllp_target.line import Line
from downtimekit.adapters.mllp_target.settings import MllpSettings, Mode
from downtimekit.errors import InvalidInput, OutcomeUnknown, PortError, Unreachable

_log = logging.getLogger("downtimekit.mllp")
_ENDED = f"{NOBODY_KNOWS}: the connection ended"
Connect = Callable[[], Awaitable[Line]]


class _Ended(OutcomeUnknown):
    """The connection ended before a byte of an answer came."""


@define(eq=False)
class Lane:
    """Takes messages one at a time.

    Attributes:
        connect: opens its connection.
    """

    settings: MllpSettings
    connect: Connect
    lock: anyio.Lock = field(factory=anyio.Lock, init=False)
    _line: Line | None = field(default=None, init=False)

    async def open(self) -> Line:
        """Return the connection that was kept, if it is still fit, or a new one.

        Raises:
            Unreachable: there is none.
        """
        await anyio.lowlevel.checkpoint()  # an end that came in the meantime becomes known only now
        if self._line is not None and not self._line.is_fit:
            self.hang_up()
        if self._line is None:
            self._line = await self.connect()
        return self._line

    async def deliver(self, message: bytes, *, control_id: str) -> None:
        """Send a message and wait for what becomes of it.

        A connection that was kept may have been closed by the other side at this very moment. Where it ends without a
        byte of an answer, the same message goes over a new one, once: a receiver knows it by its control id.

        Raises:
            Unreachable: it was not taken, and may be sent again.
            Rejected: it was refused for good.
            OutcomeUnknown: nobody knows.
        """
        line = await self.open()
        was_kept = line.has_carried
        try:
            return await self._carried(line, message, control_id)
        except _Ended as ended:
            if not was_kept:
                raise OutcomeUnknown(*ended.args) from ended
        try:
            again = await self.open()
        except Unreachable as error:
            raise OutcomeUnknown(_ENDED) from error
        try:
            await self._carried(again, message, control_id)
        except _Ended as ended:
            raise OutcomeUnknown(*ended.args) from ended

    def hang_up(self) -> None:
        """End the connection, if there is one."""
        line, self._line = self._line, None
        if line is not None:
            line.hang_up()

    async def _carried(self, line: Line, message: bytes, control_id: str) -> None:
        is_settled = False
        try:
            no = await self._answered(line, message, control_id)
            is_settled = True
        except InvalidInput as error:
            raise OutcomeUnknown(f"{NOBODY_KNOWS}: the answer does not end") from error
        except TimeoutError as error:
            raise OutcomeUnknown(f"{NOBODY_KNOWS}: there was no answer in time") from error
        except EOFError as error:
            if not line.has_heard:
                raise _Ended(_ENDED) from error
            raise OutcomeUnknown(f"{NOBODY_KNOWS}: the connection ended within the answer") from error
        finally:
            # What may still come would be taken for an answer to the next message.
            if not (is_settled and self.settings.keep_connection):
                self.hang_up()
        if no is not None:
            raise no

    async def _answered(self, line: Line, message: bytes, control_id: str) -> PortError | None:
        """Send a message and return the no that it is answered with; None for a yes."""
        with anyio.fail_after(self.settings.timeout):
            line.say(message)
            while True:
                block = await line.block()
                answer = answer_to(control_id, block)
                if answer is None:
                    if block != RECEIVED:
                        _log.warning("an answer to another HL7 message was passed over")
                    continue
                no = no_of(answer, try_again_on=self.settings.try_again_on)
                if no is None and not line.is_out:
                    raise OutcomeUnknown(f"{NOBODY_KNOWS}: the answer came before the message was out")
                is_halfway = self.settings.mode is Mode.BOTH and is_only_receipt(answer)
                if no is not None or not is_halfway:
                    return no


@define(eq=False)
class Lanes:
    """The lanes of one event loop; their connections end with it."""

    settings: MllpSettings
    connect: Connect
    _all: tuple[Lane, ...] = field(
        init=False,
        default=Factory(
            lambda self: tuple(Lane(self.settings, self.connect) for _ in range(self.settings.lanes)), takes_self=True
        ),
    )
    _end: AsyncGenerator[None] | None = field(default=None, init=False)

    @asynccontextmanager
    async def of(self, mrn: str) -> AsyncIterator[Lane]:
        """Wait for the turn of a patient's next message."""
        if self._end is None:
            self._end = self._until_the_loop_ends()
            await anext(self._end)
        lane = self._all[zlib.crc32(mrn.encode()) % len(self._all)]
        async with lane.lock:
            yield lane

    async def rest(self) -> None:
        """Hang up wherever nothing is under way."""
        for lane in self._all:
            async with lane.lock:
                lane.hang_up()
        await anyio.lowlevel.checkpoint()

    async def _until_the_loop_ends(self) -> AsyncGenerator[None]:
        """Hang up when the event loop does; it closes the generators that are open then, and waits for no timer."""
        try:
            yield
        finally:
            self._end = None  # it would keep the event loop alive
            for lane in self._all:
                lane.hang_up()
            await anyio.lowlevel.checkpoint()
