"""The plan: what becomes of every sheet, and why, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict, Unpack

import pytest

from downtimekit.backfill import CLOSED, OPEN, BackfillRules, Paper, make_plan, write_key
from downtimekit.models.breast import Assessment, Density, ReportStatus
from downtimekit.models.capture import Capture, Content, RecordKind, ReviewCode
from downtimekit.models.chart import Chart, ChartOrder, ChartRecord
from downtimekit.models.matching import MatchGrade
from downtimekit.models.paper import IssuedForm
from downtimekit.models.plan import Decision, Plan, Verdict
from tests.ward import (
    ADA,
    ANSWERS,
    DAY,
    EXAMS,
    NORA,
    NOTES,
    ORDERS,
    PATIENTS,
    a_capture,
    a_downtime,
    a_form,
    a_report,
    after,
    codes,
    written,
)


class Circumstances(TypedDict, total=False):
    """What a pile meets, besides patients with one exam each and a service that is released."""

    records: Iterable[ChartRecord]
    orders: Iterable[ChartOrder]
    released: bool
    forms: Iterable[IssuedForm]
    refused: Iterable[tuple[str, RecordKind | None]]
    confirmed: Mapping[str, str]
    settled: Mapping[str, str]


def plan(*captures: Capture, **met: Unpack[Circumstances]) -> Plan:
    """Plan what came back."""
    paper = Paper(
        captures=captures,
        issued={form.serial: form for form in met.get("forms", ())},
        refused=frozenset(met.get("refused", ())),
        confirmed=met.get("confirmed", {}),
        settled=met.get("settled", {}),
    )
    chart = Chart(patients=PATIENTS, orders=tuple(met.get("orders", ORDERS)), records=tuple(met.get("records", ())))
    return make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN if met.get("released", True) else CLOSED)


def decided(*captures: Capture, **met: Unpack[Circumstances]) -> Decision:
    """Return the one decision on what came back."""
    (decision,) = plan(*captures, **met).decisions
    return decision


def in_chart(content: Content, *, key: str = "", version: int = 3) -> ChartRecord:
    """Return a record of Ada's exam; its key says whether it is ours."""
    return ChartRecord(id="record-1", version=version, key=key, accession=EXAMS[ADA.mrn], mrn=ADA.mrn, content=content)


def test_a_sheet_without_doubt_is_created_with_its_two_clocks_and_two_people() -> None:
    entry = decided(a_capture(minute=30, keyed=240)).entry

    assert entry is not None
    assert (entry.mrn, entry.accession, entry.content) == (ADA.mrn, EXAMS[ADA.mrn], ANSWERS)
    assert (entry.updates, entry.expects) == (None, None)
    assert (entry.late.occurred_at, entry.late.performed_by) == (after(30), "Tomo Tamura")
    assert (entry.late.recorded_at, entry.late.entered_by) == (after(240), "Robin Roe")


def test_the_time_of_entry_and_the_person_who_entered_belong_together() -> None:
    twice = [
        a_capture("c1", serial="W-1", keyed=240),
        a_capture("c2", serial="W-1", keyed=250, entered_by="Front Desk"),
    ]
    entry = decided(*twice).entry

    assert entry is not None
    assert (entry.late.recorded_at, entry.late.entered_by) == (after(250), "Front Desk")


def test_everything_is_held_before_the_service_is_released() -> None:
    decision = decided(a_capture(), released=False)

    assert (decision.verdict, decision.entry) == (Verdict.HELD, None)
    assert codes(decision.doubts) == ["gate_interfaces_not_validated"]


def test_what_is_in_doubt_waits_for_a_person_and_not_for_the_release() -> None:
    decision = decided(a_capture(of=written(ADA, mrn=None), accession=None), released=False)

    assert decision.verdict is Verdict.REVIEW
    assert codes(decision.doubts) == ["patient_probable"]


