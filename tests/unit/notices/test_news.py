"""What a later notice makes of an earlier one, and which of them go out together."""

from __future__ import annotations

import pytest

from downtimekit.models.notice import Notice, NoticeEvent
from downtimekit.notices.news import News
from downtimekit.notices.policy import TellingPolicy, TellingRule
from tests.night import a_notice
from tests.ward import after

STARTED, UPDATE, RELEASED, LOST = (NoticeEvent(name) for name in ("started", "update", "released", "lost_again"))
OVERDUE, OTHER, PLANNED, CLOSED = (NoticeEvent(name) for name in ("overdue", "other", "planned", "closed"))


def a_row(*events: NoticeEvent, sites: tuple[tuple[str, ...], ...] = ()) -> list[Notice]:
    """Return notices of a topic each, one after the other."""
    where = sites or (("west",),) * len(events)
    return [
        a_notice(f"west-1/{number}/x", topic=f"t{number}", event=event, sites=where[number])
        for number, event in enumerate(events)
    ]


def outdated(notices: list[Notice]) -> list[int]:
    """Return the places of those that do not hold any more."""
    found = News.of(notices, TellingPolicy()).outdated
    return [place for place, notice in enumerate(notices) if notice.id in found]


@pytest.mark.parametrize(
    ("events", "places"),
    [
        ([STARTED, UPDATE], []),
        ([STARTED, UPDATE, RELEASED], [0, 1]),
        ([RELEASED, CLOSED], []),
        ([STARTED, RELEASED, LOST], [0, 1]),
        ([STARTED, RELEASED, LOST, RELEASED], [0, 1, 2]),
        ([OVERDUE, UPDATE], [0]),
        ([OVERDUE, OVERDUE], []),
        ([OVERDUE, OTHER], []),
        ([OVERDUE, RELEASED], [0]),
        ([OTHER, CLOSED], []),
        ([UPDATE, OVERDUE], []),
        ([PLANNED, CLOSED], [0]),
    ],
)
def test_what_does_not_hold_any_more(events: list[NoticeEvent], places: list[int]) -> None:
    assert outdated(a_row(*events)) == places


def test_what_was_released_at_one_site_is_still_told_as_down_at_the_other() -> None:
    both, west = ("west", "east"), ("west",)

    assert outdated(a_row(STARTED, RELEASED, sites=(both, west))) == []
    assert outdated(a_row(STARTED, RELEASED, sites=(west, both))) == [0]


def test_of_one_topic_the_last_one_counts_and_only_about_the_same() -> None:
    first, second = (a_notice(f"west-1/{n}/x", topic="update", event=UPDATE) for n in (1, 2))
    elsewhere = a_notice("west-1/3/x", topic="update", event=UPDATE, sites=("east",))
    nameless = [a_notice(f"west-1/{n}/x", topic="", event=UPDATE) for n in (4, 5)]

    assert outdated([first, second, elsewhere]) == [0]
    assert outdated(nameless) == []


@pytest.mark.parametrize(
    ("owed", "ends"),
    [
        ([0], [1]),
        ([0, 0.5, 0.9], [1, 1, 1]),
        ([0, 0.5, 1, 1.5], [1, 1, 2, 2]),
        ([0, 3], [1, 4]),
    ],
)
def test_the_first_one_opens_a_time_for_all_that_are_owed_within_it(owed: list[float], ends: list[float]) -> None:
    policy = TellingPolicy(rules=(TellingRule(events=(UPDATE,), gather_seconds=60),))
    notices = [a_notice(f"west-1/{n}/x", event=UPDATE, at=after(minute)) for n, minute in enumerate(owed)]
    alone = a_notice("west-1/99/x", event=STARTED)

    gathers = News.of([*notices, alone], policy).gathers_until
    assert [gathers[notice.id] for notice in notices] == [after(minute) for minute in ends]
    assert alone.id not in gathers
