"""The connections of the HTTP line, a few to each host, as a transport of httpx that is called without its client.

Neither `httpx.AsyncClient` nor the pool of httpcore is in between: what that saves is measured in ADR 0016.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import httpx
from attrs import define, field

from downtimekit.adapters._http_reach import Origin, Reach
from downtimekit.adapters._http_settings import LineSettings
from downtimekit.adapters._http_wire import Wire

_KEPT = 4.0  # seconds: some servers hang up on an idle connection after five, and would cross the next call


@define(eq=False)
class _Host:
    """The connections to one host, and how many calls want one."""

    free: asyncio.Semaphore
    calls: int = 0
    idle: list[Wire] = field(factory=list)

    def usable(self, now: float) -> Wire | None:
        """Take the connection that was used last."""
        while self.idle:
            wire = self.idle.pop()
            if _is_fit(wire, now):
                return wire
            wire.abort()
        return None

    def sweep(self, now: float) -> None:
        """Close what nobody will use again."""
        for wire in self.idle:
            if not _is_fit(wire, now):
                wire.abort()
        self.idle = [wire for wire in self.idle if wire.usable]


def _is_fit(wire: Wire, now: float) -> bool:
    return wire.usable and now - wire.idle_since < _KEPT


@define(eq=False)
class _Opened:
    """What is open in one event loop."""

    loop: asyncio.AbstractEventLoop
    limit: int
    _hosts: dict[Origin, _Host] = field(factory=dict)
    _timer: asyncio.TimerHandle | None = None
    _closed: bool = False

    def entered(self, origin: Origin) -> _Host:
        """Return the connections to a host, for a call that has `left` when it is over."""
        host = self._hosts.get(origin)
        if host is None:
            host = self._hosts[origin] = _Host(asyncio.Semaphore(self.limit))
        host.calls += 1
        return host

    def left(self, origin: Origin) -> None:
        """Forget a host to which nothing is open."""
        host = self._hosts[origin]
        host.calls -= 1
        if not (host.calls or host.idle):
            del self._hosts[origin]

    def keep(self, wire: Wire, host: _Host) -> None:
        """Take a connection back after a call."""
        if self._closed or not wire.usable:
            wire.abort()
            return
        wire.idle_since = self.loop.time()
        host.idle.append(wire)
        self._timer = self._timer or self.loop.call_later(_KEPT, self._sweep)

    def close(self) -> None:
        """Close what lies idle, and each of the others after its call."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for host in self._hosts.values():
            while host.idle:
                host.idle.pop().abort()

    def _sweep(self) -> None:
        for host in self._hosts.values():
            host.sweep(self.loop.time())
        self._hosts = {origin: host for origin, host in self._hosts.items() if host.idle or host.calls}
        waiting = any(host.idle for host in self._hosts.values())
        self._timer = self.loop.call_later(_KEPT, self._sweep) if waiting else None


@define(eq=False)
class Pools(httpx.AsyncBaseTransport):
    """Carries requests over connections that are kept, each in the event loop that opened it.

    What a loop opened is closed with `aclose`, or when that loop ends as `asyncio.run` ends it. Raises the errors of
    our ports, and none of httpx's.
    """

    settings: LineSettings
    reach: Reach
    _open: dict[asyncio.AbstractEventLoop, tuple[_Opened, AsyncGenerator[None]]] = field(factory=dict, init=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read the whole answer.

        Raises:
            Rejected: the request cannot be written in HTTP.
            Unreachable: nothing went out.
            OutcomeUnknown: it may have gone out.
        """
        opened = await self._opened()
        url = request.url
        secure = url.scheme == "https"
        origin = Origin(secure, url.raw_host.decode("ascii"), url.port or (443 if secure else 80))
        host = opened.entered(origin)
        try:
            async with host.free:
                return await self._carried(request, opened, host, origin)
        finally:
            opened.left(origin)

    async def aclose(self) -> None:
        """Close what this event loop opened."""
        found = self._open.get(asyncio.get_running_loop())
        if found is not None:
            await found[1].aclose()

    async def _carried(self, request: httpx.Request, opened: _Opened, host: _Host, origin: Origin) -> httpx.Response:
        now = opened.loop.time()
        until = now + self.settings.timeout
        wire = host.usable(now) or await self.reach.wire(origin, until=until)
        try:
            return await wire.exchange(request, longest=_longest(request, self.settings), until=until)
        finally:
            opened.keep(wire, host)

    async def _opened(self) -> _Opened:
        loop = asyncio.get_running_loop()
        found = self._open.get(loop)
        if found is None:
            opened = _Opened(loop, self.settings.connections)
            found = opened, self._kept(opened)
            self._open = {other: kept for other, kept in self._open.items() if not other.is_closed()} | {loop: found}
            await anext(found[1])
        return found[0]

    async def _kept(self, opened: _Opened) -> AsyncGenerator[None]:
        """Wait in the loop: before a loop ends, it closes every generator that is still open."""
        try:
            yield
        finally:
            self._open.pop(opened.loop, None)
            opened.close()


def _longest(request: httpx.Request, settings: LineSettings) -> int:
    asked = request.extensions.get("longest", 0)
    return max(settings.max_bytes, asked) if isinstance(asked, int) else settings.max_bytes
