"""What keeps a channel from being overrun, and a broken one from holding everybody up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import anyio
from attrs import define, field

from downtimekit.models.capabilities import Capabilities
from downtimekit.notices.policy import Limit, TellingPolicy


@define
class Pace:
    """Lets through so many messages a second, and some at once after a pause.

    Attributes:
        limit: how many.
    """

    limit: Limit
    _free_at: float = field(default=0.0, init=False)
    """When the next may go if they came evenly, by the event loop's clock."""

    async def wait(self) -> None:
        """Wait until one more may go."""
        between = 1 / self.limit.per_second
        now = anyio.current_time()
        # An event loop begins its clock where it likes: one from before may lie far ahead.
        ahead = min(max(self._free_at, now) - now, 3600.0)
        self._free_at = now + ahead + between
        late = ahead - between * (self.limit.burst - 1)
        if late > 0:
            await anyio.sleep(late)


@define
class Breaker:
    """Leaves a channel alone for a while when it failed too often in a row; then messages try it again.

    It is told the time, so that it stands still with a virtual clock and survives a clock that is put right.

    Attributes:
        after: how many failures; rest: for how long.
    """

    after: int
    rest: timedelta
    failures: int = field(default=0, init=False)
    _since: datetime | None = field(default=None, init=False)

    def is_open(self, now: datetime) -> bool:
        """Say whether the channel is left alone at an instant."""
        if self._since is None or not self._since <= now < self._since + self.rest:
            self._since = None
            return False
        return True

    def heard(self, *, worked: bool, now: datetime) -> None:
        """Take in how a message went."""
        self.failures = 0 if worked else self.failures + 1
        if self.failures >= self.after:
            self._since, self.failures = now, self.after - 1  # the next failure is one too many again


def breaker(policy: TellingPolicy) -> Breaker:
    """Return a breaker for one channel."""
    return Breaker(policy.broken_after, timedelta(seconds=policy.broken_seconds))


def paces(policy: TellingPolicy) -> Mapping[str, Pace]:
    """Return what holds the channels and vendors of a policy back, by their names."""
    return {limit.of: Pace(limit) for limit in policy.limits}


def paces_of(capabilities: Capabilities, known: Mapping[str, Pace]) -> tuple[Pace, ...]:
    """Return what holds one channel back: its own limit, and that which it shares with others of its vendor."""
    names = dict.fromkeys(name for name in (capabilities.name, capabilities.vendor) if name)
    return tuple(known[name] for name in names if name in known)
