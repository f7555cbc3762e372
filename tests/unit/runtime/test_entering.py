"""What is agreed gets into the chart once, whatever the system that it goes to answers."""

from __future__ import annotations

import pytest

from downtimekit.errors import CommandReused, OutcomeUnknown, Refused, Rejected, Unreachable
from downtimekit.models.breast import Assessment, ReportStatus
from downtimekit.models.chart import ChartEntry
from downtimekit.models.plan import Plan, Verdict
from downtimekit.ports import BackfillTarget
from downtimekit.runtime import Applied, Backfill, Manner, Outage, Patience, run
from downtimekit.testing import FailingTarget, MemoryTarget, RecordingTarget, Trouble, Troubles
from tests.ward import (
    ADA,
    CLERK,
    DOWNTIME,
    EXAMS,
    IT,
    LATER_NORA,
    NORA,
    NOTES,
    ORDERS,
    PATIENTS,
    a_capture,
    a_chart,
    a_report,
    an_outage,
    codes,
    enter,
    reopened,
    written,
)

AT_ONCE = Manner(patience=Patience(wait_seconds=0))
"""Nobody waits in these tests."""

ONCE = Manner(patience=Patience(tries=1))
IMPATIENT = Patience(tries=2, wait_seconds=0, lost_after=2)
PILE = (a_capture("c1"), a_capture("c2", of=NORA), a_capture("c3", of=LATER_NORA))


def failing(target: MemoryTarget, call: int, trouble: Trouble) -> RecordingTarget:
    """Return a target one of whose writes goes wrong, behind one that remembers what was sent."""
    return RecordingTarget(FailingTarget(target, Troubles(calls={call: trouble})))


def agreed(outage: Outage, target: BackfillTarget, *, manner: Manner = AT_ONCE) -> Backfill:
    """Take three questionnaires in and agree to enter them."""
    outage.take_in(PILE, by=CLERK)
    backfill = Backfill(outage, target, manner=manner)
    backfill.agree(run(backfill.plan), by=CLERK)
    return backfill


def test_what_was_agreed_is_entered_and_counted() -> None:
    outage, target = an_outage(), a_chart()
    seen: list[tuple[int, int]] = []
    applied = run(agreed(outage, target).apply, by=CLERK, progress=lambda done, of: seen.append((done, of)))

    assert applied == Applied(written=3)
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert [record.mrn for record in target.records] == [ADA.mrn, NORA.mrn, LATER_NORA.mrn]
    assert outage.standing.settled.keys() == {"c1", "c2", "c3"}


def test_planning_and_applying_again_writes_nothing() -> None:
    outage, target = an_outage(), RecordingTarget(a_chart())
    backfill = agreed(outage, target)
    run(backfill.apply, by=CLERK)

    assert run(backfill.apply, by=CLERK) == Applied()
    assert {decision.verdict for decision in run(backfill.plan).decisions} == {Verdict.SKIP_DUPLICATE}
    assert len(target.sent) == 3


def test_a_lost_answer_to_a_write_is_asked_for_and_not_written_again() -> None:
    target = failing(a_chart(), 2, Trouble(OutcomeUnknown("no answer"), done=True))
    outage = an_outage()

    assert run(agreed(outage, target).apply, by=CLERK) == Applied(written=3)
    assert len(target.sent) == 3
    assert outage.standing.owed == {}


def test_an_unknown_outcome_without_success_is_left_and_goes_on_later() -> None:
    target = failing(a_chart(), 2, Trouble(OutcomeUnknown("no answer")))
    outage = an_outage()
    applied = run(agreed(outage, target, manner=ONCE).apply, by=CLERK)

    assert (applied.written, len(applied.left), applied.stopped) == (2, 1, "")
    assert applied.left.keys() == outage.standing.owed.keys()
    assert run(Backfill(reopened(outage), target).apply, by=CLERK) == Applied(written=1)
    assert len({entry.key for entry in target.sent}) == 3


def test_a_target_that_is_cut_off_for_a_moment_is_tried_again() -> None:
    target = failing(a_chart(), 2, Trouble(Unreachable("no line")))
    outage = an_outage()

    assert run(agreed(outage, target, manner=AT_ONCE).apply, by=CLERK) == Applied(written=3)
    assert len(target.sent) == 4
    assert outage.standing.settled.keys() == {"c1", "c2", "c3"}


