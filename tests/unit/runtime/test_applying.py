"""Entries go out in lanes, in order, one at a time for each patient; a target that fails costs time, and no record."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from random import Random

import anyio
import pytest
from attrs import define, field

from downtimekit.errors import JournalError, OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.facts import RecordEntered
from downtimekit.models.patient import Patient
from downtimekit.models.plan import Plan
from downtimekit.ports import BackfillTarget
from downtimekit.runtime import Applied, Backfill, Manner, Outage, Step, StepKind, run
from downtimekit.testing import FailingTarget, MemoryJournal, RecordingTarget, Trouble, Troubles, VirtualClock
from downtimekit.testing.journals import FailingJournal
from downtimekit.testing.trouble import PowerCut, out_of_order, slow, unknown
from tests.ward import ADA, BEGAN, CLERK, EXAMS, LATER_NORA, NORA, NOTES, a_capture, a_chart, an_outage, reopened

MINUTE = 60.0


@define
class Told:
    """A target that answers as it is told, whatever the chart behind it does."""

    target: BackfillTarget
    writes: list[str | BaseException | None] = field(factory=list)
    finds: list[str | BaseException | None] = field(factory=list)
    asked: list[tuple[str, float]] = field(factory=list)

    async def look_up(self, wanted: Lookup) -> Chart:
        return await self.target.look_up(wanted)

    async def find(self, key: str) -> str | None:
        self.asked.append(("find", anyio.current_time()))
        said = self.finds.pop(0) if self.finds else "as it is"
        if isinstance(said, BaseException):
            raise said
        return await self.target.find(key) if said == "as it is" else said

    async def write(self, entry: ChartEntry) -> str:
        self.asked.append(("write", anyio.current_time()))
        said = self.writes.pop(0) if self.writes else None
        if isinstance(said, BaseException):
            raise said
        return said or await self.target.write(entry)

    def count(self, what: str) -> int:
        return sum(name == what for name, _ in self.asked)


@define
class Busy:
    """A target that takes a minute for a write, and remembers who was written for at the same time."""

    target: BackfillTarget
    now: list[str] = field(factory=list)
    together: list[tuple[str, ...]] = field(factory=list)

    async def look_up(self, wanted: Lookup) -> Chart:
        return await self.target.look_up(wanted)

    async def find(self, key: str) -> str | None:
        return await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        self.now.append(entry.mrn)
        self.together.append(tuple(self.now))
        await anyio.sleep(MINUTE)
        self.now.remove(entry.mrn)
        return await self.target.write(entry)


def agreed(target: BackfillTarget, *captures: str, clock: VirtualClock | None = None, **manner: object) -> Backfill:
    """Agree to questionnaires of patients: "ada", "nora" or "later_nora"."""
    who: dict[str, Patient] = {"ada": ADA, "nora": NORA, "later_nora": LATER_NORA}
    outage = an_outage(clock=clock)
    outage.take_in([a_capture(f"c{place}", of=who[name]) for place, name in enumerate(captures)], by=CLERK)
    return planned(outage, target, **manner)


def planned(outage: Outage, target: BackfillTarget, **manner: object) -> Backfill:
    """Agree to whatever can be entered."""
    backfill = Backfill(outage, target, manner=Manner.model_validate(manner), dice=Random(7))
    backfill.agree(run(backfill.plan), by=CLERK)
    return backfill


def linked(backfill: Backfill, needs: dict[int, Sequence[int]]) -> tuple[str, ...]:
    """Agree to the same once more, where some entries need others, by their places; return the keys."""
    plan = run(backfill.plan)
    entries = plan.entries()
    keys = tuple(entry.key for entry in entries)
    decisions = [
        decision.model_copy(
            update={"entry": entry.model_copy(update={"needs": tuple(keys[n] for n in needs.get(place, ()))})}
        )
        for place, (decision, entry) in enumerate(zip(plan.decisions, entries, strict=True))
    ]
    backfill.agree(Plan(downtime=plan.downtime, basis=plan.basis, decisions=tuple(decisions)), by=CLERK)
    return keys


def in_a_thread(function: Callable[[], Awaitable[Plan]]) -> Plan:
    """Await something from within an event loop, as another program would beside it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run, function).result()


