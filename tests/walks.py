"""Two downtimes to draw: one clinic's bad morning, and planned work at twelve sites that does not end in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from downtimekit.models.downtime import Scheduled
from downtimekit.models.downtime.window import Window
from downtimekit.models.facts import Fact
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.library import SCHEDULED
from downtimekit.playbooks.scope import EVERYTHING, Scope
from downtimekit.ports import Journal
from downtimekit.runtime import Desk, Outage
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import INTERFACES, IT, NURSE

BEGAN = datetime(2026, 3, 3, 13, 52, tzinfo=UTC)
SITES = tuple(f"site-{number:02}" for number in range(1, 13))


def walked(journal: Journal, id: str) -> Iterator[tuple[datetime, Fact]]:
    """Yield what a journal holds of a downtime, as pictures take it."""
    return ((entry.at, entry.fact) for entry in journal.read(id))


class Walk:
    """Reports one thing after the other, some minutes apart."""

    def __init__(self, outage: Outage, clock: VirtualClock) -> None:
        self.outage, self.clock = outage, clock

    def on(self, minutes: float, signal: str, *, sites: tuple[str, ...] = (), **details: str) -> None:
        """Let minutes go by, then report something."""
        self.clock.advance(timedelta(minutes=minutes))
        scope = Scope(sites=sites) if sites else EVERYTHING
        self.outage.report(Report(signal, details, scope), by=IT)


def bad_morning() -> tuple[Journal, str]:
    """Return a downtime of one site whose service is lost again after it came back; it stands in the back-fill."""
    clock, journal = VirtualClock(BEGAN), MemoryJournal()
    outage = Desk(journal, clock).declare(
        UNSCHEDULED,
        id="west-1",
        by=NURSE,
        sites=["west"],
        services=["RIS"],
        interfaces=INTERFACES,
        zone="America/Chicago",
        call="+1 312-555-0100",
    )
    walk = Walk(outage, clock)
    walk.on(4, "help_desk_contacted", ticket="INC-4711")
    walk.on(9, "target_identified", target="customer_wan")
    walk.on(3, "staff_told")
    walk.on(5, "vendor_support_contacted", ticket="V-20391")
    walk.on(30, "update_given", news="The line is being mended.")
    walk.on(48, "service_restored")
    walk.on(5, "interface_validated", interface="adt-in")
    walk.on(6, "service_lost", reason="The line is gone again.")
    walk.on(2, "staff_told")
    walk.on(1, "vendor_support_contacted", ticket="V-20391")
    walk.on(70, "service_restored")
    walk.on(5, "interface_validated", interface="adt-in")
    walk.on(6, "interface_validated", interface="oru-out")
    walk.on(4, "released")
    walk.on(20, "backfill_started")
    return journal, outage.id


def twelve_sites() -> tuple[Journal, str]:
    """Return planned work at twelve sites, one of which comes and goes; it runs over the night and its end."""
    clock, journal = VirtualClock(BEGAN), MemoryJournal()
    window = Window(starts=datetime(2026, 3, 3, 22), ends=datetime(2026, 3, 4), zone="America/Chicago")  # noqa: DTZ001
    outage = Desk(journal, clock).declare(
        SCHEDULED,
        id="upgrade-7",
        by=IT,
        sites=SITES,
        services=["RIS"],
        interfaces=INTERFACES,
        zone="America/Chicago",
        call="+1 312-555-0100",
        event=Scheduled(window=window, purpose="Upgrade", expected_impact="None can be used."),
        drill=True,
    )
    walk = Walk(outage, clock)
    walk.on(10, "announced")
    walk.on(30, "staff_told")
    clock.advance(timedelta(hours=14))  # into the work, and past its announced end
    outage.tick(by=IT)
    clock.advance(timedelta(minutes=160))
    outage.tick(by=IT)
    walk.on(5, "vendor_support_contacted", ticket="V-9")
    for number in range(0, 12, 4):
        walk.on(15, "service_restored", sites=SITES[number : number + 4])
    flapping = SITES[4:5]
    for _ in range(5):
        walk.on(3, "service_lost", sites=flapping, reason="It comes and goes.")
        walk.on(4, "service_restored", sites=flapping)
    for interface in INTERFACES:
        walk.on(4, "interface_validated", sites=SITES[:4], interface=interface)
    walk.on(2, "released", sites=SITES[:4])
    return journal, outage.id
