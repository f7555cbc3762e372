"""What sheets say: reports in every order, readers, addenda, three sides of a field, allergies and medicines."""

from __future__ import annotations

from downtimekit.backfill import BackfillRules
from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.breast import Assessment, Finding, Recommendation, RecommendationKind
from downtimekit.models.capture import Capture, Content
from downtimekit.models.chart import Chart, ChartAsOf, ChartRecord
from downtimekit.models.prescriptions import Allergy
from tests.clinic import a_therapist_note
from tests.prescriptions import NOON, a_change, on_paper
from tests.unit.backfill.cases.judging import Case, a_chart, held, says
from tests.ward import ADA, ANSWERS, BEGAN, NORA, a_capture, a_report, after

DRAFT, FINAL = a_report(Assessment.NEGATIVE), a_report(Assessment.NEGATIVE, final=True)
BENIGN = a_report(Assessment.BENIGN, final=True)
OTHER_READER = BENIGN.model_copy(update={"interpreted_by": "Omar Ode, MD"})
BIOPSY = FINAL.model_copy(update={"recommendations": (Recommendation(kind=RecommendationKind.CORE_BIOPSY),)})
SUSPICIOUS = Finding.model_validate({"number": 1, "side": "left", "kind": "mass", "assessment": "5"})
ADDENDUM = WrittenAmendment(text="Planted addendum.")
RETRACTION = WrittenAmendment(kind=AmendmentKind.RETRACTION, text="Planted text.", reason="Planted reason.")
IMPLANTS = ANSWERS.model_copy(update={"implants": True})
OLDER = ANSWERS.model_copy(update={"menarche_age": 13})
PENICILLIN, NONE_KNOWN = Allergy(substance="Plantedol"), Allergy(none_known=True)
RASH, SHOCK = (PENICILLIN.model_copy(update={"reactions": (what,)}) for what in ("Rash", "Shock"))
CHANGE, RX = a_change(documented=None), on_paper()
EXTERNAL = "external_change_needs_documentation"


def chart(*contents: Content, **more: object) -> Chart:
    """Return the ward's chart with records of Ada's exam that others wrote."""
    return a_chart(records=[held(content, id=f"chart-{n}", **more) for n, content in enumerate(contents, 1)])  # type: ignore[arg-type]


def ours(content: Content) -> Chart:
    """Return the ward's chart with a record that this back-fill wrote."""
    return chart(content, key=f"west-1/{content.record}/0")


def as_of(*records: ChartRecord) -> dict[str, object]:
    """Return what the chart had when it went down."""
    return {"before": ChartAsOf(as_of=BEGAN, chart=a_chart(records=records))}


def beside(content: Content) -> list[Capture]:
    """Return a sheet that belongs to no exam."""
    return [a_capture(content=content, accession=None, occurred_at=NOON, recorded_at=after(900))]


