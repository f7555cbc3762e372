"""A desk with a clock that tests move, and what the journal holds afterwards, in short words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Unpack
from zoneinfo import ZoneInfo

from attrs import define

from downtimekit.models import facts
from downtimekit.playbooks import Playbook
from downtimekit.runtime import Desk, Outage
from downtimekit.runtime.desk import About
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import IT, NURSE

NEW_YORK = ZoneInfo("America/New_York")


def wall(text: str, *, zone: ZoneInfo = NEW_YORK, second: bool = False) -> datetime:
    """Return the instant that a wall clock shows as ``2026-03-08 01:30``; the second time, where it shows it twice."""
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=int(second)).astimezone(UTC)


@define
class Round:
    """One downtime at a desk whose clock a test moves."""

    clock: VirtualClock
    desk: Desk
    outage: Outage

    @classmethod
    def begun(cls, playbook: Playbook, *, at: datetime, **about: Unpack[About]) -> Round:
        """Declare a downtime at an instant: of the RIS in the west, unless something else is said."""
        clock = VirtualClock(at)
        desk = Desk(journal=MemoryJournal(), clock=clock)
        said: About = {"sites": ["west"], "services": ["RIS"], "zone": "America/New_York"}
        said.update(about)
        return cls(clock, desk, desk.declare(playbook, id="round-1", by=NURSE, **said))

    def at(self, moment: datetime) -> Round:
        """Let the clock show another time."""
        self.clock.advance_to(moment)
        return self

    def say(self, name: str, **details: str) -> Round:
        """Report a signal about everything."""
        self.outage.signal(name, by=IT, **details)
        return self

    def tick(self, moment: datetime) -> list[str]:
        """Let the clock show another time and the host look at it; return what follows from that."""
        self.clock.advance_to(moment)
        return [self.short(entry.fact) for entry in self.outage.tick(by=IT)]

    def happened(self, after: int = 0) -> list[str]:
        """Return everything that the journal holds after a version."""
        return [self.short(entry.fact) for entry in self.outage.journal.read(self.outage.id, after=after)]

    def short(self, fact: facts.Fact) -> str:
        """Return a fact in a few words, with times by the clinic's clock."""

        def clock(moment: datetime) -> str:
            return f"{self.outage.standing.downtime.local(moment):%d %H:%M}"

        match fact:
            case facts.Promised() | facts.PromiseMissed() | facts.CameDue():
                return f"{fact.kind} {fact.key} {clock(fact.due)}"
            case facts.PromiseEnded():
                return f"{fact.kind} {fact.key}"
            case facts.NoticeOwed():
                return f"tell {fact.notice.id.rpartition('/')[2]}"
            case facts.Signalled():
                at = f" at {clock(fact.happened_at)}" if fact.happened_at else ""
                return f"{fact.signal}{at}: {fact.before} -> {fact.after}"
        return fact.kind

    @property
    def phase(self) -> str:
        """Where the downtime stands."""
        return self.outage.standing.phase

    @property
    def tasks(self) -> list[str]:
        """What people must do now."""
        return [f"{task.name} {task.subject}".strip() for task in self.outage.open_tasks()]

    def due(self, name: str) -> str:
        """Return when a deadline is due, by the clinic's clock."""
        return f"{self.outage.standing.downtime.local(self.outage.due()[name].due):%d %H:%M %Z}"
