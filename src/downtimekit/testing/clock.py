"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from downtimekit.errors import Fault, InvalidInput


class VirtualClock:
    """Keeps the promise of the port `Clock`, and any time you like.

    It answers in UTC, whatever zone it was given: time that is added is time that goes by, also on the night
    in which the clocks on the wall change.
    """

    def __init__(self, start: datetime) -> None:
        """Stop the clock at an instant.

        Raises:
            InvalidInput: the start has no zone.
        """
        self._now = _instant(start, name="start")

    def now(self) -> datetime:
        """Return the present instant."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Let time go by and return the new instant.

        Raises:
            InvalidInput: it would run backwards.
        """
        return self.advance_to(self._now + by)

    def advance_to(self, instant: datetime) -> datetime:
        """Let time go by until an instant and return it.

        Raises:
            InvalidInput: the instant has no zone, or has gone by already.
        """
        target = _instant(instant, name="instant")
        if target < self._now:
            raise InvalidInput("virtual clock", [Fault("instant", "has gone by; use step() to set it back")])
        self._now = target
        return target

    def step(self, delta: timedelta) -> datetime:
        """Set the clock forward or back, as a corrected clock does, and return what it shows now."""
        self._now += delta
        return self._now


def _instant(moment: datetime, *, name: str) -> datetime:
    if moment.utcoffset() is None:
        raise InvalidInput("virtual clock", [Fault(name, "needs a time zone or an offset from UTC")])
    return moment.astimezone(UTC)
