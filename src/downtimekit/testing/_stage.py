"""What a script is played on: a process that can die, its channels and its journal, which live on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from attrs import define, field

from downtimekit.models.notice import ReceiptState
from downtimekit.models.people import ChannelKind, Directory, Staff
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.guards import Guards
from downtimekit.runtime import Delivery, Desk, Outage
from downtimekit.testing.clock import VirtualClock
from downtimekit.testing.journals import RecordingJournal
from downtimekit.testing.notifiers import FailingNotifier, RecordingNotifier
from downtimekit.testing.people import staff
from downtimekit.testing.script import OutageScript, Step
from downtimekit.testing.script_check import about
from downtimekit.testing.trouble import PowerCut

Answer = TypeVar("Answer")

_LIVES = 16
"""How often a process that dies is started again for one thing."""


def _channels() -> dict[ChannelKind, FailingNotifier]:
    by_hand = {ChannelKind.PHONE: ReceiptState.QUEUED}  # somebody must make the call
    return {
        kind: FailingNotifier(RecordingNotifier(kind, by_hand.get(kind, ReceiptState.ACCEPTED))) for kind in ChannelKind
    }


@define
class Stage:
    """The process that a script is played in, and what it stands on.

    Attributes:
        deaths: how often it died or was killed.
    """

    script: OutageScript
    playbook: Playbook
    guards: Guards
    clock: VirtualClock
    journal: RecordingJournal
    directory: Directory
    channels: Mapping[ChannelKind, FailingNotifier] = field(factory=_channels)
    deaths: int = 0
    outage: Outage = field(init=False)

    @property
    def by(self) -> Staff:
        """Who declares the outage, and does whatever the script does not say of whom it is."""
        return staff(self.script.declare.by)

    def who(self, step: Step) -> Staff:
        """Return who does a step."""
        return staff(step.by) if step.by else self.by

    async def begin(self) -> None:
        """Declare the outage."""

        async def declare() -> Outage:
            told = self.script.declare
            return self._desk().declare(self.playbook, id=told.id, by=self.by, **about(self.script))

        self.outage = await self.survive(declare)
        await self.tend()

    def restart(self) -> None:
        """Forget everything that the journal does not hold."""
        self.deaths += 1
        if self.journal.receipt(self.script.declare.id, "declare"):
            self.outage = self._desk().outage(self.script.declare.id)

    async def until(self, instant: datetime) -> None:
        """Let time go by; where somebody tends the outage, what comes due meanwhile is seen to at once."""
        while self.script.tended and (due := self._next_due()) is not None and due <= instant:
            self._advance_to(due)
            await self.tend()
        self._advance_to(instant)

    async def tend(self) -> None:
        """Do what a worker does all the time."""

        async def work() -> None:
            self.outage.tick(by=self.by)
            await self.deliver()

        if self.script.tended:
            await self.survive(work)

    async def deliver(self) -> None:
        """Deliver what is owed."""
        await Delivery(self.directory, tuple(self.channels.values())).deliver(self.outage, by=self.by)

    async def survive(self, what: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do something until it is done, however often the process dies of it.

        Raises:
            AssertionError: it dies again and again.
        """
        for _ in range(_LIVES):
            try:
                return await what()
            except PowerCut:
                self.restart()
        raise AssertionError(f"the process died {_LIVES} times, each time that it was started again")

    def _desk(self) -> Desk:
        return Desk(journal=self.journal, clock=self.clock, playbooks=[self.playbook], guards=self.guards)

    def _advance_to(self, instant: datetime) -> None:
        if instant > self.clock.now():  # a slow channel may have taken longer
            self.clock.advance_to(instant)

    def _next_due(self) -> datetime | None:
        """Return when something comes due that has not been seen to; a promise may be kept in its last moment."""
        standing = self.outage.standing
        dues = [until for until in standing.waits.values() if until > self.clock.now()]
        for promise in standing.promises.values():
            rule = standing.playbook.deadline(promise.name)
            if not promise.missed:
                dues.append(promise.due + timedelta(seconds=1 if rule and rule.promise else 0))
        return min(dues, default=None)
