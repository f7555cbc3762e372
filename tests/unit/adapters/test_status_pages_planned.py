"""Planned work stands on a public page as what it is, from its announcement to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import anyio
import pytest
from attrs import evolve

from downtimekit.adapters._http import Line
from downtimekit.adapters.instatus import InstatusSettings
from downtimekit.adapters.statuspage import StatuspageSettings
from downtimekit.errors import InvalidInput
from downtimekit.models.facts import NoticeOwed
from downtimekit.models.notice import NoticeEvent
from downtimekit.models.reading import read
from downtimekit.ports import Journal
from tests.status_pages import (
    BACK,
    BEGAN,
    TOKEN,
    VALIDATING,
    WINDOW,
    FakeInstatus,
    FakePage,
    FakeStatuspage,
    a_notice,
    instatus,
    page_of,
    part,
    statuspage,
    told,
)
from tests.walks import bad_morning, twelve_sites, walked

PLANNED, EXTENDED, STARTED, UPDATE = (
    NoticeEvent.PLANNED,
    NoticeEvent.EXTENDED,
    NoticeEvent.STARTED,
    NoticeEvent.UPDATE,
)
CHECKED = NoticeEvent.VALIDATING
LATER = WINDOW | {"ends": BEGAN + timedelta(hours=12)}


def test_statuspage_shows_planned_work_from_its_announcement_to_its_end() -> None:
    page = FakeStatuspage()
    steps = [
        (a_notice(PLANNED, **WINDOW), "scheduled", None),
        (a_notice(EXTENDED, minutes=60, **LATER), "scheduled", None),
        (a_notice(STARTED, minutes=540, **WINDOW), "in_progress", "under_maintenance"),
        (
            a_notice(NoticeEvent.VALIDATING, part(state=VALIDATING), minutes=600, **WINDOW),
            "verifying",
            "under_maintenance",
        ),
        (a_notice(NoticeEvent.RELEASED, BACK, minutes=660, **WINDOW), "completed", "operational"),
    ]
    with page_of(page) as server:
        for notice, status, state in steps:
            anyio.run(statuspage(server.url("")).send, told(notice))
            (incident,) = page.incidents
            assert (incident["status"], page.states.get("cRis")) == (status, state)
            assert incident["component_ids"] == ["cRis"]
            if notice.event is EXTENDED:
                assert incident["scheduled_until"] == LATER["ends"].isoformat()


def test_instatus_shows_planned_work_as_a_maintenance() -> None:
    page = FakeInstatus()
    steps = [
        (a_notice(PLANNED, **WINDOW), "NOTSTARTEDYET"),
        (a_notice(EXTENDED, minutes=60, **LATER), "NOTSTARTEDYET"),
        (a_notice(STARTED, minutes=540, **WINDOW), "INPROGRESS"),
        (a_notice(NoticeEvent.RELEASED, BACK, minutes=660, **WINDOW), "COMPLETED"),
    ]
    with page_of(page) as server:
        for notice, status in steps:
            anyio.run(instatus(server.url("")).send, told(notice))
            (maintenance,) = page.maintenances
            assert maintenance["status"] == status
            if notice.event is EXTENDED:
                assert maintenance["end"] == LATER["ends"].isoformat()
    assert page.incidents == []


def shown_of(walk: tuple[Journal, str], page: FakePage) -> list[tuple[str, str | None]]:
    """Put every notice of a downtime on a page, and return how its incident and its one component stood after each."""
    journal, id = walk
    make = statuspage if isinstance(page, FakeStatuspage) else instatus
    shown = []
    with page_of(page) as server:
        for _, fact in walked(journal, id):
            if isinstance(fact, NoticeOwed):
                channel = make(server.url(""), components={"RIS": "c1"})
                anyio.run(channel.send, evolve(told(fact.notice), thread=id))
                (incident,) = page.incidents or getattr(page, "maintenances", [])
                shown.append((incident["status"], page.states.get("c1")))
    return shown


def test_a_bad_morning_is_one_incident_from_the_first_notice_to_the_last() -> None:
    shown = shown_of(bad_morning(), FakeStatuspage())

    assert list(dict.fromkeys(shown)) == [
        ("investigating", "major_outage"),
        ("identified", "major_outage"),
        ("resolved", "operational"),
    ]


def test_work_at_twelve_sites_is_not_over_when_four_of_them_are_back() -> None:
    statuses = [status for status, _ in shown_of(twelve_sites(), FakeInstatus())]
    shown = shown_of(twelve_sites(), FakeStatuspage())

    assert list(dict.fromkeys(shown)) == [
        ("scheduled", None),
        ("in_progress", "under_maintenance"),
        ("in_progress", "major_outage"),
        ("in_progress", "partial_outage"),
    ]
    assert list(dict.fromkeys(statuses)) == ["NOTSTARTEDYET", "INPROGRESS"]


@pytest.mark.parametrize("make", [statuspage, instatus])
def test_planned_work_without_an_end_is_an_incident(make: Callable[..., Any]) -> None:
    """Both vendors want to know when a window ends."""
    page = FakeStatuspage() if make is statuspage else FakeInstatus()
    with page_of(page) as server:
        anyio.run(make(server.url("")).send, told(a_notice(PLANNED, **WINDOW | {"ends": None})))

    assert [incident["status"].lower() for incident in page.incidents] == ["identified"]


def test_an_outage_that_is_told_as_planned_work_later_stays_an_incident() -> None:
    """Statuspage keeps the two apart, and would refuse the update."""
    page = FakeStatuspage()
    with page_of(page) as server:
        for notice in (a_notice(STARTED), a_notice(UPDATE, minutes=9, **WINDOW | {"since": BEGAN})):
            anyio.run(statuspage(server.url("")).send, told(notice))

    assert [incident["status"] for incident in page.incidents] == ["identified"]


@pytest.mark.parametrize("make", [statuspage, instatus])
def test_a_page_is_not_asked_over_a_line_that_may_not_go_there(make: Callable[..., Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        make("https://10.1.2.3", line=Line())

    assert "10.1" not in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"page": "p1/../p2"}, "page"),
        ({"components": {"ris/west": "c 1"}}, "components"),
        ({"components": {"ris west": "c1"}}, "components"),
        ({"token": "a\r\nX: planted"}, "token"),
        ({"language": "klingon!"}, "language"),
        ({"tiers": {"paper": "planted"}}, "tiers"),
    ],
)
@pytest.mark.parametrize("settings", [StatuspageSettings, InstatusSettings])
def test_settings_that_cannot_be_are_told_without_what_stands_there(
    settings: type[StatuspageSettings | InstatusSettings], wrong: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(settings, {"page": "p1", "token": TOKEN} | wrong, source="settings")

    assert [fault.path.partition(".")[0].partition("[")[0] for fault in caught.value.faults] == [path]
    assert "planted" not in str(caught.value)
