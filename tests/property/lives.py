"""Random downtimes: people do what they may and what they may not, in any order, and the system is lost in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from attrs import define, field
from hypothesis import strategies as st

from downtimekit.errors import Refused
from downtimekit.models.breast import Assessment, Density
from downtimekit.models.capture import Capture, Content
from downtimekit.models.facts import CaptureRefused
from downtimekit.models.notice import ReceiptState
from downtimekit.models.paper import SheetState
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.people import Channel, ChannelKind, Contact, Directory, Role
from downtimekit.runtime import Backfill, Delivery, Outage, run
from downtimekit.testing import MemoryTarget, RecordingNotifier, VirtualClock
from tests.ward import (
    ADA,
    ANSWERS,
    BEGAN,
    CLERK,
    EXAMS,
    LATER_NORA,
    NORA,
    NOTES,
    NURSE,
    ROAD,
    a_capture,
    a_chart,
    a_form,
    a_report,
    an_outage,
    reopened,
    written,
)

SIGNALS: tuple[tuple[str, dict[str, str]], ...] = (
    *ROAD,
    ("target_identified", {"target": "vendor_offline"}),
    ("target_identified", {"target": "the printer"}),
    ("update_given", {"news": "Nothing new."}),
    ("interface_validated", {"interface": "hl7-in"}),
    ("interface_failed", {"interface": "adt-in", "reason": "no answer"}),
    ("service_lost", {"reason": "the line dropped"}),
    ("reconciled", {}),
    ("stood_down", {"reason": "false alarm"}),
    ("closed", {}),
    ("closed", {"surprise": "yes"}),
)
PEOPLE: tuple[Patient | WrittenIdentity, ...] = (
    ADA,
    ADA,
    NORA,
    NORA,
    written(LATER_NORA, mrn=NORA.mrn),
    written(NORA, mrn=None),
)
REPORTS = (
    a_report(),
    a_report(density=Density.FATTY),
    a_report(Assessment.BENIGN),
    a_report(Assessment.SUSPICIOUS, final=True),
)
CONTENTS: tuple[Content, ...] = (ANSWERS, NOTES, *REPORTS)
SERIALS = tuple(f"W-{number}" for number in range(6))
NURSE_CONTACT = Contact(
    id="nurse",
    name="Carla Chen",
    roles=(Role.CHARGE_NURSE,),
    channels=(Channel(kind=ChannelKind.EMAIL, address="carla.chen@example.org"),),
)


@define
class Life:
    """One downtime, lived through action by action."""

    clock: VirtualClock = field(factory=lambda: VirtualClock(BEGAN))
    target: MemoryTarget = field(factory=a_chart)
    channel: RecordingNotifier = field(factory=RecordingNotifier)
    walked: int = 0
    outage: Outage = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.outage = an_outage("declared", clock=self.clock)

    def live(self, action: Callable[[Life], object]) -> None:
        """Do one thing; where it is refused, nothing has changed and there is a reason."""
        before = self.outage.standing
        refused: Refused | None = None
        try:
            action(self)
        except Refused as answer:
            refused = answer
        if refused:
            assert refused.reasons
            assert (refused.phase, refused.allowed) == (self.outage.standing.phase, self.outage.allowed())
            assert action is Life.clear_up or self.outage.standing == before

    def walk(self) -> None:
        """Take the next step of the usual road."""
        name, details = ROAD[self.walked % len(ROAD)]
        self.walked += 1
        self.outage.signal(name, by=NURSE, **details)

    def deliver(self, state: ReceiptState) -> None:
        """Tell whoever must be told."""
        self.channel.state = state
        run(Delivery(Directory(contacts=(NURSE_CONTACT,)), [self.channel]).deliver, self.outage, by=NURSE)

    def acknowledge(self) -> None:
        """Let everybody who waits have their notice."""
        for notice, contact in self.outage.standing.not_reached():
            self.outage.acknowledge(notice, contact=contact, by=NURSE)

    def fill_back(self) -> None:
        """Plan, agree and enter."""
        backfill = Backfill(self.outage, self.target)
        backfill.agree(run(backfill.plan), by=CLERK)
        run(backfill.apply, by=CLERK)

    def clear_up(self) -> None:
        """Account for what is out, tell whoever was not told, and go to the end."""
        for serial, state in self.outage.standing.sheets.items():
            if state is SheetState.OUT:
                self.outage.missing(serial, reason="lost", by=CLERK)
        self.fill_back()
        self.deliver(ReceiptState.ACCEPTED)
        self.acknowledge()
        self.outage.signal("reconciled", by=CLERK)
        self.outage.close(by=NURSE)

    def confirm(self, capture: str) -> None:
        """Let a person decide that a sheet is Ada's."""
        self.outage.confirm_identity(capture, mrn=ADA.mrn, reason="seen", by=CLERK)

    def restart(self) -> None:
        """Start the program anew."""
        self.outage = reopened(self.outage)


