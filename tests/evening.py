"""A site with an evening job, its calendar and its shelves, to try what goes wrong in the evening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from attrs import define, field

from downtimekit.forms import TECH_NOTES, SerialPool, packets
from downtimekit.models.forms import Packet
from downtimekit.models.people import Role, Staff
from downtimekit.models.schedule import Appointment, DaySchedule
from downtimekit.ports import Journal, Renderer, Shelf
from downtimekit.runtime.printing import EveningPrint, PrintJob
from downtimekit.testing import VirtualClock
from downtimekit.testing.memory_journal import MemoryJournal
from downtimekit.testing.shelves import FullShelf, MemoryShelf
from tests.printing import WordsRenderer, a_day, a_visit

BY = Staff(name="Evening job", role=Role.IT_LEAD)
ZONE = "America/New_York"
EVENING = datetime(2026, 3, 2, 19, 30, tzinfo=ZoneInfo(ZONE))
TOMORROW = date(2026, 3, 3)
POOL = SerialPool("W", 1, 999)
VISITS = [a_visit(number) for number in (1, 2, 3)]


@define
class Calendar:
    """Answers with a day's visits, or fails as told."""

    clock: VirtualClock
    visits: Sequence[Appointment] = field(factory=lambda: VISITS)
    failing: list[Exception] = field(factory=list)
    asked: list[tuple[date, str]] = field(factory=list)
    day: date | None = None
    frozen_at: datetime | None = None

    async def schedule(self, day: date, *, site: str) -> DaySchedule:
        self.asked.append((day, site))
        if self.failing:
            raise self.failing.pop(0)
        schedule = a_day(*self.visits, as_of=self.frozen_at or self.clock.now())
        return schedule.model_copy(update={"day": self.day or day})


@define
class House:
    """A site with an evening job, and what it keeps."""

    clock: VirtualClock = field(factory=lambda: VirtualClock(EVENING))
    journal: Journal = field(factory=MemoryJournal)
    shelves: dict[str, Shelf] = field(factory=dict)
    room: int | None = None
    renderer: Renderer = field(factory=WordsRenderer)
    calendar: Calendar = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.calendar = Calendar(self.clock)

    @property
    def job(self) -> EveningPrint:
        return EveningPrint(
            site="west",
            zone=ZONE,
            journal=self.journal,
            by=BY,
            source=self.calendar,
            packets=made,
            job=lambda _, pile, shelf: PrintJob(tuple(pile), self.renderer, shelf),
            shelf=self.shelf,
            clock=self.clock,
        )

    def shelf(self, name: str) -> Shelf:
        found = self.shelves.setdefault(name, MemoryShelf())
        return found if self.room is None else FullShelf(found, self.room)

    def facts(self) -> list[object]:
        return [entry.fact for entry in self.journal.read("prints/west")]


def made(schedule: DaySchedule, after: str | None) -> Sequence[Packet]:
    return packets(schedule, forms=[TECH_NOTES], pool=POOL, downtime=f"west/{schedule.day}", after=after)
