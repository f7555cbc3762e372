"""Whatever comes back, in whatever order: nothing is written twice, to the wrong patient, or without being said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.backfill import CLOSED, OPEN, Paper, lookup_for, make_plan
from downtimekit.models.breast import Assessment, Density, Finding, FindingKind, Laterality
from downtimekit.models.capture import Capture, Content, RecordKind
from downtimekit.models.chart import ChartEntry, ChartOrder
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.patient import Patient, WrittenIdentity
from downtimekit.models.plan import Plan, Verdict
from downtimekit.runtime import Backfill, run
from downtimekit.testing.memory_target import MemoryTarget
from tests.ward import (
    ADA,
    ANN,
    ANNA,
    ANSWERS,
    CLERK,
    DAY,
    EXAMS,
    LATER_NORA,
    NORA,
    NOTES,
    ORDERS,
    PATIENTS,
    a_capture,
    a_downtime,
    a_form,
    a_report,
    after,
    an_outage,
    written,
)

SECOND_EXAM = ChartOrder(accession="A-9", mrn=ADA.mrn, day=DAY)
FORMS = {form.serial: form for form in (a_form("W-1"), a_form("W-2", of=NORA), a_form("W-3", of=ANNA))}
MASS = Finding(number=1, side=Laterality.LEFT, kind=FindingKind.MASS)
CONTENTS: tuple[Content, ...] = (
    ANSWERS,
    ANSWERS.model_copy(update={"implants": True}),
    NOTES,
    a_report(),
    a_report(density=Density.FATTY),
    a_report(density=Density.SCATTERED, findings=[MASS]),
    a_report(Assessment.SUSPICIOUS, findings=[MASS.model_copy(update={"assessment": Assessment.SUSPICIOUS})]),
    a_report(Assessment.NEGATIVE, final=True),
)
SHEETS_SAY: tuple[Patient | WrittenIdentity, ...] = (
    *PATIENTS,
    WrittenIdentity(mrn=ADA.mrn),
    written(ADA, mrn=None),
    written(ADA, mrn=NORA.mrn),
    written(LATER_NORA, mrn=NORA.mrn),
    written(NORA, mrn=None),
    written(ANN, mrn=ANNA.mrn),
    written(ANNA, mrn=ANN.mrn),
    written(ANNA, mrn=None, given=None),
    written(ANN, mrn="T-9999"),
    WrittenIdentity(),
)


@st.composite
def piles(draw: st.DrawFn) -> list[Capture]:
    """Draw a pile of sheets, each keyed under an id of its own."""
    number = draw(st.integers(1, 8))
    return [
        a_capture(
            f"c{place}",
            of=draw(st.sampled_from([ADA, ADA, NORA]) | st.sampled_from(SHEETS_SAY)),
            content=draw(st.sampled_from(CONTENTS)),
            accession=draw(st.just("") | st.sampled_from([None, EXAMS[ADA.mrn], EXAMS[NORA.mrn], "A-9", "A-99"])),
            serial=draw(st.none() | st.none() | st.sampled_from(["W-1", "W-2", "W-3", "X-1", "X-2"])),
            minute=draw(st.sampled_from([10] * 4 + [20] * 4 + [-1])),
            keyed=draw(st.sampled_from([240, 250])),
        )
        for place in range(number)
    ]


def a_chart() -> MemoryTarget:
    """Return a chart in which Ada has two exams."""
    return MemoryTarget(PATIENTS, (*ORDERS, SECOND_EXAM))


def planned(pile: Sequence[Capture], target: MemoryTarget, *, confirmed: dict[str, str] | None = None) -> Plan:
    """Plan a pile against what a chart holds, without a journal that remembers anything."""
    paper = Paper(captures=pile, issued=FORMS, confirmed=confirmed or {})
    chart = run(target.look_up, lookup_for(paper))
    return make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN)


def entered(plan: Plan, target: MemoryTarget) -> None:
    """Write a plan; the chart accepts all of it."""
    for entry in plan.entries():
        run(target.write, entry)


@given(piles(), st.randoms(use_true_random=False))
def test_the_order_of_the_pile_does_not_matter(pile: list[Capture], dice: Random) -> None:
    shuffled = pile.copy()
    dice.shuffle(shuffled)

    assert planned(shuffled, a_chart()) == planned(pile, a_chart())


@given(piles(), st.lists(st.integers(0, 8), max_size=3))
def test_the_batches_in_which_a_pile_is_typed_in_do_not_matter(pile: list[Capture], cuts: list[int]) -> None:
    whole, parts, target = an_outage(), an_outage(), a_chart()
    whole.take_in(pile, by=CLERK)
    for start, end in pairwise(sorted([0, *cuts, len(pile)])):
        parts.take_in(pile[start:end], by=CLERK)

    assert run(Backfill(parts, target).plan).decisions == run(Backfill(whole, target).plan).decisions


@given(piles())
def test_every_sheet_is_in_exactly_one_decision(pile: list[Capture]) -> None:
    plan = planned(pile, a_chart())
    kinds = {capture.id: capture.kind for capture in pile}

    assert sorted(id_ for decision in plan.decisions for id_ in decision.captures) == sorted(kinds)
    for decision in plan.decisions:
        assert {kinds[id_] for id_ in decision.captures} == {decision.kind}
        assert len(decision.captures) == len(decision.sheets)
        assert (decision.entry is not None) == (decision.verdict in (Verdict.CREATE, Verdict.UPDATE))
        assert bool(decision.doubts) == (decision.verdict in (Verdict.REVIEW, Verdict.HELD))


@given(piles())
def test_no_exam_gets_two_records_of_a_kind(pile: list[Capture]) -> None:
    places = [(entry.accession, entry.kind) for entry in planned(pile, a_chart()).entries()]

    assert len(places) == len(set(places))


@given(piles())
def test_planning_again_after_entering_writes_nothing(pile: list[Capture]) -> None:
    target = a_chart()
    entered(planned(pile, target), target)
    records = target.records

    assert planned(pile, target).entries() == ()
    assert target.records == records


@given(piles())
def test_a_journal_that_remembers_plans_the_same_as_one_that_looks(pile: list[Capture]) -> None:
    outage, target = an_outage(), a_chart()
    outage.take_in(pile, by=CLERK)
    backfill = Backfill(outage, target)
    backfill.agree(run(backfill.plan), by=CLERK)
    run(backfill.apply, by=CLERK)
    left = run(backfill.plan)

    assert left.entries() == ()
    assert {id_ for d in left.decisions if d.verdict is Verdict.SKIP_DUPLICATE for id_ in d.captures} == set(
        outage.standing.settled
    )


@given(piles())
def test_nothing_is_written_to_whom_the_sheet_does_not_name(pile: list[Capture]) -> None:
    patients = {patient.mrn: patient for patient in PATIENTS}
    exams = {order.accession: order.mrn for order in (*ORDERS, SECOND_EXAM)}
    sheets = {capture.id: capture for capture in pile}
    for decision in planned(pile, a_chart()).decisions:
        if decision.entry is None:
            continue
        owner = patients[decision.entry.mrn]
        assert exams[decision.entry.accession or ""] == owner.mrn
        for sheet in (sheets[id_] for id_ in decision.captures):
            assert fits(sheet, owner)
            assert sheet.accession in {None, decision.entry.accession}
            if sheet.serial in FORMS:
                assert FORMS[sheet.serial].mrn == owner.mrn
                assert FORMS[sheet.serial].accession == decision.entry.accession


def fits(sheet: Capture, owner: Patient) -> bool:
    """Say whether a sheet is this patient's, and nobody else's, as a strict clerk sees it."""
    says = sheet.patient
    same_person = (says.family, says.birth_date) == (owner.family, owner.birth_date) and says.given == owner.given
    if says.mrn is None:
        return same_person and sheet.accession is not None
    return says.mrn == owner.mrn and (same_person or says == WrittenIdentity(mrn=says.mrn))


@given(piles(), st.lists(st.tuples(st.sampled_from([*ORDERS, SECOND_EXAM]), st.sampled_from(CONTENTS)), max_size=6))
def test_what_somebody_else_wrote_into_the_chart_is_never_written_over(
    pile: list[Capture], by_hand: list[tuple[ChartOrder, Content]]
) -> None:
    target = a_chart()
    places = {(order.accession, content.record): (order, content) for order, content in by_hand}
    for number, (order, content) in enumerate(places.values()):
        late = LateEntry(occurred_at=after(5), performed_by="Rosa Reyes, MD", recorded_at=after(6), entered_by="RIS")
        entry = ChartEntry(
            key=f"by-hand-{number}",
            kind=RecordKind(content.record),
            mrn=order.mrn,
            accession=order.accession,
            content=content,
            late=late,
        )
        run(target.write, entry)
    plan = planned(pile, target)

    assert [entry for entry in plan.entries() if (entry.accession, entry.kind.value) in places] == []
    for decision in plan.decisions:
        if decision.verdict is Verdict.SKIP_DUPLICATE:
            assert (decision.accession, decision.kind.value) in places


@given(piles())
def test_a_report_is_entered_whole_or_waits_whole(pile: list[Capture]) -> None:
    plan = planned(pile, a_chart())
    claimed = {
        (decision.accession, decision.kind) for decision in plan.waiting() if decision.accession and decision.doubts
    }

    assert [entry for entry in plan.entries() if (entry.accession, entry.kind) in claimed] == []


@given(piles())
def test_nothing_is_entered_before_the_release(pile: list[Capture]) -> None:
    paper = Paper(captures=pile, issued=FORMS)
    target = a_chart()
    chart = run(target.look_up, lookup_for(paper))
    held = make_plan(paper, chart=chart, downtime=a_downtime(), gate=CLOSED)
    free = make_plan(paper, chart=chart, downtime=a_downtime(), gate=OPEN)

    assert held.entries() == ()
    assert [d.captures for d in held.decisions if d.verdict is Verdict.HELD] == [
        d.captures for d in free.decisions if d.entry or d.verdict is Verdict.HELD
    ]


@given(piles(), st.sampled_from(PATIENTS))
def test_a_persons_decision_never_moves_a_sheet_to_another_patients_exam(pile: list[Capture], named: Patient) -> None:
    confirmed = {pile[0].id: named.mrn}
    exams = {order.accession: order.mrn for order in (*ORDERS, SECOND_EXAM)}
    plan = planned(pile, a_chart(), confirmed=confirmed)

    for entry in plan.entries():
        assert exams[entry.accession or ""] == entry.mrn
    for decision in plan.decisions:
        if decision.entry and pile[0].id in decision.captures:
            assert decision.entry.mrn == named.mrn
