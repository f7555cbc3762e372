"""What a standing remembers of a moment: a signal that was heard, a deadline that was set, a step that was taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen


@frozen
class Heard:
    """The last time that a signal was heard.

    Attributes:
        at: when it happened, which may be told to be earlier than it was recorded.
    """

    version: int
    at: datetime
    details: Mapping[str, str]


@frozen
class Promise:
    """A deadline that stands.

    Attributes:
        name: of the deadline in the playbook; subject: which of several it is for.
        missed: it went by, and has not been made good for yet.
    """

    due: datetime
    missed: bool = False
    name: str = ""
    subject: str = ""


@frozen
class Step:
    """When something was last entered, opened or done: at a version, and at an instant."""

    version: int
    at: datetime
