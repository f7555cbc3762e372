"""Several captures make one record, or a person decides."""

from __future__ import annotations

from itertools import permutations

import pytest
from pydantic import JsonValue

from downtimekit.backfill import merge
from downtimekit.backfill.merging import differences
from downtimekit.models.breast import (
    Assessment,
    Breast,
    BreastReport,
    Density,
    Finding,
    FindingKind,
    Laterality,
    MammographyAppearance,
    Recommendation,
    RecommendationKind,
    ReportStatus,
    Side,
)
from downtimekit.models.capture import Capture, Content, Doubt, ReviewCode
from downtimekit.models.intake import Questionnaire, VisitReason
from downtimekit.models.paperwork import FilledForm
from tests.ward import ANSWERS, a_capture, a_report, codes

MRI = Recommendation(kind=RecommendationKind.MRI)
FIRST_MASS = "findings[left mass 1]"


def sheet(serial: str | None, content: Content, *, id: str = "", doubts: tuple[Doubt, ...] = ()) -> Capture:
    """Return one keying of a sheet."""
    return a_capture(id or f"c-{serial}", serial=serial, content=content, doubts=doubts)


def a_mass(number: int = 1, *, view: str | None = None, **more: object) -> Finding:
    """Return a mass in the left breast, perhaps as it looks in one view."""
    views = (MammographyAppearance(view=view, shape=("oval",)),) if view else ()
    said = {"number": number, "side": Laterality.LEFT, "kind": FindingKind.MASS, "appearances": views}
    return Finding.model_validate(said | more)


def merged_report(*captures: Capture) -> BreastReport:
    """Return the report that captures make without a doubt."""
    merged = merge(captures)
    assert merged.doubts == ()
    assert isinstance(merged.content, BreastReport)
    return merged.content


def test_two_keyings_that_agree_are_one_record() -> None:
    merged = merge([sheet("W-1", ANSWERS, id="c1"), sheet("W-1", ANSWERS, id="c2")])

    assert (merged.content, merged.doubts) == (ANSWERS, ())


def test_two_keyings_that_differ_go_to_a_person_with_the_fields() -> None:
    other = ANSWERS.model_copy(update={"implants": True, "remarks": "none"})
    merged = merge([sheet("W-1", ANSWERS, id="c1"), sheet("W-1", other, id="c2")])

    assert merged.doubts == (Doubt(code=ReviewCode.DOUBLE_ENTRY_DISCREPANCY, fields=("implants", "remarks")),)


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({"side": "left", "rows": [{"n": 1}]}, ("answers.side",)),
        ({"side": "right", "rows": [{"n": 2}], "remarks": "none"}, ("answers.rows", "answers.remarks")),
        ({"rows": [{"n": 1}]}, ("answers.side",)),
        ({"side": "right", "rows": [{"n": 1}], "Testwell, Ada": "x"}, ("answers",)),
    ],
)
def test_two_keyings_of_a_form_of_a_sites_own_say_which_answers_differ(
    answers: dict[str, JsonValue], fields: tuple[str, ...]
) -> None:
    first = FilledForm(form="own", version=1, form_digest="a" * 64, answers={"side": "right", "rows": [{"n": 1}]})
    second = FilledForm(form="own", version=1, form_digest="a" * 64, answers=answers)
    merged = merge([sheet("W-1", first, id="c1"), sheet("W-1", second, id="c2")])

    assert merged.doubts == (Doubt(code=ReviewCode.DOUBLE_ENTRY_DISCREPANCY, fields=fields),)


def test_two_versions_of_a_form_of_a_sites_own_are_told_apart() -> None:
    first = FilledForm(form="own", version=1, form_digest="a" * 64, answers={"side": "right"})
    second = first.model_copy(update={"version": 2, "answers": {"side": "left"}})

    assert differences(first, second) == ("version", "answers.side")


def test_a_keying_that_says_more_is_a_discrepancy_and_never_fills_in() -> None:
    bare, full = a_report(), a_report(density=Density.FATTY)

    assert codes(merge([sheet("W-1", bare, id="c1"), sheet("W-1", full, id="c2")]).doubts) == [
        "double_entry_discrepancy"
    ]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_second_keying_is_compared_with_its_own_sheet_wherever_it_lies_in_the_pile(order: tuple[int, ...]) -> None:
    first, second = a_report(density=Density.FATTY), a_report(impression="Nothing new.")
    pile = [sheet("W-1", first), sheet("W-2", second, id="c2"), sheet("W-2", second, id="c3")]
    torn = [sheet("W-1", first), sheet("W-2", second, id="c2"), sheet("W-2", a_report(), id="c3")]

    assert merged_report(*(pile[place] for place in order)).impression == "Nothing new."
    assert codes(merge([torn[place] for place in order]).doubts) == ["double_entry_discrepancy"]


