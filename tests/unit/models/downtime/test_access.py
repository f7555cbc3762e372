"""What people can work with, and how old it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from downtimekit.models.downtime import FALLBACK, AccessTier, ServiceAccess, best_tier

AS_OF = datetime(2026, 3, 3, 11, 10, tzinfo=UTC)


def test_the_fallbacks_are_tried_in_the_written_order() -> None:
    assert list(FALLBACK) == ["live", "degraded", "read_only", "document_site", "local_snapshot", "paper"]


@pytest.mark.parametrize(
    ("available", "tier"),
    [
        (set(AccessTier), AccessTier.LIVE),
        ({AccessTier.LOCAL_SNAPSHOT, AccessTier.DOCUMENT_SITE}, AccessTier.DOCUMENT_SITE),
        ({AccessTier.LOCAL_SNAPSHOT}, AccessTier.LOCAL_SNAPSHOT),
        (set(), AccessTier.PAPER),
    ],
)
def test_the_best_that_is_left_is_used_and_paper_always_is(available: set[AccessTier], tier: AccessTier) -> None:
    assert best_tier(available) is tier


def test_a_clinic_may_have_its_own_order() -> None:
    order = (AccessTier.LOCAL_SNAPSHOT, AccessTier.READ_ONLY)

    assert best_tier({AccessTier.READ_ONLY, AccessTier.LOCAL_SNAPSHOT}, order=order) is AccessTier.LOCAL_SNAPSHOT
    assert best_tier({AccessTier.LIVE}, order=order) is AccessTier.PAPER


@pytest.mark.parametrize("tier", AccessTier)
def test_a_copy_says_how_old_it_is_and_nothing_else_does(tier: AccessTier) -> None:
    reads_only = tier in {AccessTier.READ_ONLY, AccessTier.DOCUMENT_SITE, AccessTier.LOCAL_SNAPSHOT}
    assert tier.is_read_only is reads_only
    assert tier.is_writable is (tier in {AccessTier.LIVE, AccessTier.DEGRADED})

    good, bad = (AS_OF, None) if reads_only else (None, AS_OF)
    assert ServiceAccess(service="RIS", tier=tier, as_of=good).as_of == good
    with pytest.raises(ValidationError, match="as of when its data is"):
        ServiceAccess(service="RIS", tier=tier, as_of=bad)


def test_what_is_read_only_carries_its_age_by_the_reader_s_clock() -> None:
    copy = ServiceAccess(service="RIS", tier=AccessTier.LOCAL_SNAPSHOT, as_of=AS_OF)

    assert copy.watermark(zone="America/New_York") == "READ ONLY - data as of 2026-03-03 06:10 EST"
    assert ServiceAccess(service="RIS", tier=AccessTier.LIVE).watermark(zone="UTC") == ""
