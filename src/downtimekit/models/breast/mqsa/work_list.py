"""What a clerk has to send next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from attrs import frozen

from downtimekit.models.breast.assessment import Assessment
from downtimekit.models.breast.mqsa.clocks import DueDate, due_dates
from downtimekit.models.breast.mqsa.exam import Duty, MqsaExam
from downtimekit.models.breast.mqsa.rules import FEDERAL, MqsaRules

_DUTIES = tuple(Duty)


@frozen
class WorkItem:
    """One thing that still has to be sent.

    Attributes:
        due_date: the clock that ends first among those that are open for this exam and duty.
        days_left: 0 on the last day, negative when it is late; breached_by: by how many days it is late.
    """

    due_date: DueDate
    days_left: int
    breached_by: int


def work_list(
    exams: Iterable[MqsaExam],
    *,
    today: date,
    zone: str,
    rules: MqsaRules = FEDERAL,
    holidays: Collection[date] = (),
) -> tuple[WorkItem, ...]:
    """Return what still has to be sent, one line for each exam and duty.

    Args:
        exams: the exams, with what was sent.
        today: the date by the facility's calendar.
        zone: the IANA name of the zone in which that calendar hangs.
        rules: the numbers.
        holidays: days that are no business days.

    Returns:
        What is due next comes first. Of what is due on one day, the suspicious come first, then what waits for priors,
        then the oldest exam.

    Raises:
        InvalidInput: no zone has that name.
    """
    lines = []
    for exam in exams:
        for due in _binding(due_dates(exam, zone=zone, rules=rules, holidays=holidays)):
            order = (due.due, _rank(exam, rules), exam.examined_on, exam.accession, _DUTIES.index(due.duty))
            lines.append((order, WorkItem(due, due.days_left(today), due.breached_by(today))))
    return tuple(item for _, item in sorted(lines, key=lambda line: line[0]))


def _binding(clocks: Iterable[DueDate]) -> Iterable[DueDate]:
    """Return, for each duty that is open, the clock that ends first."""
    binding: dict[Duty, DueDate] = {}
    for clock in clocks:
        if clock.is_open and (clock.duty not in binding or clock.due < binding[clock.duty].due):
            binding[clock.duty] = clock
    return binding.values()


def _rank(exam: MqsaExam, rules: MqsaRules) -> int:
    if rules.suspicious.intersection(exam.assessments):
        return 0
    return 1 if Assessment.NEED_PRIORS in exam.assessments else 2
