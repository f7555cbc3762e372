"""Whatever people do, and in whatever order: no promise of the procedure is broken, and the journal tells it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.models.breast import BreastReport, ReportStatus
from downtimekit.models.facts import (
    CaptureRefused,
    CaptureTaken,
    Declared,
    Fact,
    FormAccounted,
    FormsIssued,
    NoticeOwed,
    NoticeSettled,
    RecordEntered,
    Signalled,
)
from downtimekit.models.notice import ReceiptState
from downtimekit.playbooks import UNSCHEDULED, Standing
from downtimekit.ports import Commit, Entry
from downtimekit.runtime import Desk, after_action, in_words, summary, timeline
from downtimekit.testing import MemoryJournal
from tests.property.lives import LIVES, Life
from tests.ward import DOWNTIME, INTERFACES


@define
class Onlooker:
    """Watches the facts go by and knows the rules by heart; it shares no code with what it watches."""

    phase: str = "declared"
    valid: list[str] = field(factory=list)
    said: set[str] = field(factory=set)
    out: set[str] = field(factory=set)
    faulty: dict[str, CaptureRefused] = field(factory=dict)
    entered: list[str] = field(factory=list)
    untold: set[str] = field(factory=set)
    reached: dict[tuple[str, str], ReceiptState] = field(factory=dict)

    def see(self, fact: Fact) -> None:
        """Check one fact against what was seen before."""
        match fact:
            case Signalled():
                self.hear(fact)
            case FormsIssued() | FormAccounted() | CaptureTaken() | CaptureRefused():
                self.look_at_paper(fact)
            case RecordEntered(key=key):
                assert self.phase == "backfilling"
                assert key not in self.entered
                self.entered.append(key)
            case NoticeOwed(notice=notice):
                assert notice.id not in self.untold
                self.untold.add(notice.id)
            case NoticeSettled(receipt=receipt):
                self.untold.discard(receipt.notice)
                self.reached[receipt.notice, receipt.contact] = receipt.state

    def look_at_paper(self, fact: FormsIssued | FormAccounted | CaptureTaken | CaptureRefused) -> None:
        """Check where a sheet is."""
        match fact:
            case FormsIssued(forms=forms):
                assert not self.out & {form.serial for form in forms}
                self.out |= {form.serial for form in forms}
            case FormAccounted(serial=serial):
                assert serial in self.out
                self.out.discard(serial)
            case CaptureRefused():
                self.out.discard(fact.serial or "")
                self.faulty[fact.capture] = fact
            case CaptureTaken(capture=capture):
                self.out.discard(capture.serial or "")
                for id_, bad in [*self.faulty.items()]:
                    if id_ in {capture.id, *capture.replaces} or bad.serial == (capture.serial or "?"):
                        del self.faulty[id_]

    def hear(self, fact: Signalled) -> None:
        """Check one signal."""
        assert fact.before == self.phase != "closed"
        getattr(self, f"hear_{fact.signal}", lambda _: None)(fact.subject)
        self.phase = fact.after
        self.said.add(fact.signal)
        if self.phase in {"reconciled", "closed"}:
            assert not self.out
            assert not self.faulty

    def hear_service_restored(self, _: str) -> None:
        self.valid = []

    def hear_service_lost(self, _: str) -> None:
        self.valid = []
        self.said -= {"staff_told", "vendor_support_contacted"}

    def hear_interface_validated(self, interface: str) -> None:
        earlier = INTERFACES[: INTERFACES.index(interface)]
        assert set(earlier) <= set(self.valid)
        self.valid.append(interface)

    def hear_interface_failed(self, interface: str) -> None:
        self.valid = [valid for valid in self.valid if valid != interface]

    def hear_released(self, _: str) -> None:
        assert set(self.valid) == set(INTERFACES)
        assert {"staff_told", "vendor_support_contacted"} <= self.said

    def hear_closed(self, _: str) -> None:
        assert not self.untold
        # What a later notice took the place of need not reach anybody any more.
        assert set(self.reached.values()) <= {
            ReceiptState.ACCEPTED,
            ReceiptState.ACKNOWLEDGED,
            ReceiptState.SUPPRESSED,
        }


def lived(actions: Sequence[Callable[[Life], object]]) -> Life:
    """Live through the actions."""
    life = Life()
    for action in actions:
        life.live(action)
    return life


def entries_of(life: Life) -> Sequence[Entry]:
    """Return everything that the journal holds of a life."""
    return life.outage.journal.read(DOWNTIME)


@settings(max_examples=120)
@given(LIVES)
def test_no_accepted_signal_breaks_a_promise_and_no_refused_one_changes_anything(
    actions: Sequence[Callable[[Life], object]],
) -> None:
    life, onlooker = lived(actions), Onlooker()
    for entry in entries_of(life):
        onlooker.see(entry.fact)
    standing = life.outage.standing

    assert onlooker.phase == standing.phase
    assert standing.refused.keys() == onlooker.faulty.keys()
    assert ("next_update" in standing.promises) <= (standing.phase in {"identifying", "down", "validating"})
    assert ("next_update" in standing.promises) >= (standing.phase in {"down", "validating"})
    if standing.phase == "closed" and "closed" in onlooker.said:
        assert list(standing.open_captures()) == []
        assert set(standing.statuses.values()) <= {ReportStatus.FINAL}


@settings(max_examples=120)
@given(LIVES)
def test_the_chart_holds_what_the_journal_says_and_nothing_twice(actions: Sequence[Callable[[Life], object]]) -> None:
    life = lived(actions)
    entered = [entry.fact for entry in entries_of(life) if isinstance(entry.fact, RecordEntered)]

    assert [fact.key for fact in entered] == [entry.key for entry in life.target.entries]
    standing = life.outage.standing
    records = {record.id: record for record in life.target.records}
    assert set(standing.settled.values()) <= records.keys()
    for record in records.values():
        if isinstance(record.content, BreastReport):
            assert standing.statuses[record.accession or ""] is record.content.status


@pytest.mark.slow
@settings(max_examples=120)
@given(LIVES, st.integers(0, 200))
def test_any_part_of_the_journal_replays_to_the_same_standing(
    actions: Sequence[Callable[[Life], object]], cut: int
) -> None:
    life = lived(actions)
    entries = entries_of(life)
    first, rest = entries[: cut % len(entries) + 1], entries[cut % len(entries) + 1 :]
    journal = MemoryJournal()
    moved(first, journal)
    halfway = Desk(journal=journal, clock=life.clock).outage(DOWNTIME)
    seen = halfway.standing
    frozen = seen.copy()
    moved(rest, journal)

    assert halfway.standing == life.outage.standing
    assert Desk(journal=journal).outage(DOWNTIME).standing == life.outage.standing
    assert seen == frozen == folded(first)


def moved(entries: Sequence[Entry], journal: MemoryJournal) -> None:
    """Move entries to another journal, one by one."""
    for entry in entries:
        command = "declare" if entry.version == 1 else f"moved-{entry.version}"
        journal.append(Commit(DOWNTIME, entry.version - 1, command, entry.at, entry.by, [entry.fact]))


def folded(entries: Sequence[Entry]) -> Standing:
    """Fold entries one by one."""
    first, *others = entries
    assert isinstance(first.fact, Declared)
    standing = Standing.begin(first.fact, UNSCHEDULED)
    for entry in others:
        standing.fold(entry.fact, version=entry.version, at=entry.at)
    return standing


@settings(max_examples=30)
@given(LIVES)
def test_every_life_can_be_told(actions: Sequence[Callable[[Life], object]]) -> None:
    life = lived(actions)
    entries, standing = entries_of(life), life.outage.standing
    told = list(timeline(entries, playbook=life.outage.playbook, downtime=standing.downtime))

    assert told
    assert in_words(told, downtime=standing.downtime).count("\n") == len(told)
    assert "Still open" in summary(after_action(entries, playbook=life.outage.playbook, standing=standing))
    known = {task.name for task in life.outage.playbook.tasks}
    assert {task.name for task in life.outage.open_tasks()} <= known
