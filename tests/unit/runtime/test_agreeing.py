"""A plan of any length is agreed to in one commit, in parts that a journal can hold; nothing is stored twice."""

from __future__ import annotations

import pytest

from downtimekit.errors import CommandReused
from downtimekit.models.facts import PlanAgreed
from downtimekit.models.patient import Patient
from downtimekit.models.plan import Plan, PlanContinued, Verdict
from downtimekit.ports.agenda import Work
from downtimekit.runtime import Backfill, Outage, run, timeline
from downtimekit.runtime.backfilling.agreeing import PART, digest_of
from downtimekit.testing import MemoryJournal
from tests.unit.playbooks.test_standing import to_create
from tests.ward import CLERK, NORA, Course, a_capture, a_chart, an_outage, enter, reopened

LONG = 2 * PART + 7


def a_long_plan(outage: Outage, count: int = LONG) -> Plan:
    """Return a plan to create many reports."""
    decisions = [to_create(f"c{n}", key=f"west-1/report/{n}", accession=f"A-{n}") for n in range(count)]
    return Plan(downtime=outage.id, basis=outage.standing.paper_version, decisions=tuple(decisions))


@pytest.fixture
def outage() -> Outage:
    return an_outage(journal=MemoryJournal())


def facts_of(outage: Outage, command: str) -> list[PlanAgreed | PlanContinued]:
    facts = [entry.fact for entry in outage.journal.receipt(outage.id, command)]
    return [fact for fact in facts if isinstance(fact, PlanAgreed | PlanContinued)]


def test_a_long_plan_is_agreed_to_in_parts_of_one_commit(outage: Outage) -> None:
    plan = a_long_plan(outage)
    Backfill(outage, a_chart()).agree(plan, by=CLERK, command="k")
    first, *others = facts_of(outage, "k")

    assert isinstance(first, PlanAgreed)
    assert all(isinstance(other, PlanContinued) for other in others)
    parts = [first.plan.decisions, *(other.decisions for other in others if isinstance(other, PlanContinued))]
    assert [len(part) for part in parts] == [PART, PART, 7]
    assert sum(parts, ()) == plan.decisions
    assert first.digest == plan.digest == digest_of([first, *others])


def test_a_plan_in_parts_owes_what_it_would_owe_as_one(outage: Outage) -> None:
    plan = a_long_plan(outage)
    Backfill(outage, a_chart()).agree(plan, by=CLERK)
    whole = Course.at("backfilling")
    whole.happen(PlanAgreed(plan=plan))
    standing = reopened(outage).standing

    assert list(standing.owed.items()) == list(whole.standing.owed.items())
    assert standing.decisions == whole.standing.decisions
    assert isinstance(outage.journal, MemoryJournal)
    writes = [item.key for item in outage.journal.due(limit=LONG * 2) if item.work is Work.WRITE]
    assert writes == list(standing.owed)


def test_a_newer_plan_takes_back_every_part_of_an_older_one(outage: Outage) -> None:
    backfill = Backfill(outage, a_chart())
    backfill.agree(a_long_plan(outage), by=CLERK)
    backfill.agree(a_long_plan(outage, 1), by=CLERK)

    assert list(outage.standing.owed) == ["west-1/report/0"]
    assert isinstance(outage.journal, MemoryJournal)
    assert [item.key for item in outage.journal.due() if item.work is Work.WRITE] == ["west-1/report/0"]


def test_a_long_plan_is_agreed_to_once_and_only_as_it_was_shown(outage: Outage) -> None:
    backfill, plan = Backfill(outage, a_chart()), a_long_plan(outage)
    first = backfill.agree(plan, by=CLERK, command="k")

    assert backfill.agree(plan, by=CLERK, command="k") == first
    shorter = plan.model_copy(update={"decisions": plan.decisions[:-1]})
    with pytest.raises(CommandReused):
        backfill.agree(shorter, by=CLERK, command="k")


def test_a_short_plan_is_stored_as_it_was_before() -> None:
    outage = an_outage()
    plan = a_long_plan(outage, 2)
    Backfill(outage, a_chart()).agree(plan, by=CLERK, command="k")

    assert facts_of(outage, "k") == [PlanAgreed(plan=plan)]


def test_what_the_journal_knows_to_be_in_the_chart_is_not_stored_again() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1"), a_capture("c2", of=NORA)], by=CLERK)
    enter(outage, target)
    outage.take_in([a_capture("c3", of=Patient(mrn="X-1", family="Nobody"))], by=CLERK)
    backfill = Backfill(outage, target)
    plan = run(backfill.plan)
    backfill.agree(plan, by=CLERK, command="again")
    (fact,) = facts_of(outage, "again")

    assert isinstance(fact, PlanAgreed)
    assert [decision.captures for decision in fact.plan.decisions] == [("c3",)]
    assert fact.digest == plan.digest
    assert [one.verdict for one in plan.decisions].count(Verdict.SKIP_DUPLICATE) == 2
    assert backfill.agree(plan, by=CLERK, command="again") == outage.journal.receipt(outage.id, "again")


def test_that_a_sheet_was_in_the_chart_already_is_stored_the_first_time() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1")], by=CLERK)
    enter(outage, target)
    other = an_outage()
    other.take_in([a_capture("c1")], by=CLERK)
    backfill = Backfill(other, target)
    backfill.agree(run(backfill.plan), by=CLERK, command="k")
    (fact,) = facts_of(other, "k")

    assert isinstance(fact, PlanAgreed)
    assert [decision.verdict for decision in fact.plan.decisions] == [Verdict.SKIP_DUPLICATE]
    assert other.standing.settled == {"c1": "record-1"}


def test_the_timeline_tells_every_part(outage: Outage) -> None:
    Backfill(outage, a_chart()).agree(a_long_plan(outage), by=CLERK)
    entries, downtime = outage.journal.read(outage.id), outage.standing.downtime
    words = [line.words for line in timeline(entries, playbook=outage.playbook, downtime=downtime)]

    assert words[-3:] == [
        "Back-fill plan agreed: 500 to create",
        "The plan goes on: 500 to create",
        "The plan goes on: 7 to create",
    ]
