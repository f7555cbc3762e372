"""Scales: enumerations whose members are compared by their place, and not by their letters."""

from __future__ import annotations

from enum import StrEnum


class Ranked(StrEnum):
    """A scale; each member is greater than those before it. A plain `StrEnum` would put *critical* below *low*."""

    @property
    def rank(self) -> int:
        """The place on the scale, from 0."""
        return list(type(self)).index(self)

    def __lt__(self, other: str) -> bool:
        return self.rank < type(self)(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= type(self)(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > type(self)(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= type(self)(other).rank


class Severity(Ranked):
    """How badly a downtime hurts care; the scale is our own, and what it means to a clinic is for the clinic to say."""

    LOW = "low"
    """Work goes on in the system, more slowly."""
    MODERATE = "moderate"
    """Part of the work is on paper; no patient waits for it."""
    HIGH = "high"
    """A service is lost at a site; care goes on on paper, and is slower."""
    CRITICAL = "critical"
    """Patients are delayed, diverted or at risk."""
