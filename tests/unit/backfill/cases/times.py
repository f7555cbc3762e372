"""Times: before and after the downtime, over midnight, and in the nights when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from downtimekit.models.breast import Assessment
from downtimekit.models.capture import Doubt, ReviewCode
from downtimekit.models.chart import ChartOrder
from tests.unit.backfill.cases.judging import Case, a_chart, says
from tests.ward import ADA, NOTES, a_capture, a_downtime, a_report, after

RELEASED = {"until": after(300)}
NEW_YORK = a_downtime(zone="America/New_York")
LATE = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)
"""Half past eleven at night on 3 March in New York, and the day after in UTC."""
FINAL = a_report(Assessment.NEGATIVE, final=True)

TIME = (
    Case(
        "it was written before the downtime began",
        [a_capture(minute=-1)],
        {"c1": says("review", "outside_downtime_window")},
    ),
    Case("it was written when the downtime began", [a_capture(minute=0)], {"c1": says("create")}),
    Case(
        "it was written on paper shortly after the release",
        [a_capture(minute=400, keyed=500)],
        {"c1": says("create")},
        paper=RELEASED,
    ),
    Case(
        "it is dated a day after the release",
        [a_capture(content=NOTES, minute=300 + 24 * 60, keyed=3000)],
        {"c1": says("review", "outside_downtime_window")},
        paper=RELEASED,
    ),
    Case(
        "the year is mistyped",
        [a_capture(occurred_at=after(30) - timedelta(days=365))],
        {"c1": says("review", "outside_downtime_window", "accession_reused")},
    ),
    Case(
        "the time on the sheet was skipped by the clock",
        [a_capture(doubts=(Doubt(code=ReviewCode.TIME_NONEXISTENT, fields=("occurred_at",)),))],
        {"c1": says("review", "time_nonexistent")},
    ),
    Case(
        "the time on the sheet came twice",
        [a_capture(doubts=(Doubt(code=ReviewCode.TIME_AMBIGUOUS, fields=("occurred_at",)),))],
        {"c1": says("review", "time_ambiguous")},
    ),
    Case(
        "a person said which of two times was meant",
        [a_capture("c2", replaces=("c1",))],
        {"c2": says("create"), "c1": says("superseded")},
        paper={"superseded": ("c1",)},
    ),
    Case(
        "the exam was late in the evening, by the clock of the clinic",
        [a_capture(content=NOTES, accession=None, occurred_at=LATE, recorded_at=LATE + timedelta(hours=9))],
        {"c1": says("create")},
        downtime=NEW_YORK,
    ),
    Case(
        "a report is read three weeks after the exam, in a long downtime",
        [a_capture(content=FINAL, minute=21 * 24 * 60, keyed=22 * 24 * 60)],
        {"c1": says("create", report="final")},
    ),
    Case(
        "notes of the exam are dated three weeks after it",
        [a_capture(content=NOTES, minute=21 * 24 * 60, keyed=22 * 24 * 60)],
        {"c1": says("review", "accession_reused")},
    ),
    Case(
        "the exam is planned for the next week",
        [a_capture(content=NOTES)],
        {"c1": says("review", "accession_reused")},
        chart=a_chart(orders=[ChartOrder(accession="A-1", mrn=ADA.mrn, day=date(2026, 3, 10))]),
    ),
)
