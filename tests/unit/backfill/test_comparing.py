"""What the chart holds already decides what becomes of a record: three sides of every field, and nothing is chosen."""

from __future__ import annotations

import pytest

from downtimekit.backfill.comparing import Comparison, compare, differences
from downtimekit.models.breast import (
    Assessment,
    BreastReport,
    Density,
    Finding,
    FindingKind,
    Laterality,
    Recommendation,
    RecommendationKind,
)
from downtimekit.models.capture import Content
from downtimekit.models.chart import ChartRecord
from downtimekit.models.intake import Questionnaire, Symptom, VisitReason
from downtimekit.models.plan import FieldOutcome, Verdict
from tests.clinic import a_prescriber_note, a_therapist_note
from tests.ward import ADA, ANSWERS, EXAMS, NOTES, a_report, after, codes

OTHER_ANSWERS = ANSWERS.model_copy(update={"implants": True})
MORE_ANSWERS = ANSWERS.model_copy(update={"remarks": "Planted remark."})
DRAFT, DRAFTED_ELSE = a_report(), a_report(impression="Nothing new.")
FINAL, FINAL_ELSE = a_report(final=True), a_report(final=True, impression="Nothing new.")
FINAL_WORSE = a_report(Assessment.SUSPICIOUS, final=True)
SIGNED_NOTE = a_therapist_note()
MASS = Finding(number=1, side=Laterality.LEFT, kind=FindingKind.MASS, size_mm=9)


def held(content: Content, **more: object) -> ChartRecord:
    """Return a record that the chart holds."""
    said = {"id": "record-1", "version": 3, "accession": EXAMS[ADA.mrn], "mrn": ADA.mrn, "occurred_at": after(30)}
    return ChartRecord.model_validate({**said, "content": content, **more})


def met(paper: Content, now: Content, *, before: Content | None = None) -> Comparison:
    """Compare paper with a chart that kept what it had when it went down."""
    return compare(paper, now=held(now), before=held(before) if before else None, as_of=True)


def outcomes(compared: Comparison) -> dict[str, str]:
    """Return what was found of each field."""
    return {found.path: found.outcome.value for found in compared.fields}


def answered(**said: object) -> Questionnaire:
    """Return a questionnaire."""
    return Questionnaire.model_validate({"reason": VisitReason.SCREENING, **said})


@pytest.mark.parametrize(
    "content", [ANSWERS, NOTES, DRAFT, FINAL, SIGNED_NOTE], ids=["answers", "notes", "draft", "final", "note"]
)
@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("as_of", [True, False])
def test_what_the_chart_does_not_hold_is_created_and_what_it_holds_is_linked(
    content: Content, ours: bool, as_of: bool
) -> None:
    known = held(content) if as_of else None

    assert compare(content, now=None, before=None, as_of=as_of, ours=ours).verdict is Verdict.CREATE
    linked = compare(content, now=held(content), before=known, as_of=as_of, ours=ours)
    assert (linked.verdict, linked.doubts, linked.notes, linked.fields) == (Verdict.SKIP_DUPLICATE, (), (), ())


def test_a_record_that_was_withdrawn_stands_in_nobodys_way() -> None:
    assert compare(ANSWERS, now=held(OTHER_ANSWERS, withdrawn=True)).verdict is Verdict.CREATE


def test_blanks_and_the_order_of_ticks_are_no_difference() -> None:
    one = answered(symptoms_left=[Symptom.LUMP, Symptom.PAIN], remarks="a  b")
    other = answered(symptoms_left=[Symptom.PAIN, Symptom.LUMP], remarks="a b")

    assert compare(one, now=held(other)).verdict is Verdict.SKIP_DUPLICATE


@pytest.mark.parametrize("content", [DRAFTED_ELSE, FINAL], ids=["draft", "final"])
def test_our_own_preliminary_report_is_updated(content: Content) -> None:
    assert compare(content, now=held(DRAFT), ours=True).verdict is Verdict.UPDATE


@pytest.mark.parametrize(
    ("content", "record", "ours", "code", "fields"),
    [
        (DRAFTED_ELSE, DRAFT, False, "double_documentation", ("impression",)),
        (DRAFTED_ELSE, a_report(impression="Old."), False, "field_conflict", ("impression",)),
        (a_report(Assessment.BENIGN), a_report(Assessment.NEGATIVE), False, "reader_discrepancy", ("assessment",)),
        (FINAL_ELSE, FINAL, False, "final_report_exists_discrepant", ("impression",)),
        (FINAL_ELSE, FINAL, True, "final_report_exists_discrepant", ("impression",)),
        (FINAL_WORSE, FINAL, True, "category_changed_after_final", ("assessment",)),
        (a_report(Assessment.SUSPICIOUS), FINAL, False, "category_changed_after_final", ("assessment",)),
        (OTHER_ANSWERS, ANSWERS, True, "field_conflict", ("implants",)),
        (OTHER_ANSWERS, ANSWERS, False, "field_conflict", ("implants",)),
        (a_therapist_note(group_size=3), SIGNED_NOTE, False, "field_conflict", ("group_size",)),
        (NOTES, ANSWERS, False, "field_conflict", ("record",)),
    ],
    ids=[
        "paper adds to somebody's draft",
        "paper contradicts somebody's draft",
        "two readings",
        "another final",
        "our final",
        "category",
        "category on a draft",
        "our answers",
        "others' answers",
        "a signed note",
        "another kind",
    ],
)
def test_nothing_is_written_over(
    content: Content, record: Content, ours: bool, code: str, fields: tuple[str, ...]
) -> None:
    comparison = compare(content, now=held(record), ours=ours)

    assert comparison.verdict is Verdict.REVIEW
    assert codes(comparison.doubts) == [code]
    assert comparison.doubts[0].fields == fields


