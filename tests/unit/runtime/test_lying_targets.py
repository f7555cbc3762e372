"""A target that lies: nothing is doubled, and what it does not have is not taken for entered in silence."""

from __future__ import annotations

from attrs import frozen

from downtimekit.models.chart import Chart, ChartEntry, Lookup
from downtimekit.models.plan import Verdict
from downtimekit.ports import BackfillTarget
from downtimekit.runtime import Backfill, Manner, Outage, run
from downtimekit.testing import MemoryTarget
from tests.ward import ADA, CLERK, LATER_NORA, NORA, a_capture, a_chart, an_outage, codes

SHEETS = [a_capture(f"c{number}", of=one) for number, one in enumerate((ADA, NORA, LATER_NORA))]


@frozen
class OneForAll:
    """A system that names one record whatever it is asked for, and whatever is sent."""

    target: BackfillTarget
    keeps: bool
    finds: bool

    async def look_up(self, wanted: Lookup) -> Chart:
        return await self.target.look_up(wanted)

    async def find(self, key: str) -> str | None:
        return "record-1" if self.finds else await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        if self.keeps:
            await self.target.write(entry)
        return "record-1"


def an_outage_with_sheets() -> Outage:
    outage = an_outage()
    outage.take_in(SHEETS, by=CLERK)
    return outage


def enter(outage: Outage, target: BackfillTarget) -> dict[str, str]:
    """Plan, agree, apply; return what is left, with the reason."""
    backfill = Backfill(outage, target, manner=Manner())
    backfill.agree(run(backfill.plan), by=CLERK)
    return dict(run(backfill.apply, by=CLERK).left)


def test_one_identifier_for_several_records_is_told_and_believed_once() -> None:
    outage, ris = an_outage_with_sheets(), a_chart()

    left = enter(outage, OneForAll(ris, keeps=True, finds=False))

    assert list(left.values()) == ["it names a record that another write made: look at the chart"] * 2
    assert len(outage.standing.settled) == 1
    assert len(ris.records) == 3


def test_who_says_of_everything_that_it_is_there_is_not_believed() -> None:
    outage, ris = an_outage_with_sheets(), a_chart()

    left = enter(outage, OneForAll(ris, keeps=False, finds=True))

    assert len(left) == 2
    assert len(list(outage.standing.open_captures())) == 2


def test_an_identifier_of_an_earlier_run_is_known_again() -> None:
    outage, ris = an_outage(), a_chart()
    outage.take_in(SHEETS[:1], by=CLERK)
    assert enter(outage, ris) == {}
    outage.take_in(SHEETS[1:2], by=CLERK)

    assert len(enter(outage, OneForAll(ris, keeps=True, finds=False))) == 1


def test_what_the_chart_knows_by_then_is_found_by_the_next_plan() -> None:
    outage, ris = an_outage_with_sheets(), a_chart()
    enter(outage, OneForAll(ris, keeps=True, finds=False))

    assert enter(outage, ris) == {}
    assert len(outage.standing.settled) == 3
    assert len(ris.records) == 3


def test_a_record_that_was_lost_may_come_back_under_its_identifier() -> None:
    outage = an_outage_with_sheets()
    assert enter(outage, a_chart()) == {}
    emptied: MemoryTarget = a_chart()

    assert enter(outage, emptied) == {}
    assert len(emptied.records) == 3


@frozen
class HasItTwice:
    """A system that made two records of every write."""

    target: BackfillTarget

    async def look_up(self, wanted: Lookup) -> Chart:
        chart = await self.target.look_up(wanted)
        again = (record.model_copy(update={"id": f"{record.id}-again"}) for record in chart.records)
        return chart.model_copy(update={"records": (*chart.records, *again)})

    async def find(self, key: str) -> str | None:
        return await self.target.find(key)

    async def write(self, entry: ChartEntry) -> str:
        return await self.target.write(entry)


def test_an_exam_with_two_records_of_a_kind_goes_to_a_person() -> None:
    outage, ris = an_outage_with_sheets(), a_chart()
    enter(outage, ris)

    waiting = run(Backfill(outage, HasItTwice(ris)).plan).decisions

    assert {codes(decision.doubts)[0] for decision in waiting} == {"double_documentation"}
    assert {decision.verdict for decision in waiting} == {Verdict.REVIEW}
