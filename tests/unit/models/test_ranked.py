"""Scales are compared by their place, and not by their letters."""

from __future__ import annotations

import pytest

from downtimekit.models.downtime import AccessTier
from downtimekit.models.downtime.criticality import CriticalityTier
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.ranked import Ranked, Severity


@pytest.mark.parametrize("scale", [Severity, AccessTier, CriticalityTier, TrackState])
def test_every_member_is_greater_than_those_before_it(scale: type[Ranked]) -> None:
    members = list(scale)

    assert sorted(members, key=str) != members, "letters would do, and the test could not fail"
    for place, member in enumerate(members):
        assert all(member > before for before in members[:place])
        assert all(before < member for before in members[:place])
        assert member >= scale(member.value)
        assert member <= scale(member.value)
    assert max(members) is members[-1]


def test_a_scale_is_compared_with_its_own_words_only() -> None:
    assert Severity.CRITICAL > "low"
    with pytest.raises(ValueError, match="not a valid Severity"):
        _ = Severity.LOW < "paper"
