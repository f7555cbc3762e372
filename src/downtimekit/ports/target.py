"""Port: the system that records go back into."""

from __future__ import annotations

from typing import Protocol

from downtimekit.models.chart import Chart, ChartEntry, Lookup


class ChartReader(Protocol):
    """Tells what a chart holds now.

    Promises:
        - no error holds patient data.

    Raises:
        Unreachable: it cannot be asked now.
    """

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return what the chart holds about the patients and exams that are asked for.

        A patient is returned for their number, also for one that was merged into another or is one of their further
        numbers, for an exam of theirs, or for family name (in any case) and birth date. With a chart that was merged
        into another one come the charts that it was merged into, to the one that is kept. With each patient come
        their orders, also those that were called off, their visits as far as the chart has them, and all their
        records, also those that were withdrawn.
        """
        ...


class BackfillTarget(ChartReader, Protocol):
    """Takes late entries.

    A system that takes messages and cannot be asked, such as an HL7 v2 interface, is given a `ChartReader` beside it.

    Promises:
        - `write` makes at most one record for a key, however often and from however many places it is sent,
          and answers every time with the same identifier.
        - an entry that would make a second record of its kind for an exam is refused.
        - an entry that updates or withdraws a record is written only where that record still has the version that
          the entry expects. What was withdrawn stays in the chart as it was, is marked, takes no change any more, and
          keeps no other record out.
        - a final report is not updated. An addendum, also one that corrects or retracts, is a record of its own; it
          names a record of the same chart that is not withdrawn, and changes nothing about it.
        - a registration of a number that the chart does not have opens a chart of that number for its patient. Of a
          number that it has, it becomes a record and changes nothing about the patient; one that gives another name
          or birth date is refused.
        - an order with an exam number that nobody has opens that exam, with the images that it belongs to. Where it
          is withdrawn, the exam that it opened is called off. An exam of another patient is refused.
        - nothing is written to a chart that was merged into another one, nor to one that is not there.
        - an entry is written whole or not at all.
        - an exam has one record of each kind that belongs to exams. Of any other kind a patient has one for each time
          at which it happened, and it is looked up with that time. A kind for which there is no place is rejected.
        - what an entry must come after (`needs`), and whether an exam that was called off takes a record, was decided
          before: it is not looked at again.
        - no error holds patient data.

    Raises (from every method):
        Unreachable: nothing was written.
        OutcomeUnknown: it may have been written; `find` tells.

    Raises (from `write`):
        Rejected: the entry, or the version that it expects, is refused for good.
    """

    async def find(self, key: str) -> str | None:
        """Return the identifier of the record that a key made, or None where it made none."""
        ...

    async def write(self, entry: ChartEntry) -> str:
        """Write one entry and return the record's identifier."""
        ...
