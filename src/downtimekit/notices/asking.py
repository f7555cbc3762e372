"""Who is to be told of a notice now: its audience, and whom an escalation has come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property, partial

from attrs import evolve, field, frozen

from downtimekit.models.capabilities import Capabilities
from downtimekit.models.notice import Notice, ReceiptState
from downtimekit.models.people.channels import ChannelKind
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import People
from downtimekit.models.people.escalation import (
    Answer,
    Escalated,
    EscalationChain,
    EscalationLevel,
    Step,
    escalated,
)
from downtimekit.models.told import Told

Receipts = Mapping[tuple[str, str], Told]
"""What became of notices, by notice and contact."""

_DAY = timedelta(days=1)


@frozen
class Asked:
    """Somebody who is to be told.

    Attributes:
        contact: None for a board; board: its channel, None for a person.
        level: the step of the escalation that asks them, counted through all of its loops from 1; 0 for the audience.
        attempts: over which kinds of channel to try; empty for the contact's own order.
    """

    contact: Contact | None
    level: int = 0
    attempts: tuple[ChannelKind, ...] = ()
    board: Capabilities | None = None

    @property
    def id(self) -> str:
        """What receipts call them."""
        return self.contact.id if self.contact else self.board.name if self.board else ""


@frozen
class Audience:
    """Everybody who is to be told of one notice by now.

    Attributes:
        told: returns those whom the notice concerns.
        climbing: whom the escalation asks now, by their ids.
        asked: the level of those whom it has asked at any time, and over which kinds of channel.
        escalation: where it stands; None without one.
        wake: when others may have to be asked; None where nobody else will be.
    """

    told: Callable[[], Iterable[Contact]]
    climbing: Mapping[str, Asked] = field(factory=dict)
    asked: Mapping[str, tuple[int, tuple[ChannelKind, ...]]] = field(factory=dict)
    escalation: Escalated | None = None
    wake: datetime | None = None

    @property
    def is_answered(self) -> bool:
        """Whether enough people have said that they have it."""
        return self.escalation is not None and self.escalation.answer is Answer.ANSWERED

    def __iter__(self) -> Iterator[Asked]:
        """Yield each of them once, the audience first; whom the escalation asks, at the step that asked them last."""
        others = dict(self.climbing)
        for contact in self.told():
            asked = others.pop(contact.id, None)
            # Whose shift is over, or whose escalation is, is not told anew because of that.
            level, attempts = self.asked.get(contact.id, (0, ()))
            yield asked or Asked(contact, level, attempts)
        yield from others.values()


def audience(
    notice: Notice,
    chain: EscalationChain | None,
    *,
    directory: People,
    receipts: Receipts,
    now: datetime,
    is_over: bool = False,
) -> Audience:
    """Return who is to be told of a notice by now.

    Who is on call is looked up anew each time, so after a change of shift those are asked who are there then.

    Args:
        notice: the notice.
        chain: the escalation, if its rule has one.
        directory: the contacts.
        receipts: of the downtime.
        now: the present instant.
        is_over: whether nobody else is asked, because there is nothing to say any more.
    """
    everybody = partial(directory.audience, frozenset(notice.audience), sites=notice.sites)
    if chain is None or notice.at is None:
        return Audience(everybody)
    waited, steps = max(now - notice.at, timedelta(0)), tuple(chain.steps())  # a clock may have been put back
    asks = {step: _asks(step, notice, directory, now) for step in steps if step.begins <= waited}
    past = _Past(steps, {who: told for (about, who), told in receipts.items() if about == notice.id})
    stands = _stands(chain, past, asks, waited=waited, answers=past.answers(notice.at))
    if stands.answer is Answer.ANSWERED or is_over:
        return Audience(everybody, _still_to_call(past.told, directory), past.levels, None if is_over else stands)
    if stands.step is None:
        return Audience(everybody, asked=past.levels, escalation=stands)
    climbing = {
        contact.id: Asked(contact, number, step.level.attempts)
        for number, step in enumerate(asks, 1)
        for contact in asks[step]
    }
    wake = _wake(notice, notice.at + stands.step.ends, [step.level for step in asks], directory, now)
    return Audience(everybody, climbing, past.levels, stands, wake)


@frozen
class _Past:
    """Whom an escalation has asked so far.

    Attributes:
        steps: of its chain; told: what became of its notice, by contact.
    """

    steps: tuple[Step, ...]
    told: Mapping[str, Told]

    @cached_property
    def levels(self) -> Mapping[str, tuple[int, tuple[ChannelKind, ...]]]:
        """The step that asked each of them last, and over which kinds of channel."""
        last = {who: told.last.level for who, told in self.told.items() if 0 < told.last.level <= len(self.steps)}
        return {who: (level, self.steps[level - 1].level.attempts) for who, level in last.items()}

    def asked(self, step: Step) -> set[str]:
        """Return whom a step has asked."""
        level = self.steps.index(step) + 1
        return {who for who, told in self.told.items() if any(one.level == level for one in told.tries)}

    def answers(self, began: datetime) -> Mapping[str, timedelta]:
        """Return after how long each of them said that they have it."""
        return {who: told.acknowledged_at - began for who, told in self.told.items() if told.acknowledged_at}


def _stands(
    chain: EscalationChain,
    past: _Past,
    asks: Mapping[Step, Iterable[Contact]],
    *,
    waited: timedelta,
    answers: Mapping[str, timedelta],
) -> Escalated:
    """Return where an escalation stands; when its time is over, with every answer of somebody who was asked."""
    stands = escalated(
        chain,
        waited=waited,
        acknowledged=answers,
        asked=lambda step: past.asked(step) | {contact.id for contact in asks[step]},
    )
    if stands.step is not None:
        return stands
    late = tuple(sorted(past.levels.keys() & answers.keys(), key=lambda who: (answers[who], who)))
    is_enough = len(late) >= past.steps[-1].level.acknowledgements
    return evolve(stands, acknowledged=late, answer=Answer.ANSWERED if is_enough else stands.answer)


def _still_to_call(of_notice: Mapping[str, Told], directory: People) -> Mapping[str, Asked]:
    """Return whom somebody was to call, and need not any more."""
    queued = {
        who: told.last.level
        for who, told in of_notice.items()
        if any(one.state is ReceiptState.QUEUED for one in told.tries)
    }
    return {contact.id: Asked(contact, queued[contact.id]) for contact in directory.contacts if queued.get(contact.id)}


def _asks(step: Step, notice: Notice, directory: People, now: datetime) -> tuple[Contact, ...]:
    asked = (contact for site in notice.sites for contact in step.level.asks(directory, at=now, site=site))
    return tuple({contact.id: contact for contact in asked}.values())


def _wake(
    notice: Notice, ends: datetime, levels: Iterable[EscalationLevel], directory: People, now: datetime
) -> datetime:
    """Return when the next step begins, or somebody's shift begins whom a step would ask, if that is earlier."""
    roles = {role for level in levels if level.on_call_only for role in level.roles}
    days = (now - _DAY).date(), (ends + _DAY).date()
    shifts = [
        starts
        for contact in directory.contacts
        if not roles.isdisjoint(contact.roles) and any(contact.serves(site) for site in notice.sites)
        for starts in _shifts(contact, *days)
        if now < starts < ends
    ]
    return min([ends, *shifts])


def _shifts(contact: Contact, first: date, last: date) -> Iterator[datetime]:
    if contact.on_call is not None:
        yield from (span.starts for span in contact.on_call.spans(first, last))
