"""Late entry: the two clocks and the two people of everything that is back-filled, and what speaks against its dates.

A late entry is labelled as one, carries the time at which it was really entered and never an earlier one, names the
event, and says who did it and who entered it (Noridian, *Documentation Guidelines for Amended Records*; AHIMA; for
records made on paper, 42 CFR 482.24(c)(1): dated, timed and authenticated).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import frozen
from pydantic import model_validator

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.strict import Instant, Name, Strict
from downtimekit.models.zones import instant

LABEL = "LATE ENTRY"
"""What a chart must show beside everything that was entered late."""


class LateEntry(Strict):
    """The two clocks and the two people.

    Attributes:
        occurred_at: when it happened; performed_by: who did it.
        recorded_at: when it was entered; entered_by: who entered it.
        on_behalf_of: in whose name it was entered, where that is not simply the person who did it.
        reason: why it is late.
    """

    occurred_at: Instant
    performed_by: Name
    recorded_at: Instant
    entered_by: Name
    on_behalf_of: Name | None = None
    reason: Name = "system downtime"

    @model_validator(mode="after")
    def _is_possible(self) -> LateEntry:
        faults = []
        if self.recorded_at < self.occurred_at:
            faults.append("the time of entry is earlier than the event: an entry is never dated back")
        if self.on_behalf_of is not None and _same_person(self.on_behalf_of, self.entered_by):
            faults.append("nobody enters on their own behalf: leave it out, or name whose entry it is")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def entered_for(self) -> str | None:
        """In whose name it was entered; None where people entered what they did themselves."""
        if self.on_behalf_of:
            return self.on_behalf_of
        return None if _same_person(self.performed_by, self.entered_by) else self.performed_by

    @property
    def delay(self) -> timedelta:
        """How much later than the event it was entered."""
        return self.recorded_at - self.occurred_at

    @property
    def statement(self) -> str:
        """The line that belongs into the chart, beside the entry and nowhere else: it tells the time of care."""
        behalf = f" on behalf of {self.entered_for}" if self.entered_for else ""
        return (
            f"{LABEL}: of {_told(self.occurred_at)}, by {self.performed_by}; "
            f"entered {_told(self.recorded_at)} by {self.entered_by}{behalf}, after {self.reason}"
        )


@frozen
class LateEntryPolicy:
    """How late is too late, and how far two clocks may differ.

    Attributes:
        longest_delay: from the event to its entry; None for no limit. Payers differ: Alabama Medicaid allows 45
            calendar days after the service (Ala. Admin. Code 560-X-1-.21(8)(a)).
        clock_difference: how far ahead of ours the clock of another desk may be.
        offline_keying: how long what was typed without a line may wait until it is taken in; an entry that is dated
            back further is in question. No source gives a number.
    """

    longest_delay: timedelta | None = None
    clock_difference: timedelta = timedelta(minutes=5)
    offline_keying: timedelta = timedelta(days=7)


DEFAULT_POLICY = LateEntryPolicy()


def dating_concerns(
    late: LateEntry, *, taken_in_at: datetime, policy: LateEntryPolicy = DEFAULT_POLICY
) -> Iterator[Concern]:
    """Yield what speaks against the dates of a late entry.

    Args:
        late: the entry.
        taken_in_at: when it was taken in, by the clock that the host vouches for.
        policy: the limits.

    Raises:
        InvalidInput: `taken_in_at` has no offset, and so could be anywhere.
    """
    now = instant(taken_in_at)
    ahead = now + policy.clock_difference
    if late.occurred_at > ahead:
        yield Concern("event_in_future", "occurred_at", "the event lies in the future")
    if late.recorded_at > ahead:
        yield Concern("entry_in_future", "recorded_at", "the entry is dated ahead")
    if late.recorded_at < now - policy.offline_keying:
        words = "the entry is dated long before it was taken in: an entry is never dated back"
        yield Concern("entry_dated_back", "recorded_at", words, "Noridian, amended records", Gravity.WARNING)
    if policy.longest_delay is not None and late.delay > policy.longest_delay:
        words = "it was entered later after the event than the policy allows"
        yield Concern("entered_too_late", "recorded_at", words, gravity=Gravity.WARNING)


def _same_person(name: str, other: str) -> bool:
    # Desks write a name in their own letter case; a middle initial, or none, is left to a person.
    return name.casefold().split() == other.casefold().split()


def _told(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")
