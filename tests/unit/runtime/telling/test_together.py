"""Notices that belong together are one message, workers do not tread on each other, and a crash leaves no riddle."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from downtimekit.adapters.call_sheet import CallSheet
from downtimekit.errors import InvalidInput, JournalError, Rejected, UnknownName
from downtimekit.models.capabilities import Capabilities
from downtimekit.models.facts import Declared, NoticeOwed, NoticeWaits, TellingBegun
from downtimekit.models.notice import Notice, NoticeEvent, ReceiptState
from downtimekit.models.people import Contact
from downtimekit.notices.policy import AfterUnknown, BoardRule, Limit, TellingPolicy, TellingRule
from downtimekit.playbooks import Standing
from downtimekit.ports import Commit, Message, Sent
from downtimekit.runtime.telling.carrying import Progress
from downtimekit.runtime.telling.envelopes import message_key
from downtimekit.testing import FailingJournal, MemoryJournal, PowerCut, Trouble, Troubles
from tests.night import ASKED, EMAIL, PHONE, SMS, Line, Night, a_notice, person, says
from tests.ward import DOWNTIME, NURSE, after, an_outage, reopened

FIRST, SECOND, THIRD = (f"west-1/{number}/asked" for number in (900, 901, 902))
GATHERS = TellingRule(tries=1, gather_seconds=60)
NOOR, OMAR = person("noor"), person("omar")


def update(id: str, minute: float, **more: Any) -> Notice:
    """Return news of a topic that none outdates."""
    return a_notice(id, at=after(minute), event=NoticeEvent.OTHER, **more)


def gathering(*people: Contact, idempotent: bool = True, notices: Sequence[str] = (FIRST, SECOND)) -> Night:
    """Return a night whose rule gathers, with some notices of the same moment about different sites."""
    night = Night(people or (NOOR,), rule=GATHERS, idempotent=frozenset({SMS}) if idempotent else frozenset())
    night.owe(*(update(id_, 0, subject=f"News {id_[7:10]}", sites=("west", id_[7:10])) for id_ in notices))
    return night


def test_what_is_owed_within_a_minute_of_the_first_goes_out_with_it() -> None:
    night = gathering(notices=(FIRST,))
    night.until(0.5)
    night.owe(update(SECOND, 0.5, subject="More news", sites=("west", "east")))
    night.until(10)
    ((at, message),) = night.lines[SMS].taken

    assert at == after(1)
    assert message.key == message_key([FIRST, SECOND], "noor")
    assert message.body.index("More news") < message.body.index("News 900")
    assert night.states("noor", notice=FIRST) == night.states("noor", notice=SECOND) == ["accepted"]


def test_what_is_owed_later_is_a_message_of_its_own() -> None:
    night = gathering(notices=(FIRST,))
    night.until(2)
    night.owe(update(SECOND, 2, sites=("west", "east")))
    night.until(10)

    assert night.lines[SMS].keys == [f"{FIRST}/noor", f"{SECOND}/noor"]
    assert night.asked()[1][0] == "3:00"


def test_a_board_is_told_each_of_them_by_itself_and_at_once() -> None:
    night = gathering()
    page = Line(Capabilities("page", None), night.clock)
    night.delivery = night.engine(notifiers=(page,))
    night.delivery.policy = TellingPolicy(
        rules=(GATHERS,), boards=(BoardRule(board="page", events=(NoticeEvent.OTHER,)),)
    )
    night.deliver()

    assert page.keys == [f"{FIRST}/page", f"{SECOND}/page"]


@pytest.mark.parametrize("only", [(FIRST,), (SECOND,), (FIRST, SECOND), (SECOND, FIRST)])
def test_after_a_crash_the_same_notices_go_out_under_the_same_key(only: tuple[str, ...]) -> None:
    night = gathering()
    night.clock.advance_to(after(1))
    night.lines[SMS].answers = says(PowerCut(), ReceiptState.ACCEPTED)
    with pytest.raises(PowerCut):
        night.deliver()
    night.owe(update(THIRD, 1.1, subject="Newest", sites=("west", "north")))
    night.clock.advance_to(after(5))
    night.delivery = night.engine()
    night.deliver(*only)

    (_, before), (_, again) = night.lines[SMS].taken
    assert (again.key, again.body) == (before.key, before.body)
    night.deliver()
    assert night.lines[SMS].keys[2:] == [f"{THIRD}/noor"]


def test_a_single_one_that_was_gathered_keeps_its_key_when_others_came_after_the_crash() -> None:
    night = gathering(notices=(FIRST,))
    night.clock.advance_to(after(1))
    night.lines[SMS].answers = says(PowerCut(), ReceiptState.ACCEPTED)
    with pytest.raises(PowerCut):
        night.deliver()
    night.owe(update(SECOND, 1, sites=("west", "east")))
    night.clock.advance_to(after(5))
    night.deliver()

    assert night.lines[SMS].keys == [f"{FIRST}/noor", f"{FIRST}/noor", f"{SECOND}/noor"]


def test_where_one_of_them_was_answered_meanwhile_the_rest_keeps_the_key() -> None:
    night = gathering()
    night.clock.advance_to(after(1))
    night.lines[SMS].answers = says(PowerCut(), ReceiptState.ACCEPTED)
    with pytest.raises(PowerCut):
        night.deliver()
    night.outage.acknowledge(FIRST, contact="noor", by=NURSE)
    night.deliver()

    assert len(set(night.lines[SMS].keys)) == 1
    assert night.states("noor", notice=SECOND) == ["accepted"]


def test_notices_that_were_tried_before_do_not_go_out_with_those_that_were_not() -> None:
    night = gathering(idempotent=False, notices=(FIRST,))
    night.lines[SMS].answers = says(Rejected(), ReceiptState.ACCEPTED)
    night.lines[PHONE].answers = says(Rejected())
    night.until(1)
    night.owe(update(SECOND, 1, sites=("west", "east")))
    night.until(20)

    assert night.asked()[2:] == [("2:00", "Noor", "sms"), ("2:00", "Noor", "sms")]
    assert {one.attempt for one in night.told("noor", notice=FIRST).tries} == {1, 2, 3}
    assert {one.attempt for one in night.told("noor", notice=SECOND).tries} == {1}


def test_of_a_message_that_a_crash_caught_a_person_is_not_told_again_what_does_not_hold_any_more() -> None:
    night = Night((NOOR,), idempotent=frozenset({SMS}), rule=TellingRule(tries=1, gather_seconds=1))
    night.owe()
    night.clock.advance_to(after(1))
    night.lines[SMS].answers = says(PowerCut(), ReceiptState.ACCEPTED)
    with pytest.raises(PowerCut):
        night.deliver()
    night.owe(a_notice("west-1/905/back", event=NoticeEvent.RELEASED, topic="back", at=after(2)))
    night.clock.advance_to(after(9))
    night.deliver()

    assert night.states("noor") == ["unknown"]
    assert night.lines[SMS].keys == [f"{ASKED}/noor", "west-1/905/back/noor"]


@pytest.mark.parametrize(
    ("idempotent", "rule", "states"),
    [
        (True, TellingRule(tries=1), ["accepted"]),
        (False, TellingRule(tries=1), ["unknown", "queued"]),
        (False, TellingRule(tries=1, after_unknown=AfterUnknown.STOP), ["unknown"]),
        (False, TellingRule(tries=1, after_unknown=AfterUnknown.AGAIN), ["accepted"]),
    ],
)
def test_a_try_that_a_crash_cut_short(idempotent: bool, rule: TellingRule, states: list[str]) -> None:
    night = Night((NOOR,), idempotent=frozenset({SMS}) if idempotent else frozenset(), rule=rule)
    night.lines[SMS].answers = says(PowerCut(), ReceiptState.ACCEPTED)
    night.owe()
    with pytest.raises(PowerCut):
        night.deliver()
    night.outage, night.delivery = reopened(night.outage), night.engine()
    night.deliver()

    assert night.states("noor") == states
    assert set(night.lines[SMS].keys) == {f"{ASKED}/noor"}
    assert not night.outage.standing.begun


def test_a_second_sending_that_fails_leaves_the_doubt_about_the_first() -> None:
    night = Night((NOOR,), idempotent=frozenset({SMS}), rule=TellingRule(tries=1, gather_seconds=1))
    night.lines[SMS].answers = says(PowerCut(), Rejected())
    night.owe()
    night.clock.advance_to(after(1))
    with pytest.raises(PowerCut):
        night.deliver()
    night.deliver()

    assert night.states("noor") == ["unknown", "queued"]


def test_news_of_an_earlier_try_does_not_hide_that_a_later_one_was_cut_short() -> None:
    night = Night((NOOR,))
    night.lines[SMS].answers = says(ReceiptState.ACCEPTED)
    night.owe()
    night.deliver()
    begun = TellingBegun(notices=(ASKED,), contact="noor", channel=PHONE, via="phone", attempt=2)
    night.outage.commit(lambda _standing, _now: [begun], by=NURSE)
    night.outage.hear(ReceiptState.DELIVERED, notice=ASKED, contact="noor", via="sms", by=NURSE)
    assert (ASKED, "noor") in night.outage.standing.begun

    night.deliver()
    assert night.states("noor") == ["delivered", "unknown"]
    assert night.told("noor").state is ReceiptState.DELIVERED


def test_a_second_engine_does_not_call_whom_the_first_has_called_since_it_planned() -> None:
    """Somebody's lease ran out: two workers carry the same notice over a channel that could ring twice."""
    night = Night((NOOR, OMAR))
    other = night.engine()

    async def during(message: Message) -> None:
        await other.deliver(reopened(night.outage), by=NURSE, notices=[ASKED])

    first = _Pausing(night.lines[SMS], during)
    night.delivery = night.engine(notifiers=(first,))
    night.owe()
    night.deliver()

    assert sorted(night.lines[SMS].names) == ["Noor", "Omar"]
    assert night.told("omar").state is ReceiptState.ACCEPTED


