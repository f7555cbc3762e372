"""What happened to an appointment, as systems tell each other.

Source: HL7 v2.5.1 chapter 10, events S12 to S17 and S26.
"""

from __future__ import annotations

from enum import StrEnum

from downtimekit.models.schedule import Appointment
from downtimekit.models.strict import Confidential, Name


class AppointmentEvent(StrEnum):
    """What happened to an appointment."""

    BOOKED = "booked"
    RESCHEDULED = "rescheduled"
    MODIFIED = "modified"
    CANCELLED = "cancelled"
    DISCONTINUED = "discontinued"
    DELETED = "deleted"
    MISSED = "missed"


class AppointmentNews(Confidential):
    """An appointment, what happened to it, and who entered that."""

    event: AppointmentEvent
    appointment: Appointment
    entered_by: Name | None = None
