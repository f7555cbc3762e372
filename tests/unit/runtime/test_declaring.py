"""A host declares what it knows, in typed words, and finds it again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit import UNSCHEDULED
from downtimekit.errors import InvalidInput
from downtimekit.models.downtime import (
    AccessTier,
    Cause,
    OutageTarget,
    Scheduled,
    ServiceAccess,
    Severity,
    Unscheduled,
    Window,
)
from downtimekit.runtime import Desk
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import BEGAN, NURSE, after

WINDOW = Window.model_validate({"zone": "America/New_York", "starts": "2026-03-08T01:00", "ends": "2026-03-08T03:30"})


def a_desk() -> Desk:
    return Desk(journal=MemoryJournal(), clock=VirtualClock(BEGAN))


def test_an_outage_is_declared_with_what_is_known_of_it() -> None:
    desk = a_desk()
    event = Unscheduled(
        target=OutageTarget.IDENTITY_PROVIDER, cause=Cause.VENDOR, severity=Severity.HIGH, reported_by=NURSE
    )
    access = ServiceAccess(service="RIS", tier=AccessTier.LOCAL_SNAPSHOT, as_of=after(-60))
    desk.declare(UNSCHEDULED, id="west-1", by=NURSE, sites=["west"], services=["RIS"], event=event, access=[access])

    declared = desk.outage("west-1").standing.downtime
    assert declared.event == event
    assert declared.began_at == BEGAN
    assert declared.tier("RIS", site="west") is AccessTier.LOCAL_SNAPSHOT


def test_planned_work_begins_with_its_window_unless_it_is_said_otherwise() -> None:
    desk, event = a_desk(), Scheduled(window=WINDOW)
    planned = desk.declare(UNSCHEDULED, id="plan-1", by=NURSE, sites=["west"], services=["RIS"], event=event)
    early = desk.declare(
        UNSCHEDULED, id="plan-2", by=NURSE, sites=["west"], services=["RIS"], event=event, began_at=BEGAN
    )

    assert planned.standing.downtime.began_at == datetime(2026, 3, 8, 6, tzinfo=UTC)
    assert early.standing.downtime.began_at == BEGAN


def test_what_does_not_fit_is_refused_and_nothing_is_written() -> None:
    desk = a_desk()
    event = Unscheduled(detected_at=after(-5))
    with pytest.raises(InvalidInput, match="was detected before it began"):
        desk.declare(UNSCHEDULED, id="west-1", by=NURSE, sites=["west"], services=["RIS"], event=event)

    assert desk.outages() == ()
