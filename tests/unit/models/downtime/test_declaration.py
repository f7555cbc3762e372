"""What is declared: one downtime, whatever kind it is of."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from downtimekit.errors import InvalidInput
from downtimekit.models.downtime import (
    AccessTier,
    Cause,
    Downtime,
    OutageTarget,
    Scheduled,
    ServiceAccess,
    Severity,
    Unscheduled,
    Window,
)
from downtimekit.models.downtime.tracks import TrackState, roll_up_by_site
from downtimekit.models.facts import FACT, Declared
from tests.ward import BEGAN, NURSE, a_downtime, after

READ_ONLY = ServiceAccess(service="RIS", tier=AccessTier.READ_ONLY, as_of=BEGAN)


def test_a_declaration_of_the_last_version_is_read_as_an_outage_of_which_nothing_is_known() -> None:
    written = """{"kind": "declared", "phase": "declared", "downtime": {
        "id": "west-1", "playbook": "unscheduled", "playbook_digest": "0", "sites": ["west"], "services": ["RIS"],
        "interfaces": ["adt-in"], "update_every_minutes": 30, "began_at": "2026-03-03T13:52:00Z",
        "zone": "America/New_York", "call": "the IT help desk", "drill": false}}"""
    fact = FACT.validate_json(written)

    assert isinstance(fact, Declared)
    assert fact.downtime.event == Unscheduled()
    assert FACT.validate_json(FACT.dump_json(fact)) == fact


@pytest.mark.parametrize(
    "event",
    [
        Unscheduled(
            target=OutageTarget.CUSTOMER_WAN,
            cause=Cause.CYBER_ATTACK,
            severity=Severity.CRITICAL,
            detected_at=after(2),
            reported_by=NURSE,
        ),
        Scheduled(
            window=Window.model_validate(
                {"zone": "Europe/Berlin", "starts": "2026-03-29T01:30", "ends": "2026-03-29T03:30"}
            ),
            expected_impact="The RIS can be read, and nothing can be entered.",
        ),
    ],
    ids=lambda event: event.kind,
)
def test_a_declaration_goes_through_json_unharmed(event: Unscheduled | Scheduled) -> None:
    downtime = a_downtime(event=event, access=[READ_ONLY])

    assert Downtime.model_validate_json(downtime.model_dump_json()) == downtime
    assert json.loads(downtime.model_dump_json())["event"]["kind"] == event.kind


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sites": ["west", "west"]}, "has a name more than once"),
        ({"services": []}, "at least 1 item"),
        ({"interfaces": ["adt-in", "adt-in"]}, "has a name more than once"),
        ({"event": {"kind": "unscheduled", "detected_at": after(-1)}}, "was detected before it began"),
        ({"event": {"kind": "drill"}}, "kind"),
        ({"access": [READ_ONLY.model_copy(update={"service": "PACS"})]}, "access 1 is about a service"),
        ({"access": [READ_ONLY, READ_ONLY.model_copy(update={"site": "east"})]}, "access 2 is about a site"),
        ({"access": [READ_ONLY, READ_ONLY]}, "told more than once"),
    ],
)
def test_a_declaration_that_does_not_fit_together_is_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Downtime.model_validate(a_downtime().model_dump() | fields)


def test_all_that_does_not_fit_together_is_told_at_once() -> None:
    stray = ServiceAccess(service="PACS", site="east", tier=AccessTier.PAPER)
    early = Unscheduled(detected_at=BEGAN - timedelta(minutes=1))
    with pytest.raises(ValidationError) as caught:
        a_downtime(event=early, access=[stray])

    assert str(caught.value).count(";") == 2


def test_a_service_is_used_as_is_said_of_the_site_or_else_of_all_or_else_on_paper() -> None:
    downtime = a_downtime(
        sites=("west", "east"),
        services=("RIS", "PACS"),
        access=[READ_ONLY, ServiceAccess(service="RIS", site="east", tier=AccessTier.DEGRADED)],
    )

    assert downtime.tier("RIS", site="west") is AccessTier.READ_ONLY
    assert downtime.tier("RIS", site="east") is AccessTier.DEGRADED
    assert downtime.tier("PACS", site="west") is AccessTier.PAPER


@pytest.mark.parametrize(("extent", "tier"), [("read_only", AccessTier.READ_ONLY), ("full", AccessTier.PAPER)])
def test_planned_work_that_leaves_charts_readable_puts_no_service_on_paper(extent: str, tier: AccessTier) -> None:
    starts, ends = (f"{at:%Y-%m-%dT%H:%M}" for at in (BEGAN, BEGAN + timedelta(hours=2)))
    window = {"zone": "UTC", "starts": starts, "ends": ends}
    planned = Scheduled.model_validate({"window": window, "extent": extent})
    downtime = a_downtime(sites=("west", "east"), services=("RIS", "PACS"), event=planned, access=[READ_ONLY])

    assert downtime.tier("PACS", site="east") is tier
    assert downtime.tier("RIS", site="west") is AccessTier.READ_ONLY
    assert downtime.tier("LIS", site="west") is AccessTier.PAPER


def test_every_service_at_every_site_is_a_track_that_begins_when_the_downtime_does() -> None:
    tracks = a_downtime(sites=("west", "east"), services=("RIS", "PACS")).tracks()

    assert [(track.site, track.service) for track in tracks] == [
        ("west", "RIS"),
        ("west", "PACS"),
        ("east", "RIS"),
        ("east", "PACS"),
    ]
    assert {(track.down_at, track.state) for track in tracks} == {(BEGAN, TrackState.DOWN)}
    assert set(roll_up_by_site(tracks)) == {"west", "east"}


def test_planned_work_is_not_begun_after_it_has_ended() -> None:
    window = {"zone": "UTC", "starts": "2026-03-01T01:00", "ends": "2026-03-01T03:00"}

    with pytest.raises(ValidationError, match="begins after its planned work has ended"):
        a_downtime(event=Scheduled.model_validate({"window": window}))


def test_staff_are_told_by_the_clock_of_their_zone() -> None:
    downtime = a_downtime(zone="America/New_York")

    assert f"{downtime.local(BEGAN):%H:%M %Z}" == "08:52 EST"
    with pytest.raises(InvalidInput, match="needs a time zone"):
        downtime.local(BEGAN.replace(tzinfo=None))


@pytest.mark.parametrize("target", OutageTarget)
def test_every_target_has_words_for_staff(target: OutageTarget) -> None:
    assert target.label
    assert "_" not in target.label


def test_the_targets_of_the_vendor_s_procedure_keep_their_words() -> None:
    assert list(OutageTarget)[:4] == ["customer_wan", "customer_ris", "customer_pacs", "vendor_offline"]
