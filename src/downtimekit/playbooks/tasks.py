"""Tasks: what a person must do now, whose it is and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from attrs import frozen

from downtimekit.models.people.staff import Role
from downtimekit.playbooks.guards import GUARDS, Guards, Situation, broken
from downtimekit.playbooks.marks import Step
from downtimekit.playbooks.standing import Standing
from downtimekit.playbooks.table import Each, Task
from downtimekit.playbooks.track import TrackStanding


@frozen
class OpenTask:
    """A task that somebody must do now.

    Attributes:
        subject: which interface, site or track it is for, where it is done for each.
        who: whose it is; due: by when; None where the playbook does not say.
    """

    name: str
    label: str
    subject: str = ""
    who: Role | None = None
    due: datetime | None = None


def open_tasks(standing: Standing, *, now: datetime, guards: Guards = GUARDS) -> tuple[OpenTask, ...]:
    """Return what a person must do now, in the playbook's order; what belongs to a later phase waits for it."""
    return tuple(
        OpenTask(task.name, task.label, subject, task.who, _due(task, opened))
        for task, subject, opened in _reached(standing)
        if not _is_done(task, subject, opened, standing, now, guards)
    )


def _reached(standing: Standing) -> Iterator[tuple[Task, str, Step]]:
    """Yield the tasks of the phases that tracks have come to, with what each is for and when it opened."""
    if standing.is_over:
        return
    playbook = standing.playbook
    for task in playbook.tasks:
        entered = standing.entered.get(task.phase)
        if entered is None:
            continue
        tracks = [
            track for track in standing.tracks.values() if playbook.rank(track.phase) >= playbook.rank(task.phase)
        ]
        for subject in _subjects(task, tracks, standing):
            opened = standing.opened.get((task.name, subject)) if task.on_demand else entered
            if opened is not None and not _is_of_before(task, subject, opened, tracks):
                yield task, subject, opened


def _is_of_before(task: Task, subject: str, opened: Step, tracks: list[TrackStanding]) -> bool:
    """Say whether a track's task was opened before the track came to the task's phase anew."""
    of_it = (track for track in tracks if task.each.subject(*track.name) == subject)
    came = (track.since for track in of_it if track.phase == task.phase)
    return task.on_demand and task.each is Each.TRACK and any(opened.version < since for since in came)


def _subjects(task: Task, tracks: list[TrackStanding], standing: Standing) -> tuple[str, ...]:
    if tracks and task.each is Each.INTERFACE:
        return standing.downtime.interfaces
    return tuple(dict.fromkeys(task.each.subject(*track.name) for track in tracks))


def _is_done(task: Task, subject: str, opened: Step, standing: Standing, now: datetime, guards: Guards) -> bool:
    recorded = standing.done.get((task.name, subject))
    if recorded is not None and recorded.version > opened.version:
        return True
    if task.done_by:
        return _was_heard(task, task.done_by, subject, standing) > opened.version
    if task.until is None:
        return False
    about = {task.each.value: subject} if subject else {}
    return not any(broken(task.until, Situation(standing, _up(standing, subject, task), about, now), guards=guards))


def _was_heard(task: Task, signal: str, subject: str, standing: Standing) -> int:
    """Return when the signal that does a task was heard: for each track of a site, or for anything of the downtime."""
    if task.each in {Each.SITE, Each.TRACK}:
        return min(standing.last_heard(signal, track=track.name) for track in _up(standing, subject, task))
    heard = standing.heard.items()
    return max((step.version for (name, about, _), step in heard if (name, about) == (signal, subject)), default=0)


def _up(standing: Standing, subject: str, task: Task) -> tuple[TrackStanding, ...]:
    """Return the tracks that a rule looks at for a task: those that have come to its phase."""
    playbook = standing.playbook
    return tuple(
        track
        for track in standing.tracks.values()
        if playbook.rank(track.phase) >= playbook.rank(task.phase) and task.each.subject(*track.name) in {"", subject}
    )


def _due(task: Task, opened: Step) -> datetime | None:
    return opened.at + timedelta(minutes=task.within_minutes) if task.within_minutes else None
