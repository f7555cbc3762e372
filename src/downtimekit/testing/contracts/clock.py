"""What every clock promises, as tests.

    class TestOurClock(ClockContract):
        @pytest.fixture
        def clock(self) -> Clock:
            return OurClock()

A clock that passes may stand under any desk. Whether it is right, no test can say.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from downtimekit.models.people import Role, Staff
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports.clock import Clock
from downtimekit.runtime.desk import Desk
from downtimekit.testing.memory_journal import MemoryJournal

_READINGS = 100


class ClockContract:
    """Inherit it, and give it a fixture `clock`."""

    def test_it_tells_an_instant(self, clock: Clock) -> None:
        """With a zone or an offset: a time without one could be anywhere."""
        now = clock.now()

        assert isinstance(now, datetime)
        assert now.utcoffset() is not None

    def test_the_instant_is_the_same_in_every_zone(self, clock: Clock) -> None:
        """In the hour that comes twice, a named zone's time equals none in UTC (PEP 495)."""
        now = clock.now()

        assert now.astimezone(UTC) == now
        assert now.astimezone(UTC) - now == timedelta(0)

    def test_it_can_be_asked_again_and_again(self, clock: Clock) -> None:
        """It may be set back meanwhile; it never fails."""
        readings = [clock.now() for _ in range(_READINGS)]

        assert {reading.utcoffset() is None for reading in readings} == {False}

    def test_threads_can_ask_at_once(self, clock: Clock) -> None:
        """A host answers many people."""
        with ThreadPoolExecutor(8) as threads:
            readings = list(threads.map(lambda _: clock.now(), range(_READINGS)))

        assert {reading.utcoffset() is None for reading in readings} == {False}

    def test_a_downtime_can_be_declared_on_it(self, clock: Clock) -> None:
        """And what is written says when, to the microsecond."""
        before = clock.now()
        nurse = Staff(name="Planted Nurse", role=Role.CHARGE_NURSE)
        desk = Desk(journal=MemoryJournal(), clock=clock)
        outage = desk.declare(UNSCHEDULED, id="clock-1", by=nurse, sites=["west"], services=["ris"])
        (written, *_) = outage.journal.read(outage.id)

        assert written.at.utcoffset() == timedelta(0)
        assert abs(written.at - before) < timedelta(days=1)