def applied(backfill: Backfill, clock: VirtualClock) -> Applied:
    """Apply on a clock that does not make anybody wait."""
    return clock.run(backfill.apply, by=CLERK)


# In order, and in lanes


def test_what_a_record_needs_is_entered_before_it_whatever_the_order() -> None:
    target = RecordingTarget(a_chart())
    backfill = agreed(target, "ada", "nora", "later_nora", at_once=3)
    keys = linked(backfill, {0: [1], 1: [2]})
    run(backfill.apply, by=CLERK)

    assert [entry.key for entry in target.sent] == [keys[2], keys[1], keys[0]]


def test_what_needs_a_refused_record_is_left_and_said() -> None:
    target = RecordingTarget(FailingTarget(a_chart(), Troubles(about={EXAMS[ADA.mrn]: Trouble(Rejected("locked"))})))
    backfill = agreed(target, "ada", "nora", "later_nora")
    ada, nora, later = linked(backfill, {1: [0], 2: [1]})
    done = run(backfill.apply, by=CLERK)

    assert (done.written, done.rejected) == (0, {ada: "locked"})
    assert done.left == {
        nora: "it needs a record that the system refused",
        later: "it needs a record that is not in the chart",
    }
    assert not done.is_whole
    assert str(done).splitlines() == [
        "1 refused, 2 left",
        "  1 refused: locked",
        "  1 left: it needs a record that the system refused",
        "  1 left: it needs a record that is not in the chart",
    ]
    assert list(backfill.outage.standing.owed) == [nora, later]


def test_records_that_need_each_other_are_left_and_nobody_waits_for_ever() -> None:
    backfill = agreed(a_chart(), "ada", "nora", at_once=2)
    linked(backfill, {0: [1], 1: [0]})

    assert set(run(backfill.apply, by=CLERK).left.values()) == {"it needs a record that is not in the chart"}


def test_a_need_that_was_entered_under_an_earlier_plan_is_no_hindrance() -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in([a_capture("c1")], by=CLERK)
    backfill = planned(outage, target)
    run(backfill.apply, by=CLERK)
    (first,) = outage.standing.in_chart
    outage.take_in([a_capture("c2", of=NORA)], by=CLERK)
    plan = run(backfill.plan)
    decisions = [
        one.model_copy(update={"entry": one.entry.model_copy(update={"needs": (first,)})}) if one.entry else one
        for one in plan.decisions
    ]
    backfill.agree(plan.model_copy(update={"decisions": tuple(decisions)}), by=CLERK)

    assert run(backfill.apply, by=CLERK) == Applied(written=1)


def test_a_slow_target_is_given_several_at_once_but_never_two_of_one_patient() -> None:
    clock, outage = VirtualClock(BEGAN), an_outage()
    exams = [a_capture(f"c{place}", of=patient) for place, patient in enumerate((ADA, NORA, LATER_NORA))]
    notes = [a_capture(f"n{place}", of=patient, content=NOTES) for place, patient in enumerate((ADA, NORA))]
    outage.take_in([*exams, *notes], by=CLERK)
    target = Busy(a_chart())
    began = clock.now()

    assert applied(planned(outage, target, at_once=8), clock) == Applied(written=5)
    assert max(map(len, target.together)) == 3
    assert all(len(set(mrns)) == len(mrns) for mrns in target.together)
    assert clock.now() - began == timedelta(minutes=2)


# A target that fails


def test_a_target_that_asks_for_a_pause_is_left_alone_by_every_lane() -> None:
    clock, target = VirtualClock(BEGAN), Told(a_chart(), writes=[Unreachable("slow down", retry_after=90.0)])
    backfill = agreed(target, "ada", "nora", "later_nora", at_once=3, patience={"tries": 1})

    assert applied(backfill, clock) == Applied(written=3)
    first, *later = [at for what, at in target.asked if what == "write"]
    assert len(later) == 3
    assert all(at >= first + 90 for at in later)


