"""What stands on paper is what a clock on the wall showed, also in the nights when the clocks change."""

from __future__ import annotations

from typing import Any

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.forms import issued, read_keyed
from downtimekit.models.capture import Capture
from tests.paper import packets_of_the_day
from tests.ward import codes

ISSUED = {form.serial: form for form in issued(packets_of_the_day())}
_, TECH_NOTES, WORKSHEET = list(ISSUED)[3:6]
NOTES = {"exam": "Screening", "sides": ["right", "left"], "views": ["RCC", "LCC"], "technologist": "R. Ames"}
REPORT = {
    "density": "b",
    "assessment": "1",
    "recommendations": ["routine_screening"],
    "interpreted_by": "Dr. Imago",
    "interpreted_at": "2026-03-08 02:30",
    "status": "final",
}


def taken(
    content: dict[str, Any], *, serial: str = TECH_NOTES, zone: str | None = "America/New_York", **more: Any
) -> Capture:
    """Read a sheet that was keyed on the tenth."""
    said = {
        "serial": serial,
        "patient": {"mrn": "T-100251"},
        "performed_by": "R. Ames",
        "recorded_at": "2026-12-10T15:00:00-05:00",
        "entered_by": "É. Nagy",
        "content": content,
    }
    return read_keyed({**said, **more}, issued=ISSUED, source="sheet 7", zone=zone)


@pytest.mark.parametrize(
    ("written", "instant", "doubts"),
    [
        ("2026-03-03 09:40", "2026-03-03T09:40:00-05:00", []),
        ("2026-07-03T09:40", "2026-07-03T09:40:00-04:00", []),
        ("2026-03-08 02:30", "2026-03-08T03:00:00-04:00", ["time_nonexistent"]),
        ("2026-11-01 01:30", "2026-11-01T01:30:00-04:00", ["time_ambiguous"]),
        ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-05:00", []),
    ],
)
def test_a_time_on_a_sheet_is_read_by_the_clock_of_the_clinic(written: str, instant: str, doubts: list[str]) -> None:
    capture = taken(NOTES, occurred_at=written)

    assert capture.occurred_at.isoformat() == instant
    assert codes(capture.doubts) == doubts
    assert all(doubt.fields == ("occurred_at",) for doubt in capture.doubts)


def test_a_time_among_the_answers_is_in_doubt_with_its_field() -> None:
    capture = taken(REPORT, serial=WORKSHEET, doubts=[{"code": "illegible", "fields": ["density"]}])

    assert [(doubt.code.value, doubt.fields) for doubt in capture.doubts] == [
        ("illegible", ("density",)),
        ("time_nonexistent", ("interpreted_at",)),
    ]
    assert capture.occurred_at.isoformat() == "2026-03-08T03:00:00-04:00"


def test_without_a_zone_nobody_knows_when_it_was() -> None:
    with pytest.raises(InvalidInput) as refused:
        taken(NOTES, zone=None, occurred_at="2026-03-03 09:40")

    assert [fault.path for fault in refused.value.faults] == ["occurred_at"]


@pytest.mark.parametrize("typed", ["soon", "2026-02-30 09:40", 20260303])
def test_what_is_no_time_is_refused_as_ever(typed: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        taken(NOTES, occurred_at=typed)

    assert [fault.path for fault in refused.value.faults] == ["occurred_at"]


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidInput):
        taken(NOTES, zone="West/Breast", occurred_at="2026-03-03 09:40")
