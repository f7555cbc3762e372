"""Staff: who acts, and what people do in a downtime."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from downtimekit.models.strict import Name, Strict


class Role(StrEnum):
    """What a person does in a downtime.

    Sources: two vendors' public downtime procedures (help desk, vendor support, points of contact; therapist,
    prescriber and nurse as authors of the paper notes); published hospital procedures for the leads, the privacy and
    communications officers, scribes, runners and superusers (accountablehq.com on downtime procedures), for the one
    owner of vendor communication (healthdeskit.com, EHR downtime plan) and for the house supervisor, who adds staff.
    """

    HELP_DESK = "help_desk"
    IT_LEAD = "it_lead"
    CHARGE_NURSE = "charge_nurse"
    FRONT_DESK = "front_desk"
    TECHNOLOGIST = "technologist"
    RADIOLOGIST = "radiologist"
    RECORDS_CLERK = "records_clerk"
    VENDOR_SUPPORT = "vendor_support"
    INCIDENT_COMMANDER = "incident_commander"
    POINT_OF_CONTACT = "point_of_contact"
    """Whom a vendor tells of a scheduled downtime, and who tells the end users."""
    CLINICAL_LEAD = "clinical_lead"
    REGISTRATION_LEAD = "registration_lead"
    PHARMACY_LEAD = "pharmacy_lead"
    LABORATORY_LEAD = "laboratory_lead"
    RADIOLOGY_LEAD = "radiology_lead"
    PRIVACY_OFFICER = "privacy_officer"
    COMMUNICATIONS_LEAD = "communications_lead"
    VENDOR_LIAISON = "vendor_liaison"
    """The one who speaks with the vendor, and holds the ticket."""
    HOUSE_SUPERVISOR = "house_supervisor"
    ACCOUNT_OWNER = "account_owner"
    """Who answers to the vendor for the clinic's account, and is told when its data was impacted."""
    SCRIBE = "scribe"
    RUNNER = "runner"
    SUPERUSER = "superuser"
    NURSE = "nurse"
    THERAPIST = "therapist"
    PRESCRIBER = "prescriber"


STAFF_ROLES = frozenset(Role) - {Role.VENDOR_SUPPORT, Role.HELP_DESK}
"""The roles of people who work at the clinic and are impacted by an outage."""


def _one_line(name: str) -> str:
    if any(unicodedata.category(char) in {"Cc", "Zl", "Zp"} for char in name):
        raise ValueError("has a line break or a control character")
    return name


PersonName = Annotated[Name, AfterValidator(_one_line)]
"""What somebody is called, on one line."""


class Staff(Strict):
    """Somebody who acts: the *by* of every fact."""

    name: PersonName
    role: Role