def test_a_pause_that_is_too_long_is_not_waited_for() -> None:
    clock = VirtualClock(BEGAN)
    backfill = agreed(Told(a_chart(), writes=[Unreachable(retry_after=86_400.0)]), "ada")
    began = clock.now()
    done = applied(backfill, clock)

    assert [*done.left.values()] == ["the system asks to wait 86400 seconds"]
    assert clock.now() == began


@pytest.mark.parametrize("asked", [0.0, -5.0, float("nan")])
def test_a_pause_that_is_none_counts_as_a_try(asked: float) -> None:
    clock = VirtualClock(BEGAN)
    away = Told(a_chart(), writes=[Unreachable(retry_after=asked)] * 50)
    done = applied(agreed(away, "ada", patience={"tries": 3, "wait_seconds": 1}), clock)

    assert (len(done.left), away.count("write")) == (1, 3)


def test_the_waits_grow_and_end() -> None:
    clock, target = VirtualClock(BEGAN), Told(a_chart(), writes=[Unreachable()] * 9)
    backfill = agreed(target, "ada", patience={"tries": 9, "wait_seconds": 8, "longest_wait_seconds": 20})
    applied(backfill, clock)
    times = [at for what, at in target.asked if what == "write"]
    waits = [later - at for at, later in pairwise(times)]

    assert len(waits) == 8
    assert 4 <= waits[0] <= 8 <= waits[1] <= 16
    assert all(10 <= wait <= 20 for wait in waits[2:])
    assert len(set(waits[2:])) > 1


def test_an_entry_is_not_tried_for_longer_than_it_may_take() -> None:
    clock, target = VirtualClock(BEGAN), Told(a_chart(), writes=[Unreachable()] * 99)
    backfill = agreed(target, "ada", patience={"tries": 99, "wait_seconds": 10, "total_seconds": 60})
    began = clock.now()

    assert len(applied(backfill, clock).left) == 1
    assert timedelta(seconds=30) < clock.now() - began <= timedelta(seconds=60)


def test_a_lost_answer_is_looked_for_before_every_retry_under_the_same_key() -> None:
    clock, inner = VirtualClock(BEGAN), RecordingTarget(a_chart())
    target = Told(inner, writes=[OutcomeUnknown(), OutcomeUnknown()])
    backfill = agreed(target, "ada")

    assert applied(backfill, clock) == Applied(written=1)
    assert [what for what, _ in target.asked] == ["find", "write"] * 3
    assert len(inner.sent) == 1


def test_a_refusal_after_a_lost_answer_is_not_believed_before_another_look() -> None:
    clock, chart = VirtualClock(BEGAN), a_chart()
    troubles = Troubles(calls={1: unknown()})
    # The write arrives, its answer is lost, a first look does not see it yet, and the place is taken by itself.
    target = Told(FailingTarget(chart, troubles), finds=[None, None], writes=[None, Rejected("the place is taken")])

    assert applied(agreed(target, "ada"), clock) == Applied(written=1)
    assert len(chart.records) == 1


@pytest.mark.parametrize(
    "fault",
    [OutcomeUnknown("?"), Rejected("no"), KeyError("T-1001"), TimeoutError()],
    ids=lambda error: type(error).__name__,
)
def test_a_target_that_cannot_even_be_asked_is_asked_again(fault: Exception) -> None:
    target = Told(a_chart(), finds=[fault])

    assert applied(agreed(target, "ada"), VirtualClock(BEGAN)) == Applied(written=1)
    assert target.count("write") == 1


