"""Notices to contacts, and receipts: what became of each."""

from __future__ import annotations

from enum import StrEnum

from downtimekit.models.people import ChannelKind, Role
from downtimekit.models.strict import Instant, Key, Name, Strict


class Notice(Strict):
    """A message that is owed to everybody with one of the roles. It never holds patient data."""

    id: Key
    audience: tuple[Role, ...]
    sites: tuple[Key, ...]
    subject: Name
    body: str
    drill: bool = False


class ReceiptState(StrEnum):
    """What became of one notice to one contact; the states are never confused with each other."""

    QUEUED = "queued"
    """Somebody must still act: a call stands on the call sheet."""
    ACCEPTED = "accepted"
    """The channel took it; whether it arrived is not known."""
    ACKNOWLEDGED = "acknowledged"
    """The contact said that they have it."""
    FAILED = "failed"
    """No channel took it."""
    UNKNOWN = "unknown"
    """It may have gone out; nobody can tell."""
    SUPPRESSED = "suppressed"
    """It was not sent on purpose; the remark says why."""


class Receipt(Strict):
    """What became of a notice to one contact over one channel."""

    notice: Key
    contact: Key
    state: ReceiptState
    channel: ChannelKind | None = None
    at: Instant
    remark: str = ""
