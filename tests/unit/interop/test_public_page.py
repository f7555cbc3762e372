"""What the public reads follows from the fields of a notice, and how a page stands from nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from downtimekit.interop.public_words import LANGUAGES, is_to_come, public_text
from downtimekit.interop.status_page import ComponentState, Stage, component_states, components_of, stage
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Component, Notice, NoticeEvent
from tests.made_up import made_up
from tests.status_pages import BEGAN, a_notice, part

DOWN, VALIDATING, RELEASED = TrackState.DOWN, TrackState.VALIDATING, TrackState.RELEASED
LIVE, SLOW, READ_ONLY, PAPER = AccessTier.LIVE, AccessTier.DEGRADED, AccessTier.READ_ONLY, AccessTier.PAPER
WINDOW: dict[str, Any] = {
    "scheduled": True,
    "since": BEGAN + timedelta(days=1),
    "ends": BEGAN + timedelta(days=1, hours=2),
}
RUNNING: dict[str, Any] = {"scheduled": True, "since": BEGAN, "ends": BEGAN + timedelta(hours=2)}
EVENT = NoticeEvent


def lines(notice: Notice, language: str = "en", **labels: str) -> list[str]:
    text = public_text(notice, language=language, labels=labels)
    assert text is not None
    return [text.subject, *text.body.splitlines()]


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        (
            a_notice(EVENT.STARTED, part(), part(site="east"), part("pacs", tier=READ_ONLY)),
            [
                "Disruption: ris, pacs",
                "ris (west, east): not available; work goes on on paper",
                "pacs (west): can be read; nothing can be entered",
                "Since 2026-03-10 09:00 EDT.",
            ],
        ),
        (
            a_notice(EVENT.RELEASED, part(state=RELEASED, tier=LIVE), part("pacs", state=VALIDATING)),
            [
                "Disruption: ris, pacs",
                "ris (west): in use again",
                "pacs (west): works again, and is being checked before it is used",
                "Since 2026-03-10 09:00 EDT.",
            ],
        ),
        (
            a_notice(EVENT.RELEASED, part(state=RELEASED, tier=SLOW), ended_at=BEGAN + timedelta(hours=1)),
            [
                "Disruption: ris",
                "ris (west): slow, or works in part",
                "Since 2026-03-10 09:00 EDT.",
                "Over since 2026-03-10 10:00 EDT.",
            ],
        ),
        (
            a_notice(EVENT.PLANNED, **WINDOW),
            ["Planned work: ris", "ris (west)", "From 2026-03-11 09:00 EDT to 2026-03-11 11:00 EDT."],
        ),
        (a_notice(EVENT.STOOD_DOWN), ["Disruption: ris", "There was no disruption: it was a false alarm."]),
        (a_notice(EVENT.STOOD_DOWN, **WINDOW), ["Planned work: ris", "The work was called off."]),
    ],
)
def test_the_public_is_told_what_stands_how_and_since_when(notice: Notice, expected: list[str]) -> None:
    assert lines(notice) == expected


def test_a_downtime_of_nothing_in_particular_has_a_title_all_the_same() -> None:
    notice = a_notice(EVENT.UPDATE)
    assert notice.facts is not None
    bare = notice.model_copy(update={"facts": notice.facts.model_copy(update={"stands": ()})})

    assert lines(bare) == ["Disruption", "Since 2026-03-10 09:00 EDT."]


def test_services_and_sites_are_called_as_the_public_calls_them() -> None:
    assert lines(a_notice(EVENT.STARTED), ris="Radiology", west="West Clinic")[1].startswith(
        "Radiology (West Clinic): "
    )


@pytest.mark.parametrize(
    ("language", "title"), [("es", "Interrupción: ris"), ("es-MX", "Interrupción: ris"), ("tlh", "Disruption: ris")]
)
def test_a_language_without_words_is_english(language: str, title: str) -> None:
    assert lines(a_notice(EVENT.STARTED), language)[0] == title


@given(made_up(Notice))
def test_whatever_is_told_has_public_words_of_its_fields_alone(notice: Notice) -> None:
    planted = notice.model_copy(update={"subject": "planted", "body": "planted", "short": "planted"})
    for language in LANGUAGES:
        text = public_text(planted, language=language)
        assert (text is None) == (notice.facts is None)
        assert text is None or ("planted" not in f"{text}" and "{" not in text.subject and len(text.subject) <= 200)


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        (a_notice(EVENT.STARTED), Stage.INVESTIGATING),
        (a_notice(EVENT.UPDATE, target="customer_ris"), Stage.IDENTIFIED),
        (a_notice(EVENT.IDENTIFIED), Stage.IDENTIFIED),
        (a_notice(EVENT.VALIDATING, part(state=VALIDATING)), Stage.MONITORING),
        (a_notice(EVENT.VALIDATING, part(state=VALIDATING), part("pacs")), Stage.INVESTIGATING),
        (a_notice(EVENT.RELEASED, part(state=RELEASED)), Stage.RESOLVED),
        (a_notice(EVENT.RELEASED, part(state=RELEASED), part("pacs")), Stage.INVESTIGATING),
        (a_notice(EVENT.STOOD_DOWN), Stage.RESOLVED),
        (a_notice(EVENT.CLOSED), Stage.RESOLVED),
        (a_notice(EVENT.PLANNED, **WINDOW), Stage.SCHEDULED),
        (a_notice(EVENT.EXTENDED, **WINDOW), Stage.SCHEDULED),
        (a_notice(EVENT.EXTENDED, minutes=60, **RUNNING), Stage.IN_PROGRESS),
        (a_notice(EVENT.VALIDATING, part(state=VALIDATING), minutes=60, **RUNNING), Stage.VERIFYING),
        (a_notice(EVENT.RELEASED, part(state=RELEASED), minutes=60, **RUNNING), Stage.COMPLETED),
        (a_notice(EVENT.STOOD_DOWN, **WINDOW), Stage.COMPLETED),
        (a_notice(EVENT.RELEASED).model_copy(update={"facts": None}), Stage.RESOLVED),
        (a_notice(EVENT.VALIDATING).model_copy(update={"facts": None}), Stage.MONITORING),
        (a_notice(EVENT.OTHER).model_copy(update={"facts": None}), Stage.INVESTIGATING),
    ],
)
def test_how_far_an_incident_has_come_follows_from_how_its_services_stand(notice: Notice, expected: Stage) -> None:
    assert stage(notice) is expected


def test_an_incident_is_not_over_as_long_as_something_else_of_it_is_down() -> None:
    for event, expected in ((EVENT.RELEASED, Stage.IDENTIFIED), (EVENT.STOOD_DOWN, Stage.IDENTIFIED)):
        released = a_notice(event, part(state=RELEASED), target="power", out_elsewhere=("ris",))
        assert stage(released) is expected
        assert lines(released)[-2] == "Still out at other sites: ris." or event is EVENT.STOOD_DOWN


@pytest.mark.parametrize(
    ("component", "facts", "expected"),
    [
        (part(state=RELEASED, tier=LIVE), {}, "partial_outage"),
        (part(tier=SLOW), {}, "partial_outage"),
        (part(), {}, "major_outage"),
        (part(state=RELEASED, tier=LIVE), RUNNING, "under_maintenance"),
        (part(), RUNNING, "under_maintenance"),
    ],
)
@pytest.mark.parametrize("components", [{"ris": "c1"}, {"ris/west": "c1", "ris/east": "c1"}])
def test_a_component_for_several_sites_does_not_work_as_long_as_it_is_out_at_one(
    component: Component, facts: dict[str, Any], expected: str, components: dict[str, str]
) -> None:
    notice = a_notice(EVENT.UPDATE, component, minutes=5, out_elsewhere=("ris",), **facts)

    assert component_states(notice, components=components) == {"c1": ComponentState(expected)}


def test_a_component_for_one_site_works_whatever_is_out_elsewhere() -> None:
    notice = a_notice(EVENT.RELEASED, part(state=RELEASED, tier=LIVE), out_elsewhere=("ris", "pacs"))

    assert component_states(notice, components={"ris/west": "c1", "ris/east": "c2"}) == {
        "c1": ComponentState.OPERATIONAL
    }


@pytest.mark.parametrize("of", Stage)
@pytest.mark.parametrize("other", Stage)
def test_an_incident_never_changes_its_sort(of: Stage, other: Stage) -> None:
    assert of.beside(other).is_planned == other.is_planned
    assert of.beside(other).is_last == of.is_last


@pytest.mark.parametrize(
    ("component", "facts", "expected"),
    [
        (part(tier=PAPER), {}, "major_outage"),
        (part(tier=READ_ONLY), {}, "partial_outage"),
        (part(tier=AccessTier.LOCAL_SNAPSHOT), {}, "partial_outage"),
        (part(tier=SLOW), {}, "degraded_performance"),
        (part(tier=LIVE), {}, "major_outage"),
        (part(state=VALIDATING), {}, "major_outage"),
        (part(state=RELEASED, tier=LIVE), {}, "operational"),
        (part(state=RELEASED, tier=SLOW), {}, "degraded_performance"),
        (part(), RUNNING, "under_maintenance"),
        (part(state=VALIDATING), RUNNING, "under_maintenance"),
        (part(state=RELEASED, tier=LIVE), RUNNING, "operational"),
    ],
)
def test_a_component_is_as_bad_as_what_people_can_do(
    component: Component, facts: dict[str, Any], expected: str
) -> None:
    notice = a_notice(EVENT.UPDATE, component, minutes=5, **facts)

    assert component_states(notice, components={"ris": "c1"}) == {"c1": ComponentState(expected)}


def test_one_component_for_several_sites_is_as_bad_as_the_worst_and_partly_out_where_only_some_are() -> None:
    components = {"ris/west": "c1", "ris/east": "c1", "pacs": "c2"}

    def states(*parts: Component) -> dict[str, str]:
        found = component_states(a_notice(EVENT.UPDATE, *parts, minutes=1), components=components)
        return {component: state.value for component, state in found.items()}

    assert states(part(), part(site="east")) == {"c1": "major_outage"}
    assert states(part()) == {"c1": "partial_outage"}
    assert states(part(), part(site="east", state=RELEASED, tier=LIVE)) == {"c1": "partial_outage"}
    assert states(part(tier=SLOW), part("pacs", "north")) == {"c1": "degraded_performance", "c2": "major_outage"}
    assert states(part("lis")) == {}


def test_before_planned_work_begins_no_component_is_down() -> None:
    notice = a_notice(EVENT.PLANNED, **WINDOW)

    assert is_to_come(notice)
    assert component_states(notice, components={"ris": "c1"}) == {}
    assert components_of(notice, components={"ris": "c1"}) == ("c1",)


@pytest.mark.parametrize(("minutes", "expected"), [(119, "under_maintenance"), (120, "major_outage")])
def test_planned_work_that_goes_past_its_end_is_an_outage(minutes: int, expected: str) -> None:
    notice = a_notice(EVENT.UPDATE, part(), minutes=minutes, **RUNNING)

    assert component_states(notice, components={"ris": "c1"}) == {"c1": ComponentState(expected)}


def test_a_false_alarm_sets_every_component_back() -> None:
    assert component_states(a_notice(EVENT.STOOD_DOWN), components={"ris": "c1"}) == {"c1": ComponentState.OPERATIONAL}
