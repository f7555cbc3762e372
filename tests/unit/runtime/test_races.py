"""Two people act at once: one is first, the other is answered on what the first did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, local

import pytest
from attrs import define, field

from downtimekit.errors import Refused, VersionConflict
from downtimekit.models.facts import NoticeSettled, Signalled
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.ports import Commit, Entry
from downtimekit.runtime import Desk, Outage
from downtimekit.testing import MemoryJournal, PassingJournal, VirtualClock
from downtimekit.testing.journals import Durable
from tests.ward import BEGAN, CLERK, DOWNTIME, NURSE, a_form, after, an_outage, codes, reopened

PEOPLE = 8


@define
class Crowded(PassingJournal):
    """A journal to which everybody comes at the same moment: each has decided before the first one writes."""

    barrier: Barrier = field(factory=lambda: Barrier(PEOPLE))
    _came: local = field(factory=local)

    def append(self, commit: Commit) -> Sequence[Entry]:
        if not hasattr(self._came, "yes"):
            self._came.yes = True
            self.barrier.wait(timeout=20)
        return self.journal.append(commit)


def at_once(act: Callable[[int], object]) -> list[object]:
    """Let everybody act in a thread of their own; return the answers, and what was refused."""

    def acting(number: int) -> object:
        try:
            return act(number)
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(acting, range(PEOPLE)))


def handles(journal: Durable) -> list[Outage]:
    """Return a handle for each person on the downtime, each with a clock that differs a little."""
    crowded = Crowded(journal)
    desks = [Desk(journal=crowded, clock=VirtualClock(after(number / 60))) for number in range(PEOPLE)]
    return [desk.outage(DOWNTIME) for desk in desks]


def test_of_two_who_move_the_downtime_on_one_wins_and_the_others_are_answered_on_that() -> None:
    journal = MemoryJournal()
    an_outage("declared", journal=journal)
    people = handles(journal)
    answers = at_once(lambda n: people[n].signal("help_desk_contacted", ticket=f"INC-{n}", by=NURSE))
    refused = [answer for answer in answers if isinstance(answer, Refused)]

    assert len(refused) == PEOPLE - 1
    assert {refusal.phase for refusal in refused} == {"identifying"}
    assert codes(refused[0].reasons) == ["out_of_order"]
    assert len([e for e in journal.read(DOWNTIME) if isinstance(e.fact, Signalled)]) == 1


def test_the_same_command_from_many_places_is_done_once_and_answers_everybody_the_same() -> None:
    journal = MemoryJournal()
    an_outage("identifying", journal=journal)
    people = handles(journal)
    answers = at_once(
        lambda n: people[n].signal("target_identified", target="customer_wan", by=NURSE, command="button-1")
    )

    assert answers == [tuple(entry for entry in journal.read(DOWNTIME) if entry.command == "button-1")] * PEOPLE


def test_nothing_of_what_many_people_do_at_once_is_lost() -> None:
    journal, each = MemoryJournal(), 6
    outage = an_outage("declared", journal=journal)
    serials = [[f"W-{person}-{number}" for number in range(each)] for person in range(PEOPLE)]
    outage.issue([a_form(serial) for own in serials for serial in own], by=NURSE)
    people = handles(journal)
    at_once(lambda n: [people[n].void(serial, reason="spoiled", by=CLERK) for serial in serials[n]])

    assert set(outage.standing.sheets.values()) == {"voided"}
    journal.verify(DOWNTIME)


def test_one_handle_may_be_shared_by_threads() -> None:
    outage = an_outage("declared", journal=MemoryJournal())
    outage.issue([a_form(f"W-{number}") for number in range(5 * PEOPLE)], by=NURSE)

    def act(person: int) -> None:
        for number in range(5):
            outage.void(f"W-{5 * person + number}", reason="spoiled", by=CLERK)
            outage.allowed()
            outage.open_tasks()

    assert at_once(act) == [None] * PEOPLE
    assert set(outage.standing.sheets.values()) == {"voided"}


def test_a_receipt_that_two_write_at_once_stands_once() -> None:
    journal = MemoryJournal()
    (notice,) = an_outage("declared", journal=journal).standing.notices
    people = handles(journal)

    def settle(n: int) -> Sequence[Entry]:
        receipt = Receipt(notice=notice, contact="nurse", state=ReceiptState.ACCEPTED, at=people[n].clock.now())
        return people[n].record(NoticeSettled(receipt=receipt), by=NURSE, command=f"{notice}/nurse")

    answers = at_once(settle)

    assert answers == [answers[0]] * PEOPLE


def test_a_downtime_that_many_declare_at_once_is_declared_once() -> None:
    crowded = Crowded(MemoryJournal())

    def declare(n: int) -> Outage:
        desk = Desk(journal=crowded, clock=VirtualClock(after(n)))
        return desk.declare(UNSCHEDULED, id=DOWNTIME, by=NURSE, sites=("west",), services=("RIS",))

    answers = at_once(declare)

    assert all(isinstance(answer, Outage) for answer in answers)
    assert [entry.fact.kind for entry in crowded.read(DOWNTIME)].count("declared") == 1
    assert BEGAN <= crowded.read(DOWNTIME)[0].at <= after(PEOPLE)


@define
class Overtaken(PassingJournal):
    """A journal whose reader is overtaken right after they asked for a receipt."""

    twin: Callable[[], object] = field(kw_only=True)
    overtaken: bool = False

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        known = self.journal.receipt(stream, command)
        if not self.overtaken:
            self.overtaken = True
            self.twin()
        return known

    def append(self, commit: Commit) -> Sequence[Entry]:
        return self.journal.append(commit)


def test_whoever_is_overtaken_by_their_own_second_click_is_answered_and_not_refused() -> None:
    journal = MemoryJournal()
    outage = an_outage("declared", journal=journal)
    twin = reopened(outage)

    def click(on: Outage) -> Sequence[Entry]:
        return on.signal("help_desk_contacted", ticket="INC-1", by=NURSE, command="button-1")

    outage.journal = Overtaken(journal, twin=lambda: click(twin))

    assert click(outage) == click(twin)


@define
class Crammed(PassingJournal):
    """A journal in which somebody else always was faster."""

    def append(self, commit: Commit) -> Sequence[Entry]:
        raise VersionConflict(commit.stream, expected=commit.expected, actual=commit.expected + 1)


def test_whoever_always_loses_is_told_in_the_end() -> None:
    journal = MemoryJournal()
    outage = an_outage("declared", journal=journal)
    outage.journal = Crammed(journal)
    with pytest.raises(VersionConflict):
        outage.signal("help_desk_contacted", ticket="INC-1", by=NURSE)
