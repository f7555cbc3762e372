"""Make a plan: ask the matcher who may be meant, ask the chart about them, and decide on everything that came back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attrs import evolve, field, frozen

from downtimekit.backfill import DEFAULT_RULES, BackfillRules, Gate, Paper, lookup_for, make_plan
from downtimekit.models.chart import ChartAsOf
from downtimekit.models.matching import Candidate
from downtimekit.models.plan import Plan
from downtimekit.models.prescriptions import MedicationChange
from downtimekit.playbooks import Standing
from downtimekit.ports import ChartReader, PatientMatcher


@frozen
class Planning:
    """What a plan is made with.

    Attributes:
        chart: tells what the chart holds now.
        matcher: finds who may be meant by a sheet that no number leads anywhere; None leaves all of them to a person.
        before: what the chart held when the system went down: with it, what was changed meanwhile is told from what
            paper changes.
        portal: what an e-prescribing portal that does not sync says of each patient, by number; None where nobody
            asked it.
        rules: of the site.
    """

    chart: ChartReader
    matcher: PatientMatcher | None = None
    before: ChartAsOf | None = field(default=None, repr=False)
    rules: BackfillRules = DEFAULT_RULES
    portal: Mapping[str, Sequence[MedicationChange]] | None = field(default=None, repr=False)

    async def plan(self, standing: Standing, *, survivors: Mapping[str, str], again: Collection[str] = ()) -> Plan:
        """Plan on everything that came back so far; nothing is written, neither here nor there.

        Args:
            standing: of the downtime.
            survivors: the patients' numbers that count now, by those that are retired.
            again: the keys of writes that the target refused and that are to be offered to it once more.

        Raises:
            Unreachable: the chart, or the matcher, cannot be asked now.
        """
        paper = evolve(_paper(standing, survivors, again), before=self.before, portal=self.portal)
        paper = evolve(paper, proposed=await self._proposed(paper))
        plan = make_plan(
            paper,
            chart=await self.chart.look_up(lookup_for(paper)),
            downtime=standing.downtime,
            gate=Gate(everywhere=standing.may_enter, sites=standing.open_sites()),
            rules=self.rules,
        )
        return plan.model_copy(update={"basis": standing.paper_version})

    async def _proposed(self, paper: Paper) -> Mapping[str, Sequence[Candidate]]:
        """Return whom the matcher finds for every sheet that no person decided on and that is not entered yet."""
        if self.matcher is None:
            return {}
        decided = paper.confirmed.keys() | paper.settled.keys()
        unclear = [one for one in paper.captures if one.id not in decided and not one.patient.unidentified]
        found = await self.matcher.candidates([one.patient for one in unclear])
        return {one.id: candidates for one, candidates in zip(unclear, found, strict=True) if candidates}


def _paper(standing: Standing, survivors: Mapping[str, str], again: Collection[str]) -> Paper:
    return Paper(
        captures=tuple(standing.counted_captures()),
        issued=standing.forms,
        refused=frozenset((r.accession, r.record) for r in standing.refused.values() if r.accession),
        confirmed=standing.confirmed,
        overruled=standing.overruled,
        settled=standing.settled,
        entered=standing.in_chart.keys(),
        superseded=tuple(standing.replaced.keys() & standing.captures.keys()),
        survivors=survivors,
        # What was refused for a number that is retired since is offered under the one that counts.
        rejected={
            key: reason
            for key, reason in standing.rejected.items()
            if key not in again and standing.decisions[key].mrn not in survivors
        },
        until=standing.released_at,
    )