class _Pausing:
    """A channel that takes one message at a time; while it takes the first, something else happens."""

    def __init__(self, line: Line, during: Callable[[Message], Awaitable[None]]) -> None:
        self.line = line
        self.during: Callable[[Message], Awaitable[None]] | None = during
        self.capabilities = Capabilities("sms", SMS, at_once=1)

    async def send(self, message: Message) -> Sent:
        sent = await self.line.send(message)
        during, self.during = self.during, None
        if during is not None:
            await during(message)
        return sent


def test_two_workers_share_the_notices_and_nobody_is_told_twice() -> None:
    night = Night(tuple(person(f"p{n}", channels=(EMAIL.at(f"p{n}@example.org"),)) for n in range(9)))
    night.owe(*(a_notice(f"west-1/{n}/asked", topic=f"t{n}") for n in range(900, 910)))
    first, second = night.worker("a"), night.worker("b")
    done = [night.clock.run(one.run_once, limit=3) for _ in range(3) for one in (first, second)]

    assert done == [3, 3, 3, 1, 0, 0]
    assert len(night.lines[EMAIL].keys) == len(set(night.lines[EMAIL].keys)) == 90


def test_a_bulk_send_keeps_its_notice_for_as_long_as_it_takes() -> None:
    night = Night(tuple(person(f"p{n}", channels=(EMAIL.at(f"p{n}@example.org"),)) for n in range(20)))
    night.delivery = night.engine(policy=TellingPolicy(limits=(Limit(of="email", per_second=0.05),)))
    night.owe()
    taken = list[int]()

    def meanwhile(_: Message) -> object:
        taken.append(len(night.journal.claim("b", now=night.clock.now(), lease=timedelta(minutes=2))))
        return ReceiptState.ACCEPTED

    night.lines[EMAIL].answers = meanwhile
    night.work()

    assert night.clock.now() - after(0) > 3 * night.worker().lease
    assert taken == [0] * 20


