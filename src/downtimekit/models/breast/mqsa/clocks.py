"""The clocks of 21 CFR 900.12(c): what is due when, counted in calendar dates of the facility.

A clock starts on the date of the exam, of the interpretation or of the first report, and never when paper is keyed:
what was read during a downtime is due as if there had been none. No source says that a date which falls on a weekend
moves, so none moves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from attrs import frozen

from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.mqsa.exam import Duty, MqsaExam
from downtimekit.models.breast.mqsa.rules import FEDERAL, MqsaRules
from downtimekit.models.zones import place, shown_at

_SATURDAY = 5


class Clock(StrEnum):
    """A rule that makes something due."""

    PROVIDER_REPORT = "provider_report"
    LAY_SUMMARY = "lay_summary"
    SUSPICIOUS_PROVIDER = "suspicious_provider"
    SUSPICIOUS_LAY = "suspicious_lay"
    SELF_REFERRED_REPORT = "self_referred_report"
    SELF_REFERRED_SUSPICIOUS = "self_referred_suspicious"
    PRIORS_FOLLOWUP = "priors_followup"
    RECORD_TRANSFER = "record_transfer"


@frozen
class DueDate:
    """One thing that is due.

    Attributes:
        started_on: the date that the clock counts from; due: the last day on which it is in time.
        source: the rule behind it.
        sent_on: when it was sent; what was sent before the exam was read as it is read now does not stop a clock that
            counts from the interpretation.
        recommended_by: the date that FDA recommends, where it recommends an earlier one.
    """

    accession: str
    clock: Clock
    duty: Duty
    started_on: date
    due: date
    source: str
    sent_on: date | None = None
    recommended_by: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still has to be sent."""
        return self.sent_on is None

    def days_left(self, today: date) -> int:
        """Return how many days are left: 0 on the last day, negative when it is late."""
        return (self.due - today).days

    def breached_by(self, today: date) -> int:
        """Return by how many days it is, or was sent, too late: 0 where it is in time."""
        return max(0, ((self.sent_on or today) - self.due).days)


@frozen
class _Started:
    """An exam with its dates in the facility's calendar."""

    exam: MqsaExam
    rules: MqsaRules
    zone: str

    @property
    def interpreted_on(self) -> date | None:
        read_at = self.exam.interpreted_at
        return self.day(read_at) if read_at else None

    @property
    def suspicious_on(self) -> date | None:
        return self.interpreted_on if self.rules.suspicious.intersection(self.exam.assessments) else None

    @property
    def priors_on(self) -> date | None:
        needed = Assessment.NEED_PRIORS in self.exam.assessments
        return self.exam.initial_report_on or (self.interpreted_on if needed else None)

    def day(self, moment: datetime) -> date:
        return shown_at(moment, zone=self.zone).date()

    def sent_on(self, duty: Duty, since: datetime | None) -> date | None:
        times = (sent.at for sent in self.exam.sent if sent.duty is duty and (since is None or sent.at >= since))
        first = min(times, default=None)
        return self.day(first) if first else None


@frozen
class _Rule:
    clock: Clock
    duty: Duty
    starts: Callable[[_Started], date | None]
    days: Callable[[MqsaRules], int]
    source: str
    self_referred: bool | None = None
    since_read: bool = False
    recommended: Callable[[MqsaRules], int] | None = None


