"""Patients and orders that arrive with the paper: registered first, then ordered for, then everything else."""

from __future__ import annotations

from datetime import date

import pytest

from downtimekit.backfill import OPEN, BackfillRules, Paper, make_plan
from downtimekit.models.breast import Assessment, Recommendation, RecommendationKind, Side
from downtimekit.models.capture import Capture, Content, RecordKind
from downtimekit.models.chart import Chart, ChartEntry, ChartOrder, ChartVisit
from downtimekit.models.matching import Candidate, MatchGrade
from downtimekit.models.paperwork import PaperOrder, PaperRegistration, PerformedExam
from downtimekit.models.patient import Address, Identifier, IdentifierKind, Patient, WrittenIdentity
from downtimekit.models.plan import Decision, Plan, Verdict
from downtimekit.models.registration import PatientClass, Visit
from tests.ward import ADA, ANSWERS, NOTES, a_capture, a_downtime, a_report, after, codes, written

NUMBER = Identifier(system="urn:downtime", value="D-0042", kind=IdentifierKind.DOWNTIME_MRN)
NEW = WrittenIdentity(family="Newling", given="Nia", birth_date=date(1990, 1, 2), identifiers=(NUMBER,))
REGISTRATION = PaperRegistration(address=Address(city="Springfield"))
ORDER = PaperOrder(what="Mammogram", sides=tuple(Side))
BIOPSY = (Recommendation(kind=RecommendationKind.TISSUE_DIAGNOSIS),)
STUDY = "1.2.840.99.7"


def sheet(
    id: str, content: Content, *, of: WrittenIdentity = NEW, accession: str | None = None, **more: object
) -> Capture:
    """Return a sheet about the new patient."""
    return a_capture(id, content=content, of=of, accession=accession, **more)  # type: ignore[arg-type]


def plan(*captures: Capture, chart: Chart | None = None, rules: BackfillRules | None = None, **paper: object) -> Plan:
    """Plan what came back in a clinic that knows Ada only."""
    known = chart or Chart(patients=(ADA,))
    made = Paper(captures=captures, **paper)  # type: ignore[arg-type]
    return make_plan(made, chart=known, downtime=a_downtime(), gate=OPEN, rules=rules or BackfillRules())


def by_capture(plan: Plan) -> dict[str, Decision]:
    """Return the decisions by the sheets that open them."""
    return {decision.captures[0]: decision for decision in plan.decisions}


def entry_of(decision: Decision) -> ChartEntry:
    """Return what would be written."""
    assert decision.entry is not None, decision.doubts
    return decision.entry


def test_a_new_patient_is_registered_then_ordered_for_then_examined_then_reported_on() -> None:
    made = plan(
        sheet("report", a_report(), accession="D-A1", minute=50),
        sheet("notes", NOTES, accession="D-A1", minute=40),
        sheet("order", ORDER, accession="D-A1", minute=20),
        sheet("registration", REGISTRATION, minute=10),
    )
    decisions = by_capture(made)

    assert [decision.captures[0] for decision in made.decisions] == ["registration", "order", "notes", "report"]
    assert {decision.verdict for decision in made.decisions} == {Verdict.CREATE}
    assert {decision.mrn for decision in made.decisions} == {"D-0042"}
    assert codes(decisions["registration"].notes) == ["new_patient_registered"]
    registered = entry_of(decisions["registration"])
    assert registered.patient == Patient(
        mrn="D-0042", family="Newling", given="Nia", birth_date=date(1990, 1, 2), address=REGISTRATION.address
    )
    keys = {id_: entry_of(decision).key for id_, decision in decisions.items()}
    assert entry_of(decisions["report"]).needs == (keys["registration"], keys["order"], keys["notes"])
    assert entry_of(decisions["order"]).needs == (keys["registration"],)


def test_without_a_number_of_the_downtime_nobody_is_registered() -> None:
    nameless = NEW.model_copy(update={"identifiers": ()})
    mistyped = NEW.model_copy(update={"identifiers": (), "mrn": "T-1O01"})

    for of in (nameless, mistyped):
        (decision,) = plan(sheet("registration", REGISTRATION, of=of)).decisions
        assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["patient_unidentified"])


