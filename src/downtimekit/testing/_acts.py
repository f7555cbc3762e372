"""What the steps of a script do, one function each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from inspect import isawaitable

from downtimekit.models.downtime.observation import Observation
from downtimekit.playbooks.decide import Report
from downtimekit.playbooks.scope import Scope
from downtimekit.ports import Entry
from downtimekit.testing._stage import Stage
from downtimekit.testing.script import Step, Turn
from downtimekit.testing.trouble import Troubles, Way
from downtimekit.testing.wall import wall_time

Act = Callable[[Stage, Step, str], Awaitable[Sequence[Entry]]]
"""Does a step under a command's id, and returns what that wrote."""


async def _signal(stage: Stage, step: Step, command: str) -> Sequence[Entry]:
    zone = stage.script.declare.zone
    happened_at = wall_time(step.happened_at, zone=zone) if step.happened_at else None
    report = Report(step.signal or "", step.details, Scope(step.sites, step.services), happened_at)
    return stage.outage.report(report, by=stage.who(step), command=command)


async def _task(stage: Stage, step: Step, command: str) -> Sequence[Entry]:
    return stage.outage.complete(
        step.task or "", subject=step.subject, remark=step.remark, by=stage.who(step), command=command
    )


async def _observe(stage: Stage, step: Step, command: str) -> Sequence[Entry]:
    who, now = stage.who(step), stage.clock.now()
    seen = [Observation(check=one.check, site=one.site, answer=one.answer, at=now, by=who) for one in step.observe]
    return stage.outage.observe(seen, by=who, command=command)


async def _acknowledge(stage: Stage, step: Step, command: str) -> Sequence[Entry]:
    said = step.acknowledge
    assert said is not None
    named = [notice for notice in stage.outage.standing.notices if notice.rpartition("/")[2] == said.notice]
    last = named[-1] if named else f"{stage.outage.id}/0/{said.notice}"
    return stage.outage.acknowledge(last, contact=said.contact, by=stage.who(step), command=command)


async def _channel(stage: Stage, step: Step, _: str) -> Sequence[Entry]:
    turn = step.channel
    assert turn is not None
    stage.channels[turn.kind].troubles = _troubles(turn)
    return ()


def _troubles(turn: Turn) -> Troubles:
    trouble = turn.way.trouble
    if trouble is None:
        return Troubles()
    if turn.way in {Way.DIES_BEFORE, Way.DIES_AFTER}:
        return Troubles(once={turn.about: trouble}) if turn.about else Troubles(calls={1: trouble})
    return Troubles(about={turn.about: trouble}) if turn.about else Troubles(always=trouble)


async def _kill(stage: Stage, step: Step, _: str) -> Sequence[Entry]:
    stage.restart()
    return ()


async def _tick(stage: Stage, step: Step, command: str) -> Sequence[Entry]:
    return stage.outage.tick(by=stage.who(step), command=command)


async def _deliver(stage: Stage, step: Step, _: str) -> Sequence[Entry]:
    before = stage.outage.standing.version
    await stage.deliver()
    return stage.journal.read(stage.outage.id, after=before)


async def _step_clock(stage: Stage, step: Step, _: str) -> Sequence[Entry]:
    stage.clock.step(timedelta(minutes=step.step_clock or 0))
    return ()


async def _do(stage: Stage, step: Step, _: str) -> Sequence[Entry]:
    assert step.do is not None
    before = stage.outage.standing.version
    answer = step.do(stage.outage)
    if isawaitable(answer):
        await answer
    return stage.journal.read(stage.outage.id, after=before)


ACTS: Mapping[str, Act] = {
    "signal": _signal,
    "task": _task,
    "observe": _observe,
    "acknowledge": _acknowledge,
    "channel": _channel,
    "kill": _kill,
    "tick": _tick,
    "deliver": _deliver,
    "step_clock": _step_clock,
    "do": _do,
}
"""What is done, by the verb of the step."""
