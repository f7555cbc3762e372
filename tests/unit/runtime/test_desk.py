"""The desk: downtimes are declared once, and found again by whoever has the journal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from downtimekit.errors import InvalidInput, UnknownName
from downtimekit.models.facts import Declared
from downtimekit.playbooks import UNSCHEDULED, Playbook
from downtimekit.ports import Commit
from downtimekit.runtime import Desk, SystemClock, run
from downtimekit.testing import MemoryJournal, VirtualClock
from tests.ward import BEGAN, DOWNTIME, NURSE, a_capture, a_downtime, an_outage, reopened

NEXT_YEARS = UNSCHEDULED.model_copy(update={"version": 5, "title": "Next year's"})


def test_a_downtime_begins_when_it_is_declared_unless_it_began_before() -> None:
    desk = Desk(journal=MemoryJournal(), clock=VirtualClock(BEGAN))
    now = desk.declare(UNSCHEDULED, id="a", by=NURSE, sites=["west"], services=["RIS"])
    before = datetime(2026, 3, 3, 13, tzinfo=UTC)
    earlier = desk.declare(UNSCHEDULED, id="b", by=NURSE, sites=["west"], services=["RIS"], began_at=before)

    assert now.standing.downtime.began_at == BEGAN
    assert earlier.standing.downtime.began_at == before


def test_a_downtime_that_is_declared_again_stays_as_it_is() -> None:
    outage = an_outage("down")
    desk = Desk(journal=outage.journal, clock=outage.clock)
    about = outage.standing.downtime
    again = desk.declare(
        UNSCHEDULED,
        id=DOWNTIME,
        by=NURSE,
        sites=about.sites,
        services=about.services,
        interfaces=about.interfaces,
        call="extension 4712",
    )

    assert again.standing == outage.standing


def test_a_downtime_is_found_again_after_a_restart() -> None:
    outage = an_outage("validating")
    outage.take_in([a_capture()], by=NURSE)

    assert reopened(outage).standing == outage.standing
    assert [found.id for found in Desk(journal=outage.journal).outages()] == [DOWNTIME]


def test_a_downtime_that_nobody_declared_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(UnknownName) as error:
        Desk(journal=an_outage().journal).outage("east-1")

    assert (error.value.what, error.value.known) == ("downtime", (DOWNTIME,))


def test_a_downtime_is_run_by_the_rules_that_it_was_declared_under_also_where_a_desk_does_not_have_them() -> None:
    journal = MemoryJournal()
    Desk(journal=journal).declare(NEXT_YEARS, id=DOWNTIME, by=NURSE, sites=["west"], services=["RIS"])

    found = Desk(journal=journal, playbooks=[UNSCHEDULED]).outage(DOWNTIME)
    assert found.playbook == NEXT_YEARS
    assert found.playbook.digest == NEXT_YEARS.digest != UNSCHEDULED.digest
    assert found.signal("help_desk_contacted", ticket="INC-1", by=NURSE)


def as_release_0_1_declared(playbook: Playbook) -> MemoryJournal:
    """Return a journal with a downtime whose rules are named by their digest and are not held."""
    journal = MemoryJournal()
    declared = Declared(downtime=a_downtime().model_copy(update={"playbook_digest": playbook.digest}), phase="declared")
    journal.append(Commit(DOWNTIME, 0, "declare", BEGAN, NURSE, [declared]))
    return journal


def test_a_downtime_that_does_not_hold_its_rules_is_run_by_those_of_the_desk() -> None:
    journal = as_release_0_1_declared(NEXT_YEARS)
    with pytest.raises(UnknownName) as error:
        Desk(journal=journal).outage(DOWNTIME)

    assert error.value.what == "playbook"
    assert NEXT_YEARS.digest[:12] in error.value.name
    assert UNSCHEDULED.digest[:12] in error.value.known[0]
    assert Desk(journal=journal).outages() == ()
    assert Desk(journal=journal, playbooks=[UNSCHEDULED, NEXT_YEARS]).outage(DOWNTIME).playbook is NEXT_YEARS


def test_a_desk_declares_nothing_that_it_could_not_run() -> None:
    journal = MemoryJournal()
    faulty = UNSCHEDULED.model_copy(update={"declared_tells": ("nobody_wrote_this",)})
    with pytest.raises(InvalidInput) as invalid:
        Desk(journal=journal).declare(faulty, id=DOWNTIME, by=NURSE, sites=["west"], services=["RIS"])

    assert [fault.path for fault in invalid.value.faults] == ["declared_tells", "notices[0]"]
    assert journal.streams() == ()


def test_a_faulty_declaration_is_answered_with_every_fault_and_writes_nothing() -> None:
    journal = MemoryJournal()
    naive = datetime(2026, 3, 3, 9)  # noqa: DTZ001
    with pytest.raises(InvalidInput) as invalid:
        Desk(journal=journal).declare(
            UNSCHEDULED, id="x" * 81, by=NURSE, sites=[], services=["RIS"], began_at=naive, zone="Mars/Olympus"
        )

    assert [fault.path for fault in invalid.value.faults] == ["id", "sites", "began_at", "zone"]
    assert journal.streams() == ()


def test_the_longest_name_of_a_downtime_leaves_room_for_all_that_is_named_after_it() -> None:
    desk = Desk(journal=MemoryJournal())
    outage = desk.declare(UNSCHEDULED, id="x" * 80, by=NURSE, sites=["west"], services=["RIS"])

    assert len(next(iter(outage.standing.notices))) < 120


def test_the_machines_clock_tells_an_instant() -> None:
    assert SystemClock().now().utcoffset() is not None
    assert Desk(journal=MemoryJournal()).clock.now() <= SystemClock().now()


def test_plain_code_waits_for_an_answer() -> None:
    async def answer(word: str, *, loud: bool) -> str:
        return word.upper() if loud else word

    assert run(answer, "yes", loud=True) == "YES"
