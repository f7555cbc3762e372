"""A worker: does what the agenda says is due, side by side with any number of others on the same journal.

A worker holds nothing that matters. What it takes on comes free again when its time is over, so one that died is taken
over from; what it did is known by its keys, so nothing is done twice.
"""

from __future__ import annotations

from datetime import timedelta

from attrs import field, frozen

from downtimekit.models.people import Staff
from downtimekit.ports.agenda import Agenda, Claim, Work
from downtimekit.runtime.delivery import Delivery
from downtimekit.runtime.desk import Desk

_AGAIN = timedelta(seconds=1)
_WORKS = (Work.DEADLINE, Work.NOTICE)


@frozen
class Worker:
    """Keeps deadlines and carries notices; what is entered into the chart, people start (see `Backfill`).

    Attributes:
        desk: where downtimes are found; agenda: of its journal, most often the journal itself.
        delivery: carries the notices.
        name: told apart from every other worker's, such as the host's name and the process's number.
        by: as whom it writes.
        lease: for how long it has an item; longer than the slowest channel takes to carry one notice to everybody.
    """

    desk: Desk
    agenda: Agenda
    delivery: Delivery
    name: str
    by: Staff
    lease: timedelta = field(default=timedelta(minutes=2))

    async def run_once(self, *, limit: int = 16) -> int:
        """Do what is due and free, and return how many things were done.

        Args:
            limit: how many at most.

        Raises:
            JournalError: the journal is out of reach; call again later.
        """
        now = self.desk.clock.now()
        done = 0
        for claim in self.agenda.claim(self.name, now=now, lease=self.lease, limit=limit, works=_WORKS):
            # The ones before it may have taken long: somebody else may have taken it over.
            held = self.agenda.renew(claim, now=self.desk.clock.now(), lease=self.lease)
            if held is not None:
                await self._do(held)
                done += 1
        return done

    async def _do(self, claim: Claim) -> None:
        outage = self.desk.outage(claim.item.stream)
        try:
            if claim.item.work is Work.DEADLINE:
                outage.tick(by=self.by)
            else:
                notice = outage.standing.notices[claim.item.key]
                await self.delivery.carry(notice, outage, by=self.by)
        finally:
            # What is settled by now is no longer there to be given back.
            self.agenda.release(claim, due=self.desk.clock.now() + _AGAIN)
