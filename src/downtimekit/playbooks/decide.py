"""Decide on a signal: accepted, with the facts that follow from it, or refused, with every reason.

Nothing here waits, sends or reads a clock: the time is an argument, and what is owed to people is a fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from string import Template
from textwrap import shorten

from attrs import frozen

from downtimekit.errors import Reason, Refused, UnknownName
from downtimekit.models.downtime import Downtime, OutageTarget
from downtimekit.models.facts import Declared, Fact, NoticeOwed, Promised, PromiseEnded, PromiseMissed, Signalled
from downtimekit.models.notice import Notice
from downtimekit.playbooks._walker import Walker
from downtimekit.playbooks.guards import GUARDS, Situation
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Each, Move, NoticeRule, Playbook, Signal, Task

_SUBJECT_WORDS = 60
"""How long what a subject names may be: many sites do not fit into one line, and stand in the body."""


@frozen
class OpenTask:
    """A task that somebody must do now; `subject` says for which interface, where it is done for each."""

    name: str
    label: str
    subject: str = ""


def declare(playbook: Playbook, *, downtime: Downtime) -> Sequence[Fact]:
    """Return the facts that declare a downtime."""
    declared = Declared(downtime=downtime, phase=playbook.first_phase)
    standing = Standing.begin(declared)
    tells = _notices(playbook, playbook.declared_tells, standing=standing, details={}, now=downtime.began_at)
    return [declared, *tells]


def decide(
    playbook: Playbook, *, standing: Standing, signal: str, details: Mapping[str, str], now: datetime
) -> Sequence[Fact]:
    """Return the facts that follow from a signal.

    Raises:
        Refused: with every reason that stands against it, and the signals that are allowed now.
    """
    reasons = list(_against(playbook, standing=standing, signal=signal, details=details))
    move = playbook.move(signal, phase=standing.phase)
    after = _walker(playbook).walk(signal, phase=standing.phase)
    if reasons or move is None or after is None:
        raise Refused(signal, phase=standing.phase, reasons=reasons, allowed=allowed(playbook, standing=standing))
    return [
        *missed(standing, now=now),
        Signalled(
            signal=signal,
            before=standing.phase,
            after=after,
            subject=details.get(playbook.signal(signal).subject, ""),
            details=tuple(details.items()),
        ),
        *(PromiseEnded(promise=promise) for promise in move.ends if promise in standing.promises),
        *(Promised(promise=promise, due=_next_due(standing, now)) for promise in move.promises),
        *_notices(playbook, move.tells, standing=standing, details=details, now=now),
    ]


def allowed(playbook: Playbook, *, standing: Standing) -> tuple[str, ...]:
    """Return the signals that no rule stands against now."""
    moves = (playbook.move(signal, phase=standing.phase) for signal in _walker(playbook).triggers(phase=standing.phase))
    situation = Situation(standing, {})
    return tuple(move.signal for move in moves if move and not any(_broken(move, situation)))


def open_tasks(playbook: Playbook, *, standing: Standing) -> tuple[OpenTask, ...]:
    """Return what a person must do now, in the playbook's order; what belongs to a later phase waits for it."""
    if playbook.phase(standing.phase).final:
        return ()
    names = [phase.name for phase in playbook.phases]
    reached = {name for name in names[: names.index(standing.phase) + 1] if name in standing.entered_phase}
    return tuple(
        OpenTask(task.name, task.label, subject)
        for task in playbook.tasks
        if task.phase in reached
        for subject in (standing.downtime.interfaces if task.each is Each.INTERFACE else ("",))
        if not _is_done(task, subject, standing)
    )


def _is_done(task: Task, subject: str, standing: Standing) -> bool:
    if task.done_by:
        return standing.last_heard(task.done_by, subject=subject) > standing.entered_phase[task.phase]
    return not any(GUARDS[task.until](Situation(standing, {task.each: subject})))


