"""The downtime of the example: declared, worked through, and its paper entered into the sample RIS.

Every step may be done again: commands have ids, captures and writes have keys. So a run that was killed is simply run
again, and goes on from what the journal and the RIS hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from attrs import frozen
from sample_ris import SampleRis

from cbis.rows import Keying, Row, exam_of
from downtimekit import UNSCHEDULED, OutageTarget, Role, Staff
from downtimekit.models.chart import ChartEntry, ChartOrder, ChartRecord, Lookup
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.patient import Patient
from downtimekit.models.plan import Plan, Verdict
from downtimekit.playbooks import Standing
from downtimekit.ports import Journal
from downtimekit.runtime import Backfill, Desk, Outage

DOWNTIME = "west-2026-03-02"
DAY = date(2026, 3, 2)
BEGAN = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
READ = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""The data have no dates: every line was written in the middle of a fictional downtime."""

RADIOLOGIST = "the radiologist on duty"
CLERK = Staff(name="the records clerk", role=Role.RECORDS_CLERK)
LEAD = Staff(name="the IT lead", role=Role.IT_LEAD)

Progress = Callable[[int, int], None]


@frozen
class Done:
    """What a run came to.

    Attributes:
        plan: what was planned and carried out.
        left: planned again after that: what is in the chart by now, and what waits.
        records: the reports in the chart that are not withdrawn.
        new_writes: how many writes the RIS took in this run.
    """

    plan: Plan
    left: Plan
    standing: Standing
    records: tuple[ChartRecord, ...]
    new_writes: int


def open_outage(journal: Journal) -> Outage:
    """Declare the downtime and bring it to its back-fill; what was done before is not done again."""
    desk = Desk(journal=journal)
    outage = desk.declare(
        UNSCHEDULED, id=DOWNTIME, by=LEAD, sites=["west"], services=["ris"], began_at=BEGAN, zone="America/New_York"
    )
    for name, details in (
        ("help_desk_contacted", {"ticket": "INC-4711"}),
        ("target_identified", {"target": OutageTarget.CUSTOMER_RIS.value}),
        ("vendor_support_contacted", {"ticket": "VS-0815"}),
        ("staff_told", {}),
        ("service_restored", {}),
        ("released", {}),
        ("backfill_started", {}),
    ):
        outage.signal(name, by=LEAD, command=name, **details)
    return outage


def keying(outage: Outage) -> Keying:
    """Return the two clocks and the two people of what is keyed now."""
    return Keying(READ, RADIOLOGIST, outage.clock.now(), CLERK.name)


def register(ris: SampleRis, rows: Sequence[Row]) -> None:
    """Do what the front desk did before the downtime: register every patient, and order one exam for each."""
    mrns = sorted({row.mrn for row in rows if row.mrn})
    ris.register(
        [Patient(mrn=mrn) for mrn in mrns],
        [ChartOrder(accession=exam_of(mrn), mrn=mrn, day=DAY) for mrn in mrns],
    )


async def enter(outage: Outage, ris: SampleRis, rows: Sequence[Row], *, progress: Progress) -> Done:
    """Take the lines in, plan, and enter what nobody has to decide on."""
    before = ris.writes()
    _take_in(outage, rows)
    backfill = Backfill(outage, ris)
    plan = await backfill.plan()
    if plan.entries() or outage.standing.owed:
        backfill.agree(plan, by=CLERK)  # also where a run was killed: what it still owed may wait for a person by now
        await backfill.apply(by=CLERK, progress=progress)
    left = await backfill.plan()
    await _withdraw(outage, ris, left)
    records = await _reports(outage, ris)
    return Done(plan, left, outage.standing, tuple(records.values()), ris.writes() - before)


def _take_in(outage: Outage, rows: Sequence[Row]) -> None:
    """Put the lines into the journal; a refused line that was also keyed well needs no further keying."""
    captures = [row.capture for row in rows if row.capture]
    keyed = {capture.serial for capture in (*captures, *outage.standing.captures.values())} - {None}
    refused = [row.refusal for row in rows if row.refusal and row.refusal.serial not in keyed]
    outage.take_in(captures, refused=refused, by=CLERK)


async def _withdraw(outage: Outage, ris: SampleRis, left: Plan) -> None:
    """Take back preliminary reports of ours that a later line contradicts.

    A report is entered whole or waits whole, in whichever order its lines come in: part of one shall not stand in
    the chart while a person decides on the rest.
    """
    records = await _reports(outage, ris)
    now = outage.clock.now()
    late = LateEntry(occurred_at=now, performed_by=CLERK.name, recorded_at=now, entered_by=CLERK.name)
    for decision in left.decisions:
        record = records.get(decision.accession)
        if decision.verdict is Verdict.REVIEW and record is not None and record.key.startswith(f"{DOWNTIME}/"):
            await ris.write(_withdrawal(record, late))


def _withdrawal(record: ChartRecord, late: LateEntry) -> ChartEntry:
    return ChartEntry(
        key=f"{DOWNTIME}/withdrawn/{record.id}/{record.version}",
        kind=record.kind,
        mrn=record.mrn,
        accession=record.accession,
        content=record.content,
        late=late,
        updates=record.id,
        expects=record.version,
        withdraws=True,
    )


async def _reports(outage: Outage, ris: SampleRis) -> dict[str, ChartRecord]:
    """Return the chart's reports by exam; one that was withdrawn does not count, and is left out."""
    exams = frozenset(capture.accession for capture in outage.standing.captures.values() if capture.accession)
    chart = await ris.look_up(Lookup(accessions=exams))
    return {record.accession: record for record in chart.records if record.accession and not record.withdrawn}
