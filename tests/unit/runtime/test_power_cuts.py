"""The power goes at every single moment, once: started again on the journal alone, the morning ends the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from attrs import define

from downtimekit.models.breast import Assessment
from downtimekit.models.facts import (
    Fact,
    NoticeCarried,
    NoticeSettled,
    NoticeWaits,
    RecordEntered,
    TellingBegun,
)
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.playbooks import UNSCHEDULED
from downtimekit.runtime import Backfill, Delivery, Desk, Outage, run
from downtimekit.testing import (
    FailingJournal,
    FailingNotifier,
    FailingTarget,
    Fuse,
    MemoryJournal,
    MemoryTarget,
    PowerCut,
    RecordingNotifier,
    VirtualClock,
)
from tests.ward import (
    ADA,
    BEGAN,
    CLERK,
    DOWNTIME,
    EXAMS,
    INTERFACES,
    LATER_NORA,
    NORA,
    NURSE,
    ROAD,
    a_capture,
    a_chart,
    a_form,
    a_report,
    after,
    written,
)

FIRST_PILE = (
    a_capture("c1", serial="W-1"),
    a_capture("c2", of=NORA, content=a_report(), serial="W-2"),
    a_capture("c3", of=written(LATER_NORA, mrn=NORA.mrn), accession=EXAMS[LATER_NORA.mrn], serial="W-3"),
)
SECOND_PILE = (a_capture("c4", of=NORA, content=a_report(Assessment.BENIGN, final=True), replaces=("c2",)),)
FORMS = (a_form("W-1"), a_form("W-2", of=NORA), a_form("W-3", of=LATER_NORA), a_form("W-4"))
DIRECTORY = Directory(
    contacts=(
        Contact(
            id="nurse",
            name="Carla Chen",
            roles=(Role.CHARGE_NURSE,),
            channels=(Channel(kind=ChannelKind.EMAIL, address="carla.chen@example.org"),),
        ),
        Contact(
            id="vendor",
            name="Vendor",
            roles=(Role.VENDOR_SUPPORT,),
            channels=(Channel(kind=ChannelKind.EMAIL, address="support@vendor.example.org"),),
        ),
    )
)

STEPS_OF_TELLING = (TellingBegun, NoticeSettled, NoticeWaits, NoticeCarried)
MOST_AT_ONCE = len(DIRECTORY.contacts)
"""So many may be on their way when the power goes; they are told again, under the same key."""


@define
class World:
    """What a power cut leaves behind: the journal, the chart, and what went out."""

    journal: MemoryJournal
    chart: MemoryTarget
    channel: RecordingNotifier

    @classmethod
    def new(cls) -> World:
        return cls(MemoryJournal(), a_chart(), RecordingNotifier())

    def facts(self) -> list[Fact]:
        return [entry.fact for entry in self.journal.read(DOWNTIME)]


def ending(world: World) -> tuple[object, ...]:
    """Return what people decided, what became of every notice, and what went out, however often and in which steps."""
    decided = [type(fact) for fact in world.facts() if not isinstance(fact, STEPS_OF_TELLING)]
    receipts = Desk(journal=world.journal).outage(DOWNTIME).standing.receipts
    told = {(topic(notice), contact): told.state for (notice, contact), told in receipts.items()}
    return decided, told, world.chart.entries


def topic(key: str) -> str:
    """Return what a message is about and to whom, whatever the version at which it was owed."""
    return key.split("/", 2)[2]


def morning(world: World, fuse: Fuse) -> None:
    """Live through a morning, or as much of it as the power lasts; what was done before is not done again."""
    desk = Desk(journal=FailingJournal(world.journal, fuse=fuse), clock=VirtualClock(after(600)))
    outage = desk.declare(
        UNSCHEDULED, id=DOWNTIME, by=NURSE, sites=("west",), services=("RIS",), interfaces=INTERFACES, began_at=BEGAN
    )
    delivery = Delivery(DIRECTORY, [FailingNotifier(world.channel, fuse=fuse)])
    run(delivery.deliver, outage, by=NURSE)
    for place, (name, details) in enumerate(ROAD):
        outage.signal(name, by=NURSE, command=f"road-{place}", **details)
        run(delivery.deliver, outage, by=NURSE)
    outage.issue(FORMS, by=NURSE, command="print")
    outage.take_in(FIRST_PILE, by=CLERK, command="first-pile")
    fill_back(outage, FailingTarget(world.chart, fuse=fuse), "first-plan")
    outage.confirm_identity("c3", mrn=LATER_NORA.mrn, reason="the label says so", by=CLERK, command="confirm")
    outage.take_in(SECOND_PILE, by=CLERK, command="second-pile")
    outage.void("W-4", reason="not used", by=CLERK, command="void")
    fill_back(outage, FailingTarget(world.chart, fuse=fuse), "second-plan")
    outage.signal("reconciled", by=CLERK, command="reconciled")
    outage.close(by=NURSE, command="closed")


def fill_back(outage: Outage, target: FailingTarget, command: str) -> None:
    """Plan and agree, unless that was done before, and enter."""
    backfill = Backfill(outage, target)
    if outage.standing.phase == "backfilling":
        if not outage.journal.receipt(DOWNTIME, command):
            backfill.agree(run(backfill.plan), by=CLERK, command=command)
        run(backfill.apply, by=CLERK)


@pytest.fixture(scope="module")
def quiet_morning() -> tuple[World, int]:
    """Live through a morning without a power cut, and count its moments."""
    world, fuse = World.new(), Fuse()
    morning(world, fuse)
    return world, fuse.passed


def mornings(moments: int) -> Iterator[tuple[int, World]]:
    """Yield, for each moment, a world in which the power went then and came back."""
    for moment in range(moments):
        world = World.new()
        with pytest.raises(PowerCut):
            morning(world, Fuse(moment))
        morning(world, Fuse())
        yield moment, world


@pytest.mark.slow
def test_the_end_is_the_same_whenever_the_power_goes(quiet_morning: tuple[World, int]) -> None:
    quiet, moments = quiet_morning
    assert moments > 70
    for moment, world in mornings(moments):
        world.journal.verify(DOWNTIME)
        assert ending(world) == ending(quiet), moment
        sent = [message.key for message in world.channel.messages]
        assert {topic(key) for key in sent} == {topic(message.key) for message in quiet.channel.messages}, moment
        assert len(sent) - len(set(sent)) <= MOST_AT_ONCE, moment


def test_a_morning_without_a_power_cut_ends_closed_and_in_balance(quiet_morning: tuple[World, int]) -> None:
    world, _ = quiet_morning
    facts = world.facts()
    told = [(r.notice, r.contact, r.attempt) for f in facts if isinstance(f, NoticeSettled) for r in [f.receipt]]

    assert Desk(journal=world.journal).outage(DOWNTIME).standing.phase == "closed"
    assert len(told) == len(set(told))
    assert len([fact for fact in facts if isinstance(fact, RecordEntered)]) == 4
    assert [(r.mrn, r.accession) for r in world.chart.records] == [
        (patient.mrn, EXAMS[patient.mrn]) for patient in (NORA, ADA, LATER_NORA)
    ]


def test_power_cuts_one_after_another_lead_to_the_same_end(quiet_morning: tuple[World, int]) -> None:
    quiet, moments = quiet_morning
    for distance in (7, 8, 11):  # two messages at once need six: they go out, they are out, their receipts are written
        world = World.new()
        for _ in range(moments):
            try:
                morning(world, Fuse(distance))
            except PowerCut:
                continue
            break

        world.journal.verify(DOWNTIME)
        assert ending(world) == ending(quiet), distance


@pytest.mark.slow
def test_the_end_is_the_same_when_the_power_goes_twice(quiet_morning: tuple[World, int]) -> None:
    quiet, moments = quiet_morning
    for first in range(moments):
        for second in range(0, moments, 5):
            world = World.new()
            for fuse in (Fuse(first), Fuse(second)):
                with suppress(PowerCut):
                    morning(world, fuse)
            morning(world, Fuse())

            world.journal.verify(DOWNTIME)
            assert ending(world) == ending(quiet), (first, second)
