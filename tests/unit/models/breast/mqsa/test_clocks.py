"""What is due when: in the facility's calendar, from the exam or its interpretation, and never from the keying."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from downtimekit.errors import InvalidInput
from downtimekit.models.breast import Assessment, Modality
from downtimekit.models.breast.mqsa import (
    Clock,
    DueDate,
    Duty,
    MqsaExam,
    MqsaRules,
    due_dates,
    exam_of,
    needs_referral,
)
from downtimekit.models.reading import read
from tests.breast import PLANTED, READ_AT, a_final_report, a_report

NEW_YORK = "America/New_York"
DAY = date(2026, 3, 3)
READ = datetime(2026, 3, 5, 15, tzinfo=UTC)


def an_exam(**said: object) -> MqsaExam:
    """Return an exam of 3 March that was read two days later, unless something else is said."""
    return MqsaExam.model_validate({"accession": "A-1", "examined_on": DAY, "interpreted_at": READ, **said})


def clocks(zone: str = NEW_YORK, rules: MqsaRules | None = None, **said: object) -> dict[Clock, DueDate]:
    """Return the clocks of an exam."""
    return {due.clock: due for due in due_dates(an_exam(**said), zone=zone, rules=rules or MqsaRules())}


def sent(duty: Duty, at: datetime) -> dict[str, object]:
    """Return that something was sent."""
    return {"duty": duty, "at": at, "by": "Robin Roe"}


def test_report_and_letter_are_due_thirty_days_after_the_exam() -> None:
    told = clocks(assessments=["1"])

    assert {clock: due.due for clock, due in told.items()} == {
        Clock.PROVIDER_REPORT: date(2026, 4, 2),
        Clock.LAY_SUMMARY: date(2026, 4, 2),
    }


@pytest.mark.parametrize("category", Assessment)
def test_only_the_suspicious_are_due_seven_days_after_they_were_read(category: Assessment) -> None:
    told = clocks(assessments=[category])
    hurried = {Clock.SUSPICIOUS_PROVIDER, Clock.SUSPICIOUS_LAY} & set(told)

    assert bool(hurried) is (category.value[0] in "45")
    assert {told[clock].due for clock in hurried} <= {date(2026, 3, 12)}


def test_one_suspicious_breast_hurries_the_whole_exam() -> None:
    assert Clock.SUSPICIOUS_LAY in clocks(assessments=["1", "4A"])


def test_what_nobody_read_yet_is_due_after_thirty_days_all_the_same() -> None:
    assert set(clocks(interpreted_at=None, assessments=["5"])) == {Clock.PROVIDER_REPORT, Clock.LAY_SUMMARY}


@pytest.mark.parametrize(
    ("examined", "due"),
    [
        (date(2025, 12, 15), date(2026, 1, 14)),
        (date(2026, 1, 30), date(2026, 3, 1)),
        (date(2024, 1, 30), date(2024, 2, 29)),
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 10, 20), date(2026, 11, 19)),
    ],
)
def test_days_are_counted_over_months_years_and_changes_of_the_clock(examined: date, due: date) -> None:
    told = clocks(examined_on=examined, interpreted_at=None)

    assert told[Clock.PROVIDER_REPORT].due == due
    assert told[Clock.PROVIDER_REPORT].days_left(examined) == 30


@pytest.mark.parametrize(
    ("read_at", "zone", "due"),
    [
        # 23:30 on 7 March in New York, the evening before the clocks go forward
        (datetime(2026, 3, 8, 4, 30, tzinfo=UTC), NEW_YORK, date(2026, 3, 14)),
        (datetime(2026, 3, 8, 5, 30, tzinfo=UTC), NEW_YORK, date(2026, 3, 15)),
        # the hour that comes twice on 1 November
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), NEW_YORK, date(2026, 11, 8)),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), NEW_YORK, date(2026, 11, 8)),
        # one instant, two calendars
        (datetime(2026, 1, 1, 3, tzinfo=UTC), NEW_YORK, date(2026, 1, 7)),
        (datetime(2026, 1, 1, 3, tzinfo=UTC), "UTC", date(2026, 1, 8)),
        (datetime(2025, 12, 31, 12, tzinfo=UTC), "Pacific/Kiritimati", date(2026, 1, 8)),
    ],
)
def test_the_day_of_the_interpretation_is_the_facility_s(read_at: datetime, zone: str, due: date) -> None:
    told = clocks(zone, examined_on=date(2025, 12, 30), interpreted_at=read_at, assessments=["4"])

    assert told[Clock.SUSPICIOUS_LAY].due == due


def test_a_weekend_moves_nothing() -> None:
    told = clocks(examined_on=date(2026, 3, 5), interpreted_at=None)

    assert told[Clock.LAY_SUMMARY].due == date(2026, 4, 4)
    assert told[Clock.LAY_SUMMARY].due.strftime("%A") == "Saturday"


def test_the_days_that_are_only_recommended_are_business_days() -> None:
    friday = datetime(2026, 7, 3, 15, tzinfo=UTC)
    exam = an_exam(examined_on=date(2026, 7, 1), interpreted_at=friday, assessments=["5"])
    told = {due.clock: due.recommended_by for due in due_dates(exam, zone=NEW_YORK)}
    holidays = {due.clock: due.recommended_by for due in due_dates(exam, zone=NEW_YORK, holidays=[date(2026, 7, 6)])}

    assert (told[Clock.SUSPICIOUS_PROVIDER], told[Clock.SUSPICIOUS_LAY]) == (date(2026, 7, 8), date(2026, 7, 10))
    assert holidays[Clock.SUSPICIOUS_PROVIDER] == date(2026, 7, 9)
    assert told[Clock.PROVIDER_REPORT] is None


def test_a_patient_without_a_provider_gets_the_report_and_the_letter() -> None:
    told = clocks(provider_named=False, assessments=["4"])

    assert {clock: (due.duty, due.due) for clock, due in told.items()} == {
        Clock.LAY_SUMMARY: (Duty.LAY_SUMMARY, date(2026, 4, 2)),
        Clock.SUSPICIOUS_LAY: (Duty.LAY_SUMMARY, date(2026, 3, 12)),
        Clock.SELF_REFERRED_REPORT: (Duty.PATIENT_REPORT, date(2026, 4, 2)),
        Clock.SELF_REFERRED_SUSPICIOUS: (Duty.PATIENT_REPORT, date(2026, 3, 12)),
    }


@pytest.mark.parametrize("category", Assessment)
def test_a_patient_without_a_provider_is_referred_where_it_matters(category: Assessment) -> None:
    assert needs_referral(an_exam(provider_named=False, assessments=[category])) is (category.value[0] in "345")
    assert not needs_referral(an_exam(assessments=[category]))


def test_a_report_that_needs_priors_is_followed_after_thirty_days_from_the_report() -> None:
    read_then = clocks(assessments=["0_priors"])
    reported_then = clocks(assessments=["0_priors"], initial_report_on=date(2026, 3, 9))

    assert read_then[Clock.PRIORS_FOLLOWUP].due == date(2026, 4, 4)
    assert reported_then[Clock.PRIORS_FOLLOWUP].due == date(2026, 4, 8)
    assert Clock.PRIORS_FOLLOWUP not in clocks(assessments=["0_additional"])
    assert Clock.PRIORS_FOLLOWUP not in clocks(assessments=["0_priors"], interpreted_at=None)


def test_the_follow_up_stays_due_when_the_category_is_final_and_until_it_is_sent() -> None:
    first = date(2026, 3, 5)
    late = [sent(Duty.FOLLOWUP_REPORT, READ + timedelta(days=40))]
    done = clocks(assessments=["2"], initial_report_on=first, sent=late)

    assert clocks(assessments=["2"], initial_report_on=first)[Clock.PRIORS_FOLLOWUP].is_open
    assert not done[Clock.PRIORS_FOLLOWUP].is_open
    assert done[Clock.PRIORS_FOLLOWUP].breached_by(date(2027, 1, 1)) == 10


def test_a_transfer_is_due_after_the_patient_asked_for_it() -> None:
    told = clocks(transfer_requested_on=date(2026, 5, 1))

    assert (told[Clock.RECORD_TRANSFER].duty, told[Clock.RECORD_TRANSFER].due) == (
        Duty.RECORD_TRANSFER,
        date(2026, 5, 16),
    )


def test_what_was_sent_stops_its_clocks_and_no_others() -> None:
    told = clocks(assessments=["4"], sent=[sent(Duty.LAY_SUMMARY, READ + timedelta(hours=1))])

    assert {clock for clock, due in told.items() if due.is_open} == {Clock.PROVIDER_REPORT, Clock.SUSPICIOUS_PROVIDER}
    assert told[Clock.SUSPICIOUS_LAY].sent_on == date(2026, 3, 5)


def test_what_was_sent_before_a_new_reading_does_not_stop_the_clock_that_it_started() -> None:
    earlier = sent(Duty.PROVIDER_REPORT, READ - timedelta(hours=1))
    told = clocks(assessments=["4"], sent=[earlier])

    assert not told[Clock.PROVIDER_REPORT].is_open
    assert told[Clock.SUSPICIOUS_PROVIDER].is_open


def test_the_last_day_is_in_time_and_the_next_one_is_not() -> None:
    due = clocks()[Clock.LAY_SUMMARY]

    assert [due.days_left(day) for day in (date(2026, 4, 1), due.due, date(2026, 4, 5))] == [1, 0, -3]
    assert [due.breached_by(day) for day in (date(2026, 4, 1), due.due, date(2026, 4, 5))] == [0, 0, 3]


def test_a_site_has_its_own_numbers() -> None:
    rules = MqsaRules(report_days=14, suspicious_days=3, suspicious=frozenset({Assessment.HIGHLY_SUGGESTIVE}))

    assert clocks(rules=rules)[Clock.PROVIDER_REPORT].due == date(2026, 3, 17)
    assert Clock.SUSPICIOUS_LAY not in clocks(rules=rules, assessments=["4"])
    assert clocks(rules=rules, assessments=["5"])[Clock.SUSPICIOUS_LAY].due == date(2026, 3, 8)


def test_every_clock_says_which_rule_it_follows() -> None:
    named = clocks(assessments=["4", "0_priors"], transfer_requested_on=DAY)
    unnamed = clocks(assessments=["4"], provider_named=False)

    assert set(named) | set(unnamed) == set(Clock)
    assert all("21 CFR 900.12(c)" in due.source for due in (*named.values(), *unnamed.values()))


def test_a_report_tells_its_clocks_what_they_need() -> None:
    report = a_final_report(
        assessment=None, breasts=[{"side": s, "assessment": a} for s, a in (("left", "1"), ("right", "5"))]
    )
    exam = exam_of(report, accession="A-1", examined_on=DAY, provider_named=False)

    assert exam.interpreted_at == READ_AT
    assert exam.assessments == (Assessment.NEGATIVE, Assessment.HIGHLY_SUGGESTIVE)
    assert needs_referral(exam)
    assert exam_of(a_report(), accession="A-1", examined_on=DAY).interpreted_at is None


def test_a_suspicious_breast_hurries_also_under_another_overall_category() -> None:
    report = a_final_report(assessment="2", breasts=[{"side": "left", "assessment": "4"}])
    exam = exam_of(report, accession="A-1", examined_on=DAY)

    assert Clock.SUSPICIOUS_LAY in {due.clock for due in due_dates(exam, zone=NEW_YORK)}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"interpreted_at": datetime(2026, 3, 1, 15, tzinfo=UTC)}, "was interpreted before the exam"),
        ({"initial_report_on": date(2026, 3, 2)}, "was reported before the exam"),
        ({"sent": [sent(Duty.LAY_SUMMARY, datetime(2026, 3, 1, tzinfo=UTC))]}, "something was sent before the exam"),
    ],
)
def test_nothing_happens_before_the_exam(said: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(MqsaExam, {"accession": "A-1", "examined_on": DAY, **said}, source="exam")

    assert [fault.words for fault in refused.value.faults] == [words]


def test_an_exam_in_the_far_east_may_be_read_while_it_is_still_the_day_before_in_greenwich() -> None:
    read_at = datetime(2026, 3, 2, 11, tzinfo=UTC)

    assert clocks("Pacific/Kiritimati", interpreted_at=read_at, assessments=["4"])[Clock.SUSPICIOUS_LAY].due == date(
        2026, 3, 10
    )


def test_an_exam_shows_nothing_of_a_patient() -> None:
    exam = an_exam(sent=[{"duty": "lay_summary", "at": READ, "by": PLANTED}], assessments=["5"])

    assert repr(exam) == "MqsaExam()"
    assert PLANTED not in repr(exam.sent)


def test_the_law_on_mammography_starts_no_clock_for_an_ultrasound_unless_the_site_says_so() -> None:
    exam = exam_of(a_final_report(modality="ultrasound"), accession="A-1", examined_on=DAY)
    wider = MqsaRules(modalities=frozenset(Modality))

    assert due_dates(exam, zone=NEW_YORK) == ()
    assert [due.clock for due in due_dates(exam, zone=NEW_YORK, rules=wider)] == [
        Clock.PROVIDER_REPORT,
        Clock.LAY_SUMMARY,
    ]


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
@pytest.mark.parametrize("name", ["examined_on", "initial_report_on", "transfer_requested_on"])
def test_no_clock_counts_from_a_day_that_is_a_slip_of_the_pen(name: str, day: date) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(MqsaExam, {"accession": "A-1", "examined_on": DAY, name: day}, source="exam")

    assert name in {fault.path for fault in refused.value.faults}


def test_a_report_that_was_read_before_its_exam_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="was interpreted before the exam"):
        exam_of(a_final_report(), accession="A-1", examined_on=READ_AT.date() + timedelta(days=7))


def test_a_transfer_that_the_patient_asked_for_runs_from_that_day() -> None:
    exam = exam_of(a_final_report(), accession="A-1", examined_on=DAY, transfer_requested_on=date(2026, 4, 1))

    (transfer,) = (due for due in due_dates(exam, zone=NEW_YORK) if due.clock is Clock.RECORD_TRANSFER)
    assert transfer.due == date(2026, 4, 16)
