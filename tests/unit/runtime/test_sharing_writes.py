"""Workers share one backlog: each entry is sent by one of them, and what a dead one held is taken over."""

from __future__ import annotations

from datetime import timedelta

import anyio
import pytest

from downtimekit.errors import Rejected
from downtimekit.models.chart import ChartEntry
from downtimekit.models.facts import RecordEntered
from downtimekit.ports.agenda import Work
from downtimekit.runtime import Backfill, Desk, Manner, Outage, Patience, Worker, run
from downtimekit.testing import (
    FailingTarget,
    MemoryJournal,
    MemoryTarget,
    RecordingTarget,
    Trouble,
    Troubles,
    VirtualClock,
)
from downtimekit.testing.trouble import PowerCut, dies, unreachable
from tests.unit.runtime.test_applying import linked
from tests.ward import ADA, BEGAN, CLERK, EXAMS, IT, LATER_NORA, NORA, a_capture, a_chart, an_outage

LEASE = timedelta(minutes=2)


class Shared:
    """A downtime with an agreed plan for three patients, and workers for it."""

    def __init__(self, target: object, *, needs: bool = False) -> None:
        self.clock, self.journal, self.target = VirtualClock(BEGAN), MemoryJournal(), target
        self.outage = an_outage(journal=self.journal, clock=self.clock)
        self.outage.take_in([a_capture("c1"), a_capture("c2", of=NORA), a_capture("c3", of=LATER_NORA)], by=CLERK)
        backfill = Backfill(self.outage, a_chart())
        if needs:
            self.keys = linked(backfill, {1: [0]})
        else:
            plan = run(backfill.plan)
            backfill.agree(plan, by=CLERK)
            self.keys = tuple(entry.key for entry in plan.entries())

    def worker(self, name: str = "anna", **patience: object) -> Worker:
        manner = Manner(patience=Patience.model_validate({"tries": 1} | patience))
        desk = Desk(journal=self.journal, clock=self.clock)
        targets = {self.outage.id: self.target}.__getitem__
        return Worker(desk, self.journal, None, name=name, by=CLERK, lease=LEASE, targets=targets, manner=manner)  # type: ignore[arg-type]

    def work(self, worker: Worker, *, limit: int = 16) -> int:
        return self.clock.run(worker.run_once, limit=limit)

    def open_writes(self) -> list[str]:
        return [item.key for item in self.journal.due() if item.work is Work.WRITE]


def test_a_worker_enters_what_people_agreed_to() -> None:
    shared = Shared(RecordingTarget(a_chart()))

    assert shared.work(shared.worker()) == 3
    assert shared.open_writes() == []
    assert shared.outage.standing.owed == {}
    assert shared.work(shared.worker()) == 0


def test_a_worker_without_targets_leaves_writes_to_others() -> None:
    shared = Shared(a_chart())
    idle = Worker(Desk(journal=shared.journal, clock=shared.clock), shared.journal, None, name="ben", by=CLERK)

    assert shared.work(idle) == 0
    assert len(shared.open_writes()) == 3


def test_two_workers_share_one_backlog_and_send_nothing_twice() -> None:
    target = RecordingTarget(a_chart())
    shared = Shared(target)
    anna, ben = shared.worker("anna"), shared.worker("ben")

    assert [shared.work(anna, limit=2), shared.work(ben, limit=2), shared.work(anna, limit=2)] == [2, 1, 0]
    assert sorted(entry.key for entry in target.sent) == sorted(shared.keys)


@pytest.mark.parametrize("done", [False, True])
def test_a_worker_that_died_is_taken_over_and_the_target_is_asked_first(done: bool) -> None:
    chart = a_chart()
    target = RecordingTarget(FailingTarget(chart, Troubles(calls={2: dies(done=done)})))
    shared = Shared(target)
    with pytest.raises(PowerCut):
        shared.work(shared.worker("anna"))
    ben = shared.worker("ben")
    assert shared.work(ben) == 0
    shared.clock.advance(LEASE)

    assert shared.work(ben) == 3
    assert len(chart.records) == 3
    assert len(target.sent) == (3 if done else 4)
    assert shared.open_writes() == []


