"""Port: where a day's schedule is asked for, while it can be."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from downtimekit.models.schedule import DaySchedule


class ScheduleSource(Protocol):
    """Answers with the appointments of a day.

    Promises:
        - `as_of` of what it returns is when the calendar was asked, or when the copy was made that was asked.
        - no error holds patient data.

    Raises (from `schedule`):
        Rejected: there is no such site, or the calendar will not say.
        Unreachable: it cannot be asked now; try again.
        InvalidInput: what it answered is no schedule.
    """

    async def schedule(self, day: date, *, site: str) -> DaySchedule:
        """Return the schedule of a day; lines of other sites may be in it, and are left out."""
        ...