def test_what_is_in_the_chart_already_is_linked_and_not_written() -> None:
    decision = decided(a_capture(), records=[in_chart(ANSWERS)], released=False)

    assert (decision.verdict, decision.entry, decision.chart_id) == (Verdict.SKIP_DUPLICATE, None, "record-1")


def test_our_preliminary_report_is_updated_on_the_version_that_was_seen() -> None:
    draft = in_chart(a_report(), key="west-1/report/0")
    decision = decided(a_capture(content=a_report(final=True)), records=[draft])
    entry = decision.entry

    assert (decision.verdict, decision.chart_id) == (Verdict.UPDATE, "record-1")
    assert entry is not None
    assert (entry.updates, entry.expects) == ("record-1", 3)
    assert decision.report_status is ReportStatus.FINAL


@pytest.mark.parametrize("key", ["", "west-10/report/0", "east-1/report/0"])
def test_a_preliminary_report_of_somebody_else_is_not_updated(key: str) -> None:
    decision = decided(a_capture(content=a_report(final=True)), records=[in_chart(a_report(), key=key)])

    assert (decision.verdict, decision.entry, decision.chart_id) == (Verdict.REVIEW, None, None)


def test_a_record_that_we_entered_is_left_alone_when_somebody_changed_it_since() -> None:
    signed = in_chart(a_report(final=True))
    decision = decided(a_capture(content=a_report()), records=[signed], settled={"c1": "record-1"})

    assert (decision.verdict, decision.report_status) == (Verdict.SKIP_DUPLICATE, ReportStatus.FINAL)


def test_a_new_keying_of_an_entered_sheet_is_compared_again() -> None:
    first, second = a_capture("c1", serial="W-1"), a_capture("c2", serial="W-1", content=ANSWERS)
    other = a_capture("c2", serial="W-1", content=ANSWERS.model_copy(update={"implants": True}))
    met: Circumstances = {"records": [in_chart(ANSWERS)], "settled": {"c1": "record-1"}}

    assert decided(first, second, **met).verdict is Verdict.SKIP_DUPLICATE
    assert codes(decided(first, other, **met).doubts) == ["double_entry_discrepancy"]


@pytest.mark.parametrize(
    ("accession", "orders", "expected"),
    [
        ("A-99", ORDERS, ["accession_unknown"]),
        ("A-99", (), ["accession_unknown", "order_missing"]),
        (EXAMS[NORA.mrn], ORDERS, ["order_patient_mismatch"]),
        (None, (), ["order_missing"]),
        (None, (*ORDERS, ChartOrder(accession="A-9", mrn=ADA.mrn, day=DAY)), ["order_ambiguous"]),
    ],
    ids=["unknown", "unknown and none fits", "of another patient", "none", "several"],
)
def test_an_exam_that_does_not_fit_goes_to_a_person(
    accession: str | None, orders: tuple[ChartOrder, ...], expected: list[str]
) -> None:
    decision = decided(a_capture(accession=accession), orders=orders)

    assert (decision.verdict, decision.entry, codes(decision.doubts)) == (Verdict.REVIEW, None, expected)


def test_a_sheet_without_an_exam_goes_to_the_only_one_that_its_patient_has() -> None:
    assert decided(a_capture(accession=None)).accession == EXAMS[ADA.mrn]


def test_a_sheet_that_was_printed_for_another_patient_goes_to_a_person_until_they_decide() -> None:
    sheet, form = a_capture(serial="W-1"), a_form("W-1", of=NORA)
    doubtful = decided(sheet, forms=[form])

    assert (doubtful.verdict, doubtful.entry) == (Verdict.REVIEW, None)
    assert (codes(doubtful.doubts), doubtful.doubts[0].fields) == (["identifier_demographic_mismatch"], ("serial",))
    assert decided(sheet, forms=[form], confirmed={"c1": ADA.mrn}).verdict is Verdict.CREATE


