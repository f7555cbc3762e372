"""How long before a scheduled downtime people must be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from attrs import frozen
from pydantic import Field

from downtimekit.models.concern import Concern, Gravity
from downtimekit.models.downtime.window import Window
from downtimekit.models.strict import Strict
from downtimekit.models.zones import instant

_YEAR_HOURS = 366 * 24
_DAY_MINUTES = 24 * 60
_NOTICE = "UC Davis SHCS policy 110-16"
_LENGTH = "UW Health"


class NoticeKind(StrEnum):
    """What is told about a scheduled downtime."""

    ANNOUNCEMENT = "announcement"
    REMINDER = "reminder"


@frozen
class NoticeDue:
    """A notice, and the instant by which it must be out, in UTC."""

    kind: NoticeKind
    by: datetime


class NoticePolicy(Strict):
    """The lead times of a clinic; each is counted in real hours, also across a change of the clocks.

    Attributes:
        announce_hours: at least 24 hours ahead (UC Davis SHCS policy 110-16).
        remind_minutes: 30 minutes ahead (Natividad, "Code 800").
        longest_minutes: a planned downtime stays below 4 hours (UW Health); None where there is no such rule.
    """

    announce_hours: Annotated[int, Field(ge=0, le=_YEAR_HOURS)] = 24
    remind_minutes: tuple[Annotated[int, Field(ge=1, le=7 * _DAY_MINUTES)], ...] = (30,)
    longest_minutes: Annotated[int | None, Field(ge=1)] = 240

    def due(self, window: Window) -> tuple[NoticeDue, ...]:
        """Return what must be told by when, the earliest first."""
        starts = window.starts_at
        announcement = NoticeDue(NoticeKind.ANNOUNCEMENT, starts - timedelta(hours=self.announce_hours))
        reminders = (NoticeDue(NoticeKind.REMINDER, starts - timedelta(minutes=m)) for m in self.remind_minutes)
        return tuple(sorted((announcement, *reminders), key=lambda notice: notice.by))

    def concerns(
        self,
        window: Window,
        *,
        announced_at: datetime | None,
        ends_at: datetime | None = None,
        at: datetime | None = None,
    ) -> Iterator[Concern]:
        """Yield what is against these lead times.

        Args:
            window: the downtime's.
            announced_at: when people were told; None where they were not told yet.
            ends_at: the end that was announced last; None where it was never moved.
            at: now; None where it does not matter whether people should have been told by now.

        Raises:
            InvalidInput: a time has no offset, and so could be anywhere.
        """
        latest = window.starts_at - timedelta(hours=self.announce_hours)
        if announced_at is not None and instant(announced_at) > latest:
            words = f"is announced less than {self.announce_hours} hours ahead"
            yield Concern("short_notice", "announced_at", words, _NOTICE, Gravity.WARNING)
        if announced_at is None and at is not None and instant(at) > latest:
            words = f"is not announced yet, and begins in less than {self.announce_hours} hours"
            yield Concern("not_announced", "announced_at", words, _NOTICE, Gravity.WARNING)
        yield from self._too_long(window, ends_at)

    def _too_long(self, window: Window, ends_at: datetime | None) -> Iterator[Concern]:
        if self.longest_minutes is None:
            return
        longest = timedelta(minutes=self.longest_minutes)
        words = f"longer than the {self.longest_minutes} minutes that planned work may take here"
        if window.lasts > longest:
            yield Concern("long_window", "window", f"is {words}", _LENGTH, Gravity.WARNING)
        elif ends_at is not None and instant(ends_at) - window.starts_at > longest:
            yield Concern("long_window", "extensions", f"make it {words}", _LENGTH, Gravity.WARNING)
