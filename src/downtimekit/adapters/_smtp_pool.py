"""The connections to a mail server, each kept for the next mail."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import anyio
import anyio.lowlevel
from attrs import Factory, define, field

from downtimekit.adapters._smtp_line import Line
from downtimekit.errors import PortError, Unreachable

_KEPT = 30.0  # seconds; servers should wait for five minutes (RFC 5321, 4.5.3.2.7), and firewalls do not


class NoMoreConnections(Unreachable):
    """The server takes no further connection for now."""


@define(eq=False)
class Pool:
    """Lends connections out, each for one mail at a time, within one event loop.

    Attributes:
        limit: how many there are at most.
        mails: how many go over one of them.
        connect: opens one.
    """

    limit: int
    mails: int
    connect: Callable[[], Awaitable[Line]]
    _places: anyio.CapacityLimiter = field(
        init=False, default=Factory(lambda self: anyio.CapacityLimiter(self.limit), takes_self=True)
    )
    _idle: list[tuple[float, Line]] = field(factory=list, init=False)
    _end: AsyncGenerator[None] | None = field(default=None, init=False)

    @asynccontextmanager
    async def lent(self, begin: Callable[[Line], Awaitable[None]]) -> AsyncIterator[Line]:
        """Wait for a connection, begin a mail on it, and keep it for the next one if it is fit for that.

        Where a connection that was kept turns out to be of no use any more, it is begun on a new one.

        Raises:
            PortError: as `connect` and `begin` do.
        """
        if self._end is None:
            self._end = self._until_the_loop_ends()
            await anext(self._end)
        while True:
            async with self._places:
                line = await self._begun(begin)
                if line is None:
                    continue
                try:
                    yield line
                finally:
                    self._take_back(line)
                return

    async def rest(self) -> None:
        """Say goodbye on every connection that is not lent out."""
        async with anyio.create_task_group() as group:
            for line in self._unkept():
                group.start_soon(line.part)

    async def _begun(self, begin: Callable[[Line], Awaitable[None]]) -> Line | None:
        """Return a connection with a mail begun; None where the server takes no more connections than there are."""
        if kept := self._fit():
            try:
                return await self._with_mail(kept, begin)
            except PortError:
                if kept.is_fit:
                    raise
        try:
            line = await self.connect()
        except NoMoreConnections as error:
            others = self._places.borrowed_tokens - 1
            if not (others or self._idle):
                raise Unreachable(*error.args) from None
            self._places.total_tokens = max(1, others)
            return None
        return await self._with_mail(line, begin)

    async def _with_mail(self, line: Line, begin: Callable[[Line], Awaitable[None]]) -> Line:
        try:
            await begin(line)
        except BaseException:
            self._take_back(line)
            raise
        return line

    def _fit(self) -> Line | None:
        while self._idle:
            since, line = self._idle.pop()
            if line.is_fit and anyio.current_time() - since < _KEPT:
                return line
            line.hang_up()
        return None

    def _take_back(self, line: Line) -> None:
        if line.is_fit and line.mails < self.mails:
            self._idle.append((anyio.current_time(), line))
        else:
            line.hang_up()

    def _unkept(self) -> Sequence[Line]:
        lines = [line for _, line in self._idle]
        self._idle.clear()
        return lines

    async def _until_the_loop_ends(self) -> AsyncGenerator[None]:
        """Hang up when the event loop does; it closes the generators that are open then, and waits for no timer."""
        try:
            yield
        finally:
            self._end = None  # it would keep the event loop alive
            for line in self._unkept():
                line.hang_up()
            await anyio.lowlevel.checkpoint()
