"""What was taken back may be typed in once more; where a retraction stands beside a final report, a person decides."""

from __future__ import annotations

from downtimekit.models.plan import Verdict
from downtimekit.runtime import Backfill, Outage, run
from downtimekit.testing import MemoryTarget
from tests.ward import CLERK, a_capture, a_chart, a_report, an_outage, codes


def taken_back(outage: Outage, ris: MemoryTarget, *, final: bool) -> Backfill:
    """Enter a report, take it back, and type it in again under another id."""
    outage.take_in([a_capture("first", content=a_report(final=final))], by=CLERK)
    backfill = Backfill(outage, ris)
    backfill.agree(run(backfill.plan), by=CLERK)
    run(backfill.apply, by=CLERK)
    backfill.agree(run(backfill.undo, list(outage.standing.in_chart), reason="of last year", by=CLERK), by=CLERK)
    run(backfill.apply, by=CLERK)
    outage.take_in([a_capture("again", content=a_report(final=final))], by=CLERK)
    return backfill


def test_what_was_withdrawn_is_entered_once_more() -> None:
    outage, ris = an_outage(), a_chart()
    backfill = taken_back(outage, ris, final=False)
    backfill.agree(run(backfill.plan), by=CLERK)

    assert run(backfill.apply, by=CLERK).written == 1
    assert [record.withdrawn for record in ris.records] == [True, False]


def test_a_final_report_that_was_retracted_is_not_in_the_chart_already() -> None:
    backfill = taken_back(an_outage(), a_chart(), final=True)

    (decision,) = run(backfill.plan).decisions

    assert (decision.verdict, codes(decision.doubts)) == (Verdict.REVIEW, ["final_report_exists_discrepant"])


def test_what_is_retracted_later_leaves_its_own_sheet_settled() -> None:
    outage, ris = an_outage(), a_chart()
    outage.take_in([a_capture("first", content=a_report(final=True))], by=CLERK)
    backfill = Backfill(outage, ris)
    backfill.agree(run(backfill.plan), by=CLERK)
    run(backfill.apply, by=CLERK)
    retraction = run(backfill.undo, list(outage.standing.in_chart), reason="of last year", by=CLERK).entries()[0]
    run(ris.write, retraction)

    assert [decision.verdict for decision in run(backfill.plan).decisions] == [Verdict.SKIP_DUPLICATE]
