"""What is wrong with a sheet by itself is found before anybody looks into the chart: sides, categories, signatures."""

from __future__ import annotations

import pytest

from downtimekit.backfill.comparing import content_doubts
from downtimekit.backfill.rules import DEFAULT_RULES, BackfillRules
from downtimekit.models.breast import Assessment, Breast, BreastReport, Finding, FindingKind, Laterality, Side
from downtimekit.models.capture import Content, Doubt
from downtimekit.models.chart import ChartOrder
from downtimekit.models.paperwork import PerformedExam
from tests.prescriptions import a_change, on_paper
from tests.ward import ADA, ANSWERS, DAY, EXAMS, NOTES, a_report

BOTH = (Side.LEFT, Side.RIGHT)
MASS = Finding(number=1, side=Laterality.RIGHT, kind=FindingKind.MASS)
FINAL = a_report(Assessment.NEGATIVE, final=True)
Told = list[tuple[str, tuple[str, ...]]]


def told(doubts: tuple[Doubt, ...]) -> Told:
    """Return codes and fields."""
    return [(doubt.code.value, doubt.fields) for doubt in doubts]


def found(content: Content, *sides: Side, rules: BackfillRules = DEFAULT_RULES) -> tuple[Told, Told]:
    """Return the doubts and the notes on a sheet of an exam that was ordered for some sides."""
    order = ChartOrder(accession=EXAMS[ADA.mrn], mrn=ADA.mrn, day=DAY, sides=sides)
    doubts, notes = content_doubts(content, order=order, rules=rules)
    return told(doubts), told(notes)


def otherwise(report: BreastReport, **said: object) -> BreastReport:
    """Return a report that says some things otherwise, even what no report may leave out."""
    return report.model_copy(update=said)


@pytest.mark.parametrize("content", [ANSWERS, NOTES, a_report(), FINAL], ids=["answers", "notes", "draft", "final"])
def test_a_faultless_sheet_raises_no_doubt_with_an_order_or_without_one(content: Content) -> None:
    assert found(content) == ([], [])
    assert found(content, *BOTH) == ([], [])
    assert content_doubts(content, order=None, rules=DEFAULT_RULES) == ((), ())


