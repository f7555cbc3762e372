"""An event loop whose time is a virtual clock's: instead of waiting it jumps."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable

Ready = list[tuple[selectors.SelectorKey, int]]


class _NeverWaits(selectors.DefaultSelector):
    """Looks once for what is ready; where nothing is, the clock jumps by as long as would have been waited."""

    def __init__(self, jump: Callable[[float | None], bool]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> Ready:
        """Return what is ready."""
        ready: Ready = super().select(0)
        if ready or timeout == 0 or self._jump(timeout):
            return ready
        return super().select(timeout)  # nobody waits for a time: a signal or a thread may still come


class JumpingLoop(asyncio.SelectorEventLoop):
    """Runs what can run; when everything waits for a time, it is that time."""

    def __init__(self, elapsed: Callable[[], int], jump: Callable[[float | None], bool]) -> None:
        """Take its time from a clock.

        Args:
            elapsed: returns what has gone by, in microseconds.
            jump: lets time go by, at most so many seconds; says whether there was anything to wait for.
        """
        self._elapsed = elapsed
        super().__init__(_NeverWaits(jump))

    def time(self) -> float:
        """Return the loop's time in seconds."""
        return self._elapsed() / 1_000_000
