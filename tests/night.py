"""A night in which people are told: channels that do as they are told, notices at will, and a clock that is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import Factory, define, field

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.dependency import Dependency
from downtimekit.models.downtime import Severity, Unscheduled
from downtimekit.models.facts import NoticeCarried, NoticeOwed
from downtimekit.models.notice import Notice, NoticeEvent, ReceiptState
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role, Staff
from downtimekit.models.people.on_call import OnCall, QuietHours
from downtimekit.models.told import Told
from downtimekit.notices.policy import TellingPolicy, TellingRule
from downtimekit.ports import Message, Sent
from downtimekit.ports.agenda import Work
from downtimekit.runtime import Delivery, Desk, Outage
from downtimekit.runtime.worker import Worker
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import BEGAN, NURSE, an_outage

EMAIL, PHONE, SMS = ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.SMS
ASKED = "west-1/900/asked"
"""The notice that a night is about, unless something else is said."""

Answers = Callable[[Message], object]
"""What a channel answers: a state, what to return in place of an answer, or an error to raise."""


def accepts(_: Message) -> object:
    """Take every message."""
    return ReceiptState.ACCEPTED


def says(*answers: object) -> Answers:
    """Return what answers one thing after another, and the last one forever."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


@define
class Line:
    """A channel that answers as it is told, and notes when it was asked to tell whom.

    Attributes:
        taken: every message that it was given, and when; said: what it answered to each.
    """

    capabilities: Capabilities
    clock: VirtualClock
    answers: Answers = accepts
    taken: list[tuple[datetime, Message]] = Factory(list)
    said: list[object] = Factory(list)

    async def send(self, message: Message) -> Sent:
        """Take one message, or do not."""
        self.taken.append((self.clock.now(), message))
        answer = self.answers(message)
        self.said.append(answer)
        if isinstance(answer, BaseException):
            raise answer
        return Sent(answer) if isinstance(answer, ReceiptState) else answer  # type: ignore[return-value]

    @property
    def names(self) -> list[str]:
        """Whom it was asked to tell, in that order."""
        return [message.name for _, message in self.taken]

    @property
    def keys(self) -> list[str]:
        """The keys of its messages."""
        return [message.key for _, message in self.taken]


def person(
    id: str,
    *roles: Role,
    channels: Iterable[Channel] | None = None,
    on_call: str | None = None,
    quiet: str | None = None,
) -> Contact:
    """Return somebody with a mobile for texts, and a phone, unless something else is said."""
    number = 100 + sum(map(ord, id)) % 99
    usual = (SMS.at(f"+12025550{number}"), PHONE.at(f"+13035550{number}"))
    return Contact(
        id=id,
        name=id.title(),
        roles=roles or (Role.IT_LEAD,),
        channels=usual if channels is None else tuple(channels),
        on_call=OnCall.model_validate(on_call) if on_call else None,
        quiet_hours=QuietHours.model_validate(quiet) if quiet else None,
    )


def a_notice(
    id: str = ASKED,
    *,
    event: NoticeEvent = NoticeEvent.IDENTIFIED,
    topic: str = "asked",
    audience: tuple[Role, ...] = (Role.IT_LEAD,),
    at: datetime | None = BEGAN,
    drill: bool = False,
    subject: str = "The RIS is down",
    sites: tuple[str, ...] = ("west",),
) -> Notice:
    """Return a notice to the head of IT."""
    return Notice(
        id=id,
        audience=audience,
        sites=sites,
        subject=subject,
        body=f"{subject}. Work on paper.",
        topic=topic,
        event=event,
        at=at,
        drill=drill,
    )


