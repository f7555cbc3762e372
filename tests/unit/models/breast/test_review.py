"""What a person should look at: what does not fit together is said, never put right, and a reason answers it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from downtimekit.models.breast import (
    ASKS_FOR_REASON,
    BY_MANAGEMENT,
    INCOMPLETE_FIRST,
    Assessment,
    BreastReport,
    Concordance,
    RecommendationKind,
    review,
)
from downtimekit.models.breast.lexicon import SHIPPED, Lexicon, Vocabulary, term_concerns
from downtimekit.models.concern import Gravity
from tests.breast import PLANTED, a_final_report, a_finding, a_report, codes

CONCORDANT: Mapping[str, tuple[str, ...]] = {
    "0_additional": ("additional_views", "spot_compression", "magnification", "ultrasound", "mri", "ductogram"),
    "0_priors": ("obtain_priors",),
    "1": ("routine_screening", "clinical_followup"),
    "2": ("routine_screening", "clinical_followup"),
    "3": ("short_interval_followup", "surveillance"),
    **dict.fromkeys(
        ("4", "4A", "4B", "4C", "5"),
        (
            *("tissue_diagnosis", "aspiration", "core_biopsy", "stereotactic_biopsy", "ultrasound_biopsy"),
            *("mri_biopsy", "surgical_biopsy", "surgical_consult"),
        ),
    ),
    "6": ("treatment", "surgical_consult"),
    "post_marker": ("none", "pathology_pending"),
}
REASON = {
    "0_additional": {"incomplete_reason": "Motion in one view."},
    "0_priors": {"incomplete_reason": "The prior exam is elsewhere."},
}


def concerns(*findings: object, **said: object) -> list[str]:
    """Return the codes of what is wrong with a report."""
    return codes(review(a_report(**{"findings": findings, **said})))


def test_a_report_that_fits_together_has_nothing_to_look_at() -> None:
    report = a_final_report(
        a_finding(clock=10, quadrant="upper_outer", assessment="4B", change=["new"]),
        assessment="4B",
        laterality="bilateral",
        breasts=[{"side": "right", "assessment": "4B", "density": "c"}, {"side": "left", "assessment": "1"}],
        density="c",
        indication="diagnostic",
        recommendations=[{"kind": "ultrasound_biopsy", "side": "right"}, "ultrasound"],
    )

    assert review(report, lexicons=SHIPPED) == ()


@pytest.mark.parametrize("category", CONCORDANT)
@pytest.mark.parametrize("kind", RecommendationKind)
def test_a_recommendation_belongs_to_a_category_or_asks_for_a_reason(category: str, kind: str) -> None:
    said = {"assessment": category, "recommendations": [kind], **REASON.get(category, {})}
    belongs = kind in CONCORDANT[category]
    found = review(a_report(**said))

    assert ("recommendation_discordant" in codes(found)) is not belongs
    assert {concern.gravity for concern in found} <= {Gravity.WARNING}
    assert review(a_report(**said, explanation="As discussed with the referrer.")) == ()


def test_more_imaging_may_stand_beside_a_recommendation_that_belongs() -> None:
    assert concerns(assessment="4", recommendations=["tissue_diagnosis", "ultrasound", "mri"]) == []
    assert concerns(assessment="2", recommendations=["routine_screening", "ultrasound"]) == []


def test_a_biopsy_after_a_negative_exam_may_be_meant_and_asks_for_a_reason() -> None:
    said = {"assessment": "1", "recommendations": ["routine_screening", "core_biopsy"]}
    (concern,) = review(a_report(**said))

    assert (concern.code, concern.path) == ("recommendation_unexpected", "recommendations[1]")
    assert "ucm136205" in concern.source
    assert concerns(**said, explanation="Palpable lump.") == []


def test_each_breast_has_its_own_recommendations() -> None:
    breasts = [{"side": "left", "assessment": "4"}, {"side": "right", "assessment": "1"}]

    assert concerns(breasts=breasts, recommendations=["tissue_diagnosis", "routine_screening"]) == []
    assert concerns(breasts=breasts, recommendations=["tissue_diagnosis"]) == ["recommendation_discordant"]


def test_without_a_category_nothing_is_said_of_recommendations() -> None:
    assert concerns(recommendations=["tissue_diagnosis"]) == []
    assert concerns(assessment="4") == []


@pytest.mark.parametrize(
    ("interval", "unit", "short"),
    [(1, "mo", True), (6, "mo", True), (11, "mo", True), (12, "mo", False), (1, "a", False), (2, "wk", False)],
)
def test_a_short_interval_has_one_to_eleven_months(interval: int, unit: str, short: bool) -> None:
    followup = {"kind": "short_interval_followup", "interval": interval, "unit": unit}
    screening = {"kind": "routine_screening", "interval": interval, "unit": unit}

    assert concerns(assessment="3", recommendations=[followup]) == ([] if short else ["interval_not_short"])
    assert concerns(assessment="1", recommendations=[screening]) == []


@pytest.mark.parametrize(
    ("overall", "finding", "differs"),
    [
        ("4A", "4A", False),
        ("2", "4A", True),
        ("4A", "2", True),
        ("4", "4A", False),
        ("4C", "4", False),
        ("4A", "4C", True),
        ("0_additional", "4", True),
        (None, "4", False),
        ("4", None, False),
    ],
)
def test_the_overall_category_is_compared_with_its_findings(
    overall: str | None, finding: str | None, differs: bool
) -> None:
    report = a_report(
        a_finding(assessment=finding),
        assessment=overall,
        incomplete_reason=PLANTED if overall == "0_additional" else "",
    )

    assert ("overall_assessment_differs" in codes(review(report))) is differs
    assert codes(review(report.model_copy(update={"explanation": "Known hamartoma."}))) == []
    assert report.assessment == (Assessment(overall) if overall else None)


def test_the_order_of_the_site_decides_what_differs() -> None:
    found = [a_finding(assessment="4"), a_finding(number=2, assessment="0_additional")]
    report = a_report(*found, assessment="0_additional", incomplete_reason="Needs ultrasound.")

    assert codes(review(report)) == ["overall_assessment_differs"]
    assert codes(review(report, precedence=INCOMPLETE_FIRST)) == []


def test_a_breast_is_compared_with_its_findings_and_the_exam_with_its_breasts() -> None:
    report = a_report(
        a_finding(side="left", assessment="4"),
        breasts=[{"side": "right", "assessment": "2"}, {"side": "left", "assessment": "2"}],
        assessment="2",
    )
    found = review(report)

    assert [(concern.code, concern.path) for concern in found] == [
        ("breast_assessment_differs", "breasts[1].assessment"),
        ("overall_assessment_differs", "assessment"),
    ]


def test_the_density_of_the_exam_is_that_of_the_denser_breast() -> None:
    breasts = [{"side": "left", "density": "b"}, {"side": "right", "density": "c"}]

    assert concerns(breasts=breasts, density="b") == ["density_differs"]
    assert concerns(breasts=breasts, density="c") == []
    assert concerns(breasts=breasts, density="b", explanation="It was meant.") == ["density_differs"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"assessment": "3", "indication": "screening"}, ["probably_benign_on_screening"]),
        ({"assessment": "3", "indication": "diagnostic"}, []),
        ({"assessment": "3"}, []),
        (
            {"breasts": [{"side": "left", "assessment": "3"}], "indication": "screening"},
            ["probably_benign_on_screening"],
        ),
        ({"assessment": "post_marker", "indication": "screening"}, ["marker_statement_without_procedure"]),
        ({"assessment": "post_marker", "indication": "marker_placement"}, []),
        ({"assessment": "6", "indication": "screening"}, ["known_malignancy_without_indication"]),
        ({"assessment": "6", "indication": "known_malignancy"}, []),
        ({"assessment": "0_additional"}, ["incomplete_without_reason"]),
        ({"assessment": "0_priors"}, ["incomplete_without_reason"]),
        ({"assessment": "0_priors", "incomplete_reason": "Elsewhere."}, []),
        ({"assessment": "1", "incomplete_reason": "Elsewhere."}, ["reason_without_incomplete"]),
        ({"incomplete_reason": "Elsewhere."}, []),
    ],
)
def test_a_category_presupposes_something(said: dict[str, object], expected: list[str]) -> None:
    assert concerns(**said) == expected


def test_a_rule_that_does_not_hold_at_a_site_is_left_out() -> None:
    report = a_report(assessment="3", indication="screening")

    assert review(report, ignored={"probably_benign_on_screening"}) == ()


def test_a_reason_answers_only_what_may_be_meant() -> None:
    report = a_report(
        a_finding(clock=10, quadrant="lower_inner"), assessment="0_priors", indication="screening", explanation="Meant."
    )

    assert codes(review(report)) == ["quadrant_contradicts_clock", "incomplete_without_reason"]
    assert not ASKS_FOR_REASON.intersection(codes(review(report)))


@pytest.mark.parametrize(
    ("change", "contradicts"),
    [
        (["larger", "smaller"], True),
        (["more_calcifications", "fewer_calcifications"], True),
        (["less_defined", "more_defined"], True),
        (["new", "larger"], True),
        (["no_significant_change", "smaller"], True),
        (["larger", "more_calcifications", "less_defined"], False),
        (["new"], False),
        ([], False),
    ],
)
def test_two_changes_that_exclude_each_other_are_a_warning(change: list[str], contradicts: bool) -> None:
    found = review(a_report(a_finding(number=2), a_finding(change=change)))

    assert [concern.path for concern in found] == (["findings[1].change"] if contradicts else [])


def test_a_site_may_bring_its_own_table_of_what_belongs_together() -> None:
    strict = Concordance("strict", {**BY_MANAGEMENT.table, Assessment.BENIGN: frozenset({RecommendationKind.MRI})})
    report = a_report(assessment="2", recommendations=["routine_screening"])

    assert codes(review(report, concordance=strict)) == ["recommendation_discordant", "recommendation_unexpected"]


def test_every_category_has_what_belongs_to_it() -> None:
    assert {category: set(BY_MANAGEMENT.table[Assessment(category)]) for category in CONCORDANT} == {
        category: set(map(RecommendationKind, kinds)) for category, kinds in CONCORDANT.items()
    }
    assert set(BY_MANAGEMENT.table) == set(Assessment)


LOOKS: list[tuple[dict[str, object], dict[str, object], list[tuple[str, str, Gravity]]]] = [
    ({"view": "CC", "shape": ["oval"]}, {}, []),
    ({"view": "CC", "shape": ["lobulated"]}, {}, [("term_legacy", "appearances[0].shape", Gravity.WARNING)]),
    ({"view": "CC", "shape": ["lobular"]}, {}, [("term_retired", "appearances[0].shape", Gravity.WARNING)]),
    ({"view": "CC", "shape": ["banana"]}, {}, [("term_unknown", "appearances[0].shape", Gravity.FAULT)]),
    (
        {"view": "CC", "morphology": ["amorphous"]},
        {"kind": "asymmetry"},
        [("descriptor_misplaced", "appearances[0].morphology", Gravity.WARNING)],
    ),
    (
        {"view": "CC", "further": [{"descriptor": "glow", "term": "strong"}]},
        {},
        [("descriptor_unknown", "appearances[0].further", Gravity.FAULT)],
    ),
    ({"view": "CC"}, {"kind": "focus"}, [("kind_unknown", "kind", Gravity.WARNING)]),
    ({"modality": "mri"}, {"kind": "focus"}, []),
    ({"modality": "contrast_mammography", "view": "CC"}, {}, [("lexicon_missing", "appearances[0]", Gravity.WARNING)]),
    ({"modality": "ultrasound"}, {"associated": ["edema"]}, []),
    ({"view": "CC"}, {"associated": ["edema"]}, [("term_unknown", "associated", Gravity.FAULT)]),
]


@pytest.mark.parametrize(("look", "finding", "expected"), LOOKS)
def test_the_words_of_a_finding_are_those_of_the_chosen_lexicon(
    look: dict[str, object], finding: dict[str, object], expected: list[tuple[str, str, Gravity]]
) -> None:
    report = a_report(a_finding(appearances=[look], **finding))
    found = list(term_concerns(report, lexicons=SHIPPED))

    assert [(c.code, c.path, c.gravity) for c in found] == [
        (code, f"findings[0].{path}", gravity) for code, path, gravity in expected
    ]
    assert [c for c in review(report) if c.code in codes(found)] == []


def test_a_kind_is_looked_up_in_the_report_s_own_modality_where_no_view_is_told() -> None:
    finding = a_finding(kind="non_mass")

    assert codes(term_concerns(a_report(finding), lexicons=SHIPPED)) == ["kind_unknown"]
    assert codes(term_concerns(a_report(finding, modality="mri"), lexicons=SHIPPED)) == []
    assert codes(term_concerns(a_report(finding, modality="ultrasound"), lexicons=SHIPPED)) == ["kind_unknown"]
    assert codes(term_concerns(a_report(finding, modality="ultrasound"), lexicons=SHIPPED, edition="birads2025")) == []


def test_a_report_is_read_with_the_lexicon_that_a_site_plugged_in() -> None:
    look = {"modality": "contrast_mammography", "view": "CC", "further": [{"descriptor": "glow", "term": "strong"}]}
    report = a_report(a_finding(appearances=[look]))
    shipped = SHIPPED.find("birads2025", report.findings[0].appearances[0].modality)
    assert shipped is not None
    ours = Lexicon("ours", "2026", shipped.modality, shipped.kinds, {"glow": Vocabulary(("strong", "weak"))})

    assert codes(term_concerns(report, lexicons=SHIPPED, edition="birads2025")) == ["descriptor_unknown"]
    assert review(report, lexicons=SHIPPED.with_(ours), edition="ours") == ()


def test_no_concern_repeats_what_was_written() -> None:
    planted = PLANTED.casefold()
    report = a_report(
        a_finding(
            clock=10,
            quadrant="lower_inner",
            associated=[planted],
            appearances=[
                {"view": "CC", "shape": [planted], "further": [{"descriptor": planted, "term": planted}]},
                {"view": PLANTED, "shape": ["lobulated"]},
            ],
            note=PLANTED,
        ),
        assessment="0_priors",
        recommendations=["none"],
        impression=PLANTED,
        interpreted_by=PLANTED,
    )
    found = review(report, lexicons=SHIPPED)

    assert len(found) >= 6
    assert planted not in " ".join(f"{concern} {concern!r}" for concern in found).casefold()
    assert BreastReport.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize(("asked", "is_told"), [("right", True), ("left", False), ("bilateral", False), (None, False)])
def test_a_biopsy_of_the_breast_that_nothing_was_found_in_asks_for_a_look_at_the_side(
    asked: str | None, is_told: bool
) -> None:
    biopsy = {"kind": "core_biopsy", "side": asked}
    found = review(a_report(a_finding(side="left", assessment="4B"), assessment="4B", recommendations=[biopsy]))

    assert [(concern.code, concern.path) for concern in found] == (
        [("recommendation_on_other_side", "recommendations[0].side")] if is_told else []
    )


def test_each_breast_has_what_its_own_category_calls_for() -> None:
    breasts = [{"side": "left", "assessment": "4"}, {"side": "right", "assessment": "1"}]
    asked = [{"kind": "tissue_diagnosis", "side": "left"}, {"kind": "routine_screening", "side": "right"}]
    crossed = [{**one, "side": other["side"]} for one, other in zip(asked, reversed(asked), strict=True)]

    assert concerns(breasts=breasts, recommendations=asked) == []
    assert concerns(breasts=breasts, recommendations=crossed) == ["recommendation_on_other_side"] * 2


def test_a_site_s_own_table_decides_what_belongs_to_a_side_too() -> None:
    nothing = Concordance("ours", {}, beside_any=frozenset(RecommendationKind))
    report = a_report(
        a_finding(side="left", assessment="4B"),
        assessment="4B",
        recommendations=[{"kind": "core_biopsy", "side": "right"}],
    )

    assert review(report, concordance=nothing) == ()


def test_a_follow_up_after_a_short_interval_says_after_how_long_or_why_not() -> None:
    said = {"assessment": "3", "recommendations": ["short_interval_followup"]}

    assert concerns(**said) == ["interval_missing"]
    assert concerns(**said, explanation="Interval to be set by the tumour board.") == []


@pytest.mark.parametrize(
    ("part", "modality", "is_told"),
    [
        ({"echotexture": "heterogeneous"}, "mammography", True),
        ({"echotexture": "heterogeneous"}, "ultrasound", False),
        ({"fibroglandular_tissue": "scattered"}, "ultrasound", True),
        ({"fibroglandular_tissue": "scattered"}, "mri", False),
        ({"background_enhancement": "mild", "background_symmetry": "symmetric"}, "contrast_mammography", False),
        ({}, "mammography", False),
    ],
)
def test_the_composition_is_one_that_the_modality_shows(part: dict[str, str], modality: str, is_told: bool) -> None:
    expected = ["composition_of_other_modality"] if is_told else []

    assert concerns(modality=modality, composition=part) == expected


def test_a_report_on_two_modalities_says_the_composition_of_either() -> None:
    seen = a_finding(appearances=[{"modality": "ultrasound"}])

    assert codes(review(a_report(seen, composition={"echotexture": "heterogeneous"}))) == []