def test_time_does_not_fly_while_a_thread_writes_the_call_sheet(tmp_path: Path) -> None:
    night = Night(tuple(person(f"p{n}") for n in range(20)))
    night.delivery = night.engine(notifiers=(CallSheet(tmp_path),))
    night.owe()
    night.work()

    assert night.clock.now() == after(0)
    assert night.states("p1") == ["queued"]


def test_the_agenda_brings_a_notice_back_exactly_when_it_waits_no_longer() -> None:
    night = Night((NOOR,), rule=TellingRule(tries=1, answer_minutes=7))
    night.owe()
    night.until(1)
    waits = [e.fact for e in night.journal.read(DOWNTIME) if isinstance(e.fact, NoticeWaits) and e.fact.notice == ASKED]
    (item,) = [item for item in night.journal.due() if item.key == ASKED]

    assert item.due == night.outage.standing.waits[ASKED] == waits[-1].until == after(7)
    assert len(waits) == 1


def test_a_downtime_that_cannot_be_worked_at_does_not_keep_the_others_waiting() -> None:
    night = Night((NOOR,))
    strange = Declared(
        downtime=night.outage.standing.downtime.model_copy(
            update={"id": "a-1", "playbook": "x", "playbook_digest": "y"}
        ),
        phase="declared",
    )
    owed = NoticeOwed(notice=a_notice("a-1/2/x"))
    night.journal.append(Commit("a-1", 0, "declare", night.clock.now(), NURSE, [strange, owed]))
    night.owe()
    worker = night.worker()
    with pytest.raises(UnknownName):
        night.clock.run(worker.run_once)

    assert night.states("noor") == ["accepted"]
    assert [claim.item.stream for claim in night.journal.claim("b", now=after(0.1), lease=worker.lease)] == ["a-1"]


