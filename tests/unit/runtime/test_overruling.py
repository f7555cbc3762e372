"""A person looks at what a plan doubts, and says that the sheet is right."""

from __future__ import annotations

import pytest

from downtimekit.errors import InvalidInput, Refused
from downtimekit.models.capture import OVERRULABLE, ReviewCode
from downtimekit.models.plan import Verdict
from downtimekit.runtime import Backfill, run
from tests.ward import CLERK, a_capture, a_chart, an_outage


def test_a_sheet_that_somebody_looked_at_is_entered_by_the_next_plan_and_the_record_says_why() -> None:
    outage = an_outage()
    outage.take_in([a_capture(minute=-30)], by=CLERK)
    backfill = Backfill(outage, a_chart())
    assert run(backfill.plan).decisions[0].verdict is Verdict.REVIEW

    outage.overrule("c1", [ReviewCode.OUTSIDE_DOWNTIME_WINDOW], reason="the line was slow before", by=CLERK)
    plan = run(backfill.plan)
    backfill.agree(plan, by=CLERK)

    assert plan.decisions[0].verdict is Verdict.CREATE
    assert run(backfill.apply, by=CLERK).written == 1


def test_a_plan_from_before_is_too_old() -> None:
    outage = an_outage()
    outage.take_in([a_capture(minute=-30)], by=CLERK)
    backfill = Backfill(outage, a_chart())
    plan = run(backfill.plan)
    outage.overrule("c1", [ReviewCode.OUTSIDE_DOWNTIME_WINDOW], reason="the line was slow before", by=CLERK)

    with pytest.raises(Refused, match="plan again"):
        backfill.agree(plan, by=CLERK)


@pytest.mark.parametrize("code", sorted(set(ReviewCode) - OVERRULABLE))
def test_whose_it_is_and_what_is_final_cannot_be_overruled(code: ReviewCode) -> None:
    outage = an_outage()
    outage.take_in([a_capture()], by=CLERK)

    with pytest.raises(InvalidInput, match="nobody can overrule"):
        outage.overrule("c1", [code], reason="I say so", by=CLERK)


def test_a_sheet_that_nobody_typed_in_cannot_be_looked_at() -> None:
    with pytest.raises(Refused, match="no sheet was taken in as c9"):
        an_outage().overrule("c9", [ReviewCode.PAGE_MISSING], reason="it is here", by=CLERK)
