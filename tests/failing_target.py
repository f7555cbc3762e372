"""A target that fails when it is told to, as real systems do when nobody told them."""

from __future__ import annotations

from attrs import define, field

from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.ports import BackfillTarget


@define
class FailingTarget:
    """Stands before a target, and lets it fail for some exams.

    Attributes:
        refuses: exams whose records are refused, always.
        loses: exams whose record is written, but whose answer is lost, once.
        cut_off: exams whose record does not get through, once.
    """

    target: BackfillTarget
    refuses: set[str] = field(factory=set)
    loses: set[str] = field(factory=set)
    cut_off: set[str] = field(factory=set)

    async def look_up(self, wanted: Lookup) -> Chart:
        """Pass the question on."""
        return await self.target.look_up(wanted)

    async def find(self, key: str) -> str | None:
        """Pass the question on."""
        return await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        """Pass the entry on, or fail."""
        if entry.accession in self.refuses:
            raise Rejected("the exam is locked by its reader")
        if entry.accession in self.cut_off:
            self.cut_off.remove(entry.accession)
            raise Unreachable("the line is down")
        made = await self.target.write(entry)
        if entry.accession in self.loses:
            self.loses.remove(entry.accession)
            raise OutcomeUnknown("the line went down")
        return made
