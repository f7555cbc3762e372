"""What answers and what does not suggests what is down; a person decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from downtimekit.models.downtime import OutageTarget
from downtimekit.models.downtime.reach import Endpoint, Reach, suggested_target

NOW = datetime(2026, 3, 3, 14, tzinfo=UTC)
INTERNET, PRIMARY, DOCUMENTS = Endpoint
WAN, VENDOR, REGION = OutageTarget.CUSTOMER_WAN, OutageTarget.VENDOR_OFFLINE, OutageTarget.REGIONAL_CLOUD


def tried(what: str, *, minutes_ago: float = 1) -> list[Reach]:
    """Return trials from words such as ``west:p-i+``: primary does not answer, internet does."""
    endpoints = {"i": INTERNET, "p": PRIMARY, "d": DOCUMENTS}
    return [
        Reach(site=site, endpoint=endpoints[letter], answers=sign == "+", at=NOW - timedelta(minutes=minutes_ago))
        for site, _, signs in (part.partition(":") for part in what.split())
        for letter, sign in zip(signs[::2], signs[1::2], strict=True)
    ]


@pytest.mark.parametrize(
    ("what", "target"),
    [
        ("", None),
        ("west:i+d-", None),
        ("west:p+", None),
        ("west:p+d-", None),
        ("west:i+p-d-", REGION),
        ("west:p-d-", REGION),
        ("west:i+p-d+", VENDOR),
        ("west:i+p-", VENDOR),
        ("west:i-p-d-", WAN),
        ("west:i-p-", WAN),
        # two sites: one that is cut off says nothing about the vendor
        ("west:i-p-d- east:i+p-d-", REGION),
        ("west:i-p-d- east:i+p-d+", VENDOR),
        ("west:i-p-d- east:i-p-d-", WAN),
        ("west:i-p-d- east:i+p+", WAN),
        ("west:i+p-d- east:i+p+", None),
        ("west:i+p-d- east:i+p-d+", VENDOR),
    ],
)
def test_what_was_tried_suggests_what_is_down(what: str, target: OutageTarget | None) -> None:
    suggestion = suggested_target(tried(what), at=NOW)

    assert (suggestion and suggestion.target) == target
    assert suggestion is None or suggestion.reasons


def test_a_regional_disruption_is_suggested_with_its_reasons() -> None:
    suggestion = suggested_target(tried("west:i+p-d- east:p-"), at=NOW)

    assert suggestion
    assert suggestion.reasons == (
        "the vendor's system does not answer at east, west",
        "the document site does not answer at west",
        "the internet was not tried at east: it may be the cause there",
        "the internet answers at west",
    )


def test_a_person_is_told_what_to_try_next() -> None:
    suggestion = suggested_target(tried("west:p-"), at=NOW)

    assert suggestion
    assert suggestion.reasons[1] == "the document site was not tried: try it, to tell a region from the vendor"


def test_the_last_trial_counts_and_old_or_future_ones_do_not() -> None:
    down, up = tried("west:i+p-d-", minutes_ago=5), tried("west:p+", minutes_ago=1)

    assert suggested_target([*up, *down], at=NOW) is None
    assert suggested_target([*tried("west:p+", minutes_ago=6), *down], at=NOW)
    assert suggested_target(down, at=NOW + timedelta(minutes=11)) is None
    assert suggested_target(down, at=NOW + timedelta(minutes=11), not_older_than=timedelta(minutes=20))
    assert suggested_target(down, at=NOW - timedelta(hours=1)) is None