def test_a_fault_of_the_target_is_told_without_what_it_says() -> None:
    target = Told(a_chart(), writes=[ValueError("Testwell, Ada")] * 9)
    done = applied(agreed(target, "ada", patience={"tries": 2}), VirtualClock(BEGAN))

    assert [*done.left.values()] == ["nobody knows whether it arrived, after 2 tries: it has a fault (ValueError)"]


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_target_that_calls_itself_off_stops_nobody_else(at_once: int) -> None:
    target = Told(a_chart(), writes=[CancelledError()])

    assert applied(agreed(target, "ada", "nora", at_once=at_once), VirtualClock(BEGAN)) == Applied(written=2)


@pytest.mark.parametrize("answer", ["", "Ada Testwell", "a\nb"])
def test_an_answer_that_is_no_identifier_is_no_answer(answer: str) -> None:
    lying = Told(a_chart(), finds=[None, answer, answer], writes=[OutcomeUnknown()])
    done = applied(agreed(lying, "ada", patience={"tries": 2}), VirtualClock(BEGAN))

    assert len(done.left) == 1
    assert "Testwell" not in str(done)


def test_a_target_that_never_answers_is_waited_for_no_longer_than_told() -> None:
    clock = VirtualClock(BEGAN)
    hangs = FailingTarget(a_chart(), Troubles(calls={1: slow(timedelta(days=1))}))
    backfill = agreed(hangs, "ada", patience={"answer_seconds": 30})

    assert applied(backfill, clock) == Applied(written=1)
    assert clock.now() - BEGAN < timedelta(minutes=2)


def test_what_a_target_claims_to_have_is_asked_for_where_it_is_not_believed() -> None:
    clock, lying = VirtualClock(BEGAN), Told(a_chart(), writes=["record-77"])
    believed = applied(agreed(lying, "ada"), clock)
    lying = Told(a_chart(), writes=["record-77"])
    backfill = agreed(lying, "ada", read_back=True)

    assert believed == Applied(written=1)
    assert applied(backfill, clock) == Applied(written=1)
    assert lying.count("write") == 2
    assert [*backfill.outage.standing.in_chart.values()] == ["record-1"]


def test_a_target_that_names_two_records_for_one_write_is_shown_to_a_person() -> None:
    lying = Told(a_chart(), finds=[None, "record-8"], writes=["record-7"])
    done = applied(agreed(lying, "ada", read_back=True), VirtualClock(BEGAN))

    assert [*done.left.values()] == [
        "nobody knows whether it arrived: it names two records for one write: look at the chart"
    ]
    assert lying.count("write") == 1


def test_one_record_that_never_gets_an_answer_does_not_keep_the_others_out() -> None:
    poison = FailingTarget(a_chart(), Troubles(about={EXAMS[ADA.mrn]: unknown(done=False)}))
    done = applied(agreed(poison, "ada", "nora", "later_nora"), VirtualClock(BEGAN))

    assert (done.written, len(done.left), done.stopped) == (2, 1, "")


# Stopped in the middle


def test_who_stops_waiting_leaves_nothing_in_doubt() -> None:
    clock, target = VirtualClock(BEGAN), Busy(a_chart())
    backfill = agreed(target, "ada", "nora", "later_nora")

    async def impatiently() -> None:
        with anyio.move_on_after(1.5 * MINUTE):
            await backfill.apply(by=CLERK)

    clock.run(impatiently)
    assert len(backfill.outage.standing.in_chart) == 1
    assert applied(Backfill(reopened(backfill.outage), target), clock) == Applied(written=2)


def test_a_journal_that_cannot_write_stops_everything_and_nothing_is_lost() -> None:
    chart, journal = a_chart(), MemoryJournal()
    outage = an_outage(journal=journal)
    outage.take_in([a_capture("c1"), a_capture("c2", of=NORA)], by=CLERK)
    planned(outage, chart)
    broken = FailingJournal(journal, Troubles(always=out_of_order()))
    with pytest.raises(JournalError):
        run(Backfill(reopened(an_outage_of(outage, broken)), chart).apply, by=CLERK)
    written = len(chart.entries)

    assert written > 0
    assert run(Backfill(outage, chart).apply, by=CLERK) == Applied(written=2 - written, found=written)
    assert len(chart.records) == 2