def test_sheets_of_one_report_fill_each_other_in() -> None:
    report = merged_report(
        sheet("W-1", a_report(density=Density.FATTY, findings=[a_mass(2)])),
        sheet("W-2", a_report(Assessment.BENIGN, findings=[a_mass(1)])),
        sheet("W-3", a_report(impression="Nothing new.").model_copy(update={"recommendations": (MRI,)})),
    )

    assert (report.density, report.assessment, report.impression) == (Density.FATTY, Assessment.BENIGN, "Nothing new.")
    assert report.recommendations == (MRI,)
    assert [finding.number for finding in report.findings] == [1, 2]


def test_sheets_without_a_number_are_sheets_of_their_own() -> None:
    report = merged_report(
        sheet(None, a_report(density=Density.FATTY), id="c1"), sheet(None, a_report(Assessment.BENIGN), id="c2")
    )

    assert (report.density, report.assessment) == (Density.FATTY, Assessment.BENIGN)


def test_two_views_of_one_finding_are_joined() -> None:
    report = merged_report(
        sheet("W-1", a_report(findings=[a_mass(view="MLO")])),
        sheet("W-2", a_report(findings=[a_mass(view="CC", size_mm=9, assessment=Assessment.SUSPICIOUS)])),
    )
    (finding,) = report.findings

    assert [seen.view for seen in finding.appearances] == ["CC", "MLO"]
    assert (finding.size_mm, finding.assessment) == (9, Assessment.SUSPICIOUS)


def test_one_view_that_two_sheets_describe_differently_goes_to_a_person() -> None:
    round_ = a_mass().model_copy(update={"appearances": (MammographyAppearance(view="CC", shape=("round",)),)})
    merged = merge([sheet("W-1", a_report(findings=[a_mass(view="CC")])), sheet("W-2", a_report(findings=[round_]))])

    assert merged.doubts == (
        Doubt(code=ReviewCode.FIELD_CONFLICT, fields=(f"{FIRST_MASS}.appearances[mammography CC].shape",)),
    )


def test_what_two_sheets_say_of_each_breast_is_joined_and_contradictions_go_to_a_person() -> None:
    left = Breast(side=Side.LEFT, density=Density.FATTY)
    right = Breast(side=Side.RIGHT, assessment=Assessment.BENIGN)
    full = Breast(side=Side.LEFT, density=Density.FATTY, assessment=Assessment.NEGATIVE)
    other = Breast(side=Side.LEFT, density=Density.SCATTERED)
    sheets = [
        sheet(f"W-{number}", BreastReport(breasts=breasts)) for number, breasts in enumerate([(left,), (right, full)])
    ]
    torn = [sheet("W-1", BreastReport(breasts=(left,))), sheet("W-2", BreastReport(breasts=(other,)))]

    assert merged_report(*sheets).breasts == (full, right)
    assert merge(torn).doubts == (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=("breasts[left].density",)),)


def test_a_finding_on_a_side_that_the_other_sheet_did_not_examine_goes_to_a_person() -> None:
    pile = [
        sheet("W-1", BreastReport(laterality=Laterality.RIGHT, impression="planted")),
        sheet("W-2", a_report(findings=[a_mass()])),
    ]

    assert merge(pile).doubts == (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=(FIRST_MASS,)),)


def test_every_field_of_a_report_is_joined_or_compared() -> None:
    one, other = BreastReport(explanation="planted", laterality=Laterality.LEFT), BreastReport(technique="planted")
    report = merged_report(sheet("W-1", one), sheet("W-2", other))
    torn = merge([sheet("W-1", one), sheet("W-2", BreastReport(explanation="other", laterality=Laterality.RIGHT))])

    assert (report.explanation, report.laterality, report.technique) == ("planted", Laterality.LEFT, "planted")
    assert torn.doubts == (Doubt(code=ReviewCode.FIELD_CONFLICT, fields=("laterality", "explanation")),)


def test_two_readers_who_disagree_on_a_finding_are_never_averaged() -> None:
    pile = [
        sheet("W-1", a_report(findings=[a_mass(assessment=Assessment.BENIGN)])),
        sheet("W-2", a_report(findings=[a_mass(assessment=Assessment.SUSPICIOUS, size_mm=4)])),
    ]

    assert merge(pile).doubts == (Doubt(code=ReviewCode.READER_DISCREPANCY, fields=(f"{FIRST_MASS}.assessment",)),)


def test_two_radiologists_with_two_categories_are_two_readings() -> None:
    one, other = a_report(Assessment.NEGATIVE, final=True), a_report(Assessment.BENIGN, final=True)
    other = other.model_copy(update={"interpreted_by": "Sato Sam, MD"})
    same = one.model_copy(update={"interpreted_by": "Sato Sam, MD"})

    assert merge([sheet("W-1", one), sheet("W-2", other)]).doubts == (
        Doubt(code=ReviewCode.READER_DISCREPANCY, fields=("assessment", "interpreted_by")),
    )
    assert merge([sheet("W-1", one), sheet("W-2", same)]).doubts == (
        Doubt(code=ReviewCode.FIELD_CONFLICT, fields=("interpreted_by",)),
    )


