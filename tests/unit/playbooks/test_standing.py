"""Where a downtime stands follows from its facts, and from nothing else."""

from __future__ import annotations

import pytest

from downtimekit.models.breast import ReportStatus
from downtimekit.models.capture import Capture, Doubt, RecordKind, ReviewCode
from downtimekit.models.chart import ChartEntry
from downtimekit.models.facts import CaptureRefused, FormAccounted, PlanAgreed, RecordEntered, RecordRejected
from downtimekit.models.late_entry import LateEntry
from downtimekit.models.matching import MatchGrade
from downtimekit.models.paper import SheetState
from downtimekit.models.plan import Decision, Plan, Verdict
from tests.ward import BEGAN, Course, a_capture, a_report


def to_create(capture: str, *, key: str = "west-1/report/1", accession: str = "A-1") -> Decision:
    """Return the decision to create a preliminary report."""
    report = a_report()
    late = LateEntry(occurred_at=BEGAN, performed_by="Rosa Reyes, MD", recorded_at=BEGAN, entered_by="Robin Roe")
    entry = ChartEntry(key=key, kind=RecordKind.REPORT, mrn="T-1001", accession=accession, content=report, late=late)
    return Decision(
        captures=(capture,),
        sheets=(capture,),
        accession=accession,
        kind=RecordKind.REPORT,
        verdict=Verdict.CREATE,
        grade=MatchGrade.CERTAIN,
        entry=entry,
        report_status=report.status,
    )


def agreed(*decisions: Decision) -> PlanAgreed:
    """Return that a person agreed to a plan."""
    return PlanAgreed(plan=Plan(downtime="west-1", decisions=decisions))


def test_a_sheet_that_is_typed_in_or_refused_came_back() -> None:
    course = Course.begun()
    course.issue("W-1", "W-2", "W-3")
    course.take_in(a_capture(serial="W-1"))
    course.happen(CaptureRefused(capture="c2", serial="W-2", faults=("content: is missing",)))

    assert course.standing.sheets == {
        "W-1": SheetState.RETURNED,
        "W-2": SheetState.RETURNED,
        "W-3": SheetState.OUT,
    }


def test_a_missing_sheet_that_turns_up_came_back() -> None:
    course = Course.begun()
    course.issue("W-1")
    course.happen(FormAccounted(serial="W-1", state=SheetState.MISSING, reason="lost"))
    course.take_in(a_capture(serial="W-1"))

    assert course.standing.sheets == {"W-1": SheetState.RETURNED}


def test_a_number_that_was_never_issued_does_not_count_as_issued() -> None:
    course = Course.begun()
    course.issue("W-1")
    course.take_in(a_capture(serial="X-9"))

    assert course.standing.sheets == {"W-1": SheetState.OUT}


@pytest.mark.parametrize(
    "again",
    [
        a_capture("c1"),
        a_capture("c2", serial="W-1"),
        a_capture("c3", replaces=("c1",)),
    ],
    ids=["the same keying", "the same sheet", "a keying that replaces it"],
)
def test_a_sheet_that_is_typed_in_again_is_refused_no_longer(again: Capture) -> None:
    course = Course.begun()
    course.issue("W-1")
    course.happen(CaptureRefused(capture="c1", serial="W-1", faults=("content: is missing",)))
    course.take_in(again)

    assert course.standing.refused == {}


def test_another_sheet_puts_nothing_right() -> None:
    course = Course.begun()
    course.issue("W-1", "W-2")
    course.happen(
        CaptureRefused(capture="c1", serial="W-1", faults=("content: is missing",)),
        CaptureRefused(capture="c2", faults=("serial: is missing",)),
    )
    course.take_in(a_capture("c3", serial="W-2"), a_capture("c4"))

    assert list(course.standing.refused) == ["c1", "c2"]


def test_a_capture_that_was_replaced_no_longer_waits() -> None:
    course = Course.begun()
    course.take_in(a_capture("c1"), a_capture("c2", replaces=("c1",)))

    assert [capture.id for capture in course.standing.open_captures()] == ["c2"]


def test_a_newer_plan_takes_back_what_an_older_one_owed() -> None:
    course = Course.at("backfilling")
    course.take_in(a_capture("c1", content=a_report()))
    course.happen(agreed(to_create("c1")))
    assert list(course.standing.owed) == ["west-1/report/1"]
    doubtful = to_create("c1").model_copy(
        update={"verdict": Verdict.REVIEW, "entry": None, "doubts": (Doubt(code=ReviewCode.PATIENT_AMBIGUOUS),)}
    )
    course.happen(agreed(doubtful))

    assert course.standing.owed == {}
    assert [capture.id for capture in course.standing.open_captures()] == ["c1"]


def test_an_answer_to_an_older_plan_still_counts() -> None:
    course = Course.at("backfilling")
    course.take_in(a_capture("c1", content=a_report()), a_capture("c2", content=a_report()))
    course.happen(agreed(to_create("c1", key="west-1/report/1")), agreed(to_create("c2", key="west-1/report/2")))
    course.happen(RecordEntered(key="west-1/report/1", chart_id="record-1"))

    assert course.standing.settled == {"c1": "record-1"}
    assert list(course.standing.owed) == ["west-1/report/2"]


def test_a_refused_record_waits_until_a_plan_offers_it_again() -> None:
    course = Course.at("backfilling")
    course.take_in(a_capture("c1", content=a_report()))
    course.happen(agreed(to_create("c1")), RecordRejected(key="west-1/report/1", reason="no such exam"))

    assert course.standing.owed == {}
    assert course.standing.rejected == {"west-1/report/1": "no such exam"}
    course.happen(agreed())
    assert course.standing.rejected == {"west-1/report/1": "no such exam"}
    course.happen(agreed(to_create("c1")))
    assert course.standing.rejected == {}


def test_how_far_a_report_is_follows_what_the_chart_holds() -> None:
    course = Course.at("backfilling")
    course.take_in(a_capture("c1", content=a_report()))
    course.happen(agreed(to_create("c1")), RecordEntered(key="west-1/report/1", chart_id="record-1"))
    assert course.standing.statuses == {"A-1": ReportStatus.PRELIMINARY}
    signed = to_create("c1").model_copy(
        update={
            "verdict": Verdict.SKIP_DUPLICATE,
            "entry": None,
            "chart_id": "record-1",
            "report_status": ReportStatus.FINAL,
        }
    )
    course.happen(agreed(signed))

    assert course.standing.statuses == {"A-1": ReportStatus.FINAL}


def test_a_copy_goes_its_own_way() -> None:
    course = Course.begun()
    before = course.standing.copy()
    course.issue("W-1")
    course.take_in(a_capture())
    course.signal("help_desk_contacted", ticket="INC-1")

    assert before == Course.begun().standing
    assert before != course.standing


def test_only_paper_makes_a_plan_old() -> None:
    course = Course.begun()
    course.take_in(a_capture())
    version = course.standing.paper_version
    course.signal("help_desk_contacted", ticket="INC-1")
    course.issue("W-1")
    course.tell()

    assert course.standing.paper_version == version
    course.take_in(a_capture("c2"))
    assert course.standing.paper_version == course.standing.version
