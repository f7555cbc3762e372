"""The parts of a table as the shipped playbooks name them: made as they stand here, and not checked at each start.

To check a table that never changes costs every program that imports the library the building of all its models. Types
are checked by mypy, and a test reads each shipped table as if it came from outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from downtimekit.models.downtime.news import LetterPart, NoticeEvent
from downtimekit.playbooks import table
from downtimekit.playbooks.table import Anchor, Each, Meaning, Span

if TYPE_CHECKING:
    from downtimekit.playbooks.table import (
        Deadline,
        Detail,
        Move,
        NoticeRule,
        Phase,
        Playbook,
        Signal,
        Task,
        Translation,
    )
else:
    Deadline = table.Deadline.model_construct
    Detail = table.Detail.model_construct
    Move = table.Move.model_construct
    NoticeRule = table.NoticeRule.model_construct
    Phase = table.Phase.model_construct
    Playbook = table.Playbook.model_construct
    Signal = table.Signal.model_construct
    Task = table.Task.model_construct
    Translation = table.Translation.model_construct

__all__ = [
    "Anchor",
    "Deadline",
    "Detail",
    "Each",
    "LetterPart",
    "Meaning",
    "Move",
    "NoticeEvent",
    "NoticeRule",
    "Phase",
    "Playbook",
    "Signal",
    "Span",
    "Task",
    "Translation",
]
