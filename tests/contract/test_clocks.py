"""Every clock of ours keeps the promise of the port."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.models.zones import Pass
from downtimekit.ports.clock import Clock
from downtimekit.runtime import SystemClock
from downtimekit.testing.clock import VirtualClock
from downtimekit.testing.contracts.clock import ClockContract


class TestTheMachinesClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()


class TestVirtualClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return VirtualClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


class TestVirtualClockInTheHourThatComesTwice(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return VirtualClock.at("2026-11-01 01:30", zone="America/New_York", which=Pass.SECOND)
