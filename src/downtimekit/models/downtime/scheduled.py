"""A scheduled downtime: announced, for maintenance, with an end that may be moved and may be missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from attrs import frozen
from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from downtimekit.models.concern import Concern
from downtimekit.models.downtime.access import AccessTier
from downtimekit.models.downtime.notice_policy import NoticePolicy
from downtimekit.models.downtime.targets import Cause
from downtimekit.models.downtime.unscheduled import Unscheduled
from downtimekit.models.downtime.window import Window, the_instant
from downtimekit.models.people.staff import Staff
from downtimekit.models.ranked import Severity
from downtimekit.models.reading import read
from downtimekit.models.strict import Instant, Name, Strict
from downtimekit.models.zones import Pass, WallTime, instant

ImpactText = Annotated[str, StringConstraints(max_length=1000)]
"""What staff will notice, in their words; it never holds patient data."""


class Extent(StrEnum):
    """How much of the system is away during planned work."""

    READ_ONLY = "read_only"
    """Charts can be read, and nothing can be entered."""
    FULL = "full"

    @property
    def tier(self) -> AccessTier:
        """What people work with where there is no other fallback."""
        return AccessTier.READ_ONLY if self is Extent.READ_ONLY else AccessTier.PAPER


class Extension(Strict):
    """The end is moved: announced by somebody, for a reason.

    Attributes:
        ends: the new end, by the clock of the window's zone; ends_pass: which is meant where the clock shows it twice.
        decided_at: when; it may be after the old end had gone by, and the time between was an overrun all the same.
    """

    ends: WallTime
    ends_pass: Pass | None = None
    decided_at: Instant
    by: Staff
    reason: Name


@frozen
class Overrun:
    """Planned work that did not end in time: from its announced end on, it is an unplanned downtime.

    Attributes:
        since: the end that was announced, in UTC.
        lasts: for how long it has been unplanned.
    """

    since: datetime
    lasts: timedelta

    def as_unscheduled(self, *, severity: Severity | None = None, reported_by: Staff | None = None) -> Unscheduled:
        """Return the unscheduled event that it has become."""
        cause = Cause.MAINTENANCE_OVERRUN
        return Unscheduled(cause=cause, severity=severity, detected_at=self.since, reported_by=reported_by)


class Scheduled(Strict):
    """A downtime that was planned.

    Attributes:
        window: when, as it was first announced.
        extent: whether charts can still be read.
        purpose: what is done; expected_impact: what staff will notice of it.
        announced_at: when people were told; None where they were not told yet.
        notice: how long ahead they must be told.
        extensions: every time that the end was moved, in order; each moves it to a later one.
    """

    kind: Literal["scheduled"] = "scheduled"
    window: Window
    extent: Extent = Extent.FULL
    purpose: Name = "maintenance"
    expected_impact: ImpactText = ""
    severity: Severity | None = None
    announced_at: Instant | None = None
    notice: NoticePolicy = Field(default_factory=NoticePolicy)
    extensions: tuple[Extension, ...] = ()

    @field_validator("extensions")
    @classmethod
    def _each_moves_the_end(cls, extensions: tuple[Extension, ...], info: ValidationInfo) -> tuple[Extension, ...]:
        window = info.data.get("window")
        faults = list(_misplaced(window, extensions)) if window is not None else []
        if faults:
            raise ValueError("; ".join(faults))
        return extensions

    @property
    def ends_at(self) -> datetime:
        """The end that was announced last, in UTC."""
        ends = [self.window.ends_at, *(_ends_at(extension, self.window) for extension in self.extensions)]
        return ends[-1]

    def ends_as_known_at(self, at: datetime) -> datetime:
        """Return the end that was announced by an instant, in UTC.

        Raises:
            InvalidInput: the instant has no offset, and so could be anywhere.
        """
        now = instant(at)
        known = [_ends_at(extension, self.window) for extension in self.extensions if extension.decided_at <= now]
        return known[-1] if known else self.window.ends_at

    def overrun(self, at: datetime) -> Overrun | None:
        """Say by how much it is past its end at an instant, by what was announced until then.

        Returns:
            None where it is not, and where it has not begun.

        Raises:
            InvalidInput: the instant has no offset, and so could be anywhere.
        """
        end = self.ends_as_known_at(at)
        return Overrun(end, at - end) if at > end else None

    def extended(self, extension: Extension) -> Self:
        """Return it with the end moved once more.

        Raises:
            InvalidInput: the end does not move to a later time, or it was decided before the last extension.
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return read(type(self), fields | {"extensions": (*self.extensions, extension)}, source="extension")

    def concerns(self, at: datetime | None = None) -> Iterator[Concern]:
        """Yield what is against the lead times of its policy.

        Args:
            at: now; None where it does not matter whether people should have been told by now.

        Raises:
            InvalidInput: the instant has no offset, and so could be anywhere.
        """
        yield from self.notice.concerns(self.window, announced_at=self.announced_at, ends_at=self.ends_at, at=at)


def _ends_at(extension: Extension, window: Window) -> datetime:
    return the_instant(extension.ends, zone=window.zone, which=extension.ends_pass)


def _misplaced(window: Window, extensions: tuple[Extension, ...]) -> Iterator[str]:
    """Yield what is wrong with a chain of extensions; each is named by its number."""
    end, decided = window.ends_at, None
    for number, extension in enumerate(extensions, 1):
        try:
            new_end = _ends_at(extension, window)
        except ValueError as error:
            yield f"the end of extension {number} {error}"
            continue
        if new_end <= end:
            yield f"extension {number} does not move the end to a later time"
        if decided is not None and extension.decided_at < decided:
            yield f"extension {number} was decided before the one that it follows"
        end, decided = new_end, extension.decided_at
