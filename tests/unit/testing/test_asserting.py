"""Each assertion holds where all is well, and says what is wrong and where to look when it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import cast

import pytest
from attrs import define, evolve

from downtimekit.errors import JournalDamaged, Reason, Refused
from downtimekit.models.facts import Fact, FormsIssued, Promised, TaskDone
from downtimekit.ports import Entry, Journal
from downtimekit.ports.agenda import Item, Work
from downtimekit.runtime import Outage
from downtimekit.testing import (
    MemoryJournal,
    PassingJournal,
    RecordingJournal,
    VirtualClock,
    assert_cadence_kept,
    assert_nothing_lost,
    assert_refused,
)
from tests.ward import BEGAN, CLERK, DOWNTIME, IT, NURSE, a_chart, a_form, an_outage, enter
from tests.ward import a_capture as a_sheet

MINUTE = timedelta(minutes=1)


def said(assertion: Callable[[], object]) -> str:
    """Return what a failed assertion says."""
    with pytest.raises(AssertionError) as caught:
        assertion()
    return str(caught.value)


def test_what_is_refused_for_the_reason_that_is_named_is_as_expected() -> None:
    outage = an_outage("down")
    with assert_refused(because="out_of_order") as refused:
        outage.signal("released", by=IT)

    assert refused.refusal.signal == "released"
    assert outage.standing.phase == "down"


def test_several_reasons_can_be_named_of_more() -> None:
    outage = an_outage("validating")
    with assert_refused(because=["interface_not_validated"]):
        outage.signal("released", by=IT)


def test_what_is_accepted_was_not_refused() -> None:
    def accepted() -> None:
        with assert_refused(because="never"):
            an_outage("down").signal("staff_told", by=NURSE)

    assert said(accepted) == "it was to be refused because of 'never', and was accepted"


def test_what_is_refused_for_other_reasons_is_told_with_them_and_what_would_help() -> None:
    def refused() -> None:
        with assert_refused(because=["never", "out_of_order", "late"]):
            an_outage("down").signal("released", by=IT)

    words = said(refused)
    assert words.startswith("it was to be refused because of 'never' and 'late', and was refused for")
    assert "\n      out_of_order: " in words
    assert "\n      allowed now: " in words


def test_another_error_is_none_of_its_business() -> None:
    with pytest.raises(ZeroDivisionError), assert_refused(because="never"):
        _ = 1 / 0


def test_a_refusal_that_was_not_expected_is_still_at_hand_in_the_traceback() -> None:
    reason = Reason("locked", "the door is locked", "take the key")
    with pytest.raises(AssertionError) as caught, assert_refused(because="never"):
        raise Refused("open", phase="declared", reasons=[reason], allowed=())

    assert isinstance(caught.value.__cause__, Refused)
    assert "locked: the door is locked (take the key)\n      allowed now: nothing" in str(caught.value)


def updated(*waits: int) -> Outage:
    """Return a downtime in which an update was given after each of these minutes, every 30 of which one is due."""
    clock = VirtualClock(BEGAN)
    outage = an_outage("down", clock=clock, zone="America/New_York")
    for wait in waits:
        clock.advance(wait * MINUTE)
        outage.signal("update_given", news="Nothing new.", by=NURSE)
    return outage


@pytest.mark.parametrize("waits", [(), (30,), (30, 29, 1), (10, 30, 30)])
def test_updates_that_were_given_in_time_kept_the_cadence(waits: Sequence[int]) -> None:
    assert_cadence_kept(updated(*waits))


def test_an_update_that_came_late_is_told_with_when_it_came() -> None:
    assert said(lambda: assert_cadence_kept(updated(30, 45, 31))) == (
        "west-1: 'next_update' was not kept:"
        "\n  - it was due at 2026-03-03 09:52 EST and went by; news came at 10:07"
        "\n  - it was due at 2026-03-03 10:37 EST and went by; news came at 10:38"
    )


def test_an_update_that_never_came_is_told() -> None:
    outage = updated(30)
    cast("VirtualClock", outage.clock).advance(31 * MINUTE)

    assert "due at 2026-03-03 09:52 EST, and nobody has looked since" in said(lambda: assert_cadence_kept(outage))
    outage.tick(by=IT)
    assert "due at 2026-03-03 09:52 EST and went by; no news came" in said(lambda: assert_cadence_kept(outage))


def test_a_promise_that_was_never_made_was_not_kept() -> None:
    assert said(lambda: assert_cadence_kept(an_outage("declared"))) == (
        "west-1: 'next_update' was never promised, so it could not be kept"
    )
    assert_cadence_kept(updated(30), promise="next_update")
    assert "'tea' was never promised" in said(lambda: assert_cadence_kept(updated(30), promise="tea"))


def a_whole_outage(journal: Journal | None = None) -> Outage:
    """Return a downtime with a sheet that came back and is in the chart, and one that is out."""
    outage = an_outage("backfilling", journal=journal or RecordingJournal())
    outage.issue([a_form("W-1"), a_form("W-2")], by=NURSE, command="print")
    outage.take_in([a_sheet("c1", serial="W-1")], by=CLERK, command="type")
    enter(outage, a_chart())
    return outage


def test_nothing_is_lost_of_a_downtime_that_nobody_touched() -> None:
    assert_nothing_lost(a_whole_outage())
    assert_nothing_lost(a_whole_outage(MemoryJournal()))


@define
class Tampered(PassingJournal):
    """A journal that keeps its promises only as far as a test lets it.

    Attributes:
        forgets: a command of which it knows nothing any more.
        doubles: a command that it shows twice.
        hides, invents: what of the agenda it does not show, and what it shows besides.
    """

    forgets: str = ""
    doubles: str = ""
    damaged: int = 0
    hides: Work | None = None
    invents: tuple[Item, ...] = ()

    def verify(self, stream: str) -> str:
        """Find the damage."""
        if self.damaged:
            raise JournalDamaged(stream, version=self.damaged)
        return super().verify(stream)

    def receipt(self, stream: str, command: str) -> Sequence[Entry]:
        """Forget a command."""
        return () if command == self.forgets else super().receipt(stream, command)

    def read(self, stream: str, *, after: int = 0) -> Sequence[Entry]:
        """Show a command again at the end."""
        entries = super().read(stream, after=after)
        twice = [entry for entry in entries if entry.command == self.doubles]
        return [*entries, *(evolve(entry, version=len(entries) + n) for n, entry in enumerate(twice, 1))]

    def due(self, **asked: object) -> Sequence[Item]:
        """Show another agenda."""
        return [*(item for item in self.journal.due() if item.work is not self.hides), *self.invents]


GHOST = Item(DOWNTIME, Work.WRITE, "ghost", BEGAN)


@pytest.mark.parametrize(
    ("tampered", "words"),
    [
        (Tampered(damaged=4), "the chain is broken at version 4"),
        (Tampered(forgets="type"), "command 'type', acknowledged at version "),
        (Tampered(doubles="print"), "command 'print' was done 2 times"),
        (Tampered(hides=Work.NOTICE), "notice 'west-1/1/paper_started' is owed, and is not on the agenda"),
        (Tampered(invents=(GHOST,)), "write 'ghost' is on the agenda, and is not owed"),
    ],
)
def test_what_a_journal_lost_is_found(tampered: Tampered, words: str) -> None:
    outage = a_whole_outage()
    kept = cast("RecordingJournal", outage.journal)
    tampered.journal = kept
    found = said(
        lambda: assert_nothing_lost(
            Outage(outage.id, outage.rules, tampered, outage.clock), acknowledged=kept.acknowledged
        )
    )

    assert found.startswith("west-1: something was lost:\n  - ")
    assert words in found


def test_a_command_that_was_acknowledged_with_other_facts_is_found() -> None:
    outage = a_whole_outage()
    (entry,) = outage.journal.receipt(outage.id, "type")
    answer = [evolve(entry, digest="0" * 64)]

    assert "'type', acknowledged at version" in said(lambda: assert_nothing_lost(outage, acknowledged=[answer]))
    assert "is there with other content" in said(lambda: assert_nothing_lost(outage, acknowledged=[answer]))


def test_a_command_of_another_downtime_is_not_looked_for() -> None:
    outage = a_whole_outage()
    (entry,) = outage.journal.receipt(outage.id, "type")

    assert_nothing_lost(outage, acknowledged=[[evolve(entry, stream="east-1")], []])


def test_a_handle_that_believes_something_else_than_the_journal_is_found() -> None:
    outage = a_whole_outage()
    standing = outage.standing
    standing.holds["made up"] = "nobody wrote this"
    outage._standing = standing

    assert "a program that starts anew finds the downtime otherwise" in said(lambda: assert_nothing_lost(outage))


def facts_at_the_end() -> Iterator[tuple[str, Fact, str]]:
    """Yield what must not be written when a downtime is over, and what is said of it."""
    yield "sheet", FormsIssued(forms=(a_form("W-9"),)), "it is closed, and sheets are still out: W-9"
    yield "promise", Promised(promise="tea", due=BEGAN), "it is closed, and deadline 'tea' is still owed"


@pytest.mark.parametrize(("fact", "words"), [pytest.param(f, w, id=name) for name, f, w in facts_at_the_end()])
def test_what_is_open_when_a_downtime_is_over_is_lost(fact: Fact, words: str) -> None:
    outage = an_outage("declared")
    outage.signal("stood_down", reason="a drill", by=NURSE)
    assert_nothing_lost(outage)
    outage.record(fact, by=IT, command="planted")

    assert words in said(lambda: assert_nothing_lost(outage))


def test_a_notice_that_is_still_to_be_delivered_is_not_lost_also_when_the_downtime_is_over() -> None:
    outage = an_outage("declared")
    outage.signal("stood_down", reason="a drill", by=NURSE)

    assert [notice.id for notice in outage.standing.untold()] != []
    assert_nothing_lost(outage)


def test_all_that_is_lost_is_told_at_once() -> None:
    outage = a_whole_outage()
    kept = cast("RecordingJournal", outage.journal)
    journal = Tampered(kept, forgets="type", doubles="print", hides=Work.DEADLINE)
    tampered = Outage(outage.id, outage.rules, journal, outage.clock)

    assert said(lambda: assert_nothing_lost(tampered, acknowledged=kept.acknowledged)).count("\n  - ") >= 2


def test_a_journal_without_an_agenda_can_be_asked_too() -> None:
    class Plain:
        """Only a journal."""

        def __init__(self, journal: Journal) -> None:
            self.append, self.read, self.receipt = journal.append, journal.read, journal.receipt
            self.streams, self.verify = journal.streams, journal.verify

    outage = a_whole_outage()
    outage.record(TaskDone(task="work_on_paper"), by=NURSE, command="done")
    plain = cast("Journal", Plain(outage.journal))

    assert_nothing_lost(Outage(outage.id, outage.rules, plain, outage.clock))
