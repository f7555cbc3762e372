"""A case for each code that says something about a content: the words of a back-fill decision."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from downtimekit.backfill import merge
from downtimekit.backfill.comparing import Comparison, compare, compare_allergy, compare_amendment, content_doubts
from downtimekit.backfill.rules import DEFAULT_RULES
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.breast import Assessment, Finding, FindingKind, Laterality, Side
from downtimekit.models.capture import Content, Doubt, ReviewCode
from downtimekit.models.chart import ChartOrder, ChartRecord
from downtimekit.models.prescriptions import Allergy
from tests.prescriptions import a_change
from tests.ward import ADA, ANSWERS, DAY, EXAMS, NOTES, a_capture, a_report, after, codes

BENIGN, SUSPICIOUS = (Assessment.BENIGN, Assessment.HIGHLY_SUGGESTIVE)
FINAL = a_report(BENIGN, final=True)
ORDER = ChartOrder(accession=EXAMS[ADA.mrn], mrn=ADA.mrn, day=DAY, sides=(Side.LEFT,))

Told = tuple[tuple[Doubt, ...], tuple[Doubt, ...]]


def held(content: Content) -> ChartRecord:
    """Return a record that the chart holds."""
    return ChartRecord(
        id="record-1", version=1, mrn=ADA.mrn, accession=EXAMS[ADA.mrn], occurred_at=after(30), content=content
    )


def met(paper: Content, chart: Content, *, as_of: bool = False) -> Told:
    """Return what comparing with the chart finds."""
    return of(compare(paper, now=held(chart), as_of=as_of))


def of(compared: Comparison) -> Told:
    """Return the doubts and the notes of a comparison."""
    return compared.doubts, compared.notes


def checked(content: Content) -> Told:
    """Return what checking a content by itself finds."""
    return content_doubts(content, order=ORDER, rules=DEFAULT_RULES)


def typed(*contents: Content, serials: str = "WW") -> Told:
    """Return what merging sheets finds."""
    pile = [a_capture(f"c{n}", serial=f"{serials[n]}-1", content=content) for n, content in enumerate(contents)]
    return merge(pile).doubts, ()


def read(assessment: Assessment) -> Content:
    """Return a sheet on which one mass has a category."""
    return a_report(
        findings=[Finding(number=1, side=Laterality.LEFT, kind=FindingKind.MASS, assessment=assessment)],
    )


DOUBTS: dict[ReviewCode, Callable[[], Told]] = {
    ReviewCode.DOUBLE_ENTRY_DISCREPANCY: lambda: typed(a_report(BENIGN), a_report(SUSPICIOUS)),
    ReviewCode.FIELD_CONFLICT: lambda: met(ANSWERS.model_copy(update={"implants": True}), ANSWERS),
    ReviewCode.READER_DISCREPANCY: lambda: typed(read(BENIGN), read(SUSPICIOUS), serials="WV"),
    ReviewCode.CATEGORY_CHANGED_AFTER_FINAL: lambda: met(a_report(SUSPICIOUS, final=True), FINAL),
    ReviewCode.FINAL_REPORT_EXISTS_DISCREPANT: lambda: met(a_report(BENIGN, final=True, impression="New."), FINAL),
    ReviewCode.DOUBLE_DOCUMENTATION: lambda: met(a_report(BENIGN), a_report()),
    ReviewCode.LATERALITY_MISMATCH: lambda: checked(NOTES),
    ReviewCode.CATEGORY_RECOMMENDATION_MISMATCH: lambda: checked(a_report(SUSPICIOUS, final=True)),
    ReviewCode.MISSING_REQUIRED: lambda: checked(FINAL.model_copy(update={"density": None})),
    ReviewCode.SIGNATURE_MISSING: lambda: checked(FINAL.model_copy(update={"interpreted_by": None})),
    ReviewCode.DEPENDENCY_NOT_ENTERED: lambda: of(
        compare_amendment(
            WrittenAmendment(text="Planted."), records=[], mrn=ADA.mrn, accession="A-1", occurred_at=after(90)
        )
    ),
}
"""What keeps a record from being entered."""

NOTES_ONLY: dict[ReviewCode, Callable[[], Told]] = {
    ReviewCode.EXTERNAL_CHANGE_NEEDS_DOCUMENTATION: lambda: checked(a_change()),
    ReviewCode.DOUBLE_DOCUMENTATION: lambda: met(ANSWERS, ANSWERS, as_of=True),
    ReviewCode.CATEGORY_AMBIGUOUS: lambda: checked(read(SUSPICIOUS).model_copy(update={"assessment": BENIGN})),
    ReviewCode.MISSING_REQUIRED: lambda: checked(a_change(directions="")),
}
"""What a person should know, and keeps nothing back."""


@pytest.mark.parametrize("code", DOUBTS)
def test_this_keeps_a_record_from_being_entered(code: ReviewCode) -> None:
    doubts, notes = DOUBTS[code]()

    assert (codes(doubts), codes(notes)) == ([code], [])


@pytest.mark.parametrize("code", NOTES_ONLY)
def test_this_is_told_and_keeps_nothing_back(code: ReviewCode) -> None:
    doubts, notes = NOTES_ONLY[code]()

    assert doubts == ()
    assert code in codes(notes)


def test_none_known_beside_an_allergy_is_a_conflict_too() -> None:
    found = compare_allergy(Allergy(none_known=True), records=[held(Allergy(substance="Plantedol"))])

    assert codes(found.doubts) == [ReviewCode.FIELD_CONFLICT]


@pytest.mark.parametrize("code", sorted({*DOUBTS, *NOTES_ONLY}))
def test_every_code_has_a_sentence_and_every_doubt_that_is_about_fields_names_them(code: ReviewCode) -> None:
    told = [found for told in (DOUBTS, NOTES_ONLY) if code in told for part in told[code]() for found in part]

    assert all(found.code.words for found in told)
    assert all(found.fields or found.code in _OF_THE_WHOLE for found in told)


_OF_THE_WHOLE = (ReviewCode.EXTERNAL_CHANGE_NEEDS_DOCUMENTATION, ReviewCode.DOUBLE_DOCUMENTATION)