def test_a_sheet_that_was_printed_for_another_exam_goes_to_a_person() -> None:
    second = ChartOrder(accession="A-9", mrn=ADA.mrn, day=DAY)
    decision = decided(a_capture(serial="W-1", accession="A-9"), forms=[a_form("W-1")], orders=(*ORDERS, second))

    assert codes(decision.doubts) == ["order_ambiguous"]
    assert decision.doubts[0].fields == ("serial", "accession")


def test_a_persons_decision_makes_a_sheet_certain() -> None:
    sheet = a_capture(of=written(ADA, mrn=NORA.mrn), accession=EXAMS[ADA.mrn])
    before, after_it = decided(sheet), decided(sheet, confirmed={"c1": ADA.mrn})

    assert (before.verdict, before.grade) == (Verdict.REVIEW, MatchGrade.POSSIBLE)
    assert (after_it.verdict, after_it.grade) == (Verdict.CREATE, MatchGrade.CERTAIN)
    assert after_it.entry is not None
    assert after_it.entry.mrn == ADA.mrn


@pytest.mark.parametrize(("minute", "expected"), [(-1, ["outside_downtime_window"]), (0, [])])
def test_a_date_before_the_downtime_goes_to_a_person(minute: float, expected: list[str]) -> None:
    assert codes(decided(a_capture(minute=minute)).doubts) == expected


@pytest.mark.parametrize("kind", [RecordKind.REPORT, None])
def test_a_report_waits_for_a_page_that_must_be_typed_in_again(kind: RecordKind | None) -> None:
    sheet = a_capture(content=a_report())

    assert codes(decided(sheet, refused=[(EXAMS[ADA.mrn], kind)]).doubts) == ["page_missing"]


@pytest.mark.parametrize("page", [(EXAMS[NORA.mrn], RecordKind.REPORT), (EXAMS[ADA.mrn], RecordKind.TECH_NOTES)])
def test_a_report_does_not_wait_for_a_page_of_something_else(page: tuple[str, RecordKind]) -> None:
    assert decided(a_capture(content=a_report()), refused=[page]).verdict is Verdict.CREATE


def test_a_report_waits_for_a_page_of_which_nobody_knows_whose_it_is() -> None:
    first = a_capture("c1", serial="W-1", content=a_report(density=Density.FATTY))
    second = a_capture(
        "c2", of=written(ADA, mrn=NORA.mrn), accession=EXAMS[ADA.mrn], serial="W-2", content=a_report(Assessment.BENIGN)
    )
    doubts = {decision.captures: codes(decision.doubts) for decision in plan(first, second).decisions}

    assert doubts == {("c1",): ["page_missing"], ("c2",): ["identifier_demographic_mismatch", "page_missing"]}


def test_a_sheet_that_was_typed_in_under_two_patients_is_written_to_neither() -> None:
    made = plan(a_capture("c1", serial="W-1"), a_capture("c2", of=NORA, serial="W-1"))

    assert [(decision.verdict, decision.entry) for decision in made.decisions] == [(Verdict.REVIEW, None)] * 2
    for decision in made.decisions:
        assert codes(decision.doubts) == ["double_entry_discrepancy"]
        assert decision.doubts[0].fields == ("patient", "accession")


def test_the_weakest_proof_is_the_grade_of_a_record() -> None:
    pile = [
        a_capture("c1", of=written(ADA, mrn=None), accession=None, serial="W-1"),
        a_capture("c2", of=written(ADA, mrn=None, family=None), accession=None, serial="W-1"),
    ]

    assert decided(*pile).grade is MatchGrade.NONE


def test_what_a_suspicious_report_builds_on_comes_first_then_the_report_then_the_others_in_their_order() -> None:
    made = plan(
        a_capture("benign", of=NORA, content=a_report(Assessment.BENIGN, final=True), minute=1),
        a_capture("suspicious", content=a_report(Assessment.MODERATE_SUSPICION, final=True), minute=9),
        a_capture("notes-late", of=NORA, content=NOTES, minute=8),
        a_capture("notes-early", content=NOTES, minute=7),
        a_capture("answers", minute=10),
    )

    assert [decision.captures[0] for decision in made.decisions] == [
        "answers",
        "notes-early",
        "suspicious",
        "notes-late",
        "benign",
    ]