def test_an_answer_that_comes_while_the_last_plan_is_made_is_not_lost() -> None:
    """Between the plan that finds nothing to do and the note of it, the channel says that it failed."""
    night = Night((NOOR,))
    night.owe()
    plain = night.delivery.down

    def down(standing: Standing) -> Collection[str]:
        told = night.outage.standing.receipts.get((ASKED, "noor"))
        if told is not None and len(told.tries) == 1 and told.state is ReceiptState.ACCEPTED:
            night.outage.hear(ReceiptState.FAILED, notice=ASKED, contact="noor", by=NURSE)
        return plain(standing)

    night.delivery = night.engine(down=down)
    night.deliver()

    assert night.states("noor") == ["failed", "queued"]


def test_what_channels_have_said_is_written_down_also_when_the_journal_fails_once() -> None:
    people = tuple(person(f"p{n}", channels=(EMAIL.at(f"p{n}@example.org"),)) for n in range(5))
    journal = MemoryJournal()
    night = Night(people, journal=journal)
    night.owe()
    troubles = Troubles()
    broken = an_outage("declared", journal=FailingJournal(journal, troubles), clock=night.clock)

    def breaks(message: Message) -> object:
        if message.name == "P4":
            troubles.calls = {troubles.asked + 1: Trouble(JournalError("the disk is full"))}
        return ReceiptState.ACCEPTED

    night.lines[EMAIL].answers = breaks
    night.lines[EMAIL].capabilities = Capabilities("email", EMAIL, at_once=1, idempotent=True)
    with pytest.raises(JournalError):
        night.clock.run(night.delivery.deliver, broken, by=NURSE, notices=[ASKED])

    assert {who: told.state for (about, who), told in night.outage.standing.receipts.items() if about == ASKED} == {
        f"p{n}": ReceiptState.ACCEPTED for n in range(5)
    }


def test_how_far_a_bulk_send_is_can_be_seen() -> None:
    night = Night(tuple(person(f"p{n}", channels=(EMAIL.at(f"p{n}@example.org"),)) for n in range(600)))
    night.owe()
    seen: list[Progress] = []
    told = night.clock.run(night.delivery.deliver, night.outage, by=NURSE, notices=[ASKED], progress=seen.append)

    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert (seen[-1].done, seen[-1].planned, told.tries) == (600, 600, 600)


def test_a_channel_that_cannot_close_its_connections_spoils_nothing() -> None:
    night = Night((NOOR,))

    async def rest() -> None:
        raise RuntimeError("boom")

    line = Line(Capabilities("sms", SMS), night.clock)
    night.delivery = night.engine(notifiers=(_Resting(line, rest),))
    night.owe()
    night.deliver()

    assert ASKED in night.outage.standing.carried


class _Resting:
    def __init__(self, line: Line, rest: Callable[[], Awaitable[None]]) -> None:
        self.capabilities, self.send, self.rest = line.capabilities, line.send, rest


def test_the_keys_of_two_people_are_never_the_same() -> None:
    contacts = ["a", "a/2", "a/2/2", "b" * 199, "b" * 198 + "/2"]
    keys = [message_key(["west-1/3/x"], who, attempt=attempt) for who in contacts for attempt in (1, 2, 22)]

    assert len(set(keys)) == len(keys)


def test_an_unknown_notice_is_named() -> None:
    night = Night((NOOR,))
    with pytest.raises(UnknownName):
        night.deliver("west-1/1/nothing")


def test_two_channels_of_one_name_are_refused() -> None:
    night = Night((NOOR,))
    with pytest.raises(InvalidInput, match="sms"):
        night.engine(notifiers=(night.lines[SMS], Line(Capabilities("sms", None), night.clock)))