@pytest.mark.parametrize(
    ("before", "now", "paper", "outcome", "kept"),
    [
        (None, None, True, FieldOutcome.PAPER_ADDS, True),
        (False, False, True, FieldOutcome.PAPER_CHANGES, True),
        (None, True, None, FieldOutcome.CHART_ADDS, True),
        (False, False, None, FieldOutcome.CHART_ADDS, False),
        (False, True, False, FieldOutcome.CHART_CHANGED, True),
        (False, None, False, FieldOutcome.CHART_CHANGED, None),
        (False, None, True, FieldOutcome.CONFLICT, None),
        (None, True, False, FieldOutcome.CONFLICT, True),
        (None, True, True, None, True),
        (True, None, None, None, None),
    ],
    ids=[
        "only paper says it",
        "paper goes on from the chart",
        "only the chart says it",
        "paper leaves it out, which deletes nothing",
        "paper repeats what the chart has changed",
        "paper repeats what the chart has cleared",
        "the chart has cleared it and paper says something else",
        "both say something new",
        "both say the same",
        "the chart has cleared it and paper says nothing",
    ],
)
def test_a_field_has_three_sides(
    before: bool | None, now: bool | None, paper: bool | None, outcome: FieldOutcome | None, kept: bool | None
) -> None:
    found = met(answered(implants=paper), answered(implants=now), before=answered(implants=before))

    assert outcomes(found) == ({"implants": outcome.value} if outcome else {})
    if found.verdict is not Verdict.REVIEW:
        assert found.content == answered(implants=kept)


def test_paper_goes_on_from_what_the_chart_had_and_what_others_did_meanwhile_is_kept() -> None:
    before = answered(implants=False, remarks="old", symptoms_left=[Symptom.LUMP])
    now = answered(implants=False, remarks="new", symptoms_left=[Symptom.LUMP, Symptom.PAIN])
    paper = answered(implants=True, remarks="old", symptoms_left=[Symptom.LUMP, Symptom.REDNESS])
    found = met(paper, now, before=before)

    assert found.verdict is Verdict.UPDATE
    assert isinstance(found.content, Questionnaire)
    assert (found.content.implants, found.content.remarks) == (True, "new")
    assert set(found.content.symptoms_left) == {Symptom.LUMP, Symptom.PAIN, Symptom.REDNESS}
    assert outcomes(found) == {
        "symptoms_left[pain]": "chart_adds",
        "symptoms_left[redness]": "paper_adds",
        "implants": "paper_changes",
        "remarks": "chart_changed",
    }
    assert [(note.code, note.fields) for note in found.notes] == [
        ("double_documentation", ("symptoms_left[pain]", "remarks"))
    ]


def test_what_a_person_compares_is_told_in_words_and_no_repr_shows_it() -> None:
    (found,) = met(answered(remarks="Planted."), answered(remarks="Old."), before=answered(remarks="Older.")).fields

    assert (found.before, found.now, found.paper) == ("Older.", "Old.", "Planted.")
    assert "Planted" not in repr(found)


@pytest.mark.parametrize(
    ("paper", "verdict", "doubts", "notes"),
    [
        (ANSWERS, Verdict.SKIP_DUPLICATE, [], ["double_documentation"]),
        (answered(), Verdict.SKIP_DUPLICATE, [], ["double_documentation"]),
        (MORE_ANSWERS, Verdict.REVIEW, ["double_documentation"], []),
        (OTHER_ANSWERS, Verdict.REVIEW, ["field_conflict"], ["double_documentation"]),
    ],
    ids=["the same", "less", "more", "something else"],
)
def test_what_somebody_else_opened_in_the_chart_meanwhile_is_double_documentation(
    paper: Content, verdict: Verdict, doubts: list[str], notes: list[str]
) -> None:
    found = met(paper, ANSWERS)

    assert (found.verdict, codes(found.doubts), codes(found.notes)) == (verdict, doubts, notes)