def test_a_target_that_stays_away_stops_the_run_and_is_entered_into_later() -> None:
    inner = a_chart()
    gone = RecordingTarget(FailingTarget(inner, Troubles(always=Trouble(Unreachable("no line")))))
    outage = an_outage()
    applied = run(agreed(outage, gone, manner=Manner(patience=IMPATIENT)).apply, by=CLERK)

    assert applied.stopped == "the system is out of reach, after 2 tries: no line"
    assert applied.left == dict.fromkeys(outage.standing.owed, applied.stopped)
    assert len(gone.sent) == 4  # two entries twice: then it counts as lost
    assert run(Backfill(outage, inner).apply, by=CLERK) == Applied(written=3)


def test_a_lost_answer_that_is_cut_off_too_is_found() -> None:
    target = failing(a_chart(), 1, Trouble(Unreachable("it was written, whatever it says"), done=True))
    backfill = agreed(an_outage(), target, manner=ONCE)

    assert run(backfill.apply, by=CLERK).written == 2
    assert run(backfill.apply, by=CLERK) == Applied(found=1)


def test_a_refused_record_stops_only_itself_and_is_offered_again_only_where_somebody_says_so() -> None:
    inner = a_chart()
    target = failing(inner, 2, Trouble(Rejected(" ")))
    outage = an_outage()
    backfill = agreed(outage, target)
    applied = run(backfill.apply, by=CLERK)
    (key,) = applied.rejected

    assert (applied.written, applied.rejected[key]) == (2, "no reason given")
    assert outage.standing.rejected == applied.rejected
    assert run(backfill.apply, by=CLERK) == Applied()
    backfill.agree(run(backfill.plan, again=applied.rejected), by=CLERK)
    assert run(backfill.apply, by=CLERK) == Applied(written=1)
    assert outage.standing.rejected == {}
    assert len(inner.records) == 3


def test_a_refusal_is_kept_short_enough_to_be_recorded() -> None:
    target = failing(a_chart(), 1, Trouble(Rejected("no " * 200)))
    applied = run(agreed(an_outage(), target).apply, by=CLERK)

    assert [len(reason) <= 200 for reason in applied.rejected.values()] == [True]


def test_a_plan_on_older_paper_is_refused() -> None:
    outage, target = an_outage(), a_chart()
    backfill = Backfill(outage, target)
    plan = run(backfill.plan)
    outage.take_in([a_capture()], by=CLERK)
    with pytest.raises(Refused) as refused:
        backfill.agree(plan, by=CLERK)

    assert codes(refused.value.reasons) == ["plan_is_old"]


def test_a_plan_is_agreed_to_once_and_only_as_it_was_shown() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in(PILE, by=CLERK)
    backfill = Backfill(outage, target)
    plan = run(backfill.plan)
    first = backfill.agree(plan, by=CLERK, command="k")

    assert backfill.agree(plan, by=CLERK, command="k") == first
    with pytest.raises(CommandReused):
        backfill.agree(plan.model_copy(update={"decisions": plan.decisions[:1]}), by=CLERK, command="k")
    with pytest.raises(Refused):
        backfill.agree(plan, by=CLERK)


def test_a_plan_for_another_downtime_is_refused() -> None:
    backfill = Backfill(an_outage(), a_chart())
    plan = run(backfill.plan).model_copy(update={"downtime": "east-1"})
    with pytest.raises(Refused) as refused:
        backfill.agree(plan, by=CLERK)

    assert codes(refused.value.reasons) == ["plan_of_another"]


@pytest.mark.parametrize("phase", ["declared", "validating", "released"])
def test_nothing_is_agreed_to_or_entered_before_back_fill_is_open(phase: str) -> None:
    outage, target = an_outage(phase), RecordingTarget(a_chart())
    outage.take_in(PILE, by=CLERK)
    backfill = Backfill(outage, target)
    plan = run(backfill.plan)
    for act in (lambda: backfill.agree(plan, by=CLERK), lambda: run(backfill.apply, by=CLERK)):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused.value.reasons) == ["gate_interfaces_not_validated"]

    assert {decision.verdict for decision in plan.decisions} == {Verdict.HELD}
    assert target.sent == []


def test_entering_stops_when_the_service_is_lost_again() -> None:
    outage, target = an_outage(), RecordingTarget(a_chart())
    backfill = agreed(outage, target)

    def lose(done: int, of: int) -> None:
        if done == 1:
            reopened(outage).signal("service_lost", reason="the line dropped", by=IT)

    applied = run(backfill.apply, by=CLERK, progress=lose)

    assert (applied.written, len(applied.left)) == (1, 2)
    assert applied.stopped.startswith("nothing is entered before the interfaces are validated")
    assert len(target.sent) == 1
    assert len(outage.standing.settled) == 1


