"""Random signals about random sites, at random times, over every shipped playbook: the promises that hold of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.errors import Refused
from downtimekit.models.downtime import Downtime, Scheduled, Window
from downtimekit.models.downtime.tracks import TrackState
from downtimekit.models.facts import (
    Declared,
    Fact,
    NoticeOwed,
    NoticeSettled,
    Promised,
    PromiseEnded,
    Signalled,
    TaskDone,
)
from downtimekit.models.notice import Receipt, ReceiptState
from downtimekit.playbooks import Playbook, Standing
from downtimekit.playbooks.decide import Report, allowed, decide, declare
from downtimekit.playbooks.due import decide_at, up_to
from downtimekit.playbooks.library import SHIPPED
from downtimekit.playbooks.scope import EVERYTHING, Scope
from downtimekit.playbooks.tasks import open_tasks
from tests.ward import BEGAN

SITES = ("west", "east", "north")
SERVICES = ("RIS", "PACS")
WINDOW = Window.model_validate({"zone": "UTC", "starts": "2026-03-03T14:22", "ends": "2026-03-03T15:22"})
DETAILS: Mapping[str, Sequence[str]] = {"target": ("customer_wan", "power"), "interface": ("adt-in", "oru-out", "x")}
ABOUT_WHAT_IS_SAID = {"detail_missing", "detail_unknown", "detail_unexpected"}
TOWARDS_THE_END: Sequence[tuple[str, Mapping[str, str]]] = (
    ("help_desk_contacted", {"ticket": "1"}),
    ("target_identified", {"target": "power"}),
    ("window_began", {}),
    ("credentials_obtained", {}),
    ("service_restored", {}),
    ("staff_told", {}),
    ("vendor_support_contacted", {"ticket": "2"}),
    ("interface_validated", {"interface": "adt-in"}),
    ("interface_validated", {"interface": "oru-out"}),
    ("released", {}),
    ("backfill_started", {}),
    ("reconciled", {}),
    ("closed", {}),
)
SCOPES = st.one_of(
    st.just(EVERYTHING),
    st.just(EVERYTHING),
    st.builds(
        Scope,
        st.lists(st.sampled_from(SITES), max_size=2, unique=True),
        st.lists(st.sampled_from(SERVICES), max_size=1),
    ),
)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 99),
        SCOPES,
        st.integers(0, 5),
        st.sampled_from([0, 0, 1, 16, 31, 500, 1441]),
        st.sampled_from([None, None, None, 0, 3, -3, 400]),
    ),
    min_size=10,
    max_size=40,
)
"""Which of the signals that lead somewhere, about what, with which words, after how many minutes, and dated when."""


@define
class Walk:
    """One downtime without a journal, whose every step is looked at."""

    playbook: Playbook
    standing: Standing
    minutes: int = 0
    facts: list[tuple[Fact, int]] = field(factory=list)
    refused: list[Refused] = field(factory=list)

    @classmethod
    def begun(cls, playbook: Playbook) -> Walk:
        """Declare a downtime of two services at three sites."""
        said: dict[str, object] = {"event": Scheduled(window=WINDOW)} if playbook.name == "scheduled" else {}
        about = {"id": "w", "playbook": playbook.name, "playbook_digest": playbook.digest, "began_at": BEGAN}
        about |= {"sites": SITES, "services": SERVICES, "interfaces": ("adt-in", "oru-out")}
        declared, *others = declare(playbook, downtime=Downtime.model_validate(about | said))
        assert isinstance(declared, Declared)
        walk = cls(playbook, Standing.begin(declared, playbook), facts=[(declared, 0)])
        walk.take(others)
        return walk

    def take(self, facts: Sequence[Fact]) -> None:
        """Fold facts."""
        for fact in facts:
            self.facts.append((fact, self.minutes))
            self.standing.fold(fact, version=self.standing.version + 1, at=BEGAN + timedelta(minutes=self.minutes))

    def step(self, number: int, scope: Scope, word: int, wait: int, ago: int | None) -> None:
        """Report something that may lead on, and look at the answer."""
        self.minutes += wait
        if number >= 80:
            self.push(scope)
            return
        now = BEGAN + timedelta(minutes=self.minutes)
        possible = [
            signal
            for signal in self.playbook.signals
            if any(self.playbook.move(signal.name, phase=phase) for phase, n in self.standing.census.items() if n)
        ] or list(self.playbook.signals)
        signal = possible[number % len(possible)]
        details = {
            d.name: DETAILS.get(d.name, ("words",))[word % len(DETAILS.get(d.name, ("words",)))] for d in signal.details
        }
        happened_at = None if ago is None else now - timedelta(minutes=ago)
        self.report(Report(signal.name, details, scope, happened_at))

    def report(self, report: Report) -> None:
        """Report something; where it is refused, nothing has changed."""
        before = self.standing.copy()
        try:
            facts = decide_at(self.standing, report, now=BEGAN + timedelta(minutes=self.minutes))
        except Refused as refusal:
            assert self.standing == before
            self.refused.append(refusal)
        else:
            self.take(facts)
            self.told_all()

    def push(self, scope: Scope) -> None:
        """Go on towards the end as far as it goes, for some sites."""
        known = {signal.name for signal in self.playbook.signals}
        for name, details in TOWARDS_THE_END:
            if name in known:
                self.report(Report(name, details, EVERYTHING if self.playbook.signal(name).whole else scope))
                rolled_up(self.standing)

    def told_all(self) -> None:
        """Tell everybody, and do what is to be done by hand, so that the end can be reached."""
        at = BEGAN + timedelta(minutes=self.minutes)
        told = [Receipt(notice=n.id, contact="c", state=ReceiptState.ACCEPTED, at=at) for n in self.standing.untold()]
        self.take([NoticeSettled(receipt=receipt) for receipt in told])
        by_hand = {task.name for task in self.playbook.tasks if not (task.done_by or task.until)}
        open_now = [task for task in open_tasks(self.standing, now=at) if task.name in by_hand]
        self.take([TaskDone(task=task.name, subject=task.subject) for task in open_now[:2]])


def walked(playbook: Playbook, steps: Sequence[tuple[int, Scope, int, int, int | None]]) -> Walk:
    """Walk through random steps."""
    walk = Walk.begun(playbook)
    for step in steps:
        walk.step(*step)
        rolled_up(walk.standing)
    return walk


def rolled_up(standing: Standing) -> None:
    """What is said of the whole follows from its tracks."""
    phases = Counter(track.phase for track in standing.tracks.values())
    assert phases == Counter({phase: count for phase, count in standing.census.items() if count})
    assert min(standing.census.values()) >= 0
    assert standing.playbook.rank(standing.phase) == min(map(standing.playbook.rank, phases))
    for track in standing.tracks.values():
        assert track.state is standing.playbook.phase(track.phase).state
        assert track.is_in_order, track
        if track.track is not None:
            assert track.track.state is track.state
        else:
            assert track.state is TrackState.RELEASED
    if standing.is_over:
        assert standing.promises == {}
        assert open_tasks(standing, now=BEGAN) == ()
        assert allowed(standing, now=BEGAN) == ()


def replayed(walk: Walk) -> Standing:
    """Return where the downtime stands by its facts alone."""
    (first, _), *others = walk.facts
    assert isinstance(first, Declared)
    standing = Standing.begin(first, walk.playbook)
    for fact, minutes in others:
        standing.fold(fact, version=standing.version + 1, at=BEGAN + timedelta(minutes=minutes))
    return standing


def kept_promises(walk: Walk) -> None:
    """No deadline ends that does not stand, and no notice is owed twice."""
    stand: set[str] = set()
    owed: set[str] = set()
    for fact, _ in walk.facts:
        match fact:
            case Promised():
                stand.add(fact.key)
            case PromiseEnded():
                assert fact.key in stand, fact
                stand.discard(fact.key)
            case NoticeOwed():
                assert fact.notice.id not in owed
                owed.add(fact.notice.id)
                assert "$" not in fact.notice.subject + fact.notice.body
    assert set(walk.standing.promises) <= stand


def exactly_allowed(walk: Walk) -> None:
    """What is said to be allowed is what only lacks its words, and nothing else is."""
    now = BEGAN + timedelta(minutes=walk.minutes)
    named = allowed(walk.standing, now=now)
    found = []
    for signal in walk.playbook.signals:
        try:
            decide_at_once(walk.standing, signal.name, now)
        except Refused as refusal:
            if {reason.code for reason in refusal.reasons} - ABOUT_WHAT_IS_SAID:
                continue
        found.append(signal.name)
    assert set(named) == set(found)
    assert len(named) == len(set(named))


def decide_at_once(standing: Standing, name: str, now: datetime) -> Sequence[Fact]:
    """Return what follows from a signal that says nothing, as if nothing had come due."""
    return decide(standing, Report(name, {}), now=now)


def well_refused(refusals: Sequence[Refused]) -> None:
    """Whoever is refused is told why, in words, and what would help."""
    for refusal in refusals:
        assert refusal.reasons
        for reason in refusal.reasons:
            assert reason.words
            assert reason.remedy, reason
        assert len(set(refusal.reasons)) == len(refusal.reasons)
        assert refusal.phase


BOOKS = pytest.mark.parametrize("playbook", SHIPPED, ids=lambda playbook: playbook.name)


def keeps_every_promise(playbook: Playbook, steps: Sequence[tuple[int, Scope, int, int, int | None]]) -> None:
    """Walk, and look at everything."""
    walk = walked(playbook, steps)
    assert replayed(walk) == walk.standing
    kept_promises(walk)
    exactly_allowed(walk)
    well_refused(walk.refused)
    signalled = [fact for fact, _ in walk.facts if isinstance(fact, Signalled)]
    assert all(earlier.after == later.before for earlier, later in pairwise(signalled))


@BOOKS
@settings(max_examples=24)
@given(steps=STEPS)
def test_every_playbook_keeps_its_promises(
    playbook: Playbook, steps: Sequence[tuple[int, Scope, int, int, int | None]]
) -> None:
    keeps_every_promise(playbook, steps)


@pytest.mark.slow
@BOOKS
@settings(max_examples=400)
@given(steps=STEPS)
def test_every_playbook_keeps_its_promises_for_long(
    playbook: Playbook, steps: Sequence[tuple[int, Scope, int, int, int | None]]
) -> None:
    keeps_every_promise(playbook, steps)


@BOOKS
@settings(max_examples=12)
@given(steps=STEPS)
def test_a_host_that_looks_at_the_clock_seldom_ends_where_one_does_that_looks_often(
    playbook: Playbook, steps: Sequence[tuple[int, Scope, int, int, int | None]]
) -> None:
    walk = walked(playbook, steps[:12])
    end = walk.minutes + 900
    seldom = up_to(walk.standing, now=BEGAN + timedelta(minutes=end))[1]
    often = walk.standing
    for minutes in range(walk.minutes, end + 1, 30):
        often = up_to(often, now=BEGAN + timedelta(minutes=minutes))[1]

    assert {name: track.phase for name, track in seldom.tracks.items()} == {
        name: track.phase for name, track in often.tracks.items()
    }
    assert seldom.promises.keys() == often.promises.keys()
