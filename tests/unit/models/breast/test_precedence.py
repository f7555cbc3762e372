"""The overall category is suggested, and compared; the order is the site's."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import (
    INCOMPLETE_FIRST,
    SUSPICIOUS_FIRST,
    Assessment,
    Precedence,
    Side,
    suggest_breast,
    suggest_overall,
)
from tests.breast import a_finding, a_report


@pytest.mark.parametrize("precedence", [SUSPICIOUS_FIRST, INCOMPLETE_FIRST], ids=lambda p: str(p.name))
def test_what_every_source_agrees_on_holds_in_every_order(precedence: Precedence) -> None:
    certain = ["1", "2", "3", "4", "4A", "4B", "4C", "5"]

    assert [key for key in map(str, precedence.order) if key in certain] == certain


def test_the_default_is_the_order_that_audits_use() -> None:
    keys = ["post_marker", "1", "2", "3", "6", "0_priors", "0_additional", "4", "4A", "4B", "4C", "5"]

    assert [*map(str, SUSPICIOUS_FIRST.order)] == keys


def test_the_most_pressing_finding_suggests_the_overall_category() -> None:
    told = ["2", "4A", "4", "6", None]
    report = a_report(*(a_finding(number=number, assessment=key) for number, key in enumerate(told, 1)))

    assert suggest_overall(report) is Assessment.LOW_SUSPICION
    assert suggest_overall(a_report()) is None


def test_a_centre_that_holds_incomplete_above_suspicious_says_so() -> None:
    report = a_report(a_finding(assessment="4C"), a_finding(number=2, assessment="0_additional"))

    assert suggest_overall(report) is Assessment.HIGH_SUSPICION
    assert suggest_overall(report, precedence=INCOMPLETE_FIRST) is Assessment.NEED_ADDITIONAL_IMAGING


def test_a_breast_counts_the_findings_on_its_side_and_those_in_both() -> None:
    report = a_report(
        a_finding(side="left", assessment="2"),
        a_finding(side="right", assessment="4"),
        a_finding(side="bilateral", assessment="3"),
    )

    assert suggest_breast(report, Side.LEFT) is Assessment.PROBABLY_BENIGN
    assert suggest_breast(report, Side.RIGHT) is Assessment.SUSPICIOUS


def test_the_category_of_a_breast_counts_for_the_exam() -> None:
    assert suggest_overall(a_report(breasts=[{"side": "left", "assessment": "5"}])) is Assessment.HIGHLY_SUGGESTIVE


def test_a_site_may_bring_its_own_order() -> None:
    known_first = Precedence(
        "known_first",
        (
            *(category for category in SUSPICIOUS_FIRST.order if category is not Assessment.KNOWN_MALIGNANCY),
            Assessment.KNOWN_MALIGNANCY,
        ),
    )
    report = a_report(a_finding(assessment="6"), a_finding(number=2, assessment="5"))

    assert suggest_overall(report) is Assessment.HIGHLY_SUGGESTIVE
    assert suggest_overall(report, precedence=known_first) is Assessment.KNOWN_MALIGNANCY


def test_an_order_has_every_category_once() -> None:
    with pytest.raises(InvalidInput, match="lacks 5, 6") as refused:
        Precedence("short", (*tuple(Assessment)[:9], Assessment.NEGATIVE, Assessment.POST_PROCEDURE_MARKER))

    assert [fault.words for fault in refused.value.faults] == ["lacks 5, 6", "has a category more than once"]