def test_what_a_newer_plan_no_longer_wants_is_not_entered_by_an_older_run() -> None:
    outage, target = an_outage(), RecordingTarget(a_chart())
    backfill = agreed(outage, target)

    def somebody_agrees_to_nothing(done: int, of: int) -> None:
        if done == 1:
            nothing = Plan(downtime=DOWNTIME, basis=outage.standing.paper_version, decisions=())
            Backfill(reopened(outage), target).agree(nothing, by=CLERK)

    assert run(backfill.apply, by=CLERK, progress=somebody_agrees_to_nothing) == Applied(written=1)
    assert len(target.sent) == 1


def test_a_correction_is_never_taken_for_the_write_whose_answer_was_late() -> None:
    inner = a_chart()
    outage = an_outage()
    first = a_capture("c1", content=a_report())
    outage.take_in([first], by=CLERK)
    backfill = Backfill(outage, inner)
    backfill.agree(run(backfill.plan), by=CLERK)
    (late,) = outage.standing.owed.values()

    outage.take_in([a_capture("c2", content=a_report(Assessment.BENIGN), replaces=("c1",))], by=CLERK)
    newer = run(backfill.plan)
    run(inner.write, late)  # the first write arrives only now
    backfill.agree(newer, by=CLERK)
    applied = run(backfill.apply, by=CLERK)

    assert (applied.written, len(applied.rejected)) == (0, 1)
    assert "c2" not in outage.standing.settled
    enter(outage, inner)
    assert [record.content for record in inner.records] == [a_report(Assessment.BENIGN)]
    assert outage.standing.settled.keys() >= {"c2"}


def test_a_preliminary_report_becomes_final_in_its_place() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1", content=a_report())], by=CLERK)
    enter(outage, target)
    assert outage.standing.statuses == {EXAMS[ADA.mrn]: ReportStatus.PRELIMINARY}
    outage.take_in([a_capture("c2", content=a_report(final=True), replaces=("c1",))], by=CLERK)
    enter(outage, target)

    (record,) = target.records
    assert (record.version, record.content) == (2, a_report(final=True))
    assert outage.standing.statuses == {EXAMS[ADA.mrn]: ReportStatus.FINAL}


def test_a_report_that_its_radiologist_signed_in_the_chart_is_final_after_the_next_plan() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1", content=a_report())], by=CLERK)
    enter(outage, target)
    with pytest.raises(Refused) as refused:
        outage.signal("reconciled", by=CLERK)
    assert codes(refused.value.reasons) == ["reports_not_final"]
    (draft,) = target.records
    signed = ChartEntry.model_validate(
        target.entries[0].model_dump()
        | {"key": "by-hand", "content": a_report(final=True), "updates": draft.id, "expects": draft.version}
    )
    run(target.write, signed)
    enter(outage, target)

    outage.signal("reconciled", by=CLERK)
    assert target.entries[-1] == signed


def test_a_preliminary_report_that_was_in_the_chart_already_must_be_signed_too() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1", content=a_report())], by=CLERK)
    enter(outage, target)
    other = an_outage()
    other.take_in([a_capture("c1", content=a_report())], by=CLERK)
    enter(other, target)
    with pytest.raises(Refused) as refused:
        other.signal("reconciled", by=CLERK)

    assert codes(refused.value.reasons) == ["reports_not_final"]


def test_what_a_person_decides_is_entered_under_the_patient_that_they_named() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1", of=written(LATER_NORA, mrn=NORA.mrn), accession=EXAMS[LATER_NORA.mrn])], by=CLERK)
    enter(outage, target)
    assert target.entries == []
    outage.confirm_identity("c1", mrn=LATER_NORA.mrn, reason="the label says so", by=CLERK)
    enter(outage, target)

    assert [record.mrn for record in target.records] == [LATER_NORA.mrn]


def test_what_the_chart_rejects_is_never_counted_as_entered() -> None:
    outage = an_outage()
    outage.take_in([a_capture("c1"), a_capture("c2", content=NOTES)], by=CLERK)
    target = MemoryTarget(PATIENTS, ORDERS)
    backfill = Backfill(outage, target)
    backfill.agree(run(backfill.plan), by=CLERK)
    elsewhere = MemoryTarget(PATIENTS, ())
    applied = run(Backfill(outage, elsewhere).apply, by=CLERK)

    assert (applied.written, len(applied.rejected)) == (0, 2)
    assert [capture.id for capture in outage.standing.open_captures()] == ["c1", "c2"]
