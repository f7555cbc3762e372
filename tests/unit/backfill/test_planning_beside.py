"""Allergies, medicines and amendments have no place of their own: a plan compares them with all of the patient's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

import pytest

from downtimekit.backfill import OPEN, Paper, make_plan
from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.breast import Assessment
from downtimekit.models.capture import Capture, Content, RecordKind
from downtimekit.models.chart import Chart, ChartRecord
from downtimekit.models.plan import Decision, Plan, Verdict
from downtimekit.models.prescriptions import Allergy, MedicationChange
from tests.prescriptions import a_change
from tests.ward import ADA, EXAMS, NORA, ORDERS, PATIENTS, a_capture, a_downtime, a_report, after, codes

FINAL, WORSE = a_report(Assessment.BENIGN, final=True), a_report(Assessment.NEGATIVE, final=True)
ADDENDUM = WrittenAmendment(text="Planted addendum.")
ALLERGY = Allergy(substance="Plantedol")


def held(content: Content, *, id: str = "record-1", mrn: str = ADA.mrn, **more: object) -> ChartRecord:
    """Return a record that the chart holds, from the day before."""
    said = {"id": id, "version": 1, "mrn": mrn, "accession": EXAMS[mrn], "occurred_at": after(-60 * 24)}
    return ChartRecord.model_validate({**said, "content": content, **more})


def plan(*captures: Capture, records: Iterable[ChartRecord] = (), settled: Mapping[str, str] | None = None) -> Plan:
    """Plan what came back."""
    paper = Paper(captures=captures, settled=settled or {})
    chart = Chart(patients=PATIENTS, orders=ORDERS, records=tuple(records))
    return make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN)


def decided(*captures: Capture, **met: object) -> Decision:
    """Return the one decision on what came back."""
    (decision,) = plan(*captures, **met).decisions  # type: ignore[arg-type]
    return decision


def test_an_addendum_is_written_beside_the_final_report_of_its_exam() -> None:
    decision = decided(a_capture(content=ADDENDUM), records=[held(FINAL), held(FINAL, id="r-2", mrn=NORA.mrn)])
    entry = decision.entry

    assert decision.verdict is Verdict.AMEND
    assert entry is not None
    assert (entry.kind, entry.updates) == (RecordKind.ADDENDUM, None)
    assert entry.content == ADDENDUM.model_copy(update={"amends": "record-1"})


def test_an_addendum_that_was_entered_is_linked_whatever_journal_planned_it() -> None:
    capture = a_capture(content=ADDENDUM)
    entry = decided(capture, records=[held(FINAL)]).entry
    assert entry is not None
    entered = held(entry.content, id="r-2", occurred_at=entry.late.occurred_at)
    again = decided(capture, records=[held(FINAL), entered])

    assert (again.verdict, again.entry, again.chart_id) == (Verdict.SKIP_DUPLICATE, None, "r-2")


def test_an_addendum_to_nothing_goes_to_a_person() -> None:
    decision = decided(a_capture(content=ADDENDUM))

    assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["dependency_not_entered"])


def test_a_final_report_that_was_typed_again_is_corrected_once_and_never_edited() -> None:
    ours = held(WORSE, key="west-1/report/0")
    capture = a_capture("c2", content=FINAL, replaces=("c1",))
    decision = decided(capture, records=[ours], settled={"c1": "record-1"})
    entry = decision.entry

    assert decision.verdict is Verdict.AMEND
    assert entry is not None
    assert (entry.kind, entry.updates, entry.content.record) == (RecordKind.ADDENDUM, None, "addendum")
    entered = held(entry.content, id="r-2", occurred_at=entry.late.occurred_at)
    again = decided(capture, records=[ours, entered], settled={"c1": "record-1"})
    assert (again.verdict, again.entry) == (Verdict.SKIP_DUPLICATE, None)


@pytest.mark.parametrize("third", [FINAL, WORSE], ids=["as corrected", "as it was first"])
def test_who_corrects_a_correction_is_asked(third: Content) -> None:
    ours = held(WORSE, key="west-1/report/0")
    corrected = held(WrittenAmendment(kind=AmendmentKind.CORRECTION, amends="record-1", text="x", reason="y"), id="r-2")
    capture = a_capture("c3", content=third, replaces=("c2",))
    decision = decided(capture, records=[ours, corrected], settled={"c1": "record-1", "c2": "r-2"})

    assert decision.verdict is Verdict.REVIEW
    assert "final_report_exists_discrepant" in decision.codes


@pytest.mark.parametrize(
    ("chart", "verdict", "doubts", "chart_id"),
    [
        (ALLERGY, Verdict.SKIP_DUPLICATE, [], "record-1"),
        (Allergy(substance="Otherol"), Verdict.CREATE, [], None),
        (Allergy(none_known=True), Verdict.REVIEW, ["field_conflict"], None),
    ],
)
def test_an_allergy_is_compared_with_those_of_other_days(
    chart: Allergy, verdict: Verdict, doubts: list[str], chart_id: str | None
) -> None:
    decision = decided(a_capture(content=ALLERGY, accession=None), records=[held(chart)])

    assert (decision.verdict, codes(decision.doubts), decision.chart_id) == (verdict, doubts, chart_id)


def test_two_sheets_of_which_one_says_that_no_allergy_is_known_go_to_a_person() -> None:
    sheets = [ALLERGY, Allergy(none_known=True)]
    made = plan(*(a_capture(f"c{n}", content=said, accession=None, minute=n) for n, said in enumerate(sheets)))

    assert [decision.verdict for decision in made.decisions] == [Verdict.REVIEW] * 2


def test_a_change_that_the_chart_has_from_another_moment_is_not_entered_twice() -> None:
    sheet = a_capture(content=a_change(), accession=None)
    earlier = a_change(portal_id=None, written_at=a_change().written_at - timedelta(hours=2))

    assert decided(sheet, records=[held(earlier)]).chart_id == "record-1"
    assert codes(decided(sheet).notes) == ["external_change_needs_documentation"]


def test_two_keyings_of_one_change_are_entered_once_and_not_skipped() -> None:
    keyings = [a_capture(f"c{n}", content=a_change(), accession=None, serial="W-1") for n in (2, 1)]

    assert decided(*keyings).verdict is Verdict.CREATE


def test_an_allergy_that_was_typed_wrongly_is_put_right_in_its_own_record() -> None:
    wrong = held(Allergy(substance="Otherol"), key="west-1/allergy/0", occurred_at=after(30), accession=None)
    right = a_capture("c2", content=ALLERGY, accession=None, replaces=("c1",))
    entry = decided(right, records=[wrong], settled={"c1": "record-1"}).entry

    assert entry is not None
    assert (entry.updates, entry.content) == ("record-1", ALLERGY)


def test_an_allergy_that_was_typed_for_the_wrong_patient_is_not_put_into_their_record() -> None:
    wrong = held(ALLERGY, mrn=NORA.mrn, key="west-1/allergy/0", occurred_at=after(30), accession=None)
    entry = decided(
        a_capture("c2", content=ALLERGY, accession=None, replaces=("c1",)), records=[wrong], settled={"c1": "record-1"}
    ).entry

    assert entry is not None
    assert (entry.mrn, entry.updates) == (ADA.mrn, None)


def with_portal(
    *captures: Capture, portal: Mapping[str, list[MedicationChange]] | None, records: Iterable[ChartRecord] = ()
) -> Plan:
    """Plan what came back, with what the portal says."""
    paper = Paper(captures=captures, portal=portal)
    chart = Chart(patients=PATIENTS, orders=ORDERS, records=tuple(records))
    return make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN)


def test_what_only_the_portal_changed_is_told_and_entered_by_nobody() -> None:
    change = a_change()
    plan = with_portal(portal={ADA.mrn: [change]})

    assert [(one.mrn, one.change) for one in plan.outside] == [(ADA.mrn, change)]
    assert plan.entries() == ()
    assert "to be documented by hand: 1" in plan.explain()
    assert ADA.mrn not in plan.explain()


def test_what_the_portal_changed_and_somebody_wrote_down_is_documented_once() -> None:
    change = a_change()
    sheet = a_capture(content=change, accession=None)
    plan = with_portal(sheet, portal={ADA.mrn: [change]})

    assert [decision.verdict for decision in plan.decisions] == [Verdict.CREATE]
    assert codes(plan.decisions[0].notes) == ["external_change_needs_documentation"]
    assert plan.outside == ()
    entered = held(change, accession=None)
    assert with_portal(portal={ADA.mrn: [change]}, records=[entered]).outside == ()


def test_where_nobody_asked_the_portal_nothing_is_missing_from_it() -> None:
    assert with_portal(portal=None).outside == with_portal(portal={}).outside == ()