@define
class Night:
    """A downtime, its channels and its people.

    Attributes:
        people: the contacts; rule: by which the notices of the night are told.
        needs: what the channel of a kind needs; idempotent: the kinds whose channels know keys.
    """

    people: tuple[Contact, ...]
    rule: TellingRule = field(factory=lambda: TellingRule(tries=1))
    idempotent: frozenset[ChannelKind] = frozenset()
    needs: Mapping[ChannelKind, frozenset[Dependency]] = Factory(dict)
    clock: VirtualClock = field(factory=lambda: VirtualClock(BEGAN))
    journal: MemoryJournal = Factory(MemoryJournal)
    drill: bool = False
    severity: Severity | None = None
    lines: dict[ChannelKind, Line] = field(init=False)
    owed: list[str] = field(factory=list, init=False)
    outage: Outage = field(init=False)
    delivery: Delivery = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Declare the downtime, and open the channels."""
        event = Unscheduled(severity=self.severity)
        self.outage = an_outage("declared", journal=self.journal, clock=self.clock, drill=self.drill, event=event)
        # What the playbook tells is not what these nights are about.
        done = [NoticeCarried(notice=notice) for notice in self.outage.standing.notices]
        self.outage.commit(lambda _standing, _now: done, by=NURSE)
        self.lines = {kind: Line(self._capabilities(kind), self.clock) for kind in (SMS, PHONE, EMAIL)}
        self.lines[PHONE].answers = says(ReceiptState.QUEUED)
        self.delivery = self.engine()

    def _capabilities(self, kind: ChannelKind) -> Capabilities:
        needs = self.needs.get(kind, frozenset())
        return Capabilities(kind.value, kind, needs=needs, idempotent=kind in self.idempotent)

    def engine(self, **more: object) -> Delivery:
        """Return a new engine, as after a restart; it keeps the notices of the playbook out."""
        policy = TellingPolicy(rules=(self.rule.model_copy(update={"topics": ("asked",)}),))
        said = {"directory": Directory(contacts=self.people), "notifiers": tuple(self.lines.values()), "policy": policy}
        return Delivery(**(said | more))  # type: ignore[arg-type]

    def owe(self, *notices: Notice) -> None:
        """Owe notices, now."""
        found = notices or (a_notice(at=self.clock.now(), drill=self.drill),)
        self.owed += [notice.id for notice in found]
        self.outage.commit(lambda _standing, _now: [NoticeOwed(notice=notice) for notice in found], by=NURSE)

    def worker(self, name: str = "a", *, by: Staff = NURSE) -> Worker:
        """Return a worker with the engine of this night."""
        return Worker(Desk(journal=self.journal, clock=self.clock), self.journal, self.delivery, name, by)

    def work(self, worker: Worker | None = None) -> None:
        """Do all that is due now."""
        one = worker or self.worker()
        while self.clock.run(one.run_once):
            pass

    def until(self, minutes: float) -> None:
        """Work through the night, from one time on the agenda to the next, until so many minutes have gone by."""
        end = BEGAN + timedelta(minutes=minutes)
        self.work()
        while (due := min((item.due for item in self.journal.due()), default=end)) < end:
            left = [item for item in self.journal.due() if item.due <= self.clock.now()]
            assert all(item.work is Work.DEADLINE for item in left), f"still due after it was worked at: {left}"
            self.clock.advance(max(due - self.clock.now(), timedelta(seconds=1)))  # what is missed is so a moment later
            self.work()
        self.clock.advance_to(max(end, self.clock.now()))
        self.work()

    def deliver(self, *notices: str) -> None:
        """Carry notices as a host does that has no worker."""
        self.clock.run(self.delivery.deliver, self.outage, by=NURSE, notices=notices or self.owed)

    def told(self, who: str, *, notice: str = ASKED) -> Told:
        """Return what became of a notice to somebody."""
        return self.outage.standing.receipts[notice, who]

    def states(self, who: str, *, notice: str = ASKED) -> list[str]:
        """Return the state of every try, with why it was not sent."""
        return [" ".join(filter(None, [one.state, one.why])) for one in self.told(who, notice=notice).tries]

    def asked(self) -> list[tuple[str, str, str]]:
        """Return who was asked when, after the beginning, and over which kind of channel."""
        taken = [
            (at - BEGAN, message.name, kind.value) for kind, line in self.lines.items() for at, message in line.taken
        ]
        return [(_minutes(after), name, kind) for after, name, kind in sorted(taken, key=lambda one: one[0])]


def a_night(
    *people: Contact,
    sms: object = ReceiptState.ACCEPTED,
    phone: object = ReceiptState.QUEUED,
    **more: Any,
) -> Night:
    """Return a night with a notice in it, whose channels answer something; without people, the head of IT is there."""
    night = Night(people or (person("noor"),), **more)
    night.lines[SMS].answers, night.lines[PHONE].answers = says(sms), says(phone)
    night.owe()
    return night


def _minutes(after: timedelta) -> str:
    minutes, seconds = divmod(after.total_seconds(), 60)
    return f"{minutes:.0f}:{seconds:02.0f}"
