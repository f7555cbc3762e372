"""Port: what time it is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time to the runtime; no floor below it ever asks.

    Promises:
        - the answer carries a zone, and names an instant.
    """

    def now(self) -> datetime:
        """Return the present instant."""
        ...
