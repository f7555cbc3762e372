"""A report: what a final one needs, and what cannot be one report."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import Assessment, BreastReport, Modality
from downtimekit.models.reading import read
from tests.breast import PLANTED, READ_AT, a_final_report, a_finding, a_report

FINAL = a_final_report().model_dump(exclude_defaults=True)


def faults(**said: object) -> list[str]:
    """Return what is wrong with a report as a whole."""
    with pytest.raises(InvalidInput) as refused:
        read(BreastReport, said, source="sheet")
    assert PLANTED not in str(refused.value)
    assert {fault.path for fault in refused.value.faults} == {""}
    return [words for fault in refused.value.faults for words in fault.words.split("; ")]


@pytest.mark.parametrize("field", ["density", "assessment", "recommendations", "interpreted_by", "interpreted_at"])
def test_a_final_report_is_complete(field: str) -> None:
    less = {name: value for name, value in FINAL.items() if name != field}

    assert faults(**less) == [f"a final report also needs: {field}"]
    assert a_report(**{**less, "status": "preliminary"}).status == "preliminary"


@pytest.mark.parametrize("modality", [Modality.ULTRASOUND, Modality.MRI])
def test_only_mammography_shows_density(modality: Modality) -> None:
    assert a_final_report(modality=modality, density=None).density is None


@pytest.mark.parametrize(
    ("examined", "assessed", "enough"),
    [
        ("bilateral", ["left", "right"], True),
        ("bilateral", ["left"], False),
        (None, ["left"], False),
        ("left", ["left"], True),
        ("left", [], False),
    ],
)
def test_a_category_for_each_breast_that_was_examined_stands_for_an_overall_one(
    examined: str | None, assessed: list[str], enough: bool
) -> None:
    breasts = [{"side": side, "assessment": "2"} for side in assessed]
    said = {**FINAL, "assessment": None, "laterality": examined, "breasts": breasts}

    if enough:
        assert BreastReport.model_validate(said).assessments == (Assessment.BENIGN,) * len(assessed)
    else:
        assert faults(**said) == ["a final report also needs: assessment"]


def test_an_overall_category_stands_for_those_of_the_breasts() -> None:
    report = a_report(assessment="4", breasts=[{"side": "left", "assessment": "1"}])

    assert (report.assessments, report.is_assessed) == ((Assessment.SUSPICIOUS,), True)


def test_a_finding_in_a_breast_that_was_not_examined_is_refused() -> None:
    words = "finding 2 of the list is in a breast that was not examined: check the side"
    left, right, both = a_finding(side="left"), a_finding(side="right"), a_finding(side="bilateral")

    assert faults(laterality="left", findings=[left, right]) == [words]
    assert faults(laterality="left", findings=[left, both]) == [words]
    assert a_report(left, right, laterality="bilateral").findings == (left, right)
    assert a_report(left, right).findings == (left, right)


def test_everything_that_cannot_be_one_report_is_told_at_once() -> None:
    right = {"side": "right"}

    assert faults(
        laterality="left",
        findings=[a_finding(note=PLANTED), a_finding(note=PLANTED)],
        breasts=[right, right],
        status="final",
        impression=PLANTED,
    ) == [
        "two findings have the same side, kind and number",
        "one breast is described twice",
        "finding 1 of the list is in a breast that was not examined: check the side",
        "finding 2 of the list is in a breast that was not examined: check the side",
        "a breast is described that was not examined: check the side",
        "a final report also needs: density, assessment, recommendations, interpreted_by, interpreted_at",
    ]


def test_a_report_shows_nothing_of_a_patient() -> None:
    report = a_final_report(
        a_finding(note=PLANTED), impression=PLANTED, clinical_question=PLANTED, comparison="2019-01-02"
    )

    assert PLANTED not in repr(report)
    assert "2019" not in f"{report!r} {report.comparison!r}"
    assert "Rosa" not in repr(report)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="interpreted_at: needs a time zone"):
        read(BreastReport, {**FINAL, "interpreted_at": READ_AT.replace(tzinfo=None)}, source="sheet")
