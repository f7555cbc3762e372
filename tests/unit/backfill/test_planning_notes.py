"""Notes, doses and the like belong to no exam: they are told apart by whose they are and when they happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import anyio
import pytest

from downtimekit.backfill import OPEN, Paper, make_plan
from downtimekit.models.amending import WrittenAmendment
from downtimekit.models.behavioural import MedicationAdministration
from downtimekit.models.breast import Assessment, ReportStatus
from downtimekit.models.capture import Capture, Content, RecordKind
from downtimekit.models.chart import Chart, ChartRecord, Lookup
from downtimekit.models.plan import Decision, Plan, Verdict
from downtimekit.testing.memory_target import MemoryTarget
from tests.clinic import a_nursing_note, a_prescriber_note, a_therapist_note, an_injection
from tests.ward import (
    ADA,
    ANSWERS,
    EXAMS,
    NORA,
    NOTES,
    ORDERS,
    PATIENTS,
    a_capture,
    a_downtime,
    a_report,
    after,
    codes,
    written,
)

NOTE, OTHER_NOTE = a_therapist_note(), a_therapist_note(group_size=3)
DOSE = an_injection()
ADDENDUM = WrittenAmendment(text="Planted addendum.")


def note_sheet(id: str = "c1", *, content: Content = NOTE, minute: float = 30, **more: object) -> Capture:
    """Return one keying of a sheet that names no exam."""
    return a_capture(id, content=content, accession=None, minute=minute, **more)  # type: ignore[arg-type]


def plan(*captures: Capture, records: Iterable[ChartRecord] = (), settled: Sequence[str] = ()) -> Plan:
    """Plan what came back against a chart that knows the patients."""
    paper = Paper(captures=captures, settled=dict.fromkeys(settled, "record-1"))
    chart = Chart(patients=PATIENTS, orders=ORDERS, records=tuple(records))
    return make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN)


def decided(*captures: Capture, records: Iterable[ChartRecord] = (), settled: Sequence[str] = ()) -> Decision:
    """Return the one decision on what came back."""
    (decision,) = plan(*captures, records=records, settled=settled).decisions
    return decision


def in_chart(content: Content, *, minute: float = 30, mrn: str = ADA.mrn) -> ChartRecord:
    """Return a record that the chart holds of somebody at some minute of the downtime."""
    return ChartRecord(id="record-1", version=1, mrn=mrn, occurred_at=after(minute), content=content)


@pytest.mark.parametrize("content", [NOTE, a_prescriber_note(), a_nursing_note(), DOSE], ids=lambda c: c.record)
def test_what_belongs_to_no_exam_is_created_without_one(content: Content) -> None:
    entry = decided(note_sheet(content=content, encounter="E-7")).entry

    assert entry is not None
    assert (entry.kind, entry.mrn, entry.accession, entry.encounter) == (content.record, ADA.mrn, None, "E-7")
    assert (entry.content, entry.late.occurred_at) == (content, after(30))


def test_a_patient_with_several_exams_or_none_has_notes_all_the_same() -> None:
    paper, downtime = Paper(captures=[note_sheet()]), a_downtime()
    made = make_plan(paper, chart=Chart(patients=PATIENTS), downtime=downtime, gate=OPEN)

    assert [decision.verdict for decision in made.decisions] == [Verdict.CREATE]


def test_two_sessions_on_one_day_are_two_notes() -> None:
    made = plan(note_sheet("c1", minute=30), note_sheet("c2", minute=90))

    assert [decision.verdict for decision in made.decisions] == [Verdict.CREATE] * 2
    assert len({entry.key for entry in made.entries()}) == 2


def test_the_same_note_on_two_clients_of_a_group_is_written_twice() -> None:
    made = plan(note_sheet("c1"), note_sheet("c2", of=NORA))

    assert [entry.mrn for entry in made.entries()] == [ADA.mrn, NORA.mrn]
    assert len({entry.key for entry in made.entries()}) == 2
    assert not any(ADA.mrn in entry.key or NORA.mrn in entry.key for entry in made.entries())


def test_the_sheet_of_a_group_is_rightly_about_several_clients() -> None:
    ada, nora = (note_sheet(f"c-{who.mrn}", of=who, serial="W-1", content=OTHER_NOTE) for who in (ADA, NORA))
    made = plan(ada, nora)
    alone = plan(note_sheet("c1", serial="W-1"), note_sheet("c2", of=NORA, serial="W-1"))

    assert [decision.verdict for decision in made.decisions] == [Verdict.CREATE] * 2
    assert [decision.verdict for decision in alone.decisions] == [Verdict.REVIEW] * 2


def test_a_therapists_and_a_nurses_note_of_one_moment_are_two_records() -> None:
    made = plan(note_sheet("c1"), note_sheet("c2", content=a_nursing_note()))

    assert [decision.kind for decision in made.decisions] == [RecordKind.THERAPIST_NOTE, RecordKind.NURSING_NOTE]


def test_two_keyings_of_a_note_are_one_record_where_they_agree_and_go_to_a_person_where_not() -> None:
    agreed = decided(note_sheet("c1", serial="W-1"), note_sheet("c2", serial="W-1"))
    torn = decided(note_sheet("c1", serial="W-1"), note_sheet("c2", serial="W-1", content=OTHER_NOTE))

    assert (agreed.verdict, agreed.captures) == (Verdict.CREATE, ("c1", "c2"))
    assert (torn.verdict, codes(torn.doubts), torn.doubts[0].fields) == (
        Verdict.REVIEW,
        ["double_entry_discrepancy"],
        ("group_size",),
    )


def test_two_sheets_of_one_kind_on_one_patient_at_one_moment_go_to_a_person() -> None:
    decision = decided(note_sheet("c1", serial="W-1"), note_sheet("c2", serial="W-2", content=OTHER_NOTE))

    assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["field_conflict"])


def test_a_sheet_that_was_typed_in_with_two_times_is_written_at_neither() -> None:
    made = plan(note_sheet("c1", serial="W-1", minute=30), note_sheet("c2", serial="W-1", minute=31))

    assert [decision.verdict for decision in made.decisions] == [Verdict.REVIEW] * 2
    assert {decision.doubts[0].fields for decision in made.decisions} == {("patient", "occurred_at")}


def test_a_note_that_stands_in_the_chart_is_linked_and_another_one_of_that_moment_is_not_written_over() -> None:
    same = decided(note_sheet(), records=[in_chart(NOTE)])
    other = decided(note_sheet(content=OTHER_NOTE), records=[in_chart(NOTE)])

    assert (same.verdict, same.entry, same.chart_id) == (Verdict.SKIP_DUPLICATE, None, "record-1")
    assert (other.verdict, codes(other.doubts)) == (Verdict.REVIEW, ["field_conflict"])


@pytest.mark.parametrize(
    "record",
    [in_chart(NOTE, minute=31), in_chart(NOTE, mrn=NORA.mrn), in_chart(a_nursing_note())],
    ids=["time", "patient", "kind"],
)
def test_a_note_of_another_time_patient_or_kind_does_not_stand_in_its_way(record: ChartRecord) -> None:
    assert decided(note_sheet(), records=[record]).verdict is Verdict.CREATE


def test_planning_again_after_entering_writes_nothing() -> None:
    sheets = [note_sheet("c1"), note_sheet("c2", of=NORA), note_sheet("c3", content=DOSE)]
    target = MemoryTarget(PATIENTS, ORDERS)
    for entry in plan(*sheets).entries():
        anyio.run(target.write, entry)
    chart = anyio.run(target.look_up, Lookup(mrns=frozenset({ADA.mrn, NORA.mrn})))
    again = plan(*sheets, records=chart.records)

    assert len(chart.records) == 3
    assert [decision.verdict for decision in again.decisions] == [Verdict.SKIP_DUPLICATE] * 3


def test_an_addendum_to_a_report_belongs_to_its_exam_and_does_not_replace_it() -> None:
    report = a_capture("c1", content=a_report(Assessment.BENIGN, final=True))
    made = plan(report, a_capture("c2", content=ADDENDUM, minute=60), a_capture("c3", content=ADDENDUM, minute=90))

    assert [decision.kind for decision in made.decisions] == [RecordKind.REPORT, *[RecordKind.ADDENDUM] * 2]
    assert [decision.accession for decision in made.decisions] == [EXAMS[ADA.mrn]] * 3
    assert [decision.report_status for decision in made.decisions] == [ReportStatus.FINAL, None, None]


def test_an_addendum_waits_until_its_report_has_a_number_in_the_chart() -> None:
    report = a_capture("c1", content=a_report(Assessment.BENIGN, final=True))
    more = a_capture("c2", content=ADDENDUM, minute=60)
    waiting = plan(report, more).decisions[1]
    in_place = ChartRecord(
        id="record-1", version=1, mrn=ADA.mrn, accession=EXAMS[ADA.mrn], content=a_report(Assessment.BENIGN, final=True)
    )
    done = plan(report, more, records=[in_place], settled=["c1"])

    assert (waiting.verdict, waiting.waits_for) == (Verdict.HELD, ("c1",))
    assert codes(waiting.doubts) == ["dependency_not_entered"]
    assert [entry.content for entry in done.entries()] == [ADDENDUM.model_copy(update={"amends": "record-1"})]


def test_an_addendum_to_another_patients_exam_goes_to_a_person() -> None:
    decision = decided(a_capture(content=ADDENDUM, accession=EXAMS[NORA.mrn]))

    assert codes(decision.doubts) == ["order_patient_mismatch"]


def test_a_note_of_nobody_goes_to_a_person() -> None:
    decision = decided(note_sheet(of=written(ADA, mrn=None)))

    assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["patient_probable"])


def test_kinds_are_entered_in_their_order_whenever_they_were_written() -> None:
    contents: list[Content] = [ADDENDUM, a_nursing_note(), NOTE, DOSE, a_report(), NOTES, ANSWERS]
    made = plan(*(a_capture(f"c{n}", content=content, minute=n) for n, content in enumerate(contents)))

    assert [decision.kind for decision in made.decisions] == [
        RecordKind.QUESTIONNAIRE,
        RecordKind.TECH_NOTES,
        RecordKind.REPORT,
        RecordKind.MEDICATION_ADMINISTRATION,
        RecordKind.THERAPIST_NOTE,
        RecordKind.NURSING_NOTE,
        RecordKind.ADDENDUM,
    ]


def test_who_entered_for_whom_stands_in_the_entry() -> None:
    entry = decided(note_sheet(on_behalf_of="Sam Sato, PhD", reason="the line was down")).entry

    assert entry is not None
    assert (entry.late.entered_for, entry.late.reason) == ("Sam Sato, PhD", "the line was down")


def test_a_plan_tells_the_visit_of_a_note_and_not_whose_it_is_or_when() -> None:
    words = plan(note_sheet("c1"), note_sheet("c2", content=DOSE, encounter="E-7")).explain()

    assert words == (
        "Back-fill plan for west-1: 2 to create\n"
        "  create         medication_administration visit E-7, sheet c2\n"
        "  create         therapist_note            a visit without a number, sheet c1\n"
    )


def test_a_record_of_a_chart_has_a_place() -> None:
    for content, missing in ((NOTE, "the time at which it happened"), (ANSWERS, "its accession")):
        with pytest.raises(ValueError, match=missing):
            ChartRecord(id="r", version=1, mrn=ADA.mrn, content=content)


def test_two_doses_at_one_moment_are_two_records_and_two_keyings_of_one_are_one() -> None:
    other = an_injection(dose="39 mg")
    made = plan(note_sheet("c1", content=DOSE, serial="W-1"), note_sheet("c2", content=other, serial="W-2"))
    torn = decided(note_sheet("c1", content=DOSE, serial="W-1"), note_sheet("c2", content=other, serial="W-1"))

    assert [entry.content for entry in made.entries()] == [DOSE, other]
    assert (codes(torn.doubts), torn.doubts[0].fields) == (["double_entry_discrepancy"], ("dose",))


def test_one_of_two_doses_that_stands_in_the_chart_does_not_stand_in_for_the_other() -> None:
    sheets = [note_sheet("c1", content=DOSE), note_sheet("c2", content=an_injection(dose="39 mg"))]
    made = plan(*sheets, records=[in_chart(DOSE)])

    assert [decision.verdict for decision in made.decisions] == [Verdict.SKIP_DUPLICATE, Verdict.CREATE]


def test_a_dose_that_is_given_again_a_minute_later_is_another_dose() -> None:
    again = DOSE.model_copy(update={"at": DOSE.at + timedelta(minutes=1)})

    assert isinstance(again, MedicationAdministration)
    assert len(plan(note_sheet("c1", content=DOSE), note_sheet("c2", content=again, minute=31)).entries()) == 2
