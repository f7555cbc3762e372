"""How services stand is told of few groups, and read of each service at each site."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.models.downtime import AccessTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.notice import Alike, Component, NoticeFacts, alike
from tests.ward import BEGAN

DOWN, BACK = TrackState.DOWN, TrackState.RELEASED
TRACKS = list(product(["west", "east", "north"], ["ris", "pacs"]))


def part(service: str, site: str, state: TrackState = DOWN, tier: AccessTier = AccessTier.PAPER) -> Component:
    return Component(service=service, site=site, state=state, tier=tier)


def facts(*parts: Component) -> NoticeFacts:
    return NoticeFacts(downtime="west-1", since=BEGAN, call="4711", zone="UTC", stands=alike(parts))


def test_what_all_stands_the_same_is_told_once() -> None:
    told = facts(*(part(service, site) for site, service in TRACKS))

    assert told.stands == (
        Alike(services=("ris", "pacs"), sites=("west", "east", "north"), state=DOWN, tier=AccessTier.PAPER),
    )
    assert told.components == tuple(part(service, site) for site, service in TRACKS)


def test_a_service_that_is_down_at_fewer_sites_is_told_by_itself() -> None:
    told = facts(part("ris", "west"), part("ris", "east"), part("pacs", "west"), part("pacs", "east", BACK))

    assert [(group.services, group.sites, group.state) for group in told.stands] == [
        (("ris",), ("west", "east"), DOWN),
        (("pacs",), ("west",), DOWN),
        (("pacs",), ("east",), BACK),
    ]
    assert not told.is_over


def test_nothing_is_over_where_nothing_is_told_of() -> None:
    assert not facts().is_over
    assert facts(part("ris", "west", BACK), part("pacs", "east", BACK)).is_over


@given(st.dictionaries(st.sampled_from(TRACKS), st.tuples(st.sampled_from(TrackState), st.sampled_from(AccessTier))))
def test_no_track_is_lost_or_made_up(
    stands: dict[tuple[str, str], tuple[TrackState, AccessTier]],
) -> None:
    parts = {part(service, site, state, tier) for (site, service), (state, tier) in stands.items()}
    told = NoticeFacts.model_validate_json(facts(*parts).model_dump_json())

    assert set(told.components) == parts
    assert len(told.components) == len(parts)
