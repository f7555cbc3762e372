"""What news of a downtime are about, and what whoever is told must be able to read."""

from __future__ import annotations

from enum import StrEnum


class NoticeEvent(StrEnum):
    """What a notice is about; a pager service, a status page or a template needs it beside the words."""

    PLANNED = "planned"
    REMINDER = "reminder"
    EXTENDED = "extended"
    STARTED = "started"
    IDENTIFIED = "identified"
    UPDATE = "update"
    OVERDUE = "overdue"
    """News that was promised, or an answer, did not come."""
    LOST_AGAIN = "lost_again"
    VALIDATING = "validating"
    """It answers again, and is not released."""
    RELEASED = "released"
    STOOD_DOWN = "stood_down"
    CLOSED = "closed"
    OTHER = "other"


class LetterPart(StrEnum):
    """What whoever is told must be able to read, whatever else the letter says.

    Sources: a breast-imaging vendor's public procedure asks for what, and whom to call; a sample EHR policy's status
    line for the problem and the time of the next update (docstoc 102111685). The list is our own.
    """

    WHAT = "what"
    """Which services at which sites."""
    WHEN = "when"
    """Since when; for planned work from when to when."""
    TODO = "todo"
    """How to work meanwhile."""
    NEXT_UPDATE = "next_update"
    """By when there is news."""
    CALL = "call"
    """Whom to call."""
