"""Carry what was planned: every channel at once, each at its own pace; what became of it goes into the journal."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import anyio
import anyio.lowlevel
from anyio.abc import TaskGroup
from attrs import define, field, frozen

from downtimekit.errors import DowntimekitError
from downtimekit.models.facts import Fact, NoticeSettled, TellingBegun
from downtimekit.models.notice import Notice, Receipt, ReceiptState
from downtimekit.models.people import Staff
from downtimekit.notices.planning import Send
from downtimekit.playbooks import Standing
from downtimekit.runtime.outage import Outage
from downtimekit.runtime.telling.envelopes import Envelopes, Job
from downtimekit.runtime.telling.lane import Lane, Outcome

_CHUNK = 256
"""So many receipts, or tries that begin, go into the journal together: a bulk send must not wait for the disk."""

_MOST_QUEUED = 4096
"""So many messages may wait for their channels: a few megabytes."""

_AT_LEAST_EVERY = 0.25
"""Seconds: what a slow channel answers is not kept back, so that a crash leaves little that nobody knows of."""


@frozen
class Progress:
    """How far a pass is.

    Attributes:
        done: how many tries have a receipt; planned: how many there are so far; a channel that fails adds some.
        states: how many ended in which state.
    """

    done: int
    planned: int
    states: Mapping[ReceiptState, int]


@define
class Carrying:
    """Carries the notices of one downtime, and keeps count.

    Attributes:
        lanes: the channels by their names.
        told: called after every write with how far it is; None for nobody.
    """

    outage: Outage
    by: Staff
    lanes: Mapping[str, Lane]
    envelopes: Envelopes
    told: Callable[[Progress], object] | None = None
    states: Counter[ReceiptState] = field(factory=Counter, init=False)
    planned: int = field(default=0, init=False)
    _queues: defaultdict[str, deque[Job]] = field(factory=lambda: defaultdict(deque), init=False)
    _workers: Counter[str] = field(factory=Counter, init=False)
    _outbox: list[Fact] = field(factory=list, init=False)
    _written_at: float = field(factory=anyio.current_time, init=False)

    async def carry(self, plan: Iterator[Job | Receipt]) -> bool:
        """Do everything that is planned, and say whether there was anything; the journal holds what became of it.

        A plan may be about a hundred thousand people: no more of it is made than the channels can take.
        """
        before = self.planned
        try:
            async with anyio.create_task_group() as group:
                self._pull(plan, group)
        except BaseExceptionGroup as several:
            if isinstance(several, Exception):
                with suppress(DowntimekitError):
                    self.flush()  # what is known is not to be in doubt
            raise _first(several) from None
        except anyio.get_cancelled_exc_class():
            self.flush()
            raise
        finally:
            self._queues.clear()
            self._workers.clear()
        self.flush()
        return self.planned > before

    def _pull(self, plan: Iterator[Job | Receipt], group: TaskGroup) -> None:
        """Take the next jobs from the plan to their channels; a slow one must not keep the others waiting."""
        queued = sum(map(len, self._queues.values()))
        while queued < _MOST_QUEUED and (planned := next(plan, None)) is not None:
            self.planned += 1
            if isinstance(planned, Receipt):
                self._settle(planned)
            else:
                self._queues[planned.capabilities.name].append(planned)
                queued += 1
        for name, queue in self._queues.items():
            wanted = min(self.lanes[name].capabilities.at_once, len(queue))
            for _ in range(wanted - self._workers[name]):
                self._workers[name] += 1
                group.start_soon(self._work, self.lanes[name], plan, group)

    async def _work(self, lane: Lane, plan: Iterator[Job | Receipt], group: TaskGroup) -> None:
        """Send one job of a channel after another, as long as there are any."""
        name = lane.capabilities.name
        while self._queues[name]:
            job = self._queues[name].popleft()
            could_be_twice = not lane.capabilities.idempotent or len(job.notices) > 1 or job.rule.gather_seconds
            if not could_be_twice or self.flush(job):
                is_again = job.sends[0].begun is not None
                outcome = await lane.carry(self.envelopes.message(job), job.rule, doubtful=is_again)
                self._settle(*self._receipts(job, outcome))
                await anyio.lowlevel.checkpoint()  # a channel that never waits would keep all others waiting
            self._pull(plan, group)
        self._workers[name] -= 1
        if not self._workers[name]:
            self.flush()  # the other channels may take long

    def flush(self, begin: Job | None = None) -> bool:
        """Write what became of the messages so far, and that one begins of which a crash would leave a doubt.

        Returns:
            Whether that one may begin; not where somebody else has told them since, or does so.
        """
        facts, self._outbox = self._outbox, []
        self._written_at = anyio.current_time()
        begun = list[Fact]()

        def decide(standing: Standing, _: datetime) -> Sequence[Fact]:
            begun[:] = [_begun(begin)] if begin is not None and _is_free(begin, standing) else []
            return [*facts, *begun]

        if not facts and begin is None:
            return False
        try:
            self.outage.commit(decide, by=self.by)
        except Exception:
            self._outbox = facts + self._outbox
            raise
        if facts and self.told is not None:
            self.told(Progress(self.states.total(), self.planned, self.states.copy()))
        return bool(begun)

    def _settle(self, *receipts: Receipt) -> None:
        """Take in the receipts of one message, which are written together."""
        self.states.update(receipt.state for receipt in receipts)
        self._outbox += [NoticeSettled(receipt=receipt) for receipt in receipts]
        if len(self._outbox) >= _CHUNK or anyio.current_time() - self._written_at > _AT_LEAST_EVERY:
            self.flush()

    def _receipts(self, job: Job, outcome: Outcome) -> Iterator[Receipt]:
        at = self.outage.clock.now()
        for notice, send in _each(job):
            yield Receipt(
                notice=notice.id,
                contact=job.asked.id,
                state=outcome.state,
                channel=send.way.kind,
                at=at,
                remark=outcome.remark,
                via=send.way.name,
                attempt=send.attempt,
                level=send.level,
                why=outcome.why,
                passed=send.passed,
            )


def _each(job: Job) -> Iterator[tuple[Notice, Send]]:
    return zip(job.notices, job.sends, strict=True)


def _is_free(job: Job, standing: Standing) -> bool:
    """Say whether a try is still to be made: nobody has begun or made it since it was planned, or needs it no more."""
    for notice, send in _each(job):
        who = (notice.id, job.asked.id)
        told, begun = standing.receipts.get(who), standing.begun.get(who)
        if begun not in {None, send.begun}:
            return False
        if told and (told.state is ReceiptState.ACKNOWLEDGED or any(one.attempt >= send.attempt for one in told.tries)):
            return False
    return True


def _begun(job: Job) -> TellingBegun:
    first = job.sends[0]
    return TellingBegun(
        notices=tuple(notice.id for notice in job.notices),
        contact=job.asked.id,
        attempt=first.attempt,
        channel=first.way.kind,
        via=first.way.name,
        level=first.level,
    )


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error of those that ended the workers: each of them tells the same story."""
    error: BaseException = several
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