def test_what_a_record_needs_may_be_anothers_to_enter() -> None:
    target = RecordingTarget(a_chart())
    shared = Shared(target, needs=True)
    anna, ben = shared.worker("anna"), shared.worker("ben")
    held = shared.journal.claim("cleo", now=shared.clock.now(), lease=LEASE, limit=1, works=[Work.WRITE])

    assert [claim.item.key for claim in held] == [shared.keys[0]]
    assert shared.work(anna) == 1  # what needs nothing
    assert shared.work(anna) == 0
    shared.journal.release(held[0])
    assert shared.work(ben, limit=1) == 1
    shared.clock.advance(timedelta(seconds=2))
    assert shared.work(anna) == 1
    assert [entry.key for entry in target.sent] == [shared.keys[2], shared.keys[0], shared.keys[1]]


def test_what_another_worker_enters_meanwhile_frees_what_needs_it() -> None:
    shared, chart = Shared(None, needs=True), a_chart()
    first, second, third = shared.keys
    shared.journal.claim("cleo", now=shared.clock.now(), lease=LEASE, limit=1, works=[Work.WRITE])

    class Watched(MemoryTarget):
        async def find(self, key: str) -> str | None:
            return await chart.find(key)

        async def write(self, entry: ChartEntry) -> str:
            if entry.key == third:
                entered = RecordEntered(key=first, chart_id=await chart.write(shared.outage.standing.owed[first]))
                shared.outage.record(entered, by=CLERK, command="cleo")
            return await chart.write(entry)

    shared.target = Watched()

    assert shared.work(shared.worker()) == 2
    assert [entry.key for entry in chart.entries] == [first, third, second]


def test_what_needs_a_refused_record_is_not_asked_for_over_and_over() -> None:
    target = FailingTarget(a_chart(), Troubles(about={EXAMS[ADA.mrn]: Trouble(Rejected("locked"))}))
    shared = Shared(target, needs=True)
    worker = shared.worker()

    assert shared.work(worker) == 2
    assert shared.open_writes() == [shared.keys[1]]
    shared.clock.advance(timedelta(seconds=30))
    assert shared.journal.claim("ben", now=shared.clock.now(), lease=LEASE, works=[Work.WRITE]) == ()


def test_a_target_that_is_away_gets_a_rest() -> None:
    target = RecordingTarget(FailingTarget(a_chart(), Troubles(always=unreachable())))
    shared = Shared(target)
    worker = shared.worker(lost_after=1)

    assert [shared.work(worker), shared.work(worker), len(target.sent)] == [0, 0, 1]
    shared.clock.advance(LEASE)
    assert [shared.work(worker), len(target.sent)] == [0, 2]


def test_nothing_is_sent_while_the_service_is_lost() -> None:
    target = RecordingTarget(a_chart())
    shared = Shared(target)
    shared.outage.signal("service_lost", reason="the line dropped", by=IT)

    assert shared.work(shared.worker()) == 0
    assert target.sent == []
    assert len(shared.open_writes()) == 3


def test_what_takes_long_is_kept_and_what_was_lost_is_not_sent() -> None:
    """The first write takes so long that the leases of the others run out, and somebody else takes one over."""
    shared = Shared(None)
    sent: list[str] = []
    chart = a_chart()

    class Slow(MemoryTarget):
        async def write(self, entry: ChartEntry) -> str:
            sent.append(entry.key)
            if len(sent) == 1:
                await anyio.sleep(LEASE.total_seconds() * 1.5)
                shared.journal.claim("cleo", now=shared.clock.now(), lease=LEASE, limit=2, works=[Work.WRITE])
            return await chart.write(entry)

    shared.target = Slow()

    assert shared.work(shared.worker()) == 2  # cleo took the first, whose answer counts all the same, and the second
    assert sent == [shared.keys[0], shared.keys[2]]


def test_a_worker_reads_a_long_downtime_once() -> None:
    shared = Shared(a_chart())
    worker = shared.worker()
    shared.work(worker, limit=1)
    first = worker._outage(shared.outage.id)
    shared.work(worker, limit=1)

    assert worker._outage(shared.outage.id) is first
    assert isinstance(first, Outage)