_EXAM: Callable[[_Started], date | None] = lambda started: started.exam.examined_on  # noqa: E731
_REPORT = "21 CFR 900.12(c)(3); FDA, Policy Guidance Help System"
_LAY = "21 CFR 900.12(c)(2); FDA, MQSA Insights"
_SEVEN = "21 CFR 900.12(c)(2) and (3), 88 FR 15126: 7 days from the date of interpretation"
_RULES: Sequence[_Rule] = (
    _Rule(Clock.PROVIDER_REPORT, Duty.PROVIDER_REPORT, _EXAM, lambda r: r.report_days, _REPORT, self_referred=False),
    _Rule(Clock.LAY_SUMMARY, Duty.LAY_SUMMARY, _EXAM, lambda r: r.lay_summary_days, _LAY),
    _Rule(
        Clock.SUSPICIOUS_PROVIDER,
        Duty.PROVIDER_REPORT,
        lambda started: started.suspicious_on,
        lambda r: r.suspicious_days,
        _SEVEN,
        self_referred=False,
        since_read=True,
        recommended=lambda r: r.recommended_provider_days,
    ),
    _Rule(
        Clock.SUSPICIOUS_LAY,
        Duty.LAY_SUMMARY,
        lambda started: started.suspicious_on,
        lambda r: r.suspicious_days,
        _SEVEN,
        since_read=True,
        recommended=lambda r: r.recommended_lay_days,
    ),
    _Rule(
        Clock.SELF_REFERRED_REPORT,
        Duty.PATIENT_REPORT,
        _EXAM,
        lambda r: r.report_days,
        "21 CFR 900.12(c)(2); FDA, Policy Guidance Help System, self-referred patients",
        self_referred=True,
    ),
    _Rule(
        Clock.SELF_REFERRED_SUSPICIOUS,
        Duty.PATIENT_REPORT,
        lambda started: started.suspicious_on,
        lambda r: r.suspicious_days,
        f"{_SEVEN}; that it holds for the report itself is not verified",
        self_referred=True,
        since_read=True,
    ),
    _Rule(
        Clock.PRIORS_FOLLOWUP,
        Duty.FOLLOWUP_REPORT,
        lambda started: started.priors_on,
        lambda r: r.priors_followup_days,
        "21 CFR 900.12(c)(1)(v), 88 FR 15126: 30 days from the initial report, with priors or without",
    ),
    _Rule(
        Clock.RECORD_TRANSFER,
        Duty.RECORD_TRANSFER,
        lambda started: started.exam.transfer_requested_on,
        lambda r: r.record_transfer_days,
        "21 CFR 900.12(c)(4), as told by secondary sources",
    ),
)


def due_dates(
    exam: MqsaExam, *, zone: str, rules: MqsaRules = FEDERAL, holidays: Collection[date] = ()
) -> tuple[DueDate, ...]:
    """Return every clock that runs, or ran, for an exam.

    Args:
        exam: the exam, with what was sent.
        zone: the IANA name of the zone in which the facility's calendar hangs.
        rules: the numbers.
        holidays: days that are no business days; only the recommended dates know business days.

    Returns:
        A due date for each clock that has started, in the order of the rules; none for an exam that the law does not
        hold for.

    Raises:
        InvalidInput: no zone has that name.
    """
    place(zone)  # also where no clock needs it: a wrong name is told at the first exam
    if exam.modality not in rules.modalities:
        return ()
    started = _Started(exam, rules, zone)
    wanted = [rule for rule in _RULES if rule.self_referred in (None, not exam.provider_named)]
    return tuple(
        _due_date(rule, started, start, holidays) for rule in wanted if (start := rule.starts(started)) is not None
    )


def needs_referral(exam: MqsaExam, *, rules: MqsaRules = FEDERAL) -> bool:
    """Say whether the patient has no provider and must be referred to one (FDA, MQSA FAQ)."""
    return not exam.provider_named and bool(rules.referral.intersection(exam.assessments))


def _due_date(rule: _Rule, started: _Started, start: date, holidays: Collection[date]) -> DueDate:
    since = started.exam.interpreted_at if rule.since_read else None
    recommended = rule.recommended(started.rules) if rule.recommended else None
    return DueDate(
        started.exam.accession,
        rule.clock,
        rule.duty,
        started_on=start,
        due=start + timedelta(days=rule.days(started.rules)),
        source=rule.source,
        sent_on=started.sent_on(rule.duty, since),
        recommended_by=_business_days_after(start, recommended, holidays) if recommended else None,
    )


def _business_days_after(start: date, count: int, holidays: Collection[date]) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY and day not in holidays
    return day
