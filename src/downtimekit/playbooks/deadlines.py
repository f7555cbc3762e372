"""Deadlines: when each is due, which are set and ended by a move, and what follows when its time has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from downtimekit.models.downtime import Scheduled
from downtimekit.models.facts import Fact, Promised, PromiseEnded, TrackMoved
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Anchor, Deadline, Move, Playbook, Span
from downtimekit.playbooks.track import TrackName


def set_by(
    moves: Mapping[TrackName, tuple[Move, TrackMoved]],
    *,
    standing: Standing,
    now: datetime,
    happened_at: datetime | None = None,
) -> Iterator[Fact]:
    """Yield the deadlines that end and begin with a move.

    Args:
        moves: what each track does, by its name.
        standing: before the move.
        now: the present instant; what is promised to people counts from it.
        happened_at: when the move happened, where that was earlier; what begins with a phase counts from it.
    """
    phases = {name: track.phase for name, track in standing.tracks.items()}
    phases |= {name: moved.after for name, (_, moved) in moves.items()}
    for deadline in standing.playbook.deadlines:
        yield from _ended(deadline, moves, phases, standing)
        yield from _begun(deadline, moves, standing, now, happened_at or now)


def missing(standing: Standing, *, now: datetime, happened_at: datetime | None = None) -> Iterator[Fact]:
    """Yield the deadlines that begin with the phases in which tracks stand, and do not stand yet.

    That is all of the first phase when a downtime is declared, and what other rules add when they change.

    Args:
        standing: where the downtime stands.
        now: the present instant; what is promised to people counts from it.
        happened_at: from when the others count, where that was earlier.
    """
    for deadline in standing.playbook.deadlines:
        begun = {
            deadline.each.subject(*name) for name, track in standing.tracks.items() if track.phase in deadline.starts
        }
        there = {promise.subject for promise in standing.promises.values() if promise.name == deadline.name}
        since = now if deadline.promise else happened_at or now
        for subject in sorted(begun - there):
            yield from _promised(deadline, subject, standing, since)


def anchored(anchor: Anchor, *, standing: Standing, now: datetime) -> Iterator[Fact]:
    """Yield the deadlines that stand and count from an anchor, set anew because it has moved."""
    for promise in tuple(standing.promises.values()):
        deadline = standing.playbook.deadline(promise.name)
        if deadline is not None and deadline.anchor is anchor:
            yield from _promised(deadline, promise.subject, standing, now)


def is_for_planned_work(playbook: Playbook) -> bool:
    """Say whether its clock begins with a window: without one, nothing of it would ever come due."""
    begun = [deadline for deadline in playbook.deadlines if playbook.first_phase in deadline.starts]
    return any(deadline.anchor in {Anchor.WINDOW_STARTS, Anchor.WINDOW_ENDS} for deadline in begun)


def is_too_late_to_tell(deadline: Deadline, *, standing: Standing, now: datetime) -> bool:
    """Say whether a deadline is ahead of planned work that has begun: nobody saves their work for last Friday."""
    is_ahead = deadline.span in {Span.ANNOUNCE_AHEAD, Span.REMIND_AHEAD} or (deadline.minutes or 0) < 0
    anchor = _anchor(deadline.anchor, standing, now)
    return is_ahead and anchor is not None and anchor <= now


def next_update(standing: Standing, now: datetime) -> datetime:
    """Return by when staff are promised news, if they get some now."""
    return now + timedelta(minutes=standing.downtime.update_every_minutes)


def _ended(
    deadline: Deadline,
    moves: Mapping[TrackName, tuple[Move, TrackMoved]],
    phases: Mapping[TrackName, str],
    standing: Standing,
) -> Iterator[Fact]:
    over = _through(deadline, moves, phases, standing)
    for promise in tuple(standing.promises.values()):
        # A reminder's subject tells which of several it is; it is for the whole downtime.
        subject = "" if deadline.span is Span.REMIND_AHEAD else promise.subject
        if promise.name == deadline.name and (over is None or subject in over):
            yield PromiseEnded(promise=promise.name, subject=promise.subject)


def _through(
    deadline: Deadline,
    moves: Mapping[TrackName, tuple[Move, TrackMoved]],
    phases: Mapping[TrackName, str],
    standing: Standing,
) -> Collection[str] | None:
    """Return what a deadline is no longer for after a move: subjects; None where it is everything."""
    if all(standing.playbook.phase(phase).final for phase in phases.values()):
        return None
    named = {deadline.each.subject(*name) for name, (move, _) in moves.items() if deadline.name in move.ends}
    if not deadline.ends:
        return named
    waiting = {deadline.each.subject(*name) for name, phase in phases.items() if phase not in deadline.ends}
    return named | ({deadline.each.subject(*name) for name in moves} - waiting)


def _begun(
    deadline: Deadline,
    moves: Mapping[TrackName, tuple[Move, TrackMoved]],
    standing: Standing,
    now: datetime,
    happened_at: datetime,
) -> Iterator[Fact]:
    named = {deadline.each.subject(*name) for name, (move, _) in moves.items() if deadline.name in move.promises}
    # From one of its phases to another it goes on, also where it has come already.
    entered = {
        deadline.each.subject(*name)
        for name, (_, moved) in moves.items()
        if moved.after in deadline.starts and moved.before not in deadline.starts
    }
    standing_now = {promise.subject for promise in standing.promises.values() if promise.name == deadline.name}
    for subject in sorted(named):
        yield from _promised(deadline, subject, standing, now)
    since = now if deadline.promise else happened_at
    for subject in sorted(entered - named - standing_now):
        yield from _promised(deadline, subject, standing, since)


def _promised(deadline: Deadline, subject: str, standing: Standing, now: datetime) -> Iterator[Fact]:
    for due, which in _times(deadline, standing, now):
        yield Promised(promise=deadline.name, due=due, subject=which or subject)


def _times(deadline: Deadline, standing: Standing, now: datetime) -> Iterable[tuple[datetime, str]]:
    """Return when a deadline is due, and which of several it is; none where its downtime has no such time."""
    anchor = _anchor(deadline.anchor, standing, now)
    if anchor is None:
        return []
    if deadline.span is Span.UPDATE_EVERY:
        return [(anchor + timedelta(minutes=standing.downtime.update_every_minutes), "")]
    if deadline.span is None:
        return [(anchor + timedelta(minutes=deadline.minutes or 0), "")]
    event = standing.downtime.event
    return _ahead(deadline.span, event, anchor, now) if isinstance(event, Scheduled) else []


def _ahead(span: Span, event: Scheduled, anchor: datetime, now: datetime) -> Iterable[tuple[datetime, str]]:
    """Return the times before planned work that its notice policy names."""
    if span is Span.ANNOUNCE_AHEAD:
        due = anchor - timedelta(hours=event.notice.announce_hours)
        return [] if event.announced_at is not None else [(due, "")]
    reminders = ((anchor - timedelta(minutes=ahead), str(ahead)) for ahead in event.notice.remind_minutes)
    # Whoever plans at short notice does not remind of what is told in the same moment.
    return [(due, which) for due, which in reminders if due > now]


def _anchor(anchor: Anchor, standing: Standing, now: datetime) -> datetime | None:
    event = standing.downtime.event
    if anchor is Anchor.NOW:
        return now
    if anchor is Anchor.BEGAN:
        return standing.downtime.began_at
    if not isinstance(event, Scheduled):
        return None
    return event.window.starts_at if anchor is Anchor.WINDOW_STARTS else event.ends_at