def test_a_part_of_which_chart_and_paper_changed_different_fields_is_not_joined() -> None:
    before = a_report(findings=[MASS])
    now = a_report(findings=[MASS.model_copy(update={"size_mm": 12})])
    paper = a_report(findings=[MASS.model_copy(update={"clock": 2})])
    found = met(paper, now, before=before)

    assert (found.verdict, codes(found.doubts)) == (Verdict.REVIEW, ["field_conflict"])
    assert found.doubts[0].fields == ("findings[left mass 1].clock",)


def test_two_who_read_one_exam_at_once_are_told_of_each_other() -> None:
    before, now = a_report(), a_report(impression="In the chart.")
    found = met(a_report(Assessment.BENIGN), now, before=before)

    assert (found.verdict, codes(found.doubts)) == (Verdict.REVIEW, ["reader_discrepancy"])
    assert found.doubts[0].fields == ("impression", "assessment")


def test_a_recommendation_takes_the_place_of_another_one_and_never_stands_beside_it() -> None:
    def asking(kind: RecommendationKind) -> BreastReport:
        return BreastReport(recommendations=(Recommendation(kind=kind),))

    routine, biopsy = asking(RecommendationKind.ROUTINE_SCREENING), asking(RecommendationKind.CORE_BIOPSY)

    assert met(biopsy, routine, before=routine).content == biopsy
    assert codes(met(biopsy, routine, before=BreastReport()).doubts) == ["field_conflict"]


def test_two_things_of_one_kind_that_nothing_tells_apart_are_never_mixed() -> None:
    def aunts(*ages: int) -> Questionnaire:
        return answered(relatives=[{"relation": "aunt", "cancer": "breast", "age_at_diagnosis": age} for age in ages])

    assert outcomes(compare(aunts(40, 50), now=held(aunts(50, 40)))) == {}
    assert outcomes(compare(aunts(40, 50, 60), now=held(aunts(50, 40)))) == {"relatives": "paper_adds"}
    assert outcomes(compare(aunts(40, 51), now=held(aunts(50, 40)))) == {"relatives": "conflict"}


def test_what_the_chart_has_cleared_of_such_a_list_is_not_brought_back() -> None:
    def aunts(*ages: int) -> Questionnaire:
        return answered(relatives=[{"relation": "aunt", "cancer": "breast", "age_at_diagnosis": age} for age in ages])

    assert outcomes(met(aunts(40, 50, 60, 70), aunts(40, 50), before=aunts(40, 50, 60))) == {"relatives": "conflict"}


def test_what_we_wrote_ourselves_is_nobody_elses_change() -> None:
    ours = held(a_report(findings=[MASS]))
    paper = a_report(findings=[MASS.model_copy(update={"size_mm": None, "clock": 2})])
    found = compare(paper, now=ours, as_of=True, ours=True)

    assert (found.verdict, found.notes) == (Verdict.UPDATE, ())
    assert found.content == a_report(findings=[MASS.model_copy(update={"clock": 2})])


def test_no_path_tells_a_medicine_or_a_diagnosis() -> None:
    one = a_prescriber_note(medications=[{"drug": {"name": "XANAX"}}], diagnoses=[{"code": "F20.9"}])
    other = a_prescriber_note(
        medications=[{"drug": {"name": "XANAX"}, "directions": "x"}], diagnoses=[{"code": "F41.1"}]
    )

    assert differences(one, other) == ("medications[1].directions", "diagnoses[1]", "diagnoses[2]")


def test_what_fits_neither_side_alone_goes_to_a_person() -> None:
    right = BreastReport(laterality=Laterality.RIGHT)
    found = compare(BreastReport(findings=(MASS,)), now=held(right), before=held(right), as_of=True)

    assert (found.verdict, codes(found.doubts)) == (Verdict.REVIEW, ["field_conflict"])
    assert found.doubts[0].fields == ("findings[left mass 1]",)


def test_a_sheet_that_was_typed_again_on_purpose_takes_the_place_of_what_we_entered() -> None:
    wrong = answered(implants=True, remarks="of another sheet")
    found = compare(answered(implants=False), now=held(wrong), ours=True, rewritten=True)

    assert (found.verdict, found.content) == (Verdict.UPDATE, answered(implants=False))


def test_a_sheet_that_was_typed_again_deletes_nothing_that_others_wrote() -> None:
    before, now = answered(remarks="theirs"), answered(remarks="theirs", implants=True)
    found = compare(answered(), now=held(now), before=held(before), as_of=True, ours=True, rewritten=True)

    assert (found.verdict, found.content) == (Verdict.UPDATE, before)


@pytest.mark.parametrize("named", [Density.FATTY, Density.SCATTERED])
def test_only_the_density_differs_and_only_that_is_named(named: Density) -> None:
    found = compare(a_report(density=named), now=held(a_report(density=Density.EXTREMELY_DENSE)))

    assert [(each.path, each.now, each.paper) for each in found.fields] == [("density", "d", named.value)]
