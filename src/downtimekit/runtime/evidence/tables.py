"""The rows of the evidence's tables, as CSV that a spreadsheet opens; times are those of the clinic's wall clock."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from downtimekit.models.downtime import Downtime
from downtimekit.models.people import Staff
from downtimekit.playbooks import Playbook
from downtimekit.playbooks.table import Task
from downtimekit.runtime.evidence.requirements import Requirement
from downtimekit.runtime.evidence.stories import DeadlineStory, NoticeStory, TaskStory
from downtimekit.runtime.timeline import Line

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of something to work out."""

Row = Sequence[str]


def timeline_csv(lines: Iterable[Line], *, about: Downtime) -> bytes:
    """Return what happened."""
    return _csv(["at", "what happened", "recorded by"], ([_at(line.at, about), line.words, line.by] for line in lines))


def tasks_csv(stories: Iterable[TaskStory], *, about: Downtime, playbooks: Sequence[Playbook]) -> bytes:
    """Return every task: whose it was, by when, and who did it when."""
    rules = {task.name: task for playbook in playbooks for task in playbook.tasks}
    head = ["task", "of", "for", "opened", "due", "state", "done", "by", "role", "how", "asked for by"]
    return _csv(head, (_task(story, about, rules) for story in stories))


def deadlines_csv(stories: Iterable[DeadlineStory], *, about: Downtime, playbooks: Sequence[Playbook]) -> bytes:
    """Return every deadline: what it was for, and whether it was kept."""
    rules = {rule.name: rule for playbook in playbooks for rule in playbook.deadlines}
    head = ["deadline", "of", "due", "promised", "set", "set by", "what became of it", "recorded", "by", "asked for by"]
    rows = (
        [
            rules[story.name].label if story.name in rules else story.name,
            story.subject,
            _at(story.due, about),
            "yes" if story.is_promise else "no",
            _at(story.set_at, about),
            story.set_by.name,
            story.outcome.value,
            _at(story.ended_at, about),
            story.by.name if story.by else "",
            rules[story.name].source if story.name in rules else "",
        ]
        for story in stories
    )
    return _csv(head, rows)


def notices_csv(stories: Iterable[NoticeStory], *, about: Downtime) -> bytes:
    """Return every notice and what became of it, a row for each receipt."""
    head = ["notice", "subject", "for roles", "for sites", "owed", "drill"]
    head += ["contact", "receipt", "channel", "at", "remark", "recorded by"]
    rows = (
        [
            story.notice.id,
            story.notice.subject,
            " ".join(story.notice.audience),
            " ".join(story.notice.sites),
            _at(story.owed_at, about),
            "yes" if story.notice.drill else "no",
            *_receipt(story, about),
        ]
        for story in stories
    )
    return _csv(head, rows)


def requirements_csv(requirements: Iterable[Requirement]) -> bytes:
    """Return what is shown of what laws and guides ask for."""
    head = ["where it is asked for", "what is asked for", "this evidence", "by what", "files", "source", "verified"]
    rows = (
        [
            one.citation,
            one.asks,
            one.extent.value,
            one.how,
            " ".join(one.files),
            one.source,
            "yes" if one.verified else "no: look it up before you rely on it",
        ]
        for one in requirements
    )
    return _csv(head, rows)


def _task(story: TaskStory, about: Downtime, rules: dict[str, Task]) -> Row:
    task = story.task
    return [
        task.label,
        task.subject,
        task.who or "",
        _at(story.opened_at, about),
        _at(task.due, about),
        story.state,
        _at(story.done_at, about),
        *_who(story.by),
        story.how,
        rules[task.name].source if task.name in rules else "",
    ]


def _receipt(story: NoticeStory, about: Downtime) -> Row:
    receipt = story.receipt
    if receipt is None:
        return ["", "nothing is known", "", "", "", ""]
    by = story.by.name if story.by else ""
    return [receipt.contact, receipt.state, receipt.channel or "", _at(receipt.at, about), receipt.remark, by]


def _who(staff: Staff | None) -> Row:
    return [staff.name, staff.role.value] if staff else ["", ""]


def _at(moment: datetime | None, about: Downtime) -> str:
    return about.local(moment).isoformat(sep=" ", timespec="seconds") if moment else ""


def _csv(head: Row, rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(head)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _cell(text: str) -> str:
    """Return a text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_FORMULA) else text
