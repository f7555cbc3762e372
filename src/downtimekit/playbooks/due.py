"""What the clock does: deadlines whose time has come, and what follows from each, as if it had been seen at once.

A host that was down meanwhile finds all of it at its next look, in the order in which it fell due. So deadlines survive
a restart and a clock that was put right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from downtimekit.errors import Refused
from downtimekit.models.facts import CameDue, Fact, Promised, PromiseEnded, PromiseMissed, Signalled
from downtimekit.playbooks.deadlines import is_too_late_to_tell
from downtimekit.playbooks.decide import Report, decide
from downtimekit.playbooks.guards import GUARDS, Guards
from downtimekit.playbooks.marks import Promise
from downtimekit.playbooks.scope import EVERYTHING, Scope
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Deadline, Each, Span
from downtimekit.playbooks.telling import owed


def up_to(
    standing: Standing, *, now: datetime, by: datetime | None = None, guards: Guards = GUARDS
) -> tuple[Sequence[Fact], Standing]:
    """Return what has come due, and where the downtime stands with it.

    Args:
        standing: where it stands by the journal.
        now: the present instant.
        by: the instant by which it has come due, where that is earlier.
        guards: the rules that playbooks name.
    """
    facts: list[Fact] = []
    after = standing
    while promise := _earliest(after, by or now):
        if after is standing:
            after = standing.copy()
        for fact in _fall(after, promise, now, guards):
            facts.append(fact)
            after.fold(fact, version=after.version + 1, at=now)
    return facts, after


def decide_at(standing: Standing, report: Report, *, now: datetime, guards: Guards = GUARDS) -> Sequence[Fact]:
    """Return what has come due, and the facts that follow from a signal, in the order in which they happened.

    Raises:
        Refused: see `decide`.
    """
    if _earliest(standing, now):
        facts = _happened_before(standing, report, now, guards)
        if facts:
            return facts
    facts, then = up_to(standing, now=now, guards=guards)
    return [*facts, *decide(then, report, now=now, guards=guards)]


def _happened_before(standing: Standing, report: Report, now: datetime, guards: Guards) -> Sequence[Fact]:
    """Return what follows where something happened before, or in the moment in which, something else came due.

    Planned work that was back by its end did not overrun, although it is only reported later. What came due after that
    is left to the next look: it may be told next that the service was released by then. Nothing where it could not be
    accepted in that order, and for news: what is promised with it counts from now, and hides nothing that was missed.
    """
    before = (report.happened_at or now) - timedelta.resolution
    due, then = up_to(standing, now=now, by=before, guards=guards)
    try:
        facts = decide(then, report, now=now, guards=guards)
    except Refused:
        return []
    heard = next(fact for fact in facts if isinstance(fact, Signalled))
    steps = [(moved.before, moved.after) for moved in heard.tracks] or [(heard.before, heard.after)]
    is_news_only = all(before == after for before, after in steps) and any(isinstance(fact, Promised) for fact in facts)
    return [] if is_news_only else [*due, *facts]


def _earliest(standing: Standing, now: datetime) -> Promise | None:
    fallen = [
        promise for promise in standing.promises.values() if not promise.missed and _has_come(standing, promise, now)
    ]
    return min(fallen, key=lambda promise: (promise.due, promise.name, promise.subject), default=None)


def _has_come(standing: Standing, promise: Promise, now: datetime) -> bool:
    """Say whether its time has come; what people promised may still be done in the last moment."""
    rule = standing.playbook.deadline(promise.name)
    return promise.due < now or (promise.due == now and rule is not None and not rule.promise)


def _fall(standing: Standing, promise: Promise, now: datetime, guards: Guards) -> Iterator[Fact]:
    """Yield what follows when a deadline comes; each fact is folded into the standing before the next is asked for."""
    rule = standing.playbook.deadline(promise.name)
    name, subject = promise.name, promise.subject
    if rule is None:
        yield PromiseEnded(promise=name, subject=subject)
        return
    came = PromiseMissed if rule.promise else CameDue
    scope = _scope(rule, subject, standing)
    yield came(promise=name, due=promise.due, subject=subject)
    yield from tuple(_told(rule, scope, standing, now))
    if rule.repeats:
        yield Promised(promise=name, due=_next(rule, promise, standing, now), subject=subject)
    yield from _signalled(rule, promise, scope, standing, now, guards)


def _told(rule: Deadline, scope: Scope, standing: Standing, now: datetime) -> Iterator[Fact]:
    if is_too_late_to_tell(rule, standing=standing, now=now):
        return
    tracks = [track.name for track in scope.tracks(standing)]
    yield from owed(rule.tells, standing=standing, tracks=tracks, details={}, now=now)


def _signalled(
    rule: Deadline, promise: Promise, scope: Scope, standing: Standing, now: datetime, guards: Guards
) -> Sequence[Fact]:
    """Return what the clock's signal leads to; nothing where somebody was faster, or a rule stands against it."""
    if rule.signal is None:
        return []
    happened_at = max(promise.due, standing.downtime.began_at)
    report = Report(rule.signal, {}, scope, happened_at if happened_at < now else None)
    try:
        return decide(standing, report, now=now, guards=guards)
    except Refused:
        return []


def _scope(rule: Deadline, subject: str, standing: Standing) -> Scope:
    if rule.each is Each.SITE:
        return Scope(sites=[subject])
    if rule.each is Each.TRACK:
        # Names may have a slash of their own, such as 'RIS/PACS'.
        named = [name for name in standing.tracks if rule.each.subject(*name) == subject]
        return Scope(sites=[site for site, _ in named], services=[service for _, service in named])
    return EVERYTHING


def _next(rule: Deadline, promise: Promise, standing: Standing, now: datetime) -> datetime:
    """Return when it comes again: at the first of its times that has not gone by."""
    minutes = standing.downtime.update_every_minutes if rule.span is Span.UPDATE_EVERY else rule.minutes or 1
    step = timedelta(minutes=max(minutes, 1))
    gone = max((now - promise.due) // step, 0)
    return promise.due + (gone + 1) * step
