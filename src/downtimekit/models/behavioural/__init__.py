"""Behavioural health: the notes of therapists, prescribers and nurses, and what was given.

A note says what the paper says. What is missing in it, or contradicts itself, is told by its ``..._concerns`` function
and never refused; process notes have no place in it at all.
"""

from downtimekit.models.behavioural.administration import (
    AdministrationOutcome,
    BodySite,
    MedicationAdministration,
    Route,
    administration_concerns,
)
from downtimekit.models.behavioural.aims import ITEMS as AIMS_ITEMS
from downtimekit.models.behavioural.aims import Aims
from downtimekit.models.behavioural.crisis import CrisisLine, CrisisLineKind, CrisisList, us_crisis_lines
from downtimekit.models.behavioural.diagnosis import Diagnosis, Icd10Cm
from downtimekit.models.behavioural.formats import FORMATS, NoteFormat, Sections
from downtimekit.models.behavioural.group import ClientNote, GroupMember, GroupSession
from downtimekit.models.behavioural.interval import Adherence, Course, IntervalHistory
from downtimekit.models.behavioural.mental_status import MentalStatus, Orientation
from downtimekit.models.behavioural.nursing import Circumstance, NursingNote, Shift, nursing_note_concerns
from downtimekit.models.behavioural.part2 import NOTICE as PART2_NOTICE
from downtimekit.models.behavioural.part2 import Part2Consent, Part2Mark
from downtimekit.models.behavioural.prescriber import (
    LabResult,
    LevelBasis,
    PrescriberNote,
    prescriber_note_concerns,
)
from downtimekit.models.behavioural.risk import Risk, RiskAssessment, RiskFinding, RiskLevel
from downtimekit.models.behavioural.service_codes import (
    DEFAULT_SERVICE_CODES,
    ServiceCode,
    ServiceCodePolicy,
    TimeBand,
)
from downtimekit.models.behavioural.session import Modality, Participant, Session, times_on_paper
from downtimekit.models.behavioural.signing import Signature
from downtimekit.models.behavioural.therapist import TherapistNote, therapist_note_concerns
from downtimekit.models.behavioural.vitals import (
    Height,
    HeightUnit,
    Temperature,
    TemperatureUnit,
    VitalSigns,
    Weight,
    WeightUnit,
)

__all__ = [
    "AIMS_ITEMS",
    "DEFAULT_SERVICE_CODES",
    "FORMATS",
    "PART2_NOTICE",
    "Adherence",
    "AdministrationOutcome",
    "Aims",
    "BodySite",
    "Circumstance",
    "ClientNote",
    "Course",
    "CrisisLine",
    "CrisisLineKind",
    "CrisisList",
    "Diagnosis",
    "GroupMember",
    "GroupSession",
    "Height",
    "HeightUnit",
    "Icd10Cm",
    "IntervalHistory",
    "LabResult",
    "LevelBasis",
    "MedicationAdministration",
    "MentalStatus",
    "Modality",
    "NoteFormat",
    "NursingNote",
    "Orientation",
    "Part2Consent",
    "Part2Mark",
    "Participant",
    "PrescriberNote",
    "Risk",
    "RiskAssessment",
    "RiskFinding",
    "RiskLevel",
    "Route",
    "Sections",
    "ServiceCode",
    "ServiceCodePolicy",
    "Session",
    "Shift",
    "Signature",
    "Temperature",
    "TemperatureUnit",
    "TherapistNote",
    "TimeBand",
    "VitalSigns",
    "Weight",
    "WeightUnit",
    "administration_concerns",
    "nursing_note_concerns",
    "prescriber_note_concerns",
    "therapist_note_concerns",
    "times_on_paper",
    "us_crisis_lines",
]