@pytest.mark.parametrize(
    ("content", "ordered", "doubts", "notes"),
    [
        (BreastReport(laterality=Laterality.RIGHT), Side.LEFT, ("laterality",), ()),
        (BreastReport(laterality=Laterality.BILATERAL), Side.LEFT, ("laterality",), ()),
        (BreastReport(findings=(MASS,)), Side.LEFT, ("findings[right mass 1].side",), ()),
        (BreastReport(breasts=(Breast(side=Side.RIGHT),)), Side.LEFT, ("breasts[right].side",), ()),
        (PerformedExam(what="Mammogram", sides=(Side.RIGHT,)), Side.LEFT, ("sides",), ()),
        (NOTES, Side.LEFT, ("sides",), ()),
        (BreastReport(laterality=Laterality.LEFT), Side.LEFT, (), ()),
        (BreastReport(findings=(MASS,)), Side.RIGHT, (), ()),
    ],
    ids=["other side", "both for one", "finding", "breast", "exam", "tech notes", "same side", "finding fits"],
)
def test_a_sheet_about_another_side_than_the_order_goes_to_a_person(
    content: Content, ordered: Side, doubts: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    assert found(content, ordered) == (
        [("laterality_mismatch", doubts)] if doubts else [],
        [("laterality_mismatch", notes)] if notes else [],
    )


def test_that_less_was_examined_than_ordered_is_told_and_keeps_nothing_back() -> None:
    assert found(BreastReport(laterality=Laterality.LEFT), *BOTH) == ([], [("laterality_mismatch", ("laterality",))])
    assert found(BreastReport(findings=(MASS,)), *BOTH) == ([], [])


def test_views_of_another_side_than_was_imaged_go_to_a_person() -> None:
    notes = NOTES.model_copy(update={"sides": (Side.LEFT,)})

    assert found(notes)[0] == [("laterality_mismatch", ("views[0]",))]


def test_a_biopsy_of_the_other_breast_than_the_suspicious_one_goes_to_a_person_whatever_the_reason() -> None:
    report = BreastReport.model_validate(
        {
            "findings": [MASS.model_copy(update={"assessment": Assessment.SUSPICIOUS})],
            "recommendations": [{"kind": "core_biopsy", "side": "left"}],
            "explanation": "Planted reason.",
        }
    )

    assert found(report)[0] == [("laterality_mismatch", ("recommendations[0].side",))]


@pytest.mark.parametrize("final", [True, False], ids=["final", "draft"])
@pytest.mark.parametrize(
    ("category", "recommendation", "explanation", "fields"),
    [
        (Assessment.SUSPICIOUS, "routine_screening", "", ("recommendations", "recommendations[0]")),
        (Assessment.SUSPICIOUS, "routine_screening", "Planted reason.", ()),
        (Assessment.BENIGN, "core_biopsy", "", ("recommendations", "recommendations[0]")),
        (Assessment.SUSPICIOUS, "core_biopsy", "", ()),
        (Assessment.BENIGN, "ultrasound", "", ("recommendations",)),
        (None, "core_biopsy", "", ()),
    ],
)
def test_a_recommendation_that_does_not_belong_to_the_category_needs_a_reason(
    final: bool, category: Assessment | None, recommendation: str, explanation: str, fields: tuple[str, ...]
) -> None:
    said = {"assessment": category, "explanation": explanation, "recommendations": [{"kind": recommendation}]}
    of_whom = dict(a_report(Assessment.NEGATIVE, final=final)) if category else {}
    report = BreastReport.model_validate({**of_whom, **said})

    assert found(report)[0] == ([("category_recommendation_mismatch", fields)] if fields else [])


def test_a_category_below_that_of_its_most_pressing_finding_is_told() -> None:
    suspicious = MASS.model_copy(update={"assessment": Assessment.HIGH_SUSPICION})
    breast = Breast(side=Side.RIGHT, assessment=Assessment.NEGATIVE)
    report = BreastReport(findings=(suspicious,), breasts=(breast,), assessment=Assessment.BENIGN)

    assert found(report)[1] == [("category_ambiguous", ("breasts[right].assessment", "assessment"))]
    assert found(otherwise(report, explanation="Planted reason."))[1] == []


@pytest.mark.parametrize(
    ("said", "doubts"),
    [
        ({"interpreted_by": None}, [("signature_missing", ("interpreted_by",))]),
        ({"interpreted_at": None}, [("signature_missing", ("interpreted_at",))]),
        ({"density": None}, [("missing_required", ("density",))]),
        ({"assessment": None}, [("missing_required", ("assessment",))]),
        ({"recommendations": ()}, [("missing_required", ("recommendations",))]),
        ({"clinical_question": "Is it a cyst?"}, [("missing_required", ("impression",))]),
        ({"assessment": Assessment.NEED_PRIORS, "recommendations": ()}, None),
    ],
    ids=["reader", "time", "density", "category", "recommendation", "answer", "why it is incomplete"],
)
def test_no_report_is_final_without_what_it_must_have(said: dict[str, object], doubts: Told | None) -> None:
    expected = doubts or [("missing_required", ("incomplete_reason", "recommendations"))]

    assert found(otherwise(FINAL, **said))[0] == expected
    assert found(otherwise(a_report(), **said))[0] == []


@pytest.mark.parametrize(("signer", "known"), [("rosa  REYES, md", True), ("Sato Sam, MD", False)])
def test_only_a_radiologist_of_the_site_signs(signer: str, known: bool) -> None:
    rules = BackfillRules(radiologists=frozenset({"Rosa Reyes, MD"}))
    report = otherwise(FINAL, interpreted_by=signer)

    assert found(report, rules=rules)[0] == ([] if known else [("signature_missing", ("interpreted_by",))])
    assert found(otherwise(report, status=a_report().status), rules=rules)[0] == []


def test_a_change_in_a_portal_that_does_not_sync_is_documented_by_hand() -> None:
    assert found(a_change()) == ([], [("external_change_needs_documentation", ())])
    assert ("missing_required", ("directions",)) in found(a_change(directions=""))[1]


def test_what_a_prescription_lacks_is_told_and_keeps_it_out_of_nothing() -> None:
    assert found(on_paper()) == ([], [])
    assert found(on_paper(signed=None)) == ([], [("missing_required", ("signed",))])