def test_a_site_says_which_numbers_were_given_out_for_downtimes() -> None:
    of = NEW.model_copy(update={"identifiers": (), "mrn": "D-0042"})
    (decision,) = plan(sheet("r", REGISTRATION, of=of), rules=BackfillRules(downtime_numbers=r"D-\d{4}")).decisions

    assert (decision.verdict, decision.mrn) == (Verdict.CREATE, "D-0042")


def test_who_seems_to_have_a_chart_is_not_registered_again() -> None:
    again = written(ADA, mrn=None, identifiers=(NUMBER,))
    (by_name,) = plan(sheet("registration", REGISTRATION, of=again)).decisions
    likely = Candidate(patient=ADA, grade=MatchGrade.POSSIBLE)
    (by_matcher,) = plan(sheet("registration", REGISTRATION), proposed={"registration": (likely,)}).decisions

    assert codes(by_name.doubts) == ["patient_probable"]
    assert by_matcher.verdict is Verdict.REVIEW
    assert by_name.candidates[0].patient == by_matcher.candidates[0].patient == ADA


def test_what_was_written_of_a_patient_who_is_not_registered_yet_waits_for_the_registration() -> None:
    one = sheet("r1", REGISTRATION, serial="W-1", keyed=240)
    other = sheet("r2", PaperRegistration(remarks="Planted."), serial="W-1", keyed=250)
    decisions = by_capture(
        plan(one, other, sheet("notes", NOTES, accession="D-A1"), sheet("o", ORDER, accession="D-A1"))
    )

    assert decisions["r1"].verdict is Verdict.REVIEW
    for waiting in (decisions["o"], decisions["notes"]):
        assert (waiting.verdict, waiting.entry) == (Verdict.HELD, None)
        assert codes(waiting.doubts) == ["dependency_not_entered"]
    assert decisions["o"].waits_for == ("W-1",)
    assert decisions["notes"].waits_for == ("W-1", "o")


def test_an_unknown_patient_is_registered_under_an_alias_that_finds_nobody() -> None:
    alias = NEW.model_copy(update={"family": "Trauma", "given": "Alpha", "unidentified": True})
    namesake = Patient(mrn="T-9", family="Trauma", given="Alpha", birth_date=NEW.birth_date, unidentified=True)
    (decision,) = plan(sheet("r", REGISTRATION, of=alias), chart=Chart(patients=(namesake,))).decisions

    assert decision.mrn == "D-0042"
    registered = entry_of(decision).patient
    assert registered is not None
    assert registered.unidentified


def test_a_late_order_takes_over_the_images_that_were_made() -> None:
    made = plan(
        sheet("r", REGISTRATION),
        sheet("exam", PerformedExam(what="Mammogram", downtime_accession="D-A1", study=STUDY), minute=40),
        sheet("order", ORDER, accession="D-A1", minute=60),
        sheet("report", a_report(), accession="D-A1", minute=90),
    )
    decisions = by_capture(made)

    assert {entry_of(decisions[id_]).study for id_ in ("order", "exam", "report")} == {STUDY}
    assert [decision.captures[0] for decision in made.decisions] == ["r", "order", "exam", "report"]


def test_an_order_that_the_chart_has_is_not_placed_again() -> None:
    known = ChartOrder(accession="A-1", mrn=ADA.mrn, day=date(2026, 3, 3))
    (decision,) = plan(
        sheet("order", ORDER, of=written(ADA), accession="A-1"), chart=Chart(patients=(ADA,), orders=(known,))
    ).decisions

    assert (decision.verdict, decision.chart_id) == (Verdict.SKIP_DUPLICATE, "A-1")


@pytest.mark.parametrize(("sides", "expected"), [((Side.LEFT,), ["double_documentation"]), ((Side.RIGHT,), [])])
def test_an_order_without_a_number_that_the_chart_seems_to_have_goes_to_a_person(
    sides: tuple[Side, ...], expected: list[str]
) -> None:
    known = ChartOrder(accession="A-1", mrn=ADA.mrn, day=date(2026, 3, 3), sides=(Side.LEFT,))
    order = PaperOrder(what="Mammogram", sides=sides)
    (decision,) = plan(sheet("order", order, of=written(ADA)), chart=Chart(patients=(ADA,), orders=(known,))).decisions

    assert codes(decision.doubts) == expected


