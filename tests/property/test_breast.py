"""Whatever a report says: suggestions only rise, lists are in order, and no day of keying moves a due date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from downtimekit.models.breast import (
    INCOMPLETE_FIRST,
    SUSPICIOUS_FIRST,
    Assessment,
    BreastReport,
    Density,
    Finding,
    FindingKind,
    Laterality,
    Precedence,
    Quadrant,
    RecommendationKind,
    Side,
    quadrants_at,
    read_assessment,
    read_density,
    review,
    suggest_overall,
)
from downtimekit.models.breast.lexicon import SHIPPED
from downtimekit.models.breast.mqsa import Duty, MqsaExam, due_dates, work_list
from downtimekit.models.capture import Capture
from tests.breast import a_report

ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Australia/Lord_Howe")
orders = st.permutations(list(Assessment)).map(lambda order: Precedence("drawn", tuple(order)))
findings = st.builds(
    Finding,
    number=st.integers(1, 99),
    side=st.sampled_from(Laterality),
    kind=st.sampled_from(FindingKind),
    clock=st.none() | st.integers(1, 12),
    quadrant=st.none() | st.sampled_from(Quadrant),
    assessment=st.none() | st.sampled_from(Assessment),
    size_mm=st.none() | st.floats(0.1, 300),
)
lists = st.lists(findings, max_size=6, unique_by=lambda finding: finding.place)
reports = st.builds(
    BreastReport,
    findings=lists.map(tuple),
    assessment=st.none() | st.sampled_from(Assessment),
    density=st.none() | st.sampled_from(Density),
    recommendations=st.lists(st.sampled_from(RecommendationKind).map(str), max_size=3),
    explanation=st.text(max_size=10),
)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@st.composite
def exams(draw: st.DrawFn) -> MqsaExam:
    """Draw an exam, with whatever was read and sent after it."""
    examined = draw(days)
    noon = datetime(examined.year, examined.month, examined.day, 12, tzinfo=UTC)
    later = st.integers(0, 60 * 24 * 60).map(lambda minutes: noon + timedelta(minutes=minutes))
    sent = st.fixed_dictionaries({"duty": st.sampled_from(Duty), "at": later, "by": st.just("Robin Roe")})
    said = {
        "accession": f"A-{draw(st.integers(1, 10_000))}",
        "examined_on": examined,
        "interpreted_at": draw(st.none() | later),
        "assessments": draw(st.lists(st.sampled_from(Assessment), max_size=2)),
        "provider_named": draw(st.booleans()),
        "initial_report_on": draw(st.none() | later.map(datetime.date)),
        "sent": draw(st.lists(sent, max_size=3)),
    }
    return MqsaExam.model_validate(said)


@given(found=lists, more=findings, precedence=orders)
def test_one_more_finding_never_makes_the_suggestion_less_pressing(
    found: list[Finding], more: Finding, precedence: Precedence
) -> None:
    longer = [*(finding for finding in found if finding.place != more.place), more]
    shorter = suggest_overall(a_report(*longer[:-1]), precedence=precedence)
    suggested = suggest_overall(a_report(*longer), precedence=precedence)

    assert suggested in {finding.assessment for finding in longer}
    if shorter is not None and suggested is not None:
        assert precedence.order.index(suggested) >= precedence.order.index(shorter)


@given(found=lists, precedence=st.sampled_from([SUSPICIOUS_FIRST, INCOMPLETE_FIRST]))
def test_the_order_of_findings_does_not_matter(found: list[Finding], precedence: Precedence) -> None:
    forth, back = a_report(*found), a_report(*reversed(found))

    assert suggest_overall(forth, precedence=precedence) is suggest_overall(back, precedence=precedence)


@given(hour=st.integers(1, 12), side=st.sampled_from(Side))
def test_what_is_outer_in_one_breast_is_inner_in_the_other(hour: int, side: Side) -> None:
    other = next(breast for breast in Side if breast is not side)
    mirror = {"outer": "inner", "inner": "outer"}
    mirrored = {
        Quadrant(f"{height}_{mirror[half]}")
        for height, half in (quadrant.split("_") for quadrant in quadrants_at(hour, side=side))
    }

    assert quadrants_at(hour, side=other) == mirrored
    assert quadrants_at(hour, side=side) == quadrants_at(12 - hour % 12 if hour != 12 else 12, side=other)


@given(report=reports)
def test_a_review_changes_nothing_and_never_falls(report: BreastReport) -> None:
    before = report.model_dump_json()

    review(report, lexicons=SHIPPED)
    review(report, lexicons=SHIPPED, edition="birads2025", precedence=INCOMPLETE_FIRST)

    assert report.model_dump_json() == before
    assert BreastReport.model_validate_json(before) == report


@given(written=st.text(max_size=40))
def test_whatever_is_written_is_read_or_not_read(written: str) -> None:
    assert set(read_assessment(written)) <= set(Assessment)
    reading = read_density(written)
    assert reading is None or reading.density in Density


@given(exam=exams(), zone=st.sampled_from(ZONES))
def test_every_due_date_lies_after_what_started_it(exam: MqsaExam, zone: str) -> None:
    for due in due_dates(exam, zone=zone):
        assert due.started_on <= due.due
        assert due.started_on >= exam.examined_on - timedelta(days=1)
        assert due.is_open or due.sent_on is not None


@given(exam=exams(), zone=st.sampled_from(ZONES), keyed=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_a_due_date_never_depends_on_when_paper_is_keyed(exam: MqsaExam, zone: str, keyed: datetime) -> None:
    said = {
        "id": "c1",
        "patient": {"mrn": "T-1"},
        "accession": exam.accession,
        "content": {"record": "report", "interpreted_at": exam.interpreted_at},
        "occurred_at": datetime(2024, 1, 1, tzinfo=UTC),
        "performed_by": "Rosa Reyes, MD",
        "recorded_at": keyed.replace(tzinfo=UTC),
        "entered_by": "Robin Roe",
    }
    report = Capture.model_validate(said).content
    assert isinstance(report, BreastReport)
    again = exam.model_copy(update={"interpreted_at": report.interpreted_at})

    assert due_dates(again, zone=zone) == due_dates(exam, zone=zone)


@given(several=st.lists(exams(), max_size=6, unique_by=lambda exam: exam.accession), today=days, seed=st.randoms())
def test_a_work_list_has_one_order_and_the_earliest_first(several: list[MqsaExam], today: date, seed: object) -> None:
    shuffled = list(several)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    lines = work_list(several, today=today, zone="America/New_York")
    due = [line.due_date.due for line in lines]

    assert lines == work_list(shuffled, today=today, zone="America/New_York")
    assert due == sorted(due)
    assert len({(line.due_date.accession, line.due_date.duty) for line in lines}) == len(lines)
    assert all(line.due_date.is_open for line in lines)
    assert all((line.breached_by > 0) is (line.days_left < 0) for line in lines)
