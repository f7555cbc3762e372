"""Two clocks and two people: an entry is never earlier than the event, and never dated back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.capture import Capture
from downtimekit.models.chart import ChartEntry
from downtimekit.models.late_entry import LABEL, LateEntry, LateEntryPolicy, dating_concerns
from downtimekit.models.reading import read
from tests.clinic import NINE, a_therapist_note

SAID = {
    "occurred_at": NINE,
    "performed_by": "Tess Tanaka, LCSW",
    "recorded_at": NINE + timedelta(hours=6),
    "entered_by": "Robin Roe",
}


def late(**otherwise: object) -> LateEntry:
    """Return an entry that was made six hours after a session at nine, by a clerk."""
    return LateEntry.model_validate(SAID | otherwise)


def codes(entry: LateEntry, *, after: timedelta, policy: Mapping[str, timedelta] | None = None) -> list[str]:
    """Return what speaks against an entry that is taken in some time after it was made."""
    taken_in_at = entry.recorded_at + after
    return [c.code for c in dating_concerns(entry, taken_in_at=taken_in_at, policy=LateEntryPolicy(**policy or {}))]


def test_everything_that_is_back_filled_has_two_clocks_and_two_people() -> None:
    four = {"occurred_at", "performed_by", "recorded_at", "entered_by"}
    for model in (LateEntry, Capture):
        assert {name for name in four if model.model_fields[name].is_required()} == four
    assert ChartEntry.model_fields["late"].annotation is LateEntry
    assert ChartEntry.model_fields["late"].is_required()


def test_an_entry_is_never_earlier_than_the_event() -> None:
    with pytest.raises(InvalidInput, match="an entry is never dated back") as refused:
        read(LateEntry, SAID | {"recorded_at": NINE - timedelta(seconds=1)}, source="entry")

    assert "2026" not in str(refused.value)
    assert late(recorded_at=NINE).delay == timedelta(0)


def test_the_hour_that_comes_twice_is_not_taken_for_a_step_back() -> None:
    zone = ZoneInfo("America/New_York")
    entry = late(
        occurred_at=datetime(2026, 11, 1, 1, 50, tzinfo=zone),
        recorded_at=datetime(2026, 11, 1, 1, 10, tzinfo=zone, fold=1),
    )

    assert entry.delay == timedelta(minutes=20)
    assert LateEntry.model_validate_json(entry.model_dump_json()) == entry


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        read(LateEntry, SAID | {"occurred_at": "2026-03-03T09:00", "recorded_at": "2026-03-03T15:00"}, source="entry")

    assert [fault.path for fault in refused.value.faults] == ["occurred_at", "recorded_at"]


@pytest.mark.parametrize(
    ("said", "entered_for"),
    [
        ({}, "Tess Tanaka, LCSW"),
        ({"entered_by": "Tess Tanaka, LCSW"}, None),
        ({"entered_by": "TESS TANAKA,  lcsw"}, None),
        ({"on_behalf_of": "Sam Sato, PhD"}, "Sam Sato, PhD"),
        ({"entered_by": "Tess Tanaka, LCSW", "on_behalf_of": "Sam Sato, PhD"}, "Sam Sato, PhD"),
    ],
    ids=["a clerk", "themselves", "in capitals", "a clerk for the supervisor", "themselves for the supervisor"],
)
def test_an_entry_says_in_whose_name_it_was_made(said: dict[str, object], entered_for: str | None) -> None:
    entry = late(**said)

    assert entry.entered_for == entered_for
    assert (f"on behalf of {entered_for}" in entry.statement) is (entered_for is not None)


@pytest.mark.parametrize("behalf", ["Robin Roe", "robin roe"])
def test_nobody_enters_on_their_own_behalf_and_both_faults_are_told(behalf: str) -> None:
    wrong = {"on_behalf_of": behalf, "recorded_at": NINE - timedelta(hours=1)}
    with pytest.raises(InvalidInput) as refused:
        read(LateEntry, SAID | wrong, source="entry")

    assert "dated back" in str(refused.value)
    assert "on their own behalf" in str(refused.value)


def test_a_late_entry_is_labelled_as_one() -> None:
    statement = late(occurred_at=datetime.fromisoformat("2026-03-03T09:00-05:00")).statement

    assert statement == (
        f"{LABEL}: of 2026-03-03 09:00-05:00, by Tess Tanaka, LCSW; "
        "entered 2026-03-03 20:00+00:00 by Robin Roe on behalf of Tess Tanaka, LCSW, after system downtime"
    )


def test_an_entry_that_is_taken_in_at_once_is_beyond_doubt() -> None:
    assert codes(late(), after=timedelta(0)) == []


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (timedelta(minutes=-5), []),
        (timedelta(minutes=-6), ["entry_in_future"]),
        (timedelta(hours=-7), ["event_in_future", "entry_in_future"]),
        (timedelta(days=7), []),
        (timedelta(days=7, seconds=1), ["entry_dated_back"]),
    ],
)
def test_an_entry_is_dated_when_it_was_made(after: timedelta, found: list[str]) -> None:
    assert codes(late(), after=after) == found


def test_an_entry_is_not_compared_with_a_clock_that_could_hang_anywhere() -> None:
    with pytest.raises(InvalidInput, match="needs a time zone"):
        list(dating_concerns(late(), taken_in_at=datetime(2026, 3, 4, 9)))  # noqa: DTZ001  (what is wrong with it)


def test_a_payer_may_limit_how_late_an_entry_is() -> None:
    alabama = {"longest_delay": timedelta(days=45)}
    entries = [late(recorded_at=NINE + timedelta(days=days)) for days in (45, 46)]

    assert [codes(entry, after=timedelta(0), policy=alabama) for entry in entries] == [[], ["entered_too_late"]]
    assert codes(entries[1], after=timedelta(0)) == []


def test_the_limits_hold_across_a_change_of_the_clocks() -> None:
    zone = ZoneInfo("America/New_York")
    entry = late(recorded_at=datetime(2026, 3, 8, 6, 58, tzinfo=UTC))
    concerns = dating_concerns(entry, taken_in_at=datetime(2026, 3, 8, 1, 55, tzinfo=zone))

    assert list(concerns) == []


def test_a_capture_is_a_late_entry_itself() -> None:
    capture = Capture.model_validate(
        SAID | {"id": "c1", "patient": {}, "content": a_therapist_note(), "on_behalf_of": "Sam Sato, PhD"}
    )

    assert isinstance(capture, LateEntry)
    assert capture.entered_for == "Sam Sato, PhD"
    with pytest.raises(InvalidInput, match="never dated back"):
        read(Capture, capture.model_dump() | {"recorded_at": NINE - timedelta(days=1)}, source="sheet")
