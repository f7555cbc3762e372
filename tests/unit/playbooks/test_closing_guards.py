"""What stands against closing besides the paper: medicines, names, numbers, dates of the law, scans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from downtimekit.errors import Reason
from downtimekit.models.breast import Assessment, BreastReport
from downtimekit.models.breast.mqsa import Duty, MqsaRules
from downtimekit.models.capture import Capture, Content, RecordKind
from downtimekit.models.chart import ChartEntry
from downtimekit.models.closing import AccountsDrawnUp, DutyExplained, DutySent, NumberSum, ScanExplained, ScanFiled
from downtimekit.models.facts import CaptureRefused, FormAccounted, FormsIssued, PlanAgreed, SettledByHand
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.matching import MatchGrade
from downtimekit.models.numbers import NumberKind
from downtimekit.models.paper import SheetState
from downtimekit.models.paperwork import Scan
from downtimekit.models.plan import Decision, Plan, Verdict
from downtimekit.models.prescriptions import ChangeAction, Drug, MedicationChange, PaperPrescription
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.closing_guards import dates_guard, scans_guard, to_send
from downtimekit.playbooks.closing_list import closing_list
from downtimekit.playbooks.guards import GUARDS, Guard, Situation, broken
from downtimekit.playbooks.library import SHIPPED
from tests.ward import ADA, BEGAN, NORA, NOTES, Course, a_capture, a_form, a_report, after, codes

SUSPICIOUS = a_report(Assessment.SUSPICIOUS, final=True)
RX = PaperPrescription(drug=Drug(name="sertraline"))
CHANGED = MedicationChange(action=ChangeAction.NEW, drug=Drug(name="sertraline"), written_at=after(30))


def against(rule: str, course: Course, *, guards: dict[str, Guard] | None = None) -> list[Reason]:
    situation = Situation(course.standing, tuple(course.standing.tracks.values()), {}, course.now)
    return list(broken(rule, situation, guards=guards or GUARDS))


def with_report(report: BreastReport = SUSPICIOUS) -> Course:
    course = Course.at("backfilling")
    course.take_in(a_capture("notes", content=NOTES, minute=20), a_capture("report", content=report, minute=60))
    return course


def words(reasons: list[Reason]) -> str:
    return " ".join(str(reason) for reason in reasons)


@pytest.mark.parametrize("content", [RX, CHANGED])
def test_a_medicine_that_is_not_in_the_chart_stands_against_closing_until_somebody_deals_with_it(
    content: Content,
) -> None:
    course = Course.at("backfilling")
    course.take_in(a_capture("rx-1", content=content, accession=None, serial="W-000031-K"))

    reasons = against("medication_is_settled", course)
    assert codes(reasons) == ["medication_open"]
    assert "W-000031-K" in words(reasons)
    course.happen(SettledByHand(capture="rx-1", reason="documented in the chart at the pharmacy's request"))
    assert against("medication_is_settled", course) == []


def test_a_prescription_that_was_typed_in_with_faults_is_open_too() -> None:
    course = Course.at("backfilling")
    course.happen(CaptureRefused(capture="rx-1", record=RecordKind.PRESCRIPTION, faults=("content.drug: is missing",)))
    assert "rx-1" in words(against("medication_is_settled", course))


def test_other_sheets_are_no_medicines() -> None:
    assert against("medication_is_settled", with_report()) == []


def drawn_up(*numbers: NumberSum, unnamed: tuple[str, ...] = (), patients: int = 0) -> Course:
    course = Course.at("backfilling")
    course.happen(AccountsDrawnUp(numbers=numbers, unnamed=unnamed, unnamed_patients=patients))
    return course


def test_numbers_that_nobody_accounted_for_are_listed_and_those_of_patients_only_counted() -> None:
    exams = NumberSum(node="west", of=NumberKind.ACCESSION, issued=3, used=1, out=2, unsaid=("DTA1", "DTA2"))
    patients = NumberSum(node="west", of=NumberKind.MRN, issued=5, reconciled=4, out=1)
    reasons = against("numbers_balance", drawn_up(exams, patients))

    assert codes(reasons) == ["numbers_out", "numbers_out"]
    assert "2 of 3 exam numbers of west neither used nor voided: DTA1, DTA2" in words(reasons)
    assert "1 of 5 patient numbers of west" in words(reasons)


@pytest.mark.parametrize("state", ["used", "reconciled", "returned", "voided", "missing"])
def test_a_number_of_which_it_is_said_what_became_of_it_stands_against_nothing(state: str) -> None:
    told = NumberSum.model_validate({"node": "west", "of": "accession", "issued": 1, state: 1})
    assert against("numbers_balance", drawn_up(told)) == []


def test_where_no_numbers_were_taken_nothing_has_to_balance() -> None:
    for rule in ("numbers_balance", "patients_are_identified"):
        assert against(rule, Course.at("backfilling")) == []
        assert against(rule, drawn_up()) == []


def test_a_patient_without_a_name_or_a_lasting_number_stands_against_closing() -> None:
    temporary = NumberSum(node="west", of=NumberKind.MRN, issued=2, used=2)
    reasons = against("patients_are_identified", drawn_up(temporary, unnamed=("W-000007-X",), patients=1))

    assert codes(reasons) == ["patients_unidentified", "numbers_not_lasting"]
    assert "1 patient has no name yet; their sheets: W-000007-X" in words(reasons)
    assert "2 patients have only the number of a downtime" in words(reasons)


def test_a_date_of_the_law_that_passed_stands_against_closing() -> None:
    course = with_report()
    assert against("mqsa_dates_are_kept", course) == []
    course.until(60 * 24 * 7 + 60)  # the last day
    assert against("mqsa_dates_are_kept", course) == []
    course.until(60 * 24 * 8)

    reasons = against("mqsa_dates_are_kept", course)
    assert codes(reasons) == ["mqsa_dates_missed"]
    assert "A-1 (provider report, due 2026-03-10)" in words(reasons)
    assert "A-1 (lay summary, due 2026-03-10)" in words(reasons)


def test_what_was_sent_or_explained_stands_against_nothing() -> None:
    course = with_report()
    course.until(60 * 24 * 8)
    course.happen(DutySent(accession="A-1", duty=Duty.PROVIDER_REPORT, at=after(300), by="Robin Roe"))
    assert "provider" not in words(against("mqsa_dates_are_kept", course))
    course.happen(DutyExplained(accession="A-1", duty=Duty.LAY_SUMMARY, reason="the letter came back; sent again"))
    assert against("mqsa_dates_are_kept", course) == []
    [still] = to_send(course.standing, now=course.now)
    assert still.due_date.duty is Duty.LAY_SUMMARY


def test_a_site_counts_by_its_own_numbers() -> None:
    course = with_report(a_report(final=True))
    course.until(60 * 24 * 8)
    assert against("mqsa_dates_are_kept", course) == []
    strict = {"mqsa_dates_are_kept": dates_guard(MqsaRules(lay_summary_days=5, report_days=5))}
    assert codes(against("mqsa_dates_are_kept", course, guards=strict)) == ["mqsa_dates_missed"]


def test_the_clock_counts_from_the_exam_and_not_from_the_reading_or_the_keying() -> None:
    late = a_report(final=True).model_copy(update={"interpreted_at": BEGAN + timedelta(days=2)})
    day = 60 * 24
    course = Course.at("backfilling")
    course.take_in(
        a_capture("answers", minute=90, keyed=4 * day),
        a_capture("notes", content=NOTES, minute=20, keyed=4 * day),
        a_capture("report", content=late, minute=2 * day, keyed=4 * day),
    )
    assert {item.due_date.started_on for item in to_send(course.standing, now=course.now)} == {date(2026, 3, 3)}


def test_where_only_the_report_came_back_the_clock_counts_from_its_reading() -> None:
    course = Course.at("backfilling")
    course.take_in(a_capture("report", content=a_report(final=True), minute=60, keyed=60 * 24 * 4))
    assert {item.due_date.started_on for item in to_send(course.standing, now=course.now)} == {date(2026, 3, 3)}


@pytest.mark.parametrize("written", [None, "A-OF-ANOTHER"])
def test_a_report_counts_for_the_exam_that_it_is_entered_for_whatever_number_its_sheet_has(written: str | None) -> None:
    course = Course.at("backfilling")
    sheet = a_capture("report", content=SUSPICIOUS, accession=written)
    course.take_in(sheet)
    course.happen(PlanAgreed(plan=Plan(downtime="west-1", decisions=(placed(sheet, exam="A-1001"),))))
    due = to_send(course.standing, now=course.now)
    assert {item.due_date.accession for item in due} == {"A-1001"}


def placed(sheet: Capture, *, exam: str) -> Decision:
    late = LateEntry.model_validate({name: getattr(sheet, name) for name in LateEntry.model_fields})
    entry = ChartEntry(key="k", kind=RecordKind.REPORT, mrn="T-1", accession=exam, content=sheet.content, late=late)
    return Decision(
        captures=(sheet.id,),
        sheets=(sheet.id,),
        accession=exam,
        kind=RecordKind.REPORT,
        verdict=Verdict.CREATE,
        grade=MatchGrade.CERTAIN,
        entry=entry,
    )


def test_a_report_that_was_put_right_or_dealt_with_by_hand_has_the_clocks_of_what_stands_now() -> None:
    course = with_report()
    course.take_in(a_capture("again", content=a_report(final=True), minute=60, replaces=("report",)))
    course.until(60 * 24 * 8)
    assert against("mqsa_dates_are_kept", course) == []


def test_dates_that_cannot_be_are_told_and_not_passed_over() -> None:
    early = SUSPICIOUS.model_copy(update={"interpreted_at": BEGAN - timedelta(days=3)})
    assert codes(against("mqsa_dates_are_kept", with_report(early))) == ["exam_dates_impossible"]


def returned(*serials: str, form: str = "questionnaire", keyed: bool = True) -> Course:
    course = Course.at("backfilling")
    forms = tuple(a_form(serial, form=form).model_copy(update={"keyed": keyed}) for serial in serials)
    course.happen(FormsIssued(forms=forms))
    for serial in serials:
        course.happen(FormAccounted(serial=serial, state=SheetState.RETURNED, reason="binder 7"))
    return course


def test_a_sheet_without_a_scan_is_named_by_a_site_that_wants_scans() -> None:
    course = returned("W-1", "W-2", "W-3")
    course.happen(ScanFiled(serial="W-1", where="DOC-77"), ScanExplained(serial="W-2", reason="the sheet was wet"))

    reasons = against("scans_are_filed", course)
    assert codes(reasons) == ["scans_missing"]
    assert str(reasons[0]).startswith("1 sheet is without a scan in the chart: W-3")


def test_a_scan_that_was_entered_from_here_counts() -> None:
    course = returned("W-1")
    scan = Scan(title="worksheet", file="w1.pdf", sha256="0" * 64)
    course.take_in(a_capture("s1", content=scan, accession=None, serial="W-1"))
    assert codes(against("scans_are_filed", course)) == ["scans_missing"]
    course.standing.settled["s1"] = "doc-1"
    assert against("scans_are_filed", course) == []


def test_what_is_only_filed_or_still_out_needs_no_scan() -> None:
    assert against("scans_are_filed", returned("W-1", keyed=False)) == []
    course = Course.at("backfilling")
    course.issue("W-1")
    assert against("scans_are_filed", course) == []


def test_a_site_names_the_forms_that_need_a_scan() -> None:
    ours = {"scans_are_filed": scans_guard(lambda form: form == "radiologist_worksheet")}
    assert against("scans_are_filed", returned("W-1"), guards=ours) == []
    assert against("scans_are_filed", returned("W-1", form="radiologist_worksheet"), guards=ours)


@pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)
def test_every_shipped_procedure_is_closed_under_these_rules_and_asks_for_no_scan(playbook: Playbook) -> None:
    [closed] = [move for move in playbook.moves if move.signal == "closed"]
    wanted = {"medication_is_settled", "patients_are_identified", "numbers_balance", "mqsa_dates_are_kept"}
    assert wanted <= set(closed.guards)
    assert "scans_are_filed" not in closed.guards


def test_no_reason_names_a_patient() -> None:
    course = with_report()
    course.take_in(a_capture("rx-1", of=NORA, content=RX, accession=None))
    course.happen(AccountsDrawnUp(numbers=(), unnamed_patients=1, unnamed=("rx-1",)))
    course.until(60 * 24 * 40)
    told = closing_list(course.standing, course.now).text
    for patient in (ADA, NORA):
        assert not any(part in told for part in (patient.mrn, patient.family or "?", patient.given or "?"))


def test_the_list_tells_everything_before_anybody_tries() -> None:
    course = with_report()
    course.take_in(a_capture("rx-1", content=RX, accession=None))
    course.issue("W-1")
    course.until(60 * 24 * 8)
    told = closing_list(course.standing, course.now)

    assert not told.is_ready
    assert set(codes(told.reasons)) >= {"captures_waiting", "paper_out", "medication_open", "mqsa_dates_missed"}
    assert list(told.ahead) == ["Paper and chart were reconciled", "The downtime was closed"]
    for reason in told.reasons:
        assert reason.words in told.text


def test_the_list_names_every_sheet_also_where_a_refusal_names_the_first_few() -> None:
    course = Course.at("backfilling")
    serials = [f"W-{number}" for number in range(9)]
    course.issue(*serials)
    course.take_in(*(a_capture(f"c{number}", accession=f"A-{number}") for number in range(9)))
    told = closing_list(course.standing, course.now)

    assert list(told.out) == serials
    assert len(told.waiting) == 9
    assert all(name in told.text for name in (*serials, *told.waiting))


def test_what_is_due_later_is_on_the_list_and_stands_against_nothing() -> None:
    told = closing_list(with_report().standing, after(300))
    assert [item.due_date.duty for item in told.coming] == [Duty.PROVIDER_REPORT, Duty.LAY_SUMMARY]
    assert "To be sent, and in time" in told.text


def test_the_list_of_a_downtime_that_is_closed_is_empty() -> None:
    course = Course.begun()
    course.signal("help_desk_contacted", ticket="INC-1")
    course.signal("stood_down", reason="false alarm")
    told = closing_list(course.standing, course.now)
    assert told.is_ready
    assert told.ahead == ()


def test_the_way_to_the_end_is_told_from_the_first_phase_on() -> None:
    told = closing_list(Course.begun().standing, BEGAN)
    assert told.ahead[0] == "The internal IT help desk was contacted"
    assert told.ahead[-1] == "The downtime was closed"
