"""What a standing remembers of a moment: a signal that was heard, a deadline that was set, a step that was taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import frozen

from downtimekit.models.facts import SignalCorrected


@frozen
class Heard:
    """The last time that a signal was heard.

    Attributes:
        at: when it happened, which may be told to be earlier than it was recorded.
    """

    version: int
    at: datetime
    details: Mapping[str, str]

    def corrected(self, fact: SignalCorrected) -> Heard:
        """Return it as it was corrected; as it is, where the correction is of another signal."""
        if self.version != fact.version:
            return self
        return Heard(self.version, fact.happened_at or self.at, dict(fact.details))


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

    def dated(self, version: int, at: datetime) -> Step:
        """Return it with another instant, where it was taken at this version."""
        return Step(version, at) if self.version == version else self