def test_a_key_is_the_same_for_the_same_write_and_another_for_any_other() -> None:
    key = write_key("west-1", content=ANSWERS, place="A-1", version=0)
    others = [
        write_key("west-2", content=ANSWERS, place="A-1", version=0),
        write_key("west-1", content=NOTES, place="A-1", version=0),
        write_key("west-1", content=ANSWERS.model_copy(update={"implants": True}), place="A-1", version=0),
        write_key("west-1", content=ANSWERS, place="A-2", version=0),
        write_key("west-1", content=ANSWERS, place="A-1", version=1),
    ]

    assert key == write_key("west-1", content=ANSWERS.model_copy(), place="A-1", version=0)
    assert key.startswith("west-1/questionnaire/")
    assert len({key, *others}) == 6


def test_a_plan_says_what_becomes_of_every_sheet_without_saying_whose_it_is() -> None:
    words = plan(
        a_capture("c1", serial="W-1"),
        a_capture("c2", serial="W-1"),
        a_capture("c3", of=written(NORA, mrn=None), accession=None, serial="W-3"),
    ).explain()

    assert words == (
        "Back-fill plan for west-1: 1 to create, 1 for a person to decide\n"
        "  create         questionnaire  exam A-1, sheet W-1 (+1 merged into it)\n"
        "  review         questionnaire  exam in doubt, sheet W-3\n"
        "                 because a patient fits, but not certainly\n"
    )
    assert plan().explain() == "Back-fill plan for west-1: nothing to enter\n"


def test_a_plan_lists_what_would_be_written_and_what_waits() -> None:
    made = plan(a_capture("c1"), a_capture("c2", of=written(NORA, mrn=None), accession=None))

    assert [entry.accession for entry in made.entries()] == [EXAMS[ADA.mrn]]
    assert [decision.captures for decision in made.waiting()] == [("c2",)]


def test_what_was_withdrawn_can_be_entered_anew_under_a_key_of_its_own() -> None:
    gone = in_chart(ANSWERS).model_copy(update={"withdrawn": True})
    keys = {
        decided(a_capture(), records=records).entry.key  # type: ignore[union-attr]
        for records in ([], [gone], [gone, gone.model_copy(update={"id": "record-2"})])
    }

    assert len(keys) == 3


@pytest.mark.parametrize("code", ["outside_downtime_window", "second_keying_missing"])
def test_what_a_person_overruled_is_entered_and_told(code: str) -> None:
    rules = BackfillRules(typed_twice=frozenset({RecordKind.QUESTIONNAIRE}))
    sheet = a_capture(minute=-1 if code == "outside_downtime_window" else 30, entered_by="Robin Roe")
    chart = Chart(patients=PATIENTS, orders=ORDERS)

    def decision(*overruled: str) -> Decision:
        rule = rules if code == "second_keying_missing" else BackfillRules()
        paper = Paper(captures=[sheet], overruled={"c1": [ReviewCode(one) for one in overruled]})
        return make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN, rules=rule).decisions[0]

    assert codes(decision().doubts) == [code]
    assert (decision(code).verdict, decision(code).doubts) == (Verdict.CREATE, ())
    assert code in codes(decision(code).notes)
    assert decision("laterality_mismatch").verdict is Verdict.REVIEW


def test_what_the_chart_contradicts_cannot_be_overruled() -> None:
    paper = Paper(
        captures=[a_capture()], overruled={"c1": [ReviewCode.DOUBLE_DOCUMENTATION, ReviewCode.FIELD_CONFLICT]}
    )
    record = in_chart(ANSWERS.model_copy(update={"implants": True}))
    chart = Chart(patients=PATIENTS, orders=ORDERS, records=(record,))

    assert make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN).decisions[0].verdict is Verdict.REVIEW