def missed(standing: Standing, *, now: datetime) -> Sequence[Fact]:
    """Return a fact for every promise whose time has gone by and that was not seen to be missed before."""
    return [
        PromiseMissed(promise=name, due=promise.due)
        for name, promise in standing.promises.items()
        if promise.due < now and not promise.missed
    ]


@lru_cache(maxsize=64)
def _walker(playbook: Playbook) -> Walker:
    return Walker(playbook)


def _next_due(standing: Standing, now: datetime) -> datetime:
    return now + timedelta(minutes=standing.downtime.update_every_minutes)


def _against(playbook: Playbook, *, standing: Standing, signal: str, details: Mapping[str, str]) -> Iterator[Reason]:
    try:
        known = playbook.signal(signal)
    except UnknownName as error:
        yield Reason("unknown_signal", str(error))
        return
    yield from _faulty_details(known, details)
    move = playbook.move(signal, phase=standing.phase)
    moves = [move] if move else playbook.moves_on(signal)
    if move is None:
        yield _out_of_order(playbook, signal=known, standing=standing)
    situation = Situation(standing, details)
    yield from dict.fromkeys(reason for candidate in moves for reason in _broken(candidate, situation))


def _broken(move: Move, situation: Situation) -> Iterator[Reason]:
    for name in move.guards:
        yield from GUARDS[name](situation)


def _out_of_order(playbook: Playbook, *, signal: Signal, standing: Standing) -> Reason:
    sources = {source for move in playbook.moves_on(signal.name) for source in move.sources}
    places = " or ".join(f"'{phase.name}'" for phase in playbook.phases if phase.name in sources)
    label = playbook.phase(standing.phase).label
    return Reason(
        "out_of_order", f"the downtime stands at '{standing.phase}' ({label})", f"'{signal.name}' belongs to {places}"
    )


def _faulty_details(signal: Signal, details: Mapping[str, str]) -> Iterator[Reason]:
    expected = {detail.name: detail for detail in signal.details}
    for name, detail in expected.items():
        said = details.get(name, "")
        if detail.required and not said.strip():
            yield Reason("detail_missing", f"it must say '{name}'")
        elif said and detail.choices and said not in detail.choices:
            yield Reason("detail_unknown", f"'{name}' is not one that is known", f"one of: {', '.join(detail.choices)}")
    for name in details.keys() - expected.keys():
        yield Reason("detail_unexpected", f"it does not take '{name}'", f"it takes: {', '.join(expected) or 'nothing'}")


def _notices(
    playbook: Playbook, names: Sequence[str], *, standing: Standing, details: Mapping[str, str], now: datetime
) -> Iterator[Fact]:
    words = _words(standing, details, now)
    for name in names:
        rule = playbook.notice(name)
        yield NoticeOwed(notice=_notice(rule, downtime=standing.downtime, version=standing.version, words=words))


def _notice(rule: NoticeRule, *, downtime: Downtime, version: int, words: Mapping[str, str]) -> Notice:
    drill = "DRILL: " if downtime.drill else ""
    short = {name: shorten(word, _SUBJECT_WORDS, placeholder=" ...") for name, word in words.items()}
    return Notice(
        id=f"{downtime.id}/{version}/{rule.name}",
        audience=rule.audience,
        sites=downtime.sites,
        subject=drill + Template(rule.subject).substitute(short),
        body=drill + Template(rule.body).substitute(words),
        drill=downtime.drill,
    )


def _words(standing: Standing, details: Mapping[str, str], now: datetime) -> Mapping[str, str]:
    downtime = standing.downtime
    target = details.get("target") or standing.detail("target_identified", "target")
    return {
        "sites": ", ".join(downtime.sites),
        "services": ", ".join(downtime.services),
        "since": _clock(downtime, downtime.began_at),
        "now": _clock(downtime, now),
        "next_update": _clock(downtime, _next_due(standing, now)),
        "target": OutageTarget(target).label if target else "not known yet",
        "call": downtime.call,
        "news": details.get("news", ""),
    }


def _clock(downtime: Downtime, moment: datetime) -> str:
    return downtime.local(moment).strftime("%H:%M %Z")
