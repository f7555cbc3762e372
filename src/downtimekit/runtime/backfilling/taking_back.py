"""Take back what was entered: what the journal remembers of it, and what the chart holds by now."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from downtimekit.backfill.undoing import Entered, TakenBack, undo
from downtimekit.errors import Fault, InvalidInput, UnknownName
from downtimekit.models.facts import PlanAgreed
from downtimekit.models.people import Staff
from downtimekit.models.plan import Decision, Plan, PlanContinued
from downtimekit.ports import ChartReader
from downtimekit.runtime.outage import Outage

_LONGEST_REASON = 200


async def take_back(outage: Outage, what: Collection[str] | str, *, chart: ChartReader, reason: str, by: Staff) -> Plan:
    """Return the plan that takes back what was entered; see `Backfill.undo`."""
    reason = reason.strip()
    if not 0 < len(reason) <= _LONGEST_REASON:
        raise InvalidInput("undo", [Fault("reason", f"needs a reason of at most {_LONGEST_REASON} characters")])
    keys = _of_plan(outage, what) if isinstance(what, str) else frozenset(what)
    standing = outage.standing
    if unknown := sorted(key for key in keys if key not in standing.decisions):
        raise InvalidInput("undo", [Fault(key, "was never to be entered here") for key in unknown])
    entered = Entered(outage.id, standing.decisions, standing.in_chart)
    found = await chart.look_up(entered.lookup(keys))
    taken = TakenBack(by.name, outage.clock.now(), reason)
    return undo(keys, entered=entered, chart=found, taken=taken, basis=standing.paper_version)


def _of_plan(outage: Outage, digest: str) -> frozenset[str]:
    """Return the keys of the writes of a plan that was agreed to.

    Raises:
        UnknownName: none of that digest was.
    """
    known, wanted = dict[str, str](), dict[str, list[Decision]]()
    for command, fact in _agreed(outage):
        if isinstance(fact, PlanAgreed):
            known[command] = fact.digest or fact.plan.digest
            wanted[command] = [*fact.plan.decisions]
        else:
            wanted[command] += fact.decisions
    if digest not in known.values():
        raise UnknownName("plan", digest, known=known.values())
    return frozenset(
        decision.entry.key
        for command, decisions in wanted.items()
        if known[command] == digest
        for decision in decisions
        if decision.entry
    )


def _agreed(outage: Outage) -> Iterator[tuple[str, PlanAgreed | PlanContinued]]:
    for entry in outage.journal.read(outage.id):
        if isinstance(entry.fact, PlanAgreed | PlanContinued):
            yield entry.command, entry.fact
