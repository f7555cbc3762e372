"""The Mammography Quality Standards Act: what a report must say, what is due when, how long it is kept.

The law of the United States, 21 CFR 900.12(c); its numbers are in `MqsaRules`, and a site may have other ones.
"""

from downtimekit.models.breast.mqsa.clocks import Clock, DueDate, due_dates, needs_referral
from downtimekit.models.breast.mqsa.content import assessment_statements, missing_content, missing_in_lay_summary
from downtimekit.models.breast.mqsa.density_notice import density_notice
from downtimekit.models.breast.mqsa.exam import Duty, MqsaExam, Sent, exam_of
from downtimekit.models.breast.mqsa.facility import Facility
from downtimekit.models.breast.mqsa.retention import keep_until
from downtimekit.models.breast.mqsa.rules import FEDERAL, MqsaRules
from downtimekit.models.breast.mqsa.work_list import WorkItem, work_list

__all__ = [
    "FEDERAL",
    "Clock",
    "DueDate",
    "Duty",
    "Facility",
    "MqsaExam",
    "MqsaRules",
    "Sent",
    "WorkItem",
    "assessment_statements",
    "density_notice",
    "due_dates",
    "exam_of",
    "keep_until",
    "missing_content",
    "missing_in_lay_summary",
    "needs_referral",
    "work_list",
]