def an_outage_of(outage: Outage, journal: FailingJournal) -> Outage:
    """Return the same downtime on another journal."""
    return Outage(outage.id, outage.rules, journal, outage.clock)


def test_what_is_known_is_kept_when_the_screen_that_shows_it_breaks() -> None:
    backfill = agreed(a_chart(), "ada", "nora")

    def broken(done: int, of: int) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        run(backfill.apply, by=CLERK, progress=broken)
    assert len(backfill.outage.standing.in_chart) == 1


def test_what_a_newer_plan_wants_is_entered_by_the_run_that_is_under_way() -> None:
    target = RecordingTarget(a_chart())
    backfill = agreed(target, "ada", "nora")

    def another_sheet_comes_back(done: int, of: int) -> None:
        if done == 1:
            elsewhere = reopened(backfill.outage)
            elsewhere.take_in([a_capture("late", of=LATER_NORA)], by=CLERK)
            plan = in_a_thread(Backfill(elsewhere, target).plan)
            Backfill(elsewhere, target).agree(plan, by=CLERK)

    assert run(backfill.apply, by=CLERK, progress=another_sheet_comes_back) == Applied(written=3)
    assert {entry.mrn for entry in target.sent} == {ADA.mrn, NORA.mrn, LATER_NORA.mrn}


def test_an_answer_that_somebody_else_brought_to_the_journal_is_not_written_there_twice() -> None:
    chart = a_chart()
    backfill = agreed(chart, "ada")
    (key,) = backfill.outage.standing.owed

    def somebody_was_faster(done: int, of: int) -> None:
        fact = RecordEntered(key=key, chart_id="record-1")
        reopened(backfill.outage).record(fact, by=CLERK, command="faster")

    run(backfill.apply, by=CLERK, progress=somebody_was_faster)
    facts = [entry.fact for entry in backfill.outage.journal.read(backfill.outage.id)]
    assert [fact.key for fact in facts if isinstance(fact, RecordEntered)] == [key]


@pytest.mark.parametrize("at_once", [1, 3])
def test_a_power_cut_comes_through_as_it_is(at_once: int) -> None:
    target = Told(a_chart(), writes=[PowerCut()])
    with pytest.raises(PowerCut):
        run(agreed(target, "ada", "nora", at_once=at_once).apply, by=CLERK)


# What is told


def test_every_step_is_told_while_it_happens() -> None:
    clock = VirtualClock(BEGAN)
    troubles = Troubles(
        calls={1: Trouble(Unreachable("no line"))}, about={EXAMS[NORA.mrn]: Trouble(Rejected("locked"))}
    )
    backfill = agreed(FailingTarget(a_chart(), troubles), "ada", "nora")

    async def heard() -> list[Step]:
        async with backfill.steps(by=CLERK) as steps:
            return [step async for step in steps]

    steps = clock.run(heard)
    assert [(step.kind, step.done, step.of) for step in steps] == [
        (StepKind.WAITING, 0, 2),
        (StepKind.WRITTEN, 1, 2),
        (StepKind.REJECTED, 2, 2),
    ]
    assert steps[0].words == "the system is out of reach: no line"
    assert 0 < steps[0].seconds <= 1
    assert steps[2].words == "locked"


def test_who_stops_listening_stops_the_run() -> None:
    target = RecordingTarget(a_chart())
    backfill = agreed(target, "ada", "nora", "later_nora")

    async def one() -> Step:
        async with backfill.steps(by=CLERK) as steps:
            return await steps.receive()

    assert run(one).done == 1
    assert len(target.sent) < 3
    assert len(backfill.outage.standing.in_chart) == len(target.sent)


def test_a_run_with_nothing_to_do_says_so() -> None:
    assert str(run(agreed(a_chart()).apply, by=CLERK)) == "nothing was owed"
