"""The rules by which people are told: as data, so that a clinic can write down its own.

The defaults follow published practice as far as there is any: an answer within 15 minutes or the next level (Houston
Methodist, text, call, text, call; InterCare); the rest is our own, and every one of them can be changed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from downtimekit.models.notice import Notice, NoticeEvent
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel
from downtimekit.models.people.staff import Role
from downtimekit.models.strict import Key, Strict

_DAY_MINUTES = 24 * 60

Minutes = Annotated[int, Field(ge=1, le=7 * _DAY_MINUTES)]


class AfterUnknown(StrEnum):
    """What to do where a message may have gone out, over a channel that could carry it twice."""

    NEXT_CHANNEL = "next_channel"
    """Try the contact's next channel; the same one is not used again."""
    AGAIN = "again"
    """Send it again: silence is worse than a second call."""
    STOP = "stop"
    """Leave it: nobody is called twice."""


class TellingRule(Strict):
    """How notices are told; the first rule of a policy that fits a notice holds for it.

    Attributes:
        topics, events: of which notices, by the names of their rules in the playbook and by what they are about; any,
            where neither says.
        escalation: who is asked, and then who else, until enough people have said that they have it.
        acknowledgement: whether people are asked to say that they have it; with an escalation they always are.
        answer_minutes: after how long without an answer a contact's next channel is tried; None to leave it at one.
        after_unknown: see there.
        tries: how often a channel that cannot be reached is tried at once, before the contact's next one is; between
            them it waits `wait_seconds`, each time twice as long and a little more or less, but never longer than
            `longest_wait_seconds`.
        again_minutes: when nothing works, after how long it is begun anew, one after the other; after the last it
            stays failed.
        expires_minutes: after how long a notice that could not be sent is worth nothing any more; None for never. A
            reminder is worth nothing once that has begun of which it reminds, whatever this says.
        overrides_quiet_hours: whether people are told at hours at which they do not want to be.
        verified_only: whether only addresses are used that somebody verified.
        gather_seconds: how long to wait for other notices of the same downtime that can go out as one message.
    """

    topics: tuple[Key, ...] = ()
    events: tuple[NoticeEvent, ...] = ()
    escalation: EscalationChain | None = None
    acknowledgement: bool = False
    answer_minutes: Minutes | None = None
    after_unknown: AfterUnknown = AfterUnknown.NEXT_CHANNEL
    tries: Annotated[int, Field(ge=1, le=20)] = 3
    wait_seconds: Annotated[float, Field(gt=0, le=600)] = 0.5
    longest_wait_seconds: Annotated[float, Field(gt=0, le=600)] = 8
    again_minutes: tuple[Minutes, ...] = (1, 2, 5, 15, 30)
    expires_minutes: Minutes | None = None
    overrides_quiet_hours: bool = False
    verified_only: bool = False
    gather_seconds: Annotated[int, Field(ge=0, le=3600)] = 0

    @property
    def wants_answer(self) -> bool:
        """Whether people are asked to say that they have it."""
        return self.acknowledgement or self.escalation is not None or self.answer_minutes is not None

    def fits(self, notice: Notice) -> bool:
        """Say whether it holds for a notice."""
        is_of_topic = not self.topics or notice.topic in self.topics
        return is_of_topic and (not self.events or notice.event in self.events)

    def expires_at(self, notice: Notice) -> datetime | None:
        """Return when a notice is worth nothing any more; None where never."""
        ends = []
        if self.expires_minutes is not None and notice.at is not None:
            ends.append(notice.at + timedelta(minutes=self.expires_minutes))
        if notice.event is NoticeEvent.REMINDER and notice.facts is not None:
            ends.append(notice.facts.since)
        return min(ends, default=None)


class Limit(Strict):
    """How much a channel, or all channels of a vendor together, may be given.

    Attributes:
        of: the name of the channel or of the vendor.
        per_second: messages a second in the long run; burst: how many at once after a pause.
    """

    of: Key
    per_second: Annotated[float, Field(gt=0, le=100_000)]
    burst: Annotated[int, Field(ge=1, le=100_000)] = 1


class BoardRule(Strict):
    """What a board is told: a status page, a room, a pager service.

    Attributes:
        board: the name of its channel.
        events: of what; roles: where there are any, only what is told to one of them.
    """

    board: Key
    events: tuple[NoticeEvent, ...] = ()
    roles: tuple[Role, ...] = ()

    def wants(self, notice: Notice) -> bool:
        """Say whether the board is told of a notice."""
        is_of_event = notice.event in self.events if self.events else notice.event in EVERYBODYS_EVENTS
        return is_of_event and (not self.roles or not set(self.roles).isdisjoint(notice.audience))


EVERYBODYS_EVENTS = frozenset(NoticeEvent) - {NoticeEvent.OVERDUE, NoticeEvent.OTHER}
"""What a board is told that no rule is about: nothing that is between the clinic and one person."""


class TellingPolicy(Strict):
    """How a clinic tells its people.

    Attributes:
        rules: the first that fits a notice holds for it; where none does, a `TellingRule` as it is by default.
        limits: of channels and vendors; without one, as much as a channel takes.
        boards: what each board is told; one that is not named is told what concerns everybody.
        broken_after: after how many failures in a row a channel is left alone, and for how many seconds.
        longest_send_seconds: how long a channel may take for one message; then nobody knows what became of it.
    """

    rules: tuple[TellingRule, ...] = ()
    limits: tuple[Limit, ...] = ()
    boards: tuple[BoardRule, ...] = ()
    broken_after: Annotated[int, Field(ge=1, le=1000)] = 5
    broken_seconds: Annotated[float, Field(gt=0, le=86_400)] = 60
    longest_send_seconds: Annotated[float, Field(gt=0, le=3600)] = 60

    def rule(self, notice: Notice) -> TellingRule:
        """Return the rule that holds for a notice."""
        return next((rule for rule in self.rules if rule.fits(notice)), _PLAIN)

    def tells(self, board: str, notice: Notice) -> bool:
        """Say whether a board is told of a notice."""
        rules = [rule for rule in self.boards if rule.board == board] or [BoardRule(board=board)]
        return any(rule.wants(notice) for rule in rules)


_PLAIN = TellingRule()

UNANSWERED = EscalationChain(
    id="unanswered",
    levels=(
        EscalationLevel(roles=(Role.INCIDENT_COMMANDER, Role.CHARGE_NURSE, Role.HELP_DESK)),
        EscalationLevel(roles=(Role.IT_LEAD, Role.HOUSE_SUPERVISOR)),
        EscalationLevel(roles=(Role.CLINICAL_LEAD, Role.COMMUNICATIONS_LEAD)),
    ),
)
"""Whom to ask when news that were promised did not come."""

DEFAULT = TellingPolicy(rules=(TellingRule(events=(NoticeEvent.OVERDUE,), escalation=UNANSWERED),))
"""A promise that was missed is escalated; everything else is told once to everybody whom it concerns."""
