"""Escalation: whom to ask next, and after how long, until enough people have said that they have it.

The shape follows published practice: so many answers within so many minutes, or else the next group (Everbridge); text,
call, text, call, and after 15 minutes the next on call, then the manager (Houston Methodist); an escalation delay and
loops (PagerDuty). The 15 minutes are also after how long a site that nobody told begins emergency documentation on its
own authority (InterCare). All of them are defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from attrs import frozen
from pydantic import Field, model_validator

from downtimekit.models.people.channels import ChannelKind
from downtimekit.models.people.contact import Contact
from downtimekit.models.people.directory import People
from downtimekit.models.people.staff import Role
from downtimekit.models.strict import Key, Strict

_DAY_MINUTES = 24 * 60


class EscalationLevel(Strict):
    """Whom to ask together, and what counts as an answer.

    Attributes:
        roles: whoever has one of them; contacts: people by their ids; both together where both are named.
        wait_minutes: how long to wait for answers before the next level is asked.
        acknowledgements: how many different people must say that they have it.
        on_call_only: whether those with one of the roles are asked only while they are on call; named people are
            asked at any time.
        attempts: over which kinds of channel to try, one after the other; empty for each contact's own order.
    """

    roles: tuple[Role, ...] = ()
    contacts: tuple[Key, ...] = ()
    wait_minutes: Annotated[int, Field(ge=1, le=_DAY_MINUTES)] = 15
    acknowledgements: Annotated[int, Field(ge=1, le=50)] = 1
    on_call_only: bool = True
    attempts: tuple[ChannelKind, ...] = ()

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if not (self.roles or self.contacts):
            raise ValueError("asks nobody: name a role or a contact")
        if not self.roles and self.acknowledgements > len(set(self.contacts)):
            raise ValueError("wants more acknowledgements than it asks people")
        return self

    @property
    def wait(self) -> timedelta:
        """How long to wait for answers."""
        return timedelta(minutes=self.wait_minutes)

    def asks(self, directory: People, *, at: datetime, site: str) -> tuple[Contact, ...]:
        """Return whom this level asks for a site at an instant, in directory order; who is gone from it is left out."""
        named = set(self.contacts)
        return tuple(
            contact
            for contact in directory.contacts
            if contact.id in named
            or (
                contact.serves(site)
                and not set(self.roles).isdisjoint(contact.roles)
                and (contact.is_on_call(at) or not self.on_call_only)
            )
        )


@frozen
class Step:
    """One level in one loop of a chain, and when it is asked, counted from the beginning."""

    loop: int
    number: int
    level: EscalationLevel
    begins: timedelta
    ends: timedelta


class EscalationChain(Strict):
    """The levels to climb, and how often to begin again at the bottom when nobody answers."""

    id: Key
    levels: Annotated[tuple[EscalationLevel, ...], Field(min_length=1, max_length=20)]
    loops: Annotated[int, Field(ge=1, le=10)] = 1

    def steps(self) -> Iterator[Step]:
        """Yield every step, in the order in which it is taken where nobody answers."""
        begins = timedelta()
        for loop in range(1, self.loops + 1):
            for number, level in enumerate(self.levels, 1):
                yield Step(loop, number, level, begins, begins + level.wait)
                begins += level.wait

    def step_at(self, waited: timedelta) -> Step | None:
        """Return the step that is being taken after a time without an answer; None after the last one."""
        return next((step for step in self.steps() if waited < step.ends), None)


class Answer(StrEnum):
    """How far an escalation is."""

    WAITING = "waiting"
    ANSWERED = "answered"
    EXHAUSTED = "exhausted"
    """Everybody was asked, as often as it was planned, and not enough people answered."""


@frozen
class Escalated:
    """Where an escalation stands.

    Attributes:
        step: the one that is waiting, or that was answered; None where the chain is exhausted.
        acknowledged: the ids of the people whose answers count, in the order of their answers.
        answered_after: how long it took; None as long as it is not answered.
    """

    answer: Answer
    step: Step | None
    acknowledged: tuple[str, ...]
    answered_after: timedelta | None = None


def escalated(
    chain: EscalationChain,
    *,
    waited: timedelta,
    acknowledged: Mapping[str, timedelta],
    asked: Callable[[Step], Collection[str]],
) -> Escalated:
    """Work out where an escalation stands; nothing is sent.

    Who was asked at an earlier level and answers late counts at the level that is waiting then; who was not asked yet
    does not count.

    Args:
        chain: the levels.
        waited: how long ago it began.
        acknowledged: when people said that they have it, by their ids, counted from the beginning.
        asked: returns the ids of those whom a step asks.
    """
    known, counted = set[str](), tuple[str, ...]()
    for step in chain.steps():
        known |= set(asked(step))
        until = min(waited, step.ends)
        answers = sorted((after, who) for who, after in acknowledged.items() if who in known and after <= until)
        counted = tuple(who for _, who in answers)
        if len(answers) >= step.level.acknowledgements:
            last = answers[step.level.acknowledgements - 1][0]
            return Escalated(Answer.ANSWERED, step, counted, max(last, step.begins))
        if waited < step.ends:
            return Escalated(Answer.WAITING, step, counted)
    return Escalated(Answer.EXHAUSTED, None, counted)