def test_sheets_that_contradict_each_other_go_to_a_person_with_the_fields() -> None:
    pile = [
        sheet("W-1", a_report(Assessment.NEGATIVE, density=Density.FATTY, findings=[a_mass(size_mm=4)])),
        sheet("W-2", a_report(Assessment.BENIGN, density=Density.SCATTERED, findings=[a_mass(size_mm=5)])),
    ]

    assert merge(pile).doubts == (
        Doubt(code=ReviewCode.READER_DISCREPANCY, fields=("assessment",)),
        Doubt(code=ReviewCode.FIELD_CONFLICT, fields=("density", f"{FIRST_MASS}.size_mm")),
    )


FIRST_READING, SIGNED = a_report(Assessment.BENIGN), a_report(Assessment.NEGATIVE, final=True)


@pytest.mark.parametrize("turned", [False, True])
def test_a_signed_report_takes_the_place_of_a_first_reading_and_it_is_told_where_they_differ(turned: bool) -> None:
    sheets = [sheet("W-1", FIRST_READING), sheet("W-2", SIGNED)]
    merged = merge(sheets[::-1] if turned else sheets)

    assert (merged.content, merged.doubts) == (SIGNED, ())
    assert codes(merged.notes) == ["reader_discrepancy"]


def test_what_only_a_first_reading_says_of_the_images_is_signed_by_nobody() -> None:
    merged = merge([sheet("W-1", a_report(findings=[a_mass()])), sheet("W-2", SIGNED)])

    assert [doubt.fields for doubt in merged.doubts] == [(FIRST_MASS,)]


def test_two_questionnaires_that_contradict_each_other_go_to_a_person() -> None:
    other = Questionnaire(reason=VisitReason.DIAGNOSTIC, implants=False)

    assert codes(merge([sheet("W-1", ANSWERS), sheet("W-2", other)]).doubts) == ["field_conflict"]
    assert merge([sheet("W-1", ANSWERS), sheet("W-2", ANSWERS)]).doubts == ()


def test_what_a_clerk_could_not_read_stays_in_doubt() -> None:
    doubt = Doubt(code=ReviewCode.CATEGORY_AMBIGUOUS, fields=("assessment",))
    pile = [sheet("W-1", a_report(), doubts=(doubt,)), sheet("W-2", a_report(density=Density.FATTY), doubts=(doubt,))]

    assert merge(pile).doubts == (doubt,)


def test_an_answer_that_was_left_open_is_no_answer_in_either_keying() -> None:
    first = FilledForm(form="own", version=1, form_digest="a" * 64, answers={"side": "right"})
    second = FilledForm(form="own", version=1, form_digest="a" * 64, answers={"side": "right", "remarks": None})

    assert merge([sheet("W-1", first, id="c1"), sheet("W-1", second, id="c2")]).doubts == ()


def test_a_capture_that_another_one_puts_right_no_longer_counts() -> None:
    wrong = sheet("W-1", a_report(Assessment.BENIGN), id="c1", doubts=(Doubt(code=ReviewCode.ILLEGIBLE),))
    right = sheet("W-1", a_report(Assessment.NEGATIVE), id="c2").model_copy(update={"replaces": ("c1",)})

    assert merged_report(wrong, right).assessment is Assessment.NEGATIVE


def test_two_keyings_differ_in_the_place_of_a_finding_and_not_in_its_number_on_the_list() -> None:
    first = a_report(findings=[a_mass(1, size_mm=4), a_mass(2)])
    second = a_report(findings=[a_mass(2, clock=3), a_mass(1, size_mm=4)])

    assert differences(first, second) == ("findings[left mass 2].clock",)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_the_sheets_makes_no_difference(order: tuple[int, ...]) -> None:
    pile = [
        sheet("W-1", a_report(density=Density.FATTY, findings=[a_mass(10), a_mass(2)])),
        sheet("W-2", a_report(Assessment.BENIGN, findings=[a_mass(2, view="CC")])),
        sheet("W-3", a_report(impression="Nothing new.", findings=[a_mass(2, view="MLO"), a_mass(1)])),
    ]
    report = merged_report(*(pile[place] for place in order))

    assert report == merged_report(*pile)
    assert [finding.number for finding in report.findings] == [1, 2, 10]


def test_a_single_sheet_is_kept_as_it_was_written() -> None:
    report = a_report(findings=[a_mass(2), a_mass(1)])

    assert merged_report(sheet("W-1", report)) == report
    assert report.status is ReportStatus.PRELIMINARY
