"""A worker: does what the agenda says is due, side by side with any number of others on the same journal.

A worker holds nothing that matters. What it takes on comes free again when its time is over, so one that died is taken
over from; what it did is known by its keys, so nothing is done twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import groupby

from attrs import field, frozen

from downtimekit.errors import JournalError
from downtimekit.models.people import Staff
from downtimekit.ports.agenda import Agenda, Claim, Work
from downtimekit.runtime.delivery import Delivery
from downtimekit.runtime.desk import Desk
from downtimekit.runtime.outage import Outage
from downtimekit.runtime.telling.carrying import Progress

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
        lease: for how long it has an item before somebody else takes it over; it is renewed whenever somebody was told,
            so it must be longer than the slowest channel takes to tell one.
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
            UnknownName: the rules of a downtime are nowhere to be had. Whatever fails, the others were looked after.
        """
        now = self.desk.clock.now()
        claims = self.agenda.claim(self.name, now=now, lease=self.lease, limit=limit, works=_WORKS)
        done, failed = 0, list[Exception]()
        # The notices of one downtime together: some may go out as one message.
        for stream, group in groupby(sorted(claims, key=lambda claim: claim.item.stream), _stream):
            # The ones before it may have taken long: somebody else may have taken it over.
            held = [kept for claim in group if (kept := self._renewed(claim)) is not None]
            try:
                await self._do(stream, held)
                done += len(held)
            except Exception as error:  # one downtime that cannot be read must not keep the others waiting
                failed.append(error)
        if failed:
            raise failed[0]
        return done

    def _renewed(self, claim: Claim) -> Claim | None:
        return self.agenda.renew(claim, now=self.desk.clock.now(), lease=self.lease)

    async def _do(self, stream: str, claims: Sequence[Claim]) -> None:
        notices = [claim for claim in claims if claim.item.work is Work.NOTICE]
        try:
            if len(notices) < len(claims):
                self.desk.outage(stream).tick(by=self.by)
            if notices:
                await self._carry(self.desk.outage(stream), notices)
        finally:
            # What is settled by now is no longer there to be given back.
            for claim in claims:
                self.agenda.release(claim, due=self.desk.clock.now() + _AGAIN)

    async def _carry(self, outage: Outage, claims: Sequence[Claim]) -> None:
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
        await self.delivery.deliver(outage, by=self.by, notices=notices, progress=keep)


def _stream(claim: Claim) -> str:
    return claim.item.stream
