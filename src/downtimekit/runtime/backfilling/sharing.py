"""Share a backlog: a worker enters what it has taken on from the agenda, and keeps it as long as it takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from attrs import define, field

from downtimekit.errors import JournalError, Refused
from downtimekit.models.people import Staff
from downtimekit.ports import BackfillTarget
from downtimekit.ports.agenda import Agenda, Claim
from downtimekit.runtime.backfilling.applying import Applying
from downtimekit.runtime.backfilling.patience import Manner
from downtimekit.runtime.backfilling.steps import Applied
from downtimekit.runtime.outage import Outage

_SOON = timedelta(seconds=1)


@define
class Holding:
    """The writes of one downtime that a worker has taken on.

    Attributes:
        lease: for how long nobody else gets one; it is renewed after a third of that, so a target must take less than
            the rest of it for one answer.
    """

    outage: Outage
    agenda: Agenda
    lease: timedelta
    _claims: dict[str, Claim] = field(factory=dict, init=False)
    _renewed_at: datetime = field(init=False)

    @classmethod
    def of(cls, claims: Iterable[Claim], *, outage: Outage, agenda: Agenda, lease: timedelta) -> Holding:
        """Return what was just taken on, or renewed."""
        holding = cls(outage, agenda, lease)
        holding._claims = {claim.item.key: claim for claim in claims}
        holding._renewed_at = outage.clock.now()
        return holding

    async def enter(self, *, target: BackfillTarget, manner: Manner, by: Staff, dice: Random) -> Applied:
        """Enter what is held, the target asked first for each, and give back what has no answer.

        Raises:
            JournalError: it cannot be read or written now; what was written is found by whoever comes next.
        """
        applying = Applying(
            self.outage, target, manner, by, dice, lambda _: None, keys=tuple(self._claims), is_ours=self._is_held
        )
        try:
            return await applying.run()
        except Refused:  # the service was lost again before it began
            return Applied()
        finally:
            self._give_back()

    def _is_held(self, key: str) -> bool:
        """Say whether a write is still this worker's, and keep all of them meanwhile: those before it may take long."""
        now = self.outage.clock.now()
        if abs(now - self._renewed_at) > self.lease / 3:
            self._renewed_at = now
            kept = [self._renewed(claim, now) for claim in self._claims.values()]
            self._claims = {claim.item.key: claim for claim in kept if claim}
        return key in self._claims

    def _renewed(self, claim: Claim, now: datetime) -> Claim | None:
        try:
            return self.agenda.renew(claim, now=now, lease=self.lease)
        except JournalError:  # for a while nobody can take it over either
            return claim if now < claim.until else None

    def _give_back(self) -> None:
        """Give back what is still owed: for soon, where it waited for another record, and else for a lease from now."""
        standing, now = self.outage.standing, self.outage.clock.now()
        for key, claim in self._claims.items():
            if entry := standing.owed.get(key):
                may_go_on = all(need in standing.owed or need in standing.in_chart for need in entry.needs)
                self.agenda.release(claim, due=now + (_SOON if entry.needs and may_go_on else self.lease))
