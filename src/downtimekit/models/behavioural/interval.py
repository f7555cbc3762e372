"""What happened since the last visit."""

from __future__ import annotations

from enum import StrEnum

from downtimekit.models.behavioural.process_notes import NotePart
from downtimekit.models.strict import PatientText


class Course(StrEnum):
    """How a patient is, compared with the last time."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class Adherence(StrEnum):
    """How far a patient takes what was prescribed."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class IntervalHistory(NotePart):
    """The time between two visits.

    Attributes:
        symptoms: which of them changed, and how.
        hospitalisations: admissions; emergencies: visits to an emergency department, and crises.
        outside_medicines: new ones that somebody else prescribed.
    """

    course: Course | None = None
    symptoms: PatientText = ""
    hospitalisations: PatientText = ""
    emergencies: PatientText = ""
    outside_medicines: PatientText = ""
    substance_use: PatientText = ""
    adherence: Adherence | None = None
    remarks: PatientText = ""
