"""Systems to enter records into, for tests: one that remembers what it was asked, one that fails, one that forgets."""

from __future__ import annotations

from attrs import define, field, frozen

from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.ports import BackfillTarget
from downtimekit.testing.trouble import Fuse, Troubles, hold_up, strike


@define
class RecordingTarget:
    """Stands before a target, and remembers what was asked of it, also what it refused.

    Attributes:
        target: what answers, such as a `MemoryTarget`.
        looked_up: what was looked up; asked: for which keys; sent: what was to be written; each in order.
    """

    target: BackfillTarget
    looked_up: list[Lookup] = field(factory=list, repr=False)
    asked: list[str] = field(factory=list)
    sent: list[ChartEntry] = field(factory=list, repr=False)

    async def look_up(self, wanted: Lookup) -> Chart:
        """Pass the question on."""
        self.looked_up.append(wanted)
        return await self.target.look_up(wanted)

    async def find(self, key: str) -> str | None:
        """Pass the question on."""
        self.asked.append(key)
        return await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        """Pass the entry on."""
        self.sent.append(entry)
        return await self.target.write(entry)


@define
class FailingTarget:
    """Stands before a target, and lets its writes fail as told.

    Attributes:
        target: what takes the entries that get through.
        troubles: what goes wrong, by an entry's key or its exam.
        looking: what goes wrong when the chart is asked, by an entry's key where it is asked for one.
        fuse: cuts the power right before the target is asked for an entry, before it is written, or after.
    """

    target: BackfillTarget
    troubles: Troubles = field(factory=Troubles)
    looking: Troubles = field(factory=Troubles)
    fuse: Fuse = field(factory=Fuse)

    async def look_up(self, wanted: Lookup) -> Chart:
        """Pass the question on, or fail."""
        strike(self.looking.next(), done=False)
        return await self.target.look_up(wanted)

    async def find(self, key: str) -> str | None:
        """Pass the question on, or fail."""
        self.fuse.burn()
        strike(self.looking.next((key,)), done=False)
        return await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        """Pass the entry on, or fail."""
        self.fuse.burn()
        trouble = self.troubles.next((entry.key, entry.accession or ""))
        strike(trouble, done=False)
        await hold_up(trouble)
        identifier = await self.target.write(entry)
        self.fuse.burn()
        strike(trouble, done=True)
        return identifier


@frozen
class NullTarget:
    """Knows nobody, and takes whatever it is given to forget it; only fit for what never looks again."""

    async def look_up(self, wanted: Lookup) -> Chart:
        """Return an empty chart."""
        return Chart()

    async def find(self, key: str) -> str | None:
        """Return None."""
        return None

    async def write(self, entry: ChartEntry) -> str:
        """Forget the entry, and return an identifier that follows from its key."""
        return f"null/{entry.key}"
