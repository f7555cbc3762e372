"""A prescription that was written or printed on paper, or given by phone, while the system was down."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from downtimekit.models.prescriptions.medication import DeaSchedule, Drug
from downtimekit.models.prescriptions.prescribing import DaysSupply, Pharmacy, Prescriber, Quantity, Refills
from downtimekit.models.strict import Confidential, Instant, Key, Name, PatientText, Strict


class PaperReason(StrEnum):
    """Why it was not sent electronically: the exceptions of New York (Public Health Law 281(3)), and others."""

    TECHNOLOGICAL_FAILURE = "technological_failure"
    ELECTRICAL_FAILURE = "electrical_failure"
    OUT_OF_STATE_PHARMACY = "out_of_state_pharmacy"
    PATIENT_HARM_DELAY = "patient_harm_delay"
    OTHER = "other"


class Conveyance(StrEnum):
    """How it came to the pharmacist."""

    PAPER = "paper"
    FAX = "fax"
    ORAL = "oral"


class OralOrder(Confidential):
    """What was said by phone, and why that was allowed for schedule II (21 CFR 290.10).

    Attributes:
        immediate_need: the patient needed it at once.
        no_alternative: no other treatment would do, also none outside schedule II.
        writing_impossible: no written prescription could be there before the drug was handed out.
    """

    given_at: Instant
    pharmacy: Pharmacy
    pharmacist: Name | None = None
    immediate_need: bool | None = None
    no_alternative: bool | None = None
    writing_impossible: bool | None = None


class FollowUp(Confidential):
    """That this prescription confirms an emergency order by phone (21 CFR 1306.11(d)(4)).

    Attributes:
        oral_order_at: when the order was given by phone.
        authorization_on_face: "Authorization for Emergency Dispensing" and the date of the order stand on it.
        delivered_at: when the pharmacy had it, or the postmark.
    """

    oral_order_at: Instant
    authorization_on_face: bool | None = None
    delivered_at: Instant | None = None


class Reporter(StrEnum):
    """Who can report that an electronic prescription was not delivered (21 CFR 1311.170(b))."""

    INTERMEDIARY = "intermediary"
    PHARMACY = "pharmacy"


class FailedTransmission(Strict):
    """An electronic prescription that did not arrive, and was printed for that reason.

    Attributes:
        statement_on_face: what `failure_statement` says stands on the print.
    """

    pharmacy: Pharmacy
    sent_at: Instant
    reported_by: Reporter | None = None
    statement_on_face: bool | None = None


class PaperPrescription(Confidential):
    """One prescription on paper, as it stands there; what is missing or wrong, `check_prescription` says.

    It is documented in the chart and never transmitted: the pharmacy has it already (21 CFR 1311.170(d)).

    Attributes:
        control_number: the serial of the pad's sheet.
        issued_on: the date on its face; signed_on: the day on which it was signed by hand.
        schedule: how the drug is controlled; None where nobody said so.
        quantity_in_words: the amount once more, so that nobody adds a figure to it.
        medical_need: why the patient needs it, where the law wants that on the face.
        paper_reason: why it is on paper; paper_note says more, and is needed for ``other``.
        transmissible: always false; nothing that reads this record can take it for one to be sent.
    """

    record: Literal["prescription"] = "prescription"
    control_number: Key | None = None
    patient_name: PatientText = ""
    patient_address: PatientText = ""
    drug: Drug | None = None
    schedule: DeaSchedule | None = None
    quantity: Quantity | None = None
    quantity_in_words: PatientText = ""
    days_supply: DaysSupply | None = None
    directions: PatientText = ""
    refills: Refills | None = None
    dispense_as_written: bool | None = None
    medical_need: PatientText = ""
    prescriber: Prescriber = Field(default_factory=Prescriber)
    issued_on: date | None = None
    signed: bool | None = None
    signed_on: date | None = None
    conveyance: Conveyance = Conveyance.PAPER
    pharmacy: Pharmacy | None = None
    paper_reason: PaperReason | None = None
    paper_note: PatientText = ""
    oral: OralOrder | None = None
    follow_up: FollowUp | None = None
    failed_transmission: FailedTransmission | None = None
    transmissible: Literal[False] = False
