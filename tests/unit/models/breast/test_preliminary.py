"""Somebody may have acted on a preliminary report: what the final one changed is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from downtimekit.models.breast import preliminary_concerns
from downtimekit.models.concern import Gravity
from tests.breast import READ_AT, a_final_report, a_finding, a_report

LATER = READ_AT + timedelta(hours=14)
WET_READ = a_report(
    a_finding(), assessment="2", laterality="right", interpreted_by="Omar Osei, MD", interpreted_at=READ_AT
)


def test_another_radiologist_who_confirms_a_report_is_no_concern() -> None:
    final = a_final_report(a_finding(), assessment="2", laterality="right", interpreted_at=LATER)

    assert final.interpreted_by != WET_READ.interpreted_by
    assert list(preliminary_concerns(WET_READ, final)) == []


def test_a_side_and_a_category_that_are_said_for_the_first_time_contradict_nobody() -> None:
    final = a_final_report(assessment="1", laterality="bilateral", interpreted_at=LATER)

    assert list(preliminary_concerns(a_report(assessment=None, laterality=None), final)) == []


def test_a_category_that_was_changed_overnight_is_told_to_whoever_acted_on_it() -> None:
    final = a_final_report(a_finding(), assessment="4B", laterality="right", interpreted_at=LATER)
    (concern,) = preliminary_concerns(WET_READ, final)

    assert (concern.code, concern.path, concern.gravity) == (
        "preliminary_category_changed",
        "assessment",
        Gravity.WARNING,
    )


def test_a_finding_that_only_one_of_the_two_has_is_told() -> None:
    final = a_final_report(a_finding(side="left"), assessment="2", laterality="bilateral", interpreted_at=LATER)

    assert [(concern.code, concern.path) for concern in preliminary_concerns(WET_READ, final)] == [
        ("laterality_changed", "laterality"),
        ("preliminary_finding_missing", "findings"),
        ("finding_not_in_preliminary", "findings[0]"),
    ]


@pytest.mark.parametrize(
    ("preliminary", "final", "code"),
    [
        (a_final_report(), a_final_report(), "not_preliminary_and_final"),
        (a_report(assessment="1"), a_report(assessment="1"), "not_preliminary_and_final"),
        (a_report(assessment="1", interpreted_at=LATER), a_final_report(), "final_before_preliminary"),
    ],
)
def test_two_reports_that_cannot_follow_each_other_are_a_fault(preliminary: object, final: object, code: str) -> None:
    (concern,) = preliminary_concerns(preliminary, final)  # type: ignore[arg-type]

    assert (concern.code, concern.gravity) == (code, Gravity.FAULT)
