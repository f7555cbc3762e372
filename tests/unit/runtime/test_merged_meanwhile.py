"""Numbers change while paper is entered: nothing goes under a retired number, and nothing is entered twice for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import frozen

from downtimekit.models.capture import Capture
from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.patient import Patient
from downtimekit.models.plan import Verdict
from downtimekit.models.prescriptions import Allergy
from downtimekit.models.registration import Merge, MergedPair, NumberChange, PatientEvent, Unmerge
from downtimekit.ports import BackfillTarget
from downtimekit.runtime import Applied, Backfill, Outage, run
from downtimekit.testing import MemoryTarget
from tests.ward import ADA, CLERK, EXAMS, NOTES, ORDERS, PATIENTS, a_capture, after, an_outage, codes

OTHER_ADA = ADA.model_copy(update={"mrn": "T-2001"})
LATER = after(24 * 60)
PENICILLIN = Allergy(substance="penicillin")
SHEETS = (a_capture("answers"), a_capture("notes", content=NOTES))
ALLERGY = a_capture("allergy", content=PENICILLIN, accession=None)

CHANGED = "whose it is, or what its sheet says, has changed since it was agreed to: plan again"

MERGED = Merge(pairs=(MergedPair(survivor=OTHER_ADA, prior=ADA.mrn),), occurred_at=LATER)
RENUMBERED = NumberChange(patient=OTHER_ADA, prior=ADA.mrn, occurred_at=LATER)
PARTED = Unmerge(
    prior=ADA.mrn, survivor=OTHER_ADA.mrn, reason="two sisters", occurred_at=after(48 * 60), entered_by="Robin Roe"
)


def a_chart() -> MemoryTarget:
    """Return a system that has both numbers, and is told of no merge."""
    return MemoryTarget([*PATIENTS, OTHER_ADA], ORDERS)


def an_outage_with(*captures: Capture) -> Outage:
    outage = an_outage()
    outage.take_in(captures, by=CLERK)
    return outage


def hear(outage: Outage, event: PatientEvent) -> None:
    outage.hear_patient_event(event, id=f"MSG-{event.kind}", by=CLERK)


def agree(backfill: Backfill) -> None:
    backfill.agree(run(backfill.plan), by=CLERK)


def apply(backfill: Backfill) -> Applied:
    return run(backfill.apply, by=CLERK)


def where(target: MemoryTarget) -> list[tuple[str, str]]:
    return [(record.kind.value, record.mrn) for record in target.records if not record.withdrawn]


@frozen
class LeavesOut:
    """A system that tells nothing of a chart that was merged."""

    target: BackfillTarget
    number: str

    async def look_up(self, wanted: Lookup) -> Chart:
        chart = await self.target.look_up(wanted)
        return Chart(
            patients=tuple(one for one in chart.patients if one.mrn != self.number),
            orders=tuple(one for one in chart.orders if one.mrn != self.number),
            records=tuple(one for one in chart.records if one.mrn != self.number),
        )

    async def find(self, key: str) -> str | None:
        return await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        return await self.target.write(entry)


@pytest.mark.parametrize("event", [MERGED, RENUMBERED])
def test_what_was_agreed_for_a_number_that_is_retired_since_is_not_sent(event: PatientEvent) -> None:
    outage, ris = an_outage_with(*SHEETS, ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    hear(outage, event)

    applied = apply(backfill)

    assert where(ris) == []
    assert set(applied.left.values()) == {CHANGED}
    assert len(applied.left) == 3


def test_the_next_plan_enters_it_under_the_number_that_counts() -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    hear(outage, MERGED)
    apply(backfill)

    agree(backfill)

    assert apply(backfill).is_whole
    assert where(ris) == [("allergy", OTHER_ADA.mrn)]


def test_what_was_agreed_for_a_survivor_is_not_sent_once_the_merge_is_undone() -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    hear(outage, MERGED)
    agree(backfill)
    hear(outage, PARTED)

    assert list(apply(backfill).left.values()) == [CHANGED]

    agree(backfill)
    apply(backfill)
    assert where(ris) == [("allergy", ADA.mrn)]


def test_what_a_person_decided_is_sent_whatever_became_of_the_number_on_the_sheet() -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    hear(outage, MERGED)
    hear(outage, PARTED)
    outage.confirm_identity("allergy", mrn=OTHER_ADA.mrn, reason="she says so herself", by=CLERK)
    backfill = Backfill(outage, ris)
    agree(backfill)

    assert apply(backfill).is_whole
    assert where(ris) == [("allergy", OTHER_ADA.mrn)]


def test_what_was_entered_under_a_number_that_is_retired_since_is_in_the_chart_already() -> None:
    outage, ris = an_outage_with(*SHEETS, ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    apply(backfill)
    hear(outage, MERGED)

    assert {decision.verdict for decision in run(backfill.plan).decisions} == {Verdict.SKIP_DUPLICATE}


def test_a_sheet_that_is_typed_again_under_the_new_number_finds_what_lies_under_the_old_one() -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    apply(backfill)
    hear(outage, MERGED)
    outage.take_in(
        [a_capture("again", of=OTHER_ADA, content=PENICILLIN, accession=None, replaces=("allergy",))], by=CLERK
    )

    (decision,) = run(backfill.plan).decisions[:1]

    assert decision.verdict is Verdict.SKIP_DUPLICATE


@pytest.mark.parametrize("event", [MERGED, RENUMBERED])
def test_a_chart_that_is_not_told_of_any_more_makes_nothing_be_entered_again(event: PatientEvent) -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    agree(Backfill(outage, ris))
    apply(Backfill(outage, ris))
    hear(outage, event)

    (decision,) = run(Backfill(outage, LeavesOut(ris, ADA.mrn)).plan).decisions

    assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["patient_ambiguous"])


def test_what_lies_with_the_survivor_after_a_merge_was_undone_is_for_a_person() -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    hear(outage, MERGED)
    agree(backfill)
    apply(backfill)
    hear(outage, PARTED)

    (decision,) = run(backfill.plan).decisions

    assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["patient_ambiguous"])


def test_what_the_registration_withdrew_in_the_chart_is_not_entered_again_by_itself() -> None:
    outage, ris = an_outage_with(*SHEETS), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    apply(backfill)
    record = ris.records[0]
    withdrawal = ris.entries[0].model_copy(
        update={"key": "theirs", "updates": record.id, "expects": record.version, "withdraws": True}
    )
    run(ris.write, withdrawal)

    decision = next(one for one in run(backfill.plan).decisions if one.verdict is not Verdict.SKIP_DUPLICATE)

    assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["field_conflict"])


def test_what_the_chart_lost_is_offered_to_it_again_under_the_same_key() -> None:
    outage = an_outage_with(*SHEETS)
    agree(Backfill(outage, a_chart()))
    apply(Backfill(outage, a_chart()))
    emptied = Backfill(outage, a_chart())

    plan = run(emptied.plan)

    assert {entry.key for entry in plan.entries()} == set(outage.standing.in_chart)


def test_what_the_system_refused_for_a_retired_number_is_offered_under_the_one_that_counts() -> None:
    merged = ADA.model_copy(update={"merged_into": OTHER_ADA.mrn})
    others = [one for one in PATIENTS if one is not ADA]
    moved = [one.model_copy(update={"mrn": OTHER_ADA.mrn}) if one.mrn == ADA.mrn else one for one in ORDERS]
    outage, knows = an_outage_with(*SHEETS), MemoryTarget([merged, OTHER_ADA, *others], moved)
    agree(Backfill(outage, a_chart()))
    assert len(apply(Backfill(outage, knows)).rejected) == 2

    hear(outage, MERGED)
    agree(Backfill(outage, knows))

    assert apply(Backfill(outage, knows)).is_whole
    assert {mrn for _, mrn in where(knows)} == {OTHER_ADA.mrn}
    assert {record.accession for record in knows.records} == {EXAMS[ADA.mrn]}


def test_other_patients_are_entered_all_the_same() -> None:
    other = Patient(mrn="T-1002", family="Sampleton", given="Nora")
    outage, ris = an_outage_with(ALLERGY, a_capture("hers", of=other, content=PENICILLIN, accession=None)), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    hear(outage, MERGED)

    assert apply(backfill).written == 1
    assert where(ris) == [("allergy", other.mrn)]


def settled_by_hand(outage: Outage) -> None:
    outage.settle_by_hand("allergy", reason="typed into the chart", by=CLERK)


def given_to_another(outage: Outage) -> None:
    outage.confirm_identity("allergy", mrn=OTHER_ADA.mrn, reason="she says so herself", by=CLERK)


def put_right(outage: Outage) -> None:
    nothing = Allergy(none_known=True)
    outage.take_in([a_capture("again", content=nothing, accession=None, replaces=("allergy",))], by=CLERK)


@pytest.mark.parametrize("overtaken_by", [settled_by_hand, given_to_another, put_right])
def test_what_a_person_decided_since_it_was_agreed_to_is_not_sent_over(
    overtaken_by: Callable[[Outage], None],
) -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    overtaken_by(outage)

    assert list(apply(backfill).left.values()) == [CHANGED]
    assert where(ris) == []


def test_what_lies_under_a_retired_number_can_be_taken_back_there() -> None:
    outage, ris = an_outage_with(ALLERGY), a_chart()
    backfill = Backfill(outage, ris)
    agree(backfill)
    apply(backfill)
    hear(outage, MERGED)

    backfill.agree(run(backfill.undo, list(outage.standing.in_chart), reason="of last year", by=CLERK), by=CLERK)

    assert apply(backfill).written == 1
    assert where(ris) == []
