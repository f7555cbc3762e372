"""A worker: does what the agenda says is due, side by side with any number of others on the same journal.

A worker holds nothing that matters. What it takes on comes free again when its time is over, so one that died is taken
over from; what it did is known by its keys, so nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from random import Random

from attrs import field, frozen

from downtimekit.errors import JournalError
from downtimekit.models.people import Staff
from downtimekit.ports import BackfillTarget
from downtimekit.ports.agenda import Agenda, Claim, Work
from downtimekit.runtime.backfilling.patience import DEFAULT_MANNER, Manner
from downtimekit.runtime.backfilling.sharing import Holding
from downtimekit.runtime.delivery import Delivery
from downtimekit.runtime.desk import Desk
from downtimekit.runtime.outage import Outage
from downtimekit.runtime.telling.carrying import Progress

_AGAIN = timedelta(seconds=1)
_MOST_KEPT = 32
"""Of so many downtimes a worker keeps in mind where they stand."""


@frozen
class Worker:
    """Keeps deadlines, carries notices, and enters into the chart what people agreed to (see `Backfill.agree`).

    Attributes:
        desk: where downtimes are found; agenda: of its journal, most often the journal itself.
        delivery: carries the notices; None leaves them to other workers.
        name: told apart from every other worker's, such as the host's name and the process's number.
        by: as whom it writes.
        lease: for how long it has an item before somebody else takes it over; it is renewed whenever somebody was told,
            so it must be longer than the slowest channel takes to tell one, and twice as long as the slowest target
            takes to answer.
        targets: returns the system that a downtime's records go back into, by the downtime's id; None leaves them to
            other workers, and to people.
        manner: how entries are sent to a target.
        dice: the random part of its waits.
    """

    desk: Desk
    agenda: Agenda
    delivery: Delivery | None
    name: str
    by: Staff
    lease: timedelta = field(default=timedelta(minutes=2))
    targets: Callable[[str], BackfillTarget] | None = field(default=None, repr=False)
    manner: Manner = DEFAULT_MANNER
    dice: Random = field(factory=Random, repr=False, eq=False)
    _outages: dict[str, Outage] = field(factory=dict, init=False, repr=False, eq=False)

    async def run_once(self, *, limit: int = 16) -> int:
        """Do what is due and free, and return how many things were done.

        Args:
            limit: how many at most.

        Raises:
            JournalError: the journal is out of reach; call again later.
            UnknownName: the rules of a downtime are nowhere to be had. Whatever fails, the others were looked after.
        """
        now = self.desk.clock.now()
        claims = self.agenda.claim(self.name, now=now, lease=self.lease, limit=limit, works=self._works)
        done, failed = 0, list[Exception]()
        # The notices of one downtime together: some may go out as one message.
        for stream, group in groupby(sorted(claims, key=lambda claim: claim.item.stream), _stream):
            # The ones before it may have taken long: somebody else may have taken it over.
            held = [kept for claim in group if (kept := self._renewed(claim)) is not None]
            try:
                done += await self._do(stream, held)
            except Exception as error:  # one downtime that cannot be read must not keep the others waiting
                failed.append(error)
        if failed:
            raise failed[0]
        return done

    @property
    def _works(self) -> tuple[Work, ...]:
        notices = () if self.delivery is None else (Work.NOTICE,)
        return (Work.DEADLINE, *notices, *(() if self.targets is None else (Work.WRITE,)))

    def _renewed(self, claim: Claim) -> Claim | None:
        return self.agenda.renew(claim, now=self.desk.clock.now(), lease=self.lease)

    async def _do(self, stream: str, claims: Sequence[Claim]) -> int:
        """Do what was taken on of one downtime, and return how much of it was done."""
        of = {work: [claim for claim in claims if claim.item.work is work] for work in Work}
        try:
            outage = self._outage(stream)
            if of[Work.DEADLINE]:
                outage.tick(by=self.by)
            if of[Work.NOTICE] and self.delivery is not None:
                await self._carry(self.delivery, outage, of[Work.NOTICE])
            entered = await self._enter(outage, of[Work.WRITE]) if of[Work.WRITE] else 0
        finally:
            # What is settled by now is no longer there to be given back; writes were given back one by one.
            for claim in claims:
                if claim.item.work is not Work.WRITE:
                    self.agenda.release(claim, due=self.desk.clock.now() + _AGAIN)
        return len(claims) - len(of[Work.WRITE]) + entered

    async def _enter(self, outage: Outage, claims: Sequence[Claim]) -> int:
        if self.targets is None:
            return 0
        holding = Holding.of(claims, outage=outage, agenda=self.agenda, lease=self.lease)
        applied = await holding.enter(target=self.targets(outage.id), manner=self.manner, by=self.by, dice=self.dice)
        return applied.written + applied.found + len(applied.rejected)

    def _outage(self, stream: str) -> Outage:
        """Return a downtime: to read a long one anew for every few items would take longer than the items."""
        if stream not in self._outages:
            if len(self._outages) >= _MOST_KEPT:
                self._outages.clear()
            self._outages[stream] = self.desk.outage(stream)
        return self._outages[stream]

    async def _carry(self, delivery: Delivery, outage: Outage, claims: Sequence[Claim]) -> None:
        """Carry notices, and keep them meanwhile: a bulk send may take longer than a lease."""
        kept = self.desk.clock.now()

        # Not by a timer beside it: on a virtual clock, time would fly while a thread makes a call sheet.
        def keep(_: Progress) -> None:
            nonlocal kept
            if abs(self.desk.clock.now() - kept) > self.lease / 3:
                kept = self.desk.clock.now()
                with suppress(JournalError):  # for a while nobody can take it over either
                    for claim in claims:
                        self._renewed(claim)

        notices = [claim.item.key for claim in claims]
        await delivery.deliver(outage, by=self.by, notices=notices, progress=keep)


def _stream(claim: Claim) -> str:
    return claim.item.stream
