"""What was entered can be taken back: by a plan that is shown, agreed to and applied like any other."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput, UnknownName
from downtimekit.models.amending import AmendmentKind, WrittenAmendment
from downtimekit.models.breast import Assessment, ReportStatus
from downtimekit.models.capture import RecordKind, ReviewCode
from downtimekit.models.chart import Act, ChartEntry
from downtimekit.models.plan import Plan, Verdict
from downtimekit.runtime import Applied, Backfill, Outage, run
from downtimekit.testing import MemoryTarget, RecordingTarget
from tests.unit.runtime.test_applying import linked
from tests.ward import ADA, ANSWERS, CLERK, EXAMS, NORA, NOTES, a_capture, a_chart, a_report, an_outage, enter, reopened

WHY = "typed under the wrong patient"


def undo(outage: Outage, target: MemoryTarget, *keys: str) -> Plan:
    """Plan to take back what was entered; all of it, where no keys are named."""
    what = keys or tuple(outage.standing.in_chart)
    return run(Backfill(outage, target).undo, what, reason=WHY, by=CLERK)


def take_back(outage: Outage, target: MemoryTarget, *keys: str) -> Applied:
    """Take back what was entered, whole."""
    plan = undo(outage, target, *keys)
    backfill = Backfill(outage, target)
    backfill.agree(plan, by=CLERK)
    return run(backfill.apply, by=CLERK)


def entered(*captures: object) -> tuple[Outage, MemoryTarget]:
    """Return a downtime whose sheets are in the chart, each batch after the one before."""
    outage, target = an_outage(), a_chart()
    for capture in captures or (a_capture("c1"), a_capture("c2", content=NOTES), a_capture("c3", of=NORA)):
        outage.take_in([capture], by=CLERK)  # type: ignore[list-item]
    enter(outage, target)
    return outage, target


def test_what_was_created_is_withdrawn_and_stays_in_the_chart_marked() -> None:
    outage, target = entered()
    before = target.records
    plan = undo(outage, target)

    assert [decision.verdict for decision in plan.decisions] == [Verdict.WITHDRAW] * 3
    assert plan.undoing == WHY
    assert take_back(outage, target) == Applied(written=3)
    assert [(record.withdrawn, record.content) for record in target.records] == [(True, one.content) for one in before]
    withdrawn = target.entries[-1].late
    assert (withdrawn.entered_by, withdrawn.reason) == (CLERK.name, f"taken back: {WHY}")


def test_what_was_entered_last_is_taken_back_first() -> None:
    outage, target = entered()
    keys = [entry.key for entry in target.entries]
    order = [decision.captures for decision in undo(outage, target).decisions]

    assert order == [outage.standing.decisions[key].captures for key in reversed(keys)]


def test_what_was_taken_back_is_not_entered_again_by_itself() -> None:
    outage, target = entered()
    take_back(outage, target)
    again = run(Backfill(outage, target).plan)

    assert again.entries() == ()
    assert outage.standing.by_hand == dict.fromkeys(["c1", "c2", "c3"], WHY)
    assert [*outage.standing.open_captures()] == []


def test_to_take_back_twice_is_nothing() -> None:
    outage, target = entered()
    keys = tuple(outage.standing.in_chart)
    take_back(outage, target)

    assert undo(outage, target, *keys).decisions == ()
    assert undo(outage, target).decisions == ()
    assert take_back(reopened(outage), target, *keys) == Applied()


def test_the_same_plan_is_made_again_before_it_is_applied() -> None:
    outage, target = entered()
    keys = tuple(outage.standing.in_chart)
    plan = undo(outage, target, *keys)
    Backfill(outage, target).agree(plan, by=CLERK)

    assert undo(outage, target, *keys).entries() == plan.entries()


def test_a_plan_that_was_agreed_to_is_taken_back_by_its_digest() -> None:
    outage, target = an_outage(), a_chart()
    backfill = Backfill(outage, target)
    outage.take_in([a_capture("c1")], by=CLERK)
    enter(outage, target)
    outage.take_in([a_capture("c2", of=NORA)], by=CLERK)
    second = run(backfill.plan)
    backfill.agree(second, by=CLERK)
    run(backfill.apply, by=CLERK)
    plan = run(backfill.undo, second.digest, reason=WHY, by=CLERK)

    assert [decision.captures for decision in plan.decisions] == [("c2",)]
    with pytest.raises(UnknownName):
        run(backfill.undo, "0" * 64, reason=WHY, by=CLERK)


def test_what_was_updated_gets_its_former_content_on_the_present_version() -> None:
    outage, target = entered(a_capture("c1", content=a_report()))
    outage.take_in([a_capture("c2", content=a_report(Assessment.BENIGN), replaces=("c1",))], by=CLERK)
    enter(outage, target)
    (_, update) = outage.standing.in_chart
    take_back(outage, target, update)

    (record,) = target.records
    assert (record.version, record.content, record.withdrawn) == (3, a_report(), False)
    assert undo(outage, target, update).decisions == ()
    assert outage.standing.statuses == {EXAMS[ADA.mrn]: ReportStatus.PRELIMINARY}


def test_a_record_and_its_update_are_taken_back_together() -> None:
    outage, target = entered(a_capture("c1", content=a_report()))
    outage.take_in([a_capture("c2", content=a_report(Assessment.BENIGN), replaces=("c1",))], by=CLERK)
    enter(outage, target)
    plan = undo(outage, target)

    assert [(one.verdict, set(one.captures)) for one in plan.decisions] == [(Verdict.WITHDRAW, {"c1", "c2"})]
    take_back(outage, target)
    assert [record.withdrawn for record in target.records] == [True]
    assert outage.standing.statuses == {}


def test_what_a_later_entry_of_ours_changed_is_not_taken_back_from_under_it() -> None:
    outage, target = entered(a_capture("c1", content=a_report()))
    outage.take_in([a_capture("c2", content=a_report(Assessment.BENIGN), replaces=("c1",))], by=CLERK)
    enter(outage, target)
    (create, _) = outage.standing.in_chart

    (decision,) = undo(outage, target, create).decisions
    assert decision.verdict is Verdict.REVIEW
    assert decision.codes == {ReviewCode.UNDO_OVERTAKEN}
    assert decision.entry is None


def test_what_somebody_changed_meanwhile_goes_to_a_person() -> None:
    outage, target = entered(a_capture("c1"), a_capture("c2", of=NORA))
    (first, _) = target.records
    changed = ANSWERS.model_copy(update={"implants": True})
    by_hand = target.entries[0].model_dump() | {"updates": first.id, "expects": 1, "key": "hand", "content": changed}
    run(target.write, ChartEntry.model_validate(by_hand))
    verdicts = {one.captures: one.verdict for one in undo(outage, target).decisions}

    assert verdicts == {("c1",): Verdict.REVIEW, ("c2",): Verdict.WITHDRAW}
    take_back(outage, target)
    assert [record.withdrawn for record in target.records] == [False, True]
    assert outage.standing.by_hand.keys() == {"c2"}


def test_what_somebody_withdrew_by_hand_is_taken_back_already() -> None:
    outage, target = entered(a_capture("c1"))
    (record,) = target.records
    by_hand = {"updates": record.id, "expects": 1, "key": "hand", "withdraws": True}
    run(target.write, ChartEntry.model_validate(target.entries[0].model_dump() | by_hand))

    assert undo(outage, target).decisions == ()


def test_a_final_report_is_never_edited_but_retracted_beside_it() -> None:
    outage, target = entered(a_capture("c1", content=a_report(final=True)))
    plan = undo(outage, target)
    (decision,) = plan.decisions

    assert (decision.verdict, decision.owner.must_sign) == (Verdict.AMEND, True)
    assert decision.entry is not None
    assert decision.entry.act is Act.CREATE
    take_back(outage, target)
    (report, retraction) = target.records
    assert (report.version, report.withdrawn, report.content) == (1, False, a_report(final=True))
    assert retraction.kind is RecordKind.ADDENDUM
    assert isinstance(retraction.content, WrittenAmendment)
    assert (retraction.content.kind, retraction.content.amends) == (AmendmentKind.RETRACTION, report.id)
    assert retraction.content.reason == WHY
    assert undo(outage, target).decisions == ()


def test_a_draft_that_paper_made_final_is_a_radiologists_to_put_right() -> None:
    outage, target = entered(a_capture("c1", content=a_report()))
    outage.take_in([a_capture("c2", content=a_report(final=True), replaces=("c1",))], by=CLERK)
    enter(outage, target)
    update = [*outage.standing.in_chart][-1]

    assert [one.verdict for one in undo(outage, target, update).decisions] == [Verdict.REVIEW]


def test_what_another_record_builds_on_is_taken_back_only_with_it() -> None:
    outage, target = an_outage(), RecordingTarget(a_chart())
    outage.take_in([a_capture("c1"), a_capture("c2", content=NOTES)], by=CLERK)
    backfill = Backfill(outage, target)
    first, second = linked(backfill, {1: [0]})
    run(backfill.apply, by=CLERK)
    (alone,) = run(backfill.undo, [first], reason=WHY, by=CLERK).decisions
    both = run(backfill.undo, [first, second], reason=WHY, by=CLERK)

    assert alone.codes == {ReviewCode.UNDO_BUILT_ON}
    later, earlier = both.entries()
    assert earlier.needs == (later.key,)
    backfill.agree(both, by=CLERK)
    assert run(backfill.apply, by=CLERK) == Applied(written=2)
    assert target.sent[-1] == earlier


@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_who_takes_something_back_says_why(reason: str) -> None:
    outage, target = entered()
    with pytest.raises(InvalidInput):
        run(Backfill(outage, target).undo, tuple(outage.standing.in_chart), reason=reason, by=CLERK)


def test_what_was_not_entered_is_not_taken_back() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1")], by=CLERK)
    backfill = Backfill(outage, target)
    plan = run(backfill.plan)
    backfill.agree(plan, by=CLERK)

    assert undo(outage, target, *(entry.key for entry in plan.entries())).decisions == ()
    with pytest.raises(InvalidInput, match="west-1/never/1: was never to be entered here"):
        undo(outage, target, "west-1/never/1")


def test_a_record_that_the_chart_no_longer_shows_goes_to_a_person() -> None:
    outage, _ = entered(a_capture("c1"))

    (decision,) = undo(outage, a_chart()).decisions
    assert decision.codes == {ReviewCode.UNDO_OVERTAKEN}