CONTENT = (
    Case("a first reading", [a_capture(content=DRAFT)], {"c1": says("create", report="preliminary")}),
    Case("a signed report", [a_capture(content=FINAL, minute=90)], {"c1": says("create", report="final")}),
    Case(
        "the signed report of a first reading that was entered",
        [a_capture(content=FINAL, minute=90)],
        {"c1": says("update", report="final")},
        chart=ours(DRAFT),
    ),
    Case(
        "a first reading comes back after the signed report was entered",
        [a_capture(content=DRAFT)],
        {"c1": says("skip_duplicate", report="final")},
        chart=ours(FINAL),
    ),
    Case(
        "first reading and signed report come back together",
        [
            a_capture("draft", serial="W-1", content=DRAFT, minute=40, keyed=260),
            a_capture("final", serial="W-2", content=FINAL, minute=70, keyed=240),
        ],
        {"draft": says("create", report="final"), "final": says("merge_captures", report="final")},
    ),
    Case(
        "the signed report is dated before the first reading",
        [
            a_capture("draft", serial="W-1", content=DRAFT, minute=80),
            a_capture("final", serial="W-2", content=FINAL, minute=70),
        ],
        {"final": says("create", report="final"), "draft": says("merge_captures", report="final")},
    ),
    Case(
        "the signed report changes the category of the first reading: the signed one counts, and it is told",
        [
            a_capture("draft", serial="W-1", content=DRAFT, minute=40),
            a_capture("final", serial="W-2", content=BENIGN, minute=70),
        ],
        {
            "draft": says("create", "reader_discrepancy", report="final"),
            "final": says("merge_captures", "reader_discrepancy", report="final"),
        },
    ),
    Case(
        "two radiologists read one exam differently, each on a sheet",
        [
            a_capture("one", serial="W-1", content=FINAL, minute=70),
            a_capture("two", serial="W-2", content=OTHER_READER, minute=80),
        ],
        {"one": says("review", "reader_discrepancy"), "two": says("merge_captures", "reader_discrepancy")},
    ),
    Case(
        "the signed report is in the chart already",
        [a_capture(content=FINAL, minute=90)],
        {"c1": says("skip_duplicate", report="final")},
        chart=chart(FINAL),
    ),
    Case(
        "the signed report in the chart has another category",
        [a_capture(content=BENIGN, minute=90)],
        {"c1": says("review", "category_changed_after_final")},
        chart=chart(FINAL),
    ),
    Case(
        "another radiologist signed another category in the chart",
        [a_capture(content=OTHER_READER, minute=90)],
        {"c1": says("review", "category_changed_after_final", "reader_discrepancy")},
        chart=chart(FINAL),
    ),
    Case(
        "the signed report in the chart says something else, in one category",
        [a_capture(content=FINAL.model_copy(update={"impression": "Planted."}), minute=90)],
        {"c1": says("review", "final_report_exists_discrepant")},
        chart=chart(FINAL),
    ),
    Case(
        "a first reading of others in the chart, which nobody knows the age of",
        [a_capture(content=FINAL, minute=90)],
        {"c1": says("review", "field_conflict")},
        chart=chart(DRAFT),
    ),
    Case(
        "a biopsy is asked for after a negative category, without a reason",
        [a_capture(content=BIOPSY, minute=90)],
        {"c1": says("review", "category_recommendation_mismatch")},
    ),
    Case(
        "a biopsy after a negative category, with the radiologist's reason",
        [a_capture(content=BIOPSY.model_copy(update={"explanation": "Planted."}), minute=90)],
        {"c1": says("create", report="final")},
    ),
    Case(
        "the one who signed is no radiologist of the site",
        [a_capture(content=FINAL, minute=90)],
        {"c1": says("review", "signature_missing")},
        rules=BackfillRules(radiologists=frozenset({"Omar Ode, MD"})),
    ),
    Case(
        "an addendum to the signed report of its exam",
        [a_capture(content=ADDENDUM, minute=90)],
        {"c1": says("amend")},
        chart=chart(FINAL),
    ),
    Case(
        "an addendum to a report that nobody knows",
        [a_capture(content=ADDENDUM, minute=90)],
        {"c1": says("review", "dependency_not_entered")},
    ),
    Case(
        "an addendum to a record of another patient",
        [a_capture(content=ADDENDUM.model_copy(update={"amends": "chart-1"}), minute=90)],
        {"c1": says("review", "dependency_not_entered")},
        chart=a_chart(records=[held(FINAL, mrn=NORA.mrn, accession="A-2")]),
    ),
    Case(
        "a signed report is taken back on paper",
        [a_capture(content=RETRACTION, minute=90)],
        {"c1": says("amend")},
        chart=chart(FINAL),
    ),
    Case(
        "an addendum comes back with its report: it is added when that is in the chart",
        [a_capture("report", content=FINAL, minute=90), a_capture("more", content=ADDENDUM, minute=120)],
        {"report": says("create", report="final"), "more": says("held", "dependency_not_entered")},
    ),
    Case(
        "the chart has other answers, and nobody knows which are older",
        [a_capture(content=IMPLANTS)],
        {"c1": says("review", "field_conflict")},
        chart=chart(ANSWERS),
    ),
    Case(
        "the chart has the answers of before the downtime, and the patient changed one",
        [a_capture(content=IMPLANTS)],
        {"c1": says("update")},
        chart=chart(ANSWERS),
        paper=as_of(held(ANSWERS)),
    ),
    Case(
        "somebody answered another question in the chart in read-only time",
        [a_capture(content=IMPLANTS)],
        {"c1": says("update", "double_documentation")},
        chart=chart(OLDER),
        paper=as_of(held(ANSWERS)),
    ),
    Case(
        "paper and the chart changed one answer, each differently",
        [a_capture(content=ANSWERS.model_copy(update={"menarche_age": 12}))],
        {"c1": says("review", "field_conflict")},
        chart=chart(OLDER),
        paper=as_of(held(ANSWERS.model_copy(update={"menarche_age": 11}))),
    ),
    Case(
        "paper leaves out what the chart has",
        [a_capture(content=ANSWERS)],
        {"c1": says("skip_duplicate")},
        chart=chart(OLDER),
        paper=as_of(held(OLDER)),
    ),
    Case(
        "an allergy that the chart does not have",
        beside(PENICILLIN),
        {"c1": says("create", exam="")},
    ),
    Case(
        "an allergy that the chart has",
        beside(PENICILLIN),
        {"c1": says("skip_duplicate", exam="")},
        chart=chart(PENICILLIN, accession=None),
    ),
    Case(
        "none known on paper, an allergy in the chart",
        beside(NONE_KNOWN),
        {"c1": says("review", "field_conflict", exam="")},
        chart=chart(PENICILLIN, accession=None),
    ),
    Case(
        "an allergy on paper, none known in the chart",
        beside(PENICILLIN),
        {"c1": says("review", "field_conflict", exam="")},
        chart=chart(NONE_KNOWN, accession=None),
    ),
    Case(
        "another reaction to one substance",
        beside(SHOCK),
        {"c1": says("review", "field_conflict", exam="")},
        chart=chart(RASH, accession=None),
    ),
    Case(
        "a prescription on paper was sent in the portal too: it may be filled twice",
        beside(RX),
        {"c1": says("review", "double_documentation", exam="")},
        paper={"portal": {ADA.mrn: [CHANGE]}},
    ),
    Case(
        "a prescription on paper that the portal does not know",
        beside(RX),
        {"c1": says("create", exam="")},
        paper={"portal": {ADA.mrn: []}},
    ),
    Case(
        "a change that was written down from the portal",
        beside(CHANGE),
        {"c1": says("create", EXTERNAL, exam="")},
        paper={"portal": {ADA.mrn: [CHANGE]}},
    ),
    Case(
        "a change from the portal that the chart has",
        beside(CHANGE),
        {"c1": says("skip_duplicate", exam="")},
        chart=chart(CHANGE, accession=None),
        paper={"portal": {ADA.mrn: [CHANGE]}},
    ),
    Case(
        "the sheet has another dose than the portal",
        beside(a_change(documented=None, directions="Two tablets in the morning")),
        {"c1": says("review", "field_conflict", EXTERNAL, exam="")},
        paper={"portal": {ADA.mrn: [CHANGE]}},
    ),
    Case(
        "a prescription on paper without the prescriber's number is documented all the same",
        beside(on_paper(prescriber={"name": "Perla Pond, MD"})),
        {"c1": says("create", "missing_required", exam="")},
    ),
    Case(
        "a signed note in the chart says something else",
        [a_capture(content=a_therapist_note(group_size=4), accession=None)],
        {"c1": says("review", "field_conflict", exam="")},
        chart=chart(a_therapist_note(), accession=None, occurred_at=after(30)),
    ),
    Case(
        "what the chart had was entered in error there, and takes no place",
        [a_capture(content=FINAL, minute=90)],
        {"c1": says("create", report="final")},
        chart=chart(BENIGN, withdrawn=True),
    ),
    Case(
        "of the report in the chart only a part could be read",
        [a_capture(content=FINAL, minute=90)],
        {"c1": says("review", "final_report_exists_discrepant")},
        chart=chart(a_report(), whole=False),
    ),
    Case(
        "the first reading of others stood there before the downtime, and paper signs it",
        [a_capture(content=FINAL, minute=90)],
        {"c1": says("update", report="final")},
        chart=chart(DRAFT),
        paper=as_of(held(DRAFT)),
    ),
    Case(
        "the signed report changes the category of a first reading that was there before",
        [a_capture(content=BENIGN, minute=90)],
        {"c1": says("update", "reader_discrepancy", report="final")},
        chart=chart(DRAFT),
        paper=as_of(held(DRAFT)),
    ),
    Case(
        "somebody signed in the chart in read-only time what paper signs otherwise",
        [a_capture(content=BENIGN, minute=90)],
        {"c1": says("review", "category_changed_after_final")},
        chart=chart(FINAL),
        paper=as_of(held(DRAFT)),
    ),
    Case(
        "a finding calls for a worse category than the report gives: it is told, and never changed",
        [a_capture(content=a_report(Assessment.NEGATIVE, final=True, findings=[SUSPICIOUS]), minute=90)],
        {"c1": says("create", "category_ambiguous", report="final")},
    ),
    Case(
        "an addendum to a first reading, which is no final report",
        [a_capture(content=ADDENDUM, minute=90)],
        {"c1": says("review", "dependency_not_entered")},
        chart=chart(DRAFT),
    ),
    Case(
        "an addendum that the chart has",
        [a_capture(content=ADDENDUM, minute=90)],
        {"c1": says("skip_duplicate")},
        chart=a_chart(
            records=[
                held(FINAL),
                held(ADDENDUM.model_copy(update={"amends": "chart-1"}), id="chart-2", occurred_at=after(90)),
            ]
        ),
    ),
    Case(
        "none known and an allergy on two sheets of one patient",
        [
            a_capture("c1", content=NONE_KNOWN, accession=None),
            a_capture("c2", content=PENICILLIN, accession=None, minute=50),
        ],
        {
            "c1": says("review", "field_conflict", exam=""),
            "c2": says("review", "field_conflict", exam=""),
        },
    ),
)
