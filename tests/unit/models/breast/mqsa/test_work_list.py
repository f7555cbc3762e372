"""The list from which a clerk works: what is due next stands first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.breast.mqsa import Clock, Duty, MqsaExam, WorkItem, due_dates, work_list

TODAY = date(2026, 4, 3)


def an_exam(accession: str, *, day: int = 3, read: int | None = None, **said: object) -> MqsaExam:
    """Return an exam of a day in March, read on another."""
    interpreted = datetime(2026, 3, read, 15, tzinfo=UTC) if read else None
    told = {"accession": accession, "examined_on": date(2026, 3, day), "interpreted_at": interpreted}
    return MqsaExam.model_validate(told | said)


def listed(*exams: MqsaExam) -> tuple[WorkItem, ...]:
    """Return the work list of 3 April."""
    return work_list(exams, today=TODAY, zone="America/New_York")


def test_what_is_due_next_comes_first_with_its_days() -> None:
    lines = listed(
        an_exam("A-young", day=20),
        an_exam("A-late", day=1),
        an_exam("A-suspicious", day=28, read=30, assessments=["5"]),
    )

    assert [(line.due_date.accession, line.due_date.duty, line.days_left, line.breached_by) for line in lines] == [
        ("A-late", Duty.PROVIDER_REPORT, -3, 3),
        ("A-late", Duty.LAY_SUMMARY, -3, 3),
        ("A-suspicious", Duty.PROVIDER_REPORT, 3, 0),
        ("A-suspicious", Duty.LAY_SUMMARY, 3, 0),
        ("A-young", Duty.PROVIDER_REPORT, 16, 0),
        ("A-young", Duty.LAY_SUMMARY, 16, 0),
    ]


def test_the_clock_that_ends_first_is_the_one_that_is_told() -> None:
    (report, letter) = listed(an_exam("A-1", day=1, read=30, assessments=["4"]))

    # read on the 30th, the seven days end after the thirty
    assert (report.due_date.clock, letter.due_date.clock) == (Clock.PROVIDER_REPORT, Clock.LAY_SUMMARY)
    assert [line.due_date.clock for line in listed(an_exam("A-1", day=20, read=21, assessments=["4"]))] == [
        Clock.SUSPICIOUS_PROVIDER,
        Clock.SUSPICIOUS_LAY,
    ]


def test_on_one_day_the_suspicious_come_first_then_what_waits_for_priors_then_the_oldest() -> None:
    exams = (
        an_exam("A-plain", day=10),
        an_exam("A-priors", day=10, read=10, assessments=["0_priors"]),
        an_exam("A-suspicious", day=10, assessments=["4C"], interpreted_at=datetime(2026, 4, 2, 15, tzinfo=UTC)),
        an_exam("A-older", day=9, read=9, initial_report_on=date(2026, 3, 10), assessments=["1"]),
    )
    on_the_ninth = [line.due_date.accession for line in listed(*exams) if line.due_date.due == date(2026, 4, 9)]

    assert on_the_ninth == [*["A-suspicious"] * 2, *["A-priors"] * 3, "A-older", *["A-plain"] * 2]


def test_what_was_sent_is_not_on_the_list() -> None:
    both = [
        {"duty": duty, "at": datetime(2026, 3, 5, tzinfo=UTC), "by": "Robin Roe"}
        for duty in (Duty.PROVIDER_REPORT, Duty.LAY_SUMMARY)
    ]

    assert listed(an_exam("A-1", sent=both)) == ()
    assert [line.due_date.duty for line in listed(an_exam("A-1", sent=both[:1]))] == [Duty.LAY_SUMMARY]


def test_the_order_does_not_depend_on_the_pile() -> None:
    exams = [an_exam(f"A-{number}", day=number % 5 + 1) for number in range(12)]

    assert listed(*exams) == listed(*reversed(exams))


def test_tomorrow_everything_has_a_day_less() -> None:
    exam = an_exam("A-1")
    (today, *_), (tomorrow, *_) = (
        work_list([exam], today=day, zone="UTC") for day in (TODAY, TODAY + timedelta(days=1))
    )

    assert (today.days_left, tomorrow.days_left) == (-1, -2)
    assert (today.breached_by, tomorrow.breached_by) == (1, 2)


@pytest.mark.parametrize("read", [None, 21])
@pytest.mark.parametrize("zone", ["America/NewYork", "", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_told_in_words_of_ours(zone: str, read: int | None) -> None:
    exam = an_exam("A-1", day=20, read=read)
    with pytest.raises(InvalidInput, match=r"zone: 1 fault\n  - is not the name of a time zone"):
        work_list([exam], today=TODAY, zone=zone)
    with pytest.raises(InvalidInput, match="is not the name of a time zone"):
        due_dates(exam, zone=zone)
