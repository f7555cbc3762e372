"""A clock that stands still until a test moves it, and wakes whoever waits on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from typing import TypeVar

import anyio
from anyio.lowlevel import checkpoint

from downtimekit.errors import Fault, InvalidInput
from downtimekit.models.zones import Pass
from downtimekit.testing._jumping_loop import JumpingLoop
from downtimekit.testing.wall import wall_time

Answer = TypeVar("Answer")

_MICROSECOND = timedelta(microseconds=1)
_TURNS = 10
"""How often others get their turn before the slow way is taken to see whether they all wait."""


class Timer:
    """Something that happens when enough time has gone by, unless it is called off."""

    __slots__ = ("_what",)

    def __init__(self, what: Callable[[], object]) -> None:
        self._what: Callable[[], object] | None = what

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self._what is not None

    def cancel(self) -> None:
        """Call it off."""
        self._what = None

    def _ring(self) -> None:
        what, self._what = self._what, None
        if what is not None:
            what()


class VirtualClock:
    """Keeps the promise of the port `Clock`, and any time you like.

    It answers in UTC, whatever zone it was given: time that is added is time that goes by, also on the night
    in which the clocks on the wall change.

    Who waits on it counts time that goes by, as a process does that sleeps: a `step` of the clock wakes nobody, and
    keeps nobody waiting. Those who wait are woken in the order of their times, and of two with the same time the one
    first that waited first; each of them sees the clock at its own time.
    """

    def __init__(self, start: datetime) -> None:
        """Stop the clock at an instant.

        Raises:
            InvalidInput: the start has no zone.
        """
        self._start = _instant(start, name="start")
        self._elapsed = 0  # microseconds: whole numbers are quick to compare
        self._timers: list[tuple[int, int, Timer]] = []
        self._order = 0

    @classmethod
    def at(cls, shown: str | datetime, *, zone: str, which: Pass | str | None = None) -> VirtualClock:
        """Return a clock that was stopped when a clock on a wall showed a time; see `wall_time`."""
        return cls(wall_time(shown, zone=zone, which=which))

    def now(self) -> datetime:
        """Return the present instant."""
        return self._start + self._elapsed * _MICROSECOND

    def advance(self, by: timedelta) -> datetime:
        """Let time go by, wake whoever waits for it, and return the new instant.

        Raises:
            InvalidInput: it would run backwards.
        """
        target = self._elapsed + by // _MICROSECOND
        if target < self._elapsed:
            raise InvalidInput("virtual clock", [Fault("instant", "has gone by; use step() to set it back")])
        timers = self._timers
        while timers and timers[0][0] <= target:
            self._ring_next()
        self._elapsed = max(target, self._elapsed)  # who was woken may have moved the clock too
        return self.now()

    def advance_to(self, instant: datetime) -> datetime:
        """Let time go by until an instant and return it.

        Raises:
            InvalidInput: the instant has no zone, or has gone by already.
        """
        return self.advance(_instant(instant, name="instant") - self.now())

    def advance_to_next(self) -> datetime | None:
        """Let time go by until the next timer, wake whoever waits for that moment, and return it; None without one."""
        wait = self.until_next()
        return None if wait is None else self.advance(wait)

    def until_next(self) -> timedelta | None:
        """Return how long it is until the next timer; None where nobody waits."""
        timers = self._timers
        while timers and not timers[0][2].is_open:
            heappop(timers)
        return max(timers[0][0] - self._elapsed, 0) * _MICROSECOND if timers else None

    def step(self, delta: timedelta) -> datetime:
        """Set the clock forward or back, as a corrected clock does, and return what it shows now."""
        self._start += delta
        return self.now()

    def call_in(self, wait: timedelta, what: Callable[[], object]) -> Timer:
        """Have something called when a time has gone by; when the clock moves next, where it is not positive."""
        return self._put(self._elapsed + max(wait // _MICROSECOND, 0), what)

    def call_at(self, instant: datetime, what: Callable[[], object]) -> Timer:
        """Have something called when the time until an instant, by what the clock shows now, has gone by."""
        return self.call_in(_instant(instant, name="instant") - self.now(), what)

    async def sleep(self, wait: timedelta) -> None:
        """Wait until a time has gone by on this clock."""
        if wait <= timedelta(0):
            await checkpoint()
            return
        woken = anyio.Event()
        timer = self.call_in(wait, woken.set)
        try:
            await woken.wait()
        finally:
            timer.cancel()

    async def sleep_until(self, instant: datetime) -> None:
        """Wait until the time to an instant, by what the clock shows now, has gone by on this clock."""
        await self.sleep(_instant(instant, name="instant") - self.now())

    async def let_pass(self, by: timedelta) -> datetime:
        """Let time go by from timer to timer, and after each let every other task do what it can do then.

        Returns:
            The new instant.
        """
        end = self._elapsed + by // _MICROSECOND
        await _others_wait()
        while (wait := self.until_next()) is not None and self._elapsed + wait // _MICROSECOND <= end:
            self.advance(wait)
            await _others_wait()
        return self.advance((end - self._elapsed) * _MICROSECOND)

    async def run_until_idle(self) -> datetime:
        """Let time go by until nobody waits on this clock any more, and return the instant.

        Who always waits again, such as a worker in a loop, keeps it going forever: cancel it first, or use `let_pass`.
        """
        await _others_wait()
        while self.advance_to_next() is not None:
            await _others_wait()
        return self.now()

    def run(self, function: Callable[..., Awaitable[Answer]], *args: object, **kwargs: object) -> Answer:
        """Call an async function from plain code; whenever everything in it waits, this clock jumps on.

        Whatever sleeps or sets itself a time limit by asyncio or anyio, in your code or in a library's, does so on this
        clock; a night is over in milliseconds. A part that waits for a network or a thread is not waited for: a clock
        that jumps knows nothing of the world outside.

        Raises:
            RuntimeError: an event loop runs in this thread already.
        """
        return anyio.run(partial(function, *args, **kwargs), backend_options={"loop_factory": self._loop})

    def _loop(self) -> JumpingLoop:
        return JumpingLoop(lambda: self._elapsed, self._jump)

    def _jump(self, limit: float | None) -> bool:
        """Go on to the next timer, or by `limit` seconds, whichever comes first; False where there is neither."""
        waits = [wait for wait in (self.until_next(), _span(limit)) if wait is not None]
        if waits:
            self.advance(min(waits))
        return bool(waits)

    def _put(self, due: int, what: Callable[[], object]) -> Timer:
        timer = Timer(what)
        self._order += 1
        heappush(self._timers, (due, self._order, timer))
        return timer

    def _ring_next(self) -> None:
        due, _, timer = heappop(self._timers)
        self._elapsed = max(due, self._elapsed)
        timer._ring()


def _span(seconds: float | None) -> timedelta | None:
    # At least the smallest step: a loop that finds that nothing went by would ask again, forever.
    return None if seconds is None else max(timedelta(seconds=seconds), _MICROSECOND)


async def _others_wait() -> None:
    for _ in range(_TURNS):
        await checkpoint()
    # Exact, and at once where all wait; on asyncio it takes a tenth of a second where somebody still works.
    await anyio.wait_all_tasks_blocked()


def _instant(moment: datetime, *, name: str) -> datetime:
    if moment.utcoffset() is None:
        raise InvalidInput("virtual clock", [Fault(name, "needs a time zone or an offset from UTC")])
    return moment.astimezone(UTC)
