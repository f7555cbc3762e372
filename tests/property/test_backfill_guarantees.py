"""What back-fill promises, whatever came back, whatever the target answers, and whenever the power goes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from attrs import define, field
from hypothesis import given, settings
from hypothesis import strategies as st

from downtimekit.backfill.amending import is_final
from downtimekit.errors import OutcomeUnknown, Rejected, Unreachable
from downtimekit.models.capture import Capture, Content
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.facts import PlanAgreed
from downtimekit.models.patient import Patient
from downtimekit.models.plan import Decision, PlanContinued, Verdict
from downtimekit.ports import BackfillTarget
from downtimekit.runtime import Applied, Backfill, Desk, Manner, Outage, Patience, run
from downtimekit.testing import FailingTarget, Fuse, MemoryJournal, RecordingTarget
from downtimekit.testing.journals import FailingJournal
from downtimekit.testing.memory_target import MemoryTarget
from downtimekit.testing.trouble import PowerCut
from tests.property.test_plans import SECOND_EXAM, a_chart, piles
from tests.ward import (
    ADA,
    ANSWERS,
    CLERK,
    DOWNTIME,
    LATER_NORA,
    NORA,
    NOTES,
    ORDERS,
    PATIENTS,
    a_capture,
    a_report,
    an_outage,
    enter,
    reopened,
)

FEW = settings(max_examples=10)
HASTE = Manner(patience=Patience(tries=2, wait_seconds=0, lost_after=2))
MOST_RUNS = 200
SHEETS: Sequence[Content] = (ANSWERS, NOTES, a_report(), a_report(final=True))

Ending = tuple[dict[str, tuple[str, str, Content]], set[str], set[str]]


def taken_in(pile: Sequence[Capture]) -> Outage:
    """Return a downtime in back-fill to which a pile came back."""
    outage = an_outage()
    outage.take_in(pile, by=CLERK)
    return outage


def agreed(outage: Outage, target: BackfillTarget) -> Backfill:
    """Agree to a plan."""
    backfill = Backfill(outage, target, manner=HASTE)
    backfill.agree(run(backfill.plan), by=CLERK)
    return backfill


def ending(outage: Outage, target: MemoryTarget) -> Ending:
    """Return what is in the chart by its key, and what the journal says of it."""
    chart = {one.key: (one.place, one.kind.value, one.content) for one in target.records}
    standing = reopened(outage).standing
    return chart, set(standing.in_chart), set(standing.settled)


# Replay


@FEW
@given(piles())
def test_whoever_enters_again_writes_nothing(pile: list[Capture]) -> None:
    outage, target = taken_in(pile), RecordingTarget(a_chart())
    backfill = agreed(outage, target)
    run(backfill.apply, by=CLERK)
    sent = len(target.sent)
    again = Backfill(reopened(outage), target)

    assert run(again.apply, by=CLERK) == Applied()
    again.agree(run(again.plan), by=CLERK)
    assert run(again.apply, by=CLERK) == Applied()
    assert len(target.sent) == sent


# Kills


def killed(pile: Sequence[Capture], fuse: Fuse, *, at_once: int) -> tuple[Outage, MemoryTarget]:
    """Enter a pile with a power cut somewhere, and go on in another process."""
    journal, chart = MemoryJournal(), a_chart()
    outage = an_outage(journal=journal)
    outage.take_in(pile, by=CLERK)
    backfill = agreed(outage, chart)
    mortal = Desk(journal=FailingJournal(journal, fuse=fuse), clock=outage.clock).outage(DOWNTIME)
    manner = Manner(at_once=at_once, patience=backfill.manner.patience)
    try:
        run(Backfill(mortal, FailingTarget(chart, fuse=fuse), manner=manner).apply, by=CLERK)
    except PowerCut:
        assert fuse.after is not None
    run(Backfill(reopened(outage), chart).apply, by=CLERK)
    return outage, chart


@FEW
@given(piles(), st.integers(0, 40), st.sampled_from([1, 3]))
def test_the_end_is_the_same_whenever_the_power_goes(pile: list[Capture], moment: int, at_once: int) -> None:
    quiet, cut = killed(pile, Fuse(), at_once=1), killed(pile, Fuse(moment), at_once=at_once)

    assert ending(*cut) == ending(*quiet)
    assert len(cut[1].entries) == len(quiet[1].entries)


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [1, 2, 8])
def test_the_end_is_the_same_at_every_single_moment(at_once: int) -> None:
    pile = [
        a_capture(f"{patient.mrn}-{place}", of=patient, content=content)
        for patient in PATIENTS
        for place, content in enumerate([*SHEETS[:2], SHEETS[3]])
    ]
    whole = Fuse()
    quiet = killed(pile, whole, at_once=at_once)
    assert whole.passed > 3 * len(pile)
    for moment in range(whole.passed):
        cut = killed(pile, Fuse(moment), at_once=at_once)
        assert ending(*cut) == ending(*quiet), moment
        assert len(cut[1].entries) == len(pile)


# Order and batches


@FEW
@given(
    st.lists(st.tuples(st.sampled_from(PATIENTS), st.sampled_from(SHEETS)), max_size=8),
    st.randoms(use_true_random=False),
    st.lists(st.integers(0, 8), max_size=3),
)
def test_the_order_and_the_batches_in_which_sheets_are_entered_do_not_matter(
    sheets: list[tuple[Patient, Content]], dice: Random, cuts: list[int]
) -> None:
    one_each = {(patient.mrn, content.record): (patient, content) for patient, content in sheets}
    pile = [
        a_capture(f"{mrn}-{record}", of=patient, content=content)
        for (mrn, record), (patient, content) in sorted(one_each.items())
    ]
    whole, parts, at_once, one_by_one = taken_in(pile), an_outage(), a_chart(), a_chart()
    enter(whole, at_once)
    shuffled = pile.copy()
    dice.shuffle(shuffled)
    for start, end in pairwise(sorted([0, *cuts, len(pile)])):
        parts.take_in(shuffled[start:end], by=CLERK)
        enter(parts, one_by_one)

    assert ending(parts, one_by_one) == ending(whole, at_once)


# Targets that lie, fail and refuse


WAYS = ("works", "lost", "kept_and_lost", "away", "pause", "fault", "blind", "lies")


@define
class Wild:
    """A target of which every answer may be wrong, while the chart behind it keeps its promise."""

    chart: MemoryTarget
    ways: list[str]
    refuses: frozenset[str] = frozenset()
    sent: list[ChartEntry] = field(factory=list)

    def _way(self) -> str:
        return self.ways.pop() if self.ways else "works"

    async def look_up(self, wanted: Lookup) -> Chart:
        return await self.chart.look_up(wanted)

    async def find(self, key: str) -> str | None:
        way = self._way()
        if way in {"away", "pause"}:
            raise Unreachable(retry_after=0.001 if way == "pause" else None)
        if way == "fault":
            raise KeyError(key)
        return await self.chart.find(key)

    async def write(self, entry: ChartEntry) -> str:
        self.sent.append(entry)
        way = self._way()
        if entry.mrn in self.refuses:
            raise Rejected("the chart is locked")
        if way in {"away", "pause"}:
            raise Unreachable(retry_after=0.001 if way == "pause" else None)
        if way == "lies":
            return "record-of-nobody"
        if way != "lost":
            answer = await self.chart.write(entry)
            if way == "works":
                return answer
        if way == "fault":
            raise TimeoutError
        raise OutcomeUnknown


@FEW
@given(
    piles(),
    st.lists(st.sampled_from(WAYS), max_size=30),
    st.sets(st.sampled_from([patient.mrn for patient in PATIENTS]), max_size=2),
    st.sampled_from([1, 4]),
)
def test_a_wild_target_ends_with_every_record_once_or_refused(
    pile: list[Capture], ways: list[str], refuses: set[str], at_once: int
) -> None:
    outage, chart = taken_in(pile), a_chart()
    wild = Wild(chart, ways, frozenset(refuses))
    wanted = {entry.key: entry for entry in agreed(outage, chart).outage.standing.owed.values()}
    backfill = Backfill(outage, wild, manner=Manner(at_once=at_once, read_back=True, patience=HASTE.patience))
    for _ in range(MOST_RUNS):
        was_tame = not ways
        applied = run(backfill.apply, by=CLERK)
        assert applied.left.keys() == outage.standing.owed.keys()
        if was_tame:
            break

    standing = reopened(outage).standing
    blocked = {*standing.rejected, *standing.owed}
    assert all(blocked.intersection(entry.needs) for entry in standing.owed.values())
    assert {entry.key for entry in chart.entries} == set(standing.in_chart)
    assert len(chart.entries) == len({entry.key for entry in chart.entries})
    assert {record.id for record in chart.records} == set(standing.in_chart.values())
    refused = {key for key, entry in wanted.items() if entry.mrn in refuses}
    assert standing.rejected.keys() <= refused <= blocked
    assert all(wanted[entry.key] == entry for entry in wild.sent)


# Never


@FEW
@given(piles(), st.sampled_from([ADA, NORA]), st.sampled_from([LATER_NORA, NORA]))
def test_nothing_is_ever_sent_to_a_chart_that_was_merged_away(
    pile: list[Capture], retired: Patient, survivor: Patient
) -> None:
    if retired == survivor:
        return
    merged = retired.model_copy(update={"merged_into": survivor.mrn})
    others = [patient for patient in PATIENTS if patient.mrn != retired.mrn]
    chart = MemoryTarget([*others, merged], (*ORDERS, SECOND_EXAM))
    target = RecordingTarget(chart)
    run(agreed(taken_in(pile), target).apply, by=CLERK)

    assert retired.mrn not in {entry.mrn for entry in target.sent}


@FEW
@given(piles(), piles())
def test_what_is_final_is_never_edited_in_place_neither_to_enter_nor_to_take_back(
    pile: list[Capture], later: list[Capture]
) -> None:
    outage, chart = taken_in(pile), a_chart()
    run(agreed(outage, chart).apply, by=CLERK)
    before = {record.id: record for record in chart.records if is_final(record.content)}
    outage.take_in([one.model_copy(update={"id": f"later-{one.id}"}) for one in later], by=CLERK)
    run(agreed(outage, chart).apply, by=CLERK)
    backfill = Backfill(outage, chart)
    if outage.standing.in_chart:
        backfill.agree(run(backfill.undo, tuple(outage.standing.in_chart), reason="wrong day", by=CLERK), by=CLERK)
        run(backfill.apply, by=CLERK)

    after = {record.id: record for record in chart.records}
    assert {id_: after[id_] for id_ in before} == before


@FEW
@given(piles())
def test_every_decision_is_in_the_journal_with_its_reason(pile: list[Capture]) -> None:
    outage, target = taken_in(pile), a_chart()
    run(agreed(outage, target).apply, by=CLERK)
    agreed(outage, target)
    told: dict[str, Decision] = {}
    for entry in outage.journal.read(outage.id):
        if isinstance(entry.fact, PlanAgreed):
            told |= _by_capture(entry.fact.plan.decisions)
        elif isinstance(entry.fact, PlanContinued):
            told |= _by_capture(entry.fact.decisions)

    assert told.keys() == {capture.id for capture in pile}
    for decision in told.values():
        is_explained = decision.doubts or decision.entry or decision.verdict is Verdict.SKIP_DUPLICATE
        assert is_explained or not decision.verdict.writes, decision.audit
        assert decision.audit.startswith(decision.verdict.value)


def _by_capture(decisions: Sequence[Decision]) -> dict[str, Decision]:
    return {capture: decision for decision in decisions for capture in decision.captures}


# Taking back


@FEW
@given(piles(), st.integers(0, 30))
def test_what_is_taken_back_stays_so_and_twice_is_nothing(pile: list[Capture], moment: int) -> None:
    outage, chart = taken_in(pile), a_chart()
    run(agreed(outage, chart).apply, by=CLERK)
    keys = tuple(outage.standing.in_chart)
    backfill = Backfill(outage, FailingTarget(chart, fuse=Fuse(moment)))
    backfill.agree(run(backfill.undo, keys, reason="wrong day", by=CLERK), by=CLERK)
    try:
        run(backfill.apply, by=CLERK)
    except PowerCut:
        run(Backfill(reopened(outage), chart).apply, by=CLERK)
    alive = [one for one in chart.records if not one.withdrawn and not is_final(one.content)]

    assert [one.content.record for one in alive if one.content.record != "addendum"] == []
    assert run(Backfill(outage, chart).undo, keys, reason="wrong day", by=CLERK).decisions == ()
    assert run(Backfill(reopened(outage), chart).plan).entries() == ()
