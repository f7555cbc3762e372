"""Back-fill at run time: ask the target, plan, have a person agree, and enter what is owed, each record once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from random import Random

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream
from attrs import field, frozen

from downtimekit.backfill import DEFAULT_RULES, BackfillRules
from downtimekit.models.chart import ChartAsOf
from downtimekit.models.people import Staff
from downtimekit.models.plan import Plan
from downtimekit.models.prescriptions import MedicationChange
from downtimekit.ports import BackfillTarget, Entry, PatientMatcher
from downtimekit.runtime.backfilling import agreeing
from downtimekit.runtime.backfilling.applying import Applying
from downtimekit.runtime.backfilling.patience import DEFAULT_MANNER, Manner
from downtimekit.runtime.backfilling.planning import Planning
from downtimekit.runtime.backfilling.steps import ANSWERED, Applied, Step
from downtimekit.runtime.backfilling.taking_back import take_back
from downtimekit.runtime.outage import Outage


@frozen
class Backfill:
    """Gets the paper of one downtime into one target.

    Attributes:
        matcher: finds who may be meant by a sheet that no number leads anywhere; None leaves all of them to a person.
        before: what the chart held when the system went down: with it, what was changed meanwhile is told from what
            paper changes.
        rules: of the site.
        portal: what an e-prescribing portal that does not sync says of each patient, by number; None where nobody
            asked it.
        manner: how many entries are sent at once, and what happens when the target fails.
        dice: the random part of its waits.
    """

    outage: Outage
    target: BackfillTarget
    matcher: PatientMatcher | None = None
    before: ChartAsOf | None = field(default=None, repr=False)
    rules: BackfillRules = DEFAULT_RULES
    portal: Mapping[str, Sequence[MedicationChange]] | None = field(default=None, repr=False)
    manner: Manner = DEFAULT_MANNER
    dice: Random = field(factory=Random, repr=False, eq=False)

    async def plan(self, *, again: Collection[str] = ()) -> Plan:
        """Plan on everything that came back so far; nothing is written, neither here nor there.

        Args:
            again: the keys of writes that the target refused and that are to be offered to it once more.

        Raises:
            Unreachable, OutcomeUnknown: the target, or the matcher, cannot be asked now.
        """
        planning = Planning(self.target, self.matcher, self.before, self.rules, self.portal)
        return await planning.plan(self.outage.standing, survivors=self.outage.identities.survivors, again=again)

    def agree(self, plan: Plan, *, by: Staff, command: str | None = None) -> Sequence[Entry]:
        """Record that a person looked at a plan and agreed: from now on its writes are owed.

        What a plan before it owed, and this one does not want, is owed no longer.

        Raises:
            Refused: the plan was made on older paper or for another downtime, or back-fill is not open.
            CommandReused: the command agreed to another plan before.
        """
        return agreeing.agree(self.outage, plan, by=by, command=command)

    async def undo(self, what: Collection[str] | str, *, reason: str, by: Staff) -> Plan:
        """Plan to take back what was entered; look at it, agree to it and apply it as any plan.

        What was created is withdrawn and stays in the chart, marked; what was updated gets its former content; what is
        final gets a retraction beside it. What somebody changed since, or what another record builds on, goes to a
        person. Once it is agreed to, its sheets are settled by hand and not entered again; what an older plan still
        owes is owed no longer, and is planned again. What was taken back before is not taken back twice.

        Args:
            what: the keys of the writes, or the digest of the plan that they belong to.
            reason: why; it goes into the chart.
            by: who takes it back.

        Raises:
            InvalidInput: there is no reason, or it is too long.
            UnknownName: no plan of that digest was agreed to.
            Unreachable, OutcomeUnknown: the target cannot be asked now.
        """
        return await take_back(self.outage, what, chart=self.target, reason=reason, by=by)

    async def apply(self, *, by: Staff, progress: Callable[[int, int], object] = lambda done, of: None) -> Applied:
        """Enter what is owed, what is needed before what needs it; one record's refusal stops only what needs it.

        Killed and called again, here or elsewhere, it goes on: the target is asked for a record before it is written.
        It stops when the service is lost again, or the target is; what a newer plan no longer wants is left out.

        Args:
            by: who enters.
            progress: is told how many records have an answer, of how many.

        Returns:
            What was done, and what is left and why; call again to go on with what is left.

        Raises:
            Refused: back-fill is not open.
            JournalError: it cannot be written now; nothing more is sent. Call again, what was written is found.
        """

        def tell(step: Step) -> None:
            if step.kind in ANSWERED:
                progress(step.done, step.of)

        return await Applying(self.outage, self.target, self.manner, by, self.dice, tell).run()

    @asynccontextmanager
    async def steps(self, *, by: Staff) -> AsyncIterator[MemoryObjectReceiveStream[Step]]:
        """Enter what is owed, as `apply` does, and yield its steps while they happen; to leave the block stops it.

        Args:
            by: who enters.

        Raises:
            Refused, JournalError: as `apply`, at the end of the block.
        """
        telling, heard = anyio.create_memory_object_stream[Step](float("inf"))
        applying = Applying(self.outage, self.target, self.manner, by, self.dice, telling.send_nowait)

        async def apply() -> None:
            with telling:
                await applying.run()

        async with anyio.create_task_group() as group:
            with heard:
                group.start_soon(apply)
                yield heard
            group.cancel_scope.cancel()
