"""What became of a number: one step after the other, each with its clocks, who entered it, and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from attrs import field, frozen

from downtimekit.models.registration import Told, Unmerge


class How(StrEnum):
    """What happened to a number, and to the other one that it has to do with."""

    MERGED = "merged"
    RENUMBERED = "renumbered"
    UNMERGED = "unmerged"
    LINKED = "linked"
    UNLINKED = "unlinked"

    @property
    def words(self) -> str:
        """Why, where nobody gave a reason."""
        return _WHY[self]


_WHY = {
    How.MERGED: "both records are of one person",
    How.RENUMBERED: "the patient was given another number",
    How.UNMERGED: "the records are of two persons",
    How.LINKED: "both records are of one person, and both stay in use",
    How.UNLINKED: "the records are no longer held to be of one person",
}


@frozen
class Step:
    """One thing that happened to a number; its repr shows no number.

    Attributes:
        number: that it happened to; other: what it became, or the other record.
        occurred_at: when it happened; recorded_at: when it was entered; by: who entered it; as far as it was told.
        why: the reason that was given, or else what such an event means.
    """

    how: How
    number: str = field(repr=False)
    other: str = field(repr=False)
    occurred_at: datetime | None = None
    recorded_at: datetime | None = None
    by: str | None = None
    why: str = field(default="", repr=False)

    @classmethod
    def of(cls, event: Told, how: How, *, number: str, other: str) -> Step:
        """Return what an event made of a number."""
        why = event.reason if isinstance(event, Unmerge) else how.words
        return cls(how, number, other, event.occurred_at, event.recorded_at, event.entered_by, why)

    @property
    def at(self) -> datetime | None:
        """When it happened or, where only that was told, when it was entered."""
        return self.occurred_at or self.recorded_at


def clock(event: Told) -> datetime | None:
    """Return when something happened or, where only that was told, when it was entered."""
    return event.occurred_at or event.recorded_at


def is_before(event: Told, step: Step | None) -> bool:
    """Say whether something surely happened before a step; without both clocks, what is heard later happened later."""
    at, other = clock(event), step.at if step else None
    return at is not None and other is not None and at < other
