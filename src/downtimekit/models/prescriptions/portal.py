"""What was prescribed, changed or stopped in an e-prescribing portal while the chart was down.

Such a portal (DrFirst, for one) works on its own, and nothing that is done there comes into the chart by itself:
everything must be documented by hand after the downtime. Its credentials are given by phone only, and have no place
in any model.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from downtimekit.models.prescriptions.medication import DeaSchedule, Drug, PdmpCheck
from downtimekit.models.prescriptions.prescribing import (
    DaysSupply,
    Pharmacy,
    Prescriber,
    Quantity,
    Refills,
    TransmissionStatus,
)
from downtimekit.models.strict import Confidential, Instant, Key, Name, PatientText, Strict


class PortalAccess(Strict):
    """That somebody got access to the portal: from whom, by phone, when. Never the access itself.

    Attributes:
        given_by: who gave it, such as the vendor's support; obtained_by: who asked for it.
    """

    portal: Name
    given_by: Name
    obtained_by: Name
    obtained_at: Instant
    channel: Literal["phone"] = "phone"


class ChangeAction(StrEnum):
    """What was done to a medicine."""

    NEW = "new"
    CHANGED = "changed"
    REFILLED = "refilled"
    DISCONTINUED = "discontinued"
    CANCELLED = "cancelled"


class AlertKind(StrEnum):
    """What the portal warned of."""

    ALLERGY = "allergy"
    INTERACTION = "interaction"
    DUPLICATE_THERAPY = "duplicate_therapy"
    DOSE = "dose"
    OTHER = "other"


class OverriddenAlert(Confidential):
    """A warning that the prescriber went past, and why."""

    kind: AlertKind
    about: PatientText = ""
    reason: PatientText = ""


class ChartDocumentation(Confidential):
    """That the change was documented in the chart, by whom, and who looked again."""

    entered_by: Name
    entered_at: Instant
    checked_by: Name | None = None
    checked_at: Instant | None = None


class MedicationChange(Confidential):
    """One change of a medicine, as the portal or the chart has it.

    Attributes:
        portal_id: the prescription's number in the portal.
        stop: the last day; start: the first.
        written_at: when it was decided; sent_at: when it went to the pharmacy.
        documented: None while the chart does not have it.
    """

    record: Literal["medication_change"] = "medication_change"
    action: ChangeAction
    drug: Drug
    schedule: DeaSchedule | None = None
    directions: PatientText = ""
    quantity: Quantity | None = None
    refills: Refills | None = None
    days_supply: DaysSupply | None = None
    dispense_as_written: bool | None = None
    start: date | None = None
    stop: date | None = None
    reason: PatientText = ""
    pharmacy: Pharmacy | None = None
    prescriber: Prescriber = Field(default_factory=Prescriber)
    written_at: Instant
    sent_at: Instant | None = None
    transmission: TransmissionStatus = TransmissionStatus.UNKNOWN
    portal_id: Key | None = None
    overridden: tuple[OverriddenAlert, ...] = ()
    pdmp: PdmpCheck | None = None
    documented: ChartDocumentation | None = None
