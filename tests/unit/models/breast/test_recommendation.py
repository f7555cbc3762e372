"""What comes next, when, and for which breast; and with what an exam was compared."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import (
    BreastReport,
    Comparison,
    IntervalUnit,
    Laterality,
    Recommendation,
    RecommendationKind,
)
from downtimekit.models.reading import read
from tests.breast import PLANTED, a_report


def faults(**said: object) -> dict[str, str]:
    """Return what is wrong with a report, by path."""
    with pytest.raises(InvalidInput) as refused:
        read(BreastReport, said, source="sheet")
    assert PLANTED not in str(refused.value)
    return {fault.path: fault.words for fault in refused.value.faults}


@pytest.mark.parametrize("kind", RecommendationKind)
def test_a_ticked_box_is_a_recommendation_that_says_no_more(kind: RecommendationKind) -> None:
    assert a_report(recommendations=[kind.value]).recommendations == (Recommendation(kind=kind),)


def test_a_follow_up_has_its_interval_and_its_breast() -> None:
    told = {"kind": "short_interval_followup", "interval": 6, "unit": "mo", "side": "left"}
    recommended = Recommendation.model_validate(told)

    assert (recommended.interval, recommended.unit, recommended.side) == (6, IntervalUnit.MONTH, Laterality.LEFT)
    assert recommended.days == pytest.approx(182.6, abs=0.1)
    assert Recommendation.model_validate_json(recommended.model_dump_json()) == recommended


@pytest.mark.parametrize(
    ("interval", "unit", "days"), [(3, "d", 3), (2, "wk", 14), (12, "mo", 365.25), (1, "a", 365.25)]
)
def test_an_interval_is_counted_in_days(interval: int, unit: str, days: float) -> None:
    told = {"kind": "surveillance", "interval": interval, "unit": unit}

    assert Recommendation.model_validate(told).days == pytest.approx(days)
    assert Recommendation(kind=RecommendationKind.MRI).days is None


def test_an_interval_without_its_unit_could_be_anything() -> None:
    words = "an interval needs a number and a unit: 6 and mo"

    assert faults(recommendations=[{"kind": "surveillance", "interval": 6}]) == {"recommendations[0]": words}
    assert faults(recommendations=[{"kind": "surveillance", "unit": "mo"}]) == {"recommendations[0]": words}


def test_a_word_that_is_no_recommendation_is_answered_with_those_that_there_are() -> None:
    told = faults(recommendations=["mri", PLANTED])

    assert set(told) == {"recommendations[1]"}
    assert "write one of routine_screening, clinical_followup" in told["recommendations[1]"]


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("none", ()),
        (" None ", ()),
        ("2024-02-29", (date(2024, 2, 29),)),
        ("2024-02-29, 2023-01-05", (date(2024, 2, 29), date(2023, 1, 5))),
        ("2024-02-29;2023-01-05", (date(2024, 2, 29), date(2023, 1, 5))),
        ({"dates": ["2024-02-29"]}, (date(2024, 2, 29),)),
        ({}, ()),
    ],
)
def test_a_comparison_names_its_exams_or_says_that_there_were_none(written: object, dates: tuple[date, ...]) -> None:
    assert a_report(comparison=written).comparison == Comparison(dates=dates)


def test_a_report_that_says_neither_has_no_comparison() -> None:
    assert a_report().comparison is None


@pytest.mark.parametrize("written", ["yes", "03/04/2024", "2024-02-30", f"2024-02-29 {PLANTED}"])
def test_a_date_that_can_be_misread_is_refused(written: str) -> None:
    words = "write 'none', or dates as YYYY-MM-DD with commas between them"

    assert faults(comparison=written) == {"comparison": words}
