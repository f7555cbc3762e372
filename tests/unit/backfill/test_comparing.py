"""What the chart holds already decides what becomes of a record."""

from __future__ import annotations

import pytest

from downtimekit.backfill.comparing import compare
from downtimekit.models.breast import Assessment
from downtimekit.models.capture import Content
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import Verdict
from tests.ward import ADA, ANSWERS, EXAMS, NOTES, a_report, codes

OTHER_ANSWERS = ANSWERS.model_copy(update={"implants": True})
DRAFT, DRAFTED_ELSE = a_report(), a_report(impression="Nothing new.")
FINAL, FINAL_ELSE = a_report(final=True), a_report(final=True, impression="Nothing new.")
FINAL_WORSE = a_report(Assessment.SUSPICIOUS, final=True)


def held(content: Content) -> ChartRecord:
    """Return a record that the chart holds."""
    return ChartRecord(id="record-1", version=3, accession=EXAMS[ADA.mrn], mrn=ADA.mrn, content=content)


@pytest.mark.parametrize("content", [ANSWERS, NOTES, DRAFT, FINAL], ids=["answers", "notes", "draft", "final"])
@pytest.mark.parametrize("ours", [True, False])
def test_what_the_chart_does_not_hold_is_created_and_what_it_holds_is_linked(content: Content, ours: bool) -> None:
    assert compare(content, record=None, ours=ours).verdict is Verdict.CREATE
    assert compare(content, record=held(content), ours=ours).verdict is Verdict.SKIP_DUPLICATE


@pytest.mark.parametrize("content", [DRAFTED_ELSE, FINAL], ids=["draft", "final"])
def test_our_own_preliminary_report_is_updated(content: Content) -> None:
    assert compare(content, record=held(DRAFT), ours=True).verdict is Verdict.UPDATE


@pytest.mark.parametrize(
    ("content", "record", "ours", "code", "fields"),
    [
        (DRAFTED_ELSE, DRAFT, False, "field_conflict", ("impression",)),
        (FINAL_ELSE, FINAL, False, "final_report_exists_discrepant", ("impression",)),
        (FINAL_ELSE, FINAL, True, "final_report_exists_discrepant", ("impression",)),
        (FINAL_WORSE, FINAL, True, "category_changed_after_final", ("assessment",)),
        (OTHER_ANSWERS, ANSWERS, True, "field_conflict", ("implants",)),
        (OTHER_ANSWERS, ANSWERS, False, "field_conflict", ("implants",)),
    ],
    ids=["somebody else's draft", "another final", "our final", "category", "our answers", "others' answers"],
)
def test_nothing_is_written_over(
    content: Content, record: Content, ours: bool, code: str, fields: tuple[str, ...]
) -> None:
    comparison = compare(content, record=held(record), ours=ours)

    assert comparison.verdict is Verdict.REVIEW
    assert codes(comparison.doubts) == [code]
    assert comparison.doubts[0].fields == fields


def test_a_draft_never_replaces_a_final_report() -> None:
    assert compare(DRAFT, record=held(FINAL), ours=True).verdict is Verdict.REVIEW
