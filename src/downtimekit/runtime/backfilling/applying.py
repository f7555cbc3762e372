"""Apply: everything that is owed goes out, in as many lanes as the target takes, and every answer into the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from random import Random

import anyio
import anyio.lowlevel
from attrs import define, field

from downtimekit.errors import DowntimekitError
from downtimekit.models.chart import Act, ChartEntry
from downtimekit.models.facts import RecordEntered, RecordRejected
from downtimekit.models.people import Staff
from downtimekit.playbooks import Standing
from downtimekit.ports import BackfillTarget
from downtimekit.runtime.backfilling.backlog import Backlog
from downtimekit.runtime.backfilling.gate import may_send, pass_gate, reasons_against
from downtimekit.runtime.backfilling.outdating import Outdating
from downtimekit.runtime.backfilling.patience import Manner
from downtimekit.runtime.backfilling.recording import Outbox
from downtimekit.runtime.backfilling.sending import InChart, NoAnswer, Outcome, Refusal, Sender
from downtimekit.runtime.backfilling.steps import Applied, StepKind, Tell
from downtimekit.runtime.backfilling.tally import Tally
from downtimekit.runtime.outage import Outage


@define
class Applying:
    """One run over what a downtime owes to a target.

    Attributes:
        tell: is told every step.
        keys: only these of what is owed, in their order; None for all of it, in the plan's order.
        is_ours: says whether an entry is still this run's to send, such as by a lease.
    """

    outage: Outage
    target: BackfillTarget
    manner: Manner
    by: Staff
    dice: Random = field(repr=False)
    tell: Tell = field(repr=False)
    keys: Sequence[str] | None = None
    is_ours: Callable[[str], bool] = field(default=lambda _: True, repr=False)
    _tally: Tally = field(factory=Tally, init=False)
    _backlog: Backlog = field(factory=Backlog, init=False)
    _outbox: Outbox = field(init=False)
    _agreed: int = field(default=0, init=False)
    _under_way: dict[str, ChartEntry] = field(factory=dict, init=False)
    _news: anyio.Event = field(factory=anyio.Event, init=False)
    _outdating: Outdating = field(init=False)
    _makers: dict[tuple[str, str], str] = field(factory=dict, init=False)
    """By kind and identifier of a record, the key of the write that made it."""

    @_outdating.default
    def _default_outdating(self) -> Outdating:
        return Outdating(self.outage)

    @_outbox.default
    def _default_outbox(self) -> Outbox:
        return Outbox(self.outage, self.by)

    async def run(self) -> Applied:
        """Send what is owed, until all of it has an answer or the target, the gate or the journal stops it.

        Raises:
            Refused: back-fill is not open.
            JournalError: it cannot be written now; call again, whatever the target holds is found.
        """
        standing = pass_gate(self.outage, "apply")
        if self.keys is None:  # whoever takes a few at a time compares those with each other
            self._makers.update(_makers(standing))
        self._line_up(standing)
        self._tally.of = len(self._backlog)
        sender = Sender(self.target, self.manner, self._is_wanted, self._waits, self.dice)
        try:
            async with anyio.create_task_group() as group:
                for _ in range(min(self.manner.at_once, len(self._backlog))):
                    group.start_soon(self._lane, sender)
        except BaseExceptionGroup as several:
            if isinstance(several, Exception):
                self._save()
            raise _first(several) from None
        except anyio.get_cancelled_exc_class():
            self._save()
            raise
        self._outbox.flush()
        self._leave()
        return self._tally.applied()

    def _save(self) -> None:
        with suppress(DowntimekitError):
            self._outbox.flush()  # what is known is not to be in doubt

    async def _lane(self, sender: Sender) -> None:
        """Send one entry after another, as long as there are any and nothing stops the run."""
        while not self._tally.stopped:
            entry = self._next()
            if entry is not None:
                self._under_way[entry.key] = entry
                outcome = await sender.send(entry)
                del self._under_way[entry.key]
                self._take_in(entry, outcome)
                await anyio.lowlevel.checkpoint()  # a target that never waits would keep all others waiting
            elif self._under_way:
                await self._news.wait()
            else:
                return

    def _next(self) -> ChartEntry | None:
        """Return what may be sent now; where nothing may, after another look at what others have entered."""
        entry = self._take()
        if entry is None and not self._under_way:
            standing = self.outage.standing
            for key in self._backlog.needed():
                if key in standing.in_chart:
                    self._backlog.entered(key)
            entry = self._take()
        return entry

    def _take(self) -> ChartEntry | None:
        while (entry := self._backlog.take()) is not None and entry.key in self._tally.answered:
            self._backlog.arrived(entry, is_entered=self._tally.answered[entry.key])  # a newer plan wants it too
        return entry

    def _line_up(self, standing: Standing) -> None:
        """Begin with what is owed now; a newer plan may want something else."""
        self._agreed = standing.agreed_version
        self._backlog = Backlog.of(
            self._owed(standing),
            is_entered=lambda key: key in standing.in_chart or self._tally.answered.get(key, False),
            busy={entry.mrn for entry in self._under_way.values()},
        )

    def _owed(self, standing: Standing) -> Iterable[ChartEntry]:
        if self.keys is None:
            return standing.owed.values()
        return [entry for key in self.keys if (entry := standing.owed.get(key))]

    def _is_wanted(self, entry: ChartEntry) -> bool:
        """Say whether an entry may be sent: the gate is open, it is owed and holds still, and nobody else has it."""
        standing = self.outage.standing
        if reasons := reasons_against(standing):
            self._tally.stopped = "; ".join(map(str, reasons))
        if standing.agreed_version != self._agreed:
            self._line_up(standing)
        is_owed = entry.key in standing.owed and may_send(standing, entry.key)
        holds = is_owed and not self._outdating.is_outdated(entry, standing)
        return holds and not self._tally.stopped and self.is_ours(entry.key)

    def _take_in(self, entry: ChartEntry, outcome: Outcome) -> None:
        """Take in what became of an entry."""
        if isinstance(outcome, InChart) and self._is_of_another(entry, outcome.chart_id):
            outcome = NoAnswer("it names a record that another write made: look at the chart")
        step = self._tally.count(entry.key, outcome)
        if isinstance(outcome, InChart):
            self._outbox.put(RecordEntered(key=entry.key, chart_id=outcome.chart_id))
        elif isinstance(outcome, Refusal):
            self._outbox.put(RecordRejected(key=entry.key, reason=outcome.reason))
        elif isinstance(outcome, NoAnswer) and self._tally.in_a_row >= self.manner.patience.lost_after:
            self._tally.stopped = outcome.reason
        self._backlog.arrived(entry, is_entered=isinstance(outcome, InChart))
        self._news.set()  # lanes that found nothing to do look again
        self._news = anyio.Event()
        self._outbox.flush_in_time()
        if step is not None:
            self.tell(step)

    def _is_of_another(self, entry: ChartEntry, chart_id: str) -> bool:
        """Say whether the target answers a new record with the identifier of another one of that kind."""
        return entry.act is Act.CREATE and self._makers.setdefault((entry.kind, chart_id), entry.key) != entry.key

    def _waits(self, entry: ChartEntry, seconds: float, words: str) -> None:
        self._outbox.flush()
        self.tell(self._tally.step(StepKind.WAITING, entry.key, words, seconds=seconds))

    def _leave(self) -> None:
        """Say of whatever has no answer why it has none."""
        standing, told = self.outage.standing, self._tally
        for entry in self._owed(standing):
            if entry.key not in told.left and entry.key not in told.answered:
                words = told.left[entry.key] = told.stopped or self._why_not(entry, standing)
                self.tell(told.step(StepKind.LEFT, entry.key, words))

    def _why_not(self, entry: ChartEntry, standing: Standing) -> str:
        """Say why a record that is owed was not sent."""
        if self._outdating.is_outdated(entry, standing):
            return "whose it is, or what its sheet says, has changed since it was agreed to: plan again"
        missing = [need for need in entry.needs if need not in standing.in_chart]
        if any(need in standing.rejected for need in missing):
            return "it needs a record that the system refused"
        if missing:
            return "it needs a record that is not in the chart"
        if not may_send(standing, entry.key):
            return "its site is not released"
        return "somebody else is about to enter it"


def _makers(standing: Standing) -> Iterator[tuple[tuple[str, str], str]]:
    for key, chart_id in standing.in_chart.items():
        made = standing.decisions[key].entry
        if made is not None and made.act is Act.CREATE:
            yield (made.kind, chart_id), key


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error of those that ended the lanes: each of them tells the same story."""
    error: BaseException = several
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
