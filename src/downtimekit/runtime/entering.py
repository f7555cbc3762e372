"""Back-fill at run time: ask the target, plan, have a person agree, and enter what is owed, each record once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from attrs import field, frozen

from downtimekit.backfill import Paper, lookup_for, make_plan
from downtimekit.errors import OutcomeUnknown, Reason, Rejected
from downtimekit.models.chart import ChartEntry
from downtimekit.models.facts import Fact, PlanAgreed, RecordEntered, RecordRejected
from downtimekit.models.people import Staff
from downtimekit.models.plan import Plan
from downtimekit.playbooks import Standing
from downtimekit.playbooks.decide import refusal
from downtimekit.ports import BackfillTarget, Entry
from downtimekit.runtime.outage import Outage


@frozen
class Applied:
    """What an apply did.

    Attributes:
        written: records that this run wrote; found: those that the target held already, by an earlier try.
        rejected: records that the target refused, by key, with its reason.
    """

    written: int = 0
    found: int = 0
    rejected: dict[str, str] = field(factory=dict)


@frozen
class Backfill:
    """Gets the paper of one downtime into one target."""

    outage: Outage
    target: BackfillTarget

    async def plan(self) -> Plan:
        """Plan on everything that came back so far; nothing is written, neither here nor there."""
        standing = self.outage.standing
        paper = _paper(standing)
        chart = await self.target.look_up(lookup_for(paper))
        released = standing.may_enter
        plan = make_plan(paper, chart=chart, downtime=standing.downtime, released=released)
        return plan.model_copy(update={"basis": standing.paper_version})

    def agree(self, plan: Plan, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a person looked at a plan and agreed: from now on its writes are owed.

        Raises:
            Refused: the plan was made on older paper or for another downtime, or back-fill is not open.
            CommandReused: the command agreed to another plan before.
        """

        def facts(standing: Standing, now: datetime) -> Sequence[Fact]:
            reasons = list(_gate(standing))
            if plan.downtime != standing.downtime.id:
                reasons.append(Reason("plan_of_another", f"the plan is for {plan.downtime}", "plan for this downtime"))
            if plan.basis != standing.paper_version:
                words = "sheets came in, or were decided on, after this plan was made"
                reasons.append(Reason("plan_is_old", words, "plan again"))
            if reasons:
                raise refusal("agree", reasons, standing=standing, now=now, guards=self.outage.guards)
            return [PlanAgreed(plan=plan)]

        return self.outage.commit(
            facts, by=by, command=command, same=lambda facts: list(facts) == [PlanAgreed(plan=plan)]
        )

    async def apply(self, *, by: Staff, progress: Callable[[int, int], None] = lambda done, of: None) -> Applied:
        """Enter what is owed, in order; what one record's refusal stops is only that record.

        Killed and called again, here or elsewhere, it goes on: the target is asked for a record before it is written.
        It stops when the service is lost again; what a newer plan no longer wants is left out.

        Args:
            by: who enters.
            progress: is told how many are done, of how many.

        Raises:
            Refused: back-fill is not open.
            Unreachable, OutcomeUnknown: the target is out of reach; call again later.
        """
        owed = tuple(self._open().owed.values())
        written, found, rejected = 0, 0, {}
        for done, entry in enumerate(owed, 1):
            standing = self._open()
            if entry.key in standing.owed:
                fact, wrote = await self._enter(entry)
                self.outage.record(fact, by=by, command=f"{entry.key}/{fact.kind}/{standing.agreed_version}")
                if isinstance(fact, RecordRejected):
                    rejected[fact.key] = fact.reason
                written, found = written + wrote, found + (not wrote and isinstance(fact, RecordEntered))
            progress(done, len(owed))
        return Applied(written, found, rejected)

    def _open(self) -> Standing:
        standing = self.outage.standing
        reasons = _gate(standing)
        if reasons:
            raise refusal("apply", reasons, standing=standing, now=self.outage.clock.now(), guards=self.outage.guards)
        return standing

    async def _enter(self, entry: ChartEntry) -> tuple[RecordEntered | RecordRejected, bool]:
        held = await self.target.find(entry.key)
        if held is not None:
            return RecordEntered(key=entry.key, chart_id=held), False
        try:
            return RecordEntered(key=entry.key, chart_id=await self.target.write(entry)), True
        except Rejected as error:
            return RecordRejected(key=entry.key, reason=str(error).strip()[:200] or "no reason given"), False
        except OutcomeUnknown:
            held = await self.target.find(entry.key)
            if held is None:
                raise
            return RecordEntered(key=entry.key, chart_id=held), True


def _gate(standing: Standing) -> Sequence[Reason]:
    if standing.may_enter:
        return ()
    words = "nothing is entered before the interfaces are validated and the service is released"
    return [Reason("gate_interfaces_not_validated", words, "signal 'released', then 'backfill_started'")]


def _paper(standing: Standing) -> Paper:
    return Paper(
        captures=tuple(standing.counted_captures()),
        issued=standing.forms,
        refused=frozenset((r.accession, r.record) for r in standing.refused.values() if r.accession),
        confirmed=standing.confirmed,
        settled=standing.settled,
    )