def test_a_suspicious_report_does_not_wait_for_a_questionnaire_that_a_person_must_look_at_unless_a_site_says_so() -> (
    None
):
    chart = Chart(patients=(ADA,), orders=(ChartOrder(accession="A-1", mrn=ADA.mrn, day=date(2026, 3, 3)),))
    answers = sheet("q", ANSWERS, of=written(ADA), accession="A-1", minute=-5)

    def verdict(category: Assessment, rules: BackfillRules | None = None) -> Verdict:
        said = a_report(category, final=True)
        biopsy = said.model_copy(update={"recommendations": BIOPSY})
        content = said if category is Assessment.BENIGN else biopsy
        report = sheet("report", content, of=written(ADA), accession="A-1", minute=90)
        return by_capture(plan(answers, report, chart=chart, rules=rules))["report"].verdict

    assert verdict(Assessment.BENIGN) is Verdict.HELD
    assert verdict(Assessment.HIGHLY_SUGGESTIVE) is Verdict.CREATE
    assert verdict(Assessment.HIGHLY_SUGGESTIVE, BackfillRules(urgent_reports_wait=True)) is Verdict.HELD


def test_the_date_by_which_a_letter_must_be_sent_stands_in_the_decision() -> None:
    chart = Chart(patients=(ADA,), orders=(ChartOrder(accession="A-1", mrn=ADA.mrn, day=date(2026, 3, 3)),))
    report = sheet("r", a_report(Assessment.HIGHLY_SUGGESTIVE, final=True), of=written(ADA), accession="A-1", minute=90)
    (decision,) = plan(report, chart=chart).decisions

    assert (decision.urgency.value, decision.due) == ("suspicious", date(2026, 3, 10))


def test_a_kind_that_is_typed_in_twice_waits_for_a_second_person() -> None:
    rules = BackfillRules(typed_twice=frozenset({RecordKind.ALLERGY, RecordKind.REGISTRATION}))
    once = sheet("r1", REGISTRATION, serial="W-1")
    same_person = sheet("r2", REGISTRATION, serial="W-1", keyed=250)
    another = sheet("r3", REGISTRATION, serial="W-1", keyed=250, entered_by="Front Desk")

    for pile in ([once], [once, same_person]):
        (decision,) = plan(*pile, rules=rules).decisions
        assert codes(decision.doubts) == ["second_keying_missing"]
    assert plan(once, another, rules=rules).decisions[0].verdict is Verdict.CREATE


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        (Visit(patient_class=PatientClass.INPATIENT, location="3 West"), Verdict.HAND_OVER),
        (Visit(patient_class=PatientClass.INPATIENT, location="Breast Centre"), Verdict.CREATE),
        (Visit(patient_class=PatientClass.OUTPATIENT, discharged_at=after(400)), Verdict.SCAN_ONLY),
        (Visit(patient_class=PatientClass.OUTPATIENT), Verdict.CREATE),
    ],
)
def test_who_left_is_only_scanned_and_who_was_moved_is_entered_by_the_unit_that_has_them(
    visit: Visit, expected: Verdict
) -> None:
    rules = BackfillRules.model_validate(
        {
            "units": ["Breast Centre"],
            "scanned_only": [{"kinds": ["registration", "questionnaire"], "classes": ["outpatient"]}],
        }
    )
    chart = Chart(patients=(ADA,), visits=(ChartVisit(mrn=ADA.mrn, visit=visit),))
    (decision,) = plan(sheet("r", REGISTRATION, of=written(ADA)), chart=chart, rules=rules).decisions

    assert (decision.verdict, decision.entry is None) == (expected, expected is not Verdict.CREATE)


def test_a_site_cannot_have_a_kind_wait_for_what_comes_after_it() -> None:
    with pytest.raises(ValueError, match="entered after it"):
        BackfillRules.model_validate({"waits_for": {"questionnaire": ["report"]}})
    with pytest.raises(ValueError, match="no regular expression"):
        BackfillRules.model_validate({"downtime_numbers": "("})
