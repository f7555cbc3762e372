"""How soon must it be in the chart? What calls for a biopsy first, then what has a date, then what care needs."""

from __future__ import annotations

from datetime import date

from downtimekit.backfill.rules import BackfillRules
from downtimekit.errors import InvalidInput
from downtimekit.models.breast import SUSPICIOUS, BreastReport, suggest_overall
from downtimekit.models.breast.mqsa.clocks import due_dates
from downtimekit.models.breast.mqsa.exam import exam_of
from downtimekit.models.capture import Content, RecordKind
from downtimekit.models.downtime import Downtime
from downtimekit.models.plan import Urgency

_NEEDED = frozenset(
    {
        RecordKind.REGISTRATION,
        RecordKind.ALLERGY,
        RecordKind.ORDER,
        RecordKind.PRESCRIPTION,
        RecordKind.MEDICATION_CHANGE,
        RecordKind.MEDICATION_ADMINISTRATION,
    }
)


def urgency_of(
    content: Content, *, accession: str, examined_on: date, downtime: Downtime, rules: BackfillRules
) -> tuple[Urgency, date | None]:
    """Return how soon a record must be in the chart, and the day by which something must follow from it.

    Args:
        content: of the record.
        accession: of its exam; empty where that is in doubt.
        examined_on: the day of the exam, in the calendar of the site.
        downtime: whose zone counts.
        rules: the numbers of the law.
    """
    if not isinstance(content, BreastReport):
        return (Urgency.NEEDED if RecordKind(content.record) in _NEEDED else Urgency.ORDINARY), None
    due = _due(content, accession=accession, examined_on=examined_on, downtime=downtime, rules=rules)
    if not SUSPICIOUS.isdisjoint((*content.assessments, suggest_overall(content))):
        return Urgency.SUSPICIOUS, due
    return (Urgency.DATED if due else Urgency.ORDINARY), due


def _due(
    report: BreastReport, *, accession: str, examined_on: date, downtime: Downtime, rules: BackfillRules
) -> date | None:
    try:
        exam = exam_of(report, accession=accession or "in-doubt", examined_on=examined_on)
    except InvalidInput:  # read before it was done: a person looks at it anyway, and no clock can be told
        return None
    return min((clock.due for clock in due_dates(exam, zone=downtime.zone, rules=rules.mqsa)), default=None)
