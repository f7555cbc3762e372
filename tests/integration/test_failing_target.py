"""A RIS that fails in the middle of a back-fill costs time, and no record."""

from __future__ import annotations

from pathlib import Path

import pytest
from cbis.accounting import Outcome, account
from cbis.backfill import CLERK, keying, open_outage, register
from cbis.lines import read_lines
from cbis.rows import exam_of, read_row
from sample_ris import SampleRis

from downtimekit.runtime import Applied, Backfill, Manner, Outage, Patience, run
from downtimekit.testing import FailingTarget, MemoryJournal, Troubles
from downtimekit.testing.trouble import rejected, unknown, unreachable
from tests.case_files import mass, write

LOCKED = {exam_of("P_3"): rejected("the exam is locked by its reader")}
PATIENTS = [f"P_{number}" for number in range(1, 7)]


@pytest.fixture
def ris(tmp_path: Path) -> SampleRis:
    return SampleRis(tmp_path / "ris.db")


@pytest.fixture
def outage(tmp_path: Path, ris: SampleRis) -> Outage:
    outage = open_outage(MemoryJournal())
    path = write(tmp_path / "cases.csv", [mass(patient) for patient in PATIENTS])
    rows = [read_row(line, keying(outage)) for line in read_lines(path)]
    register(ris, rows)
    outage.take_in([row.capture for row in rows if row.capture], by=CLERK)
    return outage


def enter(outage: Outage, target: FailingTarget) -> Applied:
    backfill = Backfill(outage, target)
    backfill.agree(run(backfill.plan), by=CLERK)
    return run(backfill.apply, by=CLERK)


def test_a_lost_answer_is_looked_for_and_not_written_twice(ris: SampleRis, outage: Outage) -> None:
    applied = enter(outage, FailingTarget(ris, Troubles(once=dict.fromkeys(map(exam_of, ("P_2", "P_5")), unknown()))))

    assert (applied.rejected, ris.writes(), len(ris.contents())) == ({}, 6, 6)


def test_a_record_that_the_ris_refuses_stops_no_other(ris: SampleRis, outage: Outage) -> None:
    applied = enter(outage, FailingTarget(ris, Troubles(about=LOCKED)))

    assert [*applied.rejected.values()] == ["the exam is locked by its reader"]
    assert {told["mrn"] for told in ris.contents()} == {*PATIENTS} - {"P_3"}


def test_a_refused_record_is_held_with_the_reason_of_the_ris(ris: SampleRis, outage: Outage, tmp_path: Path) -> None:
    target = FailingTarget(ris, Troubles(about=LOCKED))
    enter(outage, target)
    rows = [read_row(line, keying(outage)) for line in read_lines(tmp_path / "cases.csv")]
    accounted = account(rows, run(Backfill(outage, target).plan))

    assert [entry.outcome for entry in accounted].count(Outcome.ENTERED) == len(PATIENTS) - 1
    assert [entry.reasons for entry in accounted if entry.outcome is Outcome.HELD] == [
        ("the system refused the record", "the exam is locked by its reader")
    ]


def test_a_line_that_goes_down_is_gone_on_with_where_it_broke(ris: SampleRis, outage: Outage) -> None:
    target = FailingTarget(ris, Troubles(about={exam_of("P_4"): unreachable()}))
    once = Manner(patience=Patience(tries=1, lost_after=1))
    backfill = Backfill(outage, target, manner=once)
    backfill.agree(run(backfill.plan), by=CLERK)
    assert run(backfill.apply, by=CLERK).stopped == "the system is out of reach: out of reach on purpose"
    target.troubles = Troubles()
    before = ris.writes()
    run(Backfill(outage, target).apply, by=CLERK)

    assert before < len(PATIENTS)
    assert ris.writes() == len(ris.contents()) == len(PATIENTS)
