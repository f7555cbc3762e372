"""What became of each task, deadline and notice: read from the record, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from attrs import define, frozen

from downtimekit.models import facts
from downtimekit.models.notice import Notice, Receipt
from downtimekit.models.people import Staff
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.guards import Guards
from downtimekit.playbooks.tasks import OpenTask, open_tasks
from downtimekit.ports import Entry
from downtimekit.runtime.replaying import Moment

Named = tuple[str, str]
"""A name, and which of several it is."""


@frozen
class TaskStory:
    """What became of one task.

    Attributes:
        done_at: None where it was not done; by: who did it.
        how: what showed that it was done.
    """

    task: OpenTask
    opened_at: datetime
    done_at: datetime | None = None
    by: Staff | None = None
    how: str = ""

    @property
    def state(self) -> str:
        """How it ended."""
        if self.done_at is None:
            return "not done"
        return "done late" if self.task.due and self.done_at > self.task.due else "done"


class Outcome(StrEnum):
    """What became of a deadline."""

    KEPT = "kept"
    MISSED = "missed"
    MADE_GOOD = "missed, done late"
    NOT_NEEDED = "no longer needed"
    MOVED = "moved to another time"
    CAME = "came"
    STANDS = "still stands"


@define
class DeadlineStory:
    """What became of one deadline: when it was set, for when, and how it ended."""

    name: str
    subject: str
    due: datetime
    set_at: datetime
    set_by: Staff
    is_promise: bool
    outcome: Outcome = Outcome.STANDS
    ended_at: datetime | None = None
    by: Staff | None = None

    def end(self, entry: Entry, outcome: Outcome) -> None:
        """Let it end with an entry."""
        self.outcome, self.ended_at, self.by = outcome, entry.at, entry.by


@frozen
class NoticeStory:
    """What became of one notice to one contact; without a receipt, nothing is known."""

    notice: Notice
    owed_at: datetime
    receipt: Receipt | None = None
    by: Staff | None = None


def task_stories(moments: Iterator[Moment], *, guards: Guards) -> tuple[TaskStory, ...]:
    """Return what became of every task that was ever open, in the order in which they opened.

    Args:
        moments: of one downtime, all of them.
        guards: the rules that its playbooks name.
    """
    still: dict[Named, TaskStory] = {}
    told: list[TaskStory] = []
    for _, group in groupby(moments, key=lambda moment: moment.entry.command):
        together = list(group)
        last = together[-1]
        found = {
            (task.name, task.subject): task for task in open_tasks(last.standing, now=last.known_at, guards=guards)
        }
        for key in [key for key in still if key not in found]:
            story = still.pop(key)
            told.append(_done(story, together))
        for key, task in found.items():
            still.setdefault(key, TaskStory(task, last.known_at))
    return tuple(sorted([*told, *still.values()], key=lambda story: story.opened_at))


def _done(story: TaskStory, together: Sequence[Moment]) -> TaskStory:
    """Return the story of a task that is no longer open after what one command wrote."""
    task, last = story.task, together[-1]
    for moment in together:
        fact = moment.entry.fact
        if isinstance(fact, facts.TaskDone) and (fact.task, fact.subject) == (task.name, task.subject):
            return TaskStory(task, story.opened_at, moment.known_at, moment.entry.by, fact.remark or "recorded as done")
    if last.standing.is_over:
        return story
    signal = next((m.entry.fact.signal for m in together if isinstance(m.entry.fact, facts.Signalled)), "")
    how = f"shown by '{signal}'" if signal else "shown by the record"
    return TaskStory(task, story.opened_at, last.known_at, last.entry.by, how)


def deadline_stories(entries: Sequence[Entry], *, playbooks: Sequence[Playbook]) -> tuple[DeadlineStory, ...]:
    """Return what became of every deadline that was ever set, in the order in which they were.

    Args:
        entries: of one downtime, in their order.
        playbooks: those that it was run by.
    """
    promises = {rule.name for playbook in playbooks for rule in playbook.deadlines if rule.promise}
    still: dict[str, DeadlineStory] = {}
    told: list[DeadlineStory] = []
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, facts.Promised | facts.PromiseEnded | facts.CameDue | facts.PromiseMissed):
            before = still.get(fact.key)
            if before:
                _go_on(before, entry)
            if isinstance(fact, facts.PromiseEnded | facts.CameDue):
                still.pop(fact.key, None)
        if isinstance(fact, facts.Promised):
            is_promise = fact.promise in promises
            story = DeadlineStory(fact.promise, fact.subject, fact.due, entry.at, entry.by, is_promise)
            still[fact.key] = story
            told.append(story)
    return tuple(told)


def _go_on(story: DeadlineStory, entry: Entry) -> None:
    """Take in what came after a deadline was set."""
    late = story.outcome is Outcome.MISSED
    match entry.fact:
        case facts.PromiseMissed():
            story.end(entry, Outcome.MISSED)
        case facts.CameDue():
            story.end(entry, Outcome.CAME)
        case facts.PromiseEnded() if not late:
            story.end(entry, Outcome.NOT_NEEDED)
        case facts.PromiseEnded():
            pass
        case facts.Promised() if late:
            story.end(entry, Outcome.MADE_GOOD)
        case _:
            story.end(entry, Outcome.KEPT if story.is_promise else Outcome.MOVED)


def notice_stories(entries: Sequence[Entry]) -> tuple[NoticeStory, ...]:
    """Return what became of every notice, a row for every receipt, in the order in which they were owed."""
    owed = {entry.fact.notice.id: entry for entry in entries if isinstance(entry.fact, facts.NoticeOwed)}
    receipts: dict[str, list[tuple[Receipt | None, Staff | None]]] = {notice: [] for notice in owed}
    for entry in entries:
        if isinstance(entry.fact, facts.NoticeSettled):
            receipts.setdefault(entry.fact.receipt.notice, []).append((entry.fact.receipt, entry.by))
    return tuple(
        NoticeStory(entry.fact.notice, entry.at, receipt, by)
        for notice, entry in owed.items()
        if isinstance(entry.fact, facts.NoticeOwed)
        for receipt, by in receipts[notice] or [(None, None)]
    )
