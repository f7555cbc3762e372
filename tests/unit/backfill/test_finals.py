"""What is final is never written over: it is said again, corrected beside it, or a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from downtimekit.backfill.amending import correction
from downtimekit.backfill.comparing import compare, compare_amendment
from downtimekit.backfill.rules import BackfillRules
from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.breast import Assessment, BreastReport, Density, Finding, FindingKind, Laterality
from downtimekit.models.capture import Content
from downtimekit.models.chart import ChartRecord
from downtimekit.models.plan import FieldComparison, FieldOutcome, Verdict
from tests.clinic import a_therapist_note
from tests.ward import ADA, EXAMS, NORA, a_report, after, codes

FINAL = a_report(Assessment.BENIGN, final=True)
DRAFT = a_report(Assessment.BENIGN)
MASS = Finding(number=1, side=Laterality.LEFT, kind=FindingKind.MASS)
ADDENDUM = WrittenAmendment(text="Planted addendum.")
EXAM = EXAMS[ADA.mrn]


def held(content: Content, *, id: str = "record-1", **more: object) -> ChartRecord:
    """Return a record that the chart holds."""
    said = {"id": id, "version": 3, "accession": EXAM, "mrn": ADA.mrn, "occurred_at": after(30)}
    return ChartRecord.model_validate({**said, "content": content, **more})


def otherwise(report: BreastReport, **said: object) -> BreastReport:
    """Return a report that says some things otherwise."""
    return BreastReport.model_validate({**dict(report), **said})


@pytest.mark.parametrize(
    "paper",
    [
        BreastReport(),
        DRAFT,
        otherwise(DRAFT, interpreted_by="Somebody Else, MD"),
        otherwise(FINAL, interpreted_at=after(61)),
    ],
    ids=["an empty draft", "the draft of it", "another's draft that says the same", "signed a minute later"],
)
@pytest.mark.parametrize("ours", [True, False])
def test_paper_that_says_nothing_else_than_the_final_report_is_in_the_chart_already(
    paper: BreastReport, ours: bool
) -> None:
    found = compare(paper, now=held(FINAL), ours=ours)

    assert (found.verdict, found.doubts, found.content) == (Verdict.SKIP_DUPLICATE, (), FINAL)


@pytest.mark.parametrize("rewritten", [True, False])
@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("as_of", [True, False])
@pytest.mark.parametrize("paper", [otherwise(DRAFT, assessment=Assessment.NEGATIVE), otherwise(DRAFT, technique="x")])
def test_a_draft_never_takes_the_place_of_a_final_report(
    paper: BreastReport, as_of: bool, ours: bool, rewritten: bool
) -> None:
    found = compare(paper, now=held(FINAL), before=held(DRAFT), as_of=as_of, ours=ours, rewritten=rewritten)

    assert (found.verdict, found.amends) == (Verdict.REVIEW, None)


def test_two_final_reports_by_two_radiologists_are_two_readings() -> None:
    other = otherwise(FINAL, assessment=Assessment.SUSPICIOUS, interpreted_by="Sato Sam, MD")
    found = compare(other, now=held(FINAL))

    assert codes(found.doubts) == ["category_changed_after_final", "reader_discrepancy"]
    assert found.doubts[1].fields == ("interpreted_by", "assessment")


def test_our_own_final_report_that_was_typed_again_is_corrected_beside_it() -> None:
    wrong = otherwise(FINAL, assessment=Assessment.NEGATIVE, impression="Of another sheet.")
    found = compare(FINAL, now=held(wrong), ours=True, rewritten=True, reason="the clerk mixed two sheets")

    assert found.verdict is Verdict.AMEND
    assert found.amends is not None
    assert (found.amends.kind, found.amends.amends) == (AmendmentKind.CORRECTION, "record-1")
    assert found.amends.text == (
        "Assessment: it says 1 (Negative); it should say 2 (Benign).\n"
        "Impression: it says Of another sheet.; it should say nothing."
    )
    assert found.amends.reason == "the sheet was typed in wrongly, and was typed again: the clerk mixed two sheets"


@pytest.mark.parametrize(("ours", "rewritten"), [(False, True), (True, False), (False, False)])
def test_nothing_else_amends_a_final_report_by_itself(ours: bool, rewritten: bool) -> None:
    worse = otherwise(FINAL, assessment=Assessment.HIGHLY_SUGGESTIVE)

    assert compare(worse, now=held(FINAL), ours=ours, rewritten=rewritten).verdict is Verdict.REVIEW


def test_a_signed_note_of_ours_that_was_typed_again_is_corrected_too() -> None:
    found = compare(a_therapist_note(group_size=3), now=held(a_therapist_note()), ours=True, rewritten=True)

    assert (found.verdict, found.amends and found.amends.text) == (
        Verdict.AMEND,
        "Group size: it says nothing; it should say 3.",
    )


def test_a_correction_says_where_more_differs_than_it_has_room_for() -> None:
    long = [FieldComparison(path=f"part_{n}", outcome=FieldOutcome.CONFLICT, now="x" * 3000) for n in range(3)]
    amends = correction("record-1", fields=long)

    assert len(amends.text) <= 4000
    assert amends.text.endswith("More differs: see the sheet.")


def test_a_path_becomes_words_that_a_reader_understands() -> None:
    found = FieldComparison(path="findings[left mass 1].size_mm", outcome=FieldOutcome.CONFLICT, now="4.0", paper="9.0")

    assert correction("r", fields=[found]).text == "Findings (left mass 1), size mm: it says 4.0; it should say 9.0."


def test_a_preliminary_report_of_the_chart_becomes_final_where_a_radiologist_signed() -> None:
    draft = otherwise(a_report(), technique="Two views.", laterality=Laterality.BILATERAL)
    found = compare(FINAL, now=held(draft), before=held(draft), as_of=True)

    assert (found.verdict, found.doubts) == (Verdict.UPDATE, ())
    assert found.content == otherwise(FINAL, technique="Two views.", laterality=Laterality.BILATERAL)


@pytest.mark.parametrize(
    ("draft", "final", "notes"),
    [
        (DRAFT, otherwise(FINAL, assessment=Assessment.NEGATIVE), [("reader_discrepancy", ("assessment",))]),
        (DRAFT, otherwise(FINAL, findings=(MASS,)), [("reader_discrepancy", ("findings[left mass 1]",))]),
        (
            otherwise(DRAFT, laterality=Laterality.LEFT),
            otherwise(FINAL, laterality=Laterality.RIGHT),
            [("laterality_mismatch", ("laterality",))],
        ),
    ],
    ids=["category", "new finding", "side"],
)
def test_what_the_final_report_says_otherwise_than_the_draft_is_told(
    draft: BreastReport, final: BreastReport, notes: list[tuple[str, tuple[str, ...]]]
) -> None:
    found = compare(final, now=held(draft), before=held(draft), as_of=True)

    assert found.verdict is Verdict.UPDATE
    assert [(note.code, note.fields) for note in found.notes] == notes


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (otherwise(DRAFT, findings=(MASS,)), ("findings[left mass 1]",)),
        (otherwise(DRAFT, impression="Read by a resident."), ("impression",)),
        (otherwise(DRAFT, interpreted_at=after(90)), ("interpreted_at",)),
    ],
    ids=["a finding", "words", "read later than it was signed"],
)
def test_nothing_that_only_the_draft_says_is_put_into_what_a_radiologist_signed(
    draft: BreastReport, fields: tuple[str, ...]
) -> None:
    found = compare(FINAL, now=held(draft), before=held(draft), as_of=True)

    assert (found.verdict, codes(found.doubts), found.doubts[0].fields) == (
        Verdict.REVIEW,
        ["field_conflict"],
        fields,
    )


def test_a_draft_does_not_become_final_by_somebody_whom_the_site_does_not_know() -> None:
    rules = BackfillRules(radiologists=frozenset({"Sato Sam, MD"}))
    found = compare(FINAL, now=held(DRAFT), before=held(DRAFT), as_of=True, rules=rules)

    assert (found.verdict, codes(found.doubts)) == (Verdict.REVIEW, ["signature_missing"])


@pytest.mark.parametrize(
    ("addendum", "records", "amends", "expected"),
    [
        (ADDENDUM, [held(FINAL)], "record-1", []),
        (ADDENDUM, [held(FINAL), held(a_therapist_note(), id="note", accession=None)], "record-1", []),
        (WrittenAmendment(text="x", amends="note"), [held(FINAL), held(a_therapist_note(), id="note")], "note", []),
        (WrittenAmendment(text="x", amends="gone"), [held(FINAL)], "record-1", []),
        (ADDENDUM, [], None, ["dependency_not_entered"]),
        (ADDENDUM, [held(DRAFT)], None, ["dependency_not_entered"]),
        (ADDENDUM, [held(FINAL, withdrawn=True)], None, ["dependency_not_entered"]),
        (ADDENDUM, [held(FINAL, accession="A-99")], None, ["dependency_not_entered"]),
        (WrittenAmendment(text="x", amends="record-1"), [held(DRAFT)], None, ["dependency_not_entered"]),
        (ADDENDUM, [held(FINAL), held(FINAL, id="second")], None, ["missing_required"]),
        (WrittenAmendment(text="x", amends="record-1"), [held(FINAL, mrn=NORA.mrn)], None, ["order_patient_mismatch"]),
    ],
    ids=[
        "the one report of its exam",
        "and not a note",
        "the one that it names",
        "names one that is gone",
        "none",
        "a draft only",
        "a withdrawn one",
        "of another exam",
        "names a draft",
        "two",
        "of another patient",
    ],
)
def test_an_addendum_goes_to_what_it_names_or_to_the_one_final_report_of_its_exam(
    addendum: WrittenAmendment, records: Sequence[ChartRecord], amends: str | None, expected: list[str]
) -> None:
    found = compare_amendment(addendum, records=records, mrn=ADA.mrn, accession=EXAM, occurred_at=after(90))

    assert (found.verdict, codes(found.doubts)) == (Verdict.REVIEW if expected else Verdict.AMEND, expected)
    assert (found.amends.amends if found.amends else None) == amends


@pytest.mark.parametrize("kind", list(AmendmentKind))
def test_every_kind_of_amendment_is_a_record_of_its_own_and_the_record_stays_as_it_stands(kind: AmendmentKind) -> None:
    sheet = WrittenAmendment(kind=kind, text="Planted.", reason="Planted reason.")
    found = compare_amendment(sheet, records=[held(FINAL)], mrn=ADA.mrn, accession=EXAM, occurred_at=after(90))

    assert (found.verdict, found.content) == (Verdict.AMEND, sheet.model_copy(update={"amends": "record-1"}))


def test_an_amendment_that_the_chart_has_is_not_written_again() -> None:
    entered = held(ADDENDUM.model_copy(update={"amends": "record-1"}), id="addendum", occurred_at=after(90))
    how = {"mrn": ADA.mrn, "accession": EXAM, "occurred_at": after(90)}
    found = compare_amendment(ADDENDUM, records=[held(FINAL), entered], **how)  # type: ignore[arg-type]
    later = compare_amendment(
        ADDENDUM,
        records=[held(FINAL), entered],
        **(how | {"occurred_at": after(90) + timedelta(minutes=1)}),  # type: ignore[arg-type]
    )

    assert (found.verdict, found.chart_id) == (Verdict.SKIP_DUPLICATE, "addendum")
    assert later.verdict is Verdict.AMEND


def test_the_density_of_a_final_report_is_not_written_over_either() -> None:
    denser = otherwise(FINAL, density=Density.EXTREMELY_DENSE)

    assert codes(compare(denser, now=held(FINAL)).doubts) == ["final_report_exists_discrepant"]


def test_what_could_be_read_only_in_part_is_never_updated_also_where_it_looks_like_a_draft() -> None:
    draft = a_report(density=Density.FATTY)
    foreign = ChartRecord(id="r-9", version=2, mrn=ADA.mrn, accession=EXAMS[ADA.mrn], content=draft, whole=False)
    more = a_report(density=Density.FATTY, impression="Planted impression.")
    before = foreign.model_copy(update={"version": 1})

    assert compare(draft, now=foreign, before=before, as_of=True).verdict is Verdict.SKIP_DUPLICATE
    compared = compare(more, now=foreign, before=before, as_of=True)
    assert (compared.verdict, codes(compared.doubts)) == (Verdict.REVIEW, ["final_report_exists_discrepant"])
