"""Agree: what a person looked at becomes owed, in facts of a size that every journal can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from downtimekit.errors import Reason
from downtimekit.models.facts import Fact, PlanAgreed, SettledByHand
from downtimekit.models.people import Staff
from downtimekit.models.plan import Decision, Plan, PlanContinued
from downtimekit.playbooks import Standing
from downtimekit.playbooks.decide import refusal
from downtimekit.ports import Entry
from downtimekit.runtime.backfilling.gate import reasons_against
from downtimekit.runtime.outage import Outage

PART = 500
"""So many decisions stand in one fact: about a megabyte."""


def agree(outage: Outage, plan: Plan, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
    """Record that a person agreed to a plan; see `Backfill.agree`."""
    digest = plan.digest

    def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
        if reasons := [*reasons_against(standing), *_outdated(plan, standing)]:
            raise refusal("agree", reasons, standing=standing, now=now, guards=outage.guards)
        return list(_facts(plan, standing, digest=digest))

    return outage.commit(facts, by=by, command=command, same=lambda facts: digest_of(facts) == digest)


def digest_of(facts: Sequence[Fact]) -> str | None:
    """Return the digest of the plan that was agreed to in a commit, as the person saw it; None where none was."""
    agreed = next((fact for fact in facts if isinstance(fact, PlanAgreed)), None)
    return None if agreed is None else agreed.digest or agreed.plan.digest


def _outdated(plan: Plan, standing: Standing) -> Iterator[Reason]:
    if plan.downtime != standing.downtime.id:
        yield Reason("plan_of_another", f"the plan is for {plan.downtime}", "plan for this downtime")
    if plan.basis != standing.paper_version:
        words = "sheets came in, or were decided on, after this plan was made"
        yield Reason("plan_is_old", words, "plan again")


def _facts(plan: Plan, standing: Standing, *, digest: str) -> Iterator[Fact]:
    """Yield the plan in parts, without what the journal knows; and that nothing is entered again that it takes back."""
    news = iter([decision for decision in plan.decisions if not _is_known(decision, standing)])
    first = tuple(islice(news, PART))
    is_whole = len(first) == len(plan.decisions)
    yield PlanAgreed(plan=plan.model_copy(update={"decisions": first}), digest="" if is_whole else digest)
    while part := tuple(islice(news, PART)):
        yield PlanContinued(decisions=part)
    if plan.undoing:
        aside = {capture: None for decision in plan.decisions if decision.entry for capture in decision.captures}
        yield from (SettledByHand(capture=capture, reason=plan.undoing) for capture in aside)


def _is_known(decision: Decision, standing: Standing) -> bool:
    """Say whether a decision only repeats what the journal holds: that its sheets are in the chart, and where."""
    if decision.entry or decision.chart_id is None or decision.doubts or decision.notes:
        return False
    status = decision.report_status
    return all(standing.settled.get(capture) == decision.chart_id for capture in decision.captures) and (
        status is None or standing.statuses.get(decision.accession) is status
    )