@st.composite
def captures(draw: st.DrawFn) -> Capture:
    """Draw a sheet that came back."""
    return a_capture(
        f"c{draw(st.integers(0, 9))}",
        of=draw(st.sampled_from(PEOPLE)),
        content=draw(st.sampled_from(CONTENTS)),
        accession=draw(st.sampled_from(["", "", "", EXAMS[ADA.mrn], None])),
        serial=draw(st.sampled_from([None, None, *SERIALS])),
        minute=draw(st.sampled_from([10, 20, 30, -5])),
        replaces=draw(st.sampled_from([(), (), (), ("c0",), ("c1",)])),
    )


def _signal(said: tuple[str, dict[str, str]]) -> Callable[[Life], object]:
    return lambda life: life.outage.signal(said[0], by=NURSE, **said[1])


ACTIONS: st.SearchStrategy[Callable[[Life], object]] = st.one_of(
    st.just(Life.walk),
    st.just(Life.walk),
    st.sampled_from(SIGNALS).map(_signal),
    st.sampled_from([1, 29, 31]).map(lambda m: lambda life: life.clock.advance(timedelta(minutes=m))),
    st.just(lambda life: life.outage.tick(by=NURSE)),
    st.lists(st.sampled_from(SERIALS), min_size=1, max_size=2).map(
        lambda serials: lambda life: life.outage.issue([a_form(serial) for serial in serials], by=NURSE)
    ),
    st.sampled_from(SERIALS).map(lambda s: lambda life: life.outage.void(s, reason="spoiled", by=CLERK)),
    st.sampled_from(SERIALS).map(lambda s: lambda life: life.outage.missing(s, reason="lost", by=CLERK)),
    st.lists(captures(), min_size=1, max_size=3).map(lambda pile: lambda life: life.outage.take_in(pile, by=CLERK)),
    st.lists(captures(), min_size=1, max_size=3).map(lambda pile: lambda life: life.outage.take_in(pile, by=CLERK)),
    st.sampled_from(SERIALS).map(
        lambda s: (
            lambda life: life.outage.take_in(
                [], refused=[CaptureRefused(capture=f"bad-{s}", serial=s, faults=("content: is missing",))], by=CLERK
            )
        )
    ),
    st.sampled_from(["c0", "c1", "c2"]).map(lambda c: lambda life: life.confirm(c)),
    st.sampled_from([ReceiptState.ACCEPTED, ReceiptState.QUEUED]).map(lambda s: lambda life: life.deliver(s)),
    st.just(Life.acknowledge),
    st.just(Life.fill_back),
    st.just(Life.fill_back),
    st.just(Life.clear_up),
    st.just(Life.restart),
)
"""One thing that somebody does."""

LIVES: st.SearchStrategy[Sequence[Callable[[Life], object]]] = st.builds(
    lambda steps, actions: [*[Life.walk] * steps, *actions],
    st.sampled_from([*range(len(ROAD)), *[len(ROAD)] * len(ROAD)]),
    st.lists(ACTIONS, min_size=25, max_size=50),
)
"""A way along the usual road, and then whatever comes."""
