"""Port: the system that records go back into."""

from __future__ import annotations

from typing import Protocol

from downtimekit.models.chart import Chart, ChartEntry, Lookup


class BackfillTarget(Protocol):
    """Takes late entries.

    Promises:
        - `write` makes at most one record for a key, however often and from however many places it is sent,
          and answers every time with the same identifier.
        - an entry that would make a second record of its kind for an exam is refused.
        - an entry that updates a record is written only where that record still has the version that the
          entry expects.
        - an entry is written whole or not at all.
        - an exam has one record of each kind that belongs to exams. Of any other kind a patient has one for each time
          at which it happened, and it is looked up with that time. A kind for which there is no place is rejected.
        - no error holds patient data.

    Raises (from every method):
        Unreachable: nothing was written.
        OutcomeUnknown: it may have been written; `find` tells.

    Raises (from `write`):
        Rejected: the entry, or the version that it expects, is refused for good.
    """

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the chart holds about the patients and exams that are asked for.

        A patient is returned for their number, for an exam of theirs, or for family name (in any case) and birth
        date; with each patient come their orders and all their records.
        """
        ...

    async def find(self, key: str) -> str | None:
        """Return the identifier of the record that a key made, or None where it made none."""
        ...

    async def write(self, entry: ChartEntry) -> str:
        """Write one entry and return the record's identifier."""
        ...
