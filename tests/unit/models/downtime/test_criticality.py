"""Which service matters how much, and for how long it may be away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from downtimekit.errors import UnknownName
from downtimekit.models.downtime.criticality import CriticalityTier, ServiceCatalogue, ServiceCriticality
from downtimekit.models.downtime.tracks import Track

VITAL, ESSENTIAL, IMPORTANT = CriticalityTier.VITAL, CriticalityTier.ESSENTIAL, CriticalityTier.IMPORTANT


def service(name: str, tier: CriticalityTier, minutes: int, priority: int) -> ServiceCriticality:
    return ServiceCriticality(
        service=name, label=name, tier=tier, max_tolerable_minutes=minutes, backfill_priority=priority
    )


CATALOGUE = ServiceCatalogue(
    services=(
        service("scheduling", IMPORTANT, 480, 2),
        service("orders", VITAL, 30, 2),
        service("adt", ESSENTIAL, 60, 1),
    )
)


def test_records_are_entered_by_priority_and_then_by_what_matters_more() -> None:
    assert [each.service for each in CATALOGUE.by_backfill_priority()] == ["adt", "orders", "scheduling"]


def test_a_service_knows_until_when_it_may_be_away() -> None:
    down_at = datetime(2026, 3, 3, 14, tzinfo=UTC)
    track = Track(site="west", service="orders", down_at=down_at)

    assert CATALOGUE.service("orders").exceeded_at(track) == down_at + timedelta(minutes=30)
    with pytest.raises(UnknownName) as caught:
        CATALOGUE.service("pacs")
    assert caught.value.known == ("adt", "orders", "scheduling")


def test_a_catalogue_that_is_in_order_raises_no_concern() -> None:
    assert list(CATALOGUE.concerns()) == []


def test_a_service_that_matters_more_and_may_be_away_for_longer_is_told() -> None:
    odd = ServiceCatalogue(services=(service("orders", VITAL, 120, 1), service("adt", ESSENTIAL, 60, 1)))

    assert [(concern.path, concern.source) for concern in odd.concerns()] == [
        ("services[0]", "45 CFR 164.308(a)(7)(ii)(E)")
    ]


def test_a_service_stands_in_the_catalogue_once() -> None:
    with pytest.raises(ValidationError, match="a service more than once"):
        ServiceCatalogue(services=(CATALOGUE.services[0], CATALOGUE.services[0]))
    with pytest.raises(ValidationError):
        ServiceCatalogue(services=())
    assert ServiceCatalogue.model_validate_json(CATALOGUE.model_dump_json()) == CATALOGUE
