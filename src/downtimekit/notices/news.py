"""What notices of one downtime mean to each other: which still holds, and which can wait to go out together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from downtimekit.models.notice import Notice, NoticeEvent
from downtimekit.notices.policy import TellingPolicy

_THE_END = frozenset({NoticeEvent.RELEASED, NoticeEvent.STOOD_DOWN, NoticeEvent.CLOSED})
_THE_BEGINNING = frozenset({NoticeEvent.STARTED, NoticeEvent.LOST_AGAIN})
_SAYS_NOTHING = frozenset({NoticeEvent.OVERDUE, NoticeEvent.REMINDER, NoticeEvent.OTHER})
"""What does not tell staff how things stand."""

About = frozenset[tuple[str, str]]
"""Services and the sites at which a notice is about them."""


@frozen
class News:
    """All notices of a downtime.

    Attributes:
        outdated: the ids of those of which a later one says what holds now.
        gathers_until: until when one waits for others that can go out with it, by its id.
    """

    outdated: Collection[str]
    gathers_until: Mapping[str, datetime]

    @classmethod
    def of(cls, notices: Iterable[Notice], policy: TellingPolicy) -> News:
        """Return what notices mean to each other.

        Args:
            notices: of one downtime, oldest first.
            policy: says which of them wait for others.
        """
        known = tuple(notices)
        return cls(frozenset(_outdated(known)), dict(_gathering(known, policy)))


def _outdated(notices: Sequence[Notice]) -> Iterator[str]:
    """Yield the ids of those that no longer say what holds, newest first.

    That is who has the same topic about the same sites and services as a later one; who tells of work on paper when
    people were told later that they can go back to the system, and the other way round; and who tells that news did
    not come, when they came.
    """
    topics = set[tuple[str, About]]()
    later: dict[NoticeEvent, set[About]] = {}
    for notice in reversed(notices):
        about = _about(notice)
        outdating = (abouts for event, abouts in later.items() if _outdates(event, notice.event))
        if (notice.topic, about) in topics or any(about <= wider for abouts in outdating for wider in abouts):
            yield notice.id
        if notice.topic:
            topics.add((notice.topic, about))
        later.setdefault(notice.event, set()).add(about)


def _outdates(later: NoticeEvent, event: NoticeEvent) -> bool:
    """Say whether what a later notice is about leaves nothing of an earlier one about the same."""
    if event is NoticeEvent.OTHER:
        return False
    if event is NoticeEvent.OVERDUE:
        return later not in _SAYS_NOTHING
    return later in (_THE_BEGINNING if event in _THE_END else _THE_END)


def _about(notice: Notice) -> About:
    parts = notice.facts.components if notice.facts else ()
    return frozenset((part.service, part.site) for part in parts) or frozenset(("", site) for site in notice.sites)


def _gathering(notices: Sequence[Notice], policy: TellingPolicy) -> Iterator[tuple[str, datetime]]:
    """Yield until when each waits that does: the first one of some opens a time for all that are owed within it."""
    ends: datetime | None = None
    for notice in notices:
        seconds = policy.rule(notice).gather_seconds
        if not seconds or notice.at is None:
            continue
        own = notice.at + timedelta(seconds=seconds)
        ends = own if ends is None or notice.at >= ends else min(ends, own)
        yield notice.id, ends
