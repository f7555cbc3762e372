"""The bridge from a channel whose `send` is a plain function to the engine, which waits for many at once."""

from __future__ import annotations

from inspect import isawaitable, iscoroutinefunction
from typing import Protocol, cast

import anyio.to_thread
from anyio import CapacityLimiter
from anyio.lowlevel import RunVar
from attrs import field, frozen

from downtimekit.models.capabilities import Capabilities
from downtimekit.ports.notifier import Message, Notifier, Sent


class PlainNotifier(Protocol):
    """A `Notifier` whose `send` is a plain function; its promises and its errors are the same.

    It is called in a worker thread, at most `Capabilities.at_once` times at the same time. A thread cannot be stopped:
    give every call that it makes a limit of time.
    """

    @property
    def capabilities(self) -> Capabilities:
        """What it is and can do."""
        ...

    def send(self, message: Message) -> Sent:
        """Carry one message."""
        ...


@frozen
class InThreads:
    """A plain notifier as one that can be waited for.

    Who is cancelled while a message is on its way waits until that is decided: nothing goes out behind the back of
    somebody who believes that it did not.
    """

    notifier: PlainNotifier
    # Each event loop has a limit of its own: one that was waited for in a loop is of no use in the next.
    _limit: RunVar[CapacityLimiter] = field(factory=lambda: RunVar("at_once"), init=False, repr=False, eq=False)

    @property
    def capabilities(self) -> Capabilities:
        """What the plain notifier is and can do."""
        return self.notifier.capabilities

    async def send(self, message: Message) -> Sent:
        """Carry one message in a worker thread."""
        answer = await anyio.to_thread.run_sync(self.notifier.send, message, limiter=self._limiter())
        # What is declared by `def` may return something to wait for all the same, behind a decorator.
        return await answer if isawaitable(answer) else answer

    def _limiter(self) -> CapacityLimiter:
        limiter = self._limit.get(None)
        if limiter is None:
            limiter = CapacityLimiter(self.capabilities.at_once)
            self._limit.set(limiter)
        return limiter


def adapted(notifier: Notifier | PlainNotifier) -> Notifier:
    """Return a notifier that can be waited for: itself, or a plain one in worker threads."""
    if iscoroutinefunction(notifier.send):
        return cast("Notifier", notifier)
    return InThreads(cast("PlainNotifier", notifier))
