"""Who is to be told of a notice by now: those whom it concerns, and whom an escalation has come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import pytest
from attrs import frozen

from downtimekit.models.notice import Notice, ReceiptState
from downtimekit.models.people import Contact, Directory, Role
from downtimekit.models.people.escalation import EscalationChain, EscalationLevel
from downtimekit.models.told import Told, Try
from downtimekit.notices.asking import Audience, audience
from tests.night import ASKED, PHONE, SMS, a_notice, person
from tests.ward import after

LEAD = EscalationLevel(roles=(Role.IT_LEAD,), wait_minutes=15, attempts=(SMS, PHONE))
BOSS = EscalationLevel(roles=(Role.HOUSE_SUPERVISOR,), wait_minutes=10)
CHAIN = EscalationChain(id="chain", levels=(LEAD, BOSS), loops=2)
NOOR, OMAR, PAT = person("noor"), person("omar"), person("pat", Role.HOUSE_SUPERVISOR)
NOTICE = a_notice(audience=(Role.IT_LEAD,))
TO_NOBODY = a_notice(audience=(Role.PRIVACY_OFFICER,))


def told(level: int, *states: ReceiptState, minute: float = 0) -> Told:
    """Return tries at one level."""
    return Told(tuple(Try(state, after(minute), SMS, "sms", n, level) for n, state in enumerate(states, 1)))


def found(
    minute: float,
    *,
    notice: Notice = TO_NOBODY,
    people: Iterable[Contact] = (NOOR, OMAR, PAT),
    is_over: bool = False,
    **receipts: Told,
) -> Audience:
    """Return who is to be told, so many minutes after the beginning; of another notice somebody has said more."""
    known = {(ASKED, who): one for who, one in receipts.items()}
    known["west-1/1/other", "pat"] = told(1, ReceiptState.ACKNOWLEDGED)
    directory = Directory(contacts=tuple(people))
    return audience(notice, CHAIN, directory=directory, receipts=known, now=after(minute), is_over=is_over)


def whom(audience: Audience) -> dict[str, int]:
    """Return at which level each of them is asked."""
    return {asked.id: asked.level for asked in audience}


@pytest.mark.parametrize(
    ("minute", "asked", "wake"),
    [
        (0, {"noor": 1, "omar": 1}, 15),
        (14.9, {"noor": 1, "omar": 1}, 15),
        (15, {"noor": 1, "omar": 1, "pat": 2}, 25),
        (25, {"noor": 3, "omar": 3, "pat": 2}, 40),
        (49, {"noor": 3, "omar": 3, "pat": 4}, 50),
        (50, {}, None),
        (-5, {"noor": 1, "omar": 1}, 15),  # a clock was put back
    ],
)
def test_the_chain_is_climbed_by_the_clock(minute: float, asked: dict[str, int], wake: float | None) -> None:
    now = found(minute)

    assert whom(now) == asked
    assert now.wake == (None if wake is None else after(wake))


def test_the_audience_is_told_beside_those_who_are_asked_and_each_once() -> None:
    now = found(0, notice=a_notice(audience=(Role.IT_LEAD, Role.HOUSE_SUPERVISOR)))

    assert [(asked.id, asked.level) for asked in now] == [("noor", 1), ("omar", 1), ("pat", 0)]


@pytest.mark.parametrize("minute", [0, 20, 60])
def test_once_it_is_answered_only_the_calls_that_stand_are_looked_at(minute: float) -> None:
    queued, accepted = told(1, ReceiptState.FAILED, ReceiptState.QUEUED), told(1, ReceiptState.ACKNOWLEDGED)
    now = found(minute, noor=accepted, omar=queued, pat=told(2, ReceiptState.ACCEPTED))

    assert now.is_answered
    assert (whom(now), now.wake) == ({"omar": 1}, None)


def test_when_there_is_nothing_to_say_any_more_nobody_else_is_asked() -> None:
    now = found(20, is_over=True, omar=told(1, ReceiptState.QUEUED))

    assert (whom(now), now.wake, now.escalation) == ({"omar": 1}, None, None)


@pytest.mark.parametrize("minute", [16, 60])
def test_whoever_was_asked_and_is_of_the_audience_stays_at_that_level(minute: float) -> None:
    gone = person("omar", on_call="UTC; Mon-Sun 01:00-02:00")
    now = found(
        minute,
        notice=NOTICE,
        people=(NOOR, gone),
        omar=told(1, ReceiptState.ACCEPTED),
        noor=told(1, ReceiptState.ACCEPTED),
    )
    (omar,) = [asked for asked in now if asked.id == "omar"]

    assert (omar.level, omar.attempts) == (1, (SMS, PHONE))


@pytest.mark.parametrize(
    ("on_call", "wake"),
    [
        ("UTC; Mon-Sun 14:00-22:00", after(8)),
        ("UTC; Mon-Sun 13:00-22:00", after(15)),
        ("UTC; Mon-Sun 15:00-22:00", after(15)),
        ("UTC; 2026-03-03 14:05-22:00", after(13)),
    ],
)
def test_a_shift_that_begins_before_the_next_level_wakes_the_engine(on_call: str, wake: datetime) -> None:
    assert found(0, people=[person("noor", on_call=on_call)]).wake == wake


def test_a_shift_of_somebody_at_another_site_wakes_nobody() -> None:
    elsewhere = person("noor", on_call="UTC; Mon-Sun 14:00-22:00").model_copy(update={"sites": ("east",)})

    assert found(0, people=[elsewhere]).wake == after(15)


@frozen
class Database:
    """People who are read from somewhere, anew each time, and can be walked through only once."""

    people: tuple[Contact, ...]

    @property
    def contacts(self) -> Iterator[Contact]:
        return iter(self.people)

    def audience(self, roles: frozenset[Role], *, sites: tuple[str, ...]) -> Iterator[Contact]:
        return iter([one for one in self.people if roles & set(one.roles)])


def test_people_may_come_from_a_database() -> None:
    now = audience(NOTICE, CHAIN, directory=Database((NOOR, OMAR, PAT)), receipts={}, now=after(16))

    assert whom(now) == whom(now) == {"noor": 1, "omar": 1, "pat": 2}


def test_without_an_escalation_or_a_time_only_the_audience_is_told() -> None:
    directory = Directory(contacts=(NOOR, PAT))
    plain = audience(NOTICE, None, directory=directory, receipts={}, now=after(100))
    old = audience(a_notice(at=None), CHAIN, directory=directory, receipts={}, now=after(100))

    assert whom(plain) == whom(old) == {"noor": 0}
